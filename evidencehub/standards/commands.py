"""``evidencehub standards …``: look at standards, check their files, grade a file of findings. Never builds the app.

Exit codes: 0 done; 1 what was given is wrong (a findings file, a standard's file); 2 the command itself is wrong.
"""

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NoReturn

import click

from evidencehub.shared.paths import standards_dir
from evidencehub.standards import wording
from evidencehub.standards.describing import standard_as_dict
from evidencehub.standards.engine import grade
from evidencehub.standards.errors import BadFile, BadInput, UnknownStandard
from evidencehub.standards.grades import Grade
from evidencehub.standards.loading import load_standard, standard_ids, validate_file, versions_of
from evidencehub.standards.models import Standard
from evidencehub.standards.parsing import parse_input

_JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


@click.group("standards", context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--root",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Folder of standards (default: those that come with the hub).",
)
@click.pass_context
def standards_group(context: click.Context, root: Path | None) -> None:
    """Published standards of evidence: list, show, validate, grade."""
    context.obj = root or standards_dir()


@standards_group.command("list")
@_JSON
@click.pass_obj
def list_command(root: Path, as_json: bool) -> None:
    """List every standard and its versions."""
    found = [_load(standard_id, root) for standard_id in standard_ids(root)]
    if as_json:
        _print_json(
            [
                {
                    "id": standard.id,
                    "title": standard.title,
                    "current": standard.version,
                    "versions": versions_of(standard.id, root),
                    "tiers": len(standard.tiers),
                }
                for standard in found
            ]
        )
        return
    for standard in found:
        click.echo(f"{standard.id}@{standard.version}  {standard.title}  ({len(standard.tiers)} tiers)")


@standards_group.command("show")
@click.argument("standard", metavar="STANDARD[@VERSION]")
@_JSON
@click.pass_obj
def show_command(root: Path, standard: str, as_json: bool) -> None:
    """Show the tiers and criteria of a standard."""
    found = _load(standard, root)
    if as_json:
        _print_json(standard_as_dict(found))
        return
    click.echo(f"{found.title}\n{found.id}@{found.version}. {found.validated_note}\n{found.note}")
    for tier in found.tiers:
        click.echo(f"\n{tier.label}: {tier.name}\n  {tier.plain}")
        for criterion in found.criteria_of(tier.id):
            mark = "  (unverified)" if criterion.is_unverified else ""
            click.echo(f"  {criterion.id}  {criterion.question}  [{criterion.about}]{mark}")


@standards_group.command("validate")
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
@_JSON
@click.pass_obj
def validate_command(root: Path, files: tuple[Path, ...], as_json: bool) -> None:
    """Check files of standards and vocabularies, and run their worked cases (default: all that come with the hub)."""
    paths = files or tuple(sorted(root.rglob("*.toml")))
    if not paths:
        _fail(f"no .toml file in {root}", code=2)
    problems = [problem for path in paths for problem in validate_file(path)]
    if as_json:
        _print_json([{"file": str(found.path), "line": found.line, "message": found.message} for found in problems])
    elif problems:
        for problem in problems:
            click.echo(f"{problem.path}:{problem.line or 1}: {problem.message}", err=True)
    else:
        click.echo(f"{len(paths)} files, no problems.")
    if problems:
        sys.exit(1)


@standards_group.command("grade")
@click.argument("standard", metavar="STANDARD[@VERSION]")
@click.argument("findings", metavar="FINDINGS.json", type=click.Path(exists=True, dir_okay=False, allow_dash=True))
@_JSON
@click.pass_obj
def grade_command(root: Path, standard: str, findings: str, as_json: bool) -> None:
    """Work out the tier that a file of findings earns, and what the next tier needs ("-" reads from the pipe)."""
    found = _load(standard, root)
    try:
        result = grade(found, parse_input(found, _read_json(findings)))
    except BadInput as error:
        _fail(*(f"{findings}: {problem}" for problem in error.problems))
    if as_json:
        _print_json(result.as_dict())
    else:
        click.echo("\n".join(_lines(result)))


def _lines(result: Grade) -> list[str]:
    standard = result.standard
    tier = f"{result.tier.label}, {result.tier.name}" if result.tier else "no step reached"
    sure = f"{result.evidence_tier.label}, {result.evidence_tier.name}" if result.evidence_tier else "no step reached"
    lines = [
        standard.title,
        f"As published: {tier}.",
        f"How sure we are (whatever was found): {sure}.",
        result.headline,
    ]
    for part in result.parts:
        own = part.tier.label if part.tier else "no step"
        sure = part.evidence_tier.label if part.evidence_tier else "no step"
        lines.append(f'  outcome "{part.context.outcome}": {own}; evidence {sure}')
    for place, (step, verdict) in enumerate(zip(standard.tiers, result.best.verdicts, strict=True)):
        lines += ["", wording.tier_sentence(step, verdict, is_reached=place < result.best.reached)]
        lines += wording.sentences(standard, verdict)[1:]
    if result.next:
        lines += ["", f"To reach {standard.tiers_by_id[result.next.tier].label}, show any one of these sets:"]
        for way in result.next.needs:
            lines.append("  - " + ", ".join(f"{name} ({standard.criterion(name).effort})" for name in way))
    return lines


def _load(name: str, root: Path) -> Standard:
    standard_id, _, version = name.partition("@")
    try:
        return load_standard(standard_id, version or None, root)
    except UnknownStandard as error:
        _fail(str(error), code=2)
    except BadFile as error:
        _fail(*(str(problem) for problem in error.problems))


def _read_json(name: str) -> object:
    try:
        text = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
        return json.loads(text.decode("utf-8-sig"), object_pairs_hook=_object)
    except UnicodeDecodeError:
        _fail(f"{name}: is not UTF-8 text")
    except json.JSONDecodeError as error:
        _fail(f"{name}: is not JSON: line {error.lineno}, column {error.colno}: {error.msg}")
    except RecursionError:
        _fail(f"{name}: is nested too deeply")
    except OSError as error:
        _fail(f"{name}: cannot be read: {error.strerror}")


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Refuse a key given twice: JSON would keep the last, and the other answer would be lost without a word."""
    keys = [key for key, _ in pairs]
    if twice := sorted({key for key in keys if keys.count(key) > 1}):
        raise BadInput([f'"{key}" is given twice' for key in twice])
    return dict(pairs)


def _print_json(value: dict[str, Any] | Sequence[Any]) -> None:
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))


def _fail(*messages: str, code: int = 1) -> NoReturn:
    for message in messages:
        click.echo(f"error: {message}", err=True)
    sys.exit(code)


COMMANDS = (standards_group,)
