"""``import``: evidence from elsewhere, searchable when the command ends."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import click
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from evidencehub.app import create_app
from evidencehub.catalogue.index import indexing
from evidencehub.cli import schema
from evidencehub.cli.progress import Screen
from evidencehub.cli.worker import AlreadyRunning, only_one
from evidencehub.interchange.wwc.importing import Summary, import_wwc
from evidencehub.shared import due
from evidencehub.shared.clock import utc_now
from evidencehub.shared.db import db, reading_only
from evidencehub.shared.errors import HubError
from evidencehub.shared.settings import load_settings

LOOK_AGAIN_SECONDS = 0.25
_NAMES = {"project": "projects", "evaluation": "evaluations", "outcome_result": "outcome results"}  # by table


class NotIndexed(HubError):
    """The records are in the database, and some are not in the index yet."""


@click.group("import")
def import_group() -> None:
    """Bring in evidence from elsewhere. It is marked as not graded here."""


@import_group.command("wwc")
@click.argument("findings", type=click.Path(path_type=Path))
@click.argument("reports", type=click.Path(path_type=Path))
def wwc(findings: Path, reports: Path) -> None:
    """Bring in the What Works Clearinghouse's FINDINGS and REPORTS tables (CSV, also gzipped).

    Safe to run twice and after being stopped; corrected files change what was corrected. A row that cannot be used is
    named with its line, and the rest goes in.
    """
    settings = load_settings()
    schema.require_current(settings)
    app, screen = create_app(settings), Screen()
    with app.app_context():
        summary = import_wwc(
            db.sessionmaker, findings, reports,
            now=utc_now(), step=screen.step, refused=lambda row: screen.say(str(row)),
        )  # fmt: skip
    make_searchable(app, screen)
    click.echo(_told(summary))


def make_searchable(app: Flask, screen: Screen) -> None:
    """Return when all changed records are in the index: by a running worker if there is one, else done here.

    :raises NotIndexed: some could not be indexed.
    """
    with app.app_context():
        total = _waiting(only_due=True)
        if total:
            with screen.step("Making it searchable") as advance:
                while left := _waiting(only_due=True):
                    advance(1 - left / max(total, left))
                    try:
                        with only_one(app.config["SETTINGS"]):
                            _index(app, advance, left=left, total=max(total, left))
                    except AlreadyRunning:
                        time.sleep(LOOK_AGAIN_SECONDS)
                advance(1.0)
        if put_off := _waiting(only_due=False):
            raise NotIndexed(
                f"The records are in, but {put_off:,} projects could not be indexed. The worker tries again; "
                "`evidencehub index rebuild` makes the index anew."
            )


def _index(app: Flask, advance: Callable[[float], None], *, left: int, total: int) -> None:
    """Do the due rows of the index as the worker would, telling how many are done."""
    handler = indexing.handler(app.config["SETTINGS"])

    def work(payloads: Sequence[Mapping[str, Any]], new_session: due.NewSession) -> due.Finish:
        finish = handler.work(payloads, new_session)

        def finished(session: Session) -> None:
            nonlocal left
            finish(session)
            left -= len(payloads)
            advance(1 - max(left, 0) / total)

        return finished

    due.run(db.sessionmaker, {"index": replace(handler, work=work)})


def _waiting(*, only_due: bool) -> int:
    query = select(func.count()).select_from(due.DueRow).where(due.DueRow.kind == "index")
    if only_due:
        query = query.where(due.DueRow.due_at <= utc_now())
    with reading_only(), db.sessionmaker() as session:
        return session.scalar(query) or 0


def _told(summary: Summary) -> str:
    lines = [
        f"Read {summary.findings:,} findings and {summary.reports:,} report rows on {summary.interventions:,} "
        f"interventions; {summary.refused:,} rows refused."
    ]
    changes = summary.changes
    for what, counts in (("New", changes.new), ("Changed", changes.changed)):
        named = [f"{counts[table]:,} {name}" for table, name in _NAMES.items() if counts.get(table)]
        if named:
            lines.append(f"{what}: {', '.join(named)}.")
    return "\n".join(lines if len(lines) > 1 else [*lines, "Nothing has changed."])


COMMANDS = (import_group,)
