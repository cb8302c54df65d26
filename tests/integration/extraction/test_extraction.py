"""Every awkward file that we have, and documents with one peculiarity each, through the real child process."""

import dataclasses
import hashlib
import threading

import pytest

from evidencehub.extraction import State, extract
from evidencehub.shared.files import FileStore
from evidencehub.shared.filetypes import DOCX, PDF, TEXT, FileKind, kind_of
from tests.support.documents import a_body, a_docx, a_paragraph, a_pdf, is_fit_to_store, read, words

MIB = 1024 * 1024
PARTS = "has no fixed pages, like every Word file: we number its parts"
RUNNING = "has headers or footers: each stands once, after the text"
AUTHOR = "names an author in its properties: reviewers do not get that, but whoever downloads the file can see it"
COMMENTS = "has {} comments: we did not read them, but whoever downloads the file can"
ATTACHMENT = "has an attachment: not read"


@dataclasses.dataclass(frozen=True)
class Expected:
    kind: FileKind
    state: State
    pages: int = 0
    texts: dict[int, tuple[str, ...]] = dataclasses.field(default_factory=dict)  # by page from 1: words in this order
    notes: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()
    message: str = ""


UPLOADS = {
    "blk-paras-and-tables.docx": Expected(
        DOCX,
        State.TEXT,
        2,
        {
            1: ("Lorem ipsum dolor sit amet", "Text before Table Between Text after", "Donec semper facilisis"),
            2: ("[header] Left-side | Right-side", "[footer] Copyright"),
        },
        notes=(PARTS, RUNNING, AUTHOR),
        absent=("Steve Canny",),
    ),
    "broken-xref.pdf": Expected(PDF, State.BROKEN, message="damaged or incomplete"),
    "comments-and-xmp-author.pdf": Expected(
        PDF,
        State.TEXT,
        1,
        {1: ("The Crazy Ones", "October 14, 1998", "are the ones who do.")},
        notes=(COMMENTS.format(3), AUTHOR),
    ),
    "comments-rich-para.docx": Expected(
        DOCX,
        State.TEXT,
        1,
        {1: ("Document text", "Some text worthy of note.", "Paragraph 5", "Paragraph 7")},
        notes=(PARTS, COMMENTS.format(4)),
        absent=("Text with hyperlink", "Steve Canny", "in the middle"),
    ),
    "cyclic-toc.pdf": Expected(PDF, State.NO_TEXT, message="its pages are empty"),
    "encryption__r5-empty-password.pdf": Expected(
        PDF, State.TEXT, 1, {1: ("pdf encryption test", "password: asdfzxcv")}, notes=(AUTHOR,), absent=("cheng",)
    ),
    "encryption__r6-user-password.pdf": Expected(PDF, State.ENCRYPTED, message="locked with a password"),
    "nineteen-pages.pdf": Expected(
        PDF,
        State.TEXT,
        19,
        {
            1: ("National Hydro Network, Canada, Level 1", "Ressources naturelles Canada", "Téléphone"),
            2: ("Copyright Notice", "© Her Majesty the Queen in Right of Canada"),
            3: ("REVISION HISTORY", "First draft for discussion with Nova Scotia"),
            19: ("CL_AcquisitionTechnique",),
        },
    ),
    "scan-no-text.pdf": Expected(PDF, State.NO_TEXT, message="it looks like a scan. Reviewers can still open it."),
    "scanned-with-ocr-text.pdf": Expected(
        PDF,
        State.TEXT,
        6,
        {1: ("THE SIEGE OF VICKSBURG. 49", "conspicuous and dangerous for use"), 3: ("The heads are movable",)},
        notes=(AUTHOR,),
    ),
    "sv-meta-codebook.docx": Expected(
        DOCX,
        State.TEXT,
        3,
        {
            1: (
                "Variable | Description",
                "author | Last name of the paper’s first author",
                "year | Year",
            ),
            3: ("labels | Lead author and year", "var_d | Variance of Delta"),
        },
        notes=(PARTS,),
    ),
    "tiny.pdf": Expected(PDF, State.NO_TEXT, message="its pages are empty"),
    "with-attachment.pdf": Expected(
        PDF, State.TEXT, 1, {1: ("The Crazy Ones", "are the ones who do.")}, notes=(ATTACHMENT,)
    ),
    "wwc_evidence_maps_online_technical_appendix_v4.docx": Expected(
        DOCX,
        State.TEXT,
        12,
        {
            1: ("Online Technical Appendix for What Works for Whom", "This technical appendix contains five parts:"),
            2: ("Technical Appendix Part A: Data Extraction and Cleaning", "Data extraction", "Data deduplication"),
            3: ("Effect sizes", "Grade levels", "Lower elementary"),
            7: (
                "Table B.1. Missing contextual fields",
                "Setting\n",
                "School type | 58 (37%) |  | 44 (30%)",
                "SWD=students",
            ),
            11: ("Part E: Additional References",),
        },
        notes=(PARTS, RUNNING),
    ),
}


def test_the_table_names_every_file_of_the_sample_data(sample_data):
    assert {path.name for path in (sample_data / "uploads").iterdir()} == set(UPLOADS)


@pytest.mark.parametrize("name", UPLOADS)
def test_a_real_file_is_read_as_far_as_it_can_be_and_nothing_of_it_is_lost(sample_data, tmp_path, name):
    path, expected = sample_data / "uploads" / name, UPLOADS[name]
    store = FileStore(f"file://{tmp_path}/files")
    with path.open("rb") as stream:
        stored = store.put(stream, max_bytes=25 * MIB)
    with store.local_path(stored.sha256) as kept:
        kind = kind_of(kept)
        assert kind == expected.kind
        found = extract(kept, kind)
    assert (found.state, len(found.pages), found.notes) == (expected.state, expected.pages, expected.notes)
    assert found.is_complete
    for number, passages in expected.texts.items():
        in_order(passages, found.pages[number - 1])
    for word in expected.absent:
        assert word not in "".join(found.pages)
    assert expected.message in found.message
    is_fit_to_store(found)
    with store.open(stored.sha256) as kept_stream:
        assert hashlib.sha256(kept_stream.read()).digest() == hashlib.sha256(path.read_bytes()).digest()


def in_order(passages: tuple[str, ...], text: str) -> None:
    position = -1
    for passage in passages:
        position = text.find(passage, position + 1)
        assert position >= 0, f"{passage!r} does not follow in {text[:300]!r}"


def test_a_truncated_pdf_is_rescued_where_its_directory_can_be_rebuilt_and_else_broken(sample_data, tmp_path):
    whole = (sample_data / "uploads" / "nineteen-pages.pdf").read_bytes()
    assert read(tmp_path, whole[: len(whole) * 99 // 100]).pages[1].startswith("Copyright Notice")
    broken = read(tmp_path, whole[: len(whole) // 2])
    assert (broken.state, broken.pages) == (State.BROKEN, ())
    assert "Your file is kept." in broken.message


def test_page_numbers_stay_true_where_a_page_holds_a_picture_only(tmp_path):
    found = read(tmp_path, a_pdf(words("One"), b"0 0 300 300 re f", words("Three"), b""))
    assert found.pages == ("One", "", "Three", "")
    assert found.notes == ("has no text that we found on page 2 of 4: scans or pictures cannot be searched",)


def test_a_long_file_is_read_up_to_the_limit_and_says_so(tmp_path):
    long = a_pdf(words("One"), words("Two"), words("Three"))
    by_pages = read(tmp_path, long, pages=2)
    assert (by_pages.state, by_pages.pages, by_pages.is_complete) == (State.TEXT, ("One", "Two"), False)
    assert "the first 2 of 3 pages" in by_pages.notes[0]
    by_characters = read(tmp_path, long, characters=4)
    assert (by_characters.pages, by_characters.is_complete) == (("One", "T"), False)
    assert read(tmp_path, long, pages=3, characters=11).is_complete


def test_word_text_in_controls_boxes_and_insertions_is_read_and_deleted_words_and_field_codes_are_not(tmp_path):
    body = a_body(
        f"<w:sdt><w:sdtContent>{a_paragraph('In a content control')}</w:sdtContent></w:sdt>"
        "<w:p><w:ins><w:r><w:t>Inserted</w:t></w:r></w:ins><w:del><w:r><w:delText>Deleted</w:delText></w:r></w:del>"
        "<w:r><w:instrText>HYPERLINK secret</w:instrText><w:tab/><w:t>after a tab</w:t></w:r>"
        f"<w:r><w:pict><w:txbxContent>{a_paragraph('In a text box')}</w:txbxContent></w:pict></w:r></w:p>"
    )
    found = read(tmp_path, a_docx(word__document=body))
    assert found.pages == ("In a content control\nInserted\tafter a tab\nIn a text box",)
    assert any("tracked changes" in note for note in found.notes)


def test_word_pages_break_where_the_writer_broke_them_and_long_stretches_become_parts(tmp_path):
    def build(document):
        document.add_heading("Findings")
        document.add_paragraph("First page")
        document.add_page_break()
        for number in range(100):
            document.add_paragraph(f"Paragraph {number}: " + "attendance " * 10)

    found = read(tmp_path, a_docx(build))
    assert found.pages[0] == "Findings\nFirst page"
    assert len(found.pages) == 5  # 100 paragraphs of some 123 characters, 25 of them to a part
    assert all(3_000 <= len(page) <= 3_200 for page in found.pages[1:])
    assert all(page.startswith("Paragraph") and page.endswith("attendance") for page in found.pages[1:])


def test_plain_text_is_cleaned_of_what_a_database_refuses_and_accents_are_composed(tmp_path):
    found = read(tmp_path, "\ufeffUnter\u00adsuchung\x07 cafe\u0301\r\nzweite Zeile".encode())
    assert found.pages == ("Untersuchung café\nzweite Zeile",)
    assert read(tmp_path, b"one\x0ctwo").pages == ("one", "two")


@pytest.mark.parametrize("picture", [True, False])
def test_a_word_file_without_text_is_told_apart_as_scan_or_empty(tmp_path, picture):
    content = a_docx(**({"word__media__image1": b"pixels"} if picture else {}))
    found = read(tmp_path, content)
    assert found.state is State.NO_TEXT
    assert ("looks like a scan" in found.message) is picture


def test_files_are_read_by_several_threads_at_once(tmp_path):
    found: dict[int, tuple[str, ...]] = {}

    def one(number: int) -> None:
        folder = tmp_path / str(number)
        folder.mkdir()
        found[number] = read(folder, a_pdf(words(f"Report {number}")), kind=PDF).pages

    threads = [threading.Thread(target=one, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == {number: (f"Report {number}",) for number in range(4)}


def test_text_is_read_by_its_content_whatever_the_path_is_called(tmp_path):
    path = tmp_path / "report $(touch owned) ;.pdf"
    path.write_text("Plain words")
    assert kind_of(path) == TEXT
    assert extract(path, TEXT).pages == ("Plain words",)
    assert sorted(tmp_path.iterdir()) == [path]
