"""``statistics mantel-haenszel``: two-by-two tables put together."""

from typing import cast

import click
import numpy as np

from evidencehub.statistics.console.shared import JSON_OPTION, TABLE, fail, numbers, print_json, read_table
from evidencehub.statistics.console.synthesising import lines_of, refuse
from evidencehub.statistics.errors import CannotCompute
from evidencehub.statistics.synthesis.rare_events import MEASURES, Tables, mantel_haenszel

COLUMNS = ("event_t", "n_t", "event_c", "n_c")


@click.command("mantel-haenszel")
@click.argument("file", metavar="FILE.csv", type=TABLE)
@click.option("--measure", type=click.Choice(MEASURES), default="or", show_default=True, help="or and rr as logs.")
@JSON_OPTION
def mantel_haenszel_command(file: str, measure: str, as_json: bool) -> None:
    """Put counts together where events are rare: columns event_t, n_t, event_c, n_c."""
    table = read_table(file)
    table.need(COLUMNS)
    columns = [numbers(table, column) for column in COLUMNS]
    for line, cells in zip(table.lines, zip(*columns, strict=True), strict=True):
        if problem := _problem(cells):
            fail(f"{file}: line {line}: {problem}")
    arrays = [np.array(cast(list[float], column), dtype=float) for column in columns]
    try:
        found = mantel_haenszel(Tables(*arrays), measure)
    except CannotCompute as error:
        refuse(file, len(table.rows), error, as_json)
    if as_json:
        print_json(found.as_dict())
    else:
        click.echo("\n".join(lines_of(found)))


def _problem(cells: tuple[float | None, ...]) -> str | None:
    for events, people, arm in ((cells[0], cells[1], "t"), (cells[2], cells[3], "c")):
        if events is None or people is None:
            return f"event_{arm} or n_{arm} is empty"
        if events < 0 or people < 1 or events != int(events) or people != int(people):
            return f"event_{arm} and n_{arm} have to be whole numbers, and n_{arm} 1 or more"
        if events > people:
            return f"event_{arm} is {events:g}, and there are {people:g} people in n_{arm}"
    return None
