"""From the texts of many documents to the postings of their terms, in arrays, a run of so many words at a time.

Each different word of a run is analysed once. What is put in order are numbers of words, so that Python touches a word
of a text twice: when the text is taken apart, and when the word gets its number.
"""

from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np

from evidencehub.search.analysis import STOP_WORDS, hyphened, words
from evidencehub.search.postings.arrays import ArrayFile, ArrayWriter, narrowed
from evidencehub.search.postings.field import ID, Numbers, write_terms
from evidencehub.search.postings.joining import Source, join
from evidencehub.search.postings.run import Run, Text, WordNumbers

RUN_WORDS = 1_500_000  # some 150 MB of arrays while a run is put in order


class Inverter:
    """Stands where Whoosh has a pool of single postings, and takes from its writer whole texts.

    :param folder: for runs while they wait to be joined; whoever made it removes it.
    """

    def __init__(self, folder: Path, run_words: int = RUN_WORDS) -> None:
        self._folder = folder
        self._run_words = run_words
        self._sources: list[Source] = []
        self._common: frozenset[bytes] | None = None  # as the first run has it
        self._begin()

    def _begin(self) -> None:
        self._numbers = WordNumbers((word, number) for number, word in enumerate(sorted(STOP_WORDS)))
        self._texts: list[tuple[int, Text]] = []
        self._ids: list[tuple[bytes, int]] = []
        self._held = 0

    def read(self, title: str, text: str) -> Text:
        """Take a text apart; it has to be added before the next is read."""
        of_title, of_text = words(title), words(text)
        count = len(of_title) + len(of_text)
        numbers = np.fromiter(map(self._numbers.__getitem__, chain(of_title, of_text)), np.int32, count)
        return Text(numbers, len(of_title), [*hyphened(title), *hyphened(text)])

    def add(self, posting: tuple[str, bytes, int, float, Any]) -> None:
        """Take what Whoosh's writer makes of a field: its name, a term, the document's number, a weight, a value."""
        name, term, number, _, value = posting
        if name == ID:
            self._ids.append((term, number))
            return
        self._texts.append((number, value))
        self._held += len(value.words)
        if self._held >= self._run_words:
            self._finish_run()

    def take(self, path: Path, numbers: Numbers) -> None:
        """Add the postings of a segment; ``numbers`` has the new number of each of its documents, -1 for none."""
        self._finish_run()
        self._sources.append(Source(ArrayFile(path), numbers))

    def iter_postings(self) -> "Inverter":
        """What Whoosh's writer asks its pool for, to hand it to the codec."""
        return self

    def save(self, path: Path) -> None:
        self._finish_run()
        join(self._sources, path)

    def cleanup(self) -> None:
        self._sources = []

    def _finish_run(self) -> None:
        if not self._texts and not self._ids:
            return
        path = self._folder / f"run-{len(self._sources)}"
        file = ArrayWriter(path)
        self._common = Run(self._numbers, self._texts).write(file, self._common)
        self._ids.sort()
        write_terms(file, ID, [term for term, _ in self._ids], np.ones(len(self._ids), np.int64), None)
        file.add(f"{ID}.docs", narrowed(np.array([number for _, number in self._ids], dtype=np.int64)))
        file.close()
        self._sources.append(Source(ArrayFile(path), None))
        self._begin()
