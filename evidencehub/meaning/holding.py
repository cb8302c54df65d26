"""One process of a hub holds the model; all others ask it over a socket in the home folder.

A question is four bytes of length and the text; the answer four bytes of length, the model's key and the vector.
"""

import fcntl
import os
import select
import socket
import struct
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import structlog

from evidencehub.meaning.errors import CannotMean
from evidencehub.meaning.model import Model, Source, source

log = structlog.get_logger()

SOCKET, LOCK = "meaning.sock", "meaning.lock"
LENGTH = struct.Struct(">I")
KEY_BYTES = 8
LONGEST_QUESTION = 20_000  # bytes
AT_ONCE = 2  # vectors made at one moment: a reader's question does not wait for a record of the worker's
WAITING = 64  # connections; more are closed at once, and their readers get the order by words
SILENT_SECONDS = 10.0  # a connection on which nothing comes is closed


@contextmanager
def address(folder: Path) -> Iterator[str]:
    """The socket's address. A path to it may be longer than the 107 bytes of an address; Linux knows a short one."""
    if sys.platform != "linux":
        yield str(folder / SOCKET)
        return
    handle = os.open(folder, os.O_PATH | os.O_DIRECTORY)
    try:
        yield f"/proc/self/fd/{handle}/{SOCKET}"
    finally:
        os.close(handle)


class Holder:
    """Answers until it is told to stop. The kernel gives the lock back when its process dies, however that comes."""

    def __init__(self, folder: Path, files: Source) -> None:
        self._folder, self._files = folder, files
        self._stop_read, self._stop_write = os.pipe()
        self._room = threading.BoundedSemaphore(WAITING)
        self._running = threading.BoundedSemaphore(AT_ONCE)

    def stop(self) -> None:
        os.write(self._stop_write, b"x")

    def serve(self, *, wait: bool = True, ready: Callable[[], None] = lambda: None) -> bool:
        """Load the model and answer; return False at once where another process holds it and ``wait`` is off.

        :raises CannotMean: the model cannot be used.
        """
        with (self._folder / LOCK).open("w") as lock:
            if not _locked(lock.fileno()) and not (wait and self._wait_for(lock.fileno())):
                return False
            model = Model(self._files)
            with self._listening() as listener:
                ready()
                self._answer_all(model, listener)
            with suppress(FileNotFoundError):
                (self._folder / SOCKET).unlink()
        return True

    def _wait_for(self, lock: int) -> bool:
        """Until whoever holds the model lets it go, or we are told to stop."""
        while not select.select([self._stop_read], [], [], 1.0)[0]:
            if _locked(lock):
                return True
        return False

    @contextmanager
    def _listening(self) -> Iterator[socket.socket]:
        (self._folder / SOCKET).unlink(missing_ok=True)  # of a process that was killed
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as listener:
            before = os.umask(0o177)
            try:
                with address(self._folder) as path:
                    listener.bind(path)
            finally:
                os.umask(before)
            listener.listen(WAITING)
            yield listener

    def _answer_all(self, model: Model, listener: socket.socket) -> None:
        while True:
            if self._stop_read in select.select([listener.fileno(), self._stop_read], [], [])[0]:
                return
            with suppress(OSError):
                connection, _ = listener.accept()
                if self._room.acquire(blocking=False):
                    threading.Thread(target=self._talk, args=(model, connection), daemon=True).start()
                else:
                    connection.close()

    def _talk(self, model: Model, connection: socket.socket) -> None:
        try:
            with connection, suppress(OSError, ValueError):
                connection.settimeout(SILENT_SECONDS)
                text = received(connection, LONGEST_QUESTION).decode()
                with self._running:
                    vector = model.vector(text)
                answer = model.key + vector.astype("<f4").tobytes()
                connection.sendall(LENGTH.pack(len(answer)) + answer)
        finally:
            self._room.release()


def _locked(lock: int) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def received(connection: socket.socket, most: int) -> bytes:
    """What a length and as many bytes say.

    :raises ValueError: it is longer than ``most``, or ends before its time.
    """
    (length,) = LENGTH.unpack(_exactly(connection, LENGTH.size))
    if length > most:
        raise ValueError(f"{length} bytes, and {most} at most")
    return _exactly(connection, length)


def _exactly(connection: socket.socket, count: int) -> bytes:
    parts, left = [], count
    while left:
        part = connection.recv(min(left, 65_536))
        if not part:
            raise ValueError("the other side hung up")
        parts.append(part)
        left -= len(part)
    return b"".join(parts)


@contextmanager
def held_if_possible(folder: Path, own: Path | None) -> Iterator[None]:
    """As :func:`held`; where the model cannot be used, that is logged, and the block runs without."""
    with ExitStack() as stack:
        try:
            stack.enter_context(held(folder, source(own)))
        except CannotMean as error:
            log.error("meaning_unavailable", reason=str(error))
        yield


@contextmanager
def held(folder: Path, files: Source) -> Iterator[None]:
    """For as long as the block runs somebody holds the model: who does already, or else a thread of this process.

    :raises CannotMean: the model cannot be used.
    """
    holder, ready, failed = Holder(folder, files), threading.Event(), list[BaseException]()

    def serve() -> None:
        try:
            holder.serve(wait=False, ready=ready.set)
        except BaseException as error:
            failed.append(error)
        finally:
            ready.set()

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    ready.wait()
    if failed:
        raise failed[0]
    try:
        yield
    finally:
        holder.stop()
        thread.join()
