"""A team appeals once, in time; another editor takes it; two fresh reviewers grade what is contested."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from evidencehub.accounts import services as accounts
from evidencehub.accounts.queries import actor_for
from evidencehub.projects.appeals import window
from evidencehub.projects.appeals.models import Appeal
from evidencehub.projects.appeals.states import AppealState
from evidencehub.review import asking_all, reminding, services, workload
from evidencehub.review.appeals import handling, making, pairing, stepping
from evidencehub.review.appeals.access import appeal_facts
from evidencehub.review.links import IN_WORDS
from evidencehub.review.questions import asking
from evidencehub.review.reconciling import agreed_findings, compare
from evidencehub.review.sheet import sheet_for
from evidencehub.review.states import AssignmentState
from evidencehub.shared.clock import day_of, end_of, utc_now
from evidencehub.shared.due import DueRow
from evidencehub.shared.errors import Invalid, NotAllowed, WrongState
from evidencehub.shared.mail import Mail
from tests.factories import a_reviewer, an_editor
from tests.factories_review import LATER, a_decided_case, a_frozen_case, decide
from tests.support.appeals import BECAUSE, as_team, frozen, opened, sends, sent, taken

WANTED = making.Wanted("fact", ("po2.8 ",), BECAUSE)


def mails_about(session, about):
    return list(session.scalars(select(Mail).where(Mail.about == about)))


def test_the_last_day_counts_whole_in_the_hubs_time_zone(session):
    case = a_decided_case(session)
    case.submission.decided_at = datetime(2026, 11, 29, 23, 30, tzinfo=UTC)  # in London too
    assert window.last_day(case.submission).isoformat() == "2026-12-27"
    team = {**as_team(case), "now": datetime(2026, 12, 28, 0, 0, tzinfo=UTC)}
    with pytest.raises(WrongState, match="ended on 27 December 2026"):
        making.make(session, case.submission, WANTED, **team)
    team["now"] = datetime(2026, 12, 27, 23, 59, tzinfo=UTC)
    assert making.make(session, case.submission, WANTED, **team).state is AppealState.SENT


def test_a_letter_of_a_summer_evening_counts_from_the_hubs_own_day(session):
    case = a_decided_case(session)
    case.submission.decided_at = datetime(2026, 6, 30, 23, 30, tzinfo=UTC)  # 1 July in London
    assert window.last_day(case.submission).isoformat() == "2026-07-29"


def test_there_is_one_appeal_for_a_decision_also_after_it_was_taken_back(session):
    found = sent(session)
    making.withdraw(session, found.appeal, **found.as_team())
    with pytest.raises(WrongState, match="one appeal for each"):
        making.make(session, found.case.submission, WANTED, **found.as_team())


def test_nothing_is_appealed_against_before_a_decision_nor_by_others(session):
    case = a_frozen_case(session)
    with pytest.raises(NotAllowed):
        making.make(session, case.submission, WANTED, **as_team(case))
    decided = a_decided_case(session)
    stranger = {**as_team(decided), "facts": decided.facts(session, decided.editor)}
    with pytest.raises(NotAllowed):
        making.make(session, decided.submission, WANTED, **stranger)


@pytest.mark.parametrize(
    ("wanted", "field"),
    [
        (making.Wanted("taste", ("po2.8 ",), "x"), "ground"),
        (making.Wanted("fact", (), "x"), "contested"),
        (making.Wanted("fact", ("po5.1 ",), "x"), "contested"),  # nobody graded it
        (making.Wanted("fact", ("po2.8 ",), " "), "because"),
    ],
)
def test_an_appeal_says_on_what_ground_about_what_and_why(session, wanted, field):
    case = a_decided_case(session)
    with pytest.raises(Invalid) as error:
        making.make(session, case.submission, wanted, **as_team(case))
    assert field in error.value.errors


def test_every_editor_but_those_of_the_case_hears_of_it_and_the_team_does(session):
    found = sent(session)
    told = {mail.to for mail in mails_about(session, "appeal.sent")}
    assert {found.editor.email, found.case.editor.email, found.case.member.email} - told == {found.editor.email}, (
        "the editor came later"
    )
    assert not told & {reviewer.email for reviewer in found.case.reviewers}
    assert not [mail for mail in mails_about(session, "appeal.sent") if "SECRETWORD" in mail.body]


def test_who_decided_cannot_take_it_and_another_can(session):
    found = sent(session)
    with pytest.raises(NotAllowed):
        handling.take_in_hand(session, found.appeal, **found.as_editor(session, found.case.editor))
    handling.take_in_hand(session, found.appeal, **found.as_editor(session))
    handling.take_in_hand(session, found.appeal, **found.as_editor(session))  # pressed twice
    assert found.appeal.state is AppealState.TAKEN and found.appeal.editor_id == found.editor.id


def test_who_settled_what_is_contested_cannot_take_it(session):
    case = a_frozen_case(session, first={"po2.8": "not-met", "po1.4": "partly"})
    settler = an_editor(session)
    services.agree(session, case.submission, "po1.4", "", "met", "It is there.", actor=actor_for(settler), now=LATER)
    decide(session, case)
    appeal = making.make(session, case.submission, making.Wanted("fact", ("po1.4 ",), "Look."), **as_team(case))
    assert appeal_facts(session, actor_for(settler), appeal).fresh is False
    assert appeal_facts(session, actor_for(an_editor(session)), appeal).fresh is True


def test_another_editor_can_take_it_over_and_only_who_has_it_acts(session):
    found = taken(session)
    other = an_editor(session)
    with pytest.raises(NotAllowed):
        handling.refuse(session, found.appeal, because="No.", **found.as_editor(session, other))
    handling.take_in_hand(session, found.appeal, **found.as_editor(session, other))
    with pytest.raises(NotAllowed):
        handling.refuse(session, found.appeal, because="No.", **found.as_editor(session))
    handling.refuse(session, found.appeal, because="It names no fact.", **found.as_editor(session, other))
    assert found.appeal.state is AppealState.REFUSED and found.appeal.ended_at == LATER
    (told,) = mails_about(session, "appeal.refused")
    assert told.to == found.case.member.email and "It names no fact." in told.body


def test_nobody_who_was_asked_before_can_grade_it_nor_who_ran_the_case_or_has_the_appeal(session):
    found = taken(session)
    found.editor.is_reviewer = found.case.editor.is_reviewer = True
    session.flush()
    known = {one.person.id: one for one in pairing.candidates(session, found.appeal, now=LATER)}
    for reviewer in found.case.reviewers:
        assert known[reviewer.id].blocked == "was asked for this case already"
    for editor in (found.editor, found.case.editor):
        assert known[editor.id].blocked == "has acted on this case as an editor"
    assert not any(known[person.id].blocked for person in found.pair)
    with pytest.raises(Invalid):
        pairing.ask(session, found.appeal, [found.case.reviewers[0], found.pair[0]], **found.as_editor(session))


def test_a_member_of_the_team_is_barred_as_ever(session):
    found = taken(session)
    insider = found.case.member
    insider.is_reviewer = True
    session.flush()
    known = {one.person.id: one for one in pairing.candidates(session, found.appeal, now=LATER)}
    assert known[insider.id].blocked


def test_the_pair_is_asked_what_is_contested_and_nothing_else(session):
    found = opened(session, contested=("po1.4 ", "po2.8 "))
    for seat in found.seats:
        assert [item.criterion.id for item in sheet_for(seat).items] == ["po1.4", "po2.8"]
        assert seat.is_on_appeal and not seat.is_third and seat.is_open
    assert found.appeal.state is AppealState.GRADING
    (told,) = mails_about(session, "appeal.opened")
    assert told.to == found.case.member.email
    assert len(mails_about(session, "review.invited")) == 4, "two for the case, and two on appeal"


def test_they_freeze_with_the_second_and_what_stands_is_not_touched(session):
    found = opened(session)
    before = [(one.id, one.answer) for one in agreed_findings(session, found.case.submission)]
    sends(session, found.seats[0], "met")
    assert found.seats[0].state is AssignmentState.IN and found.appeal.state is AppealState.GRADING
    sends(session, found.seats[1], "met")
    assert {seat.state for seat in found.seats} == {AssignmentState.FROZEN}
    assert found.appeal.state is AppealState.SETTLING
    assert [(one.id, one.answer) for one in agreed_findings(session, found.case.submission)] == before
    (agreed,) = agreed_findings(session, found.case.submission, found.appeal)
    assert agreed.answer == "met" and agreed.author_id is None
    assert {mail.to for mail in mails_about(session, "appeal.both-in")} == {found.editor.email}


def test_the_first_pair_is_still_compared_as_it_was(session):
    found = frozen(session, "met", "not-met")
    assert {side.id for side in compare(session, found.case.submission).sides} == {
        seat.id for seat in found.case.assignments
    }
    comparison = compare(session, found.case.submission, found.appeal)
    assert {side.id for side in comparison.sides} == {seat.id for seat in found.seats}
    assert [one.item.criterion.id for one in comparison.open] == ["po2.8"]


def test_an_appeal_whose_editor_is_none_any_more_is_nobodys_and_the_others_hear(session, run_due):
    found = taken(session)
    other = an_editor(session)
    accounts.set_roles(session, found.editor, set(), actor_id=None, now=LATER)
    session.commit()
    run_due()
    session.rollback()
    assert found.appeal.editor_id is None and found.appeal.state is AppealState.TAKEN
    told = {mail.to for mail in mails_about(session, "appeal.nobodys")}
    assert other.email in told and found.editor.email not in told
    actor = actor_for(other)
    facts = appeal_facts(session, actor, found.appeal)
    handling.take_in_hand(session, found.appeal, actor=actor, facts=facts, now=LATER)
    assert found.appeal.editor_id == other.id


def test_a_seat_on_appeal_is_declined_replaced_and_reminded_as_any(session, run_due):
    found = opened(session)
    first, second = found.seats
    services.decline(session, first, actor=actor_for(first.reviewer), now=LATER, because="No time.")
    assert first.state is AssignmentState.DECLINED
    assert {mail.to for mail in mails_about(session, "review.seat-open")} == {found.editor.email}
    facts = {**found.as_editor(session), "facts": found.case.facts(session, found.editor)}
    services.replace(session, second, because="Silent.", **facts)
    third, fourth = a_reviewer(session), a_reviewer(session)
    made = pairing.ask(session, found.appeal, [third, fourth], **found.as_editor(session))
    assert [one.reviewer_id for one in made] == [third.id, fourth.id]
    assert found.appeal.state is AppealState.GRADING and len(mails_about(session, "appeal.opened")) == 1
    reminding.handler(IN_WORDS, lambda: LATER + timedelta(days=3)).work(
        [{"assignment": str(made[0].id), "reminder": "answer"}], None
    )(session)
    assert [mail.to for mail in mails_about(session, "review.remind-answer")] == [third.email]


def test_taking_it_back_ends_its_seats_and_leaves_those_of_the_case(session):
    found = opened(session)
    making.withdraw(session, found.appeal, **found.as_team())
    assert {seat.state for seat in found.seats} == {AssignmentState.ENDED}
    assert {seat.state for seat in found.case.assignments} == {AssignmentState.FROZEN}
    assert {mail.to for mail in mails_about(session, "review.ended")} == {person.email for person in found.pair}
    assert len(mails_about(session, "appeal.withdrawn")) == 2
    with pytest.raises(WrongState):
        pairing.ask(session, found.appeal, [a_reviewer(session), a_reviewer(session)], **found.as_editor(session))


def test_an_appeal_that_nobody_takes_is_remembered_until_somebody_does(session):
    found = sent(session)
    row = session.scalar(select(DueRow).where(DueRow.kind == stepping.DUE))
    assert row.due_at == end_of(day_of(LATER) + timedelta(days=5))
    work = handling.handler(IN_WORDS, lambda: row.due_at).work([row.payload], None)
    work(session)
    assert found.editor.email in {mail.to for mail in mails_about(session, "appeal.waits")}
    handling.take_in_hand(session, found.appeal, **found.as_editor(session))
    count = len(mails_about(session, "appeal.waits"))
    work(session)
    assert len(mails_about(session, "appeal.waits")) == count


def test_two_of_a_team_who_press_at_once_send_one(client, session):
    case = a_decided_case(session)
    case.submission.decided_at = utc_now()
    session.commit()
    client.sign_in(case.member)
    address = f"/team/submissions/{case.submission.id}/appeal"
    data = {"ground": "fact", "contested": ["po2.8 "], "because": BECAUSE}
    assert client.post(address, data=data).status_code == 303
    assert client.post(address, data=data).status_code == 303
    session.rollback()
    assert len(session.scalars(select(Appeal)).all()) == 1


def test_the_teams_page_leads_through_it(client, session):
    case = a_decided_case(session)
    case.submission.decided_at = utc_now()
    session.commit()
    client.sign_in(case.member)
    address = f"/team/submissions/{case.submission.id}/appeal"
    page = client.get(address).text
    assert "28 days" in page
    offered = re.findall(r'name="contested"[^>]*value="([^"]*)"|value="([^"]*)"[^>]*name="contested"', page)
    assert len(offered) > 1 and "po2.8 " in offered[0], "what was not met stands first"
    assert client.post(address, data={}).status_code == 422
    assert client.post(address, data={"ground": "fact", "contested": "po2.8 ", "because": "No."}).status_code == 303
    page = client.get(address).text
    assert "Take the appeal" in page and "A fact is wrong" in page
    assert client.post(f"{address}/withdraw").status_code == 303
    assert "Withdrawn" in client.get(address).text
    assert client.get(f"{address}/withdraw").status_code == 303


def test_the_editors_page_leads_through_it(client, session):
    found = sent(session)
    session.commit()
    client.sign_in(found.editor)
    address = f"/cases/{found.case.submission.id}/appeal"
    assert "Nobody’s" in client.get("/cases").text
    assert "Take the appeal" in client.get(address).text
    assert client.post(f"{address}/take").status_code == 303
    page = client.get(address).text
    assert "SECRETWORD" in page and f"/cases/{found.case.submission.id}/record" in page
    assert client.post(f"{address}/refuse", data={"because": ""}).status_code == 422
    asked = {"reviewers": [str(person.id) for person in found.pair]}
    assert client.post(f"{address}/assign", data=asked).status_code == 303
    page = client.get(address).text
    assert all(person.name in page for person in found.pair)
    assert client.post(f"{address}/refuse", data={"because": "No."}).status_code == 303, "it has moved on"
    session.rollback()
    assert session.get(Appeal, found.appeal.id).state is AppealState.GRADING


def test_who_decided_reads_that_there_is_an_appeal_and_neither_words_nor_names(client, session):
    found = opened(session)
    session.commit()
    client.sign_in(found.case.editor)
    address = f"/cases/{found.case.submission.id}"
    for page in (client.get(address).text, client.get(f"{address}/appeal").text, client.get("/cases").text):
        assert "SECRETWORD" not in page and not any(person.name in page for person in found.pair)
    for act in ("take", "refuse", "assign"):
        assert client.post(f"{address}/appeal/{act}").status_code in (403, 404)
    seat = f"{address}/seats/{found.seats[0].id}"
    assert client.get(seat).status_code in (403, 404)
    assert client.post(f"{seat}/replace", data={"because": "No."}).status_code in (403, 404)


def test_what_the_two_write_to_the_editors_reaches_whoever_has_the_appeal_alone(client, session):
    found = opened(session)
    seat, person = found.seats[0], found.pair[0]
    told = {"text": "NOTEWORDS", "actor": actor_for(person), "now": LATER}
    asking.tell_editors(session, seat, **told)
    assert session.scalars(select(Mail.to).where(Mail.about == "review.note")).all() == [found.editor.email]
    with pytest.raises(WrongState, match="has its letter"):  # nobody could send it, and it would name who grades
        asking.ask(session, seat, **told)
    session.commit()
    address = f"/cases/{found.case.submission.id}/questions"
    client.sign_in(found.case.editor)
    page = client.get(address)
    assert page.status_code == 200 and "NOTEWORDS" not in page.text and person.name not in page.text
    client.post("/sign-out")
    client.sign_in(found.editor)
    assert "NOTEWORDS" in client.get(address).text


def test_everybody_reads_that_it_is_under_appeal_and_alike_until_the_outcome_is_public(client, session):
    found = sent(session)
    session.commit()
    project = f"/projects/{found.case.submission.project.slug}"
    page = client.get(project).text
    assert "under appeal since" in page and "on a question of fact" in page and "SECRETWORD" not in page
    assert "Under appeal since" in client.get("/accreditations").text
    handling.take_in_hand(session, found.appeal, **found.as_editor(session))
    pairing.ask(session, found.appeal, found.pair, **found.as_editor(session))
    session.commit()
    said = [line for line in page.splitlines() if "under appeal" in line]
    assert [line for line in client.get(project).text.splitlines() if "under appeal" in line] == said
    making.withdraw(session, found.appeal, **found.as_team())
    session.commit()
    assert "took the appeal back" in client.get(project).text
    assert "Under appeal" not in client.get("/accreditations").text


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_who_grades_an_appeal_is_seen_and_reminded_by_whoever_has_it_in_hand_alone(session):
    found = opened(session)
    ids = {seat.id for seat in found.seats}
    later = LATER + timedelta(days=30)

    def seen(editor):
        return {one.assignment.id for one in workload.open_seats(session, editor_id=editor.id, now=later)}

    assert ids <= seen(found.editor) and not ids & seen(found.case.editor)
    to_ask = {"now": later, "links": IN_WORDS}
    letters = asking_all.found(session, editor_id=found.editor.id, **to_ask).letters
    marks = {one.seat.assignment.id: one.mark for one in letters if one.seat.assignment.id in ids}
    assert asking_all.send(session, marks, actor=actor_for(found.case.editor), **to_ask) == 0
    assert asking_all.send(session, marks, actor=actor_for(found.editor), **to_ask) == len(marks) == 2


def test_the_answers_to_contest_stand_under_their_steps_and_outcomes_are_told_together(client, session):
    case = a_frozen_case(session, results=2)
    decide(session, case, now=utc_now())
    session.commit()
    client.sign_in(case.member)
    page = client.get(f"/team/submissions/{case.submission.id}/appeal").text
    steps = re.findall(r"<legend[^>]*>\s*(Standard \d[^<]*?)\s*</legend>", page)
    assert len(steps) == 2 and steps[0].startswith("Standard 2"), "the step with an answer that is not met comes first"
    first, second = (page.index(step) for step in steps)
    assert first < page.index('value="po2.8 "') < second < page.index('value="po1.4 "')
    refused = client.post(f"/team/submissions/{case.submission.id}/appeal", data={"ground": "fact", "because": "No."})
    assert refused.status_code == 422 and 'href="#contested"' in refused.text and 'id="contested"' in refused.text
    by_outcome = re.findall(r'name="contested"[^>]*value="(po2\.\d+ [0-9a-f-]+)"', page)
    one = by_outcome[0].partition(" ")[0]
    wanted = [each for each in by_outcome if each.startswith(f"{one} ")]
    assert len(wanted) == 2
    data = {"ground": "fact", "because": "Page 12.", "contested": wanted}
    assert client.post(f"/team/submissions/{case.submission.id}/appeal", data=data).status_code == 303
    page = " ".join(client.get(f"/team/submissions/{case.submission.id}/appeal").text.split())
    told = re.search(r"To be looked at again</dt>.*?<ul[^>]*>(.*?)</ul>", page)[1]
    assert told.count("<li>") == 1 and "Attendance rate 1" in told and "Attendance rate 2" in told
