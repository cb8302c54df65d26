"""The side that is trusted: it starts the reader, watches the clock, and checks what comes back."""

import json
import logging
import os
import selectors
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import IO, Any

from evidencehub.extraction.limits import Extraction, Limits, State
from evidencehub.extraction.messages import message_for
from evidencehub.extraction.reading import scrub
from evidencehub.shared.filetypes import FileKind

log = logging.getLogger(__name__)

DEFAULT_LIMITS = Limits()
_CHUNK_BYTES = 64 * 1024
_MAX_NOTES, _MAX_NOTE_CHARACTERS = 50, 500
_PACKAGES = Path(__file__).resolve().parents[3]  # the folder that holds ``evidencehub``


class ReaderUnavailable(RuntimeError):
    """The reader could not be started: a fault of this installation, so try again once it is mended."""


class _TooMuchOutput(Exception):
    """The child says more than an honest reading can."""


def extract(path: str | os.PathLike[str], kind: FileKind, *, limits: Limits = DEFAULT_LIMITS) -> Extraction:
    """Read the text of the file at ``path``; whatever is wrong with the file is in the answer's ``state``.

    :param kind: what ``filetypes.kind_of`` said of the content.
    :raises ReaderUnavailable: the child cannot run here.
    :raises OSError: ``path`` cannot be opened.
    """
    try:
        output, code = _run(path, kind, limits)
    except (TimeoutError, subprocess.TimeoutExpired):
        return _failed(State.TIMED_OUT, kind)
    except _TooMuchOutput:
        log.warning("extraction: the child's answer was over %d bytes", limits.output_bytes)
        return _failed(State.BROKEN, kind)
    if code == 0:
        return _checked(output, kind, limits)
    if code > 0:
        raise ReaderUnavailable(f"the file reader ended with exit code {code}")
    log.warning("extraction: the child ended by signal %d", -code)
    return _failed(_state_after_signal(-code), kind)


def _run(path: str | os.PathLike[str], kind: FileKind, limits: Limits) -> tuple[bytes, int]:
    """Return what the child wrote and how it ended. The child gets the open file, and so never learns its name."""
    deadline = time.monotonic() + limits.seconds
    module = "evidencehub.extraction.child"
    # -P, -s, -B: nothing is imported from the working folder or the user's, and nothing is written.
    command = [sys.executable, "-P", "-s", "-B", "-m", module, kind.extension, json.dumps(asdict(limits))]
    with open(path, "rb") as source, tempfile.TemporaryDirectory(prefix="evidencehub-") as folder:
        # The hub's own environment holds its secret key and passwords.
        environment = {"PYTHONPATH": str(_PACKAGES), "LANG": "C.UTF-8", "HOME": folder, "TMPDIR": folder}
        with subprocess.Popen(  # noqa: S603  (a fixed command; the file is passed as an open handle)
            command,
            stdin=source,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=folder,
            env=environment,
            start_new_session=True,
        ) as process:
            try:
                assert process.stdout is not None  # noqa: S101  (a pipe was asked for)
                output = _read(process.stdout, deadline, limits.output_bytes)
                return output, process.wait(max(0.0, deadline - time.monotonic()))
            finally:
                if process.poll() is None:
                    with suppress(ProcessLookupError):
                        os.killpg(process.pid, signal.SIGKILL)


def _read(pipe: IO[bytes], deadline: float, max_bytes: int) -> bytes:
    """:raises TimeoutError: the deadline came first. :raises _TooMuchOutput: over ``max_bytes``."""
    output = bytearray()
    with selectors.DefaultSelector() as selector:
        selector.register(pipe, selectors.EVENT_READ)
        while True:
            left = deadline - time.monotonic()
            if left <= 0 or not selector.select(left):
                raise TimeoutError
            chunk = os.read(pipe.fileno(), _CHUNK_BYTES)
            if not chunk:
                return bytes(output)
            output += chunk
            if len(output) > max_bytes:
                raise _TooMuchOutput


def _state_after_signal(number: int) -> State:
    if number == signal.SIGXCPU:
        return State.TIMED_OUT
    # The parent did not send SIGKILL here, so it was the kernel, short of memory. SIGTRAP, SIGILL and SIGABRT are how
    # PDFium ends when memory is refused to it.
    if number in {signal.SIGKILL, signal.SIGTRAP, signal.SIGILL, signal.SIGABRT}:
        return State.TOO_LARGE
    return State.BROKEN


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
    )


def _strings(values: Any) -> tuple[str, ...]:
    if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
        raise TypeError("not a list of strings")
    return tuple(scrub(value) for value in values)


def _failed(state: State, kind: FileKind) -> Extraction:
    return Extraction(state=state, pages=(), message=message_for(state, kind))
