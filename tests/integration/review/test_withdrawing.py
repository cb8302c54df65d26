"""The team takes back what it sent: who is told what, what stays, and what everybody sees from then on."""

import pytest
from sqlalchemy import func, select

from evidencehub.accounts.queries import actor_for
from evidencehub.projects import access, public
from evidencehub.projects.models import Submission
from evidencehub.projects.states import SubmissionState
from evidencehub.review import services
from evidencehub.review.models import Finding
from evidencehub.shared.due import DueRow
from evidencehub.shared.errors import NotAllowed, WrongState
from evidencehub.shared.mail import Mail
from tests.factories import NOW, a_person, a_reviewer, an_organisation
from tests.factories_review import (
    LATER,
    a_case,
    a_case_in_review,
    a_decided_case,
    a_frozen_case,
    an_assigned_case,
    grade,
    look_through,
)

REASON = "Our funder asked us to wait."


def withdraw(session, case, *, person=None, because=REASON):
    actor = actor_for(person or case.member)
    facts = access.submission_facts(actor, case.submission)
    services.withdraw(session, case.submission, because=because, actor=actor, facts=facts, now=LATER)


def mails(session, about):
    return list(session.scalars(select(Mail).where(Mail.about == about).order_by(Mail.to)))


@pytest.mark.parametrize("make", [a_case, an_assigned_case, a_case_in_review, a_frozen_case])
def test_a_case_ends_wherever_it_is_before_the_decision(session, make):
    case = make(session)
    withdraw(session, case)
    assert case.submission.state is SubmissionState.WITHDRAWN
    seats = case.assignments
    assert not any(seat.state.has_seat or seat.state.is_due for seat in seats)
    assert session.scalar(select(func.count()).where(DueRow.kind == "remind")) == 0


def test_the_place_of_a_third_reviewer_ends_too(session):
    stops = {"po2.8": "not-met"}
    case = a_frozen_case(session, first={**stops, "po1.4": "met"}, second={**stops, "po1.4": "partly"})
    told = {"actor": actor_for(case.editor), "facts": case.facts(session), "now": LATER}
    third = services.ask_third(session, case.submission, a_reviewer(session), **told)
    withdraw(session, case)
    assert not third.state.has_seat
    assert third.reviewer.email in {mail.to for mail in mails(session, "review.ended")}
    assert session.scalar(select(func.count()).where(DueRow.kind == "remind")) == 0


def test_reviewers_are_told_alike_without_a_name_or_a_reason_and_what_they_wrote_is_kept(session):
    case = a_case_in_review(session)
    grade(session, case.assignments[0])
    kept = session.scalar(select(func.count()).select_from(Finding))
    withdraw(session, case)
    assert kept and session.scalar(select(func.count()).select_from(Finding)) == kept
    told = mails(session, "review.ended")
    assert {mail.to for mail in told} == {person.email for person in case.reviewers}
    bodies = {
        mail.body.replace(person.name, "") for person in case.reviewers for mail in told if mail.to == person.email
    }
    (body,) = bodies
    assert not any(word in body for word in (case.submission.project.name, case.member.name, REASON))
    rest = mails(session, "submission.withdrawn")
    assert {mail.to for mail in rest} == {case.member.email, case.editor.email}
    assert not any(REASON in mail.body or person.name in mail.body for mail in rest for person in case.reviewers)


def test_it_cannot_be_withdrawn_after_the_decision_nor_twice_nor_by_others_nor_when_it_was_sent_again(session):
    decided = a_decided_case(session)
    with pytest.raises(WrongState):
        withdraw(session, decided)
    case = a_case(session)
    outsider = a_person(session, an_organisation(session))
    for person in (outsider, case.editor, *case.reviewers):
        with pytest.raises(NotAllowed):
            withdraw(session, case, person=person)
    withdraw(session, case)
    with pytest.raises(WrongState):
        withdraw(session, case)
    told = {"actor": actor_for(decided.editor), "now": NOW}
    back = a_case(session)
    services.return_to_team(
        session, back.submission, reason="A page is missing.", facts=back.facts(session, decided.editor), **told
    )
    a_case(session, previous=back.submission, member=back.member)
    with pytest.raises(WrongState, match="sent again since"):
        withdraw(session, back)


def test_what_everybody_sees_is_the_stub_with_the_new_state(app, session):
    case = a_frozen_case(session)
    withdraw(session, case)
    session.commit()
    view = public.public_view(session, case.submission.project)
    assert view.stage is public.Stage.WITHDRAWN and view.stage.is_stub
    assert not view.project.organisation and not any(each.results for each in view.evaluations)
    page = app.test_client().get(f"/projects/{view.slug}").text
    assert "Withdrawn by the team" in page and "Withdrawn by the team before a decision." in page
    assert "Being graded" not in page and REASON not in page and "being graded" not in page


def test_the_earlier_decision_stays_where_a_later_version_is_withdrawn(app, session):
    first = a_decided_case(session)
    again = a_case(session, previous=first.submission, member=first.member)
    look_through(session, again)
    withdraw(session, again)
    session.commit()
    view = public.public_view(session, first.submission.project)
    assert view.submission.id == first.submission.id and view.under_way is None
    page = app.test_client().get(f"/projects/{view.slug}").text
    assert "Withdrawn by the team before a decision." in page and "newer version" not in page


def test_the_page_says_what_happens_and_a_second_press_is_no_mistake(app, session):
    case = a_case_in_review(session)
    session.commit()
    client = app.test_client()
    client.sign_in(case.member)
    address = f"/team/submissions/{case.submission.id}"
    assert f"{address}/withdraw" in client.get(address).text
    page = client.get(f"{address}/withdraw").text
    assert "told that the case has ended" in page and "stay public" in page
    for _ in range(2):
        assert client.post(f"{address}/withdraw", data={"because": REASON}).headers["Location"] == address
    after = client.get(address).text
    assert "Check and send it again" in after and f"{address}/withdraw" not in after
    session.expire_all()
    assert session.get(Submission, case.submission.id).state.is_withdrawn
    client = app.test_client()
    client.sign_in(case.editor)
    assert REASON in client.get(f"/cases/{case.submission.id}").text
    assert case.submission.project.name in client.get("/cases").text
    client = app.test_client()
    client.sign_in(case.reviewers[0])
    seat = case.assignments[0]
    assert "has ended" in client.get(f"/reviews/{seat.id}").text
    for closed in ("report", "grade/1", "check", "decline"):
        assert client.get(f"/reviews/{seat.id}/{closed}").status_code in {403, 404}


def test_it_can_be_sent_again(session):
    case = a_case(session)
    withdraw(session, case)
    again = a_case(session, previous=case.submission, member=case.member)
    look_through(session, again)
    assert again.submission.number == 2
    view = public.public_view(session, case.submission.project)
    assert view.stage is public.Stage.BEING_GRADED and view.submission.number == 2
