"""What the machine compares before anybody sees a name."""

from uuid import uuid4

import pytest

from evidencehub.review.conflicts import Party, Team, blocking, check, colleagues, normalised, same_domain

ORGANISATION = uuid4()
MEMBER = Party(uuid4(), "Mia Member", "trust.example", frozenset())
TEAM = Team(ORGANISATION, (MEMBER,), ("Lindqvist-Shaw, Hannah", "J. Okafor"))


def a_party(name="Rosa Reviewer", domain="uni.example", organisations=()):
    return Party(uuid4(), name, domain, frozenset(organisations))


def kinds(party):
    return {one.kind for one in blocking(check(party, TEAM))}


def test_nothing_in_common_is_no_conflict():
    assert kinds(a_party()) == set()


@pytest.mark.parametrize(
    ("party", "kind"),
    [
        (MEMBER, "member"),
        (a_party(organisations=[ORGANISATION]), "organisation"),
        (a_party(domain="research.trust.example"), "domain"),
        (a_party("Professor HANNAH Lindqvist-Shaw"), "author"),
    ],
)
def test_each_thing_in_common_blocks(party, kind):
    assert kinds(party) == {kind}


def test_the_same_surname_and_initial_is_a_doubt_and_blocks_nobody():
    found = [one for one in check(a_party("Joy Okafor"), TEAM) if one.found]
    assert [(one.kind, one.blocks) for one in found] == [("namesake", False)]
    assert not [one for one in check(a_party("Kai Okafor"), TEAM) if one.found]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("uni.ac.uk", "uni.ac.uk", True),
        ("cs.uni.ac.uk", "UNI.ac.uk", True),
        ("uni.ac.uk", "otheruni.ac.uk", False),
        ("gmail.com", "gmail.com", False),
        ("mail.gmail.com", "gmail.com", False),
        ("localhost", "localhost", False),
        ("", "", False),
    ],
)
def test_mail_domains_match_when_one_is_the_other_or_below_it_and_never_public_ones(one, other, same):
    assert same_domain(one, other) is same_domain(other, one) is same


@pytest.mark.parametrize(
    "name", ["Hannah Lindqvist-Shaw", "Dr Hannah Lindqvist Shaw", "LINDQVIST-SHAW, Hannah", "Hánnah  Lindqvist‐Shaw"]
)
def test_a_name_is_the_same_name_however_it_is_written(name):
    assert normalised(name) == "hannah lindqvist shaw"


def test_names_in_other_scripts_are_compared_as_they_are():
    assert normalised("李 明") == normalised("李  明") != normalised("王 芳")
    assert normalised("Siân O’Neill") == normalised("Sian O'Neill")


def test_two_reviewers_are_colleagues_by_organisation_or_by_mail():
    assert colleagues(a_party(organisations=[ORGANISATION]), a_party(domain="b.example", organisations=[ORGANISATION]))
    assert colleagues(a_party(), a_party())
    assert not colleagues(a_party(), a_party(domain="b.example"))
