"""Puts documents in order. One 64-bit number for each holds its whole place in that order, ties included."""

import numpy as np
from numpy.typing import NDArray

from evidencehub.search.contract import Sort
from evidencehub.search.segment import Docs, Floats
from evidencehub.search.snapshot import Snapshot

Keys = NDArray[np.uint64]
HIGHEST_CERTAINTY = 7
DEAREST = 2**18 - 1  # pounds a person; with 18 bits, dearer ones are not told apart
MOST_STUDIES = 1023
LATEST_YEAR = 2200  # with ten bits, the years 1178 to 2200 are told apart


def keys(snapshot: Snapshot, documents: Docs, scores: Floats, sort: Sort) -> Keys:
    """Return a number for each document: the smaller, the earlier. No two are the same.

    best: score, then surest, then newest, then id. surest: certainty, then score, then newest, then id.
    newest: year, then score, then surest, then id; documents without a year come last.
    cheapest: cost, then score, then surest; what has no cost comes last. most-studied: studies, then as cheapest.
    """
    # The bits of floats that are not negative are in the floats' own order; turned over, the highest comes first.
    worse = (~np.ascontiguousarray(scores[documents]).view(np.uint32)).astype(np.uint64)
    rank = snapshot.ranks[documents].astype(np.uint64)
    if sort == "surest":
        unsure = HIGHEST_CERTAINTY - np.clip(snapshot.certainties[documents], 0, HIGHEST_CERTAINTY)
        return (unsure.astype(np.uint64) << np.uint64(61)) | (worse << np.uint64(29)) | rank
    if sort == "newest":
        # 22 bits are left for the rank: 4,194,304 documents; a hub of that size needs another engine.
        age = np.clip(LATEST_YEAR - snapshot.years[documents], 0, 1023)
        return (age.astype(np.uint64) << np.uint64(54)) | (worse << np.uint64(22)) | rank
    if sort == "most-studied":
        fewer = MOST_STUDIES - np.clip(snapshot.study_counts[documents], 0, MOST_STUDIES)
        return (fewer.astype(np.uint64) << np.uint64(54)) | (worse << np.uint64(22)) | rank
    if sort == "cheapest":
        cost = np.clip(snapshot.costs[documents], 0, DEAREST).astype(np.uint64)
        return (cost << np.uint64(46)) | (worse >> np.uint64(8) << np.uint64(22)) | rank
    return (worse << np.uint64(32)) | rank


def first(order: Keys, count: int) -> Docs:
    """Return the places of the ``count`` smallest keys, in order."""
    if count >= len(order):
        return np.argsort(order)
    if count <= 0:
        return np.empty(0, dtype=np.int64)
    nearest = np.argpartition(order, count - 1)[:count]
    return nearest[np.argsort(order[nearest])]


def first_of_each(order: Keys, units: Docs, count: int) -> Docs:
    """Return the places of the smallest key of each unit, for the ``count`` units that come first."""
    wanted = count * 4
    while True:
        places = first(order, wanted)
        _, leaders = np.unique(units[places], return_index=True)
        if len(leaders) >= count or wanted >= len(order):
            return places[np.sort(leaders)][:count]
        wanted *= 8


def grouped(order: Keys, units: Docs, leaders: Docs) -> list[list[int]]:
    """Return, for each leader, the places of all that share its unit: in order, so the leader comes first."""
    led = np.zeros(int(units.max(initial=-1)) + 1, dtype=np.bool_)
    led[units[leaders]] = True
    places = np.flatnonzero(led[units])
    groups: dict[int, list[int]] = {unit: [] for unit in units[leaders].tolist()}
    for place in places[np.argsort(order[places])].tolist():
        groups[int(units[place])].append(place)
    return list(groups.values())
