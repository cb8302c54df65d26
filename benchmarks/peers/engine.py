"""What is asked of each engine: the same records, questions, facets and changes."""

from collections.abc import Iterable
from pathlib import Path
from typing import Protocol

from benchmarks.records import Question
from evidencehub.search.contract import Document, Query
from evidencehub.search.opening import open_engine

FACETS = ("outcome", "direction")


class Peer(Protocol):
    def __init__(self, folder: Path) -> None: ...

    def rebuild(self, records: Iterable[Document]) -> None: ...

    def ask(self, question: Question, turn: int) -> int:
        """The ten best and the counts of two facets; return how many match.

        :param turn: counts how often the same is asked, so that no answer that was kept is given.
        """

    def change(self, record: Document) -> None:
        """Replace one record, so that the next question sees it."""


class Ours:
    def __init__(self, folder: Path) -> None:
        self._engine = open_engine(f"whoosh://{folder}/ours", folder)

    def rebuild(self, records: Iterable[Document]) -> None:
        self._engine.rebuild(records)

    def ask(self, question: Question, turn: int) -> int:
        query = Query(question.text, also=question.also, facets=FACETS, limit=10, offset=turn)
        return self._engine.search(query).total

    def change(self, record: Document) -> None:
        self._engine.apply([record])
