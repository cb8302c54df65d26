"""What of some projects DataCite is to be told, and when a project is looked at."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from evidencehub.accreditation.models import Accreditation
from evidencehub.catalogue.cited.gathering import described
from evidencehub.catalogue.cited.hub import Hub
from evidencehub.catalogue.cited.own_dois import DoiState, OwnDoi, name_of
from evidencehub.harvest.dois.documents import Document, digest_of, document_of, document_of_gone, to_be_named
from evidencehub.projects.public import public_views
from evidencehub.shared import due

KIND = "dois"  # of due rows


@dataclass(frozen=True)
class Change:
    """One request. ``before`` is what the table said: whoever finds another there has been overtaken."""

    identifier: str
    project_id: UUID
    document: Document
    before: tuple[DoiState, str]

    @property
    def is_new(self) -> bool:
        return self.before[0] in (DoiState.NEW, DoiState.ASKED) and self.document["event"] == "publish"

    @property
    def digest(self) -> str:
        return digest_of(self.document)


def changes(
    session: Session, project_ids: Sequence[UUID], hub: Hub, prefix: str, today: date,
    refused_since: datetime | None = None,
) -> Sequence[Change]:  # fmt: skip
    """Writes nothing. What DataCite knows already is left out, and what it refused just so since then."""
    query = select(OwnDoi).where(OwnDoi.project_id.in_(project_ids)).order_by(OwnDoi.identifier)
    held = {each.identifier: each for each in session.scalars(query)}
    views = public_views(session, project_ids)
    read = described(session, project_ids, views, replace(hub, has_dois=False))
    found: dict[str, Change] = {}
    for project_id in project_ids:
        view = views.get(project_id)
        for record in to_be_named(read.get(project_id), is_stub=view is None or view.stage.is_stub):
            row = held.get(record.identifier)
            doi = row.doi if row else name_of(prefix, project_id, record.identifier)
            before = (row.state, row.digest) if row else (DoiState.NEW, "")
            found[record.identifier] = Change(
                record.identifier, project_id, document_of(record, doi, today), before
            )  # fmt: skip
    for identifier, row in held.items():
        if identifier not in found and row.state != DoiState.NEW:
            gone = document_of_gone(row.doi, identifier, hub)
            found[identifier] = Change(identifier, row.project_id, gone, (row.state, row.digest))
    refused = {
        (each.identifier, each.refused_digest) for each in held.values()
        if each.refused and refused_since and each.sent_at and each.sent_at > refused_since
    }  # fmt: skip
    return [
        each for each in found.values()
        if each.before[1] != each.digest and (each.identifier, each.digest) not in refused
    ]  # fmt: skip


def candidates(session: Session) -> Sequence[UUID]:
    """All projects of which a record has a DOI or may get one."""
    graded = select(Accreditation.project_id).where(Accreditation.demo.is_(False))
    return sorted({*session.scalars(graded), *session.scalars(select(OwnDoi.project_id))})


def make_all_due(session: Session) -> int:
    """Returns how many projects."""
    waiting = set(session.scalars(select(due.DueRow.key).where(due.DueRow.kind == KIND)))
    ids = [each for each in candidates(session) if str(each) not in waiting]
    for each in ids:
        make_due(session, each)
    return len(ids)


def make_due(session: Session, project_id: UUID) -> None:
    due.add(session, KIND, project_id, {"project_id": str(project_id)})


def following(handler: due.Handler) -> due.Handler:
    """What follows public changes already; the DOIs of the same projects are looked at after it."""

    def work(payloads: Sequence[Mapping[str, Any]], new_session: due.NewSession) -> due.Finish:
        finish = handler.work(payloads, new_session)

        def both(session: Session) -> None:
            finish(session)
            for each in dict.fromkeys(payload["project_id"] for payload in payloads):
                make_due(session, UUID(each))

        return both

    return replace(handler, work=work)
