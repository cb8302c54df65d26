"""Whom an intervention is for and where it happens, where flags, protocols or grades in the export say so plainly.

The dictionary of the export explains the flags; "PS" is postsecondary there, not pre-school.
"""

import re
from collections.abc import Iterable

from evidencehub.interchange.wwc.schemas import GRADES

_RANK = {grade: rank for rank, grade in enumerate(GRADES)}  # PK, K, 1 … 12, PS
_POPULATIONS = ("under-5s", "children-5-11", "young-people-12-15", "young-people-16-25", "disabled-people")

_EARLY = frozenset({"Early Childhood Education", "Early Childhood Education for Children with Disabilities"})
_POSTSECONDARY = frozenset(
    {
        "Developmental Education", "Supporting Postsecondary Success", "Postsecondary Education",
        "Individual Studies in the Postsecondary Education Topic Area",
    }
)  # fmt: skip
_TO_COLLEGE = frozenset({"Transition to College"})  # begins in school and ends in college: no one setting
_SCHOOL = frozenset(
    {
        "Adolescent Literacy", "Beginning Reading", "Character Education", "Charter Schools",
        "Elementary School Mathematics", "English Language Learners",
        "Foundational Reading Practice Guide Review Protocol", "High School Mathematics", "Middle School Math",
        "Primary Mathematics", "School Leadership Review Protocol", "Science", "Secondary Mathematics",
        "Students with a Specific Learning Disability", "Teacher Training, Evaluation, and Compensation",
        "Teaching Algebra Practice Guide Protocol", "Teaching Secondary Students to Write Effectively Practice Guide",
    }
)  # fmt: skip
_DISABILITY = frozenset(
    {
        "Children and Students with Intellectual Disability",
        "Children and Students with an Autism Spectrum Disorder",
        "Early Childhood Education for Children with Disabilities", "Students with a Specific Learning Disability",
    }
)  # fmt: skip

_GRADE = r"(?:pre-?k|pk|kindergarten|k|\d{1,2}(?:st|nd|rd|th)?)"
_BETWEEN = r"\s*(?:;\s*and|[-–—;,&]|\b(?:to|through|and)\b)\s*(?:grades?\s+)?"
_LIST = re.compile(
    rf"(?:overall\s*-\s*)?(?:grades?\s*:?\s*(?P<after>{_GRADE}(?:{_BETWEEN}{_GRADE})*)|(?P<before>{_GRADE}(?:{_BETWEEN}{_GRADE})*)\s*-?\s*grade(?:rs?)?)"
    r"(?:\s+(?:students|cohort))?(?:\s*:.*|\s*-)?",
    re.IGNORECASE,
)
_PARTS = re.compile(rf"({_GRADE})|([-–—]|\bto\b|\bthrough\b)", re.IGNORECASE)
_PHRASES = {
    "kindergarten": "children-5-11", "kindergartners": "children-5-11", "k-grade 3": "children-5-11",
    "preschool": "under-5s", "preschoolers": "under-5s", "preschool children": "under-5s",
    "preschool students": "under-5s",
    "college students": "young-people-16-25", "community college students": "young-people-16-25",
}  # fmt: skip


def populations_of_grades(grades: Iterable[str]) -> list[str]:
    """Grades of the United States by age: K is five to six, 7 is twelve to thirteen, 11 is sixteen to seventeen."""
    return _in_order({_population(_RANK[grade]) for grade in grades})


def populations_of_sample(description: str) -> list[str]:
    """From "Grades 9 - 12" and the like; [] where the description says anything less plain."""
    plain = description.strip().casefold()
    if plain in _PHRASES:
        return [_PHRASES[plain]]
    match = _LIST.fullmatch(plain)
    if match is None:
        return []
    found: set[int] = set()
    last, is_range = None, False
    for grade, to in _PARTS.findall(match["after"] or match["before"]):
        if to:
            is_range = True
            continue
        rank = _rank(grade)
        if rank is None:
            return []
        found.update(range(last, rank + 1) if is_range and last is not None else [rank])
        last, is_range = rank, False
    return _in_order({_population(rank) for rank in found})


def populations_of_protocols(protocols: Iterable[str]) -> list[str]:
    named = set(protocols)
    found = {"under-5s"} if named & _EARLY else set()
    if named & (_POSTSECONDARY | _TO_COLLEGE):
        found.add("young-people-16-25")
    if named & _DISABILITY:
        found.add("disabled-people")
    return _in_order(found)


def settings_of(protocols: Iterable[str], flags: Iterable[str]) -> list[str]:
    named = set(protocols)
    in_school = any(flag.startswith("School_type_") or flag == "Delivery_Method_School" for flag in flags)
    found = {
        "school": in_school or bool(named & _SCHOOL),
        "university": bool(named & _POSTSECONDARY),
        "early-years-setting": bool(named & _EARLY),
    }
    return [setting for setting, holds in found.items() if holds]


def together(*lists: Iterable[str]) -> list[str]:
    return _in_order({slug for slugs in lists for slug in slugs})


def _population(rank: int) -> str:
    ends = ((_RANK["PK"], "under-5s"), (_RANK["6"], "children-5-11"), (_RANK["10"], "young-people-12-15"))
    return next((slug for end, slug in ends if rank <= end), "young-people-16-25")


def _rank(grade: str) -> int | None:
    plain = {"prek": "PK", "pre-k": "PK", "pk": "PK", "k": "K", "kindergarten": "K"}.get(grade)
    return _RANK.get(plain or re.sub(r"\D", "", grade).lstrip("0"))


def _in_order(slugs: set[str]) -> list[str]:
    return [slug for slug in _POPULATIONS if slug in slugs]
