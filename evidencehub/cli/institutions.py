"""``institutions``: which mail domains belong to one institution, from the Research Organization Registry."""

from collections.abc import Iterator
from pathlib import Path

import click

from evidencehub.cli import schema
from evidencehub.cli.hub import hub
from evidencehub.cli.progress import Screen
from evidencehub.interchange.ror.importing import Summary, import_register
from evidencehub.shared.clock import utc_now
from evidencehub.shared.db import db
from evidencehub.shared.settings import load_settings
from evidencehub.shared.words import counted


@click.group()
def institutions() -> None:
    """Bring in a register of institutions, by which conflicts of interest are found."""


@institutions.command("import")
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE")
def import_(file: Path) -> None:
    """Bring in a release of the Research Organization Registry: the zip as it comes, or its JSON of schema 2.

    Safe to run twice and after being stopped; a newer release changes what changed. A record that cannot be used is
    named with its number, and the rest goes in.
    """
    settings = load_settings()
    schema.require_current(settings)
    screen = Screen()
    with hub(settings) as app, app.app_context():
        summary = import_register(
            db.sessionmaker, file, now=utc_now(), step=screen.step,
            refused=lambda row: screen.say(f"{row.file} record {row.line:,}: {row.reason}"),
        )  # fmt: skip
    click.echo("\n".join(_told(summary)))


def _told(summary: Summary) -> Iterator[str]:
    yield (
        f"Read {counted(summary.records, 'institution', 'institutions')}: {summary.withdrawn:,} withdrawn, "
        f"{summary.inactive:,} no longer at work, {summary.without_domain:,} without a domain of their own; "
        f"{summary.refused:,} refused."
    )
    changes = f"{summary.new:,} are new and {summary.changed:,} have changed."
    yield changes if summary.new or summary.changed else "Nothing has changed."
    if summary.people:
        people = counted(summary.people, "person is", "people are")
        yield f"{people} known to be at other institutions than before: the worker looks for conflicts of interest."


COMMANDS = (institutions,)
