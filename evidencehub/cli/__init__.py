"""The console command.

Known errors become one line; a command imports what it needs, so `standards` never builds the app.
"""

import importlib
import os
import sys
import threading

import click

from evidencehub.shared.errors import HubError
from evidencehub.shared.settings import log_format

# Before anything imports NumPy, whose threads would be lost in a fork; nothing here is large enough to need them.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

# Each command, and the module whose ``COMMANDS`` holds it.
MODULES = {
    "serve": "evidencehub.cli.serving.commands",
    "worker": "evidencehub.cli.serving.commands",
    "db": "evidencehub.cli.data",
    "users": "evidencehub.cli.data",
    "audit": "evidencehub.cli.data",
    "check": "evidencehub.cli.checking",
    "credentials": "evidencehub.cli.credentials",
    "demo": "evidencehub.cli.demo",
    "dois": "evidencehub.cli.dois",
    "export": "evidencehub.cli.exporting",
    "import": "evidencehub.cli.importing",
    "index": "evidencehub.cli.catalogue",
    "institutions": "evidencehub.cli.institutions",
    "restore": "evidencehub.cli.restoring",
    "search": "evidencehub.cli.catalogue",
    "retractions": "evidencehub.cli.retractions",
    "maintenance": "evidencehub.cli.maintenance",
    "redact": "evidencehub.cli.redacting",
    "relevance": "evidencehub.cli.relevance",
    "simulate": "evidencehub.simulation.commands",
    "standards": "evidencehub.cli.standards",
    "statistics": "evidencehub.statistics.console.commands",
    "states": "evidencehub.cli.states",
    "synthesis": "evidencehub.cli.synthesis",
}


class LateGroup(click.Group):
    """Imports a command's module when it is asked for: half a second sooner for most of them."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(MODULES)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in MODULES:
            return None
        commands: tuple[click.Command, ...] = importlib.import_module(MODULES[cmd_name]).COMMANDS
        return next(command for command in commands if command.name == cmd_name)


@click.group(cls=LateGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="evidencehub")
def evidencehub() -> None:
    """EvidenceHub: evaluations are graded here against published standards, and found by those who need them."""


def _uncaught(error: BaseException | None) -> None:
    """Log a bug like everything else: Python would print its message as it is."""
    import structlog  # these two take longer to import than most commands take

    from evidencehub.shared import logs

    logs.configure(log_format(os.environ))
    structlog.get_logger().critical("unexpected_error", exc_info=error)


def main(arguments: list[str] | None = None) -> None:
    """Run a command and exit: 0 done, 1 it could not be done, 2 it was asked for wrongly."""
    sys.excepthook = lambda _kind, error, _trace: _uncaught(error)
    threading.excepthook = lambda args: _uncaught(args.exc_value)
    try:
        code = evidencehub.main(arguments, prog_name="evidencehub", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        click.echo("Stopped.", err=True)
        sys.exit(130)
    except HubError as error:
        click.echo(f"Error: {error}", err=True)
        sys.exit(1)
    except BrokenPipeError:
        sys.exit(0)
    sys.exit(code if isinstance(code, int) else 0)
