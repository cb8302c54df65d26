"""The one guard that views use. A view without it, and not marked public, is refused to everybody."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, Generic, ParamSpec, TypeVar, overload

import structlog
from flask import Flask, current_app, g, redirect, request, url_for
from flask.typing import ResponseReturnValue

from evidencehub.authz.policies import permits
from evidencehub.authz.values import NOBODY, Actor, Facts, Permission, facts_of
from evidencehub.shared.errors import NotAllowed, NotFound
from evidencehub.shared.links import is_possible
from evidencehub.shared.requests import asked

log = structlog.get_logger()

View = TypeVar("View", bound=Callable[..., Any])
Record = TypeVar("Record")
Address = ParamSpec("Address")


@dataclass(frozen=True)
class Loaded(Generic[Record]):
    """What a view works on, what is known about it, and whether its existence is a secret to those refused."""

    resource: Record
    facts: Facts
    secret: bool = True


@dataclass(frozen=True)
class Withheld:
    """What is known of a record that was not looked at any further, since these facts refuse; its view never runs."""

    facts: Facts
    secret: bool = True


Loader = Callable[..., Loaded[Record] | Withheld]


def current_actor() -> Actor:
    actor: Actor = g.get("actor", NOBODY)
    return actor


def public(view: View) -> View:
    """Mark a view that everybody may use; a test lists them all."""
    view.is_public = True  # type: ignore[attr-defined]
    return view


@overload
def requires(
    permission: Permission,
) -> Callable[[Callable[Address, ResponseReturnValue]], Callable[Address, ResponseReturnValue]]: ...


@overload
def requires(
    permission: Permission, *, on: Loader[Record]
) -> Callable[[Callable[[Record], ResponseReturnValue]], Callable[..., ResponseReturnValue]]: ...


def requires(permission: Permission, *, on: Loader[Any] | None = None) -> Callable[[View], Callable[..., Any]]:
    """Let a view run only where POLICY permits.

    ``on(actor, **arguments of the address)`` loads the record with its facts; the view then gets the record as its
    first argument in place of the address's, and has to take what the loader gives. It raises NotFound when there is
    none.
    """

    def decorate(view: View) -> Callable[..., Any]:
        @wraps(view)
        def guarded(**arguments: Any) -> Any:
            actor = current_actor()
            loaded = on(actor, **arguments) if on else None
            facts = _facts(actor, loaded)
            if isinstance(loaded, Withheld) or not permits(permission, facts):
                return _refuse(actor, permission, loaded)
            g.facts = facts
            return view(loaded.resource) if loaded else view(**arguments)

        guarded.permission = permission  # type: ignore[attr-defined]
        guarded.loader = on  # type: ignore[attr-defined]
        return guarded

    return decorate


def opens(endpoint: str, actor: Actor, **arguments: Any) -> bool:
    """Whether a page would open for somebody now, as its own guard decides. One that everybody may see opens."""
    view = current_app.view_functions.get(endpoint)
    if getattr(view, "is_public", False):
        return True
    permission, on = getattr(view, "permission", None), getattr(view, "loader", None)
    if permission is None:
        return False
    try:
        loaded = on(actor, **arguments) if on else None
    except NotFound:
        return False
    return not isinstance(loaded, Withheld) and permits(permission, loaded.facts if loaded else facts_of(actor))


def ask_of(view: Callable[..., Any], **arguments: Any) -> Facts:
    """Ask what the guard of a view asks somebody who is signed in, and do not run the view.

    :raises NotFound: there is no such record, or it is not theirs to know of.
    :raises NotAllowed: they may not do this now.
    """
    actor, permission, on = current_actor(), view.permission, view.loader  # type: ignore[attr-defined]
    loaded = on(actor, **arguments) if on else None
    facts = _facts(actor, loaded)
    if isinstance(loaded, Withheld) or not permits(permission, facts):
        _refuse(actor, permission, loaded)
    return facts


def _facts(actor: Actor, loaded: Loaded[Any] | Withheld | None) -> Facts:
    return loaded.facts if loaded else facts_of(actor)


def once_more(permission: Permission, on: Loader[Record], **arguments: Any) -> Record:
    """The record of this view as it is now, for a view that gave up its transaction while it did slow work.

    :raises NotFound: it is gone since.
    :raises NotAllowed: in the state it is in now, the reader may not do this.
    """
    loaded = on(current_actor(), **arguments)
    if isinstance(loaded, Withheld) or not permits(permission, loaded.facts):
        raise NotAllowed("Somebody changed this just now, and it cannot be done any more.")
    return loaded.resource


_AN_OWNER = {"contributor": True, "owner": True}


def _refuse(actor: Actor, permission: Permission, loaded: Loaded[Any] | Withheld | None) -> Any:
    if actor.id is None:
        following = f"{request.script_root}{request.full_path}".rstrip("?")
        may_follow = request.method == "GET" and is_possible(following)
        return redirect(url_for("accounts.sign_in", next=following if may_follow else None), code=303)
    log.warning("not_permitted", person=str(actor.id), permission=permission.value, **asked())
    if loaded is not None and loaded.facts.handed_over and not loaded.facts.team:
        raise NotAllowed(
            "Your team handed this project over to another organisation. It is theirs now, with its drafts and files. "
            f"Ask them if you need something from it.{_what_lacks(actor)}"
        )
    if loaded is not None and loaded.secret and not loaded.facts.team and not loaded.facts.assigned:
        raise NotFound(f"There is no such page, or it is not yours to see.{_what_lacks(actor)}")
    if loaded is not None and loaded.facts.team and permits(permission, loaded.facts.and_(**_AN_OWNER)):
        raise NotAllowed(f"Your role in this team does not include it. Ask an owner of the team.{_what_lacks(actor)}")
    if loaded is not None and (loaded.facts.team or loaded.facts.assigned):  # gone back to, after it was done
        raise NotAllowed(f"It may be done already, or be for somebody else to do.{_what_lacks(actor)}")
    raise NotAllowed(f"Your account does not have permission to do this.{_what_lacks(actor)}")


def _what_lacks(actor: Actor) -> str:
    """What the reader can do about being refused, where their account is not complete; it says nothing of the page."""
    if not actor.confirmed:
        return " Your email address is not confirmed yet: open the link that we sent you, then try again."
    if actor.owes_second_step:
        return " To work as an editor or an admin you need a second step: turn it on in your account, then try again."
    return ""


def deny_unlisted(app: Flask) -> None:
    """Refuse every view that names neither a permission nor ``public``: forgetting is safe."""

    @app.before_request
    def check() -> None:
        if request.endpoint is None:
            return
        view = current_app.view_functions[request.endpoint]
        if not getattr(view, "is_public", False) and not hasattr(view, "permission"):
            raise NotAllowed("This page has not been opened to anybody.")
