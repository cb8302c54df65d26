"""``export``: what the hub holds, as files. Each command lies in a module of its own."""

import click

from evidencehub.cli.exporting_backup import backup
from evidencehub.cli.exporting_records import records
from evidencehub.cli.exporting_site import static


@click.group("export")
def export_group() -> None:
    """Write what the hub holds to files."""


export_group.add_command(backup)
export_group.add_command(records)
export_group.add_command(static)
COMMANDS = (export_group,)
