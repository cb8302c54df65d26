"""Any number of values for each document: its ages, its places, its settings."""

from dataclasses import dataclass

import numpy as np

from evidencehub.search.columns import Codes, Ints
from evidencehub.search.segment import Docs


@dataclass(frozen=True)
class Lists:
    """For each document any number of values, end to end."""

    counts: Ints
    starts: Ints
    documents: Ints  # of each value
    values: Codes

    def of(self, documents: Docs) -> tuple[Codes, Ints]:
        """The values of some documents, and beside each the place of its document among those."""
        counts = self.counts[documents]
        places = np.repeat(np.arange(len(documents)), counts)
        shift = self.starts[documents] - (np.cumsum(counts) - counts)
        return self.values[np.arange(len(places)) + shift[places]], places


def by_trait(counts: Ints, codes: Codes) -> list[tuple[Ints, Codes]]:
    """For each trait how many values each document has, and those."""
    documents, traits = counts.shape
    of_trait = np.repeat(np.tile(np.arange(traits), documents), counts.ravel())
    return [(counts[:, trait], codes[of_trait == trait]) for trait in range(traits)]
