"""A citation taken apart, in each of the ways in which the clearinghouse writes one."""

import pytest

from evidencehub.interchange.wwc.citations import LONGEST_TITLE, authors_of, taken_apart
from tests.support.wwc import rows_of_archive


@pytest.mark.parametrize(
    ("text", "publication", "authors", "year", "title", "contrast", "source"),
    [
        (
            "Doe, Jane A.; Roe, Rick. (2014). Reading at Home: A Trial. Journal of Reading, v7 n1 p28-53.",
            "Journal of Reading, v7 n1 p28-53.",
            ("Doe, Jane A.", "Roe, Rick"), 2014, "Reading at Home: A Trial", "", "Journal of Reading, v7 n1 p28-53",
        ),
        (
            "Doe, J. A., Roe, R., & Poe, E. (1991). Early help: A trial. Minneapolis: A University.",
            "",
            ("Doe, J. A.", "Roe, R.", "Poe, E."), 1991, "Early help: A trial", "", "Minneapolis: A University",
        ),
        (
            "Jane A. Doe, Rick Roe, and Edgar Poe. (2019). Fractions. [With error analysis vs. control]. Nashville.",
            "Nashville.",
            ("Jane A. Doe", "Rick Roe", "Edgar Poe"), 2019, "Fractions", "With error analysis vs. control", "Nashville",
        ),
        ("An, Brian P. (2013). College early? A Journal.", "A Journal.", ("An, Brian P.",), 2013, "College early?", "",
         "A Journal"),
        ("Doe, J. (n.d). A Report. Arlington: A House.", "Arlington: A House.", ("Doe, J.",), None, "A Report", "",
         "Arlington: A House"),
        ("Doe, Jane; And Others. (1993b). JOBSTART. Final Report.", "", ("Doe, Jane", "And Others"), 1993,
         "JOBSTART. Final Report", "", ""),
        ("Doe, J. (2001). Too good for that.. A report for Florida.", "A report for Florida.", ("Doe, J.",), 2001,
         "Too good for that", "", "A report for Florida"),
        ("Doe, J. (2001). Too good for that., Miami: A House.", ", Miami: A House.", ("Doe, J.",), 2001,
         "Too good for that", "", "Miami: A House"),
        ("A report without a date.", "", (), None, "A report without a date", "", ""),
    ],
)  # fmt: skip
def test_authors_year_title_and_source_are_told_apart(text, publication, authors, year, title, contrast, source):
    found = taken_apart(text, publication=publication)
    assert (found.authors, found.year, found.title) == (authors, year, title)
    assert (found.contrast, found.source) == (contrast, source)


@pytest.mark.parametrize(
    ("text", "authors"),
    [
        ("Doe, Kathryn E., Roe, Ruth A.", ("Doe, Kathryn E.", "Roe, Ruth A.")),
        ("Doe,Jean Ann,Roe, L. Jon, & Poe, V.", ("Doe, Jean Ann", "Roe, L. Jon", "Poe, V.")),
        ("Doe, Roland G., Jr.", ("Doe, Roland G., Jr.",)),
        ("Jane A. Doe, Rick Roe, Ed Poe, Ann Hay", ("Jane A. Doe", "Rick Roe", "Ed Poe", "Ann Hay")),
        ("Doe & Roe Foundation.", ("Doe & Roe Foundation",)),
        ("Center for Reading and Writing", ("Center for Reading and Writing",)),
    ],
)
def test_one_author_is_never_told_as_two(text, authors):
    assert authors_of(text) == authors


def test_the_records_own_year_helps_out_and_a_title_is_never_too_long_to_keep():
    assert taken_apart("Doe, J. (012). Late.", date="2012").year == 2012
    assert len(taken_apart(f"Doe, J. (2012). {'word ' * 200}").title) <= LONGEST_TITLE


def test_every_citation_of_the_archive_gives_a_title_that_can_be_kept(sample_data):
    rows = rows_of_archive(sample_data)
    cited = {row["s_StudyID"]: (row["s_Citation"], row["s_Publication"]) for row in rows}
    found = [taken_apart(text, publication=publication) for text, publication in cited.values()]
    assert len(found) == 1601 and all(0 < len(each.title) <= LONGEST_TITLE for each in found)
    assert sum(not each.authors for each in found) <= 3
