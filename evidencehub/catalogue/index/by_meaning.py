"""The engine of a hub, with what search by meaning adds to it: an order for the first results, and nothing else.

Which records match, how they are counted and what the facets say is the engine's answer, untouched.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from itertools import takewhile
from pathlib import Path

from evidencehub.meaning.asking import Reader
from evidencehub.meaning.errors import CannotMean
from evidencehub.meaning.model import source
from evidencehub.meaning.ordering import FIRST, ordered
from evidencehub.meaning.vectors import Vectors, digest_of
from evidencehub.search.contract import Answer, Crossed, Crossing, Document, Engine, Hit, Query, Status

MOST_OTHER_WORDS = 6  # of each word of the question; as many as the page names
IsCalled = Callable[[str, Hit], bool]  # whether a question calls a hit by its name


class WithMeaning:
    """An engine that keeps the vectors of records true to its documents, and orders by them if it has a reader.

    :param reader: None where search by meaning is off; vectors that were made before are still dropped with their text.
    :param folder: of the operator's own model.
    """

    def __init__(
        self, words: Engine, vectors: Vectors, reader: Reader | None, is_called: IsCalled, folder: Path | None = None
    ) -> None:
        self.words, self.vectors, self._is_called, self._folder = words, vectors, is_called, folder
        self.is_on = reader is not None
        # Without a model there is nobody to wait for: what is answered by words is answered for good.
        self._reader = reader if self.is_on and _is_there(folder) else None

    @property
    def model(self) -> bytes:
        """The key of the model by which vectors are made.

        :raises CannotMean: there is none that can be used.
        """
        return source(self._folder).key

    def search(self, query: Query) -> Answer:
        if self._reader is None or not _is_for_meaning(query):
            return self.words.search(query)
        answer = self.words.search(replace(query, offset=0, limit=max(FIRST, query.offset + query.limit)))
        if len(answer.hits) < 2 or answer.told.only_common:
            return _page(answer, query)
        meant = self._reader.meant(_question(query))
        if meant is None:
            return replace(_page(answer, query), may_change=True)
        first, rest = answer.hits[:FIRST], answer.hits[FIRST:]
        vectors = self.vectors.read([hit.id for hit in first], meant.model)
        if not vectors:
            return _page(answer, query)
        hits = ordered(first, meant.vector, vectors, keep=self._called_first(query.text, first))
        return replace(_page(replace(answer, hits=(*hits, *rest)), query), by_meaning=True)

    def _called_first(self, text: str, hits: Iterable[Hit]) -> int:
        """How many stand first that the question calls by their name."""
        return sum(1 for _ in takewhile(lambda hit: self._is_called(text, hit), hits))

    def apply(self, upserts: Iterable[Document], deletes: Iterable[str] = ()) -> None:
        made, gone = list(upserts), list(deletes)
        self.words.apply(made, gone)
        self.vectors.keep_only({each.id: digest_of(each) for each in made}, gone)

    def rebuild(self, documents: Iterable[Document], progress: Callable[[int], None] | None = None) -> int:
        digests: dict[str, bytes] = {}
        count = self.words.rebuild(_noting(documents, digests), progress)
        self.vectors.keep_only(digests)
        return count

    def cross(self, crossing: Crossing) -> Crossed:
        return self.words.cross(crossing)

    def holds_pages(self) -> bool:
        return self.words.holds_pages()

    def check(self) -> None:
        self.words.check()

    def verify(self) -> None:
        self.words.verify()

    def forget_replaced(self) -> None:
        self.words.forget_replaced()

    def status(self) -> Status:
        return self.words.status()

    def ids(self) -> dict[str, str]:
        return self.words.ids()


def _is_there(folder: Path | None) -> bool:
    try:
        source(folder)
    except CannotMean:
        return False
    return True


def _is_for_meaning(query: Query) -> bool:
    """Only the order "best" of words; who puts some in quotation marks wants these words."""
    is_first = query.offset < FIRST and query.limit > 0
    return query.by_meaning and is_first and query.sort == "best" and bool(query.text) and '"' not in query.text


def _question(query: Query) -> str:
    """What was typed, with what else its words are called: the model does not know what youth workers call things."""
    also = dict.fromkeys(word for each in query.also for word in each.words[:MOST_OTHER_WORDS])
    return f"{query.text} ({', '.join(also)})" if also else query.text


def _page(answer: Answer, query: Query) -> Answer:
    return replace(answer, hits=answer.hits[query.offset : query.offset + query.limit])


def _noting(documents: Iterable[Document], digests: dict[str, bytes]) -> Iterator[Document]:
    for document in documents:
        digests[document.id] = digest_of(document)
        yield document
