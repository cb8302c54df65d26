"""Studies and their results, by the columns of the files that everybody can download: one name, one meaning."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from marshmallow import Schema, fields

from evidencehub.api import said
from evidencehub.api.said import or_none
from evidencehub.catalogue.downloads.column import Column, ResultRow, Row, StudyRow
from evidencehub.catalogue.downloads.result_columns import RESULTS
from evidencehub.catalogue.downloads.study_columns import STUDIES, WHERE_FROM, WHICH
from evidencehub.projects.figures.kinds import SPREAD
from evidencehub.projects.wording import DIRECTIONS, direction_of
from evidencehub.shared.words import FEWEST

_FIELDS: Mapping[str, type[fields.Field[Any]]] = {
    "text": fields.String, "whole number": fields.Integer, "number": fields.Float, "yes or no": fields.Boolean,
    "date": fields.Date, "list": fields.List,
}  # fmt: skip
_NUMBERS = ("whole number", "number")
MOST_TOLD = 12  # values: longer lists are vocabularies, which have calls of their own
_OF_PROJECT = (
    "approach_summary", "why_it_should_work", "organisation", "cost_per_person", "price_gbp", "hours_a_week",
    "still_offered", "cost_year", "cost_lines", "cost_sums", "paid_for_by", "could_be_paid_by", "age_from", "age_to",
    "need_levels",
)  # fmt: skip
_OF_FILE = ("retrieved_on", "place", "study_address", "approach_address", "approach", "study", "invented")
_OF_EACH = frozenset(column.name for column in (*WHICH, *WHERE_FROM))
OF_STUDY = tuple(each for each in STUDIES if each.name not in (*_OF_PROJECT, *_OF_FILE, "results"))
OF_RESULT = tuple(each for each in RESULTS if each.name not in _OF_EACH | {"direction"})

# Who came off better, where there was somebody to compare with. It follows from the direction, and so from which way
# is better for people: less harm favours those who took part.
INTERVENTION, COMPARISON, NEITHER = "intervention", "comparison", "neither"
_FAVOURS = {"better": INTERVENTION, "worse": COMPARISON, "no-difference": NEITHER}


def _schema(columns: Sequence[Column[Row]]) -> dict[str, Any]:
    return {column.name: _field(column) for column in columns}


def _field(column: Column[Row]) -> fields.Field[Any]:
    unit = f" In {column.unit}." if column.unit else ""
    few = f" Null too where it is fewer than {FEWEST}." if column.kind in _NUMBERS else ""
    says = {"description": f"{column.says}{unit}{few}{_meanings(column)}"}
    if column.unit:
        says["unit"] = column.unit
    if column.kind == "list":
        return fields.List(fields.String(), metadata=says)
    return _FIELDS[column.kind](allow_none=True, metadata=says)


def _meanings(column: Column[Row]) -> str:
    """What each of a few values means, as the dictionary of the file says it. Of a ratio only this tells the scale."""
    held = [f"“{value}”: {label.rstrip('.')}" for value, label in column.meanings().items() if value]
    return f" {'; '.join(held)}." if column.kind == "text" and 0 < len(held) <= MOST_TOLD else ""


FEWER: dict[str, Any] = {
    "fewer_than_5": said.texts("Fields that are null because they count fewer than 5 people: nobody is to be found.")
}
Result: type[Schema] = Schema.from_dict(
    {
        "result_id": said.text("The result’s own key; it does not change."),
        "direction": said.text(
            "What it means for people. “changed-…” has nobody to compare with: others may have changed too.",
            of=DIRECTIONS,
        ),
        "favours": said.text(
            "Who came off better: those who took part, or those they are compared with. It goes by what is better for "
            "people, not by the sign of the effect. Null: nobody can say, or nobody was compared with.",
            null=True, of=_FAVOURS.values(),
        ),
        "g": said.number(
            "The effect in standard deviations (Hedges’ g), where it is given so; its sign is the source’s.", null=True
        ),
        **{name: field for name, field in _schema(OF_RESULT).items() if name != "result_id"},
        **FEWER,
    },
    name="Result",
)  # fmt: skip


def study_fields() -> dict[str, Any]:
    return {**_schema(OF_STUDY), **FEWER}


def study(row: StudyRow) -> dict[str, Any]:
    """A study by the columns of its file."""
    return _values(OF_STUDY, row)


def results(rows: Iterator[ResultRow]) -> list[dict[str, Any]]:
    return [_result(each) for each in rows]


def _result(row: ResultRow) -> dict[str, Any]:
    direction, held = direction_of(row.result), _values(OF_RESULT, row)
    as_g = row.result.effect if row.result.effect_metric == SPREAD else None
    told = {"result_id": held["result_id"], "direction": direction, "favours": _FAVOURS.get(direction), "g": as_g}
    return {**told, **held}


def _values(columns: Sequence[Column[Row]], row: Row) -> dict[str, Any]:
    made: dict[str, Any] = {}
    few = []
    for column in columns:
        value = column.value(row)
        if column.kind in _NUMBERS and isinstance(value, str):  # "fewer than 5"
            few.append(column.name)
            value = None
        made[column.name] = list(value) if isinstance(value, tuple) else or_none(value)
    return {**made, "fewer_than_5": few}
