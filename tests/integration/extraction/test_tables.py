"""Tables of results as people have them: workbooks, CSV of every kind, and what they copy and paste."""

import csv
import datetime
import io
import time
import zipfile

import openpyxl
import pytest

from evidencehub.extraction.tables.reading import read_file, read_pasted
from evidencehub.extraction.tables.table import GUESSED_LETTERS, HIDDEN, MERGED, NotATable
from evidencehub.extraction.tables.text import lines_of
from tests.support.documents import a_docx


def a_workbook(build) -> bytes:
    workbook, target = openpyxl.Workbook(), io.BytesIO()
    build(workbook)
    workbook.save(target)
    return target.getvalue()


def read(tmp_path, content):
    path = tmp_path / "file"
    path.write_bytes(content)
    return read_file(path)


def cells(found, sheet=0):
    return [(line.number, list(line.cells)) for line in found.sheets[sheet].lines]


def refused(tmp_path, content) -> str:
    with pytest.raises(NotATable) as error:
        read(tmp_path, content)
    return str(error.value)


def test_a_workbook_gives_values_as_they_are_kept_and_no_formula(tmp_path):
    def build(workbook):
        sheet = workbook.active
        sheet.append(["Outcome", "share", "other share", "when", "error", "mean", "text", "ok"])
        sheet.append(["Days\nmissed", 0.3547, 0.07, datetime.date(2025, 4, 3), "#DIV/0!", 93.0, "0,35", True])
        sheet["B2"].number_format, sheet["C2"].number_format = "0%", r"0.0\ %"
        sheet.append(["Costs", 5, "=1+1"])
        sheet["B3"].number_format = '0"%"'  # a sign that is only printed

    found = read(tmp_path, a_workbook(build))
    assert cells(found)[1:] == [
        (2, ["Days missed", "35.47%", "7%", "2025-04-03", "#DIV/0!", "93", "0,35", "Yes"]),
        (3, ["Costs", "5", "[formula: no value]", "", "", "", "", ""]),
    ]
    assert found.notes == ()


def test_hidden_cells_are_left_out_and_merged_ones_filled_and_both_are_said(tmp_path):
    def build(workbook):
        sheet = workbook.active
        for row in (
            ["Outcome", "x", "Time", "n"],
            ["Days", "x", "after 3", 10],
            ["", "x", "after 6", 9],
            ["No", "x", "", 1],
        ):
            sheet.append(row)
        sheet.merge_cells("A2:A3")
        sheet.column_dimensions["B"].hidden = sheet.row_dimensions[4].hidden = True
        other = workbook.create_sheet("Secret")
        other.append(["a", "b"])
        other.sheet_state = "hidden"

    found = read(tmp_path, a_workbook(build))
    assert cells(found) == [
        (1, ["Outcome", "Time", "n"]), (2, ["Days", "after 3", "10"]), (3, ["Days", "after 6", "9"]),
    ]  # fmt: skip
    assert set(found.notes) == {HIDDEN, MERGED} and len(found.sheets) == 1


def test_more_rows_than_results_are_refused_quickly_and_a_sheet_of_data_beside_results_is_left_out(tmp_path):
    def large(workbook):
        sheet = workbook.active
        sheet.title = "Pupils"
        for number in range(20_000):
            sheet.append(["A pupil", number])

    started = time.monotonic()
    assert "more than 1,000 rows" in refused(tmp_path, a_workbook(large))
    assert "more than 1,000 rows" in refused(tmp_path, b"name,points\n" + b"A pupil,3\n" * 100_000)
    assert time.monotonic() - started < 25

    def both(workbook):
        large(workbook)
        workbook.create_sheet("Results").append(["Outcome", "n"])

    found = read(tmp_path, a_workbook(both))
    assert [sheet.name for sheet in found.sheets] == ["Results"] and "“Pupils” has more" in found.notes[0]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "empty"),
        (b"%PDF-1.7 x", "This file is a “PDF”, and no table. Open it, copy the table and paste it"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "Excel workbook (.xlsx)"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "none of the tables"),
        (b"<html><table><tr><td>1", "web page"),
        ("<html><p>é".encode("cp1252"), "web page"),
        (b"only words\nin one column\n", "There is no table in it"),
        (b"PK\x03\x04 broken", "none of the tables"),
        (b"a,b\n" + b"x" * 1_500 + b",1\n", "Row 2 has a cell of more than 1,000 characters"),
    ],
)
def test_what_is_no_table_is_refused_with_a_way_out(tmp_path, content, said):
    assert said in refused(tmp_path, content)


def test_a_word_file_and_a_workbook_that_attacks_are_refused(tmp_path):
    assert "“Word document”, and no table" in refused(tmp_path, a_docx(lambda document: document.add_paragraph("Text")))
    good = a_workbook(lambda workbook: workbook.active.append(["a", "b"]))

    def changed(name, content):
        target = io.BytesIO()
        with zipfile.ZipFile(io.BytesIO(good)) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
            for one in old.namelist():
                new.writestr(one, content if one == name else old.read(one))
        return target.getvalue()

    assert "too large" in refused(tmp_path, changed("xl/theme/theme1.xml", b"<a>" + b" " * 60_000_000 + b"</a>"))
    entity = b'<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]><worksheet/>'
    assert "damaged" in refused(tmp_path, changed("xl/worksheets/sheet1.xml", entity))
    assert "none of the tables" in refused(tmp_path, good[:-300] + good[-22:])
    sheet = zipfile.ZipFile(io.BytesIO(good)).read("xl/worksheets/sheet1.xml")
    merged = sheet.replace(b"</sheetData>", b'</sheetData><mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>')
    assert cells(read(tmp_path, changed("xl/worksheets/sheet1.xml", merged))) == [(1, ["a", "b"])]


TABLE = [(1, ["Outcome", "Mean é"]), (2, ["Days, missed", "0,35"]), (4, ["Other", "1"])]


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Outcome;Mean é\r\nDays, missed;0,35\r\n\r\nOther;1\r\n", "utf-8-sig"),
        ("Outcome;Mean é\r\nDays, missed;0,35\r\n\r\nOther;1\r\n", "cp1252"),
        ("Outcome\tMean é\r\nDays, missed\t0,35\r\n\r\nOther\t1\r\n", "utf-16"),
        ('Outcome,Mean é\n"Days, missed","0,35"\n\nOther,1\n', "utf-8"),
    ],
)
def test_csv_is_read_in_the_encodings_and_with_the_signs_that_excel_writes(tmp_path, text, encoding):
    found = read(tmp_path, text.encode(encoding))
    assert cells(found) == TABLE
    assert (GUESSED_LETTERS in found.notes) is (encoding == "cp1252")


@pytest.mark.parametrize(
    "pasted",
    [
        "Outcome\tMean é\r\nDays, missed\t0,35\r\n\r\nOther\t1",
        "Outcome   Mean é\nDays, missed   0,35\n\nOther   1",
        "| Outcome | Mean é |\n| Days, missed | 0,35 |\n|---|---|\n| Other | 1 |",
    ],
)
def test_what_was_copied_from_word_excel_or_a_page_is_read(pasted):
    assert cells(read_pasted(pasted)) == TABLE


def test_quotation_marks_of_word_are_printed_ones_and_those_of_excel_hold_lines_together():
    assert cells(read_pasted('Scale\tn\n"Belonging" scale\t3\nThe "new\t4')) == [
        (1, ["Scale", "n"]), (2, ['"Belonging" scale', "3"]), (3, ['The "new', "4"]),
    ]  # fmt: skip
    assert cells(read_pasted('Scale\tn\n"Two\nlines"\t3')) == [(1, ["Scale", "n"]), (2, ["Two lines", "3"])]
    assert cells(read_pasted("sep=;\na;b\n1;2")) == [(2, ["a", "b"]), (3, ["1", "2"])]


def test_a_short_table_leaves_long_fields_of_other_files_readable():
    was = csv.field_size_limit()
    assert list(lines_of("a;b\n1;2\n")) and csv.field_size_limit() >= was
