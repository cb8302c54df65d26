"""``standards validate``, ``standards schema`` and ``standards mutate``: for those who write the files."""

import json
import sys
from pathlib import Path

import click

from evidencehub.standards.console.shared import JSON_OPTION, fail, load, print_json
from evidencehub.standards.files.json_schema import schema
from evidencehub.standards.files.loading import folder_of, folders, own_folder_problems, standard_ids
from evidencehub.standards.model.errors import BadFile
from evidencehub.standards.proof.mutations import Score, mutation_score
from evidencehub.standards.validating import read_any
from evidencehub.standards.versions.published import check_lock

GOOD_ENOUGH = 0.95  # share of flips that the worked cases must notice


@click.command("validate")
@click.argument("files", nargs=-1, metavar="[FILE|STANDARD]…", type=click.Path(path_type=Path))
@JSON_OPTION
@click.pass_obj
def validate_command(root: Path | None, files: tuple[Path, ...], as_json: bool) -> None:
    """Check files of standards and vocabularies, and run their worked cases (default: all that come with the hub)."""
    everything = tuple(path for folder in folders(root) for path in sorted(folder.rglob("*.toml")))
    paths = tuple(dict.fromkeys(path for file in files for path in _meant(file, root))) if files else everything
    if not paths:
        fail(f"no .toml file in {root}", code=2)
    sources = [read_any(path.resolve()) for path in paths]
    problems = [problem for source in sources for problem in source.problems]
    if not files:
        problems += [problem for folder in folders(root) for problem in check_lock(folder)]
        problems += [] if root else own_folder_problems()
    for warning in (warning for source in sources for warning in source.warnings):
        click.echo(f"{warning.path}:{warning.line or 1}: warning: {warning.message}", err=True)
    if as_json:
        print_json([{"file": str(found.path), "line": found.line, "message": found.message} for found in problems])
    elif problems:
        for problem in problems:
            click.echo(f"{problem.path}:{problem.line or 1}: {problem.message}", err=True)
    else:
        click.echo(f"{len(paths)} {'file' if len(paths) == 1 else 'files'}, no problems.")
    if problems:
        sys.exit(1)


def _meant(named: Path, root: Path | None) -> list[Path]:
    """The files that a path or an id stands for: a folder is all of it, and a version comes with its cases."""
    if not named.exists() and len(named.parts) == 1 and named.name in standard_ids(root):
        named = folder_of(named.name, root) / named.name
    if named.is_dir():
        return sorted(named.glob("*.toml"))
    cases = named.with_name(f"{named.stem}.cases.toml")
    return [named, cases] if cases.exists() else [named]


@click.command("schema")
def schema_command() -> None:
    """Print the JSON Schema of a version file, for editors (it lies in standards/version.schema.json)."""
    click.echo(json.dumps(schema(), ensure_ascii=False, indent=2))


@click.command("mutate")
@click.argument("standards", nargs=-1, metavar="[STANDARD[@VERSION]]…")
@JSON_OPTION
@click.pass_obj
def mutate_command(root: Path | None, standards: tuple[str, ...], as_json: bool) -> None:
    """Flip every threshold and gate, one at a time: how many of the flips do the worked cases notice?"""
    names = standards or tuple(standard_ids(root))
    scores: list[Score] = []
    for name in names:
        try:
            scores.append(mutation_score(load(name, root), root))
        except BadFile as error:
            fail(*(str(problem) for problem in error.problems))
        if not as_json:
            click.echo("\n".join(_lines(scores[-1])))
    if as_json:
        print_json([_as_dict(score) for score in scores])
    elif len(scores) > 1:
        made, missed = sum(score.made for score in scores), sum(len(score.survivors) for score in scores)
        click.echo(f"all  {made - missed} of {made} flips noticed, {(made - missed) / made:.1%}")
    if any(score.share < GOOD_ENOUGH for score in scores):
        sys.exit(1)


def _lines(score: Score) -> list[str]:
    noticed = score.made - len(score.survivors)
    name = f"{score.standard.id}@{score.standard.version}"
    return [f"{name}  {noticed} of {score.made} flips noticed, {score.share:.1%}",
            *(f"  not noticed: {what}" for what in score.survivors)]  # fmt: skip


def _as_dict(score: Score) -> dict[str, object]:
    return {
        "standard": score.standard.id,
        "version": score.standard.version,
        "flips": score.made,
        "noticed": score.made - len(score.survivors),
        "share": round(score.share, 4),
        "survivors": list(score.survivors),
    }
