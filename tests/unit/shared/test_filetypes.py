import io
import zipfile
from pathlib import Path

import docx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidencehub.shared.filetypes import (
    CSV,
    DOCX,
    DOTX,
    ODT,
    PDF,
    RTF,
    TEXT,
    XLSX,
    FileKind,
    download_name,
    kind_of,
    refusal,
)

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def a_zip(*names: str, comment: bytes = b"", content: str = "<x/>") -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name in names:
            archive.writestr(name, content)
        archive.comment = comment
    return target.getvalue()


def a_word_file() -> bytes:
    target = io.BytesIO()
    document = docx.Document()
    document.add_paragraph("Attendance rose.")
    document.save(target)
    return target.getvalue()


def of_type(name: str, main: str = "word/document.xml") -> bytes:
    types = f'<Types><Override PartName="/word/document.xml" ContentType="{name}.main+xml"/></Types>'
    return a_zip("[Content_Types].xml", main, content=types)


WORD = a_word_file()
MACROS = "application/vnd.ms-word.{}.macroEnabled"


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"%PDF-1.7\n...", PDF),
        (b"\x00" * 1019 + b"%PDF-1.7", PDF),
        (b"\x00" * 1020 + b"%PDF-1.7", None),
        (WORD, DOCX),
        (WORD[:-30], None),
        (a_zip("[Content_Types].xml", "word/document.xml"), DOCX),
        (a_zip("[Content_Types].xml", "word/document2.xml", comment=b"x" * 60_000), DOCX),
        (of_type(DOCX.media_type), DOCX),
        (of_type(DOTX.media_type), DOTX),
        (of_type(MACROS.format("document")), None),
        (of_type(MACROS.format("templateMacroEnabledTemplate")), None),
        (a_zip("word/document.xml"), None),
        (a_zip("[Content_Types].xml", "xl/workbook.xml"), None),
        (a_zip("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"), None),
        (a_zip("[Content_Types].xml", "word/document.xml", *(f"{n:0200}" for n in range(5_000))), None),
        (b"PK\x03\x04 [Content_Types].xml word/document.xml", None),
        ("Über 84 Kinder, 12 Wochen".encode(), TEXT),
        ("\ufeffWith a byte order mark".encode(), TEXT),
        (b"text with a \x00 in it", None),
        ("Größe".encode("latin-1"), None),
        ("é".encode()[:1], None),
        (b"", None),
        (b"<!DOCTYPE html><p>%PDF-1.7", None),
        (b"\xef\xbb\xbf\n <HTML>", None),
        (b"{\\rtf1 hello}", RTF),
        (b"{\\rtf1 {\\object{\\*\\objdata 0105}}}", None),
        (of_type(XLSX.media_type), DOCX),
        (of_type(XLSX.media_type, "xl/workbook.xml"), XLSX),
        (of_type("application/vnd.ms-excel.sheet.macroEnabled", "xl/workbook.xml"), None),
        (a_zip("mimetype", "content.xml", content=ODT.media_type), ODT),
        (a_zip("mimetype", "content.xml", content="application/vnd.oasis.opendocument.presentation"), None),
        (a_zip("mimetype", "content.xml", "Basic/Standard/Module1.xml", content=ODT.media_type), None),
        (b"a,b,c\n1,2,3\n", CSV),
        (b"a,b\n1,2\n", TEXT),
        (OLE + b"\x00" * 600, None),
        (b"\x89PNG\r\n\x1a\n\x00", None),
    ],
)
def test_a_file_is_what_its_content_says(content, kind):
    assert kind_of(io.BytesIO(content)) == kind


def test_a_path_and_a_stream_are_judged_alike_and_the_stream_is_left_where_it_stood(tmp_path: Path):
    path = tmp_path / "report.exe"
    path.write_bytes(WORD)
    stream = io.BytesIO(WORD)
    stream.seek(7)
    assert kind_of(path) == kind_of(str(path)) == kind_of(stream) == DOCX
    assert stream.tell() == 7


def test_a_character_cut_by_the_reading_of_chunks_is_still_text():
    assert kind_of(io.BytesIO(b"a" + "é".encode() * 1024 * 1024)) == TEXT


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"<html><body>report</body></html>", "web page"),
        (OLE + b"\x00" * 500 + "EncryptedPackage".encode("utf-16-le"), "locked with a password"),
        (OLE + b"\x00" * 500, "old Office file"),
        (a_zip("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"), "macros"),
        (of_type(MACROS.format("document")), "Save it as a Word document (.docx) without macros"),
        (a_zip("[Content_Types].xml", "xl/workbook.xml"), "not a Word document"),
        (of_type("application/vnd.ms-excel.sheet.macroEnabled", "xl/workbook.xml"), "Excel workbook (.xlsx)"),
        (a_zip("[Content_Types].xml", "ppt/presentation.xml"), "presentation"),
        (
            a_zip("mimetype", "content.xml", content="application/vnd.oasis.opendocument.spreadsheet"),
            "a table as .xlsx",
        ),
        (b"{\\rtf1 {\\object{\\*\\objdata 0105}}}", "objects of other programs"),
        ("Größe in Pfund: £5, gemessen an allen".encode("cp1252"), "not in UTF-8"),
        ("Size".encode("utf-16"), "not in UTF-8"),
        (b"\x89PNG\r\n\x1a\n\x00", "none of them"),
    ],
)
def test_a_refusal_says_why_and_what_to_do(content, words):
    assert kind_of(io.BytesIO(content)) is None
    assert words in refusal(io.BytesIO(content))


@pytest.mark.parametrize(
    ("original", "kind", "offered"),
    [
        ("Final report 2019.pdf", PDF, "Final report 2019.pdf"),
        ("../../etc/passwd", PDF, "passwd.pdf"),
        ("form.dotx", DOTX, "form.dotx"),
        ("..\\..\\Windows\\evil.exe", DOCX, "evil.docx"),
        ("../Ärger mit Zügen_v1.2.pdf", PDF, "Ärger mit Zügen_v1.2.pdf"),
        ("رپورٹ हिन्दी 報告.docx", DOCX, "رپورٹ हिन्दी 報告.docx"),
        ("report.pdf.html", PDF, "report.pdf"),
        ("report.html", TEXT, "report.txt"),
        ("Smith et al. 2019", PDF, "Smith et al. 2019.pdf"),
        ('a"b\r\nSet-Cookie: x=1;\x00.pdf', PDF, "a b Set-Cookie x 1.pdf"),
        ("annual\u202efdp.exe", PDF, "annual fdp.pdf"),
        ("-rf.pdf", PDF, "rf.pdf"),
        (".htaccess", PDF, "htaccess.pdf"),
        ("...", PDF, "document.pdf"),
        ("", PDF, "document.pdf"),
        ("con.docx", DOCX, "document.docx"),
    ],
)
def test_a_download_name_is_safe_and_tells_the_truth(original, kind, offered):
    assert download_name(original, kind) == offered


@given(st.text(max_size=400), st.sampled_from([PDF, DOCX, TEXT]))
def test_no_name_leaves_its_folder_or_breaks_a_header(original: str, kind: FileKind):
    name = download_name(original, kind)
    assert name.endswith(kind.extension) and len(name) > len(kind.extension)
    assert len(name.encode()) <= 255
    assert not set(name) & set('/\\"\r\n\x00;:*?<>|') and not name.startswith((".", "-", " "))
    assert download_name(name, kind) == name
