"""What the flags of a review say in words: topics, grades, places, schools, and how something was given."""

from collections.abc import Iterable, Mapping, Sequence

from evidencehub.shared.words import capitalize_first, listed

_TOPICS = {
    "Topic_Literacy": "Reading and writing", "Topic_STEM": "Mathematics and science",
    "Topic_College_Readiness_And_Completion": "Getting ready for college and finishing it",
    "Topic_Social_Emotional_Learning_And_Behavior": "Social and emotional learning and behaviour",
    "Topic_SWD": "Children and young people with disabilities", "Topic_ELL": "English language learners",
    "Topic_Teachers_And_School_Leaders": "Teachers and school leaders", "Topic_School_Choice": "School choice",
    "Topic_Early_Childhood": "Early childhood", "Topic_K_to_12th_Grade": "School, kindergarten to grade 12",
    "Topic_High_School_Completion": "Finishing high school", "Topic_Postsecondary": "College",
}  # fmt: skip
_SCHOOLS = {
    "School_type_Public": "public", "School_type_Charter": "charter", "School_type_Private": "private",
    "School_type_Parochial": "parochial", "Urbanicity_Urban": "urban", "Urbanicity_Suburban": "suburban",
    "Urbanicity_Rural": "rural", "Class_type_General": "general education classes",
    "Class_type_Inclusion": "inclusion classes",
}  # fmt: skip
_DELIVERY = {
    "Delivery_Method_Individual": "Given to one person at a time.",
    "Delivery_Method_Small_Group": "Taught in small groups.",
    "Delivery_Method_Whole_Class": "Taught to whole classes.",
    "Delivery_Method_School": "Used across a whole school.",
    "Program_Type_Curriculum": "It is a curriculum.",
    "Program_Type_Supplement": "It adds to the usual curriculum.",
    "Program_Type_Practice": "It is a way of teaching.",
    "Program_Type_Policy": "It is a policy.",
    "Program_Type_Teacher_level": "It works through teachers.",
    "Program_Type_School_level": "It works at the level of the school.",
}
_GRADES = {"PK": "pre-kindergarten", "K": "kindergarten", "PS": "college"}
_REGIONS = ("Midwest", "Northeast", "South", "West")
COUNTRY = "United States"
MOST_PLACES = 3


def topics(flags: Iterable[str]) -> tuple[str, ...]:
    return _said(_TOPICS, flags)


def schools(flags: Iterable[str]) -> tuple[str, ...]:
    return _said(_SCHOOLS, flags)


def delivery(flags: Iterable[str]) -> tuple[str, ...]:
    return _said(_DELIVERY, flags)


def _said(words: Mapping[str, str], flags: Iterable[str]) -> tuple[str, ...]:
    """The words of those flags that are set, in the order of the words."""
    held = set(flags)
    return tuple(said for flag, said in words.items() if flag in held)


def grade_codes(flags: Iterable[str]) -> list[str]:
    """ "PK", "K", "1" … as they come."""
    return [flag.removeprefix("Grade_") for flag in flags if flag.startswith("Grade_")]


def grades(flags: Iterable[str], order: Sequence[str]) -> tuple[str, ...]:
    """ "kindergarten", "grade 1" … in the order of school."""
    held = grade_codes(flags)
    return tuple(_GRADES.get(grade, f"grade {grade}") for grade in order if grade in held)


def places(flags: Iterable[str]) -> tuple[str, ...]:
    """States; regions of the country where no state is named."""
    named = [flag.removeprefix("Region_State_").replace("_", " ") for flag in flags if flag.startswith("Region_State_")]
    states = sorted("District of Columbia" if name == "DC" else name for name in named if name not in _REGIONS)
    return tuple(states or [f"the {name}" for name in _REGIONS if name in named])


def place(names: Sequence[str]) -> str:
    """ "Texas, United States"; "" where the source names none."""
    if not names:
        return ""
    if len(names) > MOST_PLACES:
        are_regions = names[0].removeprefix("the ") in _REGIONS
        return f"All regions of the {COUNTRY}" if are_regions else f"{len(names)} states, {COUNTRY}"
    return capitalize_first(f"{listed(names)}, {COUNTRY}")
