"""flask-login: how a session names a person, and when it stops working."""

from uuid import UUID

from flask_login import LoginManager, UserMixin

from evidencehub.accounts import queries
from evidencehub.accounts.models import Membership, Person
from evidencehub.shared.db import db

manager = LoginManager()
manager.session_protection = "basic"


class SignedIn(UserMixin):
    """A person as flask-login sees them. The session names the session version too: a new password ends it."""

    def __init__(self, person: Person) -> None:
        self.person = person

    @property
    def id(self) -> UUID:
        return self.person.id

    @property
    def name(self) -> str:
        return self.person.name

    @property
    def memberships(self) -> list[Membership]:
        return self.person.memberships

    def get_id(self) -> str:
        return f"{self.person.id.hex}.{self.person.session_version}"


@manager.user_loader
def load(session_id: str) -> SignedIn | None:
    person_id, _, version = session_id.partition(".")
    try:
        person = queries.person_with_teams(db.session, UUID(person_id))
    except ValueError:
        return None
    if person is None or not person.is_active or str(person.session_version) != version:
        return None
    return SignedIn(person)
