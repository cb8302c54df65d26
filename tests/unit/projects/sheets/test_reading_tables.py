"""What columns may be by their headings, and what stands in cells that hold more than one number."""

import pytest

from evidencehub.extraction.tables.reading import read_pasted
from evidencehub.extraction.tables.table import Line
from evidencehub.projects.pages.result_forms import ResultForm
from evidencehub.projects.sheets.cells import chosen, has_decimal_commas, row_of
from evidencehub.projects.sheets.columns import BY_PAIR, COLUMNS, NUMBERS, choices_of
from evidencehub.projects.sheets.headings import table_of


def guesses(*lines):
    table = table_of(read_pasted("\n".join("\t".join(line) for line in lines)).sheets[0])
    return list(table.guesses), [line.number for line in table.lines]


@pytest.mark.parametrize(
    ("heading", "cells", "names"),
    [
        ("Scale|N|Pre M (SD)|Post M (SD)|Change|p value", "R|45|18.2 (4.1)|20.3 (4.0)|2.1|.01",
         "outcome n_t mean_sd_c mean_sd_t effect p_value"),
        ("Outcome|Project mean|Comparison mean|Effect size (d)|95% CI lower|95% CI upper|Follow-up",
         "A|1|2|.2|-1|1|6 m",
         "outcome mean_t mean_c effect ci_low ci_high timepoint"),
        ("Measure|Before|After", "WEMWBS|40|45", "outcome mean_c mean_t"),
        ("Outcome|Intervention n/N|Control n/N|OR (95% CI)", "A|12/60|18/58|0.56 (0.24 to 1.29)",
         "outcome events_n_t events_n_c effect_ci"),
        ("Outcome|Questionnaire|Intervention baseline mean|Intervention follow-up mean|Control follow-up mean",
         "A|B|1|2|3",
         "outcome measure_name - mean_t mean_c"),
    ],
)  # fmt: skip
def test_columns_are_guessed_from_headings_as_reports_have_them(heading, cells, names):
    found, _ = guesses(heading.split("|"), cells.split("|"))
    assert [name or "-" for name in found] == names.split()


def test_a_title_above_is_passed_over_and_headings_of_two_rows_are_read_together():
    found, numbers = guesses(
        ["Table 2"], ["Outcome", "Intervention", "", "Control", ""], ["", "n", "Mean", "n", "Mean"],
        ["Days", "60", "93", "58", "90"],
    )  # fmt: skip
    assert (found, numbers) == (["outcome", "n_t", "mean_t", "n_c", "mean_c"], [4])


@pytest.mark.parametrize(
    ("cell", "name", "parts"),
    [
        ("93.2 (14.1)", "mean_sd_t", ("93.2", "14.1")),
        ("93.2 (SD = 14.1)", "mean_sd_t", ("93.2", "14.1")),
        ("93.2 ± 14.1", "mean_sd_t", ("93.2", "14.1")),
        ("93.2", "mean_sd_t", ("93.2",)),
        ("[0.1, 0.6]", "ci", ("0.1", "0.6")),
        ("-0.6 to -0.1", "ci", ("-0.6", "-0.1")),
        ("0.1-0.6", "ci", ("0.1", "0.6")),
        ("\u22120.6–\u22120.1", "ci", ("\u22120.6", "\u22120.1")),
        ("0,1; 0,6", "ci", ("0,1", "0,6")),
        ("12/60", "events_n_t", ("12", "60")),
        ("12 of 60", "events_n_t", ("12", "60")),
        ("0.56 (0.24 to 1.29)", "effect_ci", ("0.56", "0.24", "1.29")),
        ("0.56", "effect_ci", ("0.56",)),
    ],
)
def test_cells_that_hold_several_numbers_are_taken_apart_as_they_stand(cell, name, parts):
    row = row_of(Line(2, ("A", cell)), ["outcome", name], {})
    assert row.typed == {"outcome": "A"} | dict(zip(BY_PAIR[name].names, parts, strict=False))
    assert not row.problems


def test_what_goes_for_all_rows_never_hides_what_a_row_says():
    row = row_of(Line(2, ("A", "#N/A", "50")), ["outcome", "n_t", "n_c"], {"n_t": "60", "n_c": "58", "unit": ""})
    assert row.typed == {"outcome": "A", "n_t": "#N/A", "n_c": "50"} and "#N/A" in row.problems["n_t"]


def test_a_comma_is_asked_about_only_where_it_can_stand_before_decimals():
    def asked(cell, name="mean_t"):
        return has_decimal_commas([Line(2, ("A", cell))], ["outcome", name])

    assert (asked("0,35"), asked("12,5%"), asked("0,1; 0,6", "ci")) == ("0,35", "12,5%", "0,1")
    assert (asked("1,250"), asked("0.35"), asked("1,5", "unit")) == ("", "", "")


def test_a_date_that_lost_its_format_is_asked_about():
    row = row_of(Line(2, ("A", "45383")), ["outcome", "timepoint"], {})
    assert "1 April 2024" in row.problems["timepoint"]


def test_every_column_is_a_field_of_a_result_and_its_choices_are_what_the_field_takes():
    fields = {name for name in dir(ResultForm) if hasattr(getattr(ResultForm, name), "field_class")} - {
        "confirmed",
        "seen",
    }
    assert {column.name for column in COLUMNS} == fields
    assert {part for pair in BY_PAIR.values() for part in pair.names} <= NUMBERS
    for column in COLUMNS:
        for value, words in choices_of(column.name).items():
            assert chosen(column.name, words) == chosen(column.name, words.upper()) == value
    assert chosen("higher_is", "perhaps") == ""
