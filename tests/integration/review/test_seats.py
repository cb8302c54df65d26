"""Nobody can hold a case up: reminders, more time, saying no at any moment, and giving a seat to somebody else."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import delete, select

from evidencehub.accounts import services as accounts
from evidencehub.accounts.models import Membership
from evidencehub.accounts.queries import actor_for
from evidencehub.projects.states import SubmissionState
from evidencehub.review import extending, reminding, services
from evidencehub.review.links import IN_WORDS
from evidencehub.review.models import Assignment, Finding
from evidencehub.review.pages.blueprint import ReviewLinks
from evidencehub.review.seating import REMIND
from evidencehub.review.states import AssignmentState
from evidencehub.shared import due
from evidencehub.shared.clock import day_of, end_of
from evidencehub.shared.db import db
from evidencehub.shared.errors import Invalid, NotAllowed, WrongState
from evidencehub.shared.mail import Mail
from tests.factories import NOW, a_person, a_reviewer
from tests.factories_review import a_case_in_review, an_assigned_case, grade

DAY = timedelta(days=1)
STOPS = {"po2.8": "not-met"}  # at the second step, so that nothing beyond has to be graded


def mails(session, about=""):
    session.rollback()
    rows = session.scalars(select(Mail).where(Mail.about.startswith(about or "review.")).order_by(Mail.about, Mail.to))
    return [(mail.about.removeprefix("review."), mail.to) for mail in rows]


def send_both(session, case):
    for assignment in case.assignments:
        grade(session, assignment, STOPS)
        services.send_findings(session, assignment, actor=actor_for(assignment.reviewer), now=NOW)


@pytest.fixture
def on(app, session):
    """Let the worker do its reminders as on a later day."""

    def work(moment):
        session.commit()
        with app.app_context():
            due.run(db.sessionmaker, {REMIND: reminding.handler(IN_WORDS, lambda: moment)}, now=lambda: moment)
        session.rollback()
        session.expire_all()

    return work


def reminders(session):
    wanted = re.compile("remind-|silent|late|long-late")
    return [each for each in mails(session) if wanted.match(each[0])]


def test_who_does_not_answer_is_asked_after_three_days_and_the_editor_told_after_seven(session, on):
    case = an_assigned_case(session)
    quick, silent = case.assignments
    services.declare(session, quick, conflict="", actor=actor_for(quick.reviewer), now=NOW + DAY)
    on(NOW + 2 * DAY)
    assert reminders(session) == []
    on(NOW + 3 * DAY)
    assert reminders(session) == [("remind-answer", silent.reviewer.email)]
    on(NOW + 7 * DAY)
    on(NOW + 7 * DAY)
    told = reminders(session)
    assert told == [("remind-answer", silent.reviewer.email), ("silent", case.editor.email)], "each is said once"


def test_who_is_away_is_reminded_on_the_day_after(session, on):
    case = an_assigned_case(session)
    away, here = case.assignments
    away.reviewer.away_from, away.reviewer.away_until = day_of(NOW), day_of(NOW + 5 * DAY)
    session.commit()
    on(NOW + 4 * DAY)
    assert reminders(session) == [("remind-answer", here.reviewer.email)]
    on(NOW + 6 * DAY)
    assert sorted(reminders(session)) == sorted([("remind-answer", seat.reviewer.email) for seat in (away, here)])


def test_who_is_grading_is_reminded_before_and_after_the_day_and_the_editors_hear_of_it(session, on):
    case = a_case_in_review(session)
    done, slow = case.assignments
    grade(session, done, STOPS)
    services.send_findings(session, done, actor=actor_for(done.reviewer), now=NOW + DAY)
    last = day_of(slow.due_at)
    on(slow.due_at - 5 * DAY)
    assert reminders(session) == [("remind-finish", slow.reviewer.email)]
    on(end_of(last) - timedelta(seconds=1))
    assert len(reminders(session)) == 1, "on the last day itself nothing is late"
    on(end_of(last))
    assert reminders(session)[:2] == [("late", case.editor.email), ("remind-finish", slow.reviewer.email)]
    on(end_of(last) + 7 * DAY)
    assert [about for about, _ in reminders(session)] == ["late", "long-late", "remind-finish", "remind-late"]
    assert done.reviewer.email not in {to for _, to in reminders(session)}


def test_a_reminder_names_no_team_to_a_reviewer_and_no_reviewer_to_an_editor(session, on):
    case = an_assigned_case(session)
    on(NOW + 400 * DAY)
    rows = session.scalars(select(Mail).where(Mail.about.in_([f"review.{a}" for a, _ in reminders(session)]))).all()
    assert len(rows) >= 5
    team = [case.submission.project.name, case.submission.project.organisation.name]
    for mail in rows:
        hidden = [one.name for one in case.reviewers] if mail.to == case.editor.email else team
        assert not [name for name in hidden if name in f"{mail.subject} {mail.body}"], mail.about


def test_more_time_is_asked_for_given_and_counts_for_the_reminders(app, session, on):
    case = a_case_in_review(session)
    assignment, reviewer = case.assignments[0], case.reviewers[0]
    last = day_of(assignment.due_at)
    until = last + 10 * DAY
    actor = actor_for(reviewer)
    for wrong in (last, day_of(NOW) + 61 * DAY):
        with pytest.raises(Invalid, match="Choose a day"):
            extending.ask(session, assignment, until=wrong, because="", actor=actor, now=NOW)
    extending.ask(session, assignment, until=until, because="My mother is ill.", actor=actor, now=NOW)
    session.commit()
    assert ("wants-time", case.editor.email) in mails(session)
    client = app.test_client()
    client.sign_in(case.editor)
    address = f"/cases/{case.submission.id}"
    assert "Asks for time until" in client.get(address).text
    page = client.get(f"{address}/seats/{assignment.id}").text
    assert "My mother is ill." in page and f'value="{until.year}"' in page
    session.rollback()
    day = {"until-day": until.day, "until-month": until.month, "until-year": until.year}
    extending.give(session, assignment, until=until, actor=actor_for(case.editor), facts=case.facts(session), now=NOW)
    session.commit()
    assert assignment.wants_until is None and day_of(assignment.due_at) == until
    assert ("time-given", reviewer.email) in mails(session)
    on(end_of(last))
    assert ("remind-late", reviewer.email) not in mails(session), "the old day holds no longer"
    on(end_of(until))
    assert ("remind-late", reviewer.email) in mails(session)
    client.post(f"{address}/seats/{assignment.id}/time", data=day)
    session.rollback()
    assert day_of(assignment.due_at) == until, "a day that is not later is refused"


def test_a_reminder_that_the_worker_has_in_hand_while_time_is_given_says_nothing(session):
    case = a_case_in_review(session)
    assignment = case.assignments[0]
    last = day_of(assignment.due_at)
    at = end_of(last)
    finish = reminding.handler(IN_WORDS, lambda: at).work(
        [{"assignment": str(assignment.id), "reminder": each} for each in ("finish", "late", "long-late")], None
    )
    extending.give(session, assignment, until=last + 20 * DAY, actor=actor_for(case.editor),
                   facts=case.facts(session), now=NOW)  # fmt: skip
    finish(session)
    session.commit()
    assert reminders(session) == []


def test_after_the_worker_was_away_nobody_is_told_that_what_is_late_is_due_soon(session, on):
    case = a_case_in_review(session)
    on(end_of(day_of(case.assignments[0].due_at)) + DAY)
    assert {about for about, _ in reminders(session)} == {"late", "remind-late"}


@pytest.mark.parametrize("act", ["sends", "leaves"])
def test_nobody_answers_a_wish_for_time_of_somebody_who_is_done(app, session, act):
    case = a_case_in_review(session)
    assignment, reviewer = case.assignments[0], case.reviewers[0]
    until = day_of(assignment.due_at) + 10 * DAY
    extending.ask(session, assignment, until=until, because="Ill.", actor=actor_for(reviewer), now=NOW)
    if act == "sends":
        grade(session, assignment, STOPS)
        services.send_findings(session, assignment, actor=actor_for(reviewer), now=NOW)
    else:
        services.decline(session, assignment, actor=actor_for(reviewer), now=NOW)
    session.commit()
    client = app.test_client()
    client.sign_in(case.editor)
    assert "Asks for time until" not in client.get(f"/cases/{case.submission.id}").text


def test_time_that_is_refused_leaves_the_day_and_both_ways_on(app, session):
    case = a_case_in_review(session)
    assignment, reviewer = case.assignments[0], case.reviewers[0]
    before = assignment.due_at
    wish = day_of(before) + DAY
    extending.ask(session, assignment, until=wish, because="", actor=actor_for(reviewer), now=NOW)
    session.commit()
    client = app.test_client()
    client.sign_in(case.editor)
    seat = f"/cases/{case.submission.id}/seats/{assignment.id}"
    assert client.post(f"{seat}/no-time").status_code == 303
    session.rollback()
    session.refresh(assignment)
    assert (assignment.due_at, assignment.wants_until) == (before, None)
    assert ("time-refused", reviewer.email) in mails(session)
    assert client.post(f"{seat}/no-time").status_code == 409, "there is nothing to refuse any more"


@pytest.mark.parametrize("sent", [False, True])
def test_an_editor_gives_a_seat_to_somebody_else_at_any_moment_before_freezing(app, session, sent):
    case = a_case_in_review(session)
    assignment, reviewer = case.assignments[0], case.reviewers[0]
    grade(session, assignment, STOPS)
    if sent:
        services.send_findings(session, assignment, actor=actor_for(reviewer), now=NOW + DAY)
    written = {each.id for each in assignment.findings}
    session.commit()
    client = app.test_client()
    client.sign_in(case.editor)
    seat = f"/cases/{case.submission.id}/seats/{assignment.id}"
    refused = client.post(f"{seat}/replace", data={"because": " "})
    assert refused.status_code == 422 and 'href="#because"' in refused.text
    assert client.post(f"{seat}/replace", data={"because": "No answer for a month."}).status_code == 303
    session.rollback()
    session.refresh(assignment)
    assert assignment.state is AssignmentState.REPLACED
    assert ("replaced", reviewer.email) in mails(session) and ("seat-open", case.editor.email) in mails(session)
    kept = session.scalars(select(Finding.id).where(Finding.assignment_id == assignment.id)).all()
    assert set(kept) == written and written, "what they wrote is kept"
    page = client.get(f"/cases/{case.submission.id}").text
    assert "No answer for a month." in page and "The place of a reviewer was given to somebody else" in page
    other = app.test_client()
    other.sign_in(reviewer)
    told = other.get(f"/reviews/{assignment.id}").text
    assert "given to somebody else" in told and "No answer for a month." not in told
    assert other.get(f"/reviews/{assignment.id}/report").status_code in {403, 404}
    assert client.post(f"{seat}/replace", data={"because": "Again."}).status_code == 409


def test_what_a_replaced_reviewer_wrote_counts_for_nothing_and_the_case_goes_on(session):
    case = a_case_in_review(session)
    gone, stays = case.assignments
    grade(session, gone, STOPS)
    services.send_findings(session, gone, actor=actor_for(gone.reviewer), now=NOW)
    told = {"actor": actor_for(case.editor), "facts": case.facts(session), "now": NOW}
    services.replace(session, gone, because="A mistake.", **told)
    grade(session, stays, STOPS)
    services.send_findings(session, stays, actor=actor_for(stays.reviewer), now=NOW)
    assert case.submission.state is SubmissionState.IN_REVIEW, "one who is gone is not the second"
    third = a_reviewer(session)
    (new,) = services.assign(session, case.submission, [third], **told)
    services.declare(session, new, conflict="", actor=actor_for(third), now=NOW)
    grade(session, new, STOPS)
    services.send_findings(session, new, actor=actor_for(third), now=NOW)
    assert case.submission.state is SubmissionState.RECONCILING
    assert [one.state.value for one in (gone, stays, new)] == ["replaced", "frozen", "frozen"]
    assert due.ids(session, REMIND) == [], "nobody has to be reminded of anything"


def test_nobody_is_replaced_once_the_findings_are_frozen(session):
    case = a_case_in_review(session)
    send_both(session, case)
    told = {"actor": actor_for(case.editor), "facts": case.facts(session), "now": NOW}
    with pytest.raises(WrongState):
        services.replace(session, case.assignments[0], because="Too late.", **told)


def test_a_reviewer_who_has_begun_can_leave_and_say_whom_to_ask(app, session):
    case = a_case_in_review(session)
    assignment, reviewer = case.assignments[0], case.reviewers[0]
    session.commit()
    client = app.test_client()
    client.sign_in(reviewer)
    page = client.get(f"/reviews/{assignment.id}").text
    assert f"/reviews/{assignment.id}/decline" in page and f"/reviews/{assignment.id}/more-time" in page
    words = {"because": "I have fallen ill.", "suggestion": "Somebody at the institute next door"}
    assert client.post(f"/reviews/{assignment.id}/decline", data=words).status_code == 303
    session.rollback()
    session.refresh(assignment)
    assert assignment.state is AssignmentState.DECLINED
    assert client.get(f"/reviews/{assignment.id}/decline").status_code in {403, 404}
    editor = app.test_client()
    editor.sign_in(case.editor)
    told = editor.get(f"/cases/{case.submission.id}").text
    assert "I have fallen ill." in told and "Suggests: Somebody at the institute next door" in told
    team = app.test_client()
    team.sign_in(case.member)
    assert "fallen ill" not in team.get(f"/submissions/{case.submission.id}").text


def test_the_link_in_the_invitation_says_no_without_a_sign_in_and_nothing_else(app, session):
    case = an_assigned_case(session)
    assignment = case.assignments[0]
    session.commit()
    with app.test_request_context():
        token = ReviewLinks().decline(assignment.id).rpartition("/")[2]
    client = app.test_client()
    address = f"/reviews/say-no/{token}"
    page = client.get(address).text
    for hidden in (case.submission.project.name, assignment.reviewer.name, assignment.reviewer.email):
        assert hidden not in page
    assert client.get(address[:-2]).status_code == 404
    session.refresh(assignment)
    assert assignment.state is AssignmentState.INVITED, "to open it says nothing yet"
    answer = client.post(address, data={"because": "No time."}, follow_redirects=True)
    assert "You said that you cannot grade this" in answer.text
    session.rollback()
    session.refresh(assignment)
    assert (assignment.state, assignment.left_because) == (AssignmentState.DECLINED, "No time.")
    assert client.get("/reviews").status_code in {302, 303}, "nobody was signed in by it"


def test_the_link_is_dead_once_the_invitation_is_answered(app, session):
    case = a_case_in_review(session)
    assignment = case.assignments[0]
    session.commit()
    with app.test_request_context():
        token = ReviewLinks().decline(assignment.id).rpartition("/")[2]
    answer = app.test_client().post(f"/reviews/say-no/{token}", data={"because": "Somebody else's hand."})
    assert "has been answered" in answer.text
    session.rollback()
    session.refresh(assignment)
    assert assignment.state is AssignmentState.GRADING


def test_the_link_of_somebody_who_is_no_reviewer_any_more_says_that_it_is_closed(app, session):
    case = an_assigned_case(session)
    accounts.set_roles(session, case.reviewers[0], set(), actor_id=None, now=NOW)
    session.commit()
    with app.test_request_context():
        token = ReviewLinks().decline(case.assignments[0].id).rpartition("/")[2]
    answer = app.test_client().get(f"/reviews/say-no/{token}")
    assert answer.status_code == 200 and "no longer open" in answer.text


@pytest.mark.parametrize("how", ["role", "account"])
def test_who_is_no_reviewer_any_more_leaves_what_they_had_to_do_and_keeps_what_they_sent(session, run_due, how):
    case = a_case_in_review(session)
    other = a_case_in_review(session, editor=case.editor)
    person = case.reviewers[0]
    sent = other.assignments[0]
    sent.reviewer_id = person.id  # two cases of one person
    session.flush()
    session.refresh(sent)
    grade(session, sent, STOPS)
    services.send_findings(session, sent, actor=actor_for(person), now=NOW)
    if how == "role":
        accounts.set_roles(session, person, set(), actor_id=None, now=NOW)
    else:
        accounts.switch_off(session, person, actor_id=None, now=NOW)
    session.commit()
    run_due()
    session.rollback()
    session.expire_all()
    assert case.assignments[0].state is AssignmentState.REPLACED
    assert sent.state is AssignmentState.IN
    assert ("seat-open", case.editor.email) in mails(session)


def test_an_upgrade_plans_the_reminders_of_cases_that_have_none_once(session):
    case, invented = a_case_in_review(session), a_case_in_review(session)
    invented.submission.demo = True
    session.execute(delete(due.DueRow).where(due.DueRow.kind == REMIND))
    assert reminding.plan_missing(session, now=NOW) == 2
    rows = session.scalars(select(due.DueRow).where(due.DueRow.kind == REMIND)).all()
    assert {row.key for row in rows} == {str(seat.id) for seat in case.assignments} and all(
        row.due_at > NOW for row in rows
    )
    assert reminding.plan_missing(session, now=NOW) == 0
    assert len(session.scalars(select(due.DueRow).where(due.DueRow.kind == REMIND)).all()) == len(rows)


def test_who_is_made_a_reviewer_again_at_once_loses_nothing(session, run_due):
    case = a_case_in_review(session)
    person = case.reviewers[0]
    accounts.set_roles(session, person, set(), actor_id=None, now=NOW)
    accounts.set_roles(session, person, {"is_reviewer"}, actor_id=None, now=NOW)
    session.commit()
    run_due()
    session.rollback()
    session.expire_all()
    assert case.assignments[0].state is AssignmentState.GRADING


def test_who_sends_is_thanked_in_the_same_words_first_or_second(session):
    case = a_case_in_review(session)
    send_both(session, case)
    session.commit()
    bodies = session.scalars(select(Mail.body).where(Mail.about == "review.thanks")).all()
    said = {body.split("\n\n", 1)[1] for body in bodies}
    assert len(bodies) == 2 and len(said) == 1


def test_nobody_else_gives_time_or_a_seat_away(session):
    case = a_case_in_review(session)
    assignment = case.assignments[0]
    for person in (case.member, case.reviewers[1]):
        told = {"actor": actor_for(person), "facts": case.facts(session, person), "now": NOW}
        with pytest.raises(NotAllowed):
            services.replace(session, assignment, because="Mine.", **told)
        with pytest.raises(NotAllowed):
            extending.give(session, assignment, until=day_of(assignment.due_at) + DAY, **told)
    stranger = actor_for(case.reviewers[1])
    with pytest.raises(NotAllowed):
        extending.ask(session, assignment, until=day_of(assignment.due_at) + DAY, because="", actor=stranger, now=NOW)
    with pytest.raises(NotAllowed):
        services.decline(session, assignment, actor=stranger, now=NOW)
    assert session.get(Assignment, assignment.id).state is AssignmentState.GRADING


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_where_every_editor_is_barred_the_admins_hear_that_somebody_else_is_needed(session):
    case = an_assigned_case(session)
    admin = a_person(session, is_admin=True)
    session.add(Membership(person=case.editor, organisation=case.submission.project.organisation, created_at=NOW))
    session.flush()
    one = case.assignments[0]
    services.decline(session, one, because="", suggestion="", actor=actor_for(one.reviewer), now=NOW)
    session.flush()
    told = session.execute(select(Mail.to, Mail.body).where(Mail.about == "case.nobody-can")).all()
    assert [row.to for row in told] == [admin.email] and one.reviewer.name not in told[0].body
    assert session.scalar(select(Mail.id).where(Mail.about == "review.seat-open")) is None
