"""The columns of a table of results: what each is headed, what belongs there, and what may stand there. Pure data."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from evidencehub.projects.figures.kinds import BETWEEN, KINDS, RATIOS, WITHIN
from evidencehub.standards.files.vocabulary import load_vocabulary

YES_NO = {"yes": "yes", "no": "no"}
BETTER = {"better": "yes", "worse": "no"}


@dataclass(frozen=True)
class Column:
    """``name`` is the field of the form of one result; ``choices`` are its values with the words for them."""

    name: str
    heading: str
    meaning: str
    choices: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Pair:
    """A column whose cells hold several numbers, such as "93.2 (14.1)"; ``names`` are their fields."""

    name: str
    heading: str
    names: tuple[str, ...]


_METRICS = {
    "md": "same unit as the averages", "pp": "percentage points", "g": "standardised effect size (d or g)",
    **RATIOS,
}  # fmt: skip
COLUMNS: tuple[Column, ...] = (
    Column("outcome", "What was measured", "In plain words, such as Days in school. One outcome in each row."),
    Column("outcome_area", "Outcome area", "Choose from the list."),
    Column("measure_name", "With what", "The questionnaire, test or record, if the report names it."),
    Column("higher_is", "Does a higher number mean better?",
           "yes: more is better, as with days in school. no: less is better, as with days missed. We ask you again, "
           "once for each measure.", BETTER),
    Column("contrast", "What do the numbers compare?",
           "two groups: those who took part, and others. before and after: one group, measured twice.",
           {BETWEEN: "two groups", WITHIN: "before and after"}),
    Column("gives", "What does the report give?", "If it gives several, the one that is highest in the list.",
           {kind.slug: kind.label for kind in KINDS.values()}),
    Column("unit", "What the numbers are in", "Such as days, points or % of sessions."),
    Column("timepoint", "When it was measured", "Such as end of the school year. For the same outcome at a later time, "
           "use another row."),
    Column("followup_months", "Months after the project ended", "0 for the day when it ended."),
    Column("n_t", "People who took part", "Those who were measured. Before and after: those measured both times."),
    Column("events_t", "Of them, people with the outcome", "Only where the report counts people. Before and after: "
           "how many it were after."),
    Column("mean_t", "Their average or percentage", "Of those who took part. Before and after: the one after."),
    Column("sd_t", "Their standard deviation", "A measure of spread, often called SD. Leave it empty if the report has "
           "none; a standard error is not the same."),
    Column("n_c", "People in the other group", "Empty where there is one group only."),
    Column("events_c", "Of the other group, people with the outcome", "Before and after: how many it were before."),
    Column("mean_c", "The other group's average or percentage", "Before and after: the one before."),
    Column("sd_c", "The other group's standard deviation", "Before and after: the one before."),
    Column("effect", "The difference, if the report gives it", "Those who took part minus the others, or after minus "
           "before; a minus sign where it went down. For a ratio or a regression, that number."),
    Column("effect_metric", "What kind of number the difference is", "Choose from the list.", _METRICS),
    Column("se", "Its standard error", "Only where the report gives it."),
    Column("ci_low", "Margin of error: from", "The lower end of the 95% confidence interval."),
    Column("ci_high", "Margin of error: to", "The upper end."),
    Column("p_value", "p", "As the report has it, such as 0.03 or < 0.001."),
    Column("test", "Which test", "Only where the report gives nothing but a test.",
           {"t": "t", "f": "F", "p": "only p"}),
    Column("test_value", "The number of t or F", "Empty where the report gives only p."),
    Column("test_higher", "Which group had the higher number", "Only beside a test.",
           {"t": "those who took part", "c": "the other group"}),
    Column("pre_post_r", "Correlation of before and after", "Few reports give it. From -1 to 1."),
    Column("outcome_sd", "Standard deviation of the outcome", "Of all people together, beside a regression."),
    Column("is_primary", "Is it what the study was made to find out?", "Empty where the report does not say.", YES_NO),
    Column("is_adjusted", "Is it adjusted for how the groups differed before?", "Empty where the report does not say.",
           YES_NO),
    Column("analysis", "Who was counted", "Empty where the report does not say.",
           {"itt": "everybody, in the group they were put in", "per-protocol": "only those who took part as planned"}),
    Column("comparison_note", "Who was in the other group", "In a few words."),
    Column("smallest_worthwhile", "Smallest difference worth having", "Only if somebody said so beforehand."),
    Column("smallest_worthwhile_source", "Who says so", "Needed beside the one before."),
)  # fmt: skip
BY_NAME = {column.name: column for column in COLUMNS}
PAIRS = (
    Pair("mean_sd_t", "Their average and standard deviation, such as 93.2 (14.1)", ("mean_t", "sd_t")),
    Pair("mean_sd_c", "The other group's average and standard deviation, such as 93.2 (14.1)", ("mean_c", "sd_c")),
    Pair("events_n_t", "Of those who took part: people with the outcome of all, such as 12/60", ("events_t", "n_t")),
    Pair("events_n_c", "Of the other group: people with the outcome of all, such as 12/60", ("events_c", "n_c")),
    Pair(
        "effect_ci",
        "The difference or ratio with its margin, such as 0.7 (0.5 to 0.9)",
        ("effect", "ci_low", "ci_high"),
    ),
    Pair("ci", "Margin of error: both ends, such as 0.1 to 0.6", ("ci_low", "ci_high")),
)
BY_PAIR = {pair.name: pair for pair in PAIRS}
NUMBERS = frozenset({
    "followup_months", "n_t", "events_t", "mean_t", "sd_t", "n_c", "events_c", "mean_c", "sd_c", "effect", "se",
    "ci_low", "ci_high", "p_value", "test_value", "pre_post_r", "outcome_sd", "smallest_worthwhile",
})  # fmt: skip
# What one row has to say beside its numbers, and many tables say once, above or below.
OF_ALL = ("outcome_area", "contrast", "gives", "timepoint", "n_t", "n_c")
NEEDED = OF_ALL[:3]


def choices_of(name: str) -> Mapping[str, str]:
    """Values that may stand in a column with the words for them; none where it takes any words or numbers."""
    if name == "outcome_area":
        return {term.slug: term.label for term in load_vocabulary("outcome-areas").terms}
    return BY_NAME[name].choices
