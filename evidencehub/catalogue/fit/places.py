"""Which country a place is in, as far as its words say it."""

from collections.abc import Mapping

UNITED_KINGDOM = "united-kingdom"
# Those that may be chosen, and that studies name. A place that names none of them is of a country we cannot tell.
COUNTRIES: Mapping[str, str] = {
    "england": "England",
    "scotland": "Scotland",
    "wales": "Wales",
    "northern-ireland": "Northern Ireland",
    "ireland": "Ireland",
    "united-states": "United States",
    "canada": "Canada",
    "australia": "Australia",
    "new-zealand": "New Zealand",
}
NATIONS = frozenset({"england", "scotland", "wales", "northern-ireland"})  # of the United Kingdom
_ALSO = {
    "uk": UNITED_KINGDOM, "u.k.": UNITED_KINGDOM, "united kingdom": UNITED_KINGDOM, "great britain": UNITED_KINGDOM,
    "republic of ireland": "ireland", "usa": "united-states", "us": "united-states", "u.s.": "united-states",
    "united states of america": "united-states",
}  # fmt: skip
_CALLED = {**{label.casefold(): slug for slug, label in COUNTRIES.items()}, **_ALSO}
_OF_THE = " of the "  # "All regions of the United States"


def parts(place: str) -> tuple[str, ...]:
    """ "California, United States": ("california", "united states")."""
    return tuple(filter(None, (part.strip().casefold() for part in place.split(","))))


def country_of(place: str) -> str:
    """The slug of a country, or ``UNITED_KINGDOM``; "" where the words name none that we know."""
    for part in reversed(parts(place)):
        for words in (part, part.rpartition(_OF_THE)[2]):
            if words in _CALLED:
                return _CALLED[words]
    return ""
