"""Equations of Word in one line, in which no fraction becomes a number and no power joins its base."""

import pytest

from tests.support.documents import a_paragraph, a_run, a_word_file, read


def r(text):
    return f"<m:r><m:t>{text}</m:t></m:r>"


def of(name, settings="", **parts):
    inside = "".join(f"<m:{part}>{value}</m:{part}>" for part, value in parts.items())
    return f"<m:{name}><m:{name}Pr>{settings}</m:{name}Pr>{inside}</m:{name}>"


def fraction(above, below, settings=""):
    return of("f", settings, num=above, den=below)


def brackets(*parts, settings=""):
    return f"<m:d><m:dPr>{settings}</m:dPr>{''.join(f'<m:e>{part}</m:e>' for part in parts)}</m:d>"


MATRIX = f"<m:m><m:mr><m:e>{r(1)}</m:e><m:e>{r(2)}</m:e></m:mr><m:mr><m:e>{r(3)}</m:e><m:e>{r(4)}</m:e></m:mr></m:m>"


@pytest.mark.parametrize(
    ("math", "text"),
    [
        (r("d=") + fraction(r("62-55"), r("20")), "d=(62-55)/20"),
        (fraction(r("3"), r("4"), '<m:type m:val="lin"/>'), "3/4"),
        (r("2") + fraction(r("3"), r("4")), "2 3/4"),
        (fraction(r("3"), r("4")) + r("5"), "3/4 5"),
        (fraction(fraction(r("1"), r("2")), r("3")), "(1/2)/3"),
        (r("1/") + fraction(r("3"), r("4")), "1/(3/4)"),
        (fraction(r("1.5"), r("s") + of("sSup", e=r("n"), sup=r("2"))), "1.5/(s n^2)"),
        (of("sSup", e=r("10"), sup=r("-4")), "10^-4"),
        (of("sSup", e=r("10"), sup=r("n+1")), "10^(n+1)"),
        (of("sSup", e=fraction(r("1"), r("2")), sup=r("3")), "(1/2)^3"),
        (of("sSup", e=brackets(r("a+b")), sup=r("2")), "(a+b)^2"),
        (of("sSup", e=r("10"), sup=r("2")) + r("5"), "10^2 5"),
        (of("sSub", e=r("x"), sub=r("1")) + r("2"), "x_1 2"),
        (of("sSubSup", e=r("x"), sub=r("i"), sup=r("2")), "x_i^2"),
        (of("rad", '<m:degHide m:val="1"/>', deg="", e=r("20")), "√20"),
        (of("rad", deg="", e=r("62+3")), "√(62+3)"),
        (of("rad", deg=r("3"), e=r("8")), "8^(1/3)"),
        (of("nary", '<m:chr m:val="∑"/>', sub=r("i=1"), sup=r("n"), e=r("x")), "∑_(i=1)^n x"),
        (of("nary", sub=r("0"), sup=r("1"), e=r("f+g")), "∫_0^1 (f+g)"),
        (brackets(MATRIX, settings='<m:begChr m:val="["/><m:endChr m:val="]"/>'), "[1, 2; 3, 4]"),
        (brackets(r("a"), r("b")), "(a|b)"),
        (brackets(r("x"), settings='<m:begChr m:val="|"/><m:endChr m:val="|"/>'), "|x|"),
        (fraction(r("n"), r("k"), '<m:type m:val="noBar"/>'), "(n over k)"),
        (brackets(r("a+b"), settings="<m:begChr/><m:endChr/>"), "a+b"),
        (of("func", fName=r("log"), e=r("x")), "log(x)"),
        (of("limLow", e=r("lim"), lim=r("n→∞")), "lim_(n→∞)"),
        (of("acc", '<m:chr m:val="\u0302"/>', e=r("p")) + r("=0.4"), "p\u0302=0.4"),
        (of("bar", '<m:pos m:val="top"/>', e=r("x")), "x\u0304"),
        (f"<m:eqArr><m:e>{r('a=1')}</m:e><m:e>{r('b=2')}</m:e></m:eqArr>", "a=1; b=2"),
        (of("phant", '<m:show m:val="0"/>', e=r("99")) + r("x"), "x"),
        (r("2\u20625"), "2·5"),
        (f'<w:del w:id="1" w:author="A">{r("9")}</w:del><w:ins w:id="2" w:author="A">{r("8")}</w:ins>', "8"),
    ],
)  # fmt: skip
def test_an_equation_is_one_line_that_says_the_same(tmp_path, math, text):
    body = f"<w:p>{a_run('So: ')}<m:oMathPara><m:oMath>{math}</m:oMath></m:oMathPara></w:p>"
    assert read(tmp_path, a_word_file(body)).pages == (f"So: {text}",)


@pytest.mark.parametrize(
    "around",
    [
        "<w:tbl><w:tr><w:tc>{}</w:tc></w:tr></w:tbl>",
        "<w:p><w:r><w:pict><v:textbox><w:txbxContent>{}</w:txbxContent></v:textbox></w:pict></w:r></w:p>",
        "<w:sdt><w:sdtContent>{}</w:sdtContent></w:sdt>",
    ],
)
def test_equations_in_tables_boxes_and_controls_stand_apart_from_the_numbers_beside_them(tmp_path, around):
    math = f"<m:oMath>{fraction(r(3), r(4))}</m:oMath>"
    found = read(tmp_path, a_word_file(around.format(f"<w:p>{a_run('2')}{math}{a_run('9 pupils')}</w:p>")))
    assert "".join(found.pages).strip() == "2 3/4 9 pupils"


@pytest.mark.parametrize(
    "unread",
    [
        '<w:r><w:object><o:OLEObject Type="Embed" ProgID="Equation.3" r:id="x"/></w:object></w:r>',
        '<w:r><w:object><o:OLEObject Type="Embed" ProgID="Equation.DSMT4" r:id="x"/></w:object></w:r>',
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> EQ \\f(3</w:instrText></w:r>'
        '<w:r><w:instrText>,4)</w:instrText></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>',
        '<w:fldSimple w:instr=" EQ \\f(3,4) "/>',
    ],
)
def test_an_equation_that_is_no_text_leaves_its_mark_and_a_note_says_what_to_do(tmp_path, unread):
    body = f"<w:p>{a_run('About ')}{unread}{a_run(' of the pupils')}</w:p>" + a_paragraph("stayed.")
    found = read(tmp_path, a_word_file(body))
    assert found.pages == ("About [equation: not read] of the pupils\nstayed.",)
    assert any("1 equation" in note and "“Insert”, “Equation”" in note for note in found.notes)
