"""What comes of an appeal: derived, told to the team first, then public, and the award moves with it."""

import re
from datetime import timedelta

import pytest
from lxml import html
from sqlalchemy import select

from evidencehub.accounts.queries import actor_for
from evidencehub.accreditation import appealed, queries, services
from evidencehub.accreditation.letter.keeping import kept, unpacked
from evidencehub.accreditation.models import Accreditation
from evidencehub.accreditation.states import AccreditationState
from evidencehub.projects import public
from evidencehub.projects.appeals.states import AppealState
from evidencehub.projects.states import SubmissionState
from evidencehub.review.access import assignment_facts
from evidencehub.review.models import Finding
from evidencehub.review.reconciling import compare
from evidencehub.review.settling import Settled, begin, settle
from evidencehub.review.voices import dissent, naming
from evidencehub.shared import working_days
from evidencehub.shared.due import DueRow
from evidencehub.shared.errors import NotAllowed, WrongState
from evidencehub.shared.mail import Mail
from evidencehub.shared.words import weekday
from tests.factories_review import LATER, decide
from tests.factories_review import settle as settle_case
from tests.integration.review.test_thirds import a_disputed_case
from tests.integration.review.test_thirds import asked as ask_third
from tests.integration.review.test_thirds import sends as third_sends
from tests.support.appeals import frozen, opened, sends

NEXT = working_days.start_of(2, after=LATER)


def mails_about(session, about):
    return list(session.scalars(select(Mail).where(Mail.about == about)))


def awards(session, found):
    query = select(Accreditation).where(Accreditation.submission_id == found.case.submission.id)
    return list(session.scalars(query.order_by(Accreditation.number)))


def concluded(session, *answers, **values):
    found = frozen(session, *answers, **values)
    appealed.conclude(session, found.appeal, **found.as_editor(session))
    return found


def published(session, *answers, **values):
    found = concluded(session, *answers, **values)
    appealed.publish(session, found.appeal, now=NEXT)
    return found


def test_a_step_gained_is_derived_told_first_and_public_on_the_next_working_day(session):
    found = concluded(session)
    appeal, decision = found.appeal, queries.decision_of(session, found.case.submission)
    assert (appeal.state, appeal.outcome, appeal.public_at) == (AppealState.CONCLUDED, "up", NEXT)
    assert decision.tier == "1" and [one.tier for one in awards(session, found)] == ["1"]
    (told,) = mails_about(session, "appeal.concluded")
    assert told.to == found.case.member.email and "it reaches more than before" in told.body
    appealed.publish(session, appeal, now=NEXT - timedelta(seconds=1))
    assert appeal.state is AppealState.CONCLUDED and decision.tier == "1", "the team hears it first"
    appealed.publish(session, appeal, now=NEXT)
    appealed.publish(session, appeal, now=NEXT)  # a row that comes up twice
    assert appeal.state is AppealState.CLOSED and decision.tier == "2"
    first, second = awards(session, found)
    assert (first.state, first.tier) == (AccreditationState.SUPERSEDED, "1")
    assert (second.state, second.tier, second.appeal_id) == (AccreditationState.ACTIVE, "2", appeal.id)
    assert second.accredited_at == NEXT and second.valid_until == first.valid_until
    assert queries.by_submission(session, found.case.submission) == second


def test_what_it_took_the_place_of_is_kept(session):
    found = frozen(session)
    before = kept(queries.decision_of(session, found.case.submission))
    appealed.conclude(session, found.appeal, **found.as_editor(session))
    appealed.publish(session, found.appeal, now=NEXT)
    earlier = found.appeal.earlier
    assert earlier["tier"] == "1" and unpacked(earlier["letter"], found.case.submission.id) == before
    (old,) = earlier["findings"]
    assert (old["criterion"], old["answer"]) == ("po2.8", "not-met")
    now = next(one for one in queries.findings_of(session, found.case.submission) if one.criterion_id == "po2.8")
    assert now.answer == "met" and now.on_appeal and not now.at_first
    letter = kept(queries.decision_of(session, found.case.submission))
    (line,) = [each for each in letter.judged if each.id == "po2.8"]
    assert line.answers[0].aside == "graded anew on appeal"
    assert any("On appeal 1 answer was graded anew" in text for text in letter.findings.paragraphs)


def test_an_appeal_can_lose_a_step(session):
    found = published(session, "not-met", "not-met", contested=("po1.4 ",))
    assert found.appeal.outcome == "down" and found.case.submission.state is SubmissionState.NOT_ACCREDITED
    (award,) = awards(session, found)
    assert award.state is AccreditationState.WITHDRAWN
    assert queries.why_not_standing(award).startswith("The award was withdrawn after an appeal on")


def test_from_no_step_an_appeal_can_earn_the_first(session):
    answers = {"po1.4": "not-met"}
    found = published(session, contested=("po1.4 ",), first=answers, second=answers, tiers="1")
    assert found.appeal.outcome == "up" and found.case.submission.state is SubmissionState.ACCREDITED
    (award,) = awards(session, found)
    assert (award.tier, award.state, award.appeal_id) == ("1", AccreditationState.ACTIVE, found.appeal.id)


def test_where_nothing_changes_the_award_stays_as_it_is(session):
    found = published(session, "not-met", "not-met")
    (award,) = awards(session, found)
    assert found.appeal.outcome == "unchanged" and award.state is AccreditationState.ACTIVE
    assert found.appeal.state is AppealState.CLOSED


def test_what_the_two_see_differently_is_settled_by_the_editor_who_has_it(session):
    found = frozen(session, "met", "not-met")
    with pytest.raises(WrongState, match="1 difference is still to be settled"):
        appealed.conclude(session, found.appeal, **found.as_editor(session))
    editor = found.as_editor(session)
    with pytest.raises(NotAllowed):
        begin(session, found.appeal, actor=actor_for(found.case.editor))
    comparison = begin(session, found.appeal, actor=editor["actor"], facts=editor["facts"])
    settle(
        session, found.case.submission, comparison, {1: Settled("met", "Page 3 says it.")}, actor=editor["actor"],
        now=LATER,
    )  # fmt: skip
    standing = select(Finding).where(
        Finding.submission_id == found.case.submission.id, Finding.criterion_id == "po2.8",
        Finding.assignment_id.is_(None), Finding.appeal_id.is_(None),
    )  # fmt: skip
    assert session.scalar(standing).answer == "not-met", "what stands is not touched before it is public"
    appealed.conclude(session, found.appeal, **editor)
    appealed.publish(session, found.appeal, now=NEXT)
    assert session.scalar(standing).answer == "met" and "Page 3 says it." in session.scalar(standing).reason


def test_what_changed_on_the_page_is_refused(session):
    found = frozen(session)
    with pytest.raises(services.Overtaken):
        appealed.conclude(session, found.appeal, seen_then="other", **found.as_editor(session))
    seen = services.seen_of(compare(session, found.case.submission, found.appeal))
    appealed.conclude(session, found.appeal, seen_then=seen, **found.as_editor(session))
    with pytest.raises(WrongState):
        appealed.conclude(session, found.appeal, seen_then=seen, **found.as_editor(session))


def test_a_hold_is_not_ended_by_the_way(session):
    found = concluded(session)
    (award,) = awards(session, found)
    award.state = AccreditationState.ON_HOLD
    appealed.publish(session, found.appeal, now=NEXT)
    assert found.appeal.state is AppealState.CONCLUDED and award.state is AccreditationState.ON_HOLD
    again = session.scalars(select(DueRow).where(DueRow.kind == appealed.KIND)).all()
    assert max(row.due_at for row in again) == working_days.start_of(1, after=NEXT)


def test_what_the_team_gave_back_does_not_come_again(session):
    found = concluded(session)
    (award,) = awards(session, found)
    award.state = AccreditationState.WITHDRAWN
    appealed.publish(session, found.appeal, now=NEXT)
    assert found.appeal.state is AppealState.CLOSED and len(awards(session, found)) == 1


def test_the_two_hear_what_came_of_their_work_when_it_is_public(session):
    found = concluded(session)
    assert not mails_about(session, "appeal.published")
    appealed.publish(session, found.appeal, now=NEXT)
    told = {mail.to for mail in mails_about(session, "appeal.published")}
    assert told == {found.case.member.email, *(person.email for person in found.pair)}


def test_the_editor_decides_on_a_page_and_the_team_reads_it(client, session):
    found = frozen(session, "met", "not-met")
    session.commit()
    client.sign_in(found.editor)
    address = f"/cases/{found.case.submission.id}/appeal"
    assert "Settle what differs" in client.get(address).text
    page = client.get(f"{address}/reconcile").text
    assert "Reviewer A" in page and not any(person.name in page for person in found.case.reviewers)
    assert client.get(f"{address}/decide").status_code == 409
    assert client.post(f"{address}/reconcile", data={"q1-choice": "a", "q1-reason": "It is so."}).status_code == 303
    page = client.get(f"{address}/decide")
    assert "How sure are we, before" in page.text and "How sure are we, after" in page.text
    seen = page.text.split('name="seen" value="')[1].split('"')[0]
    assert client.post(f"{address}/decide", data={"seen": "old"}).status_code == 422
    assert client.post(f"{address}/decide", data={"seen": seen}).status_code == 303
    assert client.post(f"{address}/decide", data={"seen": seen}).status_code == 303, "pressed twice"
    client.post("/sign-out")
    client.sign_in(found.case.member)
    team = f"/team/submissions/{found.case.submission.id}/appeal"
    assert "You know what came of it before it is public" in client.get(team).text
    letter = f"/submissions/{found.case.submission.id}/letter/appeal"
    assert "Only your team and the editors know this yet" in client.get(letter).text
    first = client.get(f"/submissions/{found.case.submission.id}/letter").text
    assert "Your appeal was decided on" in first and letter in first
    assert client.get(f"{letter}?which=earlier").status_code == 200


def test_the_public_page_of_each_number_says_what_it_said(client, session):
    found = published(session)
    session.commit()
    first, second = awards(session, found)
    old, new = (client.get(f"/accreditations/{one.number}").text for one in (first, second))
    assert "it reaches more than before" in old and "it reaches more than before" in new
    assert f"/accreditations/{second.number}" in old and "A later decision took its place" in old
    assert f'href="/verify/{second.number}"' in client.get(f"/verify/{first.number}").text
    assert "graded anew on appeal" in new and "graded anew on appeal" not in old
    assert "4, 2 of them on appeal" in new and "The 4 who graded declared" in new
    assert "The 2 who graded declared" in old
    assert "Nothing of the next step was looked at yet" in new, "the two were asked what was contested"
    project = client.get(f"/projects/{found.case.submission.project.slug}").text
    assert "it reaches more than before" in project and "Appeal decided." in project


def test_a_number_that_was_replaced_says_of_a_third_reviewer_what_was_so_then(session, client):
    case = a_disputed_case(session)
    third = ask_third(session, case)
    third_sends(session, third, {"po1.4": "met", "po1.5": "met"})
    settle_case(session, case)
    decide(session, case)
    found = frozen(session, case=case, contested=("po1.4 ", "po2.8 "))
    number = session.scalar(select(Accreditation.number))
    session.commit()
    before = client.get(f"/accreditations/{number}").text
    assert "2 were settled by two of three." in before
    (pair,) = set(re.findall(r"Reviewer [AB] and Reviewer C said so\.", before))
    appealed.conclude(session, found.appeal, **found.as_editor(session))
    appealed.publish(session, found.appeal, now=NEXT)
    first, second = awards(session, found)
    session.commit()
    old, new = (client.get(f"/accreditations/{one.number}").text for one in (first, second))
    assert "2 were settled by two of three." in old
    assert old.count(pair) == before.count(pair) == 2 and new.count(pair) == 1
    assert f"{pair} The team contested this answer, and two other reviewers graded it anew since." in old
    assert "1 was settled by two of three; 1 was graded anew on appeal." in new


READERS = ("public", "first", "fresh", "decider", "team")


@pytest.mark.parametrize("stage", ["grading", "settling", "concluded"])
def test_before_it_is_public_nobody_learns_of_an_outcome_or_of_who_grades(client, session, stage):
    """By page: the words of the fresh pair, their names and the step that follows."""
    if stage == "grading":
        found = opened(session)
        sends(session, found.seats[0], "met", "FRESHWORDS")
    else:
        found = frozen(session)
        if stage == "concluded":
            appealed.conclude(session, found.appeal, **found.as_editor(session))
    session.commit()
    case, submission = found.case, found.case.submission
    words = [person.name for person in found.pair] + ["FRESHWORDS", "says so.", "graded anew on appeal"]
    (award,) = awards(session, found)
    public = [f"/projects/{submission.project.slug}", f"/accreditations/{award.number}", "/accreditations"]
    inside = [f"/submissions/{submission.id}/letter", f"/cases/{submission.id}", f"/cases/{submission.id}/appeal"]
    seats = [f"/reviews/{seat.id}" for seat in (*case.assignments, *found.seats)]
    readers = {"public": None, "first": case.reviewers[0], "fresh": found.pair[1], "decider": case.editor}
    if stage != "concluded":
        readers["team"] = case.member
    told = {}
    for name, person in readers.items():
        if person is not None:
            client.sign_in(person)
        for address in [*public, *inside, *seats, f"/team/submissions/{submission.id}/appeal"]:
            page = client.get(address)
            text = page.text
            own = name == "fresh" and address == seats[-1]  # they read what they wrote
            if page.status_code == 200 and not own:
                found_words = [word for word in words if word in text and word != (person.name if person else "")]
                assert not found_words, (name, address, found_words)
            if address in public and name == "public":
                told[address] = text
        client.post("/sign-out")
    assert "under appeal since" in told[public[0]] and "under appeal since" in told[public[1]]


def test_what_comes_of_an_appeal_waits_for_the_record_and_is_published_with_it(session, client):
    """An appeal can be decided within the ten working days that the team has its findings to itself."""
    found = frozen(session, days=30)
    appealed.conclude(session, found.appeal, **found.as_editor(session))
    submission = found.case.submission
    day = submission.public_from
    assert found.appeal.public_at == day > NEXT
    (told,) = [mail for mail in mails_about(session, "appeal.concluded") if mail.to == found.case.member.email]
    assert weekday(day) in told.body and weekday(NEXT) not in told.body
    appealed.publish(session, found.appeal, now=NEXT)
    assert found.appeal.state is AppealState.CONCLUDED and not mails_about(session, "appeal.published")
    appealed.publish(session, found.appeal, now=day)
    assert found.appeal.state is AppealState.CLOSED and submission.state is SubmissionState.ACCREDITED
    (award,) = awards(session, found)
    assert award.state is AccreditationState.ACTIVE and award.appeal_id is None
    session.commit()
    page = " ".join(client.get(f"/accreditations/{award.number}").text.split())
    assert "graded this anew on appeal" in page, "its letter is that after the appeal"


def test_an_award_that_is_on_hold_does_not_stand_meanwhile(session, client):
    found = opened(session)
    (award,) = awards(session, found)
    pages = f"/accreditations/{award.number}", f"/projects/{found.case.submission.project.slug}"
    session.commit()
    assert all("It stands meanwhile" in client.get(page).text for page in pages)
    award.state = AccreditationState.ON_HOLD
    public.changed(session, award.project_id)
    session.commit()
    for page in pages:
        text = client.get(page).text
        assert "under appeal since" in text and "It stands meanwhile" not in text


def test_the_history_says_what_stood_there_on_each_day(session, client):
    found = published(session)
    first, second = awards(session, found)
    session.commit()
    page = html.fromstring(client.get(f"/projects/{found.case.submission.project.slug}").text)
    told = [" ".join(each.text_content().split()) for each in page.xpath("//ol[@class='hub-history']/li")]
    assert sum(first.number in each and " Accredited." in each for each in told) == 1, told
    assert sum(second.number in each and "anew after the appeal" in each for each in told) == 1, told
    old = " ".join(client.get(f"/accreditations/{first.number}").text.split())
    new = " ".join(client.get(f"/accreditations/{second.number}").text.split())
    assert "two other reviewers graded it anew since" in old and "graded this anew on appeal" not in old
    assert "accredited anew, under this number" in new and "It was accredited, and became public" not in new


def test_what_was_lost_on_appeal_was_accredited_before(session, client):
    found = published(session, "not-met", "not-met", contested=("po1.1 ",))
    (award,) = awards(session, found)
    assert award.state is AccreditationState.WITHDRAWN
    session.commit()
    page = html.fromstring(client.get(f"/projects/{found.case.submission.project.slug}").text)
    told = " ".join(page.xpath("//ol[@class='hub-history']")[-1].text_content().split())
    assert f"Accredited. Accreditation {award.number}" in told and "reached yet" not in told


def test_no_mail_tells_who_grades_or_what_the_team_wrote(session):
    found = published(session, "met", "met")
    names = {person.name for person in (*found.pair, *found.case.reviewers)}
    first = {person.email for person in found.case.reviewers}
    for mail in session.scalars(select(Mail)):
        assert "SECRETWORD" not in mail.body, mail.about
        told = {name for name in names if name in mail.body}
        own = {person.name for person in (*found.pair, *found.case.reviewers) if person.email == mail.to}
        assert told <= own, (mail.about, told)
        assert not (mail.to in first and mail.about.startswith("appeal.")), "they read it on the public page, as all do"


def test_the_two_on_appeal_are_asked_for_names_and_another_view_once_it_is_public(app, session):
    """Apart from those who graded first: neither answer moves the others' names."""
    found = frozen(session, "met", "not-met")
    (question,) = compare(session, found.case.submission, found.appeal).open
    seat = next(one for one in found.seats if one.findings[0].answer == "not-met")
    begun = begin(session, found.appeal, actor=actor_for(found.editor))
    typed = {question.place: Settled("met", "Page 12 has it.")}
    settle(session, found.case.submission, begun, typed, actor=actor_for(found.editor), now=LATER)
    appealed.conclude(session, found.appeal, **found.as_editor(session))

    def as_reviewer(one):
        actor = actor_for(one.reviewer)
        return {"actor": actor, "facts": assignment_facts(actor, one), "now": NEXT}

    with pytest.raises(NotAllowed):
        naming.answer(session, seat, yes=True, **as_reviewer(seat))
    appealed.publish(session, found.appeal, now=NEXT)
    for mail in session.scalars(select(Mail).where(Mail.to.in_([one.email for one in found.pair]))):
        assert mail.about != "appeal.published" or "whether your name may stand on the record" in mail.body
    (differing,) = dissent.differing(session, seat)
    dissent.say(session, seat, differing.place, "Page 12 counts others.", **as_reviewer(seat))
    first, second = found.seats
    naming.answer(session, first, yes=True, **as_reviewer(first))
    session.commit()
    award = queries.standing_of(session, found.case.submission.project_id)[0]
    address, names = f"/accreditations/{award.number}", sorted(one.name for one in found.pair)

    def record():
        return " ".join(app.test_client().get(address).text.split())

    assert "Page 12 counts others." in record() and not any(name in record() for name in names)
    client = app.test_client()
    client.sign_in(second.reviewer)
    page = client.get(f"/reviews/{second.id}/on-record").text
    assert "You graded on appeal" in page and "the other of us two" in page
    assert client.post(f"/reviews/{second.id}/on-record/name", data={"name": "yes"}).status_code == 303
    told = record()
    assert f"{'; '.join(names)}. Both agreed to be named." in told and "Their names, on appeal" in told
    assert not any(one.name in told for one in found.case.reviewers), "the first two were not asked by that"
    client.post(f"/reviews/{second.id}/on-record/name", data={"name": "no"})
    assert not any(name in record() for name in names)
