"""``evidencehub standards …``: look at standards, check their files, grade a file of findings. Never builds the app."""

from pathlib import Path

import click

from evidencehub.shared.paths import OWN_STANDARDS, own_standards_dir
from evidencehub.standards.console.files import mutate_command, schema_command, validate_command
from evidencehub.standards.console.grading import crosswalk_command, grade_command
from evidencehub.standards.console.looking import list_command, show_command
from evidencehub.standards.console.shared import fail
from evidencehub.standards.console.versions import diff_command, publish_command


@click.group("standards", context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--root",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help=f"Folder of standards (default: those that come with the hub, and those in {OWN_STANDARDS}).",
)
@click.pass_context
def standards_group(context: click.Context, root: Path | None) -> None:
    """Published standards of evidence: list, show, grade, crosswalk, diff; validate, mutate, agree, publish."""
    if root is None and (own := own_standards_dir()) is not None and not own.is_dir():
        fail(f"{OWN_STANDARDS} names {own}, and there is no such folder", code=2)
    context.obj = root.resolve() if root else None


for _command in (
    list_command,
    show_command,
    grade_command,
    crosswalk_command,
    diff_command,
    validate_command,
    mutate_command,
    publish_command,
    schema_command,
):
    standards_group.add_command(_command)
