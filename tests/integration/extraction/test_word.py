"""What Word shows is what is read: signs, raised figures, hidden and deleted words, notes, figures, dangling links."""

import pytest

from evidencehub.extraction import State
from tests.support.documents import a_paragraph, a_run, a_word_file, named, read

PARTS = "has no fixed pages, like every Word file: we number its parts"
HIDDEN = "has hidden text: we left it out, but whoever downloads the file can make it show"
TRACKED = "has tracked changes: read as if all were accepted; the file still holds the deleted words"


def paragraph(*runs: str, settings: str = "") -> str:
    return f"<w:p><w:pPr>{settings}</w:pPr>{''.join(runs)}</w:p>"


def text_of(folder, body, parts=None, links=""):
    found = read(folder, a_word_file(body, parts, links))
    assert found.state is State.TEXT
    return "\n".join(found.pages)


REPORTS = {
    "symbols.docx": (
        "The groups were large enough (n ≥ 20 in each).\n"
        "The effect on days missed was −0.35 (p ≤ 0.05), χ2 = 4.1.\n"
        "Ticked: ☑ random  ☐ matched\n"
        "Change → better",
        (),
    ),
    "hidden.docx": ("Attendance rose by 4 days. The groups were alike.", (HIDDEN,)),
    "equations.docx": ("Effect size: d=(62-55)/20\nWe found p=3×10^-4\nAbout 3/4 of the pupils stayed.", ()),
    "superscripts.docx": ("We measured 240^1 pupils; p was 10^-4.", ()),
    "smartart.docx": (
        "Our theory of change is in this figure.\n\n"
        "[figure: If volunteers walk with them; then they miss fewer days]",
        (),
    ),
    "strict.docx": ("Attendance rose by 4 days.", ()),
}  # fmt: skip


@pytest.mark.parametrize("name", REPORTS)
def test_a_file_that_other_systems_misread_is_read_as_word_shows_it(sample_data, tmp_path, name):
    text, notes = REPORTS[name]
    found = read(tmp_path, (sample_data / "reports" / name).read_bytes())
    assert (found.pages, found.notes) == ((text,), (PARTS, *notes))


def test_every_word_file_among_them_has_its_row(sample_data):
    assert {path.name for path in (sample_data / "reports").glob("*.docx")} == set(REPORTS)


def test_signs_of_symbol_and_wingdings_are_read_and_an_unknown_one_is_marked_and_counted(tmp_path):
    signs = (
        ("Symbol", "F0A3", "≤"), ("Symbol", "F0B3", "≥"), ("Symbol", "F02D", "−"), ("Symbol", "F0B1", "±"),
        ("symbol", "63", "χ"), ("Symbol", "F0B9", "≠"), ("Symbol", "F0D6", "√"), ("Calibri", "2265", "≥"),
        ("Wingdings", "F0FC", "✓"), ("Wingdings", "F0FB", "✗"), ("Wingdings", "F0FE", "☑"), ("Wingdings", "F0A8", "☐"),
        ("Wingdings", "F06F", "☐"), ("Wingdings", "F078", "☒"), ("Wingdings", "F0E0", "→"),
        ("Wingdings 2", "F050", "✓"),
        ("Wingdings 2", "F052", "☑"), ("Wingdings 2", "F0A3", "☐"), ("Webdings", "F061", "✓"),
        ("Own font", "F041", "\ufffd"), ("Wingdings", "nonsense", "\ufffd"),
    )  # fmt: skip
    runs = "".join(f'<w:r><w:sym w:font="{font}" w:char="{char}"/></w:r>' for font, char, _ in signs)
    found = read(tmp_path, a_word_file(paragraph(a_run("p"), runs)))
    assert found.pages == ("p" + "".join(sign for *_, sign in signs),)
    assert "has 2 signs that we cannot tell: they are marked \ufffd in the text" in found.notes


def test_letters_set_in_a_typeface_of_signs_are_the_signs_they_show(tmp_path):
    def font(name):
        return f'<w:rFonts w:ascii="{name}" w:hAnsi="{name}"/>'

    styles = named(
        "w:styles",
        '<w:style w:type="character" w:styleId="Greek"><w:rPr><w:rFonts w:ascii="Symbol"/></w:rPr></w:style>',
    )
    body = paragraph(
        a_run("\uf063", font("Symbol")), a_run("2, "), a_run("\uf02d", font("Symbol")), a_run("0.35, "),
        a_run("m", font("Symbol")), a_run(" = "), a_run("b", '<w:rStyle w:val="Greek"/>'), a_run(" "),
        a_run("\u00fc", font("Wingdings")), a_run("\uf041"),
    )  # fmt: skip
    assert text_of(tmp_path, body, {"styles.xml": styles}) == "χ2, −0.35, μ = β ✓\ufffd"


def test_every_minus_sign_stays_before_its_number(tmp_path):
    dashes = [a_run(f"{dash}0.35 ") for dash in ("-", "\u2212", "\u2013")]
    body = paragraph(*dashes, "<w:r><w:noBreakHyphen/><w:t>0.35</w:t></w:r>")
    assert text_of(tmp_path, body) == "-0.35 \u22120.35 \u20130.35 -0.35"


RAISED, LOWERED = '<w:vertAlign w:val="superscript"/>', '<w:vertAlign w:val="subscript"/>'


@pytest.mark.parametrize(
    ("runs", "text"),
    [
        (("240", (RAISED, "1"), " pupils"), "240^1 pupils"),
        (("240", (RAISED, "1"), (RAISED, ",2"), " pupils"), "240^(1,2) pupils"),
        (("240", (RAISED, "a"), " pupils"), "240^a pupils"),
        (("pupils", (RAISED, "12"), "."), "pupils^12."),
        (("p = 3 × 10", (RAISED, "\u2212"), (RAISED, "4")), "p = 3 × 10^\u22124"),
        (("10", (RAISED, "4"), "5"), "10^4 5"),
        (("10", ('<w:position w:val="8"/>', "4"), " people"), "10^4 people"),
        (("10", ('<w:position w:val="1"/>', "4"), " people"), "104 people"),  # too little for an eye to see
        (("10", ('<w:position w:val="-6"/>', "2")), "10_2"),
        (("CO", (LOWERED, "2"), " and n", (LOWERED, "1"), " = 45"), "CO2 and n1 = 45"),
        (("n", (LOWERED, "1"), "45"), "n1 45"),
        (("M", (LOWERED, "post"), " = 5"), "M_post = 5"),
        (("0.35", (RAISED, "***"), " and 0.2", (RAISED, "\u2020")), "0.35*** and 0.2\u2020"),
        (("the 1", (RAISED, "st"), " of May"), "the 1st of May"),
        (("found", (RAISED, "[12]"), " so"), "found[12] so"),
        (((RAISED, "1"), " Of those at school."), "^1 Of those at school."),
        (((RAISED, "All of it is small."),), "All of it is small."),
        (("x", ('<w:vertAlign w:val="baseline"/>', "2")), "x2"),
    ],
)
def test_raised_and_lowered_figures_never_join_a_number(tmp_path, runs, text):
    found = (a_run(run) if isinstance(run, str) else a_run(run[1], run[0]) for run in runs)
    assert text_of(tmp_path, paragraph(*found)) == text


def test_figures_raised_by_a_style_are_kept_apart_and_a_drop_cap_is_not(tmp_path):
    styles = named(
        "w:styles",
        '<w:style w:type="character" w:styleId="Base"><w:rPr><w:vertAlign w:val="superscript"/></w:rPr></w:style>'
        '<w:style w:type="character" w:styleId="Mark"><w:basedOn w:val="Base"/></w:style>',
    )
    body = paragraph(a_run("240"), a_run("1", '<w:rStyle w:val="Mark"/>'), a_run(" pupils")) + paragraph(
        a_run("T", '<w:position w:val="-12"/>'), settings='<w:framePr w:dropCap="drop"/>'
    )
    assert text_of(tmp_path, body, {"styles.xml": styles}) == "240^1 pupils\nT"


HIDING = named(
    "w:styles",
    '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"/>'
    '<w:style w:type="paragraph" w:styleId="Secret"><w:rPr><w:vanish/></w:rPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="Heir"><w:basedOn w:val="Secret"/></w:style>'
    '<w:style w:type="character" w:styleId="Quiet"><w:rPr><w:vanish/></w:rPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="Loop"><w:basedOn w:val="Loop"/></w:style>',
)
VANISH = "<w:vanish/>"


@pytest.mark.parametrize(
    "hidden",
    [
        paragraph(a_run("secret", VANISH)),
        paragraph(a_run("secret", '<w:rStyle w:val="Quiet"/>')),
        paragraph(a_run("secret"), settings='<w:pStyle w:val="Secret"/>'),
        paragraph(a_run("secret"), settings='<w:pStyle w:val="Heir"/>'),
        paragraph(f"<w:hyperlink>{a_run('secret', VANISH)}</w:hyperlink>"),
        f"<w:tbl><w:tr><w:trPr><w:hidden/></w:trPr><w:tc>{a_paragraph('secret')}</w:tc></w:tr></w:tbl>",
        f"<w:tbl><w:tr><w:tc>{paragraph(a_run('secret', VANISH))}</w:tc></w:tr></w:tbl>",
        paragraph(
            '<w:r><w:drawing><wp:anchor><wp:docPr id="1" name="n" hidden="1"/>'
            f"<w:txbxContent>{a_paragraph('secret')}</w:txbxContent></wp:anchor></w:drawing></w:r>"
        ),
        paragraph(f"<m:oMath><m:r><w:rPr>{VANISH}</w:rPr><m:t>secret</m:t></m:r></m:oMath>"),
    ],
)
def test_what_word_hides_is_left_out_and_noted(tmp_path, hidden):
    body = a_paragraph("Seen.") + hidden + a_paragraph("Seen too.")
    found = read(tmp_path, a_word_file(body, {"styles.xml": HIDING}))
    assert "secret" not in "".join(found.pages)
    assert "".join(found.pages).split() == ["Seen.", "Seen", "too."]
    assert HIDDEN in found.notes


def test_text_hidden_by_the_defaults_is_left_out_and_what_says_otherwise_is_read(tmp_path):
    styles = named("w:styles", "<w:docDefaults><w:rPrDefault><w:rPr><w:vanish/></w:rPr></w:rPrDefault></w:docDefaults>")
    body = paragraph(a_run("secret ")) + paragraph(a_run("Seen.", '<w:vanish w:val="0"/>'))
    found = read(tmp_path, a_word_file(body, {"styles.xml": styles}))
    assert ("".join(found.pages), HIDDEN in found.notes) == ("Seen.", True)


@pytest.mark.parametrize(
    ("runs", "settings", "text"),
    [
        # Two styles that both hide show it again (ECMA-376 part 1, 17.7.3).
        (a_run("Seen.", '<w:rStyle w:val="Quiet"/>'), '<w:pStyle w:val="Secret"/>', "Seen."),
        (a_run("Seen.", '<w:vanish w:val="false"/>'), '<w:pStyle w:val="Secret"/>', "Seen."),
        (a_run("Seen.", "<w:webHidden/>"), "", "Seen."),
        (a_run("Seen."), '<w:pStyle w:val="Loop"/>', "Seen."),
        (a_run("Seen.", "<w:rPrChange><w:rPr><w:vanish/></w:rPr></w:rPrChange>"), "", "Seen."),
    ],
)
def test_what_word_shows_is_read_and_no_note_says_otherwise(tmp_path, runs, settings, text):
    found = read(tmp_path, a_word_file(paragraph(runs, settings=settings), {"styles.xml": HIDING}))
    assert (found.pages, HIDDEN in found.notes) == ((text,), False)


WHITE = "has words in white letters: we read them, but on white paper nobody sees them"
IN_WHITE = '<w:color w:val="FFFFFF"/>'


@pytest.mark.parametrize(
    ("body", "is_noted"),
    [
        (paragraph(a_run("Seen."), a_run("white", IN_WHITE)), True),
        (paragraph(a_run("white", '<w:rStyle w:val="White"/>')), True),
        (paragraph(a_run(" ", IN_WHITE), a_run("Seen.")), False),
        (paragraph(a_run("white", f'{IN_WHITE}<w:shd w:fill="000000"/>')), False),
        (paragraph(a_run("white", IN_WHITE), settings='<w:shd w:fill="005A5A"/>'), False),
        (paragraph(a_run("white", IN_WHITE), settings='<w:pStyle w:val="Banner"/>'), False),
        (f"<w:tbl><w:tr><w:tc>{paragraph(a_run('white', IN_WHITE))}</w:tc></w:tr></w:tbl>", False),
        (paragraph(a_run("black", '<w:color w:val="000000"/>')), False),
    ],
)
def test_white_words_on_white_paper_are_read_and_noted(tmp_path, body, is_noted):
    styles = named(
        "w:styles",
        f'<w:style w:type="character" w:styleId="White"><w:rPr>{IN_WHITE}</w:rPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="Banner"><w:pPr><w:shd w:fill="005A5A"/></w:pPr></w:style>',
    )
    found = read(tmp_path, a_word_file(body, {"styles.xml": styles}))
    assert found.state is State.TEXT
    assert (WHITE in found.notes) is is_noted


@pytest.mark.parametrize("mark", ['<w:del w:id="1" w:author="A"/>', "<w:vanish/>"])
def test_a_paragraph_whose_end_is_deleted_or_hidden_runs_on_as_in_word(tmp_path, mark):
    body = paragraph(a_run("We measured "), settings=f"<w:rPr>{mark}</w:rPr>") + paragraph(a_run("84 pupils."))
    assert text_of(tmp_path, body) == "We measured 84 pupils."


def test_deleted_rows_and_cells_and_moved_words_are_read_as_if_accepted(tmp_path):
    def row(*cells, settings=""):
        return f"<w:tr><w:trPr>{settings}</w:trPr>{''.join(cells)}</w:tr>"

    def cell(text, settings=""):
        return f"<w:tc><w:tcPr>{settings}</w:tcPr>{a_paragraph(text)}</w:tc>"

    change = 'w:id="1" w:author="A"'
    table = (
        row(cell("Arm"), cell("old", f"<w:cellDel {change}/>"), cell("n"))
        + row(cell("Gone"), cell("12"), settings=f"<w:del {change}/>")
        + row(cell("New"), cell("14"), settings=f"<w:ins {change}/>")
    )
    moved = paragraph(
        f"<w:moveFrom {change}>{a_run('There. ')}</w:moveFrom>", a_run("Here. "),
        f"<w:moveTo {change}>{a_run('There.')}</w:moveTo>",
    )  # fmt: skip
    found = read(tmp_path, a_word_file(f"<w:tbl>{table}</w:tbl>{moved}"))
    assert found.pages == ("Arm | n\nNew | 14\nHere. There.",)
    assert TRACKED in found.notes


def test_tracked_changes_in_a_footnote_are_noted_too(tmp_path):
    deleted = (
        '<w:footnote w:id="1"><w:p><w:del w:id="9" w:author="A"><w:r><w:delText>not</w:delText></w:r></w:del></w:p>'
    )
    body = paragraph(a_run("Text"), '<w:r><w:footnoteReference w:id="1"/></w:r>')
    parts = {"footnotes.xml": named("w:footnotes", deleted + "</w:footnote>")}
    assert TRACKED in read(tmp_path, a_word_file(body, parts)).notes


def test_notes_carry_their_mark_in_the_text_and_headers_stand_once_after_it(tmp_path):
    def notes(kind, *texts):
        inside = "".join(f'<w:{kind} w:id="{n}">{a_paragraph(text)}</w:{kind}>' for n, text in texts)
        return named(f"w:{kind}s", f'<w:{kind} w:id="-1" w:type="separator">{a_paragraph("---")}</w:{kind}>{inside}')

    body = paragraph(
        a_run("240"), '<w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr><w:footnoteReference w:id="7"/></w:r>',
        a_run(" pupils in 9"), '<w:r><w:endnoteReference w:id="2"/></w:r>', a_run(" schools, 12"),
        '<w:r><w:footnoteReference w:id="3"/></w:r>', a_run(" left."),
        f"<w:r><w:pict><v:shape><w:txbxContent>{a_paragraph('In a box')}</w:txbxContent></v:shape>"
        '<v:shape><v:textpath string="DRAFT"/></v:shape></w:pict></w:r>',
    )  # fmt: skip
    header = named("w:hdr", a_paragraph("Final report 2025"))
    parts = {
        "footnotes.xml": notes("footnote", (3, "Two moved house."), (7, "At the start."), (9, "Nobody refers to it.")),
        "endnotes.xml": notes("endnote", (2, "In two towns.")),
        "header1.xml": header,
        "header2.xml": header,
        "footer1.xml": named("w:ftr", a_paragraph("Not for citation")),
    }
    found = read(tmp_path, a_word_file(body, parts))
    assert found.pages == (
        "240[note 1] pupils in 9[endnote 1] schools, 12[note 2] left.\nIn a box\nDRAFT",
        "[note 1] At the start.\n[note 2] Two moved house.\n[endnote 1] In two towns.",
        "[header] Final report 2025\n[footer] Not for citation",
    )
    assert "has headers or footers: each stands once, after the text" in found.notes


def drawing(inside: str) -> str:
    graphic = f"<a:graphic><a:graphicData>{inside}</a:graphicData></a:graphic>"
    return f"<w:r><w:drawing><wp:inline>{graphic}</wp:inline></w:drawing></w:r>"


def test_the_words_of_smartart_and_charts_are_read_where_they_stand(tmp_path):
    def point(text, settings=""):
        return f'<dgm:pt modelId="{text}" {settings}><dgm:t><a:p><a:r><a:t>{text}</a:t></a:r></a:p></dgm:t></dgm:pt>'

    points = point("If we mentor") + point("then they stay") + point("then they stay", 'type="pres"')
    cached = "".join(
        f"<c:{name}><c:strCache>{''.join(f'<c:pt><c:v>{v}</c:v></c:pt>' for v in values)}</c:strCache></c:{name}>"
        for name, values in (("tx", ["Days missed"]), ("cat", ["2023", "2024"]), ("val", ["11", "7"]))
    )
    title = "<c:title><c:tx><c:rich><a:p><a:r><a:t>Absence</a:t></a:r></a:p></c:rich></c:tx></c:title>"
    parts = {
        "diagramData1.xml": named("dgm:dataModel", f"<dgm:ptLst>{points}</dgm:ptLst>"),
        "chart1.xml": named(
            "c:chartSpace", f"<c:chart>{title}<c:plotArea><c:ser>{cached}</c:ser></c:plotArea></c:chart>"
        ),
    }
    body = paragraph(
        a_run("Figure 1."),
        drawing('<dgm:relIds r:dm="r-diagramData1.xml"/>'),
        drawing('<c:chart r:id="r-chart1.xml"/>'),
    ) + a_paragraph("After it.")
    assert text_of(tmp_path, body, parts) == (
        "Figure 1.\n[figure: If we mentor; then they stay]\n[figure: Absence; Days missed: 2023 11, 2024 7]\nAfter it."
    )


@pytest.mark.parametrize("parts", [{}, {"diagramData1.xml": "<broken"}, {"diagramData1.xml": "<other/>"}])
def test_a_figure_whose_words_cannot_be_had_is_marked_and_noted(tmp_path, parts):
    body = paragraph(a_run("Figure 1."), drawing('<dgm:relIds r:dm="r-diagramData1.xml"/>'))
    found = read(tmp_path, a_word_file(body, parts))
    assert found.pages == ("Figure 1.\n[figure: not read]",)
    assert any("1 figure whose words we could not read" in note for note in found.notes)


@pytest.mark.parametrize(
    "link",
    [
        '<Relationship Id="x" Type="{}/image" Target="NULL"/>',
        '<Relationship Id="x" Type="{}/hyperlink" Target="#_Results"/>',
        '<Relationship Id="x" Type="{}/image" Target="../NULL"/>',
        '<Relationship Id="x" Type="{}/footnotes" Target="gone.xml"/>',
        '<Relationship Id="x" Type="{}/styles" Target="gone.xml"/>',
        '<Relationship Id="x" Type="{}/header" Target=""/>',
        '<Relationship Id="x" Type="{}/hyperlink" Target="http://[bad" TargetMode="External"/>',
        '<Relationship Id="x" Type="{}/settings" Target="../../../../etc/passwd"/>',
    ],
)
def test_a_relationship_that_leads_nowhere_keeps_nobody_from_reading(tmp_path, link):
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    assert text_of(tmp_path, a_paragraph("Attendance rose."), links=link.format(kind)) == "Attendance rose."


def test_of_two_ways_to_write_one_thing_the_newer_is_read_and_once(tmp_path):
    newer = '<w:symEx w:font="Segoe UI Emoji" w:char="1F44D"/>'
    choice = f'<mc:Choice Requires="w16se">{newer}</mc:Choice><mc:Fallback><w:t>(thumb)</w:t></mc:Fallback>'
    box = f"<w:drawing><w:txbxContent>{a_paragraph('In a box')}</w:txbxContent></w:drawing>"
    shape = f'<mc:Choice Requires="wps">{box}</mc:Choice><mc:Fallback><w:pict>{box}</w:pict></mc:Fallback>'
    body = paragraph(
        a_run("Good "), f"<w:r><mc:AlternateContent>{choice}</mc:AlternateContent></w:r>",
        f"<w:r><mc:AlternateContent>{shape}</mc:AlternateContent></w:r>",
    )  # fmt: skip
    assert text_of(tmp_path, body) == "Good \U0001f44d\nIn a box"


def test_boxes_to_tick_and_choices_of_an_old_form_are_read(tmp_path):
    def of(form):
        begin = f'<w:r><w:fldChar w:fldCharType="begin"><w:ffData>{form}</w:ffData></w:fldChar></w:r>'
        return begin + '<w:r><w:instrText>FORM</w:instrText></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>'

    body = paragraph(
        of('<w:checkBox><w:default w:val="0"/><w:checked/></w:checkBox>'), a_run(" random "),
        of('<w:checkBox><w:default w:val="0"/></w:checkBox>'), a_run(" matched "),
        of('<w:ddList><w:result w:val="1"/><w:listEntry w:val="no"/><w:listEntry w:val="yes"/></w:ddList>'),
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        '<w:r><w:instrText> SYMBOL 179 \\f "Symbol" \\s 10</w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>',
    )  # fmt: skip
    assert text_of(tmp_path, body) == "☒ random ☐ matched yes≥"
