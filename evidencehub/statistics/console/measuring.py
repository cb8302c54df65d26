"""``statistics effect-size``: what reports hold, as effects with variances."""

import click

from evidencehub.statistics.cells import Row
from evidencehub.statistics.console.shared import JSON_OPTION, TABLE, fail, print_json, read_table, shown
from evidencehub.statistics.effects.effect import Effect
from evidencehub.statistics.effects.kinds import KINDS, Kind, effect_size
from evidencehub.statistics.effects.standardised import APPROXIMATE, EXACT, Asked


def _told(name: str, kind: Kind) -> str:
    columns = [*kind.columns, *(f"[{column}]" for column in kind.optional)]
    return f"{name}: {kind.about}; columns {', '.join(columns)}; measures {', '.join(kind.measures)}"


HELP = "\n".join(_told(name, kind) for name, kind in KINDS.items())


@click.command("effect-size", epilog=f"\b\nKinds, with what each needs and [may have]:\n{HELP}")
@click.argument("file", metavar="FILE.csv", type=TABLE)
@click.option("--kind", required=True, type=click.Choice(tuple(KINDS)), help="What the report gives.")
@click.option("--measure", help="The effect that is wanted (default: the first of the kind's).")
@click.option("--correction", type=click.Choice((EXACT, APPROXIMATE)), default=EXACT, show_default=True,
              help="The small-sample correction, for g.")  # fmt: skip
@JSON_OPTION
def effect_size_command(file: str, kind: str, measure: str | None, correction: str, as_json: bool) -> None:
    """Work out effect sizes, one a row: the first group (_t) less the second (_c); ratios as logs."""
    chosen = KINDS[kind]
    if measure is not None and measure not in chosen.measures:
        fail(f'{kind} gives no measure "{measure}"; it gives {", ".join(chosen.measures)}', code=2)
    table = read_table(file)
    table.need(chosen.columns)
    asked = Asked(measure or chosen.measures[0], correction)
    found = [effect_size(chosen, Row(row), asked) for row in table.rows]
    if as_json:
        print_json([each.as_dict() for each in found])
        return
    click.echo(f"{'line':>6} {'yi':>10} {'vi':>10} {'se':>10} {'95 % interval':>22}")
    for line, each in zip(table.lines, found, strict=True):
        click.echo(_line(line, each))


def _line(line: int, found: Effect) -> str:
    values = found.as_dict()
    if found.yi is None:
        return f"{line:>6} {'-':>10} {found.reason}"
    interval = f"{shown(values['ci_low'])} to {shown(values['ci_high'])}"
    told = "; ".join([*([found.reason] if found.reason else []), *found.notes])
    cells = f"{line:>6} {shown(found.yi):>10} {shown(found.vi):>10} {shown(values['se']):>10} {interval:>22}"
    return f"{cells}  {told}".rstrip()
