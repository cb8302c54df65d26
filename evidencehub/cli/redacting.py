"""``redact file`` and ``redact words``: what can never be undone, approved by two people."""

from collections.abc import Mapping, Sequence
from typing import Any, TextIO

import click
from flask import Flask
from sqlalchemy.orm import Session

from evidencehub.catalogue.index import indexing
from evidencehub.cli.catalogue import search_engine
from evidencehub.cli.hub import hub
from evidencehub.harvest.destiny import keeping as exchange
from evidencehub.preservation.backup import nightly
from evidencehub.projects.models import Document
from evidencehub.projects.redaction import approving, files, words
from evidencehub.shared import everywhere, mail_folder
from evidencehub.shared.clock import utc_now
from evidencehub.shared.db import db, reading_only
from evidencehub.shared.errors import HubError, Invalid
from evidencehub.shared.files import FileStore
from evidencehub.shared.passages import Passage
from evidencehub.shared.settings import Settings
from evidencehub.shared.words import counted

_NOT_REACHED = (
    "Not reached: other backups made before, mails that were sent, copies that others made, and what the database "
    "keeps apart for itself (PostgreSQL’s write-ahead log, replicas)."
)


def _approved(command: Any) -> Any:
    """The options of both."""
    for option in (
        click.option("--yes", is_flag=True, help="Do not ask."),
        click.option("--approved-by", "emails", multiple=True, required=True, help="By email address; give two."),
        click.option("--reason", required=True, help="Kept for ever: do not write down what is removed."),
    ):
        command = option(command)
    return command


@click.group()
def redact() -> None:
    """Remove a file, or words that somebody typed, for good and everywhere. Two people approve it."""


@redact.command("file")
@click.argument("key")
@_approved
def redact_file(key: str, reason: str, emails: Sequence[str], yes: bool) -> None:
    """Remove the file with this id or SHA-256: its bytes, its text and its name."""
    app = click.get_current_context().with_resource(hub())
    with app.app_context():
        with reading_only():
            found = files.with_content(db.session, key)
            approving.approval(db.session, emails, reason)
            click.echo(f"{counted(len(found), 'document has', 'documents have')} this content.")
            db.session.rollback()
        _ask(yes)
        _remove(db.session, files.with_content(db.session, key), emails, reason)
        db.session.commit()
    _finish(app)
    click.echo("The file is gone. Where somebody quoted from it, take that out with: evidencehub redact words")


@redact.command("words")
@click.option(
    "--from", "source", type=click.File(encoding="utf-8"), help="A file that holds them; - is what is piped in."
)
@click.option("--with-files", is_flag=True, help="Remove the files too in whose text they stand.")
@_approved
def redact_words(source: TextIO | None, with_files: bool, reason: str, emails: Sequence[str], yes: bool) -> None:
    """Remove words from everything: answers, what was frozen, findings, letters, mails, notices, index.

    They are asked for, or read from a file, so that no shell keeps them.
    """
    typed = source.read() if source else click.prompt("Words to remove (not shown)", hide_input=True)
    try:
        passage = Passage(typed)
    except ValueError as error:
        raise Invalid(f"These words cannot be removed: {error}") from None
    app = click.get_current_context().with_resource(hub())
    with app.app_context():
        with reading_only():
            approving.approval(db.session, emails, reason)
            held = [each for each in words.documents_with(db.session, passage) if not each.state.is_redacted]
            _tell(words.places(db.session, passage), words.left_alone(db.session, passage), held)
            db.session.rollback()
        if held and not with_files:
            raise Invalid("Nothing was removed: the files hold the words too. Say --with-files, or remove them first")
        _ask(yes)
        for each in words.documents_with(db.session, passage):
            if not each.state.is_redacted:
                _remove(db.session, files.with_content(db.session, str(each.id)), emails, reason)
        approved = approving.approval(db.session, emails, reason)
        made = words.redact(db.session, passage, approved, now=utc_now())
        db.session.commit()
        rows = made.rows
    settings: Settings = app.config["SETTINGS"]
    mails = mail_folder.forget(settings.mail_url, passage.is_in)
    _finish(app)
    click.echo(
        f"The words are gone from {counted(rows, 'row', 'rows')} and {counted(mails, 'mail file', 'mail files')}."
    )


def _remove(session: Session, documents: Sequence[Document], emails: Sequence[str], reason: str) -> None:
    files.redact(session, documents, approving.approval(session, emails, reason), now=utc_now())


def _tell(found: Mapping[str, int], left: Mapping[str, int], held: Sequence[Document]) -> None:
    for table, count in found.items():
        click.echo(f"{table}: {counted(count, 'row', 'rows')}")
    for document in held:
        click.echo(f"The text of the file {document.id} holds them.")
    for table, count in left.items():
        click.echo(f"{table}: {counted(count, 'row', 'rows')}, which {'stays' if count == 1 else 'stay'} as it is")
    if not found:
        click.echo("No record holds them.")


def _ask(yes: bool) -> None:
    if not yes:
        click.confirm("Nobody can bring it back. Remove it?", abort=True)


def _see_to_backups(app: Flask, settings: Settings) -> None:
    """The worker makes one without what is gone at once, and deletes those before it; until then it is told of them."""
    if settings.backup_dir is None:
        return
    with app.app_context(), db.sessionmaker.begin() as session:
        nightly.after_removing(session)
        try:
            nightly.note_removed(session, settings.backup_dir)
        except HubError as error:
            click.echo(f"Beside the backups it is not written down: {error}", err=True)
    click.echo(f"The worker makes a backup without it, and then deletes the older ones in {settings.backup_dir}.")


def _finish(app: Flask) -> None:
    """Bytes, index and pages of the database; safe to run again, and every run does what an earlier one left."""
    settings: Settings = app.config["SETTINGS"]
    with app.app_context(), reading_only():
        files.delete_bytes(db.session, FileStore(settings.files_url))
        db.session.rollback()
    exchange.forget(settings.home)
    with search_engine() as engine:
        indexing.rebuild(db.session, engine)
        engine.forget_replaced()
    with app.app_context():
        db.session.close()
        everywhere.give_back_pages(db.engine)
    _see_to_backups(app, settings)
    click.echo(_NOT_REACHED, err=True)


COMMANDS = (redact,)
