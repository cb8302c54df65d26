"""A project that was handed over: neither team may grade it, and cases that run are looked at again."""

import pytest
from sqlalchemy import delete, select

from evidencehub.accounts.models import Membership, TeamRole
from evidencehub.accounts.queries import actor_for
from evidencehub.review import helpers, joined, merging
from evidencehub.review.access import case_facts, editor_conflicts
from evidencehub.review.board_cases import of_others
from evidencehub.shared.clock import utc_now
from evidencehub.shared.mail import Mail
from tests.factories import a_transfer, an_editor, an_organisation
from tests.factories_review import a_case_in_review, a_decided_case
from tests.support.transfers import hand_over


def _into(session, person, organisation):
    session.add(Membership(person=person, organisation=organisation, role=TeamRole.READER, created_at=utc_now()))


def _found(session, person, case):
    session.commit()
    session.refresh(person)
    return {one.kind for one in editor_conflicts(session, person, case.submission)}


def test_who_ran_it_and_who_runs_it_are_barred_also_when_they_left_the_old_team_since(session):
    case, taker = a_case_in_review(session), an_organisation(session)
    giver = case.submission.project.organisation
    stayed, left, came_later, new, helper, free = (an_editor(session) for _ in range(6))
    for person in (stayed, left):
        _into(session, person, giver)
    _into(session, new, taker)
    helpers.add(session, helper, giver.id, now=utc_now())
    session.commit()
    hand_over(session, case.submission.project, taker)
    session.execute(delete(Membership).where(Membership.person_id == left.id))
    _into(session, came_later, giver)
    for person in (stayed, left, came_later):
        assert "former" in _found(session, person, case)
        assert not case_facts(session, actor_for(person), case.submission).editor
        assert case.submission.id not in {each.id for each in session.scalars(of_others(person.id))}
    assert "organisation" in _found(session, new, case) and "helper" in _found(session, helper, case)
    assert _found(session, free, case) == set()
    assert case.submission.id in {each.id for each in session.scalars(of_others(free.id))}


@pytest.mark.parametrize("conflict", [True, False])
def test_a_case_that_runs_is_looked_at_again_and_its_editor_hears_of_it(session, run_due, conflict):
    case, taker = a_case_in_review(session), an_organisation(session)
    if conflict:
        _into(session, case.reviewers[0], taker)
    session.commit()
    hand_over(session, case.submission.project, taker)
    run_due()
    session.rollback()
    mails = {each.about: each for each in session.scalars(select(Mail).where(Mail.to == case.editor.email))}
    assert "Another organisation runs" in mails["case.new-team"].subject
    assert ("review.conflict-arose" in mails) is conflict
    if conflict:
        told = mails["review.conflict-arose"].body
        assert "1 reviewer has a conflict" in told and "went to another organisation" in told
        (found,) = joined.conflicted(session, case.submission, case.assignments)
        assert found.assignment.reviewer_id == case.reviewers[0].id


def test_an_editor_who_works_where_it_goes_stops_running_the_case(session, run_due):
    case, taker = a_case_in_review(session), an_organisation(session)
    case.submission.owner_id = case.editor.id
    _into(session, case.editor, taker)
    an_editor(session)
    session.commit()
    hand_over(session, case.submission.project, taker)
    run_due()
    session.rollback()
    session.expire_all()
    assert case.submission.owner_id is None


def test_who_comes_to_the_old_team_later_makes_a_conflict_too(client, session, run_due):
    case, taker = a_case_in_review(session), an_organisation(session)
    giver = case.submission.project.organisation
    hand_over(session, case.submission.project, taker)
    run_due()
    other = an_organisation(session)
    _into(session, case.reviewers[0], other)
    session.commit()
    merging.merge(session, other, giver, actor_id=an_editor(session).id, now=utc_now())
    session.commit()
    run_due()
    session.rollback()
    about = Mail.about == "review.conflict-arose"
    told = session.scalars(select(Mail).where(about, Mail.to == case.editor.email)).one()
    assert "1 reviewer has a conflict" in told.body and "became one with another" in told.body


def test_an_offer_between_two_that_become_one_ends_and_what_was_handed_over_stays_barred(session):
    case, taker, successor = a_decided_case(session), an_organisation(session), an_organisation(session)
    giver = case.submission.project.organisation
    hand_over(session, case.submission.project, taker)
    offer = a_transfer(session, case.submission.project, successor)
    merging.merge(session, taker, successor, actor_id=an_editor(session).id, now=utc_now())
    merging.merge(session, giver, other := an_organisation(session), actor_id=None, now=utc_now())
    session.commit()
    session.refresh(offer)
    assert offer.state.value == "withdrawn"
    late = an_editor(session)
    _into(session, late, other)
    assert "former" in _found(session, late, case)


def test_everybody_reads_until_when_who_ran_it_and_the_new_one_lists_it(client, session, run_due):
    case = a_decided_case(session)
    giver, taker = case.submission.project.organisation, an_organisation(session, name="Wear Works", slug="wear-works")
    session.commit()
    address = f"/projects/{case.submission.project.slug}"
    before = client.get(address).text
    hand_over(session, case.submission.project, taker)
    run_due()
    page = " ".join(client.get(address).text.split())
    assert f"it was run by {giver.name}, since then by" in page and "Wear Works" in page
    assert f"This page shows what {giver.name} sent." in page and "it was run by" not in before
    assert case.submission.project.name in client.get("/organisations/wear-works").text
    assert client.get(f"/organisations/{giver.slug}").status_code == 404


def test_of_a_stub_nobody_learns_where_it_went(client, session, run_due):
    case, taker = a_case_in_review(session), an_organisation(session, name="Wear Works", slug="wear-works")
    session.commit()
    hand_over(session, case.submission.project, taker)
    run_due()
    assert "Wear Works" not in client.get(f"/projects/{case.submission.project.slug}").text
    assert client.get("/organisations/wear-works").status_code == 404
