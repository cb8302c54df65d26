"""``check``: whether this hub is set up as it should be, and well. It changes nothing."""

import json
import os
import textwrap
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import click
from sqlalchemy import make_url

from evidencehub.cli import schema
from evidencehub.cli.hub import hub
from evidencehub.operations.checking import configuration, machine, others, records, running
from evidencehub.operations.checking.finding import Finding, Look, looked, ok, wrong
from evidencehub.shared.db import db, reading_only
from evidencehub.shared.errors import HubError
from evidencehub.shared.paths import default_home
from evidencehub.shared.settings import KEY_LENGTH, PREFIX, Settings, load_settings

SAME = len("warning  ")
_WRAPPED: Any = {"break_long_words": False, "break_on_hyphens": False}  # addresses and commands stay whole


@click.command("check")
@click.option("--full", is_flag=True, help="Read everything: all of the audit, every file’s place, the whole index.")
@click.option("--json", "as_json", is_flag=True, help="Print what was found as JSON.")
def check(full: bool, as_json: bool) -> None:
    """Say whether the hub is set up as it should be, and well; change nothing.

    Exit 0 where all is well, 1 where something should be looked at, 2 where something is wrong.
    """
    found = []
    for each in _everything(full=full):
        found.append(each)
        if not as_json:
            _say(each)
    if as_json:
        click.echo(json.dumps([each.as_dict() for each in found], indent=2, ensure_ascii=False))
    raise SystemExit(int(max(each.level for each in found)))


def _say(found: Finding) -> None:
    says = f"{found.level.label:<8} {found.about}: {found.says}"
    click.echo(textwrap.fill(says, 100, subsequent_indent=" " * SAME, **_WRAPPED))
    if found.do:
        indent = " " * SAME
        click.echo(textwrap.fill(found.do, 100, initial_indent=indent, subsequent_indent=indent, **_WRAPPED))


def _everything(*, full: bool) -> Iterator[Finding]:
    yield from looked("Versions", machine.versions)
    env = configuration.Noting(os.environ)
    home = Path(env.get(PREFIX + "HOME") or default_home()).expanduser().resolve()
    if not home.is_dir():  # reading the settings would make it
        yield wrong("Home", f"There is no folder {home}.", f"Look at {PREFIX}HOME, or run: evidencehub db upgrade")
        return
    if not env.get(PREFIX + "SECRET_KEY") and not (home / "secret_key").exists():
        env[PREFIX + "SECRET_KEY"] = "-" * KEY_LENGTH  # likewise; the hub makes one when it starts
    try:
        settings = load_settings(env)
    except HubError as error:
        yield wrong("Settings", str(error), "Change it: docs/settings.md says what it may be.")
        return
    yield from _outside(settings, env)
    if (trouble := _database(settings)) is not None:
        yield trouble
        return
    yield ok("Database", "It is at this release’s migration.")
    yield from looked("Hub", partial(_inside, settings, full=full))


def _outside(settings: Settings, env: configuration.Noting) -> Iterator[Finding]:
    looks: tuple[tuple[str, Look], ...] = (
        ("Settings", lambda: configuration.names(env)),
        ("Settings", lambda: configuration.settings(settings)),
        ("Permissions", lambda: machine.permissions(settings)),
        ("Signing key", lambda: machine.signing_key(settings)),
        ("Disk", lambda: machine.disks(settings)),
        ("Mail", lambda: others.mail(settings)),
        ("Redis", lambda: others.redis(settings)),
        ("File store", lambda: others.file_store(settings)),
    )
    for about, look in looks:
        yield from looked(about, look)


def _database(settings: Settings) -> Finding | None:
    """Why the rest cannot be looked at. A SQLite file that is not there would be made by looking."""
    url = settings.database_url
    upgrade = "Run: evidencehub db upgrade"
    if (parts := make_url(url)).get_backend_name() == "sqlite" and not Path(parts.database or "").is_file():
        return wrong("Database", f"There is no file {parts.database}.", upgrade)
    try:
        schema.require_current(settings)
        return None
    except schema.SchemaBehind as error:
        found = schema.revision_of(url) if "reached" not in str(error) else None
        if found is not None and found not in schema.revisions():
            do = "Run the release that made it, or a newer one."
            return wrong("Database", f"It is of a newer release, at migration {found}.", do)
        return wrong("Database", str(error), "Start it." if "reached" in str(error) else upgrade)
    except Exception as error:
        return next(iter(looked("Database", partial(_raise, error))))


def _raise(error: Exception) -> list[Finding]:
    raise error


def _inside(settings: Settings, *, full: bool) -> Iterator[Finding]:
    with hub(settings) as app, app.app_context(), reading_only():
        session = db.session
        looks: tuple[tuple[str, Look], ...] = (
            ("Database", lambda: records.whole(session, full=full)),
            ("Clock", lambda: records.clock(session)),
            ("Audit", lambda: records.audit_chain(session, full=full)),
            ("Files", lambda: records.files(session, settings, full=full)),
            ("Index", lambda: running.index(session, settings, full=full)),
            ("Worker", lambda: running.worker(session)),
            ("Backups", lambda: running.backups(session, settings)),
            ("Outages", lambda: running.out_of_order(session)),
        )
        for about, look in looks:
            yield from looked(about, look)
            session.rollback()


COMMANDS = (check,)
