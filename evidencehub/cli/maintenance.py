"""``maintenance``: tell readers that somebody works on the hub, and take nothing in meanwhile."""

import click

from evidencehub.admin import maintenance as keeping
from evidencehub.cli.hub import hub
from evidencehub.shared import maintenance as said
from evidencehub.shared.clock import utc_now
from evidencehub.shared.db import db, reading_only


@click.group()
def maintenance() -> None:
    """Tell readers that somebody works on the hub."""


@maintenance.command("on")
@click.option("--message", required=True, help="A sentence for readers.")
@click.option("--until", default="", help="About when it is over: 14:00, or “2026-03-31 14:00”, on the hub’s clocks.")
@click.option("--read-only", is_flag=True, help="Take nothing in meanwhile.")
def on(message: str, until: str, read_only: bool) -> None:
    """Say so on every page, until `maintenance off`."""
    with hub() as app, app.app_context():
        keeping.begin(
            db.session, message=message, until=until, read_only=read_only, actor_id=None, now=utc_now()
        )  # fmt: skip
        db.session.commit()
    click.echo(f"Every page says so now{', and nothing is taken in' if read_only else ''}.")


@maintenance.command("off")
def off() -> None:
    """Say it no longer, and take everything in again."""
    with hub() as app, app.app_context():
        ended = keeping.end(db.session, actor_id=None, now=utc_now())
        db.session.commit()
    click.echo("The message is gone, and everything can be sent again." if ended else "There was no message.")


@maintenance.command("status")
def status() -> None:
    """What is said now."""
    with hub() as app, app.app_context(), reading_only():
        notice = said.current(db.session)
        if notice is None:
            click.echo("Nothing is said.")
            return
        until = f" Until {said.told(notice.until, utc_now())}." if notice.until else ""
        click.echo(f"{notice.message}{until}{' Nothing is taken in.' if notice.read_only else ''}")


COMMANDS = (maintenance,)
