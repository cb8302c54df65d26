"""``restore``: a hub out of a backup, whichever database either has."""

import json
import os
from pathlib import Path

import click
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from evidencehub.accounts import second_step
from evidencehub.catalogue.index import indexing
from evidencehub.cli import schema
from evidencehub.cli.catalogue import search_engine
from evidencehub.cli.data import catch_up
from evidencehub.cli.hub import hub
from evidencehub.cli.progress import Screen
from evidencehub.cli.worker import only_one
from evidencehub.preservation.backup import besides, folder, placing, restoring
from evidencehub.preservation.backup.checking import check
from evidencehub.preservation.backup.manifest import Manifest
from evidencehub.preservation.backup.opening import Archive, open_archive
from evidencehub.preservation.backup.telling import counts, in_words, lacking
from evidencehub.projects.models import Evaluation
from evidencehub.search.opening import take_away
from evidencehub.shared import audit, due
from evidencehub.shared.clock import utc_now
from evidencehub.shared.db import db, reading_only
from evidencehub.shared.errors import Invalid
from evidencehub.shared.files import FileStore
from evidencehub.shared.paths import OWN_STANDARDS, own_standards_dir
from evidencehub.shared.settings import Settings, load_settings
from evidencehub.shared.words import counted, times


@click.command("restore")
@click.argument("path", metavar="FILE", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--check", "only_check", is_flag=True, help="Only say whether the file is whole.")
@click.option("--with-removed", is_flag=True, help="Although something was removed for good after it was made.")
@click.option("--json", "as_json", is_flag=True, help="Print what lies in it as JSON.")
def restore(path: Path, only_check: bool, with_removed: bool, as_json: bool) -> None:
    """Fill an empty hub from a backup, on SQLite or PostgreSQL. Stop the hub first, if it runs.

    All of the file is checked before anything is written. Where it is interrupted, run it again.
    """
    screen = Screen()
    with open_archive(path) as archive:
        made = archive.manifest
        check(archive, screen.step)
        if not only_check:
            settings = load_settings()
            if not with_removed:
                _refuse_what_is_removed(archive, {path.parent, *filter(None, [settings.backup_dir])})
            _restore(archive, settings, screen)
    for told in lacking(made):
        screen.say(told)
    if as_json:
        click.echo(json.dumps(counts(made), indent=2))
    else:
        what = "is whole" if only_check else "is restored"
        click.echo(f"{path} {what}: {in_words(made)}, as of {made.taken_at:%d %B %Y, %H:%M} UTC.")


def _refuse_what_is_removed(archive: Archive, folders: set[Path]) -> None:
    """:raises Invalid: beside the backups stands that something was removed for good after this one was made."""
    if since := folder.removed_since(folders, archive.manifest.redactions):
        raise Invalid(
            f"After this backup was made something was removed for good, {times(len(since))}, last on "
            f"{since[-1][:10]}, and restoring would bring it back. Restore a newer backup; or say --with-removed, and "
            "remove it again at once. Nothing was written."
        )


def _restore(archive: Archive, settings: Settings, screen: Screen) -> None:
    made, migrations = archive.manifest, schema.revisions()
    if made.migration not in migrations:
        raise Invalid(
            f"This backup was made by a newer release, at migration {made.migration}; this release knows migrations up "
            f"to {migrations[0]}. Install the release that made it, or a later one. Nothing was written."
        )
    with only_one(settings):
        _prepare(archive, settings)
        placing.place_files(archive, FileStore(settings.files_url), screen.step)
        has_keys = placing.place_keys(archive, settings)
        _place_standards(archive, settings, screen)
        settings = load_settings()  # with the key that has come
        # A search index that is missing is made by the worker, should we not come to it.
        take_away(settings.search_url, settings.home)
        with schema.engine_of(settings.database_url) as engine:
            restoring.load(engine, archive, is_current=made.migration == migrations[0], step=screen.step)
        schema.upgrade(settings.database_url)
        _make_copies(screen)
    with hub(settings) as app, app.app_context(), reading_only():
        _tell(db.session, made, settings, screen, has_keys=has_keys)


def _prepare(archive: Archive, settings: Settings) -> None:
    """Tell what can be in the way before a file is written; then make the tables as they were."""
    wanted = archive.manifest.migration
    placing.refuse_without_room(archive, settings.files_url, settings.home)
    with schema.engine_of(settings.database_url) as engine:
        restoring.refuse_filled(engine)
    current = schema.revision_of(settings.database_url)
    if current not in (None, wanted):
        raise Invalid(
            f"The database is set up already, at migration {current}, and this backup is of {wanted}. Give a database "
            "without tables: they are made as they were, and brought up to date. Nothing was written."
        )
    schema.upgrade(settings.database_url, wanted)


def _place_standards(archive: Archive, settings: Settings, screen: Screen) -> None:
    place = placing.place_standards(archive, settings.home)
    if place is not None and own_standards_dir() is None:
        os.environ[OWN_STANDARDS] = str(place)  # what was graded by them cannot be read otherwise
        screen.say(f"The hub has standards of its own. They are in {place}: set {OWN_STANDARDS} to it.")


def _make_copies(screen: Screen) -> None:
    """The search index with the cards, and what this release has due."""
    with search_engine() as engine:
        expected = db.session.scalar(select(func.count()).select_from(Evaluation)) or 1
        with screen.step("Making it searchable") as advance:
            indexing.rebuild(db.session, engine, lambda done: advance(min(done / expected, 1)))
        with db.sessionmaker() as session:
            catch_up(session)
            session.commit()


def _tell(session: Session, made: Manifest, settings: Settings, screen: Screen, *, has_keys: bool) -> None:
    """What whoever moves a hub has to know. :raises Invalid: the audit chain does not hold."""
    if locked := second_step.unreadable(session, secret_key=settings.secret_key):
        who = counted(locked, "person has a second step by an app", "people have a second step by an app")
        why = "EVIDENCEHUB_SECRET_KEY is not the key of the backup" if has_keys else "the key is not in the backup"
        screen.say(
            f"{who} that this hub cannot check, because {why}. An admin takes it away on the page “People”; "
            "where no admin can sign in, “users create” makes one."
        )
    now = besides.told(settings)
    for name, value in made.settings.items():
        if value != now.get(name):
            screen.say(f"The hub had {name}={value!r}, and here it is {now.get(name)!r}.")
    if waiting := sum(due.waiting(session, utc_now()).values()):
        screen.say(
            f"{counted(waiting, 'thing waits', 'things wait')} for the worker, which does them as soon as it starts, "
            "mails too. For a copy that is only tried out, let EVIDENCEHUB_MAIL_URL name a folder."
        )
    screen.say("What was removed for good after that moment is here again: remove it again (evidencehub redact).")
    screen.say("Passwords that were changed since and accounts that were switched off work again: change them again.")
    if breaks := audit.verify(session):
        raise Invalid(f"All is restored, but the audit chain does not hold in {len(breaks)} places.")
    screen.say(f"The audit chain holds: {made.audit.entries:,} entries, the last {made.audit.last_hash[:12]}.")


COMMANDS = (restore,)
