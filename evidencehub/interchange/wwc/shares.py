"""Who made up a study's sample: the percentages that the archive gives, by its own words, where they can be right.

What the columns hold was looked at row by row, in ``docs/decisions``.
"""

from collections.abc import Iterable, Mapping

from evidencehub.projects.reported import Share

PREFIXES = ("Gender_", "Race_", "Ethnicity_", "Demographics_Sample_", "Disability_")
_MINORITISED = "racially-minoritised"

# Column: the question it answers, the source's words for it (those of its dictionary), and our kind of people, if any.
# Answers to one question are of different people, and are 100 at most together.
_COLUMNS: Mapping[str, tuple[str, str, str]] = {
    "Gender_Female": ("gender", "female", "girls-and-women"),
    "Gender_Male": ("gender", "male", "boys-and-men"),
    "Race_Asian": ("race", "Asian", _MINORITISED),
    "Race_Black": ("race", "Black", _MINORITISED),
    "Race_Native_American": ("race", "American Indian and Alaska Native", _MINORITISED),
    "Race_Pacific_Islander": ("race", "Pacific Islander", _MINORITISED),
    "Race_White": ("race", "white", ""),
    "Race_Other": ("race", "of another race", ""),
    "Ethnicity_Hispanic": ("ethnicity", "Hispanic", _MINORITISED),
    "Ethnicity_Not_Hispanic": ("ethnicity", "not Hispanic", ""),
    "Demographics_Sample_Minority": ("minority", "racial minority", _MINORITISED),
    "Demographics_Sample_Nonminority": ("minority", "racial nonminority", ""),
    "Demographics_Sample_FRPL": ("lunch", "free or reduced price lunch", "low-income"),
    "Demographics_Sample_ELL": ("language", "English language learners", "english-learners"),
    "Demographics_Sample_SWD": ("disability", "students with disabilities", "disabled-people"),
    "Disability_IEP": ("education plan", "individualized education plan", "disabled-people"),
    "Disability_ASD": ("autism", "autism spectrum disorder", "disabled-people"),
}
_MOST = 105  # of 100, together: the source rounds


def shares_of(percents: Mapping[str, float], places: Iterable[str]) -> tuple[Share, ...]:
    """What the source says of a sample, in the order of its words.

    0 says nothing: it stands for "not known" as well (0 female *and* 0 male). Neither do answers of more than 100
    together, nor "another race" alone, which stands where no race is known. Who is a minority depends on where one
    lives, so our kind of people is named only where the study was in the United States.
    """
    given = {column: percent for column, percent in percents.items() if column in _COLUMNS and percent > 0}
    together: dict[str, float] = {}
    for column, percent in given.items():
        asked = _COLUMNS[column][0]
        together[asked] = together.get(asked, 0) + percent
    if [column for column in given if column.startswith("Race_")] == ["Race_Other"]:
        del given["Race_Other"]
    is_here = bool(list(places))
    return tuple(
        Share(
            asked=asked, said=said, percent=given[column], group="" if group == _MINORITISED and not is_here else group
        )
        for column, (asked, said, group) in _COLUMNS.items()
        if column in given and together[asked] <= _MOST
    )
