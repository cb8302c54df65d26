"""The index on disk: who may write it, which folder counts, and what a killed writer leaves behind.

``<root>/current`` names the folder that counts; ``<root>/lock`` is held by whoever writes. A rebuild fills a new folder
and swaps the pointer; an apply is one Whoosh commit, whose rename of the table of contents is what readers notice.
"""

import fcntl
import os
import re
import shutil
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, NamedTuple, cast

from whoosh.fields import ID, STORED, Schema
from whoosh.index import FileIndex

from evidencehub.search import columns, merging
from evidencehub.search.contract import FACETS, Document
from evidencehub.search.damage import damage_named, damaged, missing
from evidencehub.search.files import NAME, Files, read_contents
from evidencehub.search.postings.codec import IndexWriter, TextField
from evidencehub.search.segment import Segment

# Counted up when analysis, record or columns change. With other facets, too, an older index asks for a rebuild.
FORMAT = f"9:{','.join(FACETS)}"
DAMAGED = "damaged"  # a file beside the pointer: somebody could not read what it points to
QUIET_NS = 2_000_000_000
GRACE_SECONDS = 60  # how long a replaced folder stays for processes that are about to open it

_TOC = re.compile(rf"_{NAME}_(\d+)\.toc")
State = tuple[str, int]  # the folder's name, the generation of its table of contents


class _Seen(NamedTuple):
    state: State
    looks: tuple[int, ...] | None  # of the files; None where they may look the same after a commit


class Store:
    def __init__(self, root: Path) -> None:
        self.root = root
        self._current = str(root / "current")
        self._path = str(root)
        self._seen: _Seen | None = None
        self._found_whole: object = None  # what the files looked like when they were last found whole

    def state(self) -> State:
        """Return what readers should show now. Costs two system calls where nothing has happened for a while.

        :raises IndexMissing: nothing was ever indexed here, or somebody took the index away.
        """
        seen = self._seen
        if seen is None or seen.looks != self._looks(seen.state[0]):
            seen = self._seen = self._looked_at()
        return seen.state

    def _looks(self, folder: str) -> tuple[int, ...]:
        """What of the files is another number after any commit or rebuild; empty where there are none."""
        try:
            pointer, table = os.stat(self._current), os.stat(f"{self._path}/{folder}")
        except FileNotFoundError:
            return ()
        return pointer.st_ino, pointer.st_mtime_ns, pointer.st_size, table.st_ino, table.st_mtime_ns

    def _looked_at(self) -> "_Seen":
        folder = self._pointer()
        looks = self._looks(folder)
        # The folder's time stands still for some milliseconds. Until that is long over, a commit may still hide in it.
        is_quiet = bool(looks) and time.time_ns() - looks[-1] > QUIET_NS
        return _Seen(self._read_state(), looks if is_quiet else None)

    def _read_state(self) -> State:
        for _ in range(10):
            folder = self._pointer()
            try:
                numbers = _generations(f"{self._path}/{folder}")
            except FileNotFoundError:  # the folder was replaced between the two calls, or is lost
                numbers = []
            if numbers:
                return folder, max(numbers)
            time.sleep(0.01)  # a listing may miss both tables of contents at the moment when one replaces the other
        raise damaged(self.root, "has lost its files")

    def _pointer(self) -> str:
        try:
            version, folder = _read(self._current).split()
        except FileNotFoundError:
            raise missing(self.root) from None
        except ValueError as error:
            raise damaged(self.root) from error
        if version != FORMAT:
            raise damaged(self.root, "was made by another version")
        return folder

    def check(self) -> None:
        """Open every file of the index once, and again when a file is new or has another size.

        :raises IndexDamaged: it is not whole; or a reader met damage that cannot be seen from outside.
        """
        state = self.state()
        if (self.root / DAMAGED).exists():
            raise damaged(self.root)
        folder = self.root / state[0]
        with damage_named(self.root):
            looks = (state, sorted((path.name, path.stat().st_size) for path in folder.iterdir()))
            if looks == self._found_whole:
                return
            contents = read_contents(folder, state[1])
            for segment in contents.segments:
                Segment(folder, contents.schema, segment)
        self._found_whole = looks

    def verify(self) -> None:
        """Read the whole index. As many system calls as it has megabytes.

        :raises IndexDamaged: something is not what was written, though it may look whole from outside.
        """
        state = self.state()
        folder = self.root / state[0]
        with damage_named(self.root):
            contents = read_contents(folder, state[1])
            for segment in contents.segments:
                Segment(folder, contents.schema, segment).verify()

    def remember_damage(self) -> None:
        """For the next ``check``, whichever process makes it; a rebuild forgets it."""
        with suppress(OSError):
            (self.root / DAMAGED).touch()

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Wait for the lock. The kernel frees it when its holder dies, so there is no stale lock to clear."""
        self.root.mkdir(parents=True, exist_ok=True)
        with (self.root / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def apply(self, upserts: Iterable[Document], deletes: Iterable[str]) -> None:
        """:raises IndexMissing: there is none; one made of these changes alone would pass for the whole."""
        latest = {document.id: document for document in upserts}
        removed = {*latest, *deletes}
        with self.writing():
            state = self.state()
            folder = self.root / state[0]
            with damage_named(self.root):
                numbers = _numbers(folder, state[1], removed)
                if not numbers and not latest:
                    return
                writer = cast(Any, IndexWriter)(folder)
            try:
                for number in numbers:
                    writer.delete_document(number)
                for document in latest.values():
                    _add(writer, document)
                letters = sum(len(document.text) for document in latest.values())
                writer.commit(mergetype=merging.policy(letters))
            except BaseException:
                _abandon(writer)
                raise
            self._save_columns(folder)
            self._sweep(state[0])

    def rebuild(self, documents: Iterable[Document], progress: Callable[[int], None] | None) -> int:
        with self.writing():
            return self._replace(documents, progress)

    def _replace(self, documents: Iterable[Document], progress: Callable[[int], None] | None) -> int:
        taken = [int(path.name[6:]) for path in self.root.glob("index-*") if path.name[6:].isdigit()]
        folder = self.root / f"index-{max(taken, default=0) + 1}"
        folder.mkdir()
        schema = Schema(id=ID(unique=True), text=TextField(), record=STORED())
        cast(Any, FileIndex).create(Files(folder), schema, NAME)
        writer = cast(Any, IndexWriter)(folder)
        seen: set[str] = set()
        try:
            for document in documents:
                if document.id in seen:
                    raise ValueError(f"Document {document.id} was given twice to the search index")
                seen.add(document.id)
                _add(writer, document)
                if progress:
                    progress(len(seen))
            writer.commit()
        except BaseException:
            _abandon(writer)
            shutil.rmtree(folder, ignore_errors=True)
            raise
        self._save_columns(folder)
        pointer = self.root / "current.partial"
        pointer.write_text(f"{FORMAT} {folder.name}\n")
        os.replace(pointer, self.root / "current")
        (self.root / DAMAGED).unlink(missing_ok=True)
        self._sweep(folder.name)
        return len(seen)

    def _save_columns(self, folder: Path) -> None:
        contents = read_contents(folder, max(_generations(str(folder))))
        for each in contents.segments:
            if not (path := folder / f"{each.segment_id()}.columns.npz").exists():
                columns.save(Segment(folder, contents.schema, each).columns(), path)

    def forget_replaced(self) -> None:
        """Remove all folders but the one that counts; who reads another one now looks at the pointer again."""
        with self.writing():
            current = self._pointer()
            for path in self.root.glob("index-*"):
                if path.name != current:
                    shutil.rmtree(path, ignore_errors=True)

    def _sweep(self, current: str) -> None:
        """Remove folders that nobody needs: replaced a while ago, or left half full by a rebuild that was killed."""
        for path in self.root.glob("index-*"):
            if path.name != current and time.time() - (self.root / "current").stat().st_mtime > GRACE_SECONDS:
                shutil.rmtree(path, ignore_errors=True)
        for path in (self.root / current).glob(f"_{NAME}_*.toc.*"):  # Whoosh sweeps segments, not these
            path.unlink(missing_ok=True)


def _read(path: str) -> str:
    """Of a short file, as text; every search does this first, and a path object would take three times as long."""
    file = os.open(path, os.O_RDONLY)
    try:
        return os.read(file, 10_000).decode()
    finally:
        os.close(file)


def _generations(folder: str) -> list[int]:
    return [int(found[1]) for name in os.listdir(folder) if name.endswith(".toc") and (found := _TOC.fullmatch(name))]


def _abandon(writer: Any) -> None:
    if not writer.is_closed:
        with suppress(Exception):  # what went wrong before matters more
            writer.cancel()


def _add(writer: Any, document: Document) -> None:
    text = writer.texts.read(document.title, document.text)
    writer.add_document(id=document.id, text=text, record=columns.record(document, text.length))


def _numbers(folder: Path, generation: int, ids: Iterable[str]) -> list[int]:
    """Return the numbers, over all segments, of the documents with these ids."""
    contents = read_contents(folder, generation)
    numbers: list[int] = []
    base = 0
    wanted = list(ids)
    for each in contents.segments:
        segment = Segment(folder, contents.schema, each)
        numbers.extend(base + number for number in segment.numbers(wanted))
        base += segment.count
    return numbers
