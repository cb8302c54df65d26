"""Lists of references in the formats and encodings that people have."""

import pytest

from evidencehub.extraction.references.entry import GUESSED_LETTERS, Format, NotAList
from evidencehub.extraction.references.pieces import doi_in, isbns_in, issns_in, pages_of, person, year_in
from evidencehub.extraction.references.reading import read_references
from tests.support import reference_lists as samples


@pytest.fixture
def read(tmp_path):
    def from_(content, encoding="utf-8"):
        path = tmp_path / "list"
        path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
        return read_references(path)

    return from_


def test_ovid_writes_numbers_before_and_links_behind_each_entry(read):
    found = read(samples.OVID_RIS)
    first, second = found.entries
    assert (found.format, found.problems) == (Format.RIS, ())
    assert first.title == "Breakfast clubs and attendance: A cluster trial."
    assert first.authors == ("Lindqvist, Inés A", "van den Brink, Gertrude")
    assert (first.year, first.within, first.publisher) == (2031, "Journal of School Mornings", "A Press")
    assert (first.doi, first.issn, first.pages) == ("10.1002/xyz.2398", ("1063-3995", "1099-0879"), "")
    assert (first.volume, first.issue, first.notes) == ("24", "", ("Its issue is a sentence, so we left that out",))
    assert (second.line, second.pages) == (28, "847–856")


def test_zotero_gives_two_serial_numbers_in_one_line_and_markup_in_titles(read):
    first, second = read(samples.ZOTERO_RIS).entries
    assert (first.title, first.issn) == ("Mentoring & school exclusion", ("1895-5770", "1895-5789"))
    assert (first.authors, first.year, first.pages) == (("Hébert, Martine", "The Swansea Group"), 2019, "121–128")
    assert (second.kind, second.within, second.isbn) == ("chapter", "A book of schools", ("9780306406157",))


def test_ris_with_one_blank_or_none_without_ends_and_without_types(read):
    found = read(samples.LOOSE_RIS)  # its lines end in CR alone
    assert [each.title for each in found.entries] == [
        "One blank behind the tag", "No end before the next", "Without a type",
    ]  # fmt: skip
    assert (found.entries[0].year, found.entries[0].doi) == (2004, "10.1000/ABC.1")
    assert found.entries[2].authors == ("Roe, R", "Poe, E") and found.entries[2].notes == ("No year in “in press”",)
    (problem,) = found.problems
    assert (problem.line, problem.words[:24]) == (15, "An entry without a title")


def test_pubmed_continues_lines_and_gives_a_doi_among_its_places(read):
    first, second, third = read(samples.NBIB).entries
    assert first.title == "Impact of a breakfast club in childhood: a systematic review."
    assert first.authors == ("Pascale, Antonio", "de la Cruz, María", "Breakfast Study Group")
    assert (first.doi, first.pmid, first.issn) == ("10.1515/reveh-2020-0011", "32598326", ("2191-0308", "0048-7554"))
    assert (first.within, first.volume, first.issue, first.pages) == (
        "Reviews on breakfast health", "35", "3", "221–227",
    )  # fmt: skip
    assert (second.authors, second.kind) == (("Westgate, MJ",), "article")
    assert (third.title, third.kind, third.within) == ("A book without a journal", "book", "")


def test_ovids_own_format(read):
    first, second = read(samples.OVID_TAGGED).entries
    assert (first.authors, first.year, first.within) == (("Behan, L.", "Lucas, J.S."), 2018, "BMC Mornings")
    assert (first.doi, second.doi, first.kind) == (*["10.1186/s12919-018-0099-8"] * 2, "conference")


def test_endnote_tagged_and_as_xml(read):
    article, book = read(samples.ENW).entries
    assert article.title == "Cooperative breakfasts and the factor behind them"
    assert (article.doi, article.pages, book.isbn) == ("10.1109/TITS.2019.2935152", "4970–4980", ("0201038013",))
    found = read(samples.ENDNOTE_XML)
    article, chapter = found.entries
    assert (article.title, article.doi) == ("Breakfast & attendance", "10.1002/jcc.540080605")
    assert (article.issn, article.url, chapter.kind) == (("0192-8651", "1096-987X"), "", "chapter")
    assert not found.counts_lines


def test_bibtex_with_letters_of_latex_groups_and_a_percent_sign(read):
    found = read(samples.BIBTEX)
    first, second, third, dollars, fourth = found.entries
    assert (dollars.title, dollars.url) == ("What $5 buys at the α level", "https://example.org/a_b")
    assert first.title == "A DNA study of mornings – 50% of Éducation & 20% more"
    assert first.authors == ("Müller, Jörg", "World Health Organization", "de la Cruz, María", "Tolkien, J. R. R.")
    assert (first.within, first.pages, first.doi) == ("Journal of School Mornings", "12–34", "10.1000/ABC")
    assert (second.title, third.authors, fourth.authors) == (
        "Another under the same key", ("Doe, Jane",), ("Smith, John Jr.",),
    )  # fmt: skip
    assert [each.line for each in found.problems] == [7]


def test_csl_is_read_on_behind_what_is_broken(read):
    found = read(samples.CSL)
    assert [(each.title, each.year) for each in found.entries] == [
        ("What they ate", 2019), ("With a raw date", 1999), ("Read after it", 2001),
    ]  # fmt: skip
    assert found.entries[0].authors == ("van Beethoven, L.", "A Group") and found.problems[0].line == 6
    assert [each.title for each in read('{"items": [{"title": "Held in a list"}]}').entries] == ["Held in a list"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252", "latin-1"])
@pytest.mark.parametrize("content", [samples.ZOTERO_RIS, samples.NBIB, samples.BIBTEX + "@book{é, title={Größe}}"])
def test_the_encodings_that_people_have(read, encoding, content):
    found = read(content, encoding)
    assert any(letter in str(found.entries) for letter in "éíöß")
    assert (GUESSED_LETTERS in found.notes) is (encoding in {"cp1252", "latin-1"})


def test_a_file_that_breaks_off_gives_what_stands_before(read):
    whole = samples.ENDNOTE_XML
    found = read(whole[: whole.index("The whole")])
    assert [each.title for each in found.entries] == ["Breakfast & attendance"] and len(found.problems) == 1
    with pytest.raises(NotAList, match="damaged or incomplete"):
        read('<!DOCTYPE xml [<!ENTITY a "b">]>' + whole.partition("?>")[2])


def test_more_than_is_read_is_refused_with_the_number(read):
    with pytest.raises(NotAList, match=r"more than 5,000 entries"):
        read("TY  - JOUR\nTI  - One of many\nER  - \n" * 5001)


def test_pieces():
    assert doi_in(["doi: 10.1000/abc(1)2.", "x"]) == "10.1000/abc(1)2"
    assert doi_in(["see https://doi.org/10.1000%2Fabc)"]) == "10.1000/abc"
    assert doi_in(["S0003-9861(18) [pii]", "10.1515/x [doi]"]) == "10.1515/x" and doi_in(["none"]) == ""
    assert [person(each) for each in ("Sternisha SM", "Behan L.", "de Vries A Jr", "UNICEF UK", "A Group of Four")] == [
        "Sternisha, SM", "Behan, L.", "de Vries, A Jr", "UNICEF UK", "A Group of Four",
    ]  # fmt: skip
    assert year_in(["2019/10//undefined"]) == 2019 and year_in(["in press", "12345"]) is None
    assert issns_in(["0048-7554 (Print) 1234-567x"]) == ("0048-7554", "1234-567X") and issns_in(["9780306406157"]) == ()
    assert isbns_in(["978-0-306-40615-7 (pbk)"]) == ("9780306406157",)
    given = (("12--34", ""), ("e16", ""), ("No", "Specified"), ("1-26", ""), ("5", "5"))
    assert [pages_of(*each) for each in given] == [
        "12–34", "e16", "", "1–26", "5",
    ]  # fmt: skip
