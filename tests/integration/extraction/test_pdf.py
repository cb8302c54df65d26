"""PDF as people see it: hyphens at line ends, raised figures, words nobody can see, letters that cannot be told."""

import pytest

from evidencehub.extraction import State
from evidencehub.search.contract import Document, Query, Row
from evidencehub.search.opening import open_engine
from tests.support.documents import a_pdf, lines, read, words

UNSEEN = "has words that nobody can see on page 1 of 1: we left them out, but they are in the file"
SEEN = b"BT /F 11 Tf 60 780 Td (Attendance rose.) Tj ET "


def read_one(folder, content: bytes, **more) -> str:
    (text,) = read(folder, a_pdf(content, **more)).pages
    return text


def test_hyphens_of_the_writer_stay_and_those_of_the_typesetter_go(sample_data, tmp_path):
    found = read(tmp_path, (sample_data / "reports" / "line-end-hyphens.pdf").read_bytes())
    text = " ".join(found.pages[0].split())
    for word in ("long-term", "well-being", "follow-up", "young people", "11- 15 in 2010- 2015", "0.10- 0.60"):
        assert word in text


@pytest.mark.parametrize(
    ("written", "text"),
    [
        (("an evidence-", "based programme"), "an evidence-based programme"),
        (("see 10.1000/abc-", "def for it"), "see 10.1000/abc-def for it"),
        (("at https://example.org/long-", "term/it"), "at https://example.org/long-term/it"),
        (("to someone@well-", "being.example"), "to someone@well-being.example"),
        (("the inter-", "vention"), "the intervention"),
        (("outcomes and out-", "comes"), "outcomes and outcomes"),
        (("a class-", "room"), "a class-room"),  # both are words, and nothing in the document says more
        (("the evidence-", "based, evidencebased"), "the evidencebased, evidencebased"),
        (("well-being and well-", "being"), "well-being and well-being"),
        (("by Smith-", "Jones"), "by Smith-Jones"),
        (("the re-", "port"), "the report"),
        (("a randomis-", "ed trial"), "a randomised trial"),
        (("ein Unter-", "suchungsbericht"), "ein Untersuchungsbericht"),
    ],
)
def test_a_word_is_put_together_where_it_stands_whole_elsewhere_or_has_a_half_that_is_no_word(tmp_path, written, text):
    assert " ".join(read_one(tmp_path, lines(*written)).split()) == text


def test_what_stands_whole_on_another_page_counts(tmp_path):
    found = read(tmp_path, a_pdf(lines("the class-", "room"), words("a classroom")))
    assert found.pages == ("the classroom", "a classroom")


def test_both_forms_of_a_word_that_was_broken_are_found_by_search(sample_data, tmp_path):
    content = (sample_data / "reports" / "line-end-hyphens.pdf").read_bytes()
    text = "\n".join(read(tmp_path, content).pages)
    engine = open_engine("", tmp_path / "index")
    engine.rebuild(
        [Document("a", "a", "a", "A report", text, (Row(),)), Document("b", "b", "b", "B", "kept", (Row(),))]
    )
    for typed in (
        "well-being",
        "wellbeing",
        "long-term",
        "longterm",
        "follow-up",
        "followup",
        "people",
        '"young people"',
    ):
        answer = engine.search(Query(typed))
        assert [hit.id for hit in answer.hits] == ["a"], typed
        assert not answer.loosened


def raised(text: str, after: str = "", *, size: int = 7, rise: float = 5) -> bytes:
    return b"/F %d Tf %d Ts (%s) Tj 0 Ts /F 12 Tf (%s) Tj " % (
        size,
        rise,
        text.encode("latin-1"),
        after.encode("latin-1"),
    )


def set_in_a_line(*pieces: bytes) -> bytes:
    return b"BT /F 12 Tf 50 700 Td " + b"".join(pieces) + b"ET"


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (set_in_a_line(b"(We measured 240) Tj ", raised("1", " pupils; p was 10"), raised("-4", ".")),
         "We measured 240^1 pupils; p was 10^-4."),
        (set_in_a_line(b"(We measured 240) Tj ", raised("1,2", " pupils")), "We measured 240^(1,2) pupils"),
        (set_in_a_line(b"(We measured 240) Tj ", raised("a", " pupils")), "We measured 240^a pupils"),
        (set_in_a_line(b"(about 10) Tj ", raised("4", "", size=12), b"( people) Tj "), "about 10^4 people"),
        (set_in_a_line(b"(where x) Tj ", raised("12", " is 5", rise=-3)), "where x12 is 5"),
        (set_in_a_line(b"(base 10) Tj ", raised("2", " is 5", rise=-3)), "base 10_2 is 5"),
        (set_in_a_line(b"(the 1) Tj ", raised("st", " of May")), "the 1st of May"),
        (set_in_a_line(b"(it was 0.35) Tj ", raised("***", " here")), "it was 0.35*** here"),
        (set_in_a_line(raised("1", "", rise=4), b"(240 pupils were asked.) Tj "), "^1 240 pupils were asked."),
        (set_in_a_line(b"(240) Tj /F 9 Tf ( pupils) Tj "), "240 pupils"),  # small, and on the line
        (lines("240", "1 pupil"), "240\n1 pupil"),
    ],
)  # fmt: skip
def test_raised_and_lowered_figures_never_join_a_number(tmp_path, content, text):
    assert read_one(tmp_path, content) == text


def test_words_nobody_can_see_are_left_out_and_noted(sample_data, tmp_path):
    found = read(tmp_path, (sample_data / "reports" / "hidden-text.pdf").read_bytes())
    assert found.pages == (
        "Attendance rose by four days in the school year.\nEleven young people dropped out before the end.",
    )
    assert found.notes == (UNSEEN,)


SECRET = b"BT %s /F 12 Tf 60 600 Td (secret) Tj ET "
PICTURE = b"q 600 0 0 800 0 0 cm BI /W 1 /H 1 /BPC 8 /CS /G ID x EI Q "


@pytest.mark.parametrize(
    "content",
    [
        SECRET % b"3 Tr",
        SECRET % b"7 Tr",
        SECRET % b"1 1 1 rg",
        SECRET % b"0.99 0.98 1 rg",
        SECRET % b"1 g",
        SECRET % b"0 0 0 0 k",
        SECRET % b"1 Tr 1 G",
        b"1 0 0 rg 0 500 600 200 re f " + SECRET % b"1 0 0 rg",  # red on red
        b"BT /F 0.5 Tf 60 600 Td (secret) Tj ET",
        b"q .01 0 0 .01 0 0 cm BT /F 12 Tf 6000 60000 Td (secret) Tj ET Q",
        b"BT /F 12 Tf 60 -300 Td (secret) Tj ET",
        b"BT /F 12 Tf 900 600 Td (secret) Tj ET",
        SECRET % b"0 g" + b"0 g 0 500 600 200 re f",  # a black bar over it
        SECRET % b"0 g" + b"1 g 0 500 600 200 re f",
        b"q 0 0 100 100 re W n " + SECRET % b"0 g" + b"Q",  # cut away
        b"q .5 0 0 .5 10 10 cm 0 0 100 100 re W n " + SECRET % b"0 g" + b"Q",
    ],
)
def test_what_is_drawn_so_that_nobody_sees_it_is_left_out(tmp_path, content):
    found = read(tmp_path, a_pdf(SEEN + content))
    assert found.pages == ("Attendance rose.",)
    assert found.notes == (UNSEEN,)


@pytest.mark.parametrize(
    "content",
    [
        SECRET % b"0 g",
        SECRET % b"0.9 g",
        SECRET % b"2 Tr 1 g 0 G",
        b"0 g 0 500 600 200 re f " + SECRET % b"1 g",  # white on a dark cell of a table
        b"1 g 0 0 600 800 re f " + SECRET % b"0 g",
        PICTURE + SECRET % b"3 Tr",  # the text layer of a scan, after and before its picture
        SECRET % b"3 Tr" + PICTURE,
        SECRET % b"0 g" + PICTURE,
        PICTURE + SECRET % b"1 g",
        SECRET % b"0 g" + b"0 500 600 200 re S",  # a frame
        b"q 0 500 600 200 re W n " + SECRET % b"0 g" + b"Q",
        b"q .5 0 0 .5 10 10 cm 0 0 600 800 re W n " + SECRET % b"0 g" + b"Q",
    ],
)
def test_what_can_be_seen_and_the_text_layer_of_a_scan_are_read(tmp_path, content):
    found = read(tmp_path, a_pdf(content))
    assert found.pages == ("secret",)
    assert not found.notes


PATTERN = (
    b">>/Pattern<</P<</PatternType 2/Shading<</ShadingType 2/ColorSpace/DeviceRGB/Coords[0 0 600 0]"
    b"/Function<</FunctionType 2/Domain[0 1]/C0[1 0 0]/C1[0 0 1]/N 1>>>>>>>>/ExtGState<</Clear<</ca 0>>/Half<</ca .5>>"
    b"/Multiply<</BM/Multiply>>>>/X<<"
)


@pytest.mark.parametrize(
    ("content", "is_seen"),
    [
        (b"/Pattern cs /P scn 0 500 600 200 re f " + SECRET % b"1 g", True),  # white on a blend, as on a dark cell
        (SECRET % b"/Pattern cs /P scn", True),  # letters in a blend
        (SECRET % b"/Clear gs 0 g", False),
        (SECRET % b"/Half gs 0 g", True),
        (SECRET % b"0 g" + b"/Half gs 1 1 0 rg 0 500 600 200 re f", True),  # marked with a pen
        (SECRET % b"0 g" + b"/Multiply gs 1 1 0 rg 0 500 600 200 re f", True),
    ],
)
def test_blends_patterns_and_what_shines_through_are_judged_as_they_are_seen(tmp_path, content, is_seen):
    found = read(tmp_path, a_pdf(SEEN + content, resources=PATTERN))
    assert ("secret" in found.pages[0], UNSEEN in found.notes) == (is_seen, not is_seen)


def test_a_turned_page_is_judged_alike(tmp_path):
    for colour, is_seen in ((b"1 g", False), (b"0 g", True)):
        turned = a_pdf(SEEN + SECRET % colour).replace(b"/Type/Page/", b"/Rotate 90/Type/Page/")
        assert ("secret" in read(tmp_path, turned).pages[0]) is is_seen


def test_a_page_that_holds_hidden_words_only_has_no_text(tmp_path):
    found = read(tmp_path, a_pdf(SECRET % b"3 Tr"))
    assert (found.state, found.pages) == (State.NO_TEXT, ())
    assert UNSEEN in found.notes


UNMAPPED = (
    b"/U<</Type/Font/Subtype/Type0/BaseFont/Own/Encoding/Identity-H/DescendantFonts[<</Type/Font/Subtype/CIDFontType2"
    b"/BaseFont/Own/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>/DW 500>>]>>"
)


OWN_NAMES = " ".join(f"/own{place}" for place in range(32, 127))
UNNAMED = (
    "/U<</Type/Font/Subtype/Type1/BaseFont/Own/FirstChar 32/LastChar 126"
    f"/Widths[{'500 ' * 95}]/Encoding<</Differences[32 {OWN_NAMES}]>>/FontDescriptor<</Type/FontDescriptor"
    "/FontName/Own/Flags 4/FontBBox[0 0 500 500]/ItalicAngle 0/Ascent 500/Descent 0/CapHeight 500/StemV 80>>>>"
).encode()
SENTENCE = "Attendance rose by four days in the school year and nobody knows the reason"
MOVED = str.maketrans({letter: chr(ord(letter) - 20) for letter in SENTENCE if letter.isalpha() and letter > "T"})


@pytest.mark.parametrize(
    ("text", "is_kept"), [(SENTENCE, True), (SENTENCE.translate(MOVED), False), ("Nobody knew", False)]
)
def test_letters_without_names_are_what_they_seem_only_where_they_read_like_a_language(tmp_path, text, is_kept):
    content = SEEN + b"BT /U 12 Tf 60 600 Td (%s) Tj ET" % text.encode()
    found = read(tmp_path, a_pdf(content, resources=UNNAMED))
    assert (text in found.pages[0], "\ufffd" in found.pages[0]) == (is_kept, not is_kept)
    (note,) = found.notes
    assert ("letters that cannot be told for certain on page 1 of 1" in note) is is_kept
    assert "letters that cannot be told" in note


def test_letters_that_the_file_does_not_tell_are_marked_and_noted(tmp_path):
    content = SEEN + b"BT /U 12 Tf 60 600 Td <000300040005> Tj ET"
    found = read(tmp_path, a_pdf(content, resources=UNMAPPED))
    assert "Attendance rose." in found.pages[0]
    assert "\ufffd" in found.pages[0]
    assert (
        "has letters that cannot be told on page 1 of 1: its fonts do not say what they are, and each is marked \ufffd"
        in (found.notes)
    )
