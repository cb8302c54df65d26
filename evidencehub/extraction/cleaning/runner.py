"""The side that is trusted: it has a copy made in a child, and takes it only if it reads as the file did."""

import json
import logging
import os
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from evidencehub.extraction.cleaning.taken import Thing
from evidencehub.extraction.limits import MIB, Extraction, Limits, State
from evidencehub.extraction.process import GaveUp, ReaderUnavailable, output_of
from evidencehub.extraction.reading import scrub
from evidencehub.extraction.runner import DEFAULT_LIMITS, extract
from evidencehub.shared.filetypes import FileKind, kind_of

log = logging.getLogger(__name__)

VERSION = 3  # raised when more is taken out than before: then the copies that are there are made again
_MOST_TIMES_LARGER = 4  # pictures and words are packed again as they were; old PDFs may gain a little


@dataclass(frozen=True)
class Copy:
    """A copy without what says who made it, or why there is none."""

    content: bytes = b""
    taken: Mapping[str, int] = field(default_factory=dict)  # how many of each ``Thing``
    failed: str = ""  # why, for the editor


def clean(path: str | os.PathLike[str], kind: FileKind, *, limits: Limits = DEFAULT_LIMITS) -> Copy:
    """Make a copy of the file at ``path``; whatever is wrong with the file is in the answer's ``failed``.

    :raises ReaderUnavailable: the child cannot run here.
    :raises OSError: ``path`` cannot be opened.
    """
    most = _MOST_TIMES_LARGER * os.stat(path).st_size + MIB
    try:
        output = output_of("evidencehub.extraction.cleaning.child", path, kind, limits, most)
    except GaveUp as error:
        return Copy(failed=_WHY[error.state])
    copy = _checked(output)
    return copy if copy.failed else _compared(path, copy, kind, limits)


def _checked(output: bytes) -> Copy:
    """Believe nothing: a hostile file may have taken the child over."""
    line, _, content = output.partition(b"\n")
    try:
        said = json.loads(line)
        if said["state"] == "unavailable":
            raise ReaderUnavailable(scrub(str(said.get("reason", "")))[:500])
        if said["state"] != "copied":
            return Copy(failed=_WHY[State(said["state"])])
        taken = {Thing(thing).value: _count(number) for thing, number in said["taken"].items()}
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        log.warning("cleaning: the child's answer made no sense")
        return Copy(failed=_WHY[State.BROKEN])
    return Copy(content, taken)


def _count(number: Any) -> int:
    if type(number) is not int or not 0 < number < 1_000_000:
        raise ValueError("not a count")
    return number


def _compared(path: str | os.PathLike[str], copy: Copy, kind: FileKind, limits: Limits) -> Copy:
    """What is cited by its page has to stand on that page of the copy."""
    with tempfile.NamedTemporaryFile(prefix="evidencehub-") as file:
        file.write(copy.content)
        file.flush()
        original = extract(path, kind, limits=limits)
        if original.state is State.ENCRYPTED:
            return Copy(failed=_WHY[original.state])
        if kind_of(file.name) != kind or _words(original) != _words(extract(file.name, kind, limits=limits)):
            return Copy(failed=DIFFERS)
    return copy


def _words(read: Extraction) -> tuple[State, list[str]]:
    """By page, without the blanks: taking a deleted line out may close one up."""
    return read.state, ["".join(page.split()) for page in read.pages]


DIFFERS = "the copy did not read word for word as the file does"
_WHY = {
    State.ENCRYPTED: "it is locked with a password",
    State.BROKEN: "it is damaged, or built in a way that we do not know",
    State.TOO_LARGE: "it is too large when unpacked",
    State.TIMED_OUT: "it took too long",
    State.NO_TEXT: "it is damaged, or built in a way that we do not know",
    State.TEXT: "it is damaged, or built in a way that we do not know",
}
