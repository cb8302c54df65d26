"""The columns of the file of outcome results."""

from collections.abc import Callable, Mapping

from evidencehub.catalogue.downloads.column import (
    Column,
    ResultRow,
    StudyRow,
    listed,
    of_vocabulary,
    outcomes,
    people,
)
from evidencehub.catalogue.downloads.study_columns import WHERE_FROM, WHICH
from evidencehub.catalogue.marks.marks import sure_of
from evidencehub.projects.figures.kinds import KINDS, RATIOS, SPREAD
from evidencehub.projects.frozen.shapes import FrozenResult
from evidencehub.projects.left_out import left_out
from evidencehub.projects.outcomes import path_of
from evidencehub.projects.reported_words import counted_in, explained, hides_averages
from evidencehub.projects.wording import IN_WORDS, direction_of
from evidencehub.shared.spreadsheets import Value

_HIGHER = {"better": "A higher number is better for people.", "worse": "A higher number is worse for people."}
_CONTRASTS = {"between": "Those who took part beside others.", "within": "The same people before and after."}
_ANALYSES = {
    "itt": "Everybody is counted in the group they were put in.",
    "per-protocol": "Only those are counted who took part as planned.",
}
_METRICS: Mapping[str, str] = {
    SPREAD: "standard deviations",
    "md": "a difference of averages, in unit",
    "change": "after minus before, in unit",
    "pp": "percentage points",
    **{slug: f"{name}, as its natural log: 0 is no difference" for slug, name in RATIOS.items()},
}
_P_RELATIONS = {"<": "p is below p_value.", ">": "p is above p_value."}
_TESTS = {"t": "t test", "f": "F test", "p": "only its p"}
_TEST_HIGHER = {"t": "those who took part had the higher number", "c": "the others had"}
_COLUMN_OF = {  # of fields that stand here under another name
    "n_t": "n_took_part", "n_c": "n_others", "events_t": "with_it_took_part", "events_c": "with_it_others",
    "mean_t": "mean_took_part", "mean_c": "mean_others", "sd_t": "sd_took_part", "sd_c": "sd_others",
    "outcome_sd": "sd_of_all", "pre_post_r": "before_after_r",
}  # fmt: skip
_AS_EFFECT = "as effect_metric says"
_EMPTY = "Empty also where a count of less than 5 people would follow from it."


def _of_study(column: Column[StudyRow]) -> Column[ResultRow]:
    return Column(
        column.name, column.says, lambda row: column.value(row.study), column.kind, column.unit, column.values
    )


def _result(value: Callable[[FrozenResult], Value]) -> Callable[[ResultRow], Value]:
    return lambda row: value(row.result)


def _told(name: str) -> Callable[[FrozenResult], Value]:
    """None for a number from which a count of few people follows."""

    def value(result: FrozenResult) -> Value:
        found: Value = None if name in left_out(result) else getattr(result, name)
        return found

    return value


def _field(name: str) -> Callable[[ResultRow], Value]:
    def value(row: ResultRow) -> Value:
        found: Value = getattr(row.result, name)
        return found

    return value


def _counted(name: str) -> Callable[[ResultRow], Value]:
    """How many; people only where the source counts those."""
    told = _told(name)

    def value(row: ResultRow) -> Value:
        count = told(row.result)
        return people(count) if isinstance(count, int | float) and counted_in(row.result) == "people" else count

    return value


def _average(name: str) -> Callable[[ResultRow], Value]:
    told = _told(name)

    def value(row: ResultRow) -> Value:
        return None if hides_averages(row.result) else told(row.result)

    return value


def _with_it(name: str) -> Callable[[ResultRow], Value]:
    told = _told(name)

    def value(row: ResultRow) -> Value:
        count = told(row.result)
        return people(count) if isinstance(count, int | float) else None

    return value


def _how_sure(row: ResultRow) -> str:
    grading = row.study.grading
    return sure_of(row.study.view, grading, grading.of_result(str(row.result.id)) if grading else None).words


RESULTS: tuple[Column[ResultRow], ...] = (
    *(_of_study(column) for column in WHICH),
    Column("result_id", "The result's own number here; it does not change.", _result(lambda result: str(result.id))),
    Column(
        "outcome_area", "What people want to change.", _field("outcome_area"), values=of_vocabulary("outcome-areas")
    ),
    Column("outcome", "What was measured, in the words of the record.", _field("outcome")),
    Column(
        "outcome_on_our_list", "The same on this hub's list of outcomes, as finely as it is known.",
        _result(lambda result: (path_of(result) or ("",))[-1]), values=outcomes,
    ),
    Column("measure", "The test, scale or register that was used.", _field("measure_name")),
    Column(
        "direction", "What it means for people. “changed-…” has nobody to compare with: others may have changed too.",
        _result(direction_of), values=listed(IN_WORDS),
    ),
    Column(
        "direction_why", "What decided the direction of a result from elsewhere.",
        _result(lambda result: " ".join(explained(result))),
    ),
    Column("flag", "Why the source's numbers conflict, so that no direction is given.", _field("flag")),
    Column("higher_is", "Whether a higher number is better.", _field("higher_is"), values=listed(_HIGHER)),
    Column("contrast", "What was compared.", _field("contrast"), values=listed(_CONTRASTS)),
    Column("compared_with", "What the others got.", _field("comparison_note")),
    Column(
        "is_part_of_the_group",
        "Filed by its source as extra (part of the group, or another time or score): no evidence of its own.",
        _field("is_subgroup"), "yes or no",
    ),
    Column(
        "is_replaced", "The source read the study again later; this earlier reading is kept and not counted.",
        _field("is_superseded"), "yes or no",
    ),
    Column("is_main", "Whether the study was made to find this out.", _field("is_primary"), "yes or no"),
    Column("is_adjusted", "Adjusted for how groups differed before.", _field("is_adjusted"), "yes or no"),
    Column("analysis", "Who was counted.", _field("analysis"), values=listed(_ANALYSES)),
    Column("timepoint", "When it was measured, in words.", _field("timepoint")),
    Column(
        "followup_months", "How long after the end of the approach.", _field("followup_months"), "number", "months"
    ),
    Column("sample_note", "Who was measured, in the source's words.", _field("sample_note")),
    Column("unit", "What averages and differences are in.", _field("unit")),
    Column(
        "gives", "What the report gives. Empty for records from elsewhere.", _field("gives"),
        values=listed({kind.slug: kind.label for kind in KINDS.values()}),
    ),
    Column("counted_in", "What the numbers of each group count: people, or such as schools.", _result(counted_in)),
    Column("n_total", "How many in all.", _counted("n_total"), "whole number", "as counted_in says"),
    Column("n_took_part", f"How many took part. {_EMPTY}", _counted("n_t"), "number", "as counted_in says"),
    Column("n_others", f"How many others there were. {_EMPTY}", _counted("n_c"), "number", "as counted_in says"),
    Column(
        "with_it_took_part", f"How many of those who took part had the outcome (or had it after). {_EMPTY}",
        _with_it("events_t"), "whole number", "people",
    ),
    Column(
        "with_it_others", f"How many of the others had the outcome (or had it before). {_EMPTY}",
        _with_it("events_c"), "whole number", "people",
    ),
    Column(
        "mean_took_part", f"Average of those who took part (or after). {_EMPTY}", _average("mean_t"), "number", "unit"
    ),
    Column("mean_others", f"Average of the others (or before). {_EMPTY}", _average("mean_c"), "number", "unit"),
    Column("sd_took_part", "Standard deviation of those who took part.", _average("sd_t"), "number", "unit"),
    Column("sd_others", "Standard deviation of the others.", _average("sd_c"), "number", "unit"),
    Column(
        "averages_left_out", "The source's averages may have been built back from its effect, so they are left out.",
        _result(hides_averages), "yes or no",
    ),
    Column(
        "effect", "Those who took part minus the others, or after minus before. Its sign is the source's.",
        _field("effect"), "number", _AS_EFFECT,
    ),
    Column(
        "effect_metric", "What the effect is in. Empty beside an effect: the study's own figure, on a scale not named.",
        _field("effect_metric"), values=listed(_METRICS),
    ),
    Column("ci_low", "Lower end of the 95 % interval.", _field("ci_low"), "number", _AS_EFFECT),
    Column("ci_high", "Upper end of the 95 % interval.", _field("ci_high"), "number", _AS_EFFECT),
    Column("se", "Standard error of the effect.", _field("se"), "number", _AS_EFFECT),
    Column("p_value", "The p that is reported.", _field("p_value"), "number"),
    Column(
        "p_relation", "Where only a limit of p is reported. Empty: p is p_value.", _field("p_relation"),
        values=listed(_P_RELATIONS),
    ),
    Column("test", "Which test is reported.", _field("test"), values=listed(_TESTS)),
    Column("test_value", "The value of t or F.", _field("test_value"), "number"),
    Column(
        "test_higher", "Who had the higher number, where only a test says it.", _field("test_higher"),
        values=listed(_TEST_HIGHER),
    ),
    Column(
        "sd_of_all", "Standard deviation of everybody, beside a coefficient.", _field("outcome_sd"), "number", "unit"
    ),
    Column("before_after_r", "Correlation of before and after.", _field("pre_post_r"), "number"),
    Column(
        "worked_out", "The columns whose numbers this hub worked out from the others.",
        _result(lambda result: tuple(_COLUMN_OF.get(name, name) for name in result.worked_out)), "list",
    ),
    Column("effect_note", "How it was worked out, or why it could not be.", _field("effect_note")),
    Column(
        "smallest_worthwhile", "The smallest difference worth having.", _field("smallest_worthwhile"), "number",
        _AS_EFFECT,
    ),
    Column("smallest_worthwhile_source", "Who says so.", _field("smallest_worthwhile_source")),
    Column(
        "how_sure", "The step of this hub's standard that this result reached, or why there is none.", _how_sure
    ),
    *(_of_study(column) for column in WHERE_FROM),
)  # fmt: skip
