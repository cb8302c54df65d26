"""One sentence of what an approach is, from the labels that the clearinghouse gives its studies and reports.

"A way of working on reading and writing, taught in small groups, from kindergarten to grade 3 (ages 5 to 9)." Where the
labels of several studies say too many different things, less is said; where they say nothing, a study's title is.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence

from evidencehub.interchange.wwc.describing import grade_codes, grades
from evidencehub.interchange.wwc.schemas import GRADES
from evidencehub.shared.words import capitalize_first, listed

MOST = 2  # of one kind of label that a sentence holds
_KINDS = {
    "Program_Type_Curriculum": "a curriculum", "Program_Type_Supplement": "an addition to the usual lessons",
    "Program_Type_Practice": "a way of working", "Program_Type_Policy": "a policy",
    "Program_Type_Teacher_level": "training or help for teachers",
    "Program_Type_School_level": "a change to how schools work",
}  # fmt: skip
_SUBJECTS = {
    "Topic_Literacy": "reading and writing", "Topic_STEM": "mathematics and science",
    "Topic_Social_Emotional_Learning_And_Behavior": "behaviour and getting on with others",
    "Topic_High_School_Completion": "finishing high school",
    "Topic_College_Readiness_And_Completion": "getting ready for college and finishing it",
    "Topic_Postsecondary": "doing well at college",
}  # fmt: skip
_FOR = {"Topic_ELL": "English language learners", "Topic_SWD": "children and young people with disabilities"}
_GIVEN = {
    "Delivery_Method_Individual": "given to one person at a time",
    "Delivery_Method_Small_Group": "taught in small groups",
    "Delivery_Method_Whole_Class": "taught to whole classes",
    "Delivery_Method_School": "used across whole schools",
}
_AGES = {"PK": (3, 5), "K": (5, 6), **{str(grade): (grade + 5, grade + 6) for grade in range(1, 13)}}


def what_it_is(flags: Collection[str], topics: Collection[str], title: str) -> str:
    """:param flags: labels of how it was given and to which grades; ``topics``: those of its studies.
    :param title: of one of its studies, in case the labels say nothing; "" for none.
    """
    kinds, subjects, whom = _held(_KINDS, flags), _held(_SUBJECTS, topics), _held(_FOR, topics)
    given, at = _held(_GIVEN, flags), _grades(flags)
    if not any((kinds, subjects, whom, given, at)):
        return f"Studied in “{title.rstrip('.')}”." if title else ""
    kind = kinds[0] if len(kinds) == 1 else "an approach"
    about = f" {'on' if len(kinds) == 1 else 'to'} {listed(subjects)}" if 0 < len(subjects) <= MOST else ""
    meant = f" for {listed(whom)}" if whom else ""
    how = [" or ".join(given)] if 0 < len(given) <= MOST else []
    return f"{capitalize_first(', '.join([f'{kind}{about}{meant}', *how, *at]))}."


def labels_of(studies: Sequence[Collection[str]]) -> set[str]:
    """What the studies of an approach are labelled with. Whom it is for takes most of them: one says little of all."""
    count = Counter(flag for study in studies for flag in set(study))
    return {flag for flag in count if flag not in _FOR or 2 * count[flag] > len(studies)}


def _held(words: Mapping[str, str], flags: Collection[str]) -> list[str]:
    return [said for flag, said in words.items() if flag in flags]


def _grades(flags: Collection[str]) -> list[str]:
    """ "in grade 1 (ages 6 to 7)", "from grade 9 to college"; nothing where none is labelled."""
    codes = [code for code in GRADES if code in grade_codes(flags)]
    if not codes:
        return []
    names = grades([f"Grade_{code}" for code in (codes[0], codes[-1])], GRADES)
    where = f"from {names[0]} to {names[-1]}" if len(names) > 1 else _at(codes[0], names)
    ages = [_AGES[code] for code in (codes[0], codes[-1]) if code in _AGES]
    return [f"{where} (ages {ages[0][0]} to {ages[1][1]})" if len(ages) == 2 else where]


def _at(code: str, names: Sequence[str]) -> str:
    return f"{'in' if code in _AGES else 'at'} {names[0]}"
