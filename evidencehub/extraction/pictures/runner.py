"""The side that is trusted: it has a file's pictures looked at in a child, and checks what comes back."""

import json
import logging
import os

from evidencehub.extraction.limits import MIB, Limits
from evidencehub.extraction.pictures.seen import LONGEST, MOST, Looked, Seen, What
from evidencehub.extraction.process import GaveUp, ReaderUnavailable, output_of
from evidencehub.extraction.reading import scrub
from evidencehub.extraction.runner import DEFAULT_LIMITS
from evidencehub.shared.filetypes import CSV, TEXT, FileKind

log = logging.getLogger(__name__)

_WITHOUT = frozenset({CSV, TEXT})


def look(path: str | os.PathLike[str], kind: FileKind, *, limits: Limits = DEFAULT_LIMITS) -> Looked:
    """Look at the pictures of the file at ``path``.

    :raises ReaderUnavailable: the child cannot run here.
    :raises OSError: ``path`` cannot be opened.
    """
    if kind in _WITHOUT:
        return Looked(unseen=0)
    try:
        output = output_of("evidencehub.extraction.pictures.child", path, kind, limits, MIB)
    except GaveUp as error:
        log.info("pictures: gave up, %s", error.state.value)
        return Looked()
    try:
        return _checked(output, limits)
    except (ValueError, TypeError, KeyError, RecursionError):
        log.warning("pictures: the child's answer made no sense")
        return Looked()


def _checked(output: bytes, limits: Limits) -> Looked:
    """Believe nothing: a hostile file may have taken the child over."""
    said = json.loads(output)
    if said["state"] == "unavailable":
        raise ReaderUnavailable(scrub(str(said.get("reason", "")))[:500])
    if said["state"] != "looked":
        log.info("pictures: not looked at, %s", scrub(str(said.get("reason", "")))[:80])
        return Looked()
    seen = tuple(Seen(_count(page), What(what), scrub(str(words))[:LONGEST]) for page, what, words in said["seen"])
    if len(seen) > 2 * MOST or any(not 0 < each.page <= limits.pages for each in seen):
        raise ValueError("beyond the limits")
    return Looked(seen, _count(said["unseen"]))


def _count(number: object) -> int:
    if type(number) is not int or not 0 <= number < 1_000_000:
        raise ValueError("not a count")
    return number
