"""Asks whoever holds the model, within a time: a reader's page does not wait for it."""

import socket
import time
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

import numpy as np

from evidencehub.meaning.errors import NoAnswer
from evidencehub.meaning.holding import KEY_BYTES, LENGTH, address, received
from evidencehub.meaning.model import Vector
from evidencehub.shared.recently_used import LeastRecentlyUsed

MOST_BYTES = 64_000  # of an answer
READER_SECONDS = 0.3  # a question takes some 10 ms where the machine is not busy
PAUSE_SECONDS = 2.0  # after a question that was not answered, during which nobody waits again
QUESTIONS_KEPT = 1_000


class Meant(NamedTuple):
    model: bytes  # the key of the model
    vector: Vector


def ask(folder: Path, text: str, *, seconds: float) -> Meant:
    """:raises NoAnswer: nobody holds the model, or it takes longer."""
    until = time.monotonic() + seconds
    question = text.encode("utf-8", "replace")
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection, address(folder) as path:
            connection.settimeout(seconds)
            connection.connect(path)
            connection.sendall(LENGTH.pack(len(question)) + question)
            connection.settimeout(max(until - time.monotonic(), 0.001))
            answer = received(connection, MOST_BYTES)
    except (OSError, ValueError) as error:
        raise NoAnswer(str(error) or type(error).__name__) from error
    return Meant(answer[:KEY_BYTES], np.frombuffer(answer[KEY_BYTES:], dtype="<f4"))


def wait_for(folder: Path, *, seconds: float) -> bool:
    """Whether somebody holds the model, at the latest after so long."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        with suppress(NoAnswer):
            ask(folder, "", seconds=seconds)
            return True
        time.sleep(0.1)
    return False


class Reader:
    """Asks for readers, and remembers what they asked. Safe for threads."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._known: LeastRecentlyUsed[Meant] = LeastRecentlyUsed(QUESTIONS_KEPT)
        self._pause_until = 0.0

    def meant(self, text: str) -> Meant | None:
        """None: there is no answer now, and there may be one in a while."""
        known = self._known.get(text)
        if known is not None:
            return known
        if time.monotonic() < self._pause_until:
            return None
        try:
            found = ask(self._folder, text, seconds=READER_SECONDS)
        except NoAnswer:
            self._pause_until = time.monotonic() + PAUSE_SECONDS
            return None
        self._known.put(text, found)
        return found
