"""What stands in the cells of one row, as the form of one result takes it. No number is read here: the form does."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from evidencehub.extraction.tables.table import FORMULA, Line
from evidencehub.projects.sheets.columns import BY_PAIR, NUMBERS, choices_of
from evidencehub.shared.numbers import MINUS
from evidencehub.shared.words import day

MOST_ROWS = 50  # results at a time: more are no longer looked at one by one
_COMMA = re.compile(r"([+\-]?\d+),(\d+)", re.ASCII)
_GROUP = re.compile(r"[+\-]?[1-9]\d{0,2},\d{3}", re.ASCII)
_ERROR = re.compile(r"#(DIV/0!|N/A|NAME\?|NULL!|NUM!|REF!|VALUE!|SPILL!|CALC!)")
_DATE = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?: \d\d:\d\d)?")
_SERIAL = re.compile(r"[34]\d{4}")  # days since 1900, as Excel keeps dates: from 1982 to 2036
_TWO = re.compile(
    r"^[\[(]?\s*(?P<first>[^()\[\];/]*?[^()\[\];/\s,])\s*"
    r"(?:\((?P<in>[^()]*)\)|\[(?P<box>[^\[\]]*)\]|"
    r"(?:\bto\b|\bof\b|\bout of\b|±|\+/-|/|;|, | [-\u2013\u2014] |\u2013|(?<=\d)-(?=[\d.-]))\s*"
    r"(?P<second>[^()\[\]]*?))\s*[\])]?$"
)
_NOTHING = frozenset({"-", "–", "—", "n/a", "na", "n.a.", ".", "none", "not reported", "nr"})
_SAME = {
    "higher_is": {"higher is better": "better", "lower is better": "worse", "y": "better", "n": "worse",
                  "higher": "better", "lower": "worse", "yes higher is better": "better",
                  "no lower is better": "worse"},
    "contrast": {"between": "between", "groups": "between", "within": "within", "one group": "within",
                 "pre post": "within", "change": "within"},
    "effect_metric": {"or": "or", "rr": "rr", "hr": "hr", "irr": "irr", "d": "g", "g": "g", "cohens d": "g",
                      "hedges g": "g", "pp": "pp", "rate ratio": "irr", "relative risk": "rr", "mean difference": "md"},
    "is_primary": {"y": "yes", "n": "no", "primary": "yes", "secondary": "no", "true": "yes", "false": "no"},
    "is_adjusted": {"y": "yes", "n": "no", "adjusted": "yes", "unadjusted": "no", "true": "yes", "false": "no"},
    "analysis": {"itt": "itt", "intention to treat": "itt", "per protocol": "per-protocol", "pp": "per-protocol"},
}  # fmt: skip


@dataclass
class Row:
    """One row as the form takes it: ``typed`` by field, ``problems`` by field where a cell cannot go there at all."""

    number: int
    typed: dict[str, str] = field(default_factory=dict)
    problems: dict[str, str] = field(default_factory=dict)
    is_heading: bool = False  # one cell only, such as "Secondary outcomes" or a note below the table


def row_of(line: Line, names: Sequence[str], for_all: Mapping[str, str], *, comma: bool = False) -> Row:
    """:param names: what each column is, "" for one that is left out; :param for_all: what goes for every row."""
    row = Row(line.number)
    cells = [(name, cell) for name, cell in zip(names, line.cells, strict=True) if name and _says_something(cell)]
    row.is_heading = len(cells) < 2
    for name, cell in cells:
        if pair := BY_PAIR.get(name):
            for part, words in zip(pair.names, _parts(cell, len(pair.names)), strict=True):
                _put(row, part, words, comma=comma)
        else:
            _put(row, name, cell, comma=comma)
    for name, words in for_all.items():
        if words and name not in row.typed and name not in row.problems:
            row.typed[name] = words
    return row


def has_decimal_commas(lines: Sequence[Line], names: Sequence[str]) -> str:
    """A cell in which a comma stands before decimals, such as "0,35"; "" where none is plain."""
    for line in lines:
        for name, cell in zip(names, line.cells, strict=True):
            parts = _parts(cell, len(BY_PAIR[name].names)) if name in BY_PAIR else (cell,)
            for part in parts if name in BY_PAIR or name in NUMBERS else ():
                if _COMMA.fullmatch(_plain(part)) and not _GROUP.fullmatch(_plain(part)):
                    return part
    return ""


def chosen(name: str, words: str) -> str:
    """The value that these words choose; "" where they are none of the column's."""
    known = choices_of(name)
    choices = {_said(label): value for value, label in known.items()} | {_said(value): value for value in known}
    return (choices | _SAME.get(name, {})).get(_said(words), "")


def _put(row: Row, name: str, cell: str, *, comma: bool) -> None:
    if not cell:
        return
    if problem := _problem(name, cell, comma=comma):
        row.problems[name] = problem
    if known := choices_of(name):
        if value := chosen(name, cell):
            row.typed[name] = value
        elif name not in row.problems:
            among = ", ".join(known.values()) if len(known) < 5 else "the list"
            row.problems[name] = f"“{cell}” is not one of the answers. Choose from {among}"
        return
    row.typed[name] = _with_point(cell) if comma and name in NUMBERS else cell


def _problem(name: str, cell: str, *, comma: bool) -> str:
    """Why what stands there is not what the report says; "" where nothing is wrong."""
    if error := _ERROR.search(cell):
        return f"“{error[0]}” is an error of the spreadsheet. Type what the report says"
    if cell == FORMULA:
        return "there is a formula whose result is not in the file. Open it in Excel and save it, or type the number"
    if name in NUMBERS and (found := _DATE.fullmatch(cell)):
        when = date(int(found[1]), int(found[2]), int(found[3]))
        return f"{day(when)} is a date: Excel makes dates of 3-4 and 4.3. Type the number that the report gives"
    if name == "timepoint" and _SERIAL.fullmatch(cell):
        when = date(1899, 12, 30) + timedelta(days=int(cell))
        return f"{cell} may be a date that lost its format: {day(when)}. Say in words when it was measured"
    if comma and name in NUMBERS and _GROUP.fullmatch(_plain(cell)):
        return f"“{cell}” may be {cell.replace(',', '')} or {cell.replace(',', '.')}. Write it without a comma"
    return ""


def _says_something(cell: str) -> bool:
    return bool(cell) and cell.casefold() not in _NOTHING


def _parts(cell: str, count: int) -> tuple[str, ...]:
    first, rest = (cell, "") if _ERROR.search(cell) or cell == FORMULA else _split(cell)
    return (first, rest) if count == 2 else (first, *_split(rest)) if rest else (first, "", "")


def _split(cell: str) -> tuple[str, str]:
    """The two parts of "93.2 (14.1)", "0.1 to 0.6", "[0.1, 0.6]" or "12/60"; what is not two stays with the first."""
    found = _TWO.match(cell)
    if found is None:
        return cell, ""
    return found["first"].strip(), (found["in"] or found["box"] or found["second"] or "").strip().removeprefix(
        "SD"
    ).strip(" =:")


def _plain(cell: str) -> str:
    return re.sub(rf"^[{MINUS}]", "-", cell.strip()).removesuffix("%").strip()


def _with_point(cell: str) -> str:
    return re.sub(_COMMA, r"\1.\2", cell) if _COMMA.search(cell) else cell


def _said(words: str) -> str:
    return " ".join(re.sub(r"[^\w%]+", " ", words.casefold().replace("'", "").replace("’", "")).split())
