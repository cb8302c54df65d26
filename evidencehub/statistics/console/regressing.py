"""``statistics meta-regression``: effects on what is known of the studies."""

from dataclasses import asdict

import click

from evidencehub.statistics.console.shared import JSON_OPTION, TABLE, fail, print_json, read_table, shown
from evidencehub.statistics.console.synthesising import given_effects, refuse
from evidencehub.statistics.errors import CannotCompute
from evidencehub.statistics.synthesis.moderators import CAUTION, Regression, regress, with_moderators
from evidencehub.statistics.synthesis.pooling import METHODS


@click.command("meta-regression")
@click.argument("file", metavar="FILE.csv", type=TABLE)
@click.option("--moderator", "names", metavar="COLUMN", multiple=True, required=True,
              help="A column of numbers, such as months of follow-up; may be given several times.")  # fmt: skip
@click.option("--method", type=click.Choice(METHODS), default="reml", show_default=True, help="As for synthesise.")
@click.option("--hksj", is_flag=True, help="Knapp and Hartung's margins of error, with the t and F distributions.")
@JSON_OPTION
def meta_regression_command(file: str, names: tuple[str, ...], method: str, hksj: bool, as_json: bool) -> None:
    """Say how effects (columns yi, vi) go with moderators; rows that lack one of them are left out."""
    table = read_table(file)
    table.need(("yi", "vi", *names))
    if len(set(names)) < len(names):
        fail("a moderator is named twice", code=2)
    given = given_effects(table, names)
    try:
        them = with_moderators(given.studies(), list(zip(*given.moderators, strict=True)))
        found = regress(them, names, method, hksj=hksj)
    except CannotCompute as error:
        refuse(file, len(given.lines), error, as_json)
    if as_json:
        print_json({
            "k": found.k,
            "coefficients": [{"name": name, **asdict(slope)} for name, slope in found.slopes.items()],
            **found.spread,
            "qm": found.qm,
            "qm_df": found.qm_df,
            "qm_p": found.qm_p,
            "r2": found.r2,
            "note": CAUTION,
            **({"left_out": given.left_out} if given.left_out else {}),
        })  # fmt: skip
        return
    click.echo("\n".join(_lines(found)))
    if given.left_out:
        click.echo(f"Left out, as something is empty: lines {', '.join(map(str, given.left_out))}.")


def _lines(found: Regression) -> list[str]:
    slopes = [
        f"{name:24}{shown(slope.estimate):>10} [{shown(slope.ci_low)}, {shown(slope.ci_high)}], p = {shown(slope.p)}"
        for name, slope in found.slopes.items()
    ]
    return [
        f"{found.k} effects",
        *slopes,
        f"All moderators: {shown(found.qm)} with {found.qm_df} degrees, p = {shown(found.qm_p)}",
        f"What they leave: tau2 {shown(found.spread['tau2'])}, Q = {shown(found.spread['q'])}, "
        f"p = {shown(found.spread['q_p'])}; accounted for: {shown(found.r2, 2)} percent of tau2",
        f"Note: {CAUTION}.",
    ]
