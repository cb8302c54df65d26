"""How much is kept for one team, over all its projects, in files and bytes; what would be more is refused.

A file that was taken out counts as well: its bytes stay, because what was sent before may hold it.
"""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from evidencehub.accounts.models import Organisation
from evidencehub.projects.models import Document, Project
from evidencehub.projects.owners import Owner, documents_of, project_of, with_projects
from evidencehub.projects.states import DocumentState
from evidencehub.shared.errors import Invalid
from evidencehub.shared.words import size_in_words

_REMOVED_FOR_GOOD = [state for state in DocumentState if state.is_redacted]
_ASK = "Nothing was added. If you need more room, ask the people who run this hub."


@dataclass(frozen=True)
class Quota:
    """Of one team; also what it has used of that."""

    files: int
    size_bytes: int

    @property
    def size(self) -> str:
        return size_in_words(self.size_bytes)


def used(session: Session, organisation_id: UUID | None) -> Quota:
    query = select(func.count(), func.coalesce(func.sum(Document.size_bytes), 0))
    query = with_projects(query.select_from(Document), Document)
    query = query.where(Project.organisation_id == organisation_id, Document.state.not_in(_REMOVED_FOR_GOOD))
    files, size_bytes = session.execute(query).one()
    return Quota(files, int(size_bytes))


def take_turns(session: Session, owner: Owner) -> None:
    """Who else adds a file of this team waits until this transaction is over."""
    organisation_id = project_of(owner).organisation_id
    session.execute(select(Organisation.id).where(Organisation.id == organisation_id).with_for_update())


_NOTHING = Quota(0, 0)


def refuse_more(
    session: Session, quota: Quota, owner: Owner, sha256: str, size_bytes: int, *, besides: Quota = _NOTHING
) -> None:
    """Two uploads at once take turns here, so that both together keep to the quota.

    :param besides: what will be there as well, because it is on its way.
    :raises Invalid: this file is new, and with it the team would have more than ``quota``.
    """
    if any(document.sha256 == sha256 for document in documents_of(owner)):
        return
    take_turns(session, owner)
    kept = used(session, project_of(owner).organisation_id)
    now = Quota(kept.files + besides.files, kept.size_bytes + besides.size_bytes)
    if now.files + 1 > quota.files:
        raise _refused(f"Your team has {now.files:,} files, and the most we keep for a team is {quota.files:,}. {_ASK}")
    if now.size_bytes + size_bytes > quota.size_bytes:
        after = size_in_words(now.size_bytes + size_bytes)
        raise _refused(
            f"Your team has {now.size} of files, and with this one it would have {after}. "
            f"The most we keep for a team is {quota.size}. {_ASK}"
        )


def _refused(message: str) -> Invalid:
    return Invalid(message, {"file": message})
