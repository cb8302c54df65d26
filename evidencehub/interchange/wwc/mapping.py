"""What a row of the clearinghouse becomes in the hub. Pure functions that keep its words and signs."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from evidencehub.interchange.records.storing import Columns
from evidencehub.interchange.wwc.fields import clean
from evidencehub.interchange.wwc.people import (
    populations_of_grades,
    populations_of_protocols,
    populations_of_sample,
    settings_of,
    together,
)
from evidencehub.interchange.wwc.schemas import Finding, Report

SOURCE = "wwc"
SITE = "https://ies.ed.gov/ncee/wwc"
SOURCE_NOTE = "Not graded here; reported by the What Works Clearinghouse as of April 2020."
NO_REPORT = "The What Works Clearinghouse passes on figures, not the report itself."
LARGEST_PLAUSIBLE_G = 1.5

SIGN_CONFLICT = "The effect points one way and the two averages point the other way."
TOO_LARGE = "The effect is larger than 1.5 times the usual spread between people, which is hardly possible."
INDEX_CONFLICT = "The clearinghouse's improvement index points the other way than its effect."

_PEOPLE = frozenset({"student", "teacher"})  # units of analysis that are people; of others the size counts classes
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


def result_columns(finding: Finding) -> Columns:
    """The columns of an outcome result, all but the ids of its evaluation and measure."""
    effect, column = _effect(finding)
    flag = flag_of(finding)
    notes = {"direction_note": INDEX_CONFLICT} if not flag and _index_conflicts(finding, effect) else {}
    return {
        "external_id": finding.finding_id,
        "position": int(finding.finding_id),
        "outcome_area": finding.outcome_area,
        "outcome": finding.outcome,
        "measure_name": finding.measure,
        "comparison_note": finding.comparison,
        "timepoint": finding.period,
        "sample_note": finding.sample.removesuffix(" -"),
        "is_subgroup": finding.is_subgroup,
        "n_total": finding.n_total or None,  # the export has 0 where it knows neither group's size
        "n_t": finding.n_t,
        "n_c": finding.n_c,
        "mean_t": finding.mean_t,
        "mean_c": finding.mean_c,
        "sd_t": finding.sd_t,
        "sd_c": finding.sd_c,
        "effect": effect,
        "effect_metric": "" if effect is None else "g",
        "p_value": finding.p_study if finding.p_wwc is None else finding.p_wwc,
        "flag": flag,
        "source_values": {
            **finding.given,
            **({"effect_from": column} if column else {}),
            **notes,
            "direction": direction_of(finding),
        },
    }


def flag_of(finding: Finding) -> str:
    """Why no arrow may be shown, "" where one may."""
    effect, _ = _effect(finding)
    if effect is None:
        return ""
    reasons = []
    if finding.mean_t is not None and finding.mean_c is not None:
        difference = finding.mean_t - finding.mean_c
        noise = 1e-9 * max(abs(finding.mean_t), abs(finding.mean_c))  # 0.3 - 0.1 - 0.2 is not quite 0 in binary
        if abs(difference) > noise and effect * difference < 0:
            reasons.append(SIGN_CONFLICT)
    if abs(effect) > LARGEST_PLAUSIBLE_G:
        reasons.append(TOO_LARGE)
    return " ".join(reasons)


def direction_of(finding: Finding) -> str:
    """What the source says the result means for people.

    Its improvement index is positive where the intervention's group fared better, whichever way a measure runs; its
    effect is not always (fewer fights may be -0.5, with an index of 19). An effect that the index contradicts gets no
    arrow.
    """
    effect, _ = _effect(finding)
    if flag_of(finding):
        return "flagged"
    if effect is None:
        return "not-measured"
    if not finding.is_significant or effect == 0 or _index_conflicts(finding, effect):
        return "unclear"
    return "better" if effect > 0 else "worse"


def evaluation_columns(review_id: str, project: Columns, results: Sequence[Mapping[str, Any]]) -> Columns:
    """The columns of an evaluation, from its results (as :func:`result_columns` makes them)."""
    whole = [result for result in results if not result["is_subgroup"]]
    protocols = in_order(_protocols(results))
    sampled = together(*(populations_of_sample(result["sample_note"]) for result in whole))
    sizes = [result["n_total"] for result in whole if _counts_people(result) and result["n_total"]]
    subgroups = len(results) - len(whole)
    count = f"{len(results)} {'result' if len(results) == 1 else 'results'}"
    return {
        "external_id": review_id,
        "title": f"WWC review {review_id}: {project['name']}",
        "design": "not-stated",
        "participants": max(sizes, default=None),
        "participants_note": "The largest sample that the clearinghouse gives for one outcome."
        if sizes
        else "The clearinghouse gives no number of people for a whole sample.",
        "populations": sampled or project["stated_populations"],
        "settings": project["settings"],
        "outcome_areas": in_order(result["outcome_area"] for result in results),
        "summary": f"The What Works Clearinghouse reviewed this study{_under(protocols)} and reports {count}"
        + (f", {subgroups} of them for part of the people only." if subgroups else "."),
        "source_url": project["source_url"],
        "source_note": SOURCE_NOTE,
        "documents_note": NO_REPORT,
    }


def project_columns(
    external_id: str, name: str, reports: Sequence[Report], results: Sequence[Mapping[str, Any]], reviews: int
) -> Columns:
    """The columns of a project, and ``stated_populations``: what flags and protocols say, without its samples."""
    protocols = in_order([*(report.protocol for report in reports), *_protocols(results)])
    flags = {flag for report in reports for flag in report.flags}
    grades = [flag.removeprefix("Grade_") for flag in flags if flag.startswith("Grade_")]
    stated = together(populations_of_grades(grades), populations_of_protocols(protocols))
    sampled = together(*(populations_of_sample(each["sample_note"]) for each in results if not each["is_subgroup"]))
    page = next((report.page for report in reports if report.page), "")
    areas = [*(result["outcome_area"] for result in results), *(report.outcome_area or "" for report in reports)]
    ratings = [report.rating for report in reports if report.rating]
    return {
        "external_id": external_id,
        "name": name,
        "summary": _summary(name, protocols, reviews, has_ratings=bool(ratings)),
        "delivery": " ".join(sentence for flag, sentence in _DELIVERY.items() if flag in flags),
        "populations": stated or sampled,
        "settings": settings_of(protocols, flags),
        "outcome_areas": in_order(areas),
        "source_url": SITE + page if page else "",
        "source_ratings": ratings,
        "stated_populations": stated,
    }


def in_order(words: Iterable[str]) -> list[str]:
    return sorted(set(filter(None, words)))


def _effect(finding: Finding) -> tuple[float | None, str]:
    """The effect, and the column that it comes from: the clearinghouse's own where it worked one out."""
    if finding.effect_wwc is not None:
        return finding.effect_wwc, "Effect_Size_WWC"
    return finding.effect_study, "" if finding.effect_study is None else "Effect_Size_Study"


def _index_conflicts(finding: Finding, effect: float | None) -> bool:
    return effect is not None and finding.improvement_index is not None and effect * finding.improvement_index < 0


def _counts_people(result: Mapping[str, Any]) -> bool:
    return result["source_values"].get("L1_Unit_of_Analysis", "").casefold() in _PEOPLE


def _protocols(results: Sequence[Mapping[str, Any]]) -> list[str]:
    return [clean(result["source_values"].get("Protocol", "")) for result in results]


def _under(protocols: Sequence[str]) -> str:
    if not protocols:
        return ""
    return f" under its {'protocol' if len(protocols) == 1 else 'protocols'} {_listed(protocols)}"


def _summary(name: str, protocols: Sequence[str], reviews: int, *, has_ratings: bool) -> str:
    subject = "studies for which it names no intervention" if name.startswith("(") else name
    who = "The What Works Clearinghouse (United States Department of Education)"
    if reviews:
        then = f"It reports the figures of {reviews} {'study' if reviews == 1 else 'studies'}."
    elif has_ratings:
        then = "It gives ratings, but no figures of single studies."
    else:
        then = "It gives neither ratings nor figures."
    return f"{who} reviewed {subject}{_under(protocols)}. {then}"


def _listed(words: Sequence[str]) -> str:
    quoted = [f"“{word}”" for word in words]
    return quoted[0] if len(quoted) == 1 else f"{', '.join(quoted[:-1])} and {quoted[-1]}"
