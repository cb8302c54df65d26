"""The rows of the clearinghouse's tables, as its dictionary describes them. A row that does not fit is refused.

Columns are named as in the single files of the export; :mod:`.archive` says what the merged table of 2025 calls them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from marshmallow import EXCLUDE, Schema, ValidationError, post_load

from evidencehub.interchange.wwc.domains import area_of, outcome_of
from evidencehub.interchange.wwc.fields import (
    Cell,
    Count,
    Day,
    Eric,
    Flag,
    Key,
    Marked,
    Number,
    PagePath,
    Spread,
    Words,
)

GRADES = ("PK", "K", *(str(grade) for grade in range(1, 13)), "PS")  # PS is postsecondary, says the dictionary
REPORT_FLAGS = (
    *(f"Grade_{grade}" for grade in GRADES),
    *(f"Delivery_Method_{way}" for way in ("Individual", "School", "Small_Group", "Whole_Class")),
    *(f"Program_Type_{kind}" for kind in ("Curriculum", "Policy", "Practice", "Supplement")),
    *(f"Program_Type_{level}_level" for level in ("School", "Teacher")),
    *(f"School_type_{kind}" for kind in ("Charter", "Parochial", "Private", "Public")),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding; ``given`` is the row as it stands in the file, without its empty cells."""

    finding_id: str
    review_id: str
    intervention_id: str  # "" where the row names none
    intervention: str
    protocol: str
    outcome_area: str  # "" for a domain that nobody has placed yet
    outcome_slug: str  # of the tree of outcomes
    outcome: str
    measure: str
    comparison: str
    period: str
    sample: str
    is_subgroup: bool
    n_total: int | None
    n_t: float | None
    n_c: float | None
    mean_t: float | None
    mean_c: float | None
    sd_t: float | None
    sd_c: float | None
    effect_study: float | None
    effect_wwc: float | None
    improvement_index: float | None
    p_study: float | None
    p_wwc: float | None
    is_significant: bool | None
    designation: str  # Favorable | Unfavorable | No discernable effect size direction | ""
    given: dict[str, str]


@dataclass(frozen=True, slots=True)
class Report:
    """What an intervention report says of one outcome domain; the domain is "" where the report rates none."""

    intervention_id: str
    intervention: str
    protocol: str
    page: str
    outcome_area: str | None
    flags: list[str]  # names of the columns that are set
    rating: dict[str, str] | None  # as given


@dataclass(frozen=True, slots=True)
class Review:
    """One review of one study under one intervention. The tables of 2020 give nothing but the number."""

    review_id: str
    study_id: str = ""
    intervention_id: str = ""
    intervention: str = ""
    protocol: str = ""
    protocol_version: str = ""
    standards: str = ""  # version of the clearinghouse's standards: "4.1"
    citation: str = ""
    publication: str = ""
    publication_date: str = ""
    product: str = ""
    purpose: str = ""
    design: str = ""
    rating: str = ""
    rating_reason: str = ""
    ineligibility: str = ""
    page: str = ""
    eric: str = ""
    posted: str = ""  # 2023-09-01
    flags: tuple[str, ...] = ()  # names of the columns that are set
    percents: tuple[tuple[str, float], ...] = ()  # who made up the sample, by column, as given


class FindingSchema(Schema):
    class Meta:
        unknown = EXCLUDE

    finding_id = Key(data_key="FindingID")
    review_id = Key(data_key="ReviewID")
    intervention_id = Key(needed=False, data_key="InterventionID")
    intervention = Words(200, data_key="Intervention_Name")
    protocol = Words(200, data_key="Protocol")
    outcome = Words(300, needed=True, data_key="Outcome_Domain")
    measure = Words(300, needed=True, data_key="Outcome_Measure")
    comparison = Words(2000, data_key="Comparison")
    period = Words(200, data_key="Period")
    sample = Words(2000, data_key="Sample_Description")
    is_subgroup = Flag(needed=True, data_key="Is_Subgroup")
    n_total = Count(data_key="Outcome_Sample_Size")
    n_t = Number(low=0, data_key="Outcome_Measure_Intervention_Sample_Size")
    n_c = Number(low=0, data_key="Outcome_Measure_Comparison_Sample_Size")
    mean_t = Number(data_key="Intervention_Mean")
    mean_c = Number(data_key="Comparison_Mean")
    sd_t = Spread(data_key="Intervention_Standard_Deviation")
    sd_c = Spread(data_key="Comparison_Standard_Deviation")
    effect_study = Number(data_key="Effect_Size_Study")
    effect_wwc = Number(data_key="Effect_Size_WWC")
    improvement_index = Number(data_key="Improvement_Index")
    p_study = Number(low=0, high=1, data_key="p_Value_Study")
    p_wwc = Number(low=0, high=1, data_key="p_Value_WWC")
    is_significant = Flag(data_key="Is_Statistically_Significant")
    designation = Words(80, needed=False, absent=True, data_key="FavorableUnfavorableDesignation")

    @post_load
    def _with_area(self, values: dict[str, Any], **_: Any) -> dict[str, Any]:
        """Where no number is given there is the name, or none: such a study stands on its own."""
        outcome, measure = values["outcome"], values["measure"]
        return {
            **values,
            "outcome_slug": outcome_of(outcome, measure) or "",
            "outcome_area": area_of(outcome, measure) or "",
        }


class ReviewSchema(Schema):
    class Meta:
        unknown = EXCLUDE

    review_id = Key(data_key="ReviewID")
    study_id = Key(data_key="StudyID")
    intervention_id = Key(needed=False, data_key="interventionID")
    intervention = Words(200, data_key="Intervention_Name")
    protocol = Words(200, data_key="Protocol")
    protocol_version = Words(40, data_key="Protocol_Version")
    standards = Words(20, data_key="Standards_Version")
    citation = Words(4000, needed=True, data_key="Citation")
    publication = Words(1000, absent=True, data_key="Publication")
    publication_date = Words(40, data_key="Publication_Date")
    product = Words(300, absent=True, data_key="Product_Name")
    purpose = Words(200, absent=True, data_key="Purpose_of_Review")
    design = Words(80, data_key="Study_Design")
    rating = Words(80, data_key="Study_Rating")
    rating_reason = Words(2000, absent=True, data_key="Rating_Reason")
    ineligibility = Words(2000, absent=True, data_key="Ineligibility_Reason")
    page = PagePath(200, data_key="Study_Page_URL")
    eric = Eric(20, absent=True, data_key="ERICId")
    posted = Day(absent=True, data_key="Posting_Date")


class ReportSchema(Schema):
    class Meta:
        unknown = EXCLUDE

    intervention_id = Key(data_key="InterventionID")
    intervention = Words(200, needed=True, data_key="Intervention_Name")
    protocol = Words(200, data_key="Protocol")
    protocol_version = Words(40, data_key="Protocol_Version")
    outcome = Words(300, data_key="Outcome_Domain")
    studies_meeting_standards = Count(data_key="NumStudiesMeetingStandards")
    studies_eligible = Count(data_key="NumStudiesEligible")
    sample_size = Count(data_key="Sample_Size_Intervention")
    rating = Words(200, data_key="Effectiveness_Rating")
    page = PagePath(200, data_key="Intervention_Page_URL")

    @post_load
    def _with_area(self, values: dict[str, Any], **_: Any) -> dict[str, Any]:
        return {**values, "outcome_area": area_of(values["outcome"]) if values["outcome"] else None}


_finding = FindingSchema()
_review = ReviewSchema()
_report = ReportSchema.from_dict({name: Marked(absent=True, data_key=name) for name in REPORT_FLAGS})()


def _columns(schema: Schema) -> tuple[str, ...]:
    """Those that must be there."""
    return tuple(str(field.data_key) for field in schema.fields.values() if field.required)


FINDING_COLUMNS, REVIEW_COLUMNS = _columns(_finding), _columns(_review)
REPORT_COLUMNS = (*_columns(_report), *REPORT_FLAGS)
ALL_FINDING_COLUMNS = tuple(str(field.data_key) for field in _finding.fields.values())


def finding_of(given: Mapping[str, str]) -> Finding:
    """:raises ValidationError: by column, what a cell holds that it may not."""
    return Finding(**_finding.load(given), given={column: value for column, value in given.items() if value})


def review_of(given: Mapping[str, str], flags: Mapping[str, str], percents: Mapping[str, str]) -> Review:
    """:raises ValidationError: by column, what a cell holds that it may not."""
    marked = _read(flags, Marked())
    held = _read(percents, Number(low=0))
    return Review(
        **_review.load(given),
        flags=tuple(name for name, is_set in marked.items() if is_set),
        percents=tuple((name, percent) for name, percent in held.items() if percent is not None),
    )


def _read(cells: Mapping[str, str], kind: Cell) -> dict[str, Any]:
    """Cells of one kind. :raises ValidationError: all that is wrong with any of them."""
    errors: dict[str, list[str]] = {}
    read = {}
    for name, cell in cells.items():
        try:
            read[name] = kind.deserialize(cell)
        except ValidationError as error:
            errors[name] = list(map(str, error.messages))
    if errors:
        raise ValidationError(errors)
    return read


def report_of(given: Mapping[str, str]) -> Report:
    """:raises ValidationError: by column, what a cell holds that it may not."""
    values = _report.load(given)
    rating = {
        "domain": values["outcome"],
        "rating": values["rating"],
        "studies_meeting_standards": given["NumStudiesMeetingStandards"].removesuffix(".00"),
        "studies_eligible": given["NumStudiesEligible"].removesuffix(".00"),
        "sample_size": given["Sample_Size_Intervention"].removesuffix(".00"),
        "protocol": values["protocol"],
        "protocol_version": values["protocol_version"],
    }
    return Report(
        intervention_id=values["intervention_id"],
        intervention=values["intervention"],
        protocol=values["protocol"],
        page=values["page"],
        outcome_area=values["outcome_area"],
        flags=[name for name in REPORT_FLAGS if values[name]],
        rating=rating if values["outcome"] or values["rating"] else None,
    )
