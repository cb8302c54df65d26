"""The clearinghouse's interventions: their findings, reviews and reports gathered, then made into our rows."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from evidencehub.interchange.records.spool import Gathered, ProjectKey, Spool
from evidencehub.interchange.records.storing import PROJECT_KEYS, Changes, Columns, Held, Made, held, kept, store
from evidencehub.interchange.wwc.direction import Table
from evidencehub.interchange.wwc.mapping import SOURCE, evaluation_columns, project_columns, result_columns
from evidencehub.interchange.wwc.measures import Measures
from evidencehub.interchange.wwc.replaced import mark
from evidencehub.interchange.wwc.schemas import Finding, Report, Review
from evidencehub.interchange.wwc.studies import Pair, evaluation_key, is_container, pairs, study_key
from evidencehub.interchange.wwc.what_it_is import what_it_is

FINDING, REVIEW, REPORT = "finding", "review", "report"
NO_APPROACH = "Study without a named approach"
NAMES_NONE = "It names no approach for it, so the study stands on its own here."


@dataclass(frozen=True)
class Reader:
    """What it takes to read a finding, beside the finding."""

    measures: Measures
    table: Table
    as_of: str  # of the file


@dataclass(frozen=True)
class Intervention:
    """All that the tables say of one intervention, or of one study that stands on its own."""

    external_id: str
    reports: list[Report]
    pairs: list[Pair]
    findings: list[Finding]
    is_incomplete: bool  # some row of its report was refused, so what the hub holds of it stays

    @property
    def reviews(self) -> dict[str, Review]:
        return {review.review_id: review for pair in self.pairs for review in pair.reviews}

    @property
    def stands_alone(self) -> bool:
        return not self.external_id.isdigit()

    @property
    def name(self) -> str:
        named = [*(report.intervention for report in self.reports), *(each.intervention for each in self.findings)]
        return next((name for name in named if name and not is_container(name)), "")


def project_key(review: Review) -> ProjectKey:
    """An intervention's number; of a study that is filed under no approach its own."""
    if not review.intervention_id or (review.intervention and is_container(review.intervention)):
        return study_key(review)
    return int(review.intervention_id)


def add_review(spool: Spool, review: Review, line: int) -> str | None:
    """Keep a review, or say why it cannot be kept beside the others."""
    clash = spool.add(
        REVIEW, review.review_id, project=project_key(review), evaluation=evaluation_key(review),
        line=line, body=_body(review),
    )  # fmt: skip
    return _told(review.review_id, clash.project, clash.line) if clash else None


def add_finding(spool: Spool, finding: Finding, review: Review, line: int) -> str | None:
    """Keep a finding, or say why it cannot be kept beside the others."""
    clash = spool.add(
        FINDING, finding.finding_id, project=project_key(review), evaluation=finding.review_id,
        line=line, body=_body(finding),
    )  # fmt: skip
    if clash is None:
        return None
    if clash.project is not None:
        return _told(finding.review_id, clash.project, clash.line)
    return f"FindingID: {finding.finding_id} stands on line {clash.line} already"


def _body(row: Finding | Review | Report) -> dict[str, Any]:
    """Its fields, as they are: they are written at once, and copying what is in them takes a fifth of an import."""
    return {each.name: getattr(row, each.name) for each in fields(row)}


def _told(review_id: str, project: ProjectKey | None, line: int) -> str:
    return f"ReviewID: {review_id} belongs to intervention {project} on line {line}"


def add_report(spool: Spool, report: Report, version: str, domain: str, line: int) -> str | None:
    """Keep a row of a report, or say why it cannot be kept beside the others."""
    if is_container(report.intervention):
        return None  # a rating of what is no approach
    key = json.dumps([int(report.intervention_id), report.protocol, version, domain])
    clash = spool.add(REPORT, key, project=int(report.intervention_id), line=line, body=_body(report))
    return f"Outcome_Domain: rated on line {clash.line} already, under the same protocol" if clash else None


def refuse_report(spool: Spool, intervention_id: str) -> None:
    """Note that an intervention's report is not all there."""
    if intervention_id.isascii() and intervention_id.isdigit() and len(intervention_id) < 12:
        spool.note_incomplete(int(intervention_id))


def store_interventions(
    session: Session, batch: Sequence[Gathered], spool: Spool, reader: Reader, *, now: datetime
) -> Changes:
    """Write these interventions with their evaluations and results, and say what changed; the caller commits."""
    interventions = [_intervention(gathered) for gathered in batch]
    reviews = {key for each in interventions for key in each.reviews}
    in_hub = held(
        session, SOURCE,
        projects={each.external_id for each in interventions},
        evaluations=reviews | {pair.key for each in interventions for pair in each.pairs},
        results={finding.finding_id for each in interventions for finding in each.findings},
    )  # fmt: skip
    made = Made()
    for intervention in interventions:
        _make(intervention, in_hub, made, spool, reader)
    return store(session, SOURCE, made, in_hub, now=now)


def _intervention(gathered: Gathered) -> Intervention:
    reviews = [
        Review(**{**body, "flags": tuple(body["flags"]), "percents": tuple(map(tuple, body["percents"]))})
        for body in gathered.rows.get(REVIEW, ())
    ]
    return Intervention(
        external_id=str(gathered.project),
        reports=[Report(**body) for body in gathered.rows.get(REPORT, ())],
        pairs=pairs(reviews),
        findings=[Finding(**body) for body in gathered.rows.get(FINDING, ())],
        is_incomplete=gathered.is_incomplete,
    )


def _make(intervention: Intervention, in_hub: Held, made: Made, spool: Spool, reader: Reader) -> None:
    """Work out all rows of one intervention, from the files and from what the hub keeps beside them."""
    known = in_hub.projects.get(intervention.external_id)
    project_id = known["id"] if known else uuid4()
    kept_evaluations = kept(in_hub.evaluations, {project_id}, "project_id", spool.has_evaluations)
    ids = {pair.key: _known_by(pair, in_hub) for pair in intervention.pairs}
    own = {*(each for known_ids in ids.values() for each in known_ids), *(row["id"] for row in kept_evaluations)}
    # Copies: what is held is what the rows are compared with when they are written.
    kept_results = [dict(row) for row in kept(in_hub.results, own, "evaluation_id", partial(spool.has, FINDING))]
    reviews = intervention.reviews
    results: dict[str, list[Columns]] = {review: [] for review in reviews}
    for finding in intervention.findings:
        results[finding.review_id].append(_result(finding, reviews[finding.review_id], in_hub, reader))
    everything = [*(row for rows in results.values() for row in rows), *kept_results]
    project = project_columns(
        intervention.external_id, intervention.name, intervention.reports,
        [pair.shown for pair in intervention.pairs], everything,
        len(intervention.pairs) + len(kept_evaluations), reader.as_of,
    )  # fmt: skip
    if known and intervention.is_incomplete:
        project = {key: known[key] for key in PROJECT_KEYS}
    for pair in intervention.pairs:
        evaluation_id, *others = ids[pair.key] or [uuid4()]
        rows = [row for review in pair.reviews for row in results[review.review_id]]
        rows += [row for row in kept_results if row["evaluation_id"] in {evaluation_id, *others}]
        mark(rows, [review.review_id for review in pair.reviews])
        for row in rows:
            row["evaluation_id"] = evaluation_id
        columns = evaluation_columns(pair, project, rows, reader.as_of)
        if intervention.stands_alone and not project["name"]:
            project |= {
                "name": columns["title"] if pair.shown.citation else f"{NO_APPROACH} (WWC {_of(pair.shown)})",
                "summary": f"{_what(intervention)}{columns['summary']} {NAMES_NONE}",
            }
            columns["title"] = project["name"]
        made.evaluations.append({**columns, "id": evaluation_id, "project_id": project_id})
        made.results.extend(rows)
        made.merged.extend((other, evaluation_id) for other in others)
    name = project["name"] or f"Intervention {project['external_id']}"
    made.projects.append({**project, "name": name, "id": project_id})


def _what(intervention: Intervention) -> str:
    flags = {flag for pair in intervention.pairs for flag in pair.shown.flags}
    said = what_it_is(flags, flags, title="")  # the title is its name already
    return f"{said} " if said else ""


def _of(review: Review) -> str:
    return f"study {review.study_id}" if review.study_id else f"review {review.review_id}"


def _known_by(pair: Pair, in_hub: Held) -> list[UUID]:
    """Ids under which the hub has this study: by its own key, or by the number of each review, the shown one first."""
    keys = [pair.key, *(review.review_id for review in pair.reviews)]
    return list(dict.fromkeys(in_hub.evaluations[key]["id"] for key in keys if key in in_hub.evaluations))


def _result(finding: Finding, review: Review, in_hub: Held, reader: Reader) -> Columns:
    columns = result_columns(finding, review, reader.measures, table=reader.table)
    stored = in_hub.results.get(finding.finding_id)
    if stored and reader.table == "archive":  # it does not say what the others got; the tables of 2020 did
        columns["comparison_note"] = stored["comparison_note"]
    return {**columns, "id": stored["id"] if stored else uuid4()}
