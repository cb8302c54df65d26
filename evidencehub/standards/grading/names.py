"""What sentences about a result call the things that a rule knows by a slug."""

from collections.abc import Callable
from dataclasses import dataclass


def _quoted(slug: str) -> str:
    return f'"{slug}"'


def _design(slug: str | None) -> str:
    return f"the design is {slug or 'not stated'}"


@dataclass(frozen=True, slots=True)
class Names:
    """Each turns a slug into words; a page gives its own, so that it need not read the sentences of others."""

    answer: Callable[[str], str]
    place: Callable[[str], str]  # a study or an outcome
    design: Callable[[str | None], str]  # a phrase about the kind of study; None where it is not stated
    kind: str  # that which `design` speaks of


PLAIN = Names(answer=_quoted, place=_quoted, design=_design, kind="the design of the study")
"""For the console and for JSON: slugs as they are, in straight quotes."""
