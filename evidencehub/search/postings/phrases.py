"""Which documents hold words that follow each other."""

from collections.abc import Sequence
from functools import reduce

import numpy as np
from numpy.typing import NDArray

from evidencehub.search.postings.field import Field

_BITS_OF_A_POSITION = np.int64(32)


def with_phrase(field: Field, terms: Sequence[bytes]) -> NDArray[np.int64]:
    """Return the documents, ascending, in which the terms stand at positions one after the other."""
    found = [field.place(term) for term in terms]
    places = [place for place in found if place is not None]
    if len(places) < len(terms):
        return np.empty(0, dtype=np.int64)
    of_terms = [field.documents(place, place + 1).astype(np.int64) for place in places]
    documents = reduce(_in_both, sorted(of_terms, key=len))
    if len(terms) == 1 or not len(documents):
        return documents
    found_at: list[NDArray[np.int64]] = []  # where the phrase may start: document and position in one number
    for nth in sorted(range(len(terms)), key=lambda at: len(of_terms[at])):
        holds = np.repeat(_are_among(of_terms[nth], documents), field.times(places[nth], places[nth] + 1))
        of = np.repeat(of_terms[nth], field.times(places[nth], places[nth] + 1))[holds]
        positions = field.positions(places[nth], places[nth] + 1)[holds].astype(np.int64)
        these = ((of << _BITS_OF_A_POSITION) + positions - nth)[positions >= nth]
        found_at.append(these)
    return np.unique(reduce(_in_both, found_at) >> _BITS_OF_A_POSITION)


def _in_both(some: NDArray[np.int64], others: NDArray[np.int64]) -> NDArray[np.int64]:
    return some[_are_among(some, others)]


def _are_among(some: NDArray[np.int64], others: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Both ascending."""
    if not len(others):
        return np.zeros(len(some), dtype=np.bool_)
    at = np.minimum(np.searchsorted(others, some), len(others) - 1)
    among: NDArray[np.bool_] = others[at] == some
    return among
