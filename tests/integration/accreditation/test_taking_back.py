"""A decision waits, so that it can be taken back; until it is done nothing of it is out."""

import re
from dataclasses import replace

import pytest
from sqlalchemy import select

from evidencehub.accounts.queries import actor_for
from evidencehub.accreditation import putting_off
from evidencehub.accreditation.leads import Leads
from evidencehub.accreditation.models import Accreditation
from evidencehub.projects.states import SubmissionState
from evidencehub.review import links, pending
from evidencehub.review.models import Decision
from evidencehub.shared.due import DueRow
from evidencehub.shared.mail import Mail
from tests.factories import an_editor
from tests.factories_review import LATER, a_frozen_case, settle

FIRST, SECOND = {"po2.8": "not-met", "po1.4": "partly"}, {"po2.8": "not-met"}


@pytest.fixture
def waiting_app(app):
    """With the time that a hub has where nobody says otherwise."""
    before = app.config["SETTINGS"]
    app.config["SETTINGS"] = replace(before, take_back_minutes=15)
    yield app
    app.config["SETTINGS"] = before


def a_settled_case(session):
    case = a_frozen_case(session, first=FIRST, second=SECOND)
    settle(session, case)
    session.commit()
    return case


def press(app, case):
    client = app.test_client()
    client.sign_in(case.editor)
    address = f"/cases/{case.submission.id}/decide"
    seen = re.search(r'name="seen" value="([^"]+)"', client.get(address).text)[1]
    return client, client.post(address, data={"strengths": "Clear.", "seen": seen})


def work(session, case):
    """What the worker does when the time is up."""
    rows = session.scalars(select(DueRow).where(DueRow.kind == pending.KIND)).all()
    handler = putting_off.handler(lambda _submission: Leads(), links.IN_WORDS, lambda: LATER)
    handler.work([row.payload for row in rows], None)(session)
    session.flush()
    return len(rows)


def letters(session):
    return session.scalars(select(Mail.about).where(Mail.about == "submission.decided")).all()


def test_until_the_time_is_up_nothing_is_out_and_then_all_of_it_at_once(waiting_app, session):
    case = a_settled_case(session)
    client, pressed = press(waiting_app, case)
    assert pressed.status_code == 303
    session.rollback()
    assert case.submission.state is SubmissionState.RECONCILING
    assert not letters(session) and not session.scalar(select(Decision)) and not session.scalar(select(Accreditation))
    row = session.scalars(select(DueRow).where(DueRow.kind == pending.KIND)).one()
    assert (row.due_at - row.created_at).total_seconds() == pytest.approx(15 * 60, abs=30)
    page = client.get(f"/cases/{case.submission.id}").text
    assert "This is decided. The letter goes out at" in page
    possible, _, impossible = page.partition("What you cannot do now, and why")
    assert f"/cases/{case.submission.id}/reconcile" not in possible and "Decide: it is decided" in impossible
    again = client.get(f"/cases/{case.submission.id}/decide").text
    assert "Take it back" in again and "Decide and send the letter" not in again
    session.rollback()
    assert work(session, case) == 1
    assert case.submission.state is SubmissionState.ACCREDITED and len(letters(session)) == 1
    assert session.scalar(select(Decision.strengths)) == "Clear."


def test_any_editor_takes_it_back_and_then_the_worker_does_nothing(waiting_app, session):
    case = a_settled_case(session)
    press(waiting_app, case)
    other = an_editor(session)
    rows = session.scalars(select(DueRow.payload).where(DueRow.kind == pending.KIND)).all()
    session.commit()
    client = waiting_app.test_client()
    client.sign_in(other)
    address = f"/cases/{case.submission.id}/decide/take-back"
    assert client.post(address).status_code == 303 and client.post(address).status_code == 303, "pressed twice"
    session.rollback()
    handler = putting_off.handler(lambda _submission: Leads(), links.IN_WORDS, lambda: LATER)
    handler.work(rows, None)(session)
    assert case.submission.state is SubmissionState.RECONCILING and not letters(session)
    session.rollback()  # the worker's turn at the case is over
    told = client.get(f"/cases/{case.submission.id}").text
    assert "The decision was taken back before the letter went out" in told
    assert press(waiting_app, case)[1].status_code == 303, "and it can be decided anew"


def test_what_changed_meanwhile_makes_it_void_and_whoever_pressed_is_told(waiting_app, session):
    case = a_settled_case(session)
    press(waiting_app, case)
    settle(session, case, "not-met", "We read it a third time.")
    assert work(session, case) == 1
    assert case.submission.state is SubmissionState.RECONCILING and not letters(session)
    told = session.scalars(select(Mail).where(Mail.about == "review.decision-void")).one()
    assert told.to == case.editor.email and "somebody settled a question anew" in told.body


def test_an_editor_who_may_not_decide_any_more_decides_nothing(waiting_app, session):
    case = a_settled_case(session)
    press(waiting_app, case)
    case.editor.is_editor = False
    session.flush()
    assert not actor_for(case.editor).editor
    work(session, case)
    assert case.submission.state is SubmissionState.RECONCILING and not letters(session)


def test_a_second_press_does_nothing_and_the_team_cannot_take_it_back(waiting_app, session):
    case = a_settled_case(session)
    client, _ = press(waiting_app, case)
    session.rollback()
    seen = session.scalars(select(DueRow.payload).where(DueRow.kind == pending.KIND)).one()["seen"]
    session.rollback()
    late = client.post(f"/cases/{case.submission.id}/decide", data={"strengths": "Other.", "seen": seen})
    assert late.status_code == 409
    team = waiting_app.test_client()
    team.sign_in(case.member)
    assert team.post(f"/cases/{case.submission.id}/decide/take-back").status_code in {403, 404}
    session.rollback()
    assert len(session.scalars(select(DueRow).where(DueRow.kind == pending.KIND)).all()) == 1


def test_what_an_editor_decided_who_was_switched_off_since_does_not_go_out_and_the_others_hear_of_it(
    waiting_app, session
):  # fmt: skip
    case = a_settled_case(session)
    other = an_editor(session)
    session.commit()
    press(waiting_app, case)
    session.rollback()
    case.editor.is_active = False
    session.flush()
    work(session, case)
    assert case.submission.state is SubmissionState.RECONCILING
    assert not letters(session) and not session.scalar(select(Decision))
    about = select(Mail.to).where(Mail.about == "review.decision-void")
    assert other.email in session.scalars(about).all() and case.editor.email not in session.scalars(about).all()


def test_what_the_worker_had_in_hand_when_it_was_taken_back_does_not_do_the_next_decision_early(waiting_app, session):
    case = a_settled_case(session)
    client, _ = press(waiting_app, case)
    session.rollback()
    in_hand = session.scalars(select(DueRow).where(DueRow.kind == pending.KIND)).one().payload
    session.rollback()
    assert client.post(f"/cases/{case.submission.id}/decide/take-back").status_code == 303
    press(waiting_app, case)
    session.rollback()
    putting_off.handler(lambda _submission: Leads(), links.IN_WORDS, lambda: LATER).work([in_hand], None)(session)
    assert case.submission.state is SubmissionState.RECONCILING and not letters(session)
    assert work(session, case) == 1
    assert case.submission.state.is_graded
