"""Which papers the public records of this hub name by DOI. Drafts, and what nobody can read yet, are asked about by
nobody."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from evidencehub.projects.models import Evaluation, Project
from evidencehub.projects.public import PublicProject, public_ids, public_views
from evidencehub.projects.references.shape import LITERATURE, PUBLICATIONS
from evidencehub.projects.reported import RECORD
from evidencehub.shared.doi import canonical, doi_cited, doi_in

AT_ONCE = 200  # projects


class How(StrEnum):
    """What a paper is to a study. The values are kept."""

    ITSELF = "itself"  # the study, from elsewhere, is this paper
    PUBLISHED = PUBLICATIONS
    BUILDS_ON = LITERATURE

    @property
    def in_words(self) -> str:
        return _IN_WORDS[self]


_IN_WORDS = {
    How.ITSELF: "the study is this paper", How.PUBLISHED: "the study was published in it",
    How.BUILDS_ON: "the study builds on it",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Named:
    """That a study names a paper."""

    doi: str
    study_id: UUID
    how: How


def named_by(view: PublicProject) -> Iterator[Named]:
    """What one project names, as everybody may see it; before a decision its studies show no paper."""
    for study in view.evaluations:
        yield from _of_study(
            study.id, study.source_url, study.reported.get(RECORD, {}).get("doi"), study.reported.get("citation"),
            [each.doi for each in study.publications], [each.doi for each in study.literature],
        )  # fmt: skip


def named_by_all(session: Session) -> Iterator[tuple[UUID, Named]]:
    """What every public record names, each with its project. Never more than a few hundred are in memory.

    Of evidence from elsewhere, of which there may be very much, only the columns that matter are read. The session
    forgets what it holds.
    """
    query = (
        select(Evaluation.project_id, Evaluation.id, Evaluation.source_url,
               Evaluation.reported[RECORD]["doi"].as_string(), Evaluation.reported["citation"].as_string(),
               Evaluation.publications, Evaluation.literature)
        .join(Project).where(Project.source.is_not(None), Project.taken_down_at.is_(None))
        .order_by(Evaluation.id).execution_options(yield_per=1_000)
    )  # fmt: skip
    for project_id, study_id, address, said, citation, publications, literature in session.execute(query):
        for each in _of_study(study_id, address, said, citation, _dois(publications), _dois(literature)):
            yield project_id, each
    own = select(Project.id).where(Project.source.is_(None))
    ours = set(session.scalars(own))
    ids = (key for key in public_ids(session) if key in ours)
    while some := list(islice(ids, AT_ONCE)):
        for project_id, view in public_views(session, some).items():
            for each in named_by(view):
                yield project_id, each
        session.expunge_all()


def _of_study(
    study_id: UUID, address: str, said: str | None, citation: str | None, publications: Iterable[str],
    literature: Iterable[str],
) -> Iterator[Named]:  # fmt: skip
    """
    :param said: the DOI that a record of a file gave, whose address may lead elsewhere.
    :param citation: as another body gives it.
    """
    itself = [doi_in(address), said or "", doi_cited(citation or "")]
    for how, dois in ((How.ITSELF, itself), (How.PUBLISHED, publications), (How.BUILDS_ON, literature)):
        for doi in dict.fromkeys(filter(None, map(canonical, dois))):
            yield Named(doi, study_id, how)


def _dois(kept: Sequence[Mapping[str, str]]) -> list[str]:
    return [each.get("doi", "") for each in kept]
