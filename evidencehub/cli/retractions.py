"""``retractions``: papers that public records name, compared with the notices of the Retraction Watch data."""

from pathlib import Path

import click

from evidencehub.cli import schema
from evidencehub.cli.hub import hub
from evidencehub.cli.progress import Screen
from evidencehub.interchange.retractions import comparing
from evidencehub.shared import outages
from evidencehub.shared.clock import utc_now
from evidencehub.shared.db import db
from evidencehub.shared.settings import load_settings
from evidencehub.shared.words import counted


@click.group()
def retractions() -> None:
    """Find papers that were withdrawn, doubted, corrected or put back since public records named them."""


@retractions.command("compare")
@click.argument("file", type=click.Path(path_type=Path), metavar="[FILE]", required=False)
def compare(file: Path | None) -> None:
    """Compare the DOIs of public records with FILE, or with the file of the setting EVIDENCEHUB_RETRACTIONS.

    What is found waits for an editor, and changes no page by itself. Safe to run twice: what was decided comes back
    only where the notices have changed.
    """
    settings = load_settings()
    if (path := file or settings.retractions) is None:
        raise click.UsageError("Name a file, or set EVIDENCEHUB_RETRACTIONS.")
    schema.require_current(settings)
    screen = Screen()
    with hub(settings) as app, app.app_context():
        with screen.step(f"Reading {path.name}") as advance:
            compared = comparing.compare(db.sessionmaker, path, advance=advance)
        now = utc_now()
        comparing.say_age(db.sessionmaker, compared.written_at, now)
        with db.sessionmaker() as session:
            summary = comparing.keep(session, compared, now=now)
            outages.end(session, comparing.UNUSABLE)
            session.commit()
    papers, waiting = counted(summary.papers, "paper", "papers"), counted(summary.waiting, "record", "records")
    click.echo(f"Read {counted(summary.rows, 'notice', 'notices')}; public records name {summary.dois:,} DOIs.")
    if summary.odd:
        click.echo(f"{counted(summary.odd, 'row was', 'rows were')} left out: more or fewer cells than columns.")
    click.echo(f"Notices of {papers}; {waiting} for an editor to look at, {summary.new:,} of them new.")


COMMANDS = (retractions,)
