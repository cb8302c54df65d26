"""Who asks by a token: the person it is of, within what the token allows. A browser's session counts for nothing here.

A token never does more than its person may: the same table decides, with the roles that they have now.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from flask import Flask, Response, g, request

from evidencehub.accounts import login
from evidencehub.accounts.programs import keeping
from evidencehub.accounts.programs.models import ProgramToken
from evidencehub.accounts.programs.scopes import Scope
from evidencehub.api.blueprint import Answer
from evidencehub.api.edge import is_below
from evidencehub.authz.values import NOBODY, Actor
from evidencehub.shared import pace
from evidencehub.shared.clock import utc_now
from evidencehub.shared.db import db
from evidencehub.shared.errors import HubError, NotAllowed

View = TypeVar("View", bound=Callable[..., Any])

WRONG_IN_A_MINUTE = 60  # tokens that nobody has, of one address, counted by each process of the hub for itself
_SCHEME = "Bearer"


class NotKnown(HubError):
    """No token was sent, or none that works."""

    status = 401
    title = "Not known"

    def __init__(self, message: str, error: str = "") -> None:
        super().__init__(message)
        self.headers = {"WWW-Authenticate": _challenge(error)}


class OutOfScope(NotAllowed):
    """The token was not made for this."""

    title = "Not allowed"

    def __init__(self, scope: Scope) -> None:
        super().__init__(f"This token was made without “{scope.value}”. Make another in your account.")
        self.headers = {"WWW-Authenticate": _challenge("insufficient_scope", scope=scope.value)}


def _challenge(error: str, **more: str) -> str:
    """As RFC 6750 has it."""
    told = {"realm": "api", **({"error": error} if error else {}), **more}
    return f"{_SCHEME} " + ", ".join(f'{name}="{value}"' for name, value in told.items())


def init_app(app: Flask) -> None:
    app.after_request(_note_used)


def is_asked() -> bool:
    """Whether this request is for the API, where tokens count and sessions do not."""
    return is_below(request.path)


def actor_here() -> Actor:
    """:raises NotKnown: the token has ended, or never was. :raises TooMany: there were many such."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != _SCHEME.lower():
        return NOBODY
    now = utc_now()
    held = keeping.known(db.session, token.strip(), now=now)
    if held is None:
        pace.take("api-wrong", request.remote_addr or "", most=WRONG_IN_A_MINUTE)
        raise NotKnown("This token does not work: it has ended, or was copied wrongly.", "invalid_token")
    g.program_token = held
    if held.used_at is None or now - held.used_at >= keeping.USED_EVERY:
        g.token_to_note = held.id
    return login.acts_as(held.person)


def held_token() -> ProgramToken:
    """:raises NotKnown: this request has none."""
    held: ProgramToken | None = g.get("program_token")
    if held is None:
        raise NotKnown("This needs a token. You can make one in your account.")
    return held


def needs(scope: Scope | None) -> Callable[[View], View]:
    """Let a view run only for a token of this scope, None: of any. It stands outside what asks what people may."""

    def decorate(view: View) -> View:
        @wraps(view)
        def allowed(**arguments: Any) -> Any:
            held = held_token()
            if scope is not None and scope.value not in held.scopes:
                raise OutOfScope(scope)
            return _sent(view(**arguments))

        allowed.scope = scope  # type: ignore[attr-defined]
        return allowed  # type: ignore[return-value]

    return decorate


def _sent(answer: Any) -> Any:
    """Commit what a call changed, and send what it answers."""
    if not isinstance(answer, Answer):
        return answer
    if request.method not in {"GET", "HEAD"}:
        db.session.commit()
    return answer.as_response()


def _note_used(response: Response) -> Response:
    if "token_to_note" in g:
        keeping.used(db.engine, g.token_to_note, now=utc_now())
    return response
