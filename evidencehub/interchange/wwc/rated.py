"""The What Works Clearinghouse's archive of August 2025, as far as its intervention reports rate outcome domains.

One row a finding. ``i_…`` columns belong to the report on an intervention, ``s_…`` to the study, ``f_…`` to the
finding; the report's rating of a domain stands in every row of it. Rows outside intervention reports are passed over.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import NormalDist

from evidencehub.interchange.records.files import Refused, UnusableFile
from evidencehub.interchange.wwc.opening import open_export
from evidencehub.interchange.wwc.reading import FETCH, read_rows

COLUMNS = (
    *("i_InterventionID", "i_Intervention_Name", "i_Outcome_Domain", "i_Protocol", "i_Protocol_Version"),
    *("i_Effectiveness_Rating", "i_NumStudiesMeetingStandards", "s_StudyID", "s_Study_Design", "s_Study_Rating"),
    *("s_Standards_Version", "f_FindingID", "f_Is_Subgroup", "f_Effect_Size_WWC", "f_Effect_Size_Study"),
    *("f_Improvement_Index", "f_Is_Statistically_Significant", "f_Finding_Rating"),
)
NOT_RATED = ("", "n/a", "not measured")


@dataclass(frozen=True, slots=True)
class Finding:
    """One result, as the archive gives it."""

    id: str
    study: str
    design: str
    rating: str  # of the finding, else of its study
    is_subgroup: bool
    is_significant: bool  # by the clearinghouse's own word, after its corrections
    effect: float | None  # in standard deviations, above 0 in favour of the intervention


@dataclass(frozen=True, slots=True)
class Domain:
    """One outcome domain of one report, with the clearinghouse's own rating and the findings behind it."""

    key: tuple[str, ...]  # intervention, domain, protocol and its version
    intervention: str
    name: str
    rating: str
    studies: int | None  # meeting standards, by the report
    versions: frozenset[str]  # of the standards by which its studies were reviewed
    findings: tuple[Finding, ...]


def rated_domains(path: Path) -> list[Domain]:
    """Return every domain that a report rates, by its key.

    :raises UnusableFile: it is no such archive, or a row cannot be read: left out, it would change what is counted.
    """
    export = open_export([path])
    if export.table != "archive":
        raise UnusableFile(f"{path} holds the tables of 2020, which do not say how reports rate. {FETCH}")
    rows: dict[tuple[str, ...], list[Mapping[str, str]]] = defaultdict(list)
    for row in read_rows(export.findings, COLUMNS, lambda _part: None):
        if isinstance(row, Refused):
            raise UnusableFile(str(row))
        given = row.given
        if given["i_InterventionID"] and given["i_Effectiveness_Rating"].strip().casefold() not in NOT_RATED:
            names = ("i_InterventionID", "i_Outcome_Domain", "i_Protocol", "i_Protocol_Version")
            rows[tuple(given[name].strip() for name in names)].append(given)
    return [_domain(key, rows[key]) for key in sorted(rows)]


def _domain(key: tuple[str, ...], rows: Sequence[Mapping[str, str]]) -> Domain:
    first = rows[0]
    count = first["i_NumStudiesMeetingStandards"]
    return Domain(
        key,
        first["i_Intervention_Name"].strip(),
        key[1],
        first["i_Effectiveness_Rating"].strip(),
        int(count) if count.isdigit() else None,
        frozenset(row["s_Standards_Version"] for row in rows),
        tuple(_finding(row) for row in rows),
    )


def _finding(row: Mapping[str, str]) -> Finding:
    effects = [
        *(_number(row[name]) for name in ("f_Effect_Size_WWC", "f_Effect_Size_Study")),
        _from_index(_number(row["f_Improvement_Index"])),
    ]
    return Finding(
        row["f_FindingID"],
        row["s_StudyID"],
        row["s_Study_Design"].strip().casefold(),
        (row["f_Finding_Rating"].strip() or row["s_Study_Rating"].strip()).casefold(),
        row["f_Is_Subgroup"] == "True",
        row["f_Is_Statistically_Significant"] == "True",
        next((effect for effect in effects if effect is not None), None),
    )


def _from_index(index: float | None) -> float | None:
    """The effect behind an improvement index: how far it takes somebody in the middle, in percentile points."""
    return None if index is None or abs(index) >= 50 else NormalDist().inv_cdf(0.5 + index / 100)


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None
