"""``statistics synthesise``: effects of several studies put together."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, NoReturn

import click

from evidencehub.statistics.console.shared import (
    JSON_OPTION,
    TABLE,
    Table,
    fail,
    numbers,
    print_json,
    read_table,
    shown,
)
from evidencehub.statistics.errors import CannotCompute
from evidencehub.statistics.synthesis.dependent import Robust, robust
from evidencehub.statistics.synthesis.pooling import METHODS, Synthesis, synthesise
from evidencehub.statistics.synthesis.sensitivity import Egger, egger, leave_one_out
from evidencehub.statistics.synthesis.studies import Studies, studies
from evidencehub.statistics.synthesis.subgroups import Subgroups, subgroups

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
@click.option("--by", metavar="COLUMN", help="Also each group of studies, and whether groups differ.")
@click.option("--study", metavar="COLUMN", help="Also a robust standard error, where studies give several effects.")
@click.option("--leave-one-out", "leaving", is_flag=True, help="Also without each study in turn.")
@click.option("--egger", "with_egger", is_flag=True, help="Also Egger's test: do small studies show other effects?")
@JSON_OPTION
def synthesise_command(
    file: str,
    method: str,
    hksj: bool,
    by: str | None,
    study: str | None,
    leaving: bool,
    with_egger: bool,
    as_json: bool,
) -> None:
    """Put effects together: columns yi (a ratio as its log) and vi (its variance); "-" reads from the pipe."""
    table = read_table(file)
    table.need(["yi", "vi", *filter(None, (by, study))])
    given = given_effects(table)
    try:
        them = given.studies()
        found = synthesise(them, method, hksj=hksj)
        groups = subgroups(them, given.cells(by), method, hksj=hksj) if by else None
        clustered = robust(them, given.cells(study), method) if study else None
        others = leave_one_out(them, method, hksj=hksj) if leaving else []
        asymmetry = egger(them) if with_egger else None
    except CannotCompute as error:
        refuse(file, len(given.lines), error, as_json)
    if as_json:
        print_json(
            found.as_dict()
            | (_groups(groups) if groups else {})
            | ({"robust": asdict(clustered)} if clustered else {})
            | ({"leave_one_out": _others(given, others)} if leaving else {})
            | ({"egger": asdict(asymmetry)} if asymmetry else {})
            | ({"left_out": given.left_out} if given.left_out else {})
        )
        return
    for lines in (
        lines_of(found),
        _group_lines(groups) if groups else [],
        [_robust_line(clustered)] if clustered else [],
        [_short(f"without line {line}", other) for line, other in zip(given.lines, others, strict=False)],
        [_asymmetry(asymmetry)] if asymmetry else [],
        [f"Left out, as yi or vi is empty: lines {', '.join(map(str, given.left_out))}."] if given.left_out else [],
    ):
        for line in lines:
            click.echo(line)


@dataclass(frozen=True)
class Given:
    """The rows that hold all that is needed, by the line of the file; ``left_out`` the lines of the others."""

    yi: list[float]
    vi: list[float]
    moderators: list[list[float]]
    rows: list[dict[str, str]]
    lines: list[int]
    left_out: list[int]

    def studies(self) -> Studies:
        """:raises CannotCompute: nothing to weigh; a variance that is none, by its line."""
        for variance, line in zip(self.vi, self.lines, strict=True):
            if variance <= 0:
                raise CannotCompute(
                    f"line {line}: a variance of {variance:g} cannot be: every study has some uncertainty"
                )
        return studies(self.yi, self.vi)

    def cells(self, column: str) -> list[str]:
        return [row[column] for row in self.rows]


def given_effects(table: Table, moderators: Sequence[str] = ()) -> Given:
    """The rows with an effect, a variance, and a number for each moderator."""
    given = Given([], [], [], [], [], [])
    columns = [numbers(table, column) for column in ("yi", "vi", *moderators)]
    for row, line, *cells in zip(table.rows, table.lines, *columns, strict=True):
        known = [cell for cell in cells if cell is not None]
        if len(known) < len(cells):
            given.left_out.append(line)
            continue
        given.yi.append(known[0])
        given.vi.append(known[1])
        given.moderators.append(known[2:])
        given.rows.append(row)
        given.lines.append(line)
    return given


def refuse(file: str, k: int, error: CannotCompute, as_json: bool) -> NoReturn:
    """End the command: with --json every value is null, and the reason stands beside them."""
    if as_json:
        print_json({"k": k, **dict.fromkeys(NOTHING), "reason": str(error)})
    fail(f"{file}: {error}")


def _groups(found: Subgroups) -> dict[str, Any]:
    groups = [{"group": name, **each.as_dict()} for name, each in found.groups.items()]
    return {"groups": groups, "between": {"q": found.q, "df": found.df, "p": found.p}}


def _others(given: Given, others: Sequence[Synthesis]) -> list[dict[str, Any]]:
    return [{"line": line, **other.as_dict()} for line, other in zip(given.lines, others, strict=True)]


def lines_of(found: Synthesis) -> list[str]:
    rows = [
        ("effects, method, test", f"{found.k}, {found.method}, {found.test}"),
        ("estimate", shown(found.estimate)),
        ("standard error", shown(found.se)),
        ("95 % confidence interval", f"{shown(found.ci_low)} to {shown(found.ci_high)}"),
        ("95 % prediction interval", f"{shown(found.pi_low)} to {shown(found.pi_high)}"),
        ("tau2 (95 % interval)", f"{shown(found.tau2)} ({shown(found.tau2_low)} to {shown(found.tau2_high)})"),
        ("I2, percent", shown(found.i2, 2)),
        ("Q, p", f"{shown(found.q)}, {shown(found.q_p)}"),
    ]
    told = [f"{name:26}{value}" for name, value in rows if any(letter.isdigit() for letter in value)]
    return told + ([f"Note: {found.reason}."] if found.reason else [])


def _short(name: str, found: Synthesis) -> str:
    return f"  {name}: {shown(found.estimate)} [{shown(found.ci_low)}, {shown(found.ci_high)}], k = {found.k}"


def _group_lines(found: Subgroups) -> list[str]:
    between = f"Between groups: Q = {shown(found.q)} with {found.df} degrees, p = {shown(found.p)}"
    return [*(_short(name or "(empty)", each) for name, each in found.groups.items()), between]


def _robust_line(found: Robust) -> str:
    told = f" ({found.reason})" if found.reason else ""
    return (
        f"Robust over {found.studies} studies: standard error {shown(found.se)}, "
        f"[{shown(found.ci_low)}, {shown(found.ci_high)}], p = {shown(found.p)}, {found.df:.2f} degrees{told}"
    )


def _asymmetry(test: Egger) -> str:
    return f"Egger's test: slope {shown(test.slope)}, t = {shown(test.t)} with {test.df} degrees, p = {shown(test.p)}"
