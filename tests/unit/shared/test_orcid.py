"""ORCID iDs as they are typed. The numbers are those of ORCID's own documentation."""

import pytest

from evidencehub.shared.orcid import canonical, problem_with, split_author

ONE, WITH_X = "0000-0002-1825-0097", "0000-0002-1694-233X"


@pytest.mark.parametrize(
    "typed", [ONE, "0000000218250097", f"https://orcid.org/{ONE}", f"orcid.org/{ONE}/", f"ORCID: {ONE}", f" {ONE} "]
)
def test_an_id_is_the_same_however_it_is_typed(typed):
    assert canonical(typed) == ONE


def test_the_last_character_may_be_an_x_and_nothing_is_nothing():
    assert canonical(WITH_X.lower()) == WITH_X
    assert canonical("  ") == ""


@pytest.mark.parametrize(
    "typed", ["0000-0002-1825-0098", "0000-0002-1852-0097", "0000-0002-1825-009", "Anna", f"{ONE} and more", f"{ONE}7"]
)
def test_a_wrong_digit_is_noticed(typed):
    with pytest.raises(ValueError, match="ORCID iD"):
        canonical(typed)


@pytest.mark.parametrize(
    ("line", "name", "orcid"),
    [
        ("Anna Müller", "Anna Müller", ""),
        (f"Anna Müller {ONE}", "Anna Müller", ONE),
        (f"Müller, Anna (https://orcid.org/{ONE})", "Müller, Anna", ONE),
        (f"Anna Müller, ORCID: {ONE}", "Anna Müller", ONE),
        (f"Anna Müller [{WITH_X}]", "Anna Müller", WITH_X),
        ("Anna Müller 0000-0002-1825-0098", "Anna Müller 0000-0002-1825-0098", ""),
        (ONE, "", ONE),
    ],
)
def test_an_author_has_an_id_after_the_name(line, name, orcid):
    assert split_author(line) == (name, orcid)


def test_only_a_line_that_tries_to_give_one_can_be_wrong():
    assert problem_with("Anna Müller") == problem_with(f"Anna Müller {ONE}") == ""
    assert "a digit is wrong" in problem_with("Anna Müller 0000-0002-1825-0098")
    assert "16 digits" in problem_with("Anna Müller 0000-0002")
    assert "16 digits" in problem_with("Anna Müller, ORCID")
