"""``export static``: the whole public hub as plain files, which any web server serves."""

import json
import sys
from dataclasses import asdict
from pathlib import Path

import click

from evidencehub.cli.hub import hub
from evidencehub.cli.progress import Screen
from evidencehub.cli.searchable import make_whole
from evidencehub.preservation.site.copying import copy
from evidencehub.shared.clock import hub_today

MOST_SHOWN = 50


@click.command("static")
@click.argument("folder", type=click.Path(path_type=Path))
@click.option(
    "--address", default="", help="Where the copy will be, for search engines: https://archive.example.org/hub"
)
@click.option("--json", "as_json", is_flag=True, help="Print the counts, and what is broken, as JSON.")
def static(folder: Path, address: str, as_json: bool) -> None:
    """Write all that anybody can read to FOLDER, as pages and files that need no hub.

    A copy that was made there before is replaced at the end, and stays as it was when this is stopped. Exit 1 where a
    link of the new copy leads nowhere; each is named.
    """
    if address and not address.startswith(("https://", "http://")):
        raise click.BadParameter("begin with https:// or http://", param_hint="--address")
    screen = Screen()
    with hub() as app:
        make_whole(app, screen)
        with screen.step("Copying") as advance:
            made = copy(app, folder, today=hub_today(), copying=advance, address=address)
    if made.readings > 1:
        screen.say(f"What is public changed meanwhile, so the hub was read {made.readings} times.")
    if as_json:
        click.echo(json.dumps(asdict(made.checked) | {"broken": made.broken}, indent=2))
    else:
        for each in made.broken[:MOST_SHOWN]:
            click.echo(each, err=True)
        if len(made.broken) > MOST_SHOWN:
            click.echo(f"and {len(made.broken) - MOST_SHOWN:,} more", err=True)
        size = made.checked.size_bytes / 1_000_000
        click.echo(f"{made.checked.pages:,} pages, {made.checked.files:,} files, {size:,.1f} MB in {folder}.")
    if made.broken:
        click.echo(f"{len(made.broken):,} links lead nowhere.", err=True)
        sys.exit(1)
