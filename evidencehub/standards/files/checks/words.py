"""What must hold in lists of words beyond the names of their keys: what took a place, and the tree of outcomes."""

from collections.abc import Mapping, Sequence

from evidencehub.standards.files.toml_source import Table, TomlSource
from evidencehub.standards.model.suggestions import did_you_mean

_OUTCOMES = "terms"


def check_replaced(source: TomlSource, table: str, entries: Sequence[Table]) -> None:
    """What a word that is no longer used says instead is used itself."""
    used = [str(each.get("slug")) for each in entries if not each.get("replaced_by")]
    for index, each in enumerate(entries):
        if (instead := each.get("replaced_by")) and instead not in used:
            message = f'"replaced_by" names nothing that is used: "{instead}"{did_you_mean(str(instead), used)}'
            source.add(message, table, index, "replaced_by")


def check_outcomes(source: TomlSource, outcomes: Sequence[Table]) -> None:
    """Slugs are unique among areas and outcomes, each outcome hangs on an area, and no word means two outcomes."""
    areas = areas_beside(source)
    area_slugs = {str(area.get("slug")) for area in areas}
    broader = {str(each.get("slug")): str(each.get("broader")) for each in reversed(outcomes)}  # the first of two
    known = (*area_slugs, *broader)
    for index, each in enumerate(outcomes):
        slug, above = str(each.get("slug")), str(each.get("broader"))
        if slug in area_slugs:
            source.add(f'slug "{slug}" is that of an outcome area', _OUTCOMES, index, "slug")
        if "broader" in each and above not in known:
            message = f'"broader" names no outcome area or outcome: "{above}"{did_you_mean(above, known)}'
            source.add(message, _OUTCOMES, index, "broader")
        elif slug in (ring := all_above(slug, broader)):
            round_trip = " in ".join(f'"{name}"' for name in (slug, *ring[: ring.index(slug) + 1]))
            source.add(f"is part of itself: {round_trip}", _OUTCOMES, index, "broader")
    _check_meanings(source, outcomes, areas, broader)


def _check_meanings(
    source: TomlSource, outcomes: Sequence[Table], areas: Sequence[Table], broader: Mapping[str, str]
) -> None:
    """An outcome area may use a word of its own outcomes; nobody else may."""
    first: dict[str, str] = {}
    of_areas = {word: str(area.get("slug")) for area in areas for word in _words_of(area)}
    for index, each in enumerate(outcomes):
        slug = str(each.get("slug"))
        above = (slug, *all_above(slug, broader))
        for word in _words_of(each):
            key = "label" if word in _words_of({"label": each.get("label")}) else "synonyms"
            if (other := first.setdefault(word, slug)) != slug:
                source.add(f'"{word}" means two outcomes: "{other}" and "{slug}"', _OUTCOMES, index, key)
            elif (area := of_areas.get(word)) and area not in above:
                message = f'"{word}" means the outcome area "{area}", and this outcome is not part of it'
                source.add(message, _OUTCOMES, index, key)


def _words_of(term: Table) -> tuple[str, ...]:
    """Label and synonyms as they are compared, each once."""
    words = [term.get("label"), *(term.get("synonyms") or [])]
    return tuple(dict.fromkeys(same_word(word) for word in words if isinstance(word, str)))


def same_word(word: str) -> str:
    """ "Re-offending" is "reoffending": a hyphen makes no other word."""
    return " ".join(word.replace("-", "").split()).casefold()


def all_above(slug: str, broader: Mapping[str, str]) -> list[str]:
    """What a slug is part of, the nearest first; where it goes round in a ring, until the ring closes."""
    found: list[str] = []
    while slug in broader and broader[slug] not in found:
        slug = broader[slug]
        found.append(slug)
    return found


def areas_beside(source: TomlSource) -> list[Table]:
    return TomlSource.read(source.path.with_name("outcome-areas.toml")).list_of("terms")
