"""What is sent as JSON, read strictly: what one program could read otherwise than another is refused."""

import json
from typing import Any, NoReturn

from flask import Request

from evidencehub.shared.errors import HubError

LARGEST = 2 * 1024 * 1024  # bytes; as of a form


class Unreadable(HubError):
    title = "This could not be read"


class AnotherFormat(HubError):
    status = 415
    title = "Another format"


class TooLarge(HubError):
    status = 413
    title = "Too large"


def read(request: Request) -> Any:
    """:raises HubError: it is no JSON, or holds what no JSON should."""
    if not request.is_json:
        raise AnotherFormat("Send JSON, and say so: Content-Type: application/json.")
    if (request.content_length or 0) > LARGEST:
        raise TooLarge(f"This takes up to {LARGEST // (1024 * 1024)} MB.")
    try:
        found = json.loads(
            request.get_data(cache=True).decode(), parse_constant=_no_number, object_pairs_hook=_each_once
        )
        json.dumps(found, ensure_ascii=False).encode()  # half of a pair of surrogates is no text
    except (ValueError, RecursionError) as error:
        raise Unreadable(f"The body is no JSON that we can read. {error}") from error
    return found


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number of JSON.")


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("A name stands in an object twice.")
    return found
