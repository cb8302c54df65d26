"""What a row of the clearinghouse becomes in the hub. Pure functions that keep its words and signs."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from evidencehub.interchange.records.storing import Columns
from evidencehub.interchange.wwc import describing
from evidencehub.interchange.wwc.citations import Citation, taken_apart
from evidencehub.interchange.wwc.direction import Table, effect_of, reading
from evidencehub.interchange.wwc.fields import clean
from evidencehub.interchange.wwc.measures import Measures
from evidencehub.interchange.wwc.people import (
    populations_of_sample,
    populations_of_shares,
    populations_of_source,
    settings_of,
    together,
)
from evidencehub.interchange.wwc.schemas import GRADES, Finding, Report, Review
from evidencehub.interchange.wwc.shares import shares_of
from evidencehub.interchange.wwc.studies import Pair, study_key
from evidencehub.interchange.wwc.what_it_is import labels_of, what_it_is
from evidencehub.projects import reported
from evidencehub.shared.words import capitalize_first, counted, listed

SOURCE = "wwc"
SITE = "https://ies.ed.gov/ncee/wwc"
NO_REPORT = "The What Works Clearinghouse passes on figures, not the report itself."
HIGHER_IS = {"lower": "worse", "higher": "better"}

_STUDENT, _TEACHER = "student", "teacher"  # units of analysis that are people; of others the size counts classes
_ABOUT_TEACHERS = "teaching"  # the outcome area
# "69" and "-1 Years" are codes, and so is "0 Days", which stands for a third of all findings.
_CODE = re.compile(r"[-\s]*\d{0,3}[-\s]*|-\d+\s+\w+|0+\s+\w+", re.ASCII)
_DESIGNS = {
    "randomized controlled trial": "rct", "quasi-experimental design": "qed-matched",
    "regression discontinuity design": "qed-rdd", "single case design": "single-case",
}  # fmt: skip


def words(text: str) -> str:
    """What a cell says, "" where that is a code."""
    plain = text.strip().removeprefix("Overall - ").removesuffix(" -").strip()
    return "" if _CODE.fullmatch(plain) else plain


def result_columns(finding: Finding, review: Review, measures: Measures, *, table: Table) -> Columns:
    """The columns of an outcome result, all but the ids of its evaluation and measure."""
    effect, column = effect_of(finding)
    entry = measures.of(finding.measure, review.study_id)
    read = reading(finding, entry, table=table, standards=review.standards, rating=review.rating)
    return {
        "external_id": finding.finding_id,
        "position": int(finding.finding_id),
        "outcome_area": finding.outcome_area,
        "outcome": finding.outcome,
        "outcome_slug": finding.outcome_slug,
        "measure_name": finding.measure,
        "higher_is": HIGHER_IS.get(read.better),
        # A single-case study sets the same few people beside themselves.
        "contrast": "within" if design_of(review) == "single-case" else "between",
        "comparison_note": words(finding.comparison),
        "timepoint": words(finding.period),
        "sample_note": words(finding.sample),
        "is_subgroup": finding.is_subgroup,
        "n_total": finding.n_total or None,  # the export has 0 where it knows neither group's size
        "n_t": finding.n_t,
        "n_c": finding.n_c,
        "mean_t": finding.mean_t,
        "mean_c": finding.mean_c,
        "sd_t": finding.sd_t,
        "sd_c": finding.sd_c,
        "effect": effect,
        "effect_metric": "g" if column == "Effect_Size_WWC" else "",  # of a study's own figure the scale is not named
        "p_value": finding.p_study if finding.p_wwc is None else finding.p_wwc,
        "flag": "",
        "source_values": {
            **finding.given,
            **({"effect_from": column} if column else {}),
            "direction": read.direction,
            reported.READING: reported.kept(read),
        },
    }


def evaluation_columns(pair: Pair, project: Columns, results: Sequence[Mapping[str, Any]], as_of: str) -> Columns:
    """The columns of an evaluation, from its reviews and its results (as :func:`result_columns` makes them)."""
    review = pair.shown
    whole = [result for result in results if not (result["is_subgroup"] or result["is_superseded"])]
    flags = review.flags
    cited = taken_apart(review.citation, publication=review.publication, date=review.publication_date)
    sampled = together(*(populations_of_sample(result["sample_note"]) for result in whole))
    sizes = _sizes(whole, _STUDENT)
    teachers = [] if sizes else _sizes(whole, _TEACHER)
    shares = shares_of(dict(review.percents), describing.places(flags))
    protocols = in_order([review.protocol, *_protocols(whole or results)])
    places = describing.places(flags)
    return {
        "external_id": pair.key,
        "title": cited.title if review.citation else f"WWC review {review.review_id}: {project['name']}",
        "authors": list(cited.authors) if review.citation else [],
        "year": cited.year,
        "design": design_of(review),
        "participants": max(sizes or teachers, default=None),
        "participants_note": _how_counted(sizes, teachers),
        "populations": together(
            populations_of_source(describing.grade_codes(flags), [review.protocol])
            or sampled
            or list(project["populations"]),
            populations_of_shares(shares),
            ["teachers-and-staff"] if whole and all(map(_is_of_teachers, whole)) else [],
        ),
        "settings": settings_of(protocols, flags) or list(project["settings"]),
        "outcome_areas": in_order(result["outcome_area"] for result in results),
        "place": describing.place(places),
        "summary": _study_summary(protocols, results),
        "source_url": SITE + review.page if review.page else project["source_url"],
        "source_note": "",
        "documents_note": NO_REPORT,
        "reported": reported.kept(_study(pair, cited, places, shares, results, as_of)),
    }


def _study(
    pair: Pair,
    cited: Citation,
    places: Sequence[str],
    shares: tuple[reported.Share, ...],
    results: Sequence[Mapping[str, Any]],
    as_of: str,
) -> reported.Study:
    review, flags = pair.shown, pair.shown.flags
    given = [result["source_values"].get("ReviewID") for result in results]
    return reported.Study(
        key=study_key(review), as_of=as_of, citation=review.citation, contrast=cited.contrast,
        published_in=cited.source, eric=review.eric, design=review.design,
        topics=describing.topics(flags), grades=describing.grades(flags, GRADES), places=tuple(places),
        schools=describing.schools(flags), delivery=describing.delivery(flags), shares=shares,
        reviews=tuple(
            reported.Review(
                number=each.review_id, posted=each.posted, standards=each.standards, protocol=each.protocol,
                protocol_version=each.protocol_version, purpose=each.purpose, product=each.product,
                rating=each.rating, reason=capitalize_first((each.rating_reason or each.ineligibility).strip()),
                results=given.count(each.review_id),
            )
            for each in pair.reviews
        ),
    )  # fmt: skip


def design_of(review: Review) -> str:
    """The reason for the rating says whether groups were put together by chance one by one or class by class."""
    slug = _DESIGNS.get(review.design.casefold(), "not-stated")
    is_cluster = re.search(r"cluster randomized|cluster level", review.rating_reason, re.IGNORECASE) is not None
    return "cluster-rct" if slug == "rct" and is_cluster else slug


def _study_summary(protocols: Sequence[str], results: Sequence[Mapping[str, Any]]) -> str:
    """Of all results; how many are told of the whole sample, and how many of parts."""
    current = [result for result in results if not result["is_superseded"]]
    parts = sum(result["is_subgroup"] for result in current)
    count = counted(len(current), "result", "results")
    which = "all" if parts == len(current) else f"{parts:,}"
    then = f", {which} of them extra: for part of the people, or of another time or score" if parts else ""
    return f"The What Works Clearinghouse reviewed this study{_under(protocols)} and reports {count}{then}."


def project_columns(
    external_id: str,
    name: str,
    reports: Sequence[Report],
    reviews: Sequence[Review],
    results: Sequence[Mapping[str, Any]],
    studies: int,
    as_of: str,
) -> Columns:
    """The columns of a project, from its reports and the shown reviews of its studies."""
    protocols = in_order([*(report.protocol for report in reports), *_protocols(results)])
    of_studies = {flag for review in reviews for flag in review.flags}
    flags = {flag for report in reports for flag in report.flags} or of_studies  # many have studies and no report
    is_it = what_it_is(flags, labels_of([review.flags for review in reviews]), _title(reviews))
    stated = populations_of_source(describing.grade_codes(flags), protocols)
    sampled = together(*(populations_of_sample(each["sample_note"]) for each in results if not each["is_subgroup"]))
    page = next((report.page for report in reports if report.page), "")
    areas = [*(result["outcome_area"] for result in results), *(report.outcome_area or "" for report in reports)]
    ratings = [report.rating for report in reports if report.rating]
    return {
        "external_id": external_id,
        "name": name,
        "summary": _summary(name, is_it, protocols, studies, has_ratings=bool(ratings)),
        "delivery": " ".join(describing.delivery(flags)),
        "populations": stated or sampled,
        "settings": settings_of(protocols, flags),
        "outcome_areas": in_order(areas),
        "source_url": SITE + page if page else "",
        "source_ratings": ratings,
        "source_as_of": as_of,
    }


def in_order(words: Iterable[str]) -> list[str]:
    return sorted(set(filter(None, words)))


def _unit(result: Mapping[str, Any]) -> str:
    return str(result["source_values"].get("L1_Unit_of_Analysis", "")).casefold()


def _sizes(results: Iterable[Mapping[str, Any]], unit: str) -> list[int]:
    return [result["n_total"] for result in results if _unit(result) == unit and result["n_total"]]


def _how_counted(students: Sequence[int], teachers: Sequence[int]) -> str:
    if students:
        return "The largest sample that the clearinghouse gives for one outcome."
    if teachers:
        return "These are teachers: the clearinghouse gives no number of students for a whole sample."
    return "The clearinghouse gives no number of people for a whole sample."


def _is_of_teachers(result: Mapping[str, Any]) -> bool:
    """What was measured is theirs, and they are counted: it tells of teachers, not of those they teach."""
    return _unit(result) == _TEACHER and result["outcome_area"] == _ABOUT_TEACHERS


def _protocols(results: Sequence[Mapping[str, Any]]) -> list[str]:
    return [clean(result["source_values"].get("Protocol", "")) for result in results]


def _under(protocols: Sequence[str]) -> str:
    if not protocols:
        return ""
    return f" under its {'protocol' if len(protocols) == 1 else 'protocols'} {_listed(protocols)}"


def _title(reviews: Sequence[Review]) -> str:
    """Of the newest study that is cited; "" where none is."""
    cited = [
        taken_apart(review.citation, publication=review.publication, date=review.publication_date)
        for review in reviews
        if review.citation
    ]
    return max(cited, key=lambda each: each.year or 0).title if cited else ""


def _summary(name: str, is_it: str, protocols: Sequence[str], studies: int, *, has_ratings: bool) -> str:
    who = "The What Works Clearinghouse (United States Department of Education)"
    if studies:
        then = figures_of(studies)
    elif has_ratings:
        then = "It gives ratings, but no figures of single studies."
    else:
        then = "It gives neither ratings nor figures."
    reviewed = f"{who} reviewed {'it' if is_it else name}{_under(protocols)}."
    return f"{f'{is_it} ' if is_it else ''}{reviewed} {then}"


def figures_of(studies: int) -> str:
    """The sentence of a project that counts its studies."""
    return f"It reports the figures of {counted(studies, 'study', 'studies')}."


def _listed(words: Sequence[str]) -> str:
    return listed([f"“{word}”" for word in words])
