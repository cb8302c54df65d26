"""``export backup``: a whole hub as one file."""

import json
from pathlib import Path

import click

from evidencehub.cli import schema
from evidencehub.cli.hub import hub
from evidencehub.cli.progress import Screen
from evidencehub.preservation.backup import writing
from evidencehub.preservation.backup.besides import besides
from evidencehub.preservation.backup.telling import counts, in_words, lacking
from evidencehub.shared.clock import utc_now
from evidencehub.shared.db import db
from evidencehub.shared.files import FileStore
from evidencehub.shared.settings import load_settings

_WITH_KEYS = (
    "The keys of this hub are in it: whoever has this file can sign in as anybody, and sign credentials in the hub's "
    "name. Keep it as you keep passwords."
)
_WITHOUT_KEYS = (
    "The keys of this hub are not in it (--with-keys): where it is restored with other keys, second steps by an app "
    "have to be set up again, and links in mails that were sent lead nowhere."
)


@click.command("backup")
@click.argument("path", metavar="FILE", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--with-keys", is_flag=True, help="Also the secret key, and the key that signs credentials.")
@click.option("--json", "as_json", is_flag=True, help="Print what lies in it as JSON.")
def backup(path: Path, with_keys: bool, as_json: bool) -> None:
    """Write the whole hub, records and files, to one new file. People may go on writing meanwhile.

    It holds what was meant for few, and addresses of people: keep it locked.
    """
    settings = load_settings()
    schema.require_current(settings)
    screen = Screen()
    with hub(settings) as app, app.app_context():
        made = writing.write(
            path, db.engine, FileStore(settings.files_url), besides(settings, with_keys=with_keys), at=utc_now(),
            step=screen.step,
        )  # fmt: skip
    screen.say(_WITH_KEYS if with_keys else _WITHOUT_KEYS)
    for told in lacking(made):
        screen.say(told)
    if as_json:
        click.echo(json.dumps({**counts(made), "size_bytes": path.stat().st_size}, indent=2))
    else:
        click.echo(f"Wrote {path}: {in_words(made)}, {path.stat().st_size / 1_000_000:,.1f} MB.")
