"""Reading the clearinghouse's tables: a broken row costs itself, a broken file is named, and nothing is guessed."""

import gzip

import pytest
from marshmallow import ValidationError

from evidencehub.interchange.records.files import Refused, UnusableFile, reasons
from evidencehub.interchange.wwc.reading import Row, Source, read_rows
from evidencehub.interchange.wwc.schemas import FINDING_COLUMNS, finding_of, report_of

COLUMNS = ("id", "name", "size")


def reading(tmp_path, content, columns=COLUMNS, name="T.csv"):
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return list(read_rows(Source(path), columns, lambda part: None))


def told(rows):
    return [str(row) if isinstance(row, Refused) else (row.line, *row.given.values()) for row in rows]


def test_rows_come_with_the_line_on_which_they_begin(tmp_path):
    rows = reading(tmp_path, 'id,name,size\n1,"two\nlines",5\n\n2,b,6\r\n')
    assert told(rows) == [(2, "1", "two\nlines", "5"), (5, "2", "b", "6")]


def test_a_row_with_too_few_or_too_many_columns_is_refused_and_the_rest_is_read(tmp_path):
    rows = reading(tmp_path, "id,name,size\n1,a\n2,b,5\n3,c,5,6\n")
    assert told(rows) == [
        "T.csv line 2: has 2 columns, not 3",
        (3, "2", "b", "5"),
        "T.csv line 4: has 4 columns, not 3",
    ]


def test_a_quotation_mark_that_is_never_closed_costs_its_own_row_only(tmp_path):
    rows = reading(tmp_path, 'id,name,size\n1,"open,5\n2,b,6\n3,"c",7\n')
    assert told(rows) == ["T.csv line 2: a quotation mark is never closed", (3, "2", "b", "6"), (4, "3", "c", "7")]


def test_a_gzipped_file_and_a_byte_order_mark_are_read_whatever_the_file_is_called(tmp_path):
    content = "\ufeffid,name,size\n1,é,5\n".encode()
    assert told(reading(tmp_path, gzip.compress(content))) == told(reading(tmp_path, content)) == [(2, "1", "é", "5")]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "is empty"),
        (b"\n", "is empty"),
        (b"id,name\n1,a\n", "it lacks size"),
        (b"a,b,c\n", "it lacks id, name and size"),
        (b"id;name\n1;a\n", "parted by semicolons, not by commas. Besides, it lacks size. Fetch WWC-export"),
        (b"id;name;size\n", r"parted by semicolons, not by commas\. Fetch"),
        (b"id,name,size,name\n", "two called 'name'"),
        (b"id,name,size\n1,a,5\n2,caf\xe9,5\n", "not in UTF-8"),
        (gzip.compress(b"id,name,size\n" + b"1,a,5\n" * 5000, mtime=0)[:60], "cut off or damaged"),
        (gzip.compress(b"id,name,size\n1,a,5\n", mtime=0)[:-8] + b"12345678", "cut off or damaged"),
        (b"\x1f\x8bnot a gzip file at all", "cut off or damaged|cannot be read"),
    ],
)
def test_a_file_that_cannot_be_read_to_its_end_is_named_in_one_line(tmp_path, content, message):
    with pytest.raises(UnusableFile, match=message) as caught:
        reading(tmp_path, content)
    assert "T.csv" in str(caught.value) and "\n" not in str(caught.value)


def test_a_missing_file_and_a_folder_are_named(tmp_path):
    for path in (tmp_path / "none.csv", tmp_path):
        with pytest.raises(UnusableFile, match="cannot be read"):
            list(read_rows(Source(path), COLUMNS, lambda part: None))


def a_row(**values):
    given = {column: "" for column in FINDING_COLUMNS} | {
        "FindingID": "7", "ReviewID": "5", "InterventionID": "3", "Intervention_Name": "Some &amp; Other ",
        "Outcome_Domain": "Word reading\xa0", "Outcome_Measure": "A  test", "Is_Subgroup": "False",
    }  # fmt: skip
    return given | values


@pytest.mark.parametrize(
    ("column", "value", "reason"),
    [
        ("Outcome_Sample_Size", "12x", "not a number ('12x')"),
        ("Outcome_Sample_Size", "-4", "not a whole number of 0 or more ('-4')"),
        ("Outcome_Sample_Size", "1.5", "not a whole number of 0 or more ('1.5')"),
        ("Outcome_Sample_Size", "3000000000", "too large ('3000000000')"),
        ("Intervention_Mean", "nan", "not a number ('nan')"),
        ("Effect_Size_WWC", "1e999", "not between -1e+12 and 1e+12 ('1e999')"),
        ("p_Value_WWC", "1.01", "not between 0 and 1 ('1.01')"),
        ("Is_Subgroup", "", "is empty"),
        ("Is_Subgroup", "perhaps", "neither True nor False ('perhaps')"),
        ("FindingID", "", "is empty"),
        ("ReviewID", "x", "not a number ('x')"),
        ("Outcome_Measure", "m" * 301, "is longer than 300 characters"),
        ("Comparison", "a\x00b", "holds a character that cannot be stored ('a\\x00b')"),
        ("Outcome_Domain", "", "is empty"),
    ],
)
def test_a_cell_that_does_not_fit_is_refused_with_its_column_and_the_reason(column, value, reason):
    with pytest.raises(ValidationError) as caught:
        finding_of(a_row(**{column: value}))
    assert reasons(caught.value) == f"{column}: {reason}"


@pytest.mark.parametrize(
    ("column", "value"),
    [("p_Value_WWC", "1"), ("p_Value_WWC", "0"), ("Outcome_Sample_Size", "2000000000"), ("Outcome_Measure", "m" * 300)],
)
def test_the_last_value_that_fits_is_taken(column, value):
    assert finding_of(a_row(**{column: value})).given[column] == value


def test_words_are_cleaned_for_reading_and_kept_as_given_beside_it():
    finding = finding_of(a_row())
    assert (finding.intervention, finding.outcome, finding.measure) == ("Some & Other", "Word reading", "A test")
    assert finding.given["Intervention_Name"] == "Some &amp; Other " and "Period" not in finding.given


def test_every_row_of_the_export_fits(sample_data):
    for name, read in (("Findings", finding_of), ("InterventionReports", report_of)):
        rows = list(read_rows(Source(sample_data / "wwc" / f"{name}.csv.gz"), ["InterventionID"], lambda part: None))
        assert all(isinstance(row, Row) for row in rows) and [read(row.given) for row in rows]


def test_a_spread_below_zero_is_none_and_stays_in_the_row_as_given():
    finding = finding_of(a_row(Intervention_Standard_Deviation="-0.09", Comparison_Standard_Deviation="0.09"))
    assert (finding.sd_t, finding.sd_c, finding.given["Intervention_Standard_Deviation"]) == (None, 0.09, "-0.09")


def test_a_domain_that_nobody_has_placed_keeps_its_own_name_and_stands_in_no_area():
    finding = finding_of(a_row(Outcome_Domain="Juggling"))
    assert (finding.outcome, finding.outcome_area) == ("Juggling", "")
