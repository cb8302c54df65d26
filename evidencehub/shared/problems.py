"""Errors as programs read them: problem+json (RFC 9457), for every address below one prefix, whatever went wrong."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Flask, Response, current_app, has_request_context, request

MEDIA_TYPE = "application/problem+json"
_PLAIN = {
    400: ("Bad request", "The request could not be read."),
    401: ("Not known", "This needs a token that works. You can make one in your account."),
    403: ("Not allowed", "This is not open to you."),
    404: ("Not found", "There is nothing at this address. It may have moved, or it is not public."),
    405: ("Method not allowed", "This address takes the methods that the Allow header names."),
    409: ("Not now", "It is not in the state that this needs, or somebody else does the same just now."),
    410: ("Gone", "This was public once, and was taken away on purpose."),
    412: ("Somebody else changed this first", "Read it again, compare, and send your change with its new ETag."),
    413: ("Too large", "The request is larger than we take."),
    415: ("Another format", "Send what the description of the call says, and name its type in Content-Type."),
    422: ("Wrong parameters", "Some of what was sent cannot be used: “errors” says which, and why."),
    428: ("Say which version you change", "Send the ETag of the version that you read, as If-Match."),
    429: ("Too many requests", "Wait as many seconds as the Retry-After header says, then go on."),
    500: ("A problem of the hub", "Nothing that you sent caused it. Try again in a few minutes."),
    503: ("Busy", "Try again in a moment."),
}  # fmt: skip


@dataclass(frozen=True)
class Problems:
    """``below`` begins the addresses of programs; ``told_at`` is the page that says what each kind of problem means."""

    below: str
    told_at: str


def init_app(app: Flask, problems: Problems) -> None:
    app.extensions["problems"] = problems


def are_wanted() -> bool:
    """Whether the address that was asked for is one of programs."""
    found: Problems | None = current_app.extensions.get("problems")
    if found is None or not has_request_context():
        return False
    return request.path == found.below or request.path.startswith(f"{found.below}/")


def answer(
    status: int,
    title: str = "",
    detail: str = "",
    errors: Mapping[str, Sequence[str]] | None = None,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """A problem of one status, in its usual words where nothing is said.

    :param errors: for each parameter, its messages.
    """
    told: Problems = current_app.extensions["problems"]
    body = content(status, f"{told.told_at}#problem-{status}", title=title, detail=detail, errors=errors)
    return Response(body, status=status, mimetype=MEDIA_TYPE, headers=dict(headers or {}))


def content(
    status: int, kind: str, *, title: str = "", detail: str = "", errors: Mapping[str, Sequence[str]] | None = None
) -> str:
    """:param kind: the address that says what this kind of problem is."""
    usual = _PLAIN.get(status, _PLAIN[400 if status < 500 else 500])
    body: dict[str, Any] = {
        "type": kind,
        "title": title or usual[0],
        "status": status,
        "detail": detail or usual[1],
    }
    if errors:
        body["errors"] = errors
    return json.dumps(body, ensure_ascii=False)


def by_parameter(wrong: Mapping[str, Any]) -> dict[str, list[str]]:
    """What marshmallow found wrong, by where it stood, as messages for each parameter; of lists each message once.

    What was wrong in a body of JSON is named by its place there, a JSON pointer (RFC 6901).
    """
    found = {name: said for place, each in wrong.items() if place != "json" for name, said in each.items()}
    by_name = {name: list(dict.fromkeys(_messages(said))) for name, said in found.items()}
    return {**by_name, **dict(_by_pointer(wrong.get("json", {}), ""))}


def _by_pointer(said: Any, at: str) -> Iterator[tuple[str, list[str]]]:
    if not isinstance(said, Mapping):
        yield at, [*said]
        return
    for name, each in said.items():
        escaped = str(name).replace("~", "~0").replace("/", "~1")
        yield from _by_pointer(each, at if name == "_schema" else f"{at}/{escaped}")


def _messages(said: Any) -> Iterator[str]:
    if isinstance(said, Mapping):
        for each in said.values():
            yield from _messages(each)
    else:
        yield from said


def usual() -> Mapping[int, tuple[str, str]]:
    """The statuses that may come, each with its title and what it says."""
    return _PLAIN
