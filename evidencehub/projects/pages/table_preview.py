"""The preview of a table: each row as it would read, what is wrong by cell, and which way is better, once a measure."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from wtforms import SelectChoice

from evidencehub.projects import terms
from evidencehub.projects.models import Evaluation
from evidencehub.projects.pages.result_forms import CHOICES
from evidencehub.projects.pages.table_rows import FOR_ALL, REPLACE, PreviewRow, Sent
from evidencehub.projects.sheets.adding import Agreed
from evidencehub.projects.sheets.cells import MOST_ROWS, Row
from evidencehub.projects.sheets.twins import are_the_same
from evidencehub.shared.forms import HubForm

ROW, TIME = "Row", "Time"


@dataclass
class Direction:
    """One question: does a higher number of this measure mean better? ``given`` by row, from the table itself."""

    name: str
    outcome: str
    measure: str
    answer: str
    rows: list[str]
    differ: bool = False
    problem: str = ""

    @property
    def about(self) -> str:
        return f"{self.outcome}, with {self.measure}" if self.measure else self.outcome

    @property
    def usual(self) -> str:
        known = terms.known_measure(self.measure)
        return known.higher_is if known else ""

    @property
    def choices(self) -> list[SelectChoice]:
        return [SelectChoice(value, words) for value, words in CHOICES["higher_is"].items()]


class PreviewForm(HubForm):
    """``rows`` read by the form of one result each. On the first look nothing that was never asked is an error."""

    def __init__(
        self, sent: Sent, evaluation: Evaluation, *, problems: Mapping[int, Mapping[str, str]] | None = None,
        is_first: bool = False, **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(**kwargs)
        self.word = TIME if sent.get("word") == TIME else ROW
        self.is_first, self.sent = is_first, sent
        count = int(sent["rows"]) if sent.get("rows", "").isascii() and sent.get("rows", "").isdigit() else 0
        self.rows = [PreviewRow(sent, place, evaluation.participants) for place in range(min(count, MOST_ROWS))]
        self.directions = self._directions(sent)
        answers = {row: direction for direction in self.directions.values() for row in direction.rows}
        for row in self.rows:
            direction = answers.get(row.prefix)
            row.read(direction.answer if direction else "", (problems or {}).get(row.index, {}))
            row.meet(evaluation.results)
            for earlier in self.rows[: row.index]:
                if earlier.is_added and earlier.columns and row.columns and are_the_same(earlier.columns, row.columns):
                    row.same_as = row.same_as or earlier.number

    def _directions(self, sent: Sent) -> dict[tuple[str, str], Direction]:
        found = dict[tuple[str, str], Direction]()
        for row in self.rows:
            if row.measures is None:
                continue
            outcome, measure = row.measures
            key = (outcome.casefold(), measure.casefold())
            name = f"higher-{hashlib.sha256(repr(key).encode()).hexdigest()[:12]}"
            direction = found.setdefault(key, Direction(name, outcome, measure, "", []))
            direction.rows.append(row.prefix)
        for direction in found.values():
            given = {sent.get(f"{row}higher_is") for row in direction.rows} - {"", None} if self.is_first else set()
            direction.differ = len(given) > 1
            said = sent.get(direction.name) or (next(iter(given)) if len(given) == 1 else "")
            direction.answer = said if said and said in CHOICES["higher_is"] else ""
        return found

    @property
    def asked(self) -> list[Direction]:
        """Questions on direction of the rows that are to be added."""
        added = {row.prefix for row in self.rows if row.is_added}
        return [each for each in self.directions.values() if added & set(each.rows)]

    @property
    def often(self) -> dict[str, list[str]]:
        """Questions that numbers of several rows raise in the same words, with the numbers of the rows."""
        found = dict[str, list[str]]()
        for row in self.rows:
            for words in dict.fromkeys(
                each.words for each in (row.form.asked_about if row.form and row.is_added else ())
            ):
                found.setdefault(words, []).append(row.number)
        return {words: rows for words, rows in found.items() if len(rows) > 1}

    @property
    def for_all(self) -> list[str]:
        """Those of them that were answered for all rows at once."""
        return self.sent.getlist(FOR_ALL)

    @property
    def count(self) -> int:
        return sum(row.is_added for row in self.rows)

    def error_list(self) -> list[dict[str, str]]:
        found = super().error_list()
        for direction in self.asked if not self.is_first else ():
            if not direction.answer:
                direction.problem = "Say whether a higher number means better"
                found.append({"text": f"{direction.about}: {direction.problem}", "href": f"#{direction.name}"})
        for row in self.rows:
            problems = list(row.problems())
            if row.is_added and not self.is_first and (words := row.twin_problem):
                problems.insert(0, (f"{row.prefix}twin", words))
            found += [{"text": f"{self.word} {row.number}, {words}", "href": f"#{name}"} for name, words in problems]
        return found

    @property
    def errors(self) -> dict[str, Any]:
        own = dict(super().errors)
        return own | ({"rows": self.error_list()} if self.error_list() else {})

    def is_ready(self) -> bool:
        return self.validate_on_submit() and not self.error_list()

    def agreed(self) -> list[Agreed]:
        return [
            Agreed(row.form.answers(), row.twin.result if row.twin and row.twin_choice == REPLACE else None)
            for row in self.rows
            if row.is_added and row.form is not None
        ]


def sent_of(rows: Sequence[Row], word: str = ROW) -> tuple[Sent, dict[int, Mapping[str, str]]]:
    """Rows of a table as the page would send them, and what is wrong with cells that no form takes."""
    sent = Sent({"rows": str(len(rows)), "word": word})
    for place, row in enumerate(rows):
        sent[f"row{place}-number"] = str(row.number)
        if row.is_heading:
            sent[f"row{place}-out"] = "yes"
        for name, words in row.typed.items():
            sent[f"row{place}-{name}"] = words
    return sent, {place: row.problems for place, row in enumerate(rows)}
