"""``statistics agreement``: how far raters agree."""

import click

from evidencehub.statistics.agreement.measuring import agreement, as_dict
from evidencehub.statistics.agreement.ratings import INTERVAL, LEVELS, NOMINAL, RATIO, ratings
from evidencehub.statistics.cells import MISSING, number
from evidencehub.statistics.console.shared import JSON_OPTION, TABLE, fail, numbers, print_json, read_table, shown
from evidencehub.statistics.errors import CannotCompute

NAMES_OF_SUBJECTS = {"case", "id", "item", "subject", "unit"}  # a first column of this name is taken for no rater


@click.command("agreement")
@click.argument("file", metavar="FILE.csv", type=TABLE)
@click.option(
    "--level", type=click.Choice(LEVELS), default=NOMINAL, show_default=True, help="The scale of the answers."
)
@click.option("--answers", metavar="A,B,C", help="Every possible answer, in its order; also those that nobody gave.")
@click.option("--subject", metavar="COLUMN", help="The column that names subjects, if its name does not say so.")
@JSON_OPTION
def agreement_command(file: str, level: str, answers: str | None, subject: str | None, as_json: bool) -> None:
    """Say how far raters agree: a row for each subject, a column for each rater, an empty cell where one is missing."""
    table = read_table(file)
    if subject is None and table.columns and table.columns[0].lower() in NAMES_OF_SUBJECTS:
        subject = table.columns[0]
    table.need((subject,) if subject else ())
    raters = [column for column in table.columns if column != subject]
    listed = [str(_answer(answer.strip())) for answer in answers.split(",")] if answers else None
    if level in (INTERVAL, RATIO):
        for rater in raters:
            numbers(table, rater)  # tells each cell that is none by its line
    try:
        them = ratings([[_answer(row[rater]) for rater in raters] for row in table.rows], level, listed)
    except CannotCompute as error:
        fail(f"{file}: {error}")
    found = agreement(them)
    if as_json:
        print_json(as_dict(them, found))
        return
    subjects, rated_by = them.codes.shape
    click.echo(f"subjects: {subjects}, raters: {rated_by}, missing answers: {them.missing}, level: {level}")
    for name, each in found.items():
        interval = "" if each.ci_low is None else f"[{shown(each.ci_low, 3)}, {shown(each.ci_high, 3)}]"
        told = f"({each.reason})" if each.reason else ""
        click.echo(f"{name:22} {shown(each.value, 3):>8} {interval} {told}".rstrip())


def _answer(text: str) -> str | None:
    """An answer as it was typed, but a number always alike: programs write 1 as 1.0 where a column has empty cells."""
    if text in MISSING:
        return None
    try:
        return f"{number(text):.15g}"
    except ValueError:  # a word
        return text
