"""Every public project of a hub, with what a list in a copy says of it and by which words it is found."""

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from evidencehub.preservation.site.asking import Reader
from evidencehub.preservation.site.bulk import items
from evidencehub.preservation.site.places import Places
from evidencehub.standards.files.outcomes import load_outcomes

_FIELDS = "slug,name,summary,organisation,for_whom,where,demonstration,how_sure,outcomes,address"
ON_ONE_PAGE = 300
OTHER = "Other"


@dataclass(frozen=True, slots=True)
class Listed:
    slug: str
    name: str
    address: str
    sure: str
    demo: bool
    words: str  # beside its name


def listed(reader: Reader, places: Places) -> Iterator[Listed]:
    """In the order of their names. No list that pages lead to has every one.

    :raises NotMade: the hub does not tell them.
    """
    found = (_read(each) for each in items(reader, places, "projects", f"&fields={_FIELDS}"))
    yield from sorted(found, key=lambda each: (each.name.casefold(), each.slug))


def _read(it: Mapping[str, Any]) -> Listed:
    areas = sorted({line["outcome_area"] for line in it["outcomes"]} & load_outcomes().by_slug.keys())
    words = [it["summary"], it["organisation"], it["for_whom"], it["where"]]
    for line in it["outcomes"]:
        term = load_outcomes().called(line["outcome"])
        words += [line["outcome"], *(term.synonyms if term else ())]
    # Without other names of areas, which stand for half of a hub.
    words += [load_outcomes().by_slug[area].label for area in areas]
    said = " ".join(dict.fromkeys(filter(None, words)))
    return Listed(it["slug"], it["name"], it["address"], it["how_sure"]["words"], it["demonstration"], said)


def by_letter(everything: Sequence[Listed]) -> dict[str, list[Listed]]:
    found: dict[str, list[Listed]] = {}
    for each in everything:
        found.setdefault(letter_of(each.name), []).append(each)
    return dict(sorted(found.items(), key=lambda part: (part[0] == OTHER, part[0])))


def letter_of(name: str) -> str:
    """The first letter without its accents; digits and other scripts stand together."""
    first = unicodedata.normalize("NFD", name.strip().upper())[:1]
    return first if "A" <= first <= "Z" else OTHER
