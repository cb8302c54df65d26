"""``standards agree``: our reading of a body's rule beside that body's own ratings."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import click

from evidencehub.interchange.wwc.agreeing import Compared, compare
from evidencehub.interchange.wwc.rated import rated_domains
from evidencehub.standards.console.shared import JSON_OPTION, load, print_json

STANDARD = "wwc"


@click.command("agree")
@click.argument("standard", metavar=STANDARD, type=click.Choice([STANDARD]))
@click.argument("archive", metavar="ARCHIVE.zip", type=click.Path(path_type=Path))
@click.option("--misses", is_flag=True, help="Name every domain whose rating differs.")
@JSON_OPTION
@click.pass_obj
def agree_command(root: Path | None, standard: str, archive: Path, misses: bool, as_json: bool) -> None:
    """Compare the reading with the clearinghouse's own ratings of outcome domains, in its archive of August 2025.

    A third of the domains, chosen by a fixed seed, was not looked at while the reading was written.
    """
    compared = compare(load(standard, root), rated_domains(archive))
    if as_json:
        print_json([_as_dict(each) for each in compared])
        return
    judged = [each for each in compared if not each.outside]
    click.echo(f"{len(compared)} domains are rated in the archive.")
    for reason, count in Counter(each.outside for each in compared if each.outside).most_common():
        click.echo(f"  {count} not judged: {reason}")
    click.echo(_share("Judged", judged))
    click.echo(_share("  looked at while writing", [each for each in judged if not each.set_aside]))
    click.echo(_share("  set aside", [each for each in judged if each.set_aside]))
    click.echo(_share("All, those not judged included", compared))
    differing = [each for each in judged if not each.agrees]
    for (theirs, ours), count in Counter((each.domain.rating, each.ours) for each in differing).most_common():
        click.echo(f"  {count:3} {theirs}, by the reading: {ours}")
    for reason, count in Counter(each.reason for each in differing).most_common():
        click.echo(f"  {count:3} {reason}")
    for each in differing if misses else ():
        domain = each.domain
        click.echo(f"{domain.intervention} | {domain.name} | {domain.rating} | {each.ours} | {each.reason}")


def _share(title: str, some: Sequence[Compared]) -> str:
    agreeing = sum(each.agrees for each in some)
    share = f", {agreeing / len(some):.1%}" if some else ""
    return f"{title}: {agreeing} of {len(some)} agree{share}."


def _as_dict(each: Compared) -> dict[str, object]:
    return {
        "intervention": each.domain.intervention,
        "domain": each.domain.name,
        "protocol": f"{each.domain.key[2]} {each.domain.key[3]}",
        "theirs": each.domain.rating,
        "ours": each.ours,
        "agrees": each.agrees,
        "set_aside": each.set_aside,
        "outside": each.outside or None,
        "reason": each.reason or None,
    }
