"""What stands against somebody on a case, without what an editor said is no conflict there."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from evidencehub.projects.models import Project, Submission
from evidencehub.review.conflicts import Check
from evidencehub.review.models import ConflictRuling

Ruled = dict[UUID, frozenset[str]]  # person (or case) -> the findings that an editor said are no conflict


def of_person(session: Session, person_id: UUID) -> Ruled:
    """By submission, the findings of this person that an editor said are no conflict."""
    found: Ruled = {}
    query = select(ConflictRuling.submission_id, ConflictRuling.findings).where(ConflictRuling.person_id == person_id)
    for row in session.execute(query.where(ConflictRuling.submission_id.is_not(None))):
        found[row.submission_id] = found.get(row.submission_id, frozenset()).union(row.findings)
    return found


def by_person(session: Session, subject: Submission | Project) -> Ruled:
    """Of a case, or of the syntheses of an approach."""
    is_case = isinstance(subject, Submission)
    column = ConflictRuling.submission_id if is_case else ConflictRuling.project_id
    query = select(ConflictRuling).where(column == subject.id)
    found: Ruled = {}
    for ruling in session.scalars(query.order_by(ConflictRuling.ruled_at, ConflictRuling.id)):
        found[ruling.person_id] = found.get(ruling.person_id, frozenset()).union(ruling.findings)
    return found


def unruled(checks: Iterable[Check], said: frozenset[str] = frozenset()) -> list[Check]:
    """What was found and no editor has ruled on, the weakest doubt too: to be looked at when somebody is chosen."""
    return [one for one in checks if one.found and (one.is_hard or one.key not in said)]


def standing(checks: Iterable[Check], said: frozenset[str] = frozenset()) -> list[Check]:
    """What stands against somebody who is on a case or runs it, until an editor rules on it."""
    return [one for one in unruled(checks, said) if not one.is_weak]
