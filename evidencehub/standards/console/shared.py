"""What the commands share: loading a standard by name, reading JSON, plain errors.

Exit codes: 0 done; 1 what was given is wrong (a findings file, a standard's file); 2 the command itself is wrong.
"""

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NoReturn

import click

from evidencehub.standards.files.loading import load_standard
from evidencehub.standards.model.errors import BadFile, BadInput, UnknownStandard
from evidencehub.standards.model.standard import Standard

JSON_OPTION = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
FINDINGS = click.Path(exists=True, dir_okay=False, allow_dash=True)


def load(name: str, root: Path | None) -> Standard:
    """The standard called ``id`` or ``id@version``, or the end of the command."""
    standard_id, _, version = name.partition("@")
    try:
        return load_standard(standard_id, version or None, root)
    except UnknownStandard as error:
        fail(str(error), code=2)
    except BadFile as error:
        fail(*(str(problem) for problem in error.problems))


def read_json(name: str) -> object:
    """What a file of findings holds, or the end of the command. :raises BadInput: a key is given twice."""
    try:
        text = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
        return json.loads(text.decode("utf-8-sig"), object_pairs_hook=_object)
    except UnicodeDecodeError:
        fail(f"{name}: is not UTF-8 text")
    except json.JSONDecodeError as error:
        fail(f"{name}: is not JSON: line {error.lineno}, column {error.colno}: {error.msg}")
    except ValueError as error:
        fail(f"{name}: has a number that cannot be used: {error}")
    except RecursionError:
        fail(f"{name}: is nested too deeply")
    except OSError as error:
        fail(f"{name}: cannot be read: {error.strerror}")


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Refuse a key given twice: JSON would keep the last, and the other answer would be lost without a word."""
    keys = [key for key, _ in pairs]
    if twice := sorted({key for key in keys if keys.count(key) > 1}):
        raise BadInput([f'"{key}" is given twice' for key in twice])
    return dict(pairs)


def print_json(value: dict[str, Any] | Sequence[Any]) -> None:
    """A line for each key, or for each entry of a list.

    Only what is written without indenting is encoded in C: five hundred studies give some megabytes.
    """
    write = sys.stdout.write
    opening, closing = "{}" if isinstance(value, dict) else "[]"
    entries = value.items() if isinstance(value, dict) else ((None, entry) for entry in value)
    write(opening)
    for number, (key, entry) in enumerate(entries):
        write(",\n  " if number else "\n  ")
        write("" if key is None else f"{json.dumps(key)}: ")
        write(json.dumps(entry, ensure_ascii=False))
    write(f"\n{closing}\n")


def fail(*messages: str, code: int = 1) -> NoReturn:
    for message in messages:
        click.echo(f"error: {message}", err=True)
    sys.exit(code)
