"""After an export was written: projects that lost their studies, and what an older export can still add."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from evidencehub.interchange.records.spool import Gathered, Spool
from evidencehub.interchange.records.storing import redirect
from evidencehub.interchange.wwc.interventions import FINDING
from evidencehub.interchange.wwc.mapping import figures_of, words
from evidencehub.projects.models import Evaluation, OutcomeResult, Project

_STUDIES = re.compile(r"It reports the figures of [\d,]+ stud(?:y|ies)\.|It names no approach for it.*")
ELSEWHERE = "It lists its studies under other approaches now."


@dataclass
class Closed:
    redirected: int = 0
    project_ids: set[UUID] = field(default_factory=set)  # to be indexed again


def newest_as_of(session: Session, source: str) -> str:
    """As of when the newest records of a source speak; "" where there are none, or none says."""
    return session.scalar(select(func.max(Project.source_as_of)).where(Project.source == source)) or ""


def close_emptied(session: Session, left: Mapping[UUID, set[UUID]], now: datetime) -> Closed:
    """See to the projects whose studies stand under others now; the caller commits.

    One whose studies all went to one other, and of which nothing else is known, is that other: its address leads there
    for ever. Of another one the sentence that counts its studies is put right.
    """
    closed = Closed()
    for project_id, others in sorted(left.items()):
        project = session.get(Project, project_id)
        if project is None:
            continue
        closed.project_ids.add(project_id)
        query = select(func.count()).select_from(Evaluation).where(Evaluation.project_id == project_id)
        studies = session.scalar(query) or 0
        if not studies and not project.source_ratings and len(others) == 1:
            redirect(session, project, next(iter(others)))
            closed.redirected += 1
            continue
        told = figures_of(studies) if studies else ELSEWHERE
        summary = _STUDIES.sub(told, project.summary)
        if summary != project.summary:
            project.summary, project.updated_at = summary, now
    session.flush()
    return closed


def kept_results(session: Session, source: str, spool: Spool) -> int:
    """How many results of a source the hub holds that are not in the files."""
    held = session.scalars(select(OutcomeResult.external_id).where(OutcomeResult.source == source))
    in_hub = {key for key in held if key is not None}
    return len(in_hub - spool.has(FINDING, in_hub))


def fill_comparisons(session: Session, source: str, batch: Sequence[Gathered]) -> dict[UUID, UUID]:
    """Give results that do not say what the others got the words of these findings; results changed, by project."""
    said = {
        row["finding_id"]: words(row["comparison"])
        for gathered in batch
        for row in gathered.rows.get(FINDING, ())
        if words(row["comparison"])
    }
    query = (
        select(OutcomeResult.id, OutcomeResult.external_id, Evaluation.project_id)
        .join(OutcomeResult.evaluation)
        .where(OutcomeResult.source == source, OutcomeResult.external_id.in_(said), OutcomeResult.comparison_note == "")
    )
    found = session.execute(query).all()
    notes = [{"id": result_id, "comparison_note": said[external_id]} for result_id, external_id, _ in found]
    if notes:
        session.execute(update(OutcomeResult), notes)
    return {result_id: project_id for result_id, _, project_id in found}
