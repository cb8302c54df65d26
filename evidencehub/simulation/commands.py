"""``simulate year``: a year of the hub in a few minutes, to see that everything ends and nothing is lost."""

import json
import time
from dataclasses import asdict
from typing import Any

import click
from rich.console import Console
from rich.progress import Progress
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from evidencehub.accounts.models import Person
from evidencehub.app import create_app
from evidencehub.cli import schema
from evidencehub.projects.models import Project
from evidencehub.shared.audit import AuditEntry
from evidencehub.shared.db import db, reading_only
from evidencehub.shared.errors import Invalid, WrongState
from evidencehub.shared.settings import load_settings
from evidencehub.simulation import figures
from evidencehub.simulation.checks import ending, every
from evidencehub.simulation.plan import Plan
from evidencehub.simulation.world import World
from evidencehub.simulation.year import Year

SHOWN = 20  # problems of each kind


@click.group()
def simulate() -> None:
    """Invented people work in an empty hub, to see that nothing is lost and every case ends."""


@simulate.command("year")
@click.option("--seed", default=1, show_default=True, help="The same seed, the same year.")
@click.option("--submissions", type=click.IntRange(1), default=300, show_default=True)
@click.option("--reviewers", type=click.IntRange(6), default=60, show_default=True)
@click.option("--json", "as_json", is_flag=True)
def simulate_year(seed: int, submissions: int, reviewers: int, as_json: bool) -> None:
    """Live through a year on an empty hub, and check what came of it; exit 1 where something does not hold.

    What it leaves is invented and not marked as that: give it a home of its own (EVIDENCEHUB_HOME) to throw away.
    """
    settings = load_settings()
    schema.upgrade(settings.database_url)
    app = create_app(settings)
    started, busy = time.monotonic(), time.process_time()
    with app.app_context():
        event.listen(db.engine, "connect", _do_not_wait_for_the_disk)
        db.engine.dispose()  # what was connected before
        with reading_only(), db.sessionmaker() as session:
            refuse_unless_empty(session)
        world = World.of(app, Plan(seed=seed, submissions=submissions, reviewers=reviewers))
        with Progress(console=Console(stderr=True), transient=True) as bar:
            task = bar.add_task("A year", total=1.0)
            Year(world).live(lambda share: bar.update(task, completed=share))
        found, waiting, made = every.problems(world), ending.not_yet(world), figures.read(world)
    seconds, processor = time.monotonic() - started, time.process_time() - busy
    took = {"seconds": round(seconds, 1), "processor_seconds": round(processor, 1)}
    if as_json:
        told: dict[str, Any] = {**asdict(made), "done": dict(sorted(world.done.items())), "not_yet": waiting, **took}
        click.echo(json.dumps({**told, "refused": dict(sorted(world.refused.items())), "problems": found}, indent=2))
    else:
        _show(world, made, waiting, found)
        click.echo(f"It took {seconds:,.0f} seconds, {processor:,.0f} of them on the processor.")
    if count := sum(map(len, found.values())):
        raise Invalid(f"{count} things do not hold")


def _do_not_wait_for_the_disk(connection: Any, _record: object) -> None:
    """On SQLite. Processes are killed here, and nothing they committed is lost by that; no machine loses its power."""
    if type(connection).__module__.startswith("sqlite3"):
        connection.execute("PRAGMA synchronous=OFF")


def refuse_unless_empty(session: Session) -> None:
    """:raises WrongState: the hub holds anything."""
    for table in (Person, Project, AuditEntry):
        if session.scalars(select(table).limit(1)).first() is not None:
            raise WrongState("A simulated year goes into an empty hub only, and this one is not empty.")


def _show(world: World, made: figures.Figures, waiting: list[str], found: dict[str, list[str]]) -> None:
    for line in figures.in_words(made):
        click.echo(line)
    click.echo(f"{world.done['workers killed']:>6,}  workers killed in the middle")
    click.echo(f"{world.done['killed while acting']:>6,}  acts killed in the middle")
    for line in waiting:
        click.echo(f"Not over yet: {line}")
    for name, problems in found.items():
        click.echo(f"{'Holds' if not problems else 'DOES NOT HOLD'}: {name}")
        for problem in problems[:SHOWN]:
            click.echo(f"    {problem}", err=True)


COMMANDS = (simulate,)
