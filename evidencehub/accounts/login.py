"""flask-login: how the browser's cookie names a session, and when that stops working."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from flask import Response, current_app, g
from flask_login import LoginManager, UserMixin, current_user

from evidencehub.accounts import second_step, sessions
from evidencehub.accounts.models import Membership, Person
from evidencehub.accounts.queries import actor_for
from evidencehub.authz.values import NOBODY, Actor
from evidencehub.shared.clock import utc_now
from evidencehub.shared.db import db
from evidencehub.shared.settings import Settings

manager = LoginManager()
# flask-login would hold a session to the address and the browser it began with. People read in trains; what could be
# done with a copied cookie is held by the session's row, its limits, and the present password where it matters.
manager.session_protection = None


def limits(settings: Settings) -> sessions.Limits:
    return sessions.Limits(timedelta(hours=settings.session_idle_hours), timedelta(days=settings.session_days))


class SignedIn(UserMixin):
    """A person as flask-login sees them, with the session they use."""

    def __init__(self, person: Person, *, session_id: UUID, token: str, is_seen: bool = True) -> None:
        self.person = person
        self.session_id = session_id
        self.is_seen = is_seen  # lately enough
        self._token = token

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
        return self._token


@manager.user_loader
def load(token: str) -> SignedIn | None:
    now = utc_now()
    held = sessions.held(db.session, token, now=now, limits=limits(current_app.config["SETTINGS"]))
    if held is None or not held.person.is_active:
        return None
    is_seen = now - held.last_seen_at < sessions.SEEN_EVERY
    return SignedIn(held.person, session_id=held.id, token=token, is_seen=is_seen)


def must_have_second_step(person: Person) -> bool:
    """Whether the settings ask it of this person. Those of the demonstration have no phones."""
    settings: Settings = current_app.config["SETTINGS"]
    return settings.second_factor and (person.is_editor or person.is_admin) and not person.demo


def owes_second_step(person: Person) -> bool:
    return must_have_second_step(person) and not second_step.is_on(person)


def actor_here() -> Actor:
    """Who asks, from a browser."""
    return acts_as(current_user.person) if current_user.is_authenticated else NOBODY


def acts_as(person: Person) -> Actor:
    """What somebody may do now. Whoever owes a second step is no editor and no admin until it is on."""
    actor = actor_for(person)
    return replace(actor, editor=False, admin=False, owes_second_step=True) if owes_second_step(person) else actor


def note_seen(response: Response) -> Response:
    """After a request: note that its session was used, once in a while."""
    actor = g.get("actor")  # not current_user alone: it would ask a database that has just failed once more
    if actor is not None and current_user.is_authenticated and not current_user.is_seen:
        sessions.seen(db.engine, current_user.session_id, now=utc_now())
    return response
