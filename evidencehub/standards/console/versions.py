"""``standards diff`` and ``standards publish``."""

from pathlib import Path

import click

from evidencehub.standards.console.shared import JSON_OPTION, fail, load, print_json
from evidencehub.standards.files.loading import folder_of, folders, standard_ids, versions_of
from evidencehub.standards.files.toml_source import Table, TomlSource
from evidencehub.standards.model.errors import BadFile
from evidencehub.standards.model.standard import Standard
from evidencehub.standards.versions import differences
from evidencehub.standards.versions.changes import grouped
from evidencehub.standards.versions.published import CannotPublish, not_locked
from evidencehub.standards.versions.published import publish as publish_version


@click.command("diff")
@click.argument("old", metavar="STANDARD@OLD")
@click.argument("new", metavar="[STANDARD@]NEW")
@JSON_OPTION
@click.pass_obj
def diff_command(root: Path | None, old: str, new: str, as_json: bool) -> None:
    """Say in words what changed from one version of a standard to another."""
    before = load(old, root)
    after = load(new if "@" in new or new in standard_ids(root) else f"{before.id}@{new}", root)
    if before.id != after.id:
        fail(f"{before.id} and {after.id} are two standards; a difference is between two versions of one", code=2)
    if as_json:
        print_json(differences.as_dict(_data(root, before), _data(root, after), root))
        return
    changes = differences.compare(_data(root, before), _data(root, after), root)
    click.echo(f"{after.title}: from {before.version} to {after.version}")
    if not changes:
        click.echo("Nothing changed.")
    for group in grouped(changes):
        click.echo(f"\n{group.heading}")
        for change in group.changes:
            click.echo(f"  - {change.text}")


def _data(root: Path | None, standard: Standard) -> Table:
    return TomlSource.read(folder_of(standard.id, root) / standard.id / f"{standard.version}.toml").data


@click.command("publish")
@click.argument("names", nargs=-1, metavar="STANDARD[@VERSION]…")
@click.option("--check", is_flag=True, help="Only list the versions that are not published yet.")
@click.pass_obj
def publish_command(root: Path | None, names: tuple[str, ...], check: bool) -> None:
    """Lock a version: its file can never change again; a correction is a new version."""
    if check or not names:
        waiting = [name for folder in folders(root) for name in not_locked(folder)]
        click.echo("\n".join(waiting) if waiting else "Every version is published or a draft.")
        return
    for name in names:
        standard = load(name, root)
        if name == standard.id and len(versions_of(standard.id, root)) > 1:
            fail(f"{name} has several versions; say which, such as {name}@{standard.version}", code=2)
        try:
            done = publish_version(folder_of(standard.id, root), standard.id, standard.version)
        except CannotPublish as error:
            fail(str(error))
        except BadFile as error:
            fail(*(str(problem) for problem in error.problems))
        click.echo(f"{done.name} {'is published' if done.is_new else 'was published already'} ({done.sha256[:12]}…)")
