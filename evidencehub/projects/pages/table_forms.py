"""The pages between a table and its preview: bringing it, which sheet, what its columns are, what goes for all rows."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from wtforms import SelectChoice
from wtforms.validators import InputRequired

from evidencehub.extraction.tables.table import COLUMNS as MOST_COLUMNS
from evidencehub.extraction.tables.table import Found, Line, Sheet
from evidencehub.projects import terms
from evidencehub.projects.pages.result_fields import COMPARES, CONTRASTS, KindForm
from evidencehub.projects.sheets.cells import MOST_ROWS
from evidencehub.projects.sheets.columns import COLUMNS, NEEDED, PAIRS
from evidencehub.projects.sheets.headings import Table, table_of
from evidencehub.shared.forms import HubForm, LongText, NumberText, Radios, Select, ShortText, Upload, printable

PASTED = 200_000  # characters
OUT = "Leave this column out"
_SHOWN = 3  # cells of a column that are shown beside its heading


class BringForm(HubForm):
    file = Upload("Choose a file", description="An Excel workbook (.xlsx) or a CSV file, up to 10 MB.")
    pasted = LongText(
        "Or paste a table", limit=PASTED,
        description="Copy the rows with their headings from Word, Excel or a web page, and paste them here.",
        filters=[lambda value: printable(value).strip("\r\n") if value else value],  # a tab may stand first
        render_kw={"spellcheck": "false"},
    )  # fmt: skip


class SheetForm(HubForm):
    sheet = Radios("Which sheet holds the results?", [InputRequired("Choose the sheet that holds the results")])

    def __init__(self, sheets: Sequence[Sheet], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.sheet.choices = [
            SelectChoice(str(place), f"{each.name} ({len(each.lines)} rows)") for place, each in enumerate(sheets)
        ]


class ColumnsForm(HubForm):
    """A select for each column of the table; made for one table by :func:`columns_form`."""

    places: tuple[str, ...] = ()

    def chosen(self) -> list[str]:
        return [str(self[name].data or "") for name in self.places]

    def validate(self, extra_validators: Any = None) -> bool:
        fine, seen = bool(super().validate(extra_validators)), dict[str, str]()
        for name in self.places:
            value = self[name].data
            if value and value in seen:
                also = f"“{self[name].label.text}” and “{seen[value]}” cannot both be “{_label(value)}”"
                self[name].errors = [*self[name].errors, also]
            seen.setdefault(value or "", self[name].label.text)
        if "outcome" not in seen:
            self[self.places[0]].errors = [*self[self.places[0]].errors, "Say which column is what was measured"]
        return fine and not any(field.errors for field in self)


def columns_form(table: Table, **kwargs: Any) -> ColumnsForm:
    choices = [SelectChoice("", OUT), *(SelectChoice(each.name, each.heading) for each in COLUMNS)]
    choices += [SelectChoice(each.name, each.heading) for each in PAIRS]
    fields = dict[str, Any]()
    for place, heading in enumerate(table.headings):
        cells = [line.cells[place] for line in table.lines if line.cells[place]][:_SHOWN]
        fields[f"column{place}"] = Select(
            heading or f"Column {place + 1}", choices=choices, default=table.guesses[place],
            description=f"Holds: {' · '.join(cells)}" if cells else "Empty",
        )  # fmt: skip
    made = type("OwnColumnsForm", (ColumnsForm,), {**fields, "places": tuple(fields)})
    return made(**kwargs)


class ForAllForm(HubForm):
    """What no column says. ``visible`` are the questions of this table."""

    comma = Radios(
        "Does a comma stand before decimals?",
        choices=[SelectChoice("yes", "Yes"), SelectChoice("no", "No")],
    )
    outcome_area = Select("Outcome area", description="If rows differ, choose the most frequent. You can change each.")
    contrast = Radios(COMPARES, choices=list(CONTRASTS))
    gives = Radios("What does the table give?", choices=list(KindForm.gives.kwargs["choices"]))
    timepoint = ShortText(
        "When was it measured? (optional)", description='For example "at the end of the school year".'
    )
    n_t = NumberText("People who took part (optional)", whole=True, low=1)
    n_c = NumberText("People in the other group (optional)", whole=True, low=1)

    def __init__(self, visible: Sequence[str], comma: str = "", **kwargs: Any) -> None:
        """:param comma: a cell with a comma that may stand before decimals."""
        super().__init__(**kwargs)
        self.visible = visible
        self.outcome_area.choices = [SelectChoice("", "Choose one"), *terms.choices("outcome-areas")]
        if comma:
            self.comma.label.text = f"“{comma}” stands in your table. Is it {comma.replace(',', '.')}?"
        for name in self._fields.keys() - {*visible, "csrf_token"}:
            self._fields[name].validators, self._fields[name].validate_choice = [], False

    def validate(self, extra_validators: Any = None) -> bool:
        fine = bool(super().validate(extra_validators))
        words = {"outcome_area": "Choose the outcome area", "contrast": "Say what the numbers compare",
                 "gives": "Choose what the table gives", "comma": "Say whether it is that number"}  # fmt: skip
        for name in ("comma", *NEEDED):
            if name in self.visible and not self[name].data:
                self[name].errors = [words[name]]
                fine = False
        return fine

    def typed(self) -> dict[str, str]:
        own = [name for name in self.visible if name != "comma"]
        return {
            name: str(self[name]._value() if hasattr(self[name], "_value") else self[name].data or "") for name in own
        }


def guessed_kind(names: Sequence[str]) -> str:
    """What a table with these columns most likely gives; a person looks at it."""
    held = set(names)
    if held & {"events_t", "events_n_t"}:
        return "counts"
    if held & {"mean_t", "mean_sd_t", "mean_c", "mean_sd_c"}:
        return "means"
    if held & {"effect", "effect_ci"}:
        return "difference"
    return "test" if "test_value" in held else ""


def carried(found: Found) -> str:
    """The table as the next page keeps it: nothing is stored on our side before somebody has looked at it."""
    sheets = [[each.name, [[line.number, *line.cells] for line in each.lines]] for each in found.sheets]
    return json.dumps([sheets, list(found.notes)], ensure_ascii=False, separators=(",", ":"))


def brought(text: str) -> Found | None:
    """The table that a page kept; None where it is none, since anybody can send anything."""
    try:
        sheets, notes = json.loads(text)
        found = Found(
            tuple(
                Sheet(
                    str(name), tuple(Line(int(line[0]), tuple(map(str, line[1 : MOST_COLUMNS + 1]))) for line in lines)
                )
                for name, lines in sheets
            ),
            tuple(map(str, notes)),
        )
    except (ValueError, TypeError, KeyError, IndexError, RecursionError):
        return None
    is_whole = all(each.lines and all(any(line.cells) for line in each.lines) for each in found.sheets)
    is_short = all(len(table_of(each).lines) <= MOST_ROWS for each in found.sheets) if is_whole else False
    return found if found.sheets and is_short else None


def _label(value: str) -> str:
    labels: Mapping[str, str] = {each.name: each.heading for each in COLUMNS} | {
        each.name: each.heading for each in PAIRS
    }
    return labels.get(value, value)
