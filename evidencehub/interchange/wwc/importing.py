"""Bringing in the export of the What Works Clearinghouse: check all of it, then write it intervention by intervention.

Each transaction ends with whole interventions and the rows that have them indexed. So a run that was killed left
nothing half written, and the next run writes what is missing.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from marshmallow import ValidationError
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm import Session

from evidencehub.interchange.records.spool import Spool, open_spool
from evidencehub.interchange.records.storing import Changes
from evidencehub.interchange.wwc.interventions import add_finding, add_report, refuse_report, store_interventions
from evidencehub.interchange.wwc.mapping import SOURCE
from evidencehub.interchange.wwc.reading import Refused, plain_name, read_rows, sha256
from evidencehub.interchange.wwc.schemas import FINDING_COLUMNS, REPORT_COLUMNS, finding_of, reasons, report_of
from evidencehub.projects import public
from evidencehub.shared import audit
from evidencehub.shared.errors import HubError

NewSession = Callable[[], Session]
Advance = Callable[[float], None]  # told how much of the step is done, 0 to 1
Step = Callable[[str], AbstractContextManager[Advance]]


class ImportStopped(HubError):
    """The import could not go on; what was written stays, and the same command completes it."""


@dataclass
class Summary:
    findings: int = 0  # rows that are in the hub now
    reports: int = 0
    interventions: int = 0
    refused: int = 0
    changes: Changes = field(default_factory=Changes)


def import_wwc(
    new_session: NewSession,
    findings: Path,
    reports: Path,
    *,
    now: datetime,
    step: Step,
    refused: Callable[[Refused], None],
) -> Summary:
    """Bring the two tables in; doing it again changes nothing.

    :param step: begins a step of the work by its name, and gives back what to tell the progress to.
    :param refused: told each row that stays out, while the rest goes in.
    :raises UnusableFile: one of the files cannot be read to its end; nothing was written.
    :raises ImportStopped: the database failed, or another import ran at the same time.
    """
    summary = Summary()

    def refuse(row: Refused) -> None:
        summary.refused += 1
        refused(row)

    with open_spool() as spool:
        with step(f"Reading {plain_name(reports)}") as advance:
            summary.reports = _read_reports(spool, reports, advance, refuse)
        with step(f"Reading {plain_name(findings)}") as advance:
            summary.findings = _read_findings(spool, findings, advance, refuse)
        summary.interventions = spool.count()
        details = {
            "source": SOURCE, "findings_sha256": sha256(findings), "reports_sha256": sha256(reports),
            "findings": summary.findings, "reports": summary.reports, "refused": summary.refused,
        }  # fmt: skip
        try:
            with step("Writing") as advance:
                _write(new_session, spool, summary, details, now, advance)
        except IntegrityError:
            raise ImportStopped("Another import ran at the same time. Run this one again to complete it.") from None
        except OperationalError as error:
            raise ImportStopped(f"The database failed ({error.orig}). Run the import again to complete it.") from None
    return summary


def _read_findings(spool: Spool, path: Path, advance: Advance, refuse: Callable[[Refused], None]) -> int:
    good = 0
    for row in read_rows(path, FINDING_COLUMNS, advance):
        if isinstance(row, Refused):
            refuse(row)
            continue
        try:
            problem = add_finding(spool, finding_of(row.given), row.line)
        except ValidationError as error:
            problem = reasons(error)
        if problem:
            refuse(Refused(plain_name(path), row.line, problem))
        else:
            good += 1
    return good


def _read_reports(spool: Spool, path: Path, advance: Advance, refuse: Callable[[Refused], None]) -> int:
    good = 0
    for row in read_rows(path, REPORT_COLUMNS, advance):
        if isinstance(row, Refused):
            refuse(row)
            continue
        try:
            report = report_of(row.given)
            problem = add_report(spool, report, row.given["Protocol_Version"], row.given["Outcome_Domain"], row.line)
        except ValidationError as error:
            problem = reasons(error)
        if problem:
            refuse_report(spool, row.given["InterventionID"].strip())
            refuse(Refused(plain_name(path), row.line, problem))
        else:
            good += 1
    return good


def _write(
    new_session: NewSession, spool: Spool, summary: Summary, details: dict[str, object], now: datetime, advance: Advance
) -> None:
    done, recorded = 0, False
    for batch in spool.batches():
        with new_session() as session:
            changes = store_interventions(session, batch, spool, now=now)
            for project_id in sorted(changes.project_ids):
                public.changed(session, project_id)
            if changes.project_ids and not recorded:
                # With the first change, so that none is without its entry, whatever ends the run.
                audit.record(
                    session, "records.imported", subject_type="import", subject_id=SOURCE, actor_id=None, at=now,
                    details=details,
                )  # fmt: skip
                recorded = True
            session.commit()
        summary.changes.add(changes)
        done += len(batch)
        advance(done / summary.interventions)
