"""Ages in years of life: what people type and records say, and the values by which the index holds them.

Up to 25 each year is a value of its own, so that any range can be asked for; steps are values too, so that filters can
count them. Above 25 there are only steps.
"""

import re
from collections.abc import Iterable
from functools import cache

from evidencehub.projects.frozen.shapes import FrozenProject
from evidencehub.projects.reported import Study
from evidencehub.standards.files.vocabulary import AGES, POPULATIONS, SCHOOL_YEARS, Term, load_vocabulary

OLDEST = 100  # "and over"
LAST_SINGLE = 25
PAST_SCHOOL = "us-college"  # of the school years: the source says it of adults of any age too, in prisons for one
PAST_SCHOOL_AGE = "past-school-age"  # of the kinds of people
Range = tuple[int, int]  # first and last year of life, both included

_ADDRESS = re.compile(r"(\d{1,3})(?:-(\d{1,3}))?", re.ASCII)


def values(ranges: Iterable[Range]) -> tuple[str, ...]:
    """How the index holds people of these ages."""
    all_ranges = list(ranges)
    years = {year for first, last in all_ranges for year in range(first, min(last, LAST_SINGLE) + 1)}
    held = [slug for slug in steps() if any(_meet(step(slug), each) for each in all_ranges)]
    return (*map(str, sorted(years)), *held)


def asked(value: str) -> tuple[str, ...]:
    """What the index is asked for a value of an address: "5-7", "6-7" or "6"."""
    if value in steps():
        return (value,)
    found = range_of(value)
    if found is None:
        return ()
    singles = tuple(str(year) for year in range(found[0], min(found[1], LAST_SINGLE) + 1))
    older = tuple(slug for slug in steps() if step(slug)[0] > LAST_SINGLE and _meet(step(slug), found))
    return (*singles, *older)


def range_of(value: str) -> Range | None:
    """The ages of a value in an address; None for what is none."""
    match = _ADDRESS.fullmatch(value)
    if not match:
        return None
    first, last = int(match[1]), int(match[2] or match[1])
    return (first, last) if first <= last <= OLDEST else None


def address(ages: Range) -> str:
    first, last = ages
    return str(first) if first == last else f"{first}-{last}"


def in_words(value: str) -> str:
    """ "Ages 6 to 7"."""
    first, last = range_of(value) or (0, OLDEST)
    if last == OLDEST:
        return f"Ages {first} and over"
    if first == 0:
        return f"Under {last + 1}"
    return f"Age {first}" if first == last else f"Ages {first} to {last}"


def of_school_year(name: str) -> Range | None:
    """How old children are in "grade 1" or "Year 2"; None for words that name no school year."""
    term = _school_year(name)
    return _range(term) if term else None


@cache
def steps() -> tuple[str, ...]:
    return load_vocabulary(AGES).slugs


@cache
def step(slug: str) -> Range:
    return _range(load_vocabulary(AGES).term(slug))


def _school_year(name: str) -> Term | None:
    return _school_years().get(" ".join(name.casefold().split()))


@cache
def _school_years() -> dict[str, Term]:
    return {name.casefold(): term for term in load_vocabulary(SCHOOL_YEARS).terms for name in term.synonyms}


def _range(term: Term) -> Range:
    return term.first or 0, OLDEST if term.last is None else term.last


def _meet(one: Range, other: Range) -> bool:
    return one[0] <= other[1] and other[0] <= one[1]


def joined(ranges: Iterable[Range]) -> tuple[Range, ...]:
    """The same years, lowest first, none touching the next."""
    found: list[Range] = []
    for low, high in sorted(set(ranges)):
        if found and low <= found[-1][1] + 1:
            found[-1] = (found[-1][0], max(found[-1][1], high))
        else:
            found.append((low, high))
    return tuple(found)


def of_record(project: FrozenProject, study: Study | None, populations: Iterable[str]) -> list[Range]:
    """For whom it is: the ages that a team states, else those of its study."""
    if project.age_from is not None or project.age_to is not None:
        last = OLDEST if project.age_to is None else project.age_to
        return [(min(project.age_from or 0, last), last)]
    return of_study(study, populations)


def is_open(study: Study | None, populations: Iterable[str]) -> bool:
    """Whether no more is said of some people than that they were past school age: how old, nobody knows."""
    years = [term.slug for grade in study.grades if (term := _school_year(grade))] if study else []
    return PAST_SCHOOL in years if years else PAST_SCHOOL_AGE in populations


def open_ended(ranges: Iterable[Range]) -> tuple[Range, ...]:
    """The same with no upper end, where some people were past school age and nobody says how old."""
    return joined([*ranges, (load_vocabulary(SCHOOL_YEARS).term(PAST_SCHOOL).last or OLDEST, OLDEST)])


def of_study(study: Study | None, populations: Iterable[str]) -> list[Range]:
    """With whom a study was: the school years that another body gives, else kinds of people that are an age."""
    if study and (found := [years for grade in study.grades if (years := of_school_year(grade))]):
        return found
    known = load_vocabulary(POPULATIONS).by_slug
    terms = [known[slug] for slug in populations if slug in known]
    return [(term.first, term.last) for term in terms if term.first is not None and term.last is not None]
