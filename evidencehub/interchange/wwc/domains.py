"""Where the clearinghouse's outcome domains stand in the tree of outcomes of this hub."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from evidencehub.standards.files.outcomes import load_outcomes


@dataclass(frozen=True, slots=True)
class Place:
    """A domain, and the outcome that holds it."""

    name: str
    outcome: str  # slug of standards/vocabularies/outcomes.toml
    reason: str = ""  # where the place was not plain


def outcome_of(domain: str, measure: str = "") -> str | None:
    """The outcome of a domain, or of one of its measures that has a place of its own.

    :returns: a slug of ``standards/vocabularies/outcomes.toml``; None for a domain that nobody has placed yet.
    """
    name = plain(domain)
    if apart := _measures().get((name, plain(measure))):
        return apart
    place = _places().get(name)
    return place.outcome if place else None


def area_of(domain: str, measure: str = "") -> str | None:
    """The outcome area of a domain, by its outcome; None for a domain that nobody has placed yet."""
    outcome = outcome_of(domain, measure)
    return load_outcomes().area_of(outcome) if outcome else None


def plain(name: str) -> str:
    """A name as names are compared: split also takes the no-break spaces that the export carries."""
    return " ".join(name.split()).casefold()


@cache
def places() -> tuple[Place, ...]:
    """Every domain that was placed, in the order of the file."""
    return tuple(Place(**row) for row in _read("domains")["domains"])


@cache
def measures() -> tuple[Mapping[str, Any], ...]:
    """``domain``, ``outcome`` and the ``names`` of the measures that stand there and not where their domain does."""
    return tuple(_read("domain-measures")["measures"])


@cache
def _places() -> Mapping[str, Place]:
    return {plain(place.name): place for place in places()}


@cache
def _measures() -> Mapping[tuple[str, str], str]:
    return {(plain(row["domain"]), plain(name)): row["outcome"] for row in measures() for name in row["names"]}


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads(Path(__file__).with_name(f"{name}.toml").read_text(encoding="utf-8"))
