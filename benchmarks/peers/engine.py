"""What is asked of each engine: the same records, questions, facets and changes."""

import sqlite3
from collections.abc import Iterable
from pathlib import Path
from typing import Protocol

from benchmarks.records import Question
from evidencehub.search.contract import Document, Query
from evidencehub.search.excerpt import excerpt
from evidencehub.search.opening import open_engine

FACETS = ("outcome", "direction")


class Peer(Protocol):
    """:param excerpts: whether the words around what was asked for are shown of each of the ten."""

    def __init__(self, folder: Path, excerpts: bool) -> None: ...

    def rebuild(self, records: Iterable[Document]) -> None: ...

    def ask(self, question: Question, turn: int) -> int:
        """The ten best and the counts of two facets; return how many match.

        :param turn: counts how often the same is asked, so that no answer that was kept is given.
        """

    def change(self, record: Document) -> None:
        """Replace one record, so that the next question sees it."""


class Ours:
    """Texts are where the hub has them: in its database, not in the index."""

    def __init__(self, folder: Path, excerpts: bool) -> None:
        self._engine = open_engine(f"whoosh://{folder}/ours", folder)
        self._texts = sqlite3.connect(folder / "ours.sqlite3") if excerpts else None

    def rebuild(self, records: Iterable[Document]) -> None:
        self._engine.rebuild(records if self._texts is None else self._kept(records, self._texts))

    def ask(self, question: Question, turn: int) -> int:
        query = Query(question.text, also=question.also, facets=FACETS, limit=10, offset=turn)
        answer = self._engine.search(query)
        if self._texts is not None:
            ids = [hit.id for hit in answer.hits]
            held = f"SELECT body FROM text WHERE id IN ({', '.join('?' * len(ids))})"
            for (text,) in self._texts.execute(held, ids).fetchall():
                excerpt(text, question.text)
        return answer.total

    def change(self, record: Document) -> None:
        self._engine.apply([record])

    @staticmethod
    def _kept(records: Iterable[Document], texts: sqlite3.Connection) -> Iterable[Document]:
        texts.execute("CREATE TABLE text (id TEXT PRIMARY KEY, body TEXT)")
        for record in records:
            texts.execute("INSERT INTO text VALUES (?, ?)", (record.id, record.text))
            yield record
        texts.commit()
