"""The copy that reviewers get, opened by another library than made it, and searched for what must be gone."""

import io
import re
import zipfile

import docx
import openpyxl
import pikepdf
import pypdfium2
import pytest
import typst
from docx.oxml import parse_xml
from openpyxl.comments import Comment
from PIL import Image, PngImagePlugin

from evidencehub.extraction import Limits
from evidencehub.extraction.cleaning import runner
from evidencehub.extraction.cleaning.child import cleaner_for
from evidencehub.extraction.cleaning.runner import DIFFERS, clean
from evidencehub.extraction.cleaning.words import CHANGES, in_words, left_in_words
from evidencehub.shared.filetypes import CSV, DOCX, KINDS, ODT, PDF, RTF, TEXT, XLSX, kind_of
from tests.support.documents import a_docx, a_pdf, words
from tests.support.tagged_pdf import is_tagged, tags

NAMING = re.compile(rb"Jane|Holloway|Sam Secret|Photographer|DELETED", re.I)
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
BY = 'w:author="Jane Holloway" w:date="2024-01-01T00:00:00Z"'


def copied(folder, content, **limits):
    path = folder / "upload"
    path.write_bytes(content)
    return clean(path, kind_of(path), limits=Limits(**limits))


def naming(content):
    """Every word of a file that must be gone, also where it is packed."""
    held = [content]
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            held += [archive.read(name) for name in archive.namelist()] + [name.encode() for name in archive.namelist()]
    if content.startswith(b"%PDF"):
        with pikepdf.open(io.BytesIO(content)) as pdf:
            held += [each.read_bytes() if isinstance(each, pikepdf.Stream) else b"" for each in pdf.objects]
            held += [str(each).encode() for each in pdf.objects]
    return {found for each in held for found in NAMING.findall(each)}


def a_photograph():
    picture = Image.new("RGB", (60, 40), "red")
    notes = picture.getexif()
    notes[0x013B] = "Jane Photographer"  # Artist
    notes[0x0112] = 6  # to be shown turned
    target = io.BytesIO()
    picture.save(target, "JPEG", exif=notes)
    return target.getvalue()


def a_drawing():
    notes = PngImagePlugin.PngInfo()
    notes.add_text("Author", "Jane Holloway")
    target = io.BytesIO()
    Image.new("RGB", (8, 8), "blue").save(target, "PNG", pnginfo=notes)
    return target.getvalue()


def a_report(document):
    document.core_properties.author = "Dr Jane Holloway"
    document.core_properties.title = "Draft by Sam Secret"
    first = document.add_paragraph("We measured 84 pupils.")
    document.add_comment(first.runs[0], text="Ask Jane", author="Jane Holloway", initials="JH")
    document.add_comment(first.runs[0], text="No", author="Sam Secret", initials="SS")
    second = document.add_paragraph("The mean was ")
    for tag, text in (("ins", "<w:t>4.5 days</w:t>"), ("del", "<w:delText>9.9 DELETED</w:delText>")):
        second._p.append(parse_xml(f'<w:{tag} xmlns:w="{WORD}" w:id="9" {BY}><w:r>{text}</w:r></w:{tag}>'))
    for picture in (a_photograph(), a_drawing()):
        document.add_picture(io.BytesIO(picture))


def test_a_word_file_loses_author_comments_changes_and_the_notes_of_its_pictures(tmp_path):
    original = a_docx(a_report)
    assert naming(original)
    copy = copied(tmp_path, original)
    assert (copy.failed, naming(copy.content)) == ("", set())
    assert copy.taken == {"comment": 2, "change": 2, "author": 1, "properties": 1, "picture": 2}
    opened = docx.Document(io.BytesIO(copy.content))
    assert [each.text for each in opened.paragraphs][:2] == ["We measured 84 pupils.", "The mean was 4.5 days"]
    assert (opened.core_properties.author, len(opened.inline_shapes)) != ("Dr Jane Holloway", 0)
    photograph = next(part.blob for part in opened.part.package.iter_parts() if part.partname.endswith(".jpg"))
    with Image.open(io.BytesIO(photograph)) as shown, Image.open(io.BytesIO(a_photograph())) as before:
        assert dict(shown.getexif()) == {0x0112: 6}, "which way up it is shown is kept"
        assert shown.tobytes() == before.tobytes()


DELETED_MARK = f'<w:p><w:pPr><w:rPr><w:del w:id="1" {BY}/></w:rPr></w:pPr><w:r><w:t>We saw </w:t></w:r></w:p>'
TRACKED = {
    "a deleted end of a paragraph": (
        DELETED_MARK + "<w:p><w:r><w:t>84 pupils.</w:t></w:r></w:p>", ["We saw 84 pupils."],
    ),
    "words that were moved": (
        f'<w:p><w:moveFromRangeStart w:id="1" w:name="m" {BY}/><w:moveFrom w:id="2" {BY}><w:r><w:t>Here. </w:t></w:r>'
        '</w:moveFrom><w:moveFromRangeEnd w:id="1"/><w:r><w:t>First. </w:t></w:r>'
        f'<w:moveTo w:id="3" {BY}><w:r><w:t>Here. </w:t></w:r></w:moveTo></w:p>', ["First. Here. "],
    ),
    "bold that was added": (
        f'<w:p><w:r><w:rPr><w:b/><w:rPrChange w:id="1" {BY}><w:rPr/></w:rPrChange></w:rPr><w:t>Bold.</w:t></w:r></w:p>',
        ["Bold."],
    ),
    "a deleted row": (
        f'<w:tbl><w:tr><w:trPr><w:del w:id="1" {BY}/></w:trPr><w:tc><w:p><w:r><w:t>gone</w:t></w:r></w:p></w:tc></w:tr>'
        "<w:tr><w:tc><w:p><w:r><w:t>kept</w:t></w:r></w:p></w:tc></w:tr></w:tbl><w:p><w:r><w:t>End.</w:t></w:r></w:p>",
        ["End."],
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", TRACKED)
def test_a_tracked_change_is_accepted(tmp_path, what):
    body, shown = TRACKED[what]
    document = f'<w:document xmlns:w="{WORD}"><w:body>{body}<w:sectPr/></w:body></w:document>'.encode()
    copy = copied(tmp_path, a_docx(word__document=document))
    assert (copy.failed, naming(copy.content)) == ("", set()) and copy.taken["change"]
    opened = docx.Document(io.BytesIO(copy.content))
    assert [each.text for each in opened.paragraphs] == shown
    assert not any("gone" in cell.text for table in opened.tables for row in table.rows for cell in row.cells)


def test_a_workbook_loses_its_author_and_comments_and_keeps_its_numbers(tmp_path):
    book, target = openpyxl.Workbook(), io.BytesIO()
    book.properties.creator = "Dr Jane Holloway"
    book.active.append(["group", "mean"])
    book.active.append(["a", 1.5])
    book.active["B2"].comment = Comment("check with Jane", "Jane Holloway")
    book.save(target)
    copy = copied(tmp_path, target.getvalue())
    assert (copy.failed, naming(copy.content)) == ("", set())
    assert (copy.taken["comment"], copy.taken["author"]) == (1, 1)
    cell = openpyxl.load_workbook(io.BytesIO(copy.content)).active["B2"]
    assert (cell.value, cell.comment) == (1.5, None)


def a_tagged_pdf():
    source = b"""
    #set document(title: "Draft of Sam Secret", author: "Dr Jane Holloway")
    #set text(lang: "en")
    = Findings
    We saw 84 people. #link("https://example.org")[A link]
    #table(columns: 2, table.header([Group], [Mean]), [A], [1.2])
    #pagebreak()
    == More
    And the rest.
    """
    return typst.compile(source, pdf_standards=["ua-1"])


def with_comments(content):
    """A comment with its window and its tag, and an attached file."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        page = pdf.pages[0]
        note = pdf.make_indirect(pikepdf.Dictionary(
            Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Text, Rect=[9, 9, 20, 20], T="Jane Holloway",
            Contents="Jane: no",
        ))  # fmt: skip
        window = pdf.make_indirect(pikepdf.Dictionary(
            Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Popup, Rect=[9, 9, 20, 20], Parent=note,
        ))  # fmt: skip
        element = pdf.make_indirect(pikepdf.Dictionary(
            Type=pikepdf.Name.StructElem, S=pikepdf.Name.Annot, Alt="Jane Holloway said no", P=pdf.Root.StructTreeRoot,
            K=[pikepdf.Dictionary(Type=pikepdf.Name.OBJR, Obj=note, Pg=page.obj)],
        ))  # fmt: skip
        tree = pdf.Root.StructTreeRoot
        tree.K = pikepdf.Array([*(tree.K if isinstance(tree.K, pikepdf.Array) else [tree.K]), element])
        page.obj.Annots = pikepdf.Array([*page.obj.get("/Annots", []), note, window])
        pdf.attachments["jane.txt"] = pikepdf.AttachedFileSpec(pdf, b"by Jane Holloway", filename="jane.txt")
        target = io.BytesIO()
        pdf.save(target)
    return target.getvalue()


def test_a_pdf_loses_author_comments_and_attachments_and_keeps_its_tags_links_and_every_point(tmp_path):
    original = with_comments(a_tagged_pdf())
    assert naming(original)
    copy = copied(tmp_path, original)
    assert (copy.failed, naming(copy.content)) == ("", set())
    assert copy.taken == {"comment": 1, "author": 1, "properties": 1, "attachment": 1}
    before, after = pypdfium2.PdfDocument(a_tagged_pdf()), pypdfium2.PdfDocument(copy.content)
    assert is_tagged(after) and [tag for tag in tags(after) if tag[0] != "Annot"] == tags(before)
    assert set(after.get_metadata_dict().values()) == {""} and after.count_attachments() == 0
    for one, other in zip(before, after, strict=True):
        assert one.render().to_numpy().tobytes() == other.render().to_numpy().tobytes()
    with pikepdf.open(io.BytesIO(copy.content)) as pdf:
        kinds = [each.Subtype for page in pdf.pages for each in page.obj.get("/Annots", [])]
    assert kinds == [pikepdf.Name.Link]


def test_earlier_versions_that_a_pdf_still_holds_are_not_in_the_copy(tmp_path):
    old = a_pdf(words("By Jane Holloway"))
    start = old.rindex(b"startxref\n") + len(b"startxref\n")
    content = words("By nobody")
    replaced = b"5 0 obj<</Length %d>>stream\n%s\nendstream endobj\n" % (len(content), content)
    place = len(old) + 1
    table = b"xref\n5 1\n%010d 00000 n \n" % place
    trailer = b"trailer<</Size 6/Root 1 0 R/Prev %s>>\n" % old[start:].split()[0]
    newer = old + b"\n" + replaced + table + trailer + b"startxref\n%d\n%%%%EOF" % (place + len(replaced))
    copy = copied(tmp_path, newer)
    assert naming(newer) and not naming(copy.content)
    assert "By nobody" in pypdfium2.PdfDocument(copy.content)[0].get_textpage().get_text_range()


RICH = rb"""{\rtf1\ansi{\info{\author Jane Holloway}{\title Draft}}{\*\revtbl{Unknown;}{Jane Holloway;}}
We saw {\*\atrfstart 1}84{\*\atrfend 1}{\*\atnid JH}{\*\atnauthor Jane Holloway}\chatn{\*\annotation Jane says no}
 pupils.\par
{\deleted\revauthdel1 DELETED words }{\revised\revauth1\revdttm123 new words}\insrsid123 \par}"""


def test_rich_text_loses_author_comments_and_deleted_words(tmp_path):
    copy = copied(tmp_path, RICH)
    assert (copy.failed, naming(copy.content)) == ("", set())
    assert copy.taken == {"comment": 1, "change": 2, "author": 1, "properties": 1}
    assert (
        b"84" in copy.content and b"new words" in copy.content and copy.content.count(b"{") == copy.content.count(b"}")
    )


def an_odt():
    office = "urn:oasis:names:tc:opendocument:xmlns"
    names = " ".join(f'xmlns:{short}="{office}:{short}:1.0"' for short in ("office", "text", "meta", "config"))
    names += ' xmlns:dc="http://purl.org/dc/elements/1.1/"'
    who = "<dc:creator>Jane Holloway</dc:creator>"
    body = f"""<office:document-content {names}><office:body><office:text><text:tracked-changes><text:changed-region>
      <text:deletion><office:change-info>{who}</office:change-info><text:p>DELETED</text:p></text:deletion>
      </text:changed-region></text:tracked-changes><text:p>We saw <office:annotation>{who}<text:p>Jane: no</text:p>
      </office:annotation>84 pupils<text:change/>.</text:p></office:text></office:body></office:document-content>"""
    about = f"<office:document-meta {names}><office:meta>{who}</office:meta></office:document-meta>"
    settings = f"""<office:document-settings {names}><office:settings><config:config-item
      config:name="PrinterName">Jane's printer</config:config-item></office:settings></office:document-settings>"""
    listed = "".join(f'<m:file-entry m:full-path="{name}"/>' for name in ("content.xml", "meta.xml"))
    manifest = f'<m:manifest xmlns:m="{office}:manifest:1.0">{listed}</m:manifest>'
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("mimetype", ODT.media_type)
        for name, content in (
            ("content.xml", body), ("meta.xml", about), ("settings.xml", settings), ("META-INF/manifest.xml", manifest),
        ):  # fmt: skip
            archive.writestr(name, content)
        archive.writestr("Thumbnails/thumbnail.png", a_drawing())
    return target.getvalue()


def test_opendocument_loses_author_comments_deleted_words_and_the_picture_of_its_first_page(tmp_path):
    copy = copied(tmp_path, an_odt())
    assert (copy.failed, naming(copy.content)) == ("", set())
    assert copy.taken == {"comment": 1, "change": 1, "author": 1}
    with zipfile.ZipFile(io.BytesIO(copy.content)) as archive:
        first = archive.infolist()[0]
        assert (first.filename, first.compress_type) == ("mimetype", zipfile.ZIP_STORED)
        assert b"meta.xml" not in archive.read("META-INF/manifest.xml")
        assert b"84 pupils" in archive.read("content.xml")


@pytest.mark.parametrize(("content", "kind"), [(b"group,n\na,1\nb,2\n", CSV), ("Just words, é.".encode(), TEXT)])
def test_plain_text_has_nothing_to_take_out(tmp_path, content, kind):
    copy = copied(tmp_path, content)
    assert (kind_of(tmp_path / "upload"), copy.content, dict(copy.taken)) == (kind, content, {})


def test_a_copy_that_reads_otherwise_than_the_file_is_refused(tmp_path):
    path = tmp_path / "upload"
    path.write_bytes(a_pdf(words("By nobody")))
    other = tmp_path / "other"
    other.write_bytes(a_pdf(words("By somebody")))
    made = clean(other, PDF)
    assert runner._compared(path, made, PDF, Limits()).failed == DIFFERS
    assert runner._compared(other, made, PDF, Limits()).failed == ""


REAL = {
    "comments-and-xmp-author.pdf": {"comment": 3, "author": 1, "properties": 1},
    "with-attachment.pdf": {"attachment": 1, "properties": 1},
    "encryption__r5-empty-password.pdf": {"author": 1, "properties": 1},
    "nineteen-pages.pdf": {"properties": 1, "picture": 1},
    "comments-rich-para.docx": {"comment": 4, "properties": 1},
    "wwc_evidence_maps_online_technical_appendix_v4.docx": {"properties": 1},
}


@pytest.mark.parametrize("name", REAL)
def test_a_real_file_is_copied_word_for_word(sample_data, tmp_path, name):
    copy = copied(tmp_path, (sample_data / "uploads" / name).read_bytes())
    assert (copy.failed, copy.taken) == ("", REAL[name])


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("encryption__r6-user-password.pdf", "it is locked with a password"),
        ("broken-xref.pdf", "it is damaged, or built in a way that we do not know"),
    ],
)
def test_a_file_that_cannot_be_copied_says_why(sample_data, tmp_path, name, why):
    copy = copied(tmp_path, (sample_data / "uploads" / name).read_bytes())
    assert (copy.failed, copy.content) == (why, b"")


@pytest.mark.parametrize(
    ("limits", "why"),
    [({"seconds": 0.05}, "it took too long"), ({"uncompressed_bytes": 1000}, "it is too large when unpacked")],
)
def test_copying_keeps_to_the_limits_of_reading(tmp_path, limits, why):
    assert copied(tmp_path, a_docx(a_report), **limits).failed == why


@pytest.mark.parametrize(
    ("taken", "said"),
    [
        ({}, ""),
        ({"comment": 2, "author": 1}, "2 comments and the author’s name were taken out of this copy."),
        ({"author": 1}, "The author’s name was taken out of this copy."),
        ({"comment": 1}, "1 comment was taken out of this copy."),
        ({"properties": 1}, "Its title, dates and other properties were taken out of this copy."),
        ({"change": 1}, f"1 tracked change was taken out of this copy. {CHANGES}"),
    ],
)  # fmt: skip
def test_what_was_taken_out_is_told_in_words(taken, said):
    assert in_words(taken) == said


def test_every_kind_that_teams_may_upload_has_a_way_to_be_copied():
    assert {PDF, DOCX, XLSX, ODT, RTF, CSV, TEXT} < set(KINDS)
    assert all(callable(cleaner_for(kind.extension)) for kind in KINDS)


WHO = "Jane Holloway"
PARTS = {  # parts in places of their own, and places in a part, in which programs name somebody
    "custom/item1.xml": f"<a>{WHO}</a>",
    "word/comments/comments1.xml": f'<w:comments xmlns:w="{WORD}"><w:comment w:author="{WHO}"/></w:comments>',
    "word/glossary/comments.xml": f'<w:comments xmlns:w="{WORD}"><w:comment w:author="{WHO}"/></w:comments>',
    "word/charts/embeddings/data.xlsx": WHO,
    "word/documenttasks/documenttasks1.xml": f'<a userName="{WHO}"/>',
    "meta/core.xml": f"<a>{WHO}</a>",
    "word/media/behind.jpg": b"\xff\xd8\xff\xda\x00\x02ab\xff\xd9" + WHO.encode(),
    "word/media/notes.webp": b"RIFF\x1a\x00\x00\x00WEBPEXIF\x0e\x00\x00\x00" + WHO.encode() + b"\x00",
}
FIELD = '<w:r xmlns:w="%s"><w:instrText> INCLUDEPICTURE "C:\\Users\\%s\\a.png" </w:instrText></w:r>'
CONFLICT = '<w14:conflictIns xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml" w14:author="%s"/>'


def test_a_word_file_keeps_only_the_parts_that_it_shows(tmp_path):
    document = docx.Document()
    paragraph = document.add_paragraph("What was found.")._p
    paragraph.append(parse_xml(FIELD % (WORD, WHO)))
    paragraph.append(parse_xml(CONFLICT % WHO))
    target = io.BytesIO()
    document.save(target)
    with zipfile.ZipFile(target, "a") as archive:
        for name, content in PARTS.items():
            archive.writestr(name, content)
    assert naming(target.getvalue())
    copy = copied(tmp_path, target.getvalue())
    assert copy.failed == "" and not naming(copy.content)
    assert docx.Document(io.BytesIO(copy.content)).paragraphs[-1].text == "What was found."


def test_a_pdf_keeps_no_key_of_a_programs_own_and_no_file_wherever_it_hangs(tmp_path):
    with pikepdf.open(io.BytesIO(a_pdf(b"BT /F 12 Tf 50 700 Td (What was found.) Tj ET"))) as pdf:
        file = pikepdf.Dictionary(F=WHO, EF=pikepdf.Dictionary(F=pikepdf.Stream(pdf, WHO.encode())))
        link = {"Type": pikepdf.Name.Annot, "Subtype": pikepdf.Name.Link, "Rect": [0, 0, 9, 9], "T": WHO}
        action = pikepdf.Dictionary(S=pikepdf.Name.GoToE, F=WHO)
        pdf.Root.MyAuthor, pdf.Root.URI = pikepdf.String(WHO), pikepdf.Dictionary(Base=f"file:///c:/{WHO}")
        pdf.Root.Names = pikepdf.Dictionary(Renditions=pikepdf.Dictionary(Names=pikepdf.Array(["a", file])))
        pdf.Root.OCProperties = pikepdf.Dictionary(OCGs=pikepdf.Array([]), D=pikepdf.Dictionary(Creator=WHO))
        pdf.pages[0].obj.MyAuthor = pikepdf.String(WHO)
        pdf.pages[0].obj.Annots = pikepdf.Array([pikepdf.Dictionary(**link, A=action)])
        pdf.pages[0].obj.Resources.MyFile = pdf.make_indirect(file)
        pdf.trailer["/ID"] = pikepdf.Array([pikepdf.String(WHO), pikepdf.String(WHO)])
        target = io.BytesIO()
        pdf.save(target)
    assert naming(target.getvalue())
    copy = copied(tmp_path, target.getvalue())
    assert copy.failed == "" and not naming(copy.content)
    assert copy.taken["attachment"] and copy.taken["local-link"]


def test_a_picture_that_is_damaged_stays_as_it_is_and_the_editor_is_told(tmp_path):
    """It cannot be taken apart, so what its camera wrote beside it stays."""
    torn = a_photograph()
    torn = torn[: len(torn) // 2]

    def a_report_with_a_torn_picture(document):
        document.add_paragraph("We measured 84 pupils.")
        document.add_picture(io.BytesIO(a_photograph()))

    content = a_docx(a_report_with_a_torn_picture)
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as before, zipfile.ZipFile(made, "w") as after:
        for each in before.infolist():
            after.writestr(each, torn if "/media/" in each.filename else before.read(each))
    copy = copied(tmp_path, made.getvalue())
    assert copy.failed == "" and copy.taken["damaged"] == 1 and "picture" not in copy.taken
    with zipfile.ZipFile(io.BytesIO(copy.content)) as kept:
        assert [kept.read(name) for name in kept.namelist() if "/media/" in name] == [torn]
    assert "damaged" not in in_words(copy.taken), "to a reviewer nothing is said of what is left"
    assert left_in_words(copy.taken).startswith("1 picture is damaged, so it stands there as sent.")
    assert left_in_words({"damaged": 2}).startswith("2 pictures are damaged") and left_in_words({"author": 1}) == ""
