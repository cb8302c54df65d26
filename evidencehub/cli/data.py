"""Commands over the database: its schema, its people, its audit chain."""

import json
import secrets
from typing import Any

import click
from sqlalchemy.orm import Session

from evidencehub.accounts import passwords, queries, services
from evidencehub.accounts.models import Person
from evidencehub.accreditation.letter import keeping as letters
from evidencehub.catalogue.index import indexing
from evidencehub.catalogue.outcomes import recomputing
from evidencehub.catalogue.pages.cited_at import this_hub
from evidencehub.cli import schema
from evidencehub.cli.catalogue import search_engine
from evidencehub.cli.hub import hub
from evidencehub.consultation import word_versions
from evidencehub.harvest.oai import keeping
from evidencehub.projects.frozen.keeping import unreadable
from evidencehub.review import reminding
from evidencehub.review.agreeing import keeping as agreeing
from evidencehub.shared import audit as chain
from evidencehub.shared.clock import utc_now
from evidencehub.shared.db import db as database
from evidencehub.shared.db import reading_only
from evidencehub.shared.errors import Invalid
from evidencehub.shared.settings import load_settings
from evidencehub.shared.words import counted


@click.group()
def db() -> None:
    """Upgrade the database, or check it."""


@db.command("upgrade")
def db_upgrade() -> None:
    """Bring the database up to this release, and the index, if it is missing or older; safe to run twice."""
    schema.upgrade(load_settings().database_url)
    with search_engine() as engine:
        count = indexing.renew(database.session, engine)
        with database.sessionmaker() as session:
            due, reminded = catch_up(session)
            session.commit()
    if count:
        click.echo(f"There was no search index that this release can read: {count:,} records are indexed anew.")
    if due:
        click.echo(f"The worker puts the studies of {due:,} approaches together, outcome by outcome.")
    if reminded:
        click.echo(f"{counted(reminded, 'reviewer', 'reviewers')} will be reminded of what is under way.")


def catch_up(session: Session) -> tuple[int, int]:
    """Make due what this release does and the one before did not: approaches to put together, reviewers to remind.

    And keep its lists of words, for who cites them after the next.
    """
    approaches = recomputing.catch_up(session)
    agreeing.catch_up(session)
    word_versions.keep(session, now=utc_now())
    keeping.catch_up(session, this_hub())
    return approaches, reminding.plan_missing(session, now=utc_now())


@db.command("check")
def db_check() -> None:
    """Compare the database with the models, and read all that was ever sent; exit 1 where something is wrong."""
    found = schema.differences(load_settings().database_url)
    for difference in found:
        click.echo(str(difference))
    click.echo("The database and the models agree." if not found else f"{len(found)} differences.", err=bool(found))
    if found:
        raise SystemExit(1)
    with hub() as app, app.app_context(), reading_only():
        broken = [*unreadable(database.session), *letters.unreadable(database.session)]
    for error in broken:
        click.echo(str(error), err=True)
    if broken:
        raise Invalid(f"{len(broken)} of the submissions cannot be read")
    click.echo("All that was sent can be read.")


@click.group()
def users() -> None:
    """Make accounts, or list them."""


@users.command("create")
@click.option("--email", required=True)
@click.option("--name", required=True)
@click.option(
    "--role",
    "roles",
    multiple=True,
    type=click.Choice(["editor", "reviewer", "admin"]),
    help="May be given more than once.",
)
@click.option("--password", help="Made and printed if not given.")
def users_create(email: str, name: str, roles: tuple[str, ...], password: str | None) -> None:
    """Make a confirmed account."""
    made = password or "-".join(secrets.token_hex(2) for _ in range(4))
    passwords.refuse_weak(made, email=email, name=name, site=load_settings().site_name)
    hashed = passwords.hash_password(made)
    with hub() as app, app.app_context():
        now = utc_now()
        person = services.create_person(
            database.session, name=name, email=email, password_hash=hashed, now=now, confirmed=True
        )
        if roles:
            services.set_roles(database.session, person, {f"is_{role}" for role in roles}, actor_id=None, now=now)
        database.session.commit()
    click.echo(f"Made {email}." + ("" if password else f" Password: {made}"))


@users.command("list")
@click.option("--json", "as_json", is_flag=True)
def users_list(as_json: bool) -> None:
    """List the accounts."""
    with hub() as app, app.app_context(), reading_only():
        people, _ = queries.people(database.session, limit=1_000_000)
        rows = [_row(person) for person in people]
    if as_json:
        click.echo(json.dumps(rows, indent=2))
        return
    for row in rows:
        click.echo(f"{row['email']:<40} {row['name']:<30} {', '.join(row['roles'])}")


def _row(person: Person) -> dict[str, Any]:
    flags = {"editor": person.is_editor, "reviewer": person.is_reviewer, "admin": person.is_admin}
    return {
        "email": person.email, "name": person.name, "roles": [role for role, has in flags.items() if has],
        "organisations": [member.organisation.name for member in person.memberships],
        "confirmed": person.confirmed_at is not None, "demo": person.demo,
    }  # fmt: skip


@click.group()
def audit() -> None:
    """The audit chain."""


@audit.command("verify")
def audit_verify() -> None:
    """Walk the chain of audit entries; exit 1 where it does not hold."""
    with hub() as app, app.app_context(), reading_only():
        breaks = chain.verify(database.session)
    for found in breaks:
        click.echo(f"entry {found.number}: {found.problem}", err=True)
    if breaks:
        raise Invalid(f"the audit chain does not hold in {len(breaks)} places")
    click.echo("The audit chain holds.")


COMMANDS = (db, users, audit)
