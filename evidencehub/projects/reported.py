"""What another body says of a study and of a result, kept beside our columns with its own words and signs.

Kept as JSON: of a study in ``evaluation.reported``, of a result under ``READING`` in ``outcome_result.source_values``.
Of a study that came as a record of a file, ``evaluation.reported`` has that record under ``RECORD`` and nothing else.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from evidencehub.projects.frozen.strictly import Unreadable, read, written

READING = "reading"  # the hub's own among the source's values
RECORD = "record"  # docs/importing.md has its keys
_LATER: Mapping[str, Any] = {"shares": []}  # what records of earlier releases do not hold
CLUSTERS = "clusters"  # "none" | "corrected": what a file of records says of schools or classes as a whole


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """The source's reading of a study; a study may have been read more than once."""

    number: str
    posted: str = ""  # 2023-09-01; "" where the source gives no date
    standards: str = ""  # the version that it was read by
    protocol: str = ""
    protocol_version: str = ""
    purpose: str = ""
    product: str = ""
    rating: str = ""  # the source's, in its words
    reason: str = ""
    results: int = 0  # as the source gives them, subgroups too


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """How many of a sample were of a kind, of every 100."""

    asked: str  # the source's question: answers to one are of different people
    said: str  # the kind, in the source's words
    percent: float
    group: str = ""  # slug of the kind of people that we take it for, "" for none


@dataclass(frozen=True, slots=True, kw_only=True)
class Study:
    """A study as another body describes it. ``key`` is the same under every approach that it stands under."""

    key: str
    as_of: str = ""  # 2025-08-25, or 2020-04 where the day is not known
    citation: str = ""
    contrast: str = ""  # which comparison of the study
    published_in: str = ""
    eric: str = ""  # number of ERIC's record
    design: str = ""  # in the source's words
    topics: tuple[str, ...] = ()
    grades: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    schools: tuple[str, ...] = ()
    delivery: tuple[str, ...] = ()
    shares: tuple[Share, ...] = ()
    reviews: tuple[Review, ...] = ()  # the one that is shown first


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """How a direction was read from the source's figures. ``direction`` is one of ``wording.DIRECTIONS``."""

    direction: str
    decided: str  # what decided it: projects/reported_words.py has the words
    better: str = ""  # lower | higher | not-plain, by our list; "" where nobody read the name
    reason: str = ""  # the list's
    higher: str = ""  # t | c: who had the higher number, those who took part or the others; "" where it cannot be told
    significance: str = ""  # clear | not-clear | not-clear-though | own-figures-differ | no-p | not-said
    is_large: bool = False  # unusually


def study_of(kept: Mapping[str, Any]) -> Study | None:
    return None if RECORD in kept else _read(Study, {**_LATER, **kept} if kept else {})


def reading_of(source_values: Mapping[str, Any]) -> Reading | None:
    return _read(Reading, source_values.get(READING) or {})


def kept(value: Study | Reading) -> dict[str, Any]:
    return written(value)


def _read(shape: Any, data: Mapping[str, Any]) -> Any:
    """None for what is not there, and for what an earlier release wrote otherwise: the next import mends it."""
    if not data:
        return None
    try:
        return read(shape, dict(data))
    except Unreadable:
        return None
