"""``demo load`` and ``demo remove``."""

import click
from rich.progress import Progress

from evidencehub.catalogue.outcomes.certainty import example
from evidencehub.cli import schema
from evidencehub.cli.hub import hub
from evidencehub.interchange.demonstration import loading, removing
from evidencehub.shared.clock import utc_now
from evidencehub.shared.db import db, reading_only
from evidencehub.shared.files import FileStore
from evidencehub.shared.settings import Settings


@click.group()
def demo() -> None:
    """Forty invented projects, complete with reviews; every one is marked as invented."""


@demo.command("load")
@click.option("--if-empty", is_flag=True, help="Do nothing, and say nothing, where the hub is not empty.")
def load(if_empty: bool) -> None:
    """Fill an empty hub with the demonstration."""
    with hub() as app:
        settings: Settings = app.config["SETTINGS"]
        schema.require_current(settings)
        with app.app_context(), reading_only():
            if if_empty and not loading.is_wanted(db.session, settings.home):
                return
        with app.app_context(), Progress(transient=True) as bar:
            task = bar.add_task("Loading the demonstration", total=None)
            count = loading.load(
                db.sessionmaker, home=settings.home, store=FileStore(settings.files_url),
                max_bytes=settings.max_upload_bytes,
                progress=lambda done, of: bar.update(task, completed=done, total=of),
            )  # fmt: skip
        with app.app_context(), db.sessionmaker.begin() as session:
            example.play(session)
    click.echo(f"Loaded the demonstration: {count} invented projects.")


@demo.command("remove")
@click.option("--yes", is_flag=True, help="Do not ask.")
def remove(yes: bool) -> None:
    """Take every invented record away, with its files, its mails and its place in the index."""
    with hub() as app:
        settings: Settings = app.config["SETTINGS"]
        schema.require_current(settings)
        with app.app_context():
            with reading_only():
                counts = loading.counts(db.session)
                db.session.rollback()
            if not any(counts.values()):
                click.echo("There is no demonstration in this hub.")
                return
            if not yes:
                what = ", ".join(f"{count} {name}" for name, count in counts.items())
                click.confirm(f"Remove {what}, all invented?", abort=True)
            removing.remove(db.session, home=settings.home, store=FileStore(settings.files_url), now=utc_now())
            db.session.commit()
    click.echo("The demonstration is gone.")


COMMANDS = (demo,)
