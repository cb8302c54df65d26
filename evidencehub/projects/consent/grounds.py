"""Why a team is asked about stories and photographs: what there is in the studies that it sends. Where there is nothing
of the kind, nobody is asked."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from evidencehub.projects.disclosure.models import SeenInDocument, SetAside
from evidencehub.projects.disclosure.pointing_out import Kind
from evidencehub.projects.missing import in_use
from evidencehub.projects.models import Evaluation

TOLD_IN_WORDS = frozenset({"qualitative", "mixed-methods"})  # designs in which people tell their story
TALKED = frozenset({"talked_with", "themes"})  # of study-questions.toml: who said something, and what
_SHOWN = 10  # pages of one file


@dataclass(frozen=True)
class Ground:
    where: str  # the study, or the file's name
    what: str
    pages: tuple[int, ...] = ()  # from 1

    @property
    def in_words(self) -> str:
        if not self.pages:
            return self.what
        shown = ", ".join(map(str, self.pages[:_SHOWN]))
        more = f" and {len(self.pages) - _SHOWN} more" if len(self.pages) > _SHOWN else ""
        return f"{self.what}, on {'page' if len(self.pages) == 1 else 'pages'} {shown}{more}"


_SEEN = {Kind.PHOTOGRAPH: "may have photographs", Kind.STORY: "may quote somebody or tell a story of one person"}


def grounds(session: Session, evaluations: Sequence[Evaluation]) -> list[Ground]:
    """Study by study; its files after it."""
    documents = [one for each in evaluations for one in in_use(each.documents)]
    seen = _seen(session, [one.id for one in documents])
    found = []
    for evaluation in evaluations:
        if evaluation.design in TOLD_IN_WORDS or any(evaluation.study.get(name) for name in TALKED):
            found.append(Ground(evaluation.title, "people told something in it"))
        for one in in_use(evaluation.documents):
            found += [
                Ground(one.file_name, what, pages) for kind, what in _SEEN.items() if (pages := seen[one.id, kind])
            ]
    return found


def _seen(session: Session, document_ids: Sequence[UUID]) -> dict[tuple[UUID, Kind], tuple[int, ...]]:
    """Pages by document and kind, without those of which somebody said that they are harmless."""
    pages = defaultdict[tuple[UUID, Kind], set[int]](set)
    if document_ids:
        query = select(SeenInDocument.document_id, SeenInDocument.kind, SeenInDocument.page).where(
            SeenInDocument.document_id.in_(document_ids), SeenInDocument.kind.in_(_SEEN),
            ~select(SetAside.id).where(
                SetAside.document_id == SeenInDocument.document_id, SetAside.kind == SeenInDocument.kind,
                SetAside.page == SeenInDocument.page, SetAside.words == SeenInDocument.words,
            ).exists(),
        )  # fmt: skip
        for document_id, kind, page in session.execute(query):
            pages[document_id, kind].add(page)
    return defaultdict(tuple, {key: tuple(sorted(each)) for key, each in pages.items()})
