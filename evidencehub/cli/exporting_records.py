"""``export records``: what ``import records`` was given, back as a file."""

from collections.abc import Iterator
from pathlib import Path

import click

from evidencehub.cli import schema
from evidencehub.cli.hub import hub
from evidencehub.cli.progress import Screen
from evidencehub.interchange.jsonl.exporting import Exported, export_records, records_by_source
from evidencehub.interchange.jsonl.rows import SOURCE
from evidencehub.shared.db import db, reading_only
from evidencehub.shared.errors import HubError
from evidencehub.shared.settings import load_settings
from evidencehub.shared.words import counted


class NothingToExport(HubError):
    """The hub holds no such records; nothing was written."""


class NotAll(HubError):
    """The file is written, and is not all that the hub holds of the source."""


@click.command("records")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE")
@click.option("--source", default=SOURCE, show_default=True, help="Which records, by the word they came in under.")
def records(file: Path, source: str) -> None:
    """Write the records of one source to FILE, as `import records` takes them (docs/importing.md).

    They are as they came in, less what was taken down or removed here. Invented records and what was sent to this hub
    or graded here are never in it. The same records give the same file, byte by byte.
    """
    settings = load_settings()
    schema.require_current(settings)
    screen = Screen()
    with hub(settings) as app, app.app_context(), reading_only(), db.sessionmaker() as session:
        held = records_by_source(session)
        if source not in held:
            raise NothingToExport(_NOTHING.format(source, _named(held) or "none"))
        with screen.step("Writing") as advance:
            exported = export_records(session, file, source=source, advance=advance)
    click.echo("\n".join(_told(exported, file, source, {name: held[name] for name in held if name != source})))
    if exported.not_kept:
        raise NotAll(_NOT_KEPT.format(counted(exported.not_kept, "record", "records")))


_NOTHING = "There are no records of “{}” here that can be written. By source there are: {}."
_NOT_KEPT = "{} of this source came in with an earlier release and cannot be given back. Import the file once more."


def _told(exported: Exported, file: Path, source: str, others: dict[str, int]) -> Iterator[str]:
    yield f"Wrote {counted(exported.records, 'record', 'records')} of “{source}” to {file}."
    if exported.few:
        yield (
            f"{counted(exported.few, 'record has', 'records have')} a number of fewer than five people, which no page "
            "shows: look before you pass the file on."
        )
    if exported.taken_down:
        yield f"Left out, because taken down: {counted(exported.taken_down, 'record', 'records')}."
    if others:
        yield f"Of other sources, each a file of its own: {_named(others)}."


def _named(others: dict[str, int]) -> str:
    return ", ".join(f"{name} ({count:,})" for name, count in others.items())
