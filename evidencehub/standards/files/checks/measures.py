"""What must hold in the list of measures: each fact has its source, and no name means two measures."""

from collections.abc import Mapping, Sequence

from evidencehub.standards.files.checks.words import all_above, areas_beside, same_word
from evidencehub.standards.files.measure_keys import FACTS, INSTRUMENT, MEASURES, NOT_RECORDED
from evidencehub.standards.files.toml_source import Table, TomlSource
from evidencehub.standards.model.suggestions import did_you_mean

_WORTHWHILE = ("unit", "said_by", "source")


def check_measures(source: TomlSource, measures: Sequence[Table]) -> None:
    areas = [str(area.get("slug")) for area in areas_beside(source)]
    outcomes = TomlSource.read(source.path.with_name("outcomes.toml")).list_of("terms")
    broader = {str(each.get("slug")): str(each.get("broader")) for each in outcomes}
    named: dict[str, str] = {}
    for index, measure in enumerate(measures):
        _check_outcome(source, index, measure, areas, broader)
        _check_facts(source, index, measure)
        _check_numbers(source, index, measure)
        _check_addresses(source, index, measure)
        _check_names(source, index, measure, named)


def _check_outcome(
    source: TomlSource, index: int, measure: Table, areas: Sequence[str], broader: Mapping[str, str]
) -> None:
    area = measure.get("outcome_area")
    if area not in areas:
        message = f'unknown outcome area "{area}"{did_you_mean(str(area), areas)}'
        source.add(message, MEASURES, index, "outcome_area")
    elif "outcome" in measure and area not in all_above(outcome := str(measure["outcome"]), broader):
        message = f'"{outcome}" is no outcome of the area "{area}"{did_you_mean(outcome, broader)}'
        source.add(message, MEASURES, index, "outcome")


def _check_facts(source: TomlSource, index: int, measure: Table) -> None:
    """Of an instrument nothing is said from memory; of a plain measure its own words say which way is better."""
    is_instrument = measure.get("kind") == INSTRUMENT
    if is_instrument != ("higher_is_source" in measure):
        told = "needs a source" if is_instrument else "needs no source of a plain measure"
        source.add(f"which way is better {told}", MEASURES, index, "higher_is")
    for name in FACTS if is_instrument else ():
        if name not in measure:
            source.add(f'"{name}" is missing in "{measure.get("slug")}"', MEASURES, index)
        elif (measure[name] == NOT_RECORDED) == (f"{name}_source" in measure):
            source.add(f'{name} needs a source, or must be "{NOT_RECORDED}"', MEASURES, index, name)


def _check_numbers(source: TomlSource, index: int, measure: Table) -> None:
    lowest, highest = measure.get("lowest"), measure.get("highest")
    if (lowest is None) != (highest is None):
        source.add('"lowest" and "highest" go together', MEASURES, index, "highest" if lowest is None else "lowest")
    elif lowest is not None and highest is not None and not lowest < highest:
        source.add('"lowest" must be below "highest"', MEASURES, index, "lowest")
    if "smallest_worthwhile" in measure:
        if missing := [part for part in _WORTHWHILE if not measure.get(f"smallest_worthwhile_{part}")]:
            told = " and ".join(missing).replace("_", " ")
            source.add(f"a smallest worthwhile difference needs its {told}", MEASURES, index, "smallest_worthwhile")
        if not measure["smallest_worthwhile"] > 0:
            source.add("a smallest worthwhile difference is more than 0", MEASURES, index, "smallest_worthwhile")


def _check_addresses(source: TomlSource, index: int, measure: Table) -> None:
    for key, value in measure.items():
        if key.endswith("_source") and not str(value).startswith(("https://", "http://")):
            source.add(f'"{key}" must be the address of a page', MEASURES, index, key)


def _check_names(source: TomlSource, index: int, measure: Table, named: dict[str, str]) -> None:
    slug = str(measure.get("slug"))
    for name in (slug, measure.get("label"), *(measure.get("synonyms") or [])):
        if isinstance(name, str) and (other := named.setdefault(same_word(name), slug)) != slug:
            source.add(f'"{name}" means two measures: "{other}" and "{slug}"', MEASURES, index, "synonyms")
