"""The side that is trusted: it has the file read in a child, and checks what comes back."""

import json
import logging
import os
from typing import Any

from evidencehub.extraction.limits import Extraction, Limits, State
from evidencehub.extraction.messages import message_for
from evidencehub.extraction.process import GaveUp, ReaderUnavailable, output_of
from evidencehub.extraction.reading import scrub
from evidencehub.shared.filetypes import FileKind

log = logging.getLogger(__name__)

DEFAULT_LIMITS = Limits()
_MAX_NOTES, _MAX_NOTE_CHARACTERS = 50, 500


def extract(path: str | os.PathLike[str], kind: FileKind, *, limits: Limits = DEFAULT_LIMITS) -> Extraction:
    """Read the text of the file at ``path``; whatever is wrong with the file is in the answer's ``state``.

    :param kind: what ``filetypes.kind_of`` said of the content.
    :raises ReaderUnavailable: the child cannot run here.
    :raises OSError: ``path`` cannot be opened.
    """
    try:
        output = output_of("evidencehub.extraction.child", path, kind, limits, limits.output_bytes)
    except GaveUp as error:
        return _failed(error.state, kind)
    return _checked(output, kind, limits)


def _checked(output: bytes, kind: FileKind, limits: Limits) -> Extraction:
    """Believe nothing: a hostile file may have taken the child over."""
    try:
        said = json.loads(output)
        if not isinstance(said, dict):
            raise TypeError("not an object")
        if said.get("state") == "unavailable":
            raise ReaderUnavailable(str(said.get("reason", ""))[:_MAX_NOTE_CHARACTERS])
        state = State(said["state"])
        pages, notes = _strings(said.get("pages", [])), _strings(said.get("notes", []))
    except (ValueError, TypeError, KeyError, RecursionError):
        log.warning("extraction: the child's answer made no sense")
        return _failed(State.BROKEN, kind)
    if said.get("reason"):
        log.info("extraction: %s after %s", state.value, scrub(str(said["reason"]))[:80])
    if len(pages) > limits.pages or sum(map(len, pages)) > limits.characters or (state is State.TEXT) != bool(pages):
        log.warning("extraction: the child's answer broke its limits")
        return _failed(State.BROKEN, kind)
    return Extraction(
        state=state,
        pages=pages,
        message=message_for(state, kind, is_picture=bool(said.get("is_picture", True))),
        notes=tuple(note[:_MAX_NOTE_CHARACTERS] for note in notes[:_MAX_NOTES]),
        is_complete=bool(said.get("is_complete", True)),
        is_scan=state is State.NO_TEXT and bool(said.get("is_picture", True)),
    )


def _strings(values: Any) -> tuple[str, ...]:
    if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
        raise TypeError("not a list of strings")
    return tuple(scrub(value) for value in values)


def _failed(state: State, kind: FileKind) -> Extraction:
    return Extraction(state=state, pages=(), message=message_for(state, kind))
