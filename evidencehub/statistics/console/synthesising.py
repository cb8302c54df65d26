"""``statistics synthesise``: effects of several studies put together."""

from dataclasses import asdict
from typing import Any

import click

from evidencehub.statistics.console.shared import JSON_OPTION, TABLE, fail, numbers, print_json, read_table, shown
from evidencehub.statistics.errors import CannotCompute
from evidencehub.statistics.synthesis.pooling import METHODS, Synthesis, synthesise
from evidencehub.statistics.synthesis.sensitivity import Egger, egger, leave_one_out
from evidencehub.statistics.synthesis.studies import Studies, studies

NOTHING = ("estimate", "se", "ci_low", "ci_high", "pi_low", "pi_high", "tau2", "i2", "q", "q_p")


@click.command("synthesise")
@click.argument("file", metavar="FILE.csv", type=TABLE)
@click.option(
    "--method",
    type=click.Choice(METHODS),
    default="reml",
    show_default=True,
    help="ee assumes equal effects; the others say how the differences between studies are estimated.",
)
@click.option("--hksj", is_flag=True, help="Hartung and Knapp's margin of error, with the t distribution.")
@click.option("--leave-one-out", "leaving", is_flag=True, help="Also without each study in turn.")
@click.option("--egger", "with_egger", is_flag=True, help="Also Egger's test: do small studies show other effects?")
@JSON_OPTION
def synthesise_command(file: str, method: str, hksj: bool, leaving: bool, with_egger: bool, as_json: bool) -> None:
    """Put effects together: columns yi (a ratio as its log) and vi (its variance); "-" reads from the pipe."""
    table = read_table(file)
    table.need(("yi", "vi"))
    pairs = list(zip(numbers(table, "yi"), numbers(table, "vi"), table.lines, strict=True))
    kept = [(yi, vi, line) for yi, vi, line in pairs if yi is not None and vi is not None]
    left_out = [line for yi, vi, line in pairs if yi is None or vi is None]
    answer: dict[str, Any]
    try:
        them = _studies(kept)
        found = synthesise(them, method, hksj=hksj)
        others = leave_one_out(them, method, hksj=hksj) if leaving else []
        asymmetry = egger(them) if with_egger else None
    except CannotCompute as error:
        if as_json:
            print_json({"k": len(kept), **dict.fromkeys(NOTHING), "reason": str(error)})
        fail(f"{file}: {error}")
    if as_json:
        answer = found.as_dict()
        if leaving:
            answer["leave_one_out"] = [
                {"line": line, **other.as_dict()} for (_, _, line), other in zip(kept, others, strict=True)
            ]
        if asymmetry:
            answer["egger"] = asdict(asymmetry)
        print_json({**answer, **({"left_out": left_out} if left_out else {})})
        return
    click.echo("\n".join(_lines(found)))
    for (_, _, line), other in zip(kept, others, strict=False):
        click.echo(f"  without line {line}: {shown(other.estimate)} [{shown(other.ci_low)}, {shown(other.ci_high)}]")
    if asymmetry:
        click.echo(_asymmetry(asymmetry))
    if left_out:
        click.echo(f"Left out, as yi or vi is empty: lines {', '.join(map(str, left_out))}.")


def _studies(kept: list[tuple[float, float, int]]) -> Studies:
    """What was read, as studies. :raises CannotCompute: nothing to weigh; a variance that is none, by its line."""
    for _, variance, line in kept:
        if variance <= 0:
            raise CannotCompute(f"line {line}: a variance of {variance:g} cannot be: every study has some uncertainty")
    return studies([yi for yi, _, _ in kept], [vi for _, vi, _ in kept])


def _lines(found: Synthesis) -> list[str]:
    rows = [
        ("effects (k)", str(found.k)),
        ("method, test", f"{found.method}, {found.test}"),
        ("estimate", shown(found.estimate)),
        ("standard error", shown(found.se)),
        ("95 % confidence interval", f"{shown(found.ci_low)} to {shown(found.ci_high)}"),
        ("95 % prediction interval", f"{shown(found.pi_low)} to {shown(found.pi_high)}"),
        ("tau2 (95 % interval)", f"{shown(found.tau2)} ({shown(found.tau2_low)} to {shown(found.tau2_high)})"),
        ("I2, percent", shown(found.i2, 2)),
        ("Q, p", f"{shown(found.q)}, {shown(found.q_p)}"),
    ]
    return [f"{name:26}{value}" for name, value in rows] + ([f"Note: {found.reason}."] if found.reason else [])


def _asymmetry(test: Egger) -> str:
    return f"Egger's test: slope {shown(test.slope)}, t = {shown(test.t)} with {test.df} degrees, p = {shown(test.p)}"
