"""The blueprint of the API: what every call shares. Its views stand in the modules beside it."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import wraps
from typing import Any
from uuid import UUID

from flask import Request, Response, request
from flask_smorest import Blueprint
from marshmallow import RAISE
from webargs.flaskparser import FlaskParser
from webargs.multidictproxy import MultiDictProxy
from werkzeug.datastructures import CombinedMultiDict
from werkzeug.http import parse_etags

from evidencehub.api import bodies

NO_CONTENT = 204  # of what was removed


class _Strict(FlaskParser):
    """A parameter that no call has is refused: a slip of the hand would look like an answer otherwise."""

    DEFAULT_UNKNOWN_BY_LOCATION = {  # noqa: RUF012
        **FlaskParser.DEFAULT_UNKNOWN_BY_LOCATION,
        **dict.fromkeys(("query", "files", "json"), RAISE),
    }

    def load_files(self, req: Request, schema: Any) -> Any:
        """A form with its files."""
        return MultiDictProxy(CombinedMultiDict([req.files, req.form]), schema)

    def load_json(self, req: Request, _schema: Any) -> Any:
        return bodies.read(req)


@dataclass(frozen=True)
class Answer:
    """What a view answers beside plain values: another status than its usual one, or headers."""

    value: Any
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)

    def as_plain(self) -> Any:
        return json.loads(as_json(self.value))

    def as_response(self) -> Response:
        known = request.headers.get("If-None-Match")
        if request.method == "GET" and known and parse_etags(known).contains_raw(self.headers.get("ETag", "")):
            return Response(status=304, headers=dict(self.headers))
        if self.status == NO_CONTENT:
            return Response(status=NO_CONTENT, headers=dict(self.headers))
        return Response(as_json(self.value), self.status, dict(self.headers), mimetype="application/json")


class Calls(Blueprint):
    ARGUMENTS_PARSER = _Strict()

    def response(self, status_code: int, schema: Any = None, **told: Any) -> Callable[[Any], Any]:
        """Say what a view answers, and send the plain values that it gives.

        They do not pass through the schema: for a page of hits that costs more than the search. A test holds what is
        sent against what is said.
        """
        document = super().response(status_code, schema, **told)

        def decorate(view: Callable[..., Any]) -> Any:
            @wraps(document(view))
            def sent(*arguments: Any, **named: Any) -> Answer | Response:
                found = view(*arguments, **named)
                return found if isinstance(found, Answer) else Answer(found).as_response()

            return sent

        return decorate


def removed() -> Answer:
    return Answer(None, NO_CONTENT)


def as_json(value: Any) -> str | bytes:
    """:param value: plain values; or bytes, which are JSON already."""
    if isinstance(value, bytes):
        return value
    return json.dumps(value, ensure_ascii=False, default=_plain, separators=(",", ":"), allow_nan=False)


def _plain(value: Any) -> str:
    """Dates and times in ISO 8601, keys as text."""
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    raise TypeError(f"no JSON for {type(value).__name__}")


bp = Calls("api", __name__, url_prefix="/api/v1")
