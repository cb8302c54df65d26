"""The merged table of the archive of 2025: one row a finding, with its study's review and its intervention's report.

Columns are called as in the single files, after a letter: ``i_`` intervention report, ``s_`` study, ``f_`` finding. The
dictionary that comes with the archive gives the older name beside the newer. ``f_Comparison`` repeats the average of
the other group wherever it is filled, so it says nothing of what the others got, and is not taken.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from marshmallow import ValidationError

from evidencehub.interchange.wwc import shares
from evidencehub.interchange.wwc.schemas import (
    ALL_FINDING_COLUMNS,
    FINDING_COLUMNS,
    REPORT_COLUMNS,
    REPORT_FLAGS,
    REVIEW_COLUMNS,
    Finding,
    Report,
    Review,
    finding_of,
    report_of,
    review_of,
)

MARK = "s_StudyID"  # no table of 2020 has it
_FLAG_PREFIXES = (
    "Class_type_", "Delivery_Method_", "Grade_", "Program_Type_", "Region_State_", "School_type_", "Topic_",
    "Urbanicity_",
)  # fmt: skip
_NEWER = {
    "ReviewID": "ReviewID",
    "InterventionID": "s_interventionID",
    "OutcomeMeasureID": "f_Outcome_MeasureID",
    "Outcome_Measure_Intervention_Sample_Size": "f_Outcome_Intervention_SS",
    "Outcome_Measure_Comparison_Sample_Size": "f_Outcome_Comparison_SS",
    "Intervention_Clusters_Sample_Size": "f_Intervention_Clusters_SS",
    "Comparison_Clusters_Sample_Size": "f_Comparison_Clusters_SS",
}  # finding columns of 2020 that are more than a letter away
_KEPT_ONLY = (
    "OutcomeMeasureID",
    "Intervention_Clusters_Sample_Size",
    "Comparison_Clusters_Sample_Size",
    "ICC",
    "Finding_Rating",
    "ESSA_Rating",
    "L1_Unit_of_Analysis",
)  # fmt: skip  (shown or kept as given, decided by nothing)


def _newer(column: str) -> str:
    return _NEWER.get(column, f"f_{column}")


def _of_study(column: str) -> str:
    return column if column == "ReviewID" else f"s_{column}"


NEEDED = tuple(
    dict.fromkeys(
        [
            *(_newer(column) for column in FINDING_COLUMNS if column != "Comparison"),
            *map(_of_study, REVIEW_COLUMNS),
            *(f"i_{column}" for column in REPORT_COLUMNS if column not in REPORT_FLAGS),
        ]
    )
)

Cells = Sequence[str]
T = TypeVar("T")


@dataclass(frozen=True)
class Parts:
    """What one row says."""

    finding: Finding
    review: Review | None  # None: an earlier row said it
    report: tuple[Report, str, str] | None  # with version and domain as given


class Splitter:
    """Takes rows apart. What a review and a report say stands in each of their rows, and is read once."""

    def __init__(self, header: Sequence[str]) -> None:
        place = {name: number for number, name in enumerate(header)}
        finding = {column: _newer(column) for column in (*ALL_FINDING_COLUMNS, *_KEPT_ONLY) if column != "Comparison"}
        if "f_OutcomeMeasureID" in place:
            finding["OutcomeMeasureID"] = "f_OutcomeMeasureID"
        self._finding = {column: place[name] for column, name in finding.items() if name in place}
        studies = {name.removeprefix("s_"): number for name, number in place.items() if name.startswith("s_")}
        self._flags = {name: number for name, number in studies.items() if name.startswith(_FLAG_PREFIXES)}
        self._percents = {name: number for name, number in studies.items() if name.startswith(shares.PREFIXES)}
        told_apart = self._flags.keys() | self._percents.keys()
        self._review = {name: number for name, number in studies.items() if name not in told_apart}
        self._review["ReviewID"] = place["ReviewID"]
        self._report = {name.removeprefix("i_"): number for name, number in place.items() if name.startswith("i_")}
        key = ("InterventionID", "Protocol", "Protocol_Version", "Outcome_Domain")
        self._report_key = [self._report[name] for name in key]
        self._reviews: set[str] = set()
        self._reports: set[tuple[str, ...]] = set()

    def parts(self, cells: Cells) -> Parts:
        """:raises ValidationError: by column (as this table calls it), what a cell holds that it may not."""
        taken = {column: cells[number] for column, number in self._finding.items()}
        finding = _renamed(lambda: finding_of({**taken, "Comparison": ""}), _newer)
        review = report = None
        if finding.review_id not in self._reviews:
            given, flags = self._taken(self._review, cells), self._taken(self._flags, cells)
            percents = self._taken(self._percents, cells)
            review = _renamed(lambda: review_of(given, flags, percents), _of_study)
            self._reviews.add(finding.review_id)
        key = tuple(cells[number] for number in self._report_key)
        if key[0].strip() and key not in self._reports:
            about = self._taken(self._report, cells)
            report = _renamed(lambda: report_of(about), lambda column: f"i_{column}"), key[2], key[3]
            self._reports.add(key)
        return Parts(finding, review, report)

    @staticmethod
    def _taken(places: Mapping[str, int], cells: Cells) -> dict[str, str]:
        return {name: cells[number] for name, number in places.items()}


def _renamed(load: Callable[[], T], name: Callable[[str], str]) -> T:
    """Say what is wrong by the names that stand in the file."""
    try:
        return load()
    except ValidationError as error:
        raise ValidationError({name(column): texts for column, texts in error.messages_dict.items()}) from None
