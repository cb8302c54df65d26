"""OpenDocument, rich text, workbooks, tables as text: what people see is read, and the limits hold for all of them."""

import datetime
import io
import zipfile

import openpyxl
import pytest
from openpyxl.comments import Comment

from evidencehub.extraction import State
from evidencehub.shared.filetypes import CSV, ODT, RTF, TEXT, XLSX, kind_of, refusal
from tests.support.documents import read

HIDDEN = "has hidden text: we left it out, but whoever downloads the file can make it show"
HIDDEN_CELLS = "has hidden sheets, rows or columns: we left them out, but whoever downloads the file can make them show"
TRACKED = "has tracked changes: read as if all were accepted; the file still holds the deleted words"
AUTHOR = "names an author in its properties: reviewers do not get that, but whoever downloads the file can see it"
ONE_COMMENT = "has 1 comment: we did not read it, but whoever downloads the file can"
TABLE = "has no pages, like every table: we number its parts"
_OASIS = "urn:oasis:names:tc:opendocument:xmlns"
NAMES = " ".join(
    f'xmlns:{prefix}="{_OASIS}:{name}:1.0"'
    for prefix, name in {
        "office": "office", "text": "text", "table": "table", "style": "style", "draw": "drawing", "meta": "meta",
        "manifest": "manifest",
    }.items()
)  # fmt: skip
STYLES = "".join(
    f'<style:style style:name="{name}" style:family="text" {more}><style:text-properties {settings}/></style:style>'
    for name, more, settings in (
        ("Raised", "", 'style:text-position="super 58%"'),
        ("Lowered", "", 'style:text-position="-33% 58%"'),
        ("Heir", 'style:parent-style-name="Raised"', ""),
        ("Hidden", "", 'text:display="none"'),
        ("Loop", 'style:parent-style-name="Loop"', ""),
    )
)


def an_odt(body: str, before: str = "", **parts: str) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("mimetype", ODT.media_type)
        archive.writestr(
            "content.xml",
            f"{before}<office:document-content {NAMES}><office:automatic-styles>{STYLES}</office:automatic-styles>"
            f"<office:body><office:text>{body}</office:text></office:body></office:document-content>",
        )
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/") + ".xml", content.replace(" NAMES", f" {NAMES}"))
    return target.getvalue()


def span(style: str, text: str) -> str:
    return f'<text:span text:style-name="{style}">{text}</text:span>'


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (f"<text:p>We measured 240{span('Raised', '1')} pupils; 10{span('Heir', '-4')}.</text:p>",
         "We measured 240^1 pupils; 10^-4."),
        (f"<text:p>base 10{span('Lowered', '2')} {span('Loop', 'x')}</text:p>", "base 10_2 x"),
        ('<text:h>Title</text:h><text:p>a<text:s text:c="2"/>b<text:tab/>c</text:p>', "Title\na  b\tc"),
        ("<text:list><text:list-item><text:p>One</text:p></text:list-item></text:list>", "One"),
        ("<text:p>x<draw:frame><draw:text-box><text:p>In a box</text:p></draw:text-box></draw:frame></text:p>",
         "x\nIn a box"),
        ("<table:table><table:table-row><table:table-cell><text:p>Arm</text:p></table:table-cell><table:table-cell>"
         "<text:p>n</text:p></table:table-cell></table:table-row></table:table>", "Arm | n"),
        ("<text:p>About <draw:frame><draw:object/></draw:frame> of them</text:p>",
         "About [equation or object: not read] of them"),
    ],
)  # fmt: skip
def test_opendocument_is_read_as_it_is_shown(tmp_path, body, text):
    assert read(tmp_path, an_odt(body)).pages == (text,)


def test_of_opendocument_what_is_hidden_deleted_or_commented_is_left_out_and_noted(tmp_path):
    body = (
        "<text:tracked-changes><text:changed-region><text:deletion><text:p>gone</text:p></text:deletion>"
        "</text:changed-region></text:tracked-changes>"
        f"<text:p>Seen{span('Hidden', ' secret')}."
        "<office:annotation><text:p>remark</text:p></office:annotation></text:p>"
        '<text:section text:display="none"><text:p>secret</text:p></text:section>'
    )
    meta = "<office:document-meta NAMES><meta:initial-creator>A</meta:initial-creator></office:document-meta>"
    found = read(tmp_path, an_odt(body, meta=meta))
    assert found.pages == ("Seen.",)
    assert {HIDDEN, TRACKED, ONE_COMMENT, AUTHOR} <= set(found.notes)


def test_notes_and_headers_of_opendocument_stand_after_the_text_with_their_mark(tmp_path):
    said = "<text:note-citation>1</text:note-citation><text:note-body><text:p>At the start.</text:p></text:note-body>"
    note = f'<text:note text:note-class="footnote">{said}</text:note>'
    page = "<style:master-page><style:header><text:p>Final report</text:p></style:header></style:master-page>"
    found = read(
        tmp_path,
        an_odt(
            f"<text:p>240{note} pupils</text:p>",
            styles=f"<office:document-styles NAMES>{page}</office:document-styles>",
        ),
    )
    assert found.pages == ("240[note 1] pupils", "[note 1] At the start.", "[header] Final report")


def test_an_opendocument_that_is_locked_or_attacks_its_reader_is_told(tmp_path):
    locked = "<manifest:manifest NAMES><manifest:encryption-data/></manifest:manifest>"
    assert read(tmp_path, an_odt("", **{"META-INF__manifest": locked})).state is State.ENCRYPTED
    entity = '<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]>'
    assert read(tmp_path, an_odt("<text:p>a</text:p>", before=entity)).state is State.BROKEN
    assert read(tmp_path, an_odt("", big="0" * 30_000_000), uncompressed_bytes=1_000_000).state is State.TOO_LARGE
    many = an_odt("<text:p/>" * 1_500_000)
    assert read(tmp_path, many, memory_bytes=150 * 1024 * 1024).state is State.TOO_LARGE


@pytest.mark.parametrize(
    ("rtf", "text"),
    [
        (r"We measured 240{\super 1} pupils; p was 10{\super -4}.", "We measured 240^1 pupils; p was 10^-4."),
        (r"We measured 240\super 1\nosupersub  pupils\up6 2\up0 .", "We measured 240^1 pupils^2."),
        (r"\u8722?0.35, p \u8804?0.05, caf\'e9, \'a31,240 {\uc2\u8805<=}20", "−0.35, p ≤0.05, café, £1,240 ≥20"),
        (r"{\f3\'a3}0.05 {\f3\u-3917?}20 {\f4\'fe} \u-3998?", "≤0.05 ≥20 ☑ β"),
        (r"Seen {\v secret }and{\deleted  gone} seen.", "Seen and seen."),
        (r"240{\super\chftn{\footnote\plain At the start.}} pupils", "240[note: At the start.] pupils"),
        (r"One\par Two\line Three", "One\nTwo\nThree"),
        (r"\trowd Arm\cell n\cell\row\trowd Ours\cell 84\cell\row", "Arm | n\nOurs | 84"),
        (r"{\header Final report}Text", "[header] Final report\nText"),
        (r"About {\mmath{\*\moMath{\mf{\mnum 3}{\mden 4}}}} of it", "About  [equation: not read]  of it"),
        (r"A{\pict\pngblip 89504e47}B {\*\unknown gone}\{c\}", "AB {c}"),
        (r"\u55357?\u56832? ok", "\U0001f600 ok"),
    ],
)
def test_rich_text_is_read_as_it_is_shown(tmp_path, rtf, text):
    fonts = (
        r"{\fonttbl{\f0\fcharset0 Arial;}{\f3\froman\fcharset2\fprq2 Symbol;}{\f4\fcharset2 Wingdings;}}{\colortbl;}"
    )
    found = read(tmp_path, (r"{\rtf1\ansi\ansicpg1252\deff0" + fonts + "\n" + rtf + "}").encode("ascii"))
    assert "\n".join(line for line in "\n".join(found.pages).split("\n") if line) == text


def test_rich_text_says_what_was_left_out_and_pages_end_where_it_says(tmp_path):
    content = rb"{\rtf1{\info{\author A}}One {\v secret}{\deleted gone}{\*\annotation remark}\page Two}"
    found = read(tmp_path, content)
    assert found.pages == ("One", "Two")
    assert {HIDDEN, TRACKED, ONE_COMMENT, AUTHOR} <= set(found.notes)


def test_rich_text_with_megabytes_of_picture_is_read_in_time(tmp_path):
    found = read(tmp_path, rb"{\rtf1 One {\pict " + b"0123456789abcdef" * 1_000_000 + b"} Two}", seconds=10)
    assert found.pages == ("One  Two",)


def test_rich_text_with_objects_of_other_programs_is_refused_with_a_way_out(tmp_path):
    content = io.BytesIO(rb"{\rtf1 One {\object{\*\objdata 0105}}}")
    assert kind_of(content) is None
    assert "Save it as a Word document" in refusal(content)
    assert kind_of(io.BytesIO(rb"{\rtf1 One}")) == RTF


def a_workbook(build) -> bytes:
    workbook, target = openpyxl.Workbook(), io.BytesIO()
    build(workbook)
    workbook.save(target)
    return target.getvalue()


def test_a_workbook_is_read_as_its_cells_show_it(tmp_path):
    def build(workbook):
        sheet = workbook.active
        sheet.title = "Results"
        sheet.append(["Outcome", "share", "when", "effect", "total", "n", "ok"])
        sheet.append(["Days\nmissed", 0.355, datetime.date(2025, 3, 1), -0.35, "=SUM(1,2)", 1250, True])
        sheet["B2"].number_format = "0.0%"
        sheet.append(["Other", 0.1 + 0.2, None, 1e-4])
        workbook.create_sheet("Empty")

    content = a_workbook(build)
    assert kind_of(io.BytesIO(content)) == XLSX
    found = read(tmp_path, content)
    assert found.pages == (
        "Sheet: Results\nOutcome | share | when | effect | total | n | ok\n"
        "Days missed | 35.5% | 2025-03-01 | -0.35 | [formula: no value] | 1250 | TRUE\nOther | 0.3 |  | 0.0001",
        "Sheet: Empty",
    )
    assert TABLE in found.notes


def test_hidden_sheets_rows_and_columns_are_left_out_and_noted_and_empty_ones_are_not(tmp_path):
    def build(workbook):
        sheet = workbook.active
        for row in ("A", "secret", "B"):
            sheet.append([row, "seen", "secret"])
        sheet.row_dimensions[2].hidden = sheet.column_dimensions["C"].hidden = True
        sheet["A1"].comment = Comment("remark", "A")
        other = workbook.create_sheet("Other")
        other["A1"], other.sheet_state = "secret", "hidden"

    found = read(tmp_path, a_workbook(build))
    assert found.pages == ("Sheet: Sheet\nA | seen\nB | seen",)
    assert {HIDDEN_CELLS, ONE_COMMENT, AUTHOR} <= set(found.notes)

    def plain(workbook):
        workbook.active.append(["A"])
        workbook.active.column_dimensions["J"].hidden = True

    assert HIDDEN_CELLS not in read(tmp_path, a_workbook(plain)).notes


def test_a_workbook_that_attacks_its_reader_is_stopped(tmp_path):
    good = a_workbook(lambda workbook: workbook.active.append(["A"]))

    def changed(name, content):
        target = io.BytesIO()
        with zipfile.ZipFile(io.BytesIO(good)) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
            for one in old.namelist():
                new.writestr(one, content if one == name else old.read(one))
        return target.getvalue()

    entity = b'<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]><worksheet/>'
    assert read(tmp_path, changed("xl/worksheets/sheet1.xml", entity)).state is State.BROKEN
    assert read(tmp_path, changed("xl/styles.xml", entity.decode().encode("utf-16"))).state is State.BROKEN
    bomb = changed("xl/theme/theme1.xml", b"<a>" + b" " * 60_000_000 + b"</a>")
    assert read(tmp_path, bomb).state is State.TOO_LARGE
    assert read(tmp_path, changed("xl/workbook.xml", b"<broken")).state is State.BROKEN


@pytest.mark.parametrize(
    ("text", "kind", "pages"),
    [
        (
            "Arm,n,mean\nOurs,84,0.35\nOthers,80,\u22120.35\n",
            CSV,
            "Arm | n | mean\nOurs | 84 | 0.35\nOthers | 80 | \u22120.35",
        ),
        ("Arm;n\nOurs;0,35\nOthers;0,4\n", CSV, "Arm | n\nOurs | 0,35\nOthers | 0,4"),
        ('Arm\tn\nOurs\t"1,240"\nOthers\t"two\tcells"\n', CSV, "Arm | n\nOurs | 1,240\nOthers | two cells"),
        ("Hello, Ann.\nWe came, saw, and left.\n", TEXT, "Hello, Ann.\nWe came, saw, and left."),
        ("Attendance rose.\n", TEXT, "Attendance rose."),
    ],
)
def test_a_table_as_text_is_told_from_prose_and_read_row_by_row(tmp_path, text, kind, pages):
    assert kind_of(io.BytesIO(text.encode())) == kind
    found = read(tmp_path, text.encode())
    assert found.pages == (pages,)
    assert (TABLE in found.notes) is (kind == CSV)


def test_a_table_of_the_sample_data_is_read(sample_data, tmp_path):
    content = (sample_data / "reports" / "ratio-results.csv").read_bytes()
    assert kind_of(io.BytesIO(content)) == CSV
    assert " | " in read(tmp_path, content).pages[0]
