"""Photographs are told from what is drawn or scanned, by page, with what a camera wrote; the child may be attacked."""

import io
import zipfile

import openpyxl
import pytest
from docx.shared import Cm
from fpdf import FPDF
from openpyxl.drawing.image import Image as SheetPicture
from PIL import ExifTags, Image

from evidencehub.extraction import Limits
from evidencehub.extraction.pictures import Looked, Seen, What, look
from evidencehub.extraction.pictures.beside import said_beside
from evidencehub.extraction.pictures.photograph import is_photograph
from evidencehub.shared.filetypes import CSV, DOCX, ODT, PDF, RTF, XLSX
from tests.integration.extraction.test_other_kinds import an_odt
from tests.support.documents import a_docx
from tests.support.pictures import (
    NOTES,
    a_chart,
    a_fading_colour,
    a_logo,
    a_photograph,
    a_scanned_page,
    as_jpeg,
    as_png,
)


def looked_at(folder, content, kind, **limits):
    path = folder / "upload"
    path.write_bytes(content)
    return look(path, kind, limits=Limits(**limits))


def photographs(looked):
    return [(each.page, each.words) for each in looked.seen if each.what is What.PHOTOGRAPH]


def a_pdf_of(*pages):
    """A page for each list of pictures; one that is alone on its page fills it."""
    made = FPDF()
    made.set_font("Helvetica")
    for pictures in pages:
        made.add_page()
        for number, picture in enumerate(pictures):
            where = (0, 0, 210, 297) if len(pictures) == 1 else (20, 20 + 70 * number, 80)
            made.image(io.BytesIO(picture), *where)
    return bytes(made.output())


@pytest.mark.parametrize("save", [as_png, as_jpeg])
@pytest.mark.parametrize("draw", [a_chart, a_logo, a_fading_colour, a_scanned_page])
def test_what_is_drawn_or_scanned_is_no_photograph(draw, save):
    assert not is_photograph(Image.open(io.BytesIO(save(draw()))))


def test_a_photograph_is_one_in_colour_in_grey_and_on_a_white_page():
    picture = Image.open(io.BytesIO(a_photograph()))
    page = Image.new("RGB", (300, 260), "white")
    page.paste(picture, (30, 30))
    for each in (picture, picture.convert("L"), page, picture.quantize(256)):
        assert is_photograph(each)


def test_a_maker_that_stands_before_its_model_too_is_said_once():
    notes = Image.Exif()
    notes[ExifTags.Base.Make], notes[ExifTags.Base.Model] = "Canon", "Canon EOS 5D"
    picture = Image.open(io.BytesIO(as_jpeg(a_logo(), exif=notes)))
    assert list(said_beside(picture)) == ["Camera: Canon EOS 5D"]


def test_of_a_pdf_each_page_is_told_with_what_the_camera_wrote_and_scans_say_so(tmp_path):
    chart, photograph = as_png(a_chart()), a_photograph(with_notes=True)
    content = a_pdf_of((chart, photograph, photograph), (as_png(a_logo()), chart), (as_jpeg(a_scanned_page()),))
    looked = looked_at(tmp_path, content, PDF)
    assert photographs(looked) == [(1, "2 pictures of 240 by 160 dots")] and looked.unseen == 0
    beside = [(each.page, each.words) for each in looked.seen if each.what is What.BESIDE]
    assert beside == [(1, each) for each in NOTES]
    assert [each.page for each in looked.seen if each.what is What.WHOLE_PAGE] == [3]


def test_a_photograph_that_fills_its_page_is_a_photograph(tmp_path):
    assert looked_at(tmp_path, a_pdf_of((a_photograph(),)), PDF).seen == (
        Seen(1, What.PHOTOGRAPH, "Picture of 240 by 160 dots"),
    )


def test_of_word_the_part_is_told_and_what_stands_on_no_page_is_told_too(tmp_path):
    def build(document):
        document.add_paragraph("First").add_run().add_picture(io.BytesIO(as_png(a_chart())), Cm(5))
        document.add_page_break()
        document.add_paragraph("Second")
        document.add_picture(io.BytesIO(a_photograph()), Cm(5))
        document.add_page_break()
        for _ in range(80):
            document.add_paragraph("Words of a long part. " * 6)
        cell = document.add_table(1, 2).cell(0, 0)
        cell.paragraphs[0].add_run().add_picture(io.BytesIO(a_photograph(left=40)), Cm(3))
        header = document.sections[0].header.paragraphs[0]
        header.add_run().add_picture(io.BytesIO(a_photograph(left=60)), Cm(3))

    looked = looked_at(tmp_path, a_docx(build), DOCX)
    assert photographs(looked) == [
        (2, "Picture of 240 by 160 dots"),
        (6, "Picture of 200 by 160 dots"),
        (1, "Picture of 180 by 160 dots, page not known"),
    ]


def test_of_a_workbook_the_sheet_is_told(tmp_path):
    workbook, target = openpyxl.Workbook(), io.BytesIO()
    workbook.active.append(["School", "Score"])
    sheet = workbook.create_sheet("Day out")
    sheet.add_image(SheetPicture(io.BytesIO(a_photograph())), "B3")
    sheet.add_image(SheetPicture(io.BytesIO(as_png(a_chart()))), "B30")
    workbook.save(target)
    assert photographs(looked_at(tmp_path, target.getvalue(), XLSX)) == [(2, "Picture of 240 by 160 dots")]


def test_of_opendocument_and_rich_text_the_part_is_told(tmp_path):
    frame = (
        '<draw:frame><draw:image xlink:href="Pictures/1.jpg" xmlns:xlink="http://www.w3.org/1999/xlink"/></draw:frame>'
    )
    body = f"<text:p>One<text:soft-page-break/></text:p><text:p>Two {frame}</text:p>"
    target = io.BytesIO(an_odt(body))
    with zipfile.ZipFile(target, "a") as archive:
        archive.writestr("Pictures/1.jpg", a_photograph())
    assert photographs(looked_at(tmp_path, target.getvalue(), ODT)) == [(2, "Picture of 240 by 160 dots")]
    digits = a_photograph().hex().encode()
    shown = rb"{\*\shppict{\pict\jpegblip\picw240\pich160 %s}}{\nonshppict{\pict 0100}}" % digits
    looked = looked_at(tmp_path, rb"{\rtf1 One\par\page Two %s\par}" % shown, RTF)
    assert photographs(looked) == [(2, "Picture of 240 by 160 dots")] and looked.unseen == 0


def test_of_a_photograph_that_is_cut_off_what_the_camera_wrote_is_told(tmp_path):
    target = io.BytesIO(an_odt("<text:p>One</text:p>"))
    with zipfile.ZipFile(target, "a") as archive:
        archive.writestr("Pictures/1.jpg", a_photograph(with_notes=True)[:-3_000])
    looked = looked_at(tmp_path, target.getvalue(), ODT)
    assert [each.words for each in looked.seen] == [f"{each}, page not known" for each in NOTES]
    assert looked.unseen == 1 and not photographs(looked)


def test_what_cannot_be_unpacked_or_took_too_long_is_counted_and_the_rest_is_told(tmp_path):
    damaged, huge = a_photograph()[:900], as_png(Image.new("1", (9_000, 9_000)))

    def build(document):
        document.add_paragraph("Three pictures")
        document.add_picture(io.BytesIO(a_photograph()), Cm(5))
        for content in (damaged, huge):
            document.add_picture(io.BytesIO(content), Cm(5))

    looked = looked_at(tmp_path, a_docx(build), DOCX)
    assert photographs(looked) == [(1, "Picture of 240 by 160 dots")] and looked.unseen == 2
    assert looked_at(tmp_path, b"%PDF-1.4 nothing", PDF) == Looked()
    assert looked_at(tmp_path, a_pdf_of((a_photograph(),)), PDF, seconds=0.01) == Looked()
    assert looked_at(tmp_path, b"a,b\n1,2\n", CSV) == Looked(unseen=0)


def test_a_child_that_was_taken_over_is_not_believed(tmp_path, monkeypatch):
    answers = (b"", b"[]", b'{"state": "looked", "seen": [[0, "photograph", ""]], "unseen": 0}',
               b'{"state": "looked", "seen": [[1, "secret", ""]], "unseen": 0}',
               b'{"state": "looked", "seen": [], "unseen": -1}')  # fmt: skip
    for said in answers:
        monkeypatch.setattr("evidencehub.extraction.pictures.runner.output_of", lambda *_, said=said: said)
        assert looked_at(tmp_path, b"%PDF-1.4", PDF) == Looked()
