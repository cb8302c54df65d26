"""Puts the first results of a question in the order of words and meaning together. Nothing comes in, nothing goes."""

from collections.abc import Mapping, Sequence

import numpy as np

from evidencehub.meaning.model import Vector
from evidencehub.search.contract import Hit

FIRST = 50  # results; what stands further down by words stays there
# Of the order, how much is meaning's. Half and half: on Cranfield 0.6 of meaning is no better by more than .001, and
# the even questions say the same as the odd ones (docs/decisions/0079).
SHARE = 0.5


def ordered(hits: Sequence[Hit], question: Vector, vectors: Mapping[str, Vector], *, keep: int = 0) -> list[Hit]:
    """The hits, best first by both: each counted as a part of the best of those that have a vector.

    A hit without a vector keeps its place, and so do the first ``keep``: the others change places among themselves.
    """
    places = [place for place, hit in enumerate(hits) if place >= keep and hit.id in vectors]
    if not places:
        return list(hits)
    words = np.array([hits[place].score for place in places])
    meaning = np.clip([float(vectors[hits[place].id] @ question) for place in places], 0, None)
    both = (1 - SHARE) * _of_best(words) + SHARE * _of_best(meaning)
    found = list(hits)
    for place, which in zip(places, np.argsort(-both, kind="stable").tolist(), strict=True):
        found[place] = hits[places[which]]
    return found


def _of_best(
    values: np.ndarray[tuple[int, ...], np.dtype[np.float64]],
) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    best = values.max()
    return values / best if best > 0 else values
