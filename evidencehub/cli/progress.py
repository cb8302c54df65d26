"""How far a long command has come, on standard error: a bar on a terminal, plain lines where there is none."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn

_LINES_PER_STEP = 4


class Screen:
    """Steps and messages of one command; a message never breaks a bar that is being drawn."""

    def __init__(self) -> None:
        self._console = Console(stderr=True) if sys.stderr.isatty() else None

    def say(self, text: str) -> None:
        if self._console is None:
            click.echo(text, err=True)
        else:
            self._console.print(text, markup=False, highlight=False, soft_wrap=True)

    @contextmanager
    def step(self, name: str) -> Iterator[Callable[[float], None]]:
        """Begin a step; call what this gives with the part that is done, 0 to 1."""
        if self._console is None:
            yield _in_lines(name)
            return
        columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeElapsedColumn())
        with Progress(*columns, console=self._console) as bar:
            task = bar.add_task(name, total=1.0)
            yield lambda part: bar.update(task, completed=part)


def _in_lines(name: str) -> Callable[[float], None]:
    said = 0

    def advance(part: float) -> None:
        nonlocal said
        if int(part * _LINES_PER_STEP) > said:
            said = int(part * _LINES_PER_STEP)
            click.echo(f"{name}: {said * 100 // _LINES_PER_STEP}%", err=True)

    return advance
