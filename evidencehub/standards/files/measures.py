"""Measures: published instruments and plain counts, from ``standards/vocabularies/measures.toml``."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from evidencehub.shared.paths import standards_dir, vocabularies_dir
from evidencehub.standards.files.measure_keys import INSTRUMENT, MEASURES, NOT_RECORDED
from evidencehub.standards.files.vocabulary import frozen, read_vocabulary
from evidencehub.standards.model.errors import BadFile


@dataclass(frozen=True, slots=True)
class Measure:
    """A way of measuring an outcome. Direction belongs to the measure and is confirmed for each result.

    Beside each fact of an instrument stands the address of the page that states it; "" where it is not recorded.
    """

    slug: str
    label: str
    plain: str
    kind: str  # instrument or plain
    outcome_area: str
    outcome: str  # slug: what it measures, below its outcome area
    higher_is: str  # better or worse
    scale: str
    synonyms: tuple[str, ...]
    higher_is_source: str = ""
    scale_source: str = ""
    lowest: float | None = None  # what it can come to; None when nobody stated it, or there is no end
    highest: float | None = None
    ages: str = NOT_RECORDED
    ages_source: str = ""
    reliability: str = NOT_RECORDED
    reliability_source: str = ""
    licence: str = NOT_RECORDED
    licence_source: str = ""
    cost: str = NOT_RECORDED
    cost_source: str = ""
    smallest_worthwhile: float | None = None  # in smallest_worthwhile_unit; None when none is on file
    smallest_worthwhile_unit: str = ""
    smallest_worthwhile_said_by: str = ""
    smallest_worthwhile_source: str = ""
    smallest_worthwhile_for_one: bool = False  # the source says so of one person's change, not of groups

    @property
    def is_instrument(self) -> bool:
        return self.kind == INSTRUMENT

    @property
    def proposed_worthwhile(self) -> float | None:
        """What forms propose as the smallest difference between groups that is worth having."""
        return None if self.smallest_worthwhile_for_one else self.smallest_worthwhile


def load_measures(root: Path | None = None) -> tuple[Measure, ...]:
    """Return all measures, in the order of the file. :raises BadFile: the file cannot be used."""
    return _load_measures(root or standards_dir())


def measures_by_slug() -> Mapping[str, Measure]:
    return _by_slug(standards_dir())


@cache
def _by_slug(root: Path) -> Mapping[str, Measure]:
    return {measure.slug: measure for measure in _load_measures(root)}


@cache
def _load_measures(root: Path) -> tuple[Measure, ...]:
    source = read_vocabulary(vocabularies_dir(root) / f"{MEASURES}.toml")
    if source.problems:
        raise BadFile(source.problems)
    return tuple(Measure(**{key: frozen(value) for key, value in table.items()}) for table in source.data[MEASURES])
