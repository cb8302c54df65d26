"""A file with a JSON object a line, read line by line."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NoReturn

from marshmallow import ValidationError

from evidencehub.interchange.records.files import UnusableFile

LONGEST_LINE = 4_000_000  # bytes; a report of 300 pages is 700,000
_HALF = b"\\ud"  # of a character, as JSON writes it


def lines_of(path: Path) -> Iterator[tuple[int, bytes, float]]:
    """Each line that is not empty, with its number, and how much of the file is read."""
    try:
        size, read = max(path.stat().st_size, 1), 0
        with path.open("rb") as file:
            number = 0
            while line := file.readline(LONGEST_LINE + 1):
                number, read = number + 1, read + len(line)
                if len(line) > LONGEST_LINE:
                    raise UnusableFile(f"{path} line {number} is longer than {LONGEST_LINE:,} bytes.")
                if line.strip():
                    yield number, line.removeprefix(b"\xef\xbb\xbf"), read / size
    except OSError as error:
        raise UnusableFile(f"{path} cannot be read: {error.strerror or error}.") from None


def object_of(line: bytes) -> dict[str, Any]:
    """:raises ValidationError: it is no JSON object."""
    try:
        given = json.loads(line, parse_constant=_no_number)
    except (ValueError, RecursionError):
        raise ValidationError({"line": ["it is not JSON in UTF-8"]}) from None
    if not isinstance(given, dict):
        raise ValidationError({"line": ["it is not one JSON object"]})
    return _whole(given) if _HALF in line.lower() else given


def _whole(given: dict[str, Any]) -> Any:
    """With "?" for half a character, which some programs write and no database looks into."""
    return json.loads(json.dumps(given, ensure_ascii=False).encode(errors="replace"))


def _no_number(word: str) -> NoReturn:
    """NaN and Infinity, which Python reads and JSON does not have."""
    raise ValueError(word)
