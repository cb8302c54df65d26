"""Whom an intervention is for and where it happens, where the export says so plainly: flags, protocols, grades, shares.

The dictionary of the export explains the flags; "PS" is postsecondary there, not pre-school.
"""

import re
from collections.abc import Iterable, Mapping, Sequence

from evidencehub.interchange.wwc.schemas import GRADES
from evidencehub.projects.reported import Share

_RANK = {grade: rank for rank, grade in enumerate(GRADES)}  # PK, K, 1 … 12, PS
_PAST_SCHOOL = "past-school-age"
_POPULATIONS = (
    *("under-5s", "children-5-11", "young-people-12-15", "young-people-16-25", _PAST_SCHOOL),
    *("girls-and-women", "boys-and-men", "disabled-people", "english-learners", "racially-minoritised", "low-income"),
    "teachers-and-staff",
)
NEARLY_ALL = 90  # of 100: from there on a sample is said to be of that kind of people

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
    "college students": _PAST_SCHOOL, "community college students": _PAST_SCHOOL,
}  # fmt: skip


def populations_of_grades(grades: Iterable[str]) -> list[str]:
    """Grades of the United States by age: K is five to six, 6 is eleven to twelve and so of two kinds, as 10 is.

    Pre-kindergarten is of children under five, though the last of them turn five in it.
    """
    return _in_order({slug for grade in grades for slug in _of_rank(_RANK[grade])})


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
    return _in_order({slug for rank in found for slug in _of_rank(rank)})


def populations_of_source(grades: Iterable[str], protocols: Iterable[str]) -> list[str]:
    """Kinds of people by both. Where there are grades, they say whether anybody was past school age.

    "Transition to College" is of programmes that begin in school: studies of grades 9 to 12 alone are under it too.
    """
    of_grades, of_protocols = populations_of_grades(grades), populations_of_protocols(protocols)
    return together(of_grades, (each for each in of_protocols if not of_grades or each != _PAST_SCHOOL))


def populations_of_protocols(protocols: Iterable[str]) -> list[str]:
    named = set(protocols)
    found = {"under-5s"} if named & _EARLY else set()
    if named & (_POSTSECONDARY | _TO_COLLEGE):
        found.add(_PAST_SCHOOL)
    if named & _TO_COLLEGE:
        found.add("young-people-16-25")
    if named & _DISABILITY:
        found.add("disabled-people")
    return _in_order(found)


def populations_of_shares(shares: Sequence[Share]) -> list[str]:
    """Kinds of people that were :data:`NEARLY_ALL` of a sample or more.

    Shares of one question of the source's, such as its races, are of different people and add up. Those of different
    questions are not: who is Hispanic is also of a race.
    """
    found: dict[tuple[str, str], float] = {}
    for share in shares:
        if share.group:
            found[share.asked, share.group] = found.get((share.asked, share.group), 0) + share.percent
    return _in_order({group for (_, group), percent in found.items() if percent >= NEARLY_ALL})


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


# The first and the last grade of each.
_GRADES_OF: Mapping[str, tuple[str, str]] = {
    "under-5s": ("PK", "PK"), "children-5-11": ("K", "6"), "young-people-12-15": ("6", "10"),
    "young-people-16-25": ("10", "12"), _PAST_SCHOOL: ("PS", "PS"),
}  # fmt: skip


def _of_rank(rank: int) -> list[str]:
    return [slug for slug, (first, last) in _GRADES_OF.items() if _RANK[first] <= rank <= _RANK[last]]


def _rank(grade: str) -> int | None:
    plain = {"prek": "PK", "pre-k": "PK", "pk": "PK", "k": "K", "kindergarten": "K"}.get(grade)
    return _RANK.get(plain or re.sub(r"\D", "", grade).lstrip("0"))


def _in_order(slugs: set[str]) -> list[str]:
    return [slug for slug in _POPULATIONS if slug in slugs]
