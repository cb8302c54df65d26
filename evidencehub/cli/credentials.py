"""``credentials keys``, ``rotate`` and ``forget``: the keys with which credentials are signed."""

import json
from typing import Any

import click

from evidencehub.accreditation.credentials import keys as keeping
from evidencehub.cli.hub import hub
from evidencehub.shared import audit, public_version
from evidencehub.shared.clock import utc_now
from evidencehub.shared.db import db
from evidencehub.shared.errors import Invalid
from evidencehub.shared.settings import Settings, load_settings


@click.group()
def credentials() -> None:
    """The keys with which this hub signs credentials of accreditations."""


@credentials.command("keys")
@click.option("--json", "as_json", is_flag=True, help="Print the public keys as JSON.")
def show(as_json: bool) -> None:
    """List the keys that are published: the one that signs, and those before it."""
    settings = load_settings()
    held = keeping.keys(settings.home, settings.credential_key)
    told: list[dict[str, Any]] = [
        {"name": key.name, "signs": key == held.current, "jwk": dict(key.jwk)} for key in held.published
    ]
    if as_json:
        click.echo(json.dumps(told, indent=2))
        return
    for each in told:
        click.echo(f"{each['name']}  {'signs' if each['signs'] else 'retired'}")


@credentials.command("rotate")
def rotate() -> None:
    """Sign with a new key from now on. What was signed before stays valid."""
    settings = load_settings()
    if settings.credential_key:
        raise Invalid(
            "The key that signs is a file of your own (EVIDENCEHUB_CREDENTIAL_KEY). Put another key there and start "
            "the hub again; the one before stays published."
        )
    held = keeping.rotate(settings.home)
    _tell(settings, "credentials.key-rotated", held.current.name)
    click.echo(f"Credentials are signed with {held.current.name} from now on.")


# One name in sixty-four begins with a dash, and is no option.
@credentials.command("forget", context_settings={"ignore_unknown_options": True})
@click.argument("name")
@click.option("--yes", is_flag=True, help="Do not ask.")
def forget(name: str, yes: bool) -> None:
    """Publish a retired key no longer, because somebody else may have it: what it signed is refused from then on."""
    settings = load_settings()
    if not yes:
        click.confirm("Every credential that was signed with this key will be refused. Go on?", abort=True)
    keeping.forget(settings.home, name)
    _tell(settings, "credentials.key-forgotten", name)
    click.echo(f"{name} is published no longer. Teams download their credentials again.")


def _tell(settings: Settings, what: str, name: str) -> None:
    """Write it down, and drop the pages that were kept with the keys as they were."""
    with hub(settings) as app, app.app_context(), db.sessionmaker.begin() as session:
        audit.record(session, what, subject_type="credential-key", subject_id=name, actor_id=None, at=utc_now())
        public_version.changed(session.connection())


COMMANDS = (credentials,)
