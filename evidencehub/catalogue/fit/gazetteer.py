"""Which places of the vocabulary a record names."""

import re
from collections.abc import Mapping, Sequence
from functools import cache

from evidencehub.standards.files.vocabulary import PLACES, load_vocabulary


def places(words: str, parts: Sequence[str] = ()) -> tuple[str, ...]:
    """The countries that are named, and the parts of those, each with all that it is part of.

    :param parts: names of parts of a country that ``words`` names.
    """
    slugs_of, pattern = _gazetteer()
    named = dict.fromkeys(slug for name in pattern.findall("; ".join([words, *parts])) for slug in slugs_of[name])
    paths = {slug: place_path(slug) for slug in named}
    return tuple(dict.fromkeys(each for path in paths.values() if path[0] in named for each in path))


@cache
def _gazetteer() -> tuple[Mapping[str, Sequence[str]], re.Pattern[str]]:
    """What each name stands for, and a pattern that takes the longest: "West Virginia" is not Virginia."""
    slugs_of: dict[str, list[str]] = {}
    for term in load_vocabulary(PLACES).terms:
        for name in (term.label, *term.synonyms):
            slugs_of.setdefault(name, []).append(term.slug)
    longest_first = sorted(slugs_of, key=lambda name: (-len(name), name))
    return slugs_of, re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first))})(?!\w)")


@cache
def place_path(slug: str) -> tuple[str, ...]:
    """From the country down to ``slug``; empty for what is no place on file."""
    term = load_vocabulary(PLACES).by_slug.get(slug)
    if term is None:
        return ()
    return (*place_path(term.broader), slug) if term.broader else (slug,)
