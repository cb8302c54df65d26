"""``dois``: the DOIs that DataCite holds for records of this hub."""

import json
from collections import Counter

import click
from sqlalchemy import select

from evidencehub.catalogue.cited.own_dois import DoiState, OwnDoi
from evidencehub.catalogue.pages.cited_at import this_hub
from evidencehub.cli import schema
from evidencehub.cli.hub import hub
from evidencehub.cli.progress import Screen
from evidencehub.harvest.dois import planning, sending
from evidencehub.harvest.dois.asking import Unavailable
from evidencehub.harvest.dois.documents import enveloped
from evidencehub.shared import outages
from evidencehub.shared.clock import hub_today, utc_now
from evidencehub.shared.db import db
from evidencehub.shared.settings import DataCite, Settings, load_settings
from evidencehub.shared.words import counted

AT_ONCE = 20  # projects
_WORDS = {
    DoiState.FINDABLE: "can be found", DoiState.REGISTERED: "hidden: the record is not public any more",
    DoiState.ASKED: "asked for, without an answer so far", DoiState.NEW: "not asked for yet",
}  # fmt: skip


@click.group()
def dois() -> None:
    """Give accreditations, and the records of graded projects, DOIs through DataCite."""


@dois.command("status")
def status() -> None:
    """Say how many DOIs there are, how many records wait for a change, and what DataCite refused and why."""
    settings, client = _settings()
    with hub(settings) as app, app.app_context(), db.sessionmaker() as session:
        held = list(session.scalars(select(OwnDoi).order_by(OwnDoi.identifier)))
        ids = planning.candidates(session)
        waiting = len(planning.changes(session, ids, this_hub(), client.prefix, hub_today()))
        down = [each.reason for each in outages.current(session) if each.name == sending.DOWN]
    counts = Counter(each.state for each in held)
    for state in DoiState:
        if counts[state]:
            click.echo(f"{counted(counts[state], 'DOI', 'DOIs')}: {_WORDS[state]}.")
    click.echo(f"{counted(waiting, 'record waits', 'records wait')} to be sent.")
    for reason in down:
        click.echo(f"Nothing can be sent: {reason}")
    for each in held:
        if each.refused:
            click.echo(f"Refused: {each.doi}, {each.identifier}: {each.refused}")


@dois.command("send")
@click.option("--dry-run", is_flag=True, help="Print what would be sent, as lines of JSON, and send nothing.")
def send(dry_run: bool) -> None:
    """Send what has changed now, without waiting for the worker. Safe to run at any time, and twice."""
    settings, client = _settings()
    with hub(settings) as app, app.app_context():
        with db.sessionmaker() as session:
            ids = planning.candidates(session)
            wanted = planning.changes(session, ids, this_hub(), client.prefix, hub_today()) if dry_run else ()
        for each in wanted:
            click.echo(json.dumps({"method": "POST" if each.is_new else "PUT", "body": enveloped(each.document)}))
        if dry_run:
            return
        done = refused = 0
        with Screen().step("Telling DataCite") as advance:
            for start in range(0, len(ids), AT_ONCE):
                try:
                    sent = sending.send(db.sessionmaker, ids[start : start + AT_ONCE], this_hub(), client, utc_now)
                except Unavailable as error:
                    raise click.ClickException(f"{error} {done:,} were sent before; run it again later.") from None
                done, refused = done + sent.done, refused + sent.refused
                advance(min(1.0, (start + AT_ONCE) / len(ids)))
        with db.sessionmaker.begin() as session:
            outages.end(session, sending.DOWN)
        sending.tell_refused(db.sessionmaker, utc_now())
    click.echo(f"{counted(done, 'record was', 'records were')} sent, {refused:,} refused.")


def _settings() -> tuple[Settings, DataCite]:
    settings = load_settings()
    if settings.datacite is None:
        raise click.UsageError("Set EVIDENCEHUB_DATACITE_REPOSITORY, _PASSWORD and _PREFIX first.")
    schema.require_current(settings)
    return settings, settings.datacite


COMMANDS = (dois,)
