"""``standards list`` and ``standards show``."""

from pathlib import Path

import click

from evidencehub.standards.console.describing import standard_as_dict
from evidencehub.standards.console.shared import JSON_OPTION, load, print_json
from evidencehub.standards.files.loading import standard_ids, versions_of
from evidencehub.standards.model.standard import Criterion, Standard


@click.command("list")
@JSON_OPTION
@click.pass_obj
def list_command(root: Path | None, as_json: bool) -> None:
    """List every standard and its versions."""
    found = [load(standard_id, root) for standard_id in standard_ids(root)]
    if as_json:
        print_json(
            [
                {
                    "id": standard.id,
                    "title": standard.title,
                    "current": standard.version,
                    "versions": versions_of(standard.id, root),
                    "tiers": len(standard.tiers),
                    "rule": standard.rule,
                    "use": standard.use,
                    "status": standard.status,
                    "criteria": len(standard.criteria),
                    "verified_share": round(standard.verified_share, 3),
                }
                for standard in found
            ]
        )
        return
    for standard in found:
        verified = sum(not criterion.is_unverified for criterion in standard.criteria)
        draft = "draft, " if standard.is_draft else ""
        about = f"{draft}{len(standard.tiers)} tiers, {verified} of {len(standard.criteria)} criteria verified"
        click.echo(f"{standard.id}@{standard.version}  {standard.title}  ({about})")


@click.command("show")
@click.argument("standard", metavar="STANDARD[@VERSION]")
@JSON_OPTION
@click.pass_obj
def show_command(root: Path | None, standard: str, as_json: bool) -> None:
    """Show the tiers and criteria of a standard."""
    found = load(standard, root)
    if as_json:
        print_json(standard_as_dict(found))
        return
    click.echo(f"{found.title}\n{found.id}@{found.version}. {found.validated_note}\n{found.note}")
    for tier in found.tiers:
        click.echo(f"\n{tier.title}\n  {tier.plain}")
        _criteria(found.criteria_of(tier.id))
    for group in found.groups:
        click.echo(f"\n{group.label}\n  {group.plain}")
        _criteria(found.criteria_in_group(group.id))
    _routes(found)


def _criteria(criteria: tuple[Criterion, ...]) -> None:
    for criterion in criteria:
        mark = f"  ({criterion.provenance})" if criterion.is_unverified else ""
        click.echo(f"  {criterion.id}  {criterion.question}  [{criterion.about}]{mark}")


def _routes(standard: Standard) -> None:
    for route in standard.routes:
        left_out = [each.id for each in standard.criteria if not standard.asked_on(each, route.id)]
        asked = f"; not asked: {', '.join(left_out)}" if left_out else ""
        click.echo(f"\nRoute {route.id}: {route.label} ({', '.join(route.designs) or 'every other design'}){asked}")
