"""Names taken apart for reference managers: people into family and given names, groups never."""

import pytest

from evidencehub.catalogue.cited.authors import author_of, authors_of


@pytest.mark.parametrize(
    ("line", "family", "given"),
    [
        ("Anna Müller", "Müller", "Anna"),
        ("Müller, Anna", "Müller", "Anna"),
        ("Mensah, A.", "Mensah", "A."),
        ("A. B. Smith", "Smith", "A. B."),
        ("Smith JD", "Smith", "JD"),
        ("de la Cruz, M", "de la Cruz", "M"),
        ("María de la Cruz", "de la Cruz", "María"),
        ("Ludwig van Beethoven", "van Beethoven", "Ludwig"),
        ("John Smith, Jr.", "Smith", "John, Jr."),
        ("Constance Arkwright-Lee", "Arkwright-Lee", "Constance"),
        ("Anna Müller 0000-0002-1825-0097", "Müller", "Anna"),
        ("Sukarno (ORCID 0000-0002-1825-0097)", "Sukarno", ""),
    ],
)
def test_a_person_has_a_family_name(line, family, given):
    author = author_of(line)
    assert (author.family, author.given, author.is_group) == (family, given, False)
    assert bool(author.orcid) is ("0097" in line)


@pytest.mark.parametrize(
    "line",
    [
        "University of Leeds", "Department for Education", "London Borough of Hackney", "Fieldnotes CIC", "MDRC",
        "Centre for Youth Impact", "Sutton Trust, The", "Ipsos", "RAND Corporation", "Mathematica, Inc.",
        "Smith & Jones", "Anna Müller and Ola Nordmann", "NATIONAL FOUNDATION", "The What Works Team 2",
    ],
)  # fmt: skip
def test_a_group_and_what_may_be_one_stays_whole(line):
    author = author_of(line)
    assert (author.name, author.family, author.given, author.is_group) == (line, "", "", True)


@pytest.mark.parametrize(
    ("lines", "names", "has_more"),
    [
        (["Smith, J.", "And Others"], ["Smith, J."], True),
        (["G.M. et al"], ["G.M."], True),
        (["Smith, J.", "... Turner, M. C."], ["Smith, J.", "Turner, M. C."], True),
        (["Smith, J.", ". . . Coyne, M. D."], ["Smith, J.", "Coyne, M. D."], True),
        (["Smith, J.", "..."], ["Smith, J."], True),
        (["Smith, J.", "[removed]"], ["Smith, J."], True),
        (["Anna [removed]"], [], False),
        (["N/A."], [], False),
        (["And Others"], [], False),
        (["", " Smith, J. "], ["Smith, J."], False),
        (["Others First Trust", "Witherspoon, C."], ["Others First Trust", "Witherspoon, C."], False),
    ],
)
def test_what_is_no_name_is_no_author(lines, names, has_more):
    authors, more = authors_of(lines)
    assert ([each.name for each in authors], more) == (names, has_more)
