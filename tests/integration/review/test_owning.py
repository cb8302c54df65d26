"""Whose case it is: who takes it runs it, gives it on or loses it, and where its mails go."""

import pytest
from sqlalchemy import select

from evidencehub.accounts import services as accounts
from evidencehub.accounts.models import Membership
from evidencehub.accounts.queries import actor_for
from evidencehub.review import owning, services
from evidencehub.review.board import Whose, board
from evidencehub.review.cases import owner_of
from evidencehub.shared import due
from evidencehub.shared.errors import Invalid, NotAllowed, WrongState
from evidencehub.shared.mail import Mail
from tests.factories import NOW, a_person, an_editor
from tests.factories_review import LATER, a_case, a_decided_case, a_screened_case, an_assigned_case, withdraw


def as_(session, case, person):
    return {"actor": actor_for(person), "facts": case.facts(session, person), "now": LATER}


def told(session, about):
    return sorted(session.scalars(select(Mail.to).where(Mail.about == about)))


def test_who_takes_a_case_runs_it_and_its_mails_go_there_alone(session):
    case = an_assigned_case(session)
    other = an_editor(session)
    assert owner_of(session, case.submission).id == case.editor.id
    services.decline(session, case.assignments[0], actor=actor_for(case.reviewers[0]), now=LATER)
    assert told(session, "review.seat-open") == [case.editor.email]
    owning.take(session, case.submission, **as_(session, case, other))
    assert told(session, "case.taken-over") == [case.editor.email]
    services.decline(session, case.assignments[1], actor=actor_for(case.reviewers[1]), now=LATER)
    assert told(session, "review.seat-open") == sorted([case.editor.email, other.email])


def test_of_a_case_that_is_nobodys_all_editors_hear(session):
    case = an_assigned_case(session)
    other = an_editor(session)
    case.submission.owner_id = None
    services.decline(session, case.assignments[0], actor=actor_for(case.reviewers[0]), now=LATER)
    assert told(session, "review.seat-open") == sorted([case.editor.email, other.email])


def test_it_is_given_to_an_editor_who_may_act_on_it_and_to_nobody_else(session):
    case = an_assigned_case(session)
    other = an_editor(session)
    in_team = a_person(session, case.submission.project.organisation, is_editor=True)
    case.reviewers[0].is_editor = True
    session.flush()
    assert owning.who_could(session, case.submission) == [other]
    for person in (in_team, case.reviewers[0], case.member):
        with pytest.raises(Invalid):
            owning.hand_over(session, case.submission, person.id, **as_(session, case, case.editor))
        with pytest.raises(NotAllowed):
            owning.take(session, case.submission, **as_(session, case, person))
    for _ in range(2):  # a second press is no mistake
        owning.hand_over(session, case.submission, other.id, **as_(session, case, case.editor))
    assert owner_of(session, case.submission) == other
    assert told(session, "case.handed-over") == [other.email] and told(session, "case.taken-over") == []


def test_what_is_over_needs_nobody_to_run_it(session):
    case = a_screened_case(session)
    withdraw(session, case)
    for each in (case, a_decided_case(session)):
        with pytest.raises(WrongState):
            owning.take(session, each.submission, **as_(session, each, each.editor))


@pytest.mark.parametrize("how", ["role", "account", "conflict"])
def test_who_cannot_run_it_any_more_loses_it_and_the_other_editors_hear(session, run_due, how):
    case, other = a_screened_case(session), an_editor(session)
    if how == "role":
        accounts.set_roles(session, case.editor, set(), actor_id=None, now=NOW)
    elif how == "account":
        accounts.switch_off(session, case.editor, actor_id=None, now=NOW)
    else:
        team = case.submission.project.organisation
        session.add(Membership(person=case.editor, organisation=team, created_at=NOW))
        due.add(session, "joined", team.id, {"organisation": str(team.id), "person": str(case.editor.id)})
    session.commit()
    run_due()
    session.rollback()
    session.expire_all()
    assert case.submission.owner_id is None
    assert told(session, "case.nobodys") == [other.email]


def test_the_board_shows_what_is_mine_or_nobodys_and_that_first(session):
    mine, nobodys = a_screened_case(session), a_case(session)
    other = a_screened_case(session)

    def shown(whose):
        found = board(session, editor_id=mine.editor.id, now=LATER, whose=whose)
        return [row.id for row in found.yours], found.counts

    everything, counts = shown(Whose.ALL)
    assert everything[0] == nobodys.submission.id
    assert set(everything) == {mine.submission.id, nobodys.submission.id, other.submission.id}
    assert shown(Whose.MINE)[0] == [mine.submission.id] and shown(Whose.NOBODYS)[0] == [nobodys.submission.id]
    assert counts == {Whose.ALL: 3, Whose.MINE: 1, Whose.NOBODYS: 1}


def test_it_is_taken_and_given_on_from_the_page_of_the_case(app, session):
    case, other = a_screened_case(session), an_editor(session)
    session.commit()
    address = f"/cases/{case.submission.id}"
    mine, theirs = app.test_client(), app.test_client()
    mine.sign_in(case.editor)
    theirs.sign_in(other)
    assert f"{case.editor.name} runs this case" in mine.get(address).text
    assert f"Take it over from {case.editor.name}" in theirs.get(address).text
    for _ in range(2):
        assert theirs.post(f"{address}/take").location == address
    assert "mine (0)" in mine.get("/cases").text.lower().replace("\n", " ").replace("  ", " ")
    page = theirs.get(f"{address}/hand-over").text
    assert case.editor.name in page
    assert theirs.post(f"{address}/hand-over", data={"to": str(case.reviewers[0].id)}).status_code == 422
    assert theirs.post(f"{address}/hand-over", data={"to": str(case.editor.id)}).location == address
    story = mine.get(address).text
    assert "An editor took the case" in story and "The case was given to another editor" in story
    team = app.test_client()
    team.sign_in(case.member)
    assert team.post(f"{address}/take").status_code == 403
    assert case.editor.name not in team.get(f"/team/submissions/{case.submission.id}").text
