"""The clearinghouse's interventions: their findings and reports gathered from both tables, then made into our rows."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import partial
from uuid import uuid4

from sqlalchemy.orm import Session

from evidencehub.interchange.records.spool import Gathered, Spool
from evidencehub.interchange.records.storing import PROJECT_KEYS, Changes, Columns, Held, Made, held, kept, store
from evidencehub.interchange.wwc.mapping import SOURCE, evaluation_columns, project_columns, result_columns
from evidencehub.interchange.wwc.schemas import Finding, Report

FINDING, REPORT = "finding", "report"


@dataclass(frozen=True)
class Intervention:
    """All that the two tables say of one intervention."""

    external_id: str
    reports: list[Report]
    findings: list[Finding]
    is_incomplete: bool  # some row of its report was refused, so what the hub holds of it stays


def add_finding(spool: Spool, finding: Finding, line: int) -> str | None:
    """Keep a finding, or say why it cannot be kept beside the others."""
    clash = spool.add(
        FINDING, finding.finding_id, project=int(finding.intervention_id), evaluation=finding.review_id,
        line=line, body=asdict(finding),
    )  # fmt: skip
    if clash is None:
        return None
    if clash.project is not None:
        return f"ReviewID: {finding.review_id} belongs to intervention {clash.project} on line {clash.line}"
    return f"FindingID: {finding.finding_id} stands on line {clash.line} already"


def add_report(spool: Spool, report: Report, version: str, domain: str, line: int) -> str | None:
    """Keep a row of a report, or say why it cannot be kept beside the others."""
    key = json.dumps([int(report.intervention_id), report.protocol, version, domain])
    clash = spool.add(REPORT, key, project=int(report.intervention_id), line=line, body=asdict(report))
    return f"Outcome_Domain: rated on line {clash.line} already, under the same protocol" if clash else None


def refuse_report(spool: Spool, intervention_id: str) -> None:
    """Note that an intervention's report is not all there."""
    if intervention_id.isascii() and intervention_id.isdigit() and len(intervention_id) < 12:
        spool.note_incomplete(int(intervention_id))


def store_interventions(session: Session, batch: Sequence[Gathered], spool: Spool, *, now: datetime) -> Changes:
    """Write these interventions with their evaluations and results, and say what changed; the caller commits."""
    interventions = [_intervention(gathered) for gathered in batch]
    findings = [finding for intervention in interventions for finding in intervention.findings]
    in_hub = held(
        session, SOURCE,
        projects={each.external_id for each in interventions},
        evaluations={finding.review_id for finding in findings},
        results={finding.finding_id for finding in findings},
    )  # fmt: skip
    made = Made()
    for intervention in interventions:
        _make(intervention, in_hub, made, spool)
    return store(session, SOURCE, made, in_hub, now=now)


def _intervention(gathered: Gathered) -> Intervention:
    return Intervention(
        external_id=str(gathered.project),
        reports=[Report(**body) for body in gathered.rows.get(REPORT, ())],
        findings=[Finding(**body) for body in gathered.rows.get(FINDING, ())],
        is_incomplete=gathered.is_incomplete,
    )


def _make(intervention: Intervention, in_hub: Held, made: Made, spool: Spool) -> None:
    """Work out all rows of one intervention, from the files and from what the hub keeps beside them."""
    known = in_hub.projects.get(intervention.external_id)
    project_id = known["id"] if known else uuid4()
    kept_evaluations = kept(in_hub.evaluations, {project_id}, "project_id", spool.has_evaluations)
    reviews: dict[str, list[Columns]] = {}
    for finding in intervention.findings:
        reviews.setdefault(finding.review_id, []).append(result_columns(finding))
    evaluation_ids = {
        review: in_hub.evaluations[review]["id"] if review in in_hub.evaluations else uuid4() for review in reviews
    }
    own = {*evaluation_ids.values(), *(row["id"] for row in kept_evaluations)}
    kept_results = kept(in_hub.results, own, "evaluation_id", partial(spool.has, FINDING))
    everything = [*(row for rows in reviews.values() for row in rows), *kept_results]
    name = (intervention.reports or intervention.findings)[0].intervention
    project = project_columns(
        intervention.external_id, name, intervention.reports, everything, len(reviews) + len(kept_evaluations)
    )
    stated = project.pop("stated_populations")
    if known and intervention.is_incomplete:
        project, stated = {key: known[key] for key in PROJECT_KEYS}, known["populations"]
    made.projects.append({**project, "id": project_id})
    for review, results in reviews.items():
        evaluation_id = evaluation_ids[review]
        whole = [*results, *(row for row in kept_results if row["evaluation_id"] == evaluation_id)]
        columns = evaluation_columns(review, {**project, "stated_populations": stated}, whole)
        made.evaluations.append({**columns, "id": evaluation_id, "project_id": project_id})
        for result in results:
            stored = in_hub.results.get(result["external_id"])
            made.results.append({**result, "id": stored["id"] if stored else uuid4(), "evaluation_id": evaluation_id})
