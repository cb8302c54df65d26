"""One case at a time: its lock, its seats, and the check for acts that move no state."""

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from evidencehub.accounts.models import Membership, Person
from evidencehub.authz.policies import permits
from evidencehub.authz.values import Facts, Permission
from evidencehub.projects.appeals.models import Appeal
from evidencehub.projects.models import Submission
from evidencehub.review.models import Assignment
from evidencehub.shared.errors import NotAllowed

MAX_REASON = 20_000  # characters; of a finding, of what was agreed, and of a return alike


def lock(session: Session, submission: Submission) -> None:
    """Let acts on one case happen one after the other, and see what the one before did.

    On SQLite a writing transaction has the whole database to itself from its first statement.
    """
    session.flush()
    query = select(Submission).where(Submission.id == submission.id).with_for_update(of=Submission)
    session.scalars(query.execution_options(populate_existing=True)).one()


def require(facts: Facts, permission: Permission) -> None:
    """:raises NotAllowed: for acts that move no state and so meet no table."""
    if not permits(permission, facts):
        raise NotAllowed("You do not have permission to do this.")


def reviewers(session: Session) -> list[Person]:
    """Everybody who can be asked to judge something, with where they work."""
    query = select(Person).where(Person.is_reviewer, Person.is_active, Person.confirmed_at.is_not(None))
    query = query.options(selectinload(Person.memberships).joinedload(Membership.organisation))
    return list(session.scalars(query.order_by(Person.name, Person.id)))


def is_editor(person: Person) -> bool:
    return person.is_editor and person.is_active and person.confirmed_at is not None


def owner_of(session: Session, case: Submission | Appeal) -> Person | None:
    """The editor who runs a case, or has an appeal in hand.

    None where that is nobody, also as soon as that person is no editor any more.
    """
    key = case.editor_id if isinstance(case, Appeal) else case.owner_id
    person = session.get(Person, key) if key else None
    return person if person is not None and is_editor(person) else None


def assignments_of(session: Session, submission: Submission) -> list[Assignment]:
    """Everybody who was asked, as the database has it now."""
    query = select(Assignment).where(Assignment.submission_id == submission.id)
    query = query.order_by(Assignment.assigned_at, Assignment.id).execution_options(populate_existing=True)
    return list(session.scalars(query))
