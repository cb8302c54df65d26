"""Each requirement of ASVS 5.0, levels 1 and 2, has a row that says what holds it, and what it names is there."""

from collections import Counter

from tests.support import asvs
from tests.support.markdown import Document

ROWS = [(number, row) for _, rows in asvs.chapters() for number, row in rows.items()]
FIELDS = {"level", "asks", "tests", "written", "not_here", "gap", "harm", "note"}


def test_the_standard_has_as_many_requirements_as_its_authors_count():
    """In the CSV file that is part of the release of 5.0.0, 30 May 2025."""
    assert Counter(asvs.levels().values()) == {1: 70, 2: 183, 3: 92}


def test_each_requirement_of_levels_1_and_2_stands_once_with_its_level():
    wanted = {number: level for number, level in asvs.levels().items() if level < 3}
    assert len(ROWS) == len(wanted) == 253
    assert {number: row["level"] for number, row in ROWS} == wanted


def test_each_row_says_one_thing_in_fields_that_are_known():
    for number, row in ROWS:
        assert row["asks"].strip() and row.keys() <= FIELDS, number
        assert len(asvs.kinds(row)) == 1, number
        assert ("harm" in row) is ("gap" in row) and row.get("harm", "low") in asvs.HARMS, number
        assert len(row.get("not_here") or row.get("gap") or "a test holds it") > 8, number


def test_each_test_and_heading_that_is_named_is_there():
    named = [(number, node) for number, row in ROWS for node in row.get("tests", ())]
    assert len(named) > 150
    assert [each for each in named if not asvs.is_test(each[1])] == []
    for number, row in ROWS:
        path, _, anchor = row.get("written", "docs/security.md#keys").partition("#")
        assert anchor in Document(asvs.ROOT / path).anchors, number


def test_the_page_has_the_counts_and_gaps_of_the_table():
    assert asvs.parts()[1] == asvs.printed(), "print it again: python -m tests.support.asvs --write"
