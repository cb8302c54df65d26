"""The vectors of records, kept in a file beside the index: a copy that can be made anew at any time.

A row is named after its record, and says of which text and by which model it was made. Anything public that changes or
goes takes its row along: :meth:`Vectors.keep_only` is called with every write to the index, whether search by meaning
is on or not.
"""

import hashlib
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Literal

import numpy as np

from evidencehub.meaning.model import Vector
from evidencehub.search.contract import Document

FILE = "meaning.sqlite3"
LONGEST_TEXT = 4_000  # letters; the model reads some 200 words
WAIT_SECONDS = 30.0  # for another writer
_AT_ONCE = 500  # ids of one statement
_PAGE_BYTES = 16_384  # ten rows to a page; of the usual ones each row would take two
_SCHEMA = """
CREATE TABLE IF NOT EXISTS vector (
    id TEXT PRIMARY KEY, text BLOB NOT NULL, model BLOB NOT NULL, floats BLOB NOT NULL
)
"""


def text_of(document: Document) -> str:
    """What of a record is put as a vector: its title and the beginning of its text."""
    return f"{document.title}\n{document.text}"[:LONGEST_TEXT]


def digest_of(document: Document) -> bytes:
    return hashlib.blake2b(text_of(document).encode(), digest_size=16).digest()


class Vectors:
    """Safe for threads and processes. A file that cannot be read counts as none; a writer makes it anew."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / FILE

    def read(self, ids: Sequence[str], model: bytes) -> dict[str, Vector]:
        """Those that this model made; a record that has none yet is left out."""
        return {key: np.frombuffer(floats, dtype="<f4") for key, floats in self._of("floats", ids, model).items()}

    def held(self, model: bytes) -> dict[str, bytes]:
        """The digest of the text of each record that has a vector of this model."""
        with suppress(sqlite3.Error), self._reading() as rows:
            return dict(rows.execute("SELECT id, text FROM vector WHERE model = ?", (model,)))
        return {}

    def held_of(self, ids: Sequence[str], model: bytes) -> dict[str, bytes]:
        """As :meth:`held`, of these records."""
        return self._of("text", ids, model)

    def _of(self, column: Literal["floats", "text"], ids: Sequence[str], model: bytes) -> dict[str, bytes]:
        with suppress(sqlite3.Error), self._reading() as rows:
            return {
                key: value
                for some in _some(ids)
                for key, value in rows.execute(
                    f"SELECT id, {column} FROM vector WHERE model = ? AND id IN ({_marks(some)})",  # noqa: S608
                    (model, *some),
                )
            }
        return {}

    def put(
        self, model: bytes, made: Mapping[str, tuple[bytes, Vector]], still: Callable[[], Mapping[str, bytes]]
    ) -> int:
        """Keep vectors, by record with the digest of its text, and return how many.

        :param still: asked for the digests of what is public at this moment, while no other writer can come between: a
            record that stopped being so, or changed, while its vector was made is left out.
        """
        with self._writing() as rows:
            now = still()
            kept = {key: each for key, each in made.items() if now.get(key) == each[0]}
            rows.executemany(
                "INSERT OR REPLACE INTO vector (id, text, model, floats) VALUES (?, ?, ?, ?)",
                [(key, text, model, floats.astype("<f4").tobytes()) for key, (text, floats) in kept.items()],
            )
        return len(kept)

    def keep_only(self, digests: Mapping[str, bytes], gone: Iterable[str] | None = None) -> None:
        """Drop the vectors of other texts than these.

        :param gone: records that are public no more. None: all but those in ``digests`` are.
        """
        if not self.path.exists():
            return
        with self._writing() as rows:
            if gone is None:
                gone = {key for (key,) in rows.execute("SELECT id FROM vector")} - digests.keys()
            rows.executemany("DELETE FROM vector WHERE id = ?", [(key,) for key in gone])
            rows.executemany("DELETE FROM vector WHERE id = ? AND text <> ?", list(digests.items()))

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        """:raises sqlite3.Error: there is no file, or it is none of ours."""
        with closing(sqlite3.connect(f"{self.path.as_uri()}?mode=ro", uri=True, timeout=1.0)) as rows:
            yield rows

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        with closing(self._open()) as rows:
            rows.execute("BEGIN IMMEDIATE")
            try:
                yield rows
            except BaseException:
                rows.execute("ROLLBACK")
                raise
            rows.execute("COMMIT")
            rows.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # what was deleted is in no file any more

    def _open(self) -> sqlite3.Connection:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        try:
            return self._opened()
        except sqlite3.OperationalError:  # locked, or the disk
            raise
        except sqlite3.DatabaseError:  # not a database, or damaged
            for path in self.path.parent.glob(f"{FILE}*"):
                path.unlink(missing_ok=True)
            return self._opened()

    def _opened(self) -> sqlite3.Connection:
        rows = sqlite3.connect(self.path, timeout=WAIT_SECONDS, isolation_level=None)
        try:
            rows.execute(f"PRAGMA page_size = {_PAGE_BYTES}")  # of a new file
            rows.execute("PRAGMA secure_delete = ON")  # vectors of what is public no more are overwritten
            rows.execute("PRAGMA journal_mode = WAL")
            rows.execute("PRAGMA synchronous = FULL")
            rows.execute(_SCHEMA)
        except BaseException:
            rows.close()
            raise
        self.path.chmod(0o600)
        return rows


def _some(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    return (ids[start : start + _AT_ONCE] for start in range(0, len(ids), _AT_ONCE))


def _marks(some: Sequence[str]) -> str:
    return ", ".join("?" * len(some))
