"""`make migration NAME="…"`: the next numbered migration, from what the models have and the migrations have not.

For a checkout, where `make` has ruff put it into shape; an installed hub only upgrades.
"""

import re
import sys
from argparse import Namespace
from pathlib import Path
from tempfile import TemporaryDirectory

from alembic import command
from alembic.script import ScriptDirectory

from evidencehub.cli import schema
from evidencehub.shared.errors import HubError

_NOT_WANTED = re.compile(r" *# ### .*\n+| *info=\{.*\},?\n")  # Alembic's "please adjust", and notes on tables
LONGEST_NAME = 60  # characters of the file's name after its number


class NothingToMigrate(HubError):
    """The models and the migrations say the same."""


def write(name: str, *, migrations: Path | None = None) -> Path:
    """Write the migration and return its path; the way up and down is as Alembic sees it, to be read before it is used.

    :param name: what the migration does, in a few words; the head of its file and part of the file's name.
    :param migrations: their folder, if not that of this checkout.
    :raises NothingToMigrate: nothing has changed since the last migration.
    """
    with TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/migrated.sqlite3"
        schema.upgrade(url, migrations=migrations)
        if not schema.differences(url):
            raise NothingToMigrate("Nothing to migrate: the models and the migrations say the same.")
        config = schema.config_of(url, migrations)
        config.cmd_opts = Namespace(quiet=True)
        config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
        config.set_main_option("truncate_slug_length", str(LONGEST_NAME))
        head = ScriptDirectory.from_config(config).get_current_head() or "0000"
        number = f"{int(head) + 1:04d}"
        command.revision(config, name, autogenerate=True, rev_id=number)
        path = Path(ScriptDirectory.from_config(config).get_revision(number).path)
    path.write_text(_NOT_WANTED.sub("", path.read_text()))
    return path


def main(arguments: list[str]) -> int:
    name = " ".join(arguments).strip()
    if not name:
        print('Say in a few words what it does: make migration NAME="what a study cost"', file=sys.stderr)
        return 1
    try:
        path = write(name)
    except NothingToMigrate as error:
        print(error, file=sys.stderr)
        return 1
    print(path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
