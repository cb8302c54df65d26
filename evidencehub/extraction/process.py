"""A child process that looks at one file: started without the hub's means, watched by the clock, never trusted."""

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
from typing import IO

from evidencehub.extraction.limits import Limits, State
from evidencehub.shared.filetypes import FileKind

log = logging.getLogger(__name__)

_CHUNK_BYTES = 64 * 1024
PACKAGES = Path(__file__).resolve().parents[2]  # the folder that holds ``evidencehub``


class ReaderUnavailable(RuntimeError):
    """The reader could not be started: a fault of this installation, so try again once it is mended."""


class GaveUp(Exception):
    """The child came to no end, or said more than an honest one can; ``state`` says what that makes of the file."""

    def __init__(self, state: State) -> None:
        super().__init__(state.value)
        self.state = state


class _TooMuchOutput(Exception):
    """The child says more than an honest reading can."""


def output_of(module: str, path: str | os.PathLike[str], kind: FileKind, limits: Limits, most_bytes: int) -> bytes:
    """What the module writes of the file at ``path``.

    :param module: takes the file's extension and the limits as arguments, and the file as standard input.
    :raises GaveUp: by time, by memory, by a crash, or with more than ``most_bytes``.
    :raises ReaderUnavailable: the child cannot run here.
    :raises OSError: ``path`` cannot be opened.
    """
    try:
        output, code = _run(module, path, kind, limits, most_bytes)
    except (TimeoutError, subprocess.TimeoutExpired):
        raise GaveUp(State.TIMED_OUT) from None
    except _TooMuchOutput:
        log.warning("extraction: the child's answer was over %d bytes", most_bytes)
        raise GaveUp(State.BROKEN) from None
    if code > 0:
        raise ReaderUnavailable(f"the file reader ended with exit code {code}")
    if code < 0:
        log.warning("extraction: the child ended by signal %d", -code)
        raise GaveUp(_state_after_signal(-code))
    return output


def _run(
    module: str, path: str | os.PathLike[str], kind: FileKind, limits: Limits, most_bytes: int
) -> tuple[bytes, int]:
    """Return what the child wrote and how it ended. The child gets the open file, and so never learns its name."""
    deadline = time.monotonic() + limits.seconds
    # -P, -s, -B: nothing is imported from the working folder or the user's, and nothing is written.
    command = [sys.executable, "-P", "-s", "-B", "-m", module, kind.extension, json.dumps(asdict(limits))]
    with open(path, "rb") as source, tempfile.TemporaryDirectory(prefix="evidencehub-") as folder:
        # The hub's own environment holds its secret key and passwords.
        environment = {"PYTHONPATH": str(PACKAGES), "LANG": "C.UTF-8", "HOME": folder, "TMPDIR": folder}
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
                output = _read(process.stdout, deadline, most_bytes)
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
