"""``import``: evidence from elsewhere, searchable when the command ends."""

import re
from collections.abc import Sequence
from pathlib import Path

import click

from evidencehub.catalogue.index.facets import HERE_IN_ADDRESS
from evidencehub.cli import schema
from evidencehub.cli.hub import hub
from evidencehub.cli.imported import records_told, told
from evidencehub.cli.progress import Screen
from evidencehub.cli.searchable import make_searchable
from evidencehub.interchange.destiny import reading as destiny
from evidencehub.interchange.jsonl.importing import Read, import_records
from evidencehub.interchange.jsonl.rows import SOURCE
from evidencehub.interchange.lists import reading as lists
from evidencehub.interchange.wwc.importing import import_wwc
from evidencehub.interchange.wwc.measures import load_measures
from evidencehub.interchange.wwc.opening import open_export
from evidencehub.projects.sources import INVENTED, is_as_of
from evidencehub.shared.clock import utc_now
from evidencehub.shared.db import db
from evidencehub.shared.settings import load_settings

LONGEST_SOURCE = 40
TAKEN = {"wwc", INVENTED, HERE_IN_ADDRESS}


def _as_of(_: click.Context, __: click.Parameter, value: str) -> str:
    """2025-08-25, or 2020-04 where only the month is known."""
    if value and not is_as_of(value):
        raise click.BadParameter("write it as 2025-08-25, or 2020-04 where only the month is known")
    return value


@click.group("import")
def import_group() -> None:
    """Bring in evidence from elsewhere. It is marked as not graded here."""


@import_group.command("wwc")
@click.argument("files", type=click.Path(path_type=Path), nargs=-1, required=True, metavar="ARCHIVE|FINDINGS REPORTS")
@click.option("--dry-run", is_flag=True, help="Say what it would do, and write nothing.")
@click.option(
    "--as-of", default="", callback=_as_of, metavar="DATE", help="Of when it is, where the file does not say."
)
def wwc(files: Sequence[Path], dry_run: bool, as_of: str) -> None:
    """Bring in the What Works Clearinghouse's ARCHIVE of 2025, or its tables FINDINGS and REPORTS of 2020.

    The archive is the zip as it comes, or the CSV file in it; tables may be gzipped. Which one it is, its columns say.
    Safe to run twice and after being stopped; corrected files change what was corrected. A row that cannot be used is
    named with its line, and the rest goes in.
    """
    if len(files) > 2:
        raise click.UsageError("Give one archive, or the two tables of 2020.")
    settings = load_settings()
    schema.require_current(settings)
    screen = Screen()
    with hub(settings) as app:
        with app.app_context():
            summary = import_wwc(
                db.sessionmaker, open_export(files, as_of), load_measures(),
                now=utc_now(), step=screen.step, refused=lambda row: screen.say(str(row)), dry_run=dry_run,
            )  # fmt: skip
        if not dry_run:
            make_searchable(app, screen)
    click.echo("\n".join(told(summary)))


def _source(_: click.Context, __: click.Parameter, value: str) -> str:
    """Small letters, figures and hyphens, and not the name of what the hub has otherwise."""
    if not re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", value) or len(value) > LONGEST_SOURCE or value in TAKEN:
        raise click.BadParameter(
            f"write it like campbell-library, at most {LONGEST_SOURCE} characters, and not {' or '.join(sorted(TAKEN))}"
        )
    return value


@import_group.command("records")
@click.argument("files", type=click.Path(path_type=Path), nargs=-1, required=True, metavar="FILE…")
@click.option("--source", default=SOURCE, show_default=True, callback=_source, help="Where they come from, in a word.")
@click.option("--as-of", default="", callback=_as_of, metavar="DATE", help="Of when they are, where they do not say.")
@click.option("--dry-run", is_flag=True, help="Say what it would do, and write nothing.")
def records(files: Sequence[Path], source: str, as_of: str, dry_run: bool) -> None:
    """Bring in records of studies from FILEs of JSON, a record a line (docs/importing.md has its keys).

    Safe to run twice and after being stopped: a record is known by its external_id. A line that cannot be used is
    named, and the rest goes in.
    """
    _bring_in(files, source, as_of, dry_run=dry_run)


@import_group.command("destiny")
@click.argument("files", type=click.Path(path_type=Path), nargs=-1, required=True, metavar="FILE…")
@click.option("--as-of", default="", callback=_as_of, metavar="DATE", help="Of when they are.")
@click.option("--dry-run", is_flag=True, help="Say what it would do, and write nothing.")
def from_destiny(files: Sequence[Path], as_of: str, dry_run: bool) -> None:
    """Bring in references from FILEs of the DESTINY evidence repository, a reference a line.

    What is public there is read: who wrote what, and the results that were coded. Abstracts and grades are left out,
    and so is what came from this hub. Safe to run twice.
    """
    settings = load_settings()
    base = f"{settings.origin}{settings.path}"
    _bring_in(files, destiny.SOURCE, as_of, read=destiny.reader(base), dry_run=dry_run)


def _bring_in(
    files: Sequence[Path], source: str, as_of: str, *, read: Read | None = None, dry_run: bool = False
) -> None:
    settings = load_settings()
    schema.require_current(settings)
    screen = Screen()
    with hub(settings) as app:
        with app.app_context():
            summary = import_records(
                db.sessionmaker, files, source=source, as_of=as_of, read=read, dry_run=dry_run,
                now=utc_now(), step=screen.step, refused=lambda row: screen.say(str(row)),
            )  # fmt: skip
        if not dry_run:
            make_searchable(app, screen)
    click.echo("\n".join(records_told(summary)))


def _list_command(name: str, what: str) -> click.Command:
    """The command that brings in lists of one format."""

    @click.command(name, help=_LISTS.format(what=what), short_help=f"Bring in lists of references as {what}.")
    @click.argument("files", type=click.Path(path_type=Path), nargs=-1, required=True, metavar="FILE…")
    @click.option("--dry-run", is_flag=True, help="Say what it would do, and write nothing.")
    @click.option("--source", default=lists.SOURCE, show_default=True, callback=_source, help="Whose list, in a word.")
    @click.option("--as-of", default="", callback=_as_of, metavar="DATE", help="Of when it is.")
    def command(files: Sequence[Path], dry_run: bool, source: str, as_of: str) -> None:
        _bring_in(files, source, as_of, read=lists.reader(name), dry_run=dry_run)

    return command


_LISTS = """Bring in studies from lists of references in FILEs of {what}: what was published, by whom, when and where.

A list says nothing of what was found, so a record gets no outcome, no arrow and no mark; abstracts are left out. Safe
to run twice: an entry is known by its DOI, its number in PubMed, or its title, year and first author, whatever the
format. An entry that cannot be used is named with its line, and the rest goes in."""

for _name, _what in (
    ("ris", "RIS (or Ovid's tagged format)"), ("nbib", "PubMed's format"), ("endnote", "EndNote, tagged or XML"),
    ("bibtex", "BibTeX"), ("csl", "CSL-JSON"),
):  # fmt: skip
    import_group.add_command(_list_command(_name, _what))


COMMANDS = (import_group,)
