"""Each request has an id: it stands on every log line of that request, in the answer's head, and on a page of error."""

import re
import secrets
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from flask import request
from structlog import contextvars

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

HEADER = "X-Request-ID"
_TAKEN = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{7,63}")  # what a proxy may give; anything else is not repeated


def request_id() -> str:
    """The id of the request that is being answered; "" outside of one."""
    return str(contextvars.get_contextvars().get("request_id", ""))


class WithRequestId:
    """Around the whole application, so that an answer from a cache and an error of the server have an id as well."""

    def __init__(self, app: "WSGIApplication") -> None:
        self._app = app

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        given = environ.get("HTTP_X_REQUEST_ID", "")
        made = given if _TAKEN.fullmatch(given) else secrets.token_hex(8)
        contextvars.clear_contextvars()  # of the request that this thread answered before
        contextvars.bind_contextvars(request_id=made)

        def start(status: str, headers: list[tuple[str, str]], *error: Any) -> Callable[[bytes], object]:
            kept = [(name, value) for name, value in headers if name.lower() != HEADER.lower()]
            return start_response(status, [*kept, (HEADER, made)], *error)

        return self._app(environ, start)


def asked() -> dict[str, str]:
    """What was asked for, for the log: the route, because an address may hold a token, or words of somebody's."""
    return {"route": request.url_rule.rule if request.url_rule else "none", "method": request.method}
