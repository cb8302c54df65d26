"""With what people may need help, as data, and which of it a question of a standard is about."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from evidencehub.shared.data_rows import by_slug
from evidencehub.standards.files.loading import load_standard
from evidencehub.standards.model.standard import Criterion, Standard


@dataclass(frozen=True)
class Kind:
    slug: str
    label: str
    concepts: list[str]  # slugs of standards/vocabularies/concepts.toml


@cache
def kinds() -> Mapping[str, Kind]:
    """By slug, in the order of the file."""
    return by_slug(Path(__file__).parent / "kinds.toml", "kinds", Kind)


def labels(slugs: Iterable[str]) -> list[str]:
    """In the order of the file; what is no longer in it is left out."""
    chosen = set(slugs)
    return [kind.label for slug, kind in kinds().items() if slug in chosen]


def about(standard: Standard, criteria: Iterable[Criterion]) -> tuple[str, ...]:
    """The kinds of help that these criteria call for, by slug, in the order of the criteria.

    A version that names no concept is read by its criterion's id in the version of today.
    """
    today = load_standard(standard.id).criteria_by_id
    asked = [one.concept or (today[one.id].concept if one.id in today else "") for one in criteria]
    by_concept = {concept: kind.slug for kind in kinds().values() for concept in kind.concepts}
    return tuple(dict.fromkeys(by_concept[concept] for concept in asked if concept in by_concept))
