"""Calls and parameters that end one day, and how programs are told (RFC 9745, RFC 8594): see docs/api-changes.md."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from flask import Flask, Response, request
from werkzeug.http import http_date
from werkzeug.routing import BuildError

from evidencehub.shared.links import absolute

KEPT = timedelta(days=365)  # at least, from the day on which it is told


@dataclass(frozen=True)
class Ending:
    since: date
    until: date
    instead: str  # the name of the call or of the parameter to use

    def __post_init__(self) -> None:
        if self.until - self.since < KEPT:
            raise ValueError(f"what ends is kept for {KEPT.days} days at least")

    @property
    def told(self) -> str:
        return f"It ends on {self.until.day} {self.until:%B %Y}. Use “{self.instead}” instead."


ENDING: dict[str, Ending] = {}  # by the name of a call, or of a call and its parameter: "search.collapse"


def init_app(app: Flask) -> None:
    app.after_request(_say)


def _say(response: Response) -> Response:
    blueprint, _, name = (request.endpoint or "").partition(".")
    used = [name, *(f"{name}.{each}" for each in request.args)]
    endings = [(key, ENDING[key]) for key in used if key in ENDING] if blueprint == "api" else []
    if endings:
        key, first = min(endings, key=lambda each: each[1].until)
        response.headers["Deprecation"] = f"@{int(_midnight(first.since).timestamp())}"
        response.headers["Sunset"] = http_date(_midnight(first.until))
        response.headers.add("Link", f'<{absolute("api_docs.docs")}#endings>; rel="deprecation"; type="text/html"')
        if key == name and (successor := _successor(first.instead)):
            response.headers.add("Link", f'<{successor}>; rel="successor-version"')
    return response


def _successor(name: str) -> str:
    """The same record at another call, "" where that has other keys."""
    try:
        return absolute(f"api.{name}", **(request.view_args or {}))
    except BuildError:
        return ""


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)
