"""Reviewers proposed for all cases that wait: spread, without anybody in doubt, and ticked where an editor chooses."""

import re
from datetime import timedelta

import pytest

from evidencehub.accounts.queries import actor_for
from evidencehub.review import choosing, proposing, workload
from tests.factories import NOW, a_person, a_reviewer, an_editor
from tests.factories_review import a_case, a_case_in_review, a_cleared_case, a_frozen_case


def test_an_editor_gets_other_people_for_each_case_and_finds_them_ticked(client, session):
    editor = an_editor(session)
    cases = [a_cleared_case(session, editor=editor) for _ in range(2)]
    a_case(session, editor=editor)  # nobody has begun to look it through
    found = proposing.proposals(session, actor=actor_for(editor), now=NOW)
    assert {one.submission.id for one in found.found} == {case.submission.id for case in cases} and not found.later
    asked = [one.id for each in found.found for one in each.pair]
    assert len(asked) == len(set(asked)) == 4, "four reviewers, two cases"
    session.commit()
    client.sign_in(editor)
    assert "/cases/proposals" in client.get("/cases").text
    page = client.get("/cases/proposals").text
    links = re.findall(r'href="(/cases/[^"]+/assign\?ask=[^"]+)"', page)
    assert len(links) == 2 and all(one.name in page for each in found.found for one in each.pair)
    for link in links:
        ticked = re.findall(r'value="([^"]+)"[^>]*\bchecked\b', client.get(link.replace("&amp;", "&")).text)
        assert sorted(ticked) == sorted(re.findall(r"ask=([0-9a-f-]+)", link))
    assert not re.findall(r"\bchecked\b", client.get(re.sub(r"\?.*", "?ask=nobody", links[0])).text)


def test_who_has_a_conflict_with_a_case_is_neither_proposed_for_it_nor_shown_it(client, session):
    case = a_cleared_case(session)
    other = an_editor(session)
    team = case.submission.project.organisation
    colleague = a_person(session, team, is_reviewer=True, reviewer_kind="academic")
    found = proposing.proposals(session, actor=actor_for(other), now=NOW)
    assert colleague.id not in {one.id for each in found.found for one in each.pair}
    conflicted = a_person(session, team, is_editor=True)
    assert not proposing.proposals(session, actor=actor_for(conflicted), now=NOW).found
    session.commit()
    client.sign_in(conflicted)
    assert "No case waits" in client.get("/cases/proposals").text


def test_what_was_asked_of_somebody_counts_for_a_year(session):
    graded = a_frozen_case(session)
    case = a_cleared_case(session)

    def known(now):
        busy = workload.busy(session, editor_id=case.editor.id, now=now)
        return choosing.candidates(session, case.submission, now=now, busy=busy)

    found = {one.person.id: one for one in known(NOW)}
    often = [found[one.id].option for one in graded.reviewers]
    assert [one.asked_lately for one in often] == [1, 1] and not any(one.open_cases for one in often)
    assert all("was asked to grade 1 other in the last twelve months" in one.reasons for one in often)
    assert {found[one.id].option.asked_lately for one in case.reviewers} == {0}
    later = known(NOW + timedelta(days=400))
    assert not any(one.option.asked_lately for one in later), "a year on it no longer counts"


@pytest.mark.parametrize("page", ["proposals", "assign", "third"])
def test_no_count_tells_an_editor_with_a_conflict_who_grades_a_case(client, session, page):
    """On a hub with few cases one open case more says whose it is."""
    hidden = a_case_in_review(session)
    team = hidden.submission.project.organisation
    without, conflicted = an_editor(session), a_person(session, team, is_editor=True)
    case = a_frozen_case(session, second={"po2.8": "not-met", "po1.4": "partly"}) if page == "third" else None
    case = case or a_cleared_case(session)
    session.commit()
    address = "/cases/proposals" if page == "proposals" else f"/cases/{case.submission.id}/{page}"
    told = {}
    for editor in (without, conflicted):
        client.sign_in(editor)
        told[editor] = " ".join(client.get(address).text.split())
        client.post("/sign-out")
    assert all(person.name in told[without] for person in hidden.reviewers) or page == "proposals"
    if page != "proposals":
        assert told[without].count("has 1 open case;") == 2
        assert told[without].count("answers within") > told[conflicted].count("answers within")
    assert "has 1 open case" not in told[conflicted] and "has no open cases" in told[conflicted]


def test_whom_an_editor_with_a_conflict_is_proposed_does_not_hang_on_who_grades_the_case(session):
    """They are proposed whom they would be if nobody graded it; another editor is not."""
    hidden = a_case_in_review(session)
    conflicted = a_person(session, hidden.submission.project.organisation, is_editor=True)
    a_cleared_case(session)
    proposed = {}
    for editor in (conflicted, an_editor(session)):
        found = proposing.proposals(session, actor=actor_for(editor), now=NOW)
        proposed[editor] = {one.id: one.open_cases for each in found.found for one in each.pair}
        assert proposed[editor]
    assert not any(proposed[conflicted].values())


def test_only_editors_see_it(client, session):
    for person in (a_person(session), a_reviewer(session)):
        session.commit()
        client.sign_in(person)
        assert client.get("/cases/proposals").status_code in {403, 404}
        client.post("/sign-out")
