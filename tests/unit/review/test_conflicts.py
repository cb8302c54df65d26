"""What the machine compares before anybody sees a name."""

from dataclasses import replace
from uuid import uuid4

import pytest

from evidencehub.review.conflicts import Party, Team, blocking, check, colleagues, from_data, may_be_one

ORGANISATION = uuid4()
ORCID = "0000-0002-1825-0097"
MEMBER = Party(uuid4(), "Mia Member", "trust.example", frozenset())
TEAM = Team(ORGANISATION, (MEMBER,), ("Lindqvist-Shaw, Hannah", "J. Okafor", f"Ada Zeller {ORCID}"))


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
    ],
)
def test_each_thing_in_common_blocks(party, kind):
    assert kinds(party) == {kind}


@pytest.mark.parametrize(
    ("party", "kind", "detail"),
    [
        (a_party("Professor HANNAH Lindqvist-Shaw"), "author", "Lindqvist-Shaw, Hannah"),
        (a_party("Joy Okafor"), "namesake", "J. Okafor"),
        (a_party("Mia Member"), "account", "Mia Member"),
        (replace(a_party("Somebody Else"), orcid=ORCID), "orcid", ORCID),
    ],
)
def test_a_name_or_a_number_that_a_team_wrote_down_is_a_doubt_and_bars_nobody(party, kind, detail):
    (found,) = [one for one in check(party, TEAM) if one.found]
    assert (found.kind, found.blocks, found.is_hard, found.detail) == (kind, False, False, detail)
    assert from_data([found.as_data()]) == [found]


def test_somebody_elses_initial_is_nothing():
    assert not [one for one in check(a_party("Kai Okafor"), TEAM) if one.found]


def test_what_nobody_can_outrank_is_being_in_the_team():
    everything = check(replace(MEMBER, organisations=frozenset({ORGANISATION})), TEAM)
    assert {one.kind for one in everything if one.is_hard} == {"member", "organisation", "former"}


def test_whoever_ran_it_before_is_barred_as_such_and_compared_like_the_team():
    before = uuid4()
    former = replace(TEAM, organisation_id=uuid4(), before=frozenset({before}), former=frozenset({MEMBER.id}))
    assert [one.kind for one in check(MEMBER, former) if one.found] == ["former"]
    later = a_party("New There", domain="c.example", organisations=[before])
    assert [one.kind for one in check(later, former) if one.found] == ["former"]
    colleague = a_party("Somebody Else", domain=MEMBER.domain)
    assert [one.kind for one in check(colleague, former) if one.found] == ["domain"]


def test_two_accounts_may_be_one_persons_by_number_else_by_name():
    one, other = a_party("Rosa Reviewer"), a_party("Reviewer, Rosa")
    assert may_be_one(one, other) and not may_be_one(one, a_party("R. Reviewer"))
    assert not may_be_one(replace(one, orcid=ORCID), replace(other, orcid="0000-0002-1694-233X")), (
        "two numbers are two people"
    )
    assert may_be_one(replace(one, orcid=ORCID), replace(a_party("Other Name"), orcid=ORCID))


def test_what_was_kept_before_there_were_details_can_still_be_read():
    assert from_data([{"kind": "author", "found": True, "blocks": True}])[0].detail == ""


def test_two_reviewers_are_colleagues_by_organisation_or_by_mail():
    assert colleagues(a_party(organisations=[ORGANISATION]), a_party(domain="b.example", organisations=[ORGANISATION]))
    assert colleagues(a_party(), a_party())
    assert not colleagues(a_party(), a_party(domain="b.example"))
