"""Bringing in an export of the What Works Clearinghouse: check all of it, then write it intervention by intervention.

Each transaction ends with whole interventions and the rows that have them indexed. So a run that was killed left
nothing half written, and the next run writes what is missing.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from evidencehub.interchange.records.files import Refused, sha256
from evidencehub.interchange.records.spool import Spool, open_spool
from evidencehub.interchange.records.storing import Changes, ImportStopped, stops_told
from evidencehub.interchange.wwc import closing
from evidencehub.interchange.wwc.interventions import Reader, store_interventions
from evidencehub.interchange.wwc.mapping import SOURCE
from evidencehub.interchange.wwc.measures import Measures
from evidencehub.interchange.wwc.opening import Export
from evidencehub.interchange.wwc.taking import Taken, take
from evidencehub.projects import public
from evidencehub.shared import audit

TABLES_OF = "2020-04"  # no later export came in two tables, so an undated one is not newer than an archive
NewSession = Callable[[], Session]
Advance = Callable[[float], None]  # told how much of the step is done, 0 to 1
Step = Callable[[str], AbstractContextManager[Advance]]


@dataclass
class Summary:
    taken: Taken
    as_of: str
    is_dry_run: bool
    changes: Changes = field(default_factory=Changes)
    kept: int = 0  # results that the hub holds, and the export does not
    redirected: int = 0  # projects whose studies all stand under another one now
    comparisons: int = 0  # only these were taken: the hub holds something newer
    held_as_of: str = ""  # of that


def import_wwc(
    new_session: NewSession,
    export: Export,
    measures: Measures,
    *,
    now: datetime,
    step: Step,
    refused: Callable[[Refused], None],
    dry_run: bool = False,
) -> Summary:
    """Bring an export in; doing it again changes nothing.

    :param measures: which way is better, by measure.
    :param step: begins a step of the work by its name, and gives back what to tell the progress to.
    :param refused: told each row that stays out, while the rest goes in.
    :param dry_run: say what would be done, and write nothing.
    :raises UnusableFile: one of the files cannot be read to its end; nothing was written.
    :raises ImportStopped: the database failed, another import ran at the same time, or the hub holds a newer archive.
    """
    with open_spool() as spool:
        taken = take(spool, export, measures, step, refused)
        summary = Summary(taken, export.as_of or taken.newest_posting, dry_run)
        with new_session() as session:
            held_as_of = closing.newest_as_of(session, SOURCE)
        with stops_told():
            undated = TABLES_OF if export.table == "tables" else held_as_of
            if held_as_of > (summary.as_of or undated):
                _take_comparisons(new_session, spool, summary, export, held_as_of, step)
            else:
                _write(new_session, spool, summary, export, measures, now, step)
    return summary


def _write(
    new_session: NewSession,
    spool: Spool,
    summary: Summary,
    export: Export,
    measures: Measures,
    now: datetime,
    step: Step,
) -> None:
    reader = Reader(measures, export.table, summary.as_of)
    done, recorded, projects = 0, False, max(spool.count(), 1)
    with step("Trying" if summary.is_dry_run else "Writing") as advance:
        for batch in spool.batches():
            with new_session() as session:
                changes = store_interventions(session, batch, spool, reader, now=now)
                _announce(session, changes.project_ids)
                if changes.project_ids and not recorded:
                    # With the first change, so that none is without its entry, whatever ends the run.
                    _record(session, summary, export, now)
                    recorded = True
                _end(session, summary)
            summary.changes.add(changes)
            done += len(batch)
            advance(done / projects)
        with new_session() as session:
            summary.kept = closing.kept_results(session, SOURCE, spool)
        if summary.changes.left:
            with new_session() as session:
                closed = closing.close_emptied(session, summary.changes.left, now)
                summary.redirected = closed.redirected
                _announce(session, closed.project_ids)
                _end(session, summary)


def _take_comparisons(
    new_session: NewSession, spool: Spool, summary: Summary, export: Export, held_as_of: str, step: Step
) -> None:
    """An older export adds only what a newer one does not say: what the others got."""
    if export.table != "tables":
        raise ImportStopped(
            f"The hub holds the clearinghouse's records as of {held_as_of}, and this archive is of {summary.as_of}. "
            "Nothing was changed."
        )
    summary.held_as_of = held_as_of
    done, projects = 0, max(spool.count(), 1)
    with step("Trying" if summary.is_dry_run else "Writing") as advance:
        for batch in spool.batches():
            with new_session() as session:
                changed = closing.fill_comparisons(session, SOURCE, batch)
                _announce(session, set(changed.values()))
                _end(session, summary)
            summary.comparisons += len(changed)
            done += len(batch)
            advance(done / projects)


def _announce(session: Session, project_ids: set[UUID]) -> None:
    for project_id in sorted(project_ids):
        public.changed(session, project_id)


def _record(session: Session, summary: Summary, export: Export, now: datetime) -> None:
    details = {
        "source": SOURCE, "as_of": summary.as_of, "findings_sha256": sha256(export.findings.path),
        "reports_sha256": sha256(export.reports.path) if export.reports else "",
        "findings": summary.taken.findings, "reports": summary.taken.reports, "refused": summary.taken.refused,
    }  # fmt: skip
    audit.record(
        session, "records.imported", subject_type="import", subject_id=SOURCE, actor_id=None, at=now, details=details
    )


def _end(session: Session, summary: Summary) -> None:
    if summary.is_dry_run:
        session.rollback()
    else:
        session.commit()
