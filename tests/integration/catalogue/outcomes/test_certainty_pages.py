"""The pages of judging how sure we can be: from asking two people to what everybody reads, and who sees what."""

import re

import pytest
from sqlalchemy import select

from evidencehub.catalogue.outcomes.certainty import asking
from evidencehub.catalogue.outcomes.certainty.models import Judgement, Seat
from evidencehub.catalogue.outcomes.certainty.questions import questions
from evidencehub.review.states import AssignmentState
from evidencehub.shared.mail import Mail
from tests.factories import NOW, a_person, a_reviewer, an_editor
from tests.support.crawling import STANDARDS, crawl
from tests.support.judged import Links, an_approach, asked, declares, held, judges, published, work_out, writes
from tests.support.queries import counted_queries
from tests.support.shown import without_layout

SERIOUS = {"grade.imprecision": "serious"}
SURE = "Taking part probably makes a difference for the worse: more skipped school."
IMPRECISION = [each.id for each in questions()].index("grade.imprecision")


@pytest.fixture
def version(session, run_due):
    return held(session, an_approach(session, run_due))


def text(page):
    return " ".join(re.sub(r"<[^>]+>", " ", without_layout(page.text)).split())


def signed_in(app, person):
    client = app.test_client()
    client.sign_in(person)
    return client


def typed(page, moved, reason):
    """What a browser sends of the page to judge: an answer to every question, no step but those of ``moved``."""
    seen = re.search(r'name="seen" value="(\d+)"', page.text)[1]
    data = {"seen": seen}
    for place, question in enumerate(questions()):
        still = next(answer for answer, worth in question.points.items() if worth == 0)
        data[f"q{place}-answer"] = moved.get(question.id, still)
        data[f"q{place}-reason"] = reason if question.id in moved else ""
    return data


def test_from_asking_two_people_to_what_everybody_reads(app, client, session, version):
    editor, first, second = an_editor(session), a_reviewer(session), a_reviewer(session, reviewer_kind="practitioner")
    session.commit()
    desk, page = f"/syntheses/{version.id}/certainty", f"/syntheses/{version.id}"
    assert "Nobody has judged this." in text(client.get(page)) and "Taking part" not in client.get(page).text
    editing = signed_in(app, editor)
    assert f'href="{desk}"' in editing.get(page).text
    assert editing.post(desk, data={"people": [str(first.id)]}).status_code == 422
    assert "Choose two different people" in editing.post(desk, data={"people": [str(first.id)]}).text
    assert editing.post(desk, data={"people": [str(first.id), str(second.id)]}).status_code == 303

    for person, moved, name in ((first, SERIOUS, "ALPHA"), (second, {"grade.imprecision": "very-serious"}, "BETA")):
        at = signed_in(app, person)
        (address,) = re.findall(r'href="(/judgements/[0-9a-f-]+)"', at.get("/judgements").text)
        assert "What we compared" in text(at.get(address))
        assert at.post(f"{address}/declare", data={"conflict": ""}).status_code == 422
        assert at.post(f"{address}/declare", data={"conflict": "none"}).headers["Location"] == f"{address}/judge"
        judge = at.get(f"{address}/judge")
        assert "3 studies with 252 people." in text(judge) and "I² is 0%" in text(judge)
        data = typed(judge, moved, "")
        refused = at.post(f"{address}/judge", data={**data, "then": "send"})
        assert refused.status_code == 422 and f'href="#q{IMPRECISION}-reason"' in refused.text
        data = typed(at.get(f"{address}/judge"), moved, f"{name} reason")
        assert at.post(f"{address}/judge", data={**data, "then": "send"}).headers["Location"] == address
        assert f"{name} reason" in text(at.get(address))
        assert at.get(f"{address}/judge").status_code in {403, 404}

    waiting = editing.get(desk)
    assert "They differ on 1 of 8 questions." in text(waiting)
    (question,) = re.findall(r'href="(/certainty/[0-9a-f-]+/questions/\d)"', waiting.text)
    side_by_side = text(editing.get(question))
    assert "ALPHA reason" in side_by_side and "BETA reason" in side_by_side
    assert editing.post(question, data={"answer": "serious", "reason": ""}).status_code == 422
    assert editing.post(question, data={"answer": "serious", "reason": "One end is small."}).status_code == 303
    (settle,) = re.findall(r'action="(/certainty/[0-9a-f-]+/settle)"', editing.get(desk).text)
    assert editing.post(settle).status_code == 303
    assert "Moderate ⊕⊕⊕○" in text(editing.get(desk)) and SURE in text(editing.get(desk))
    assert "Taking part" not in client.get(page).text
    assert editing.post(settle.replace("settle", "publish")).status_code == 303

    said = text(client.get(page))
    assert SURE in said and "Moderate ⊕⊕⊕○ : The true effect is likely to be close" in said
    assert (
        "They differed: an editor chose. One end is small." in said and "ALPHA reason" in said and "BETA reason" in said
    )
    assert (
        "At first they said the same on 7 of 8 questions." in said and "An academic and a practitioner judged" in said
    )
    assert not any(person.name in said for person in (first, second, editor))
    for elsewhere in ("/outcomes/truancy", "/projects/visits"):
        assert SURE in text(client.get(elsewhere)), elsewhere
    approach = text(client.get("/projects/visits"))
    assert "In short " + SURE in approach, "the page leads with it"
    assert "How sure are we of skipping school? Two people judged it: moderate certainty." in approach
    assert "We cannot say" not in approach


def test_a_third_person_is_asked_from_the_desk(app, session, version):
    case = asked(session, version)
    judges(case, case.people[0], SERIOUS)
    judges(case, case.people[1], {})
    third = a_reviewer(session)
    session.commit()
    editing, desk = signed_in(app, case.editor), f"/syntheses/{version.id}/certainty"
    assert "Ask a third person" in text(editing.get(desk))
    assert editing.post(desk, data={"people": [str(third.id)]}).status_code == 303
    assert "wait for the answer" in text(editing.get(desk))
    assert editing.get(f"/certainty/{case.judgement_id}/questions/{IMPRECISION + 1}").status_code == 200
    answer = editing.post(f"/certainty/{case.judgement_id}/questions/{IMPRECISION + 1}",
                          data={"answer": "serious", "reason": "Why."}, follow_redirects=True)  # fmt: skip
    assert "Wait for the answer" in answer.text
    at = signed_in(app, third)
    session.rollback()
    address = f"/judgements/{case.seat(third).id}"
    assert "1 question on which they differ" in text(at.get(address))
    at.post(f"{address}/declare", data={"conflict": "none"})
    page = at.get(f"{address}/judge")
    assert page.text.count('class="hub-question"') == 1
    seen = re.search(r'name="seen" value="(\d+)"', page.text)[1]
    sent = at.post(f"{address}/judge", data={"seen": seen, "q0-answer": "serious", "q0-reason": "Few.", "then": "send"})
    assert sent.status_code == 303
    assert "See what follows" in editing.get(desk).text


def test_who_has_begun_can_still_say_that_they_cannot_as_the_reminder_says(app, session, version):
    case = asked(session, version)
    person = case.people[0]
    declares(case, person)
    writes(case, person, SERIOUS)
    session.commit()
    address = f"/judgements/{case.seat(person).id}"
    session.rollback()
    at = signed_in(app, person)
    assert "I cannot do it" in text(at.get(address))
    assert at.post(f"{address}/decline").status_code == 303
    session.rollback()
    assert case.seat(person).state is AssignmentState.DECLINED
    session.rollback()
    assert "Ask somebody else" in text(signed_in(app, case.editor).get(f"/syntheses/{version.id}/certainty"))


@pytest.mark.parametrize("who", ["of the two", "third"])
def test_nobody_who_sends_nothing_holds_a_judgement_up(app, session, version, who):
    case = asked(session, version)
    judges(case, case.people[0], SERIOUS)
    silent = case.people[1]
    if who == "third":
        judges(case, case.people[1], {})
        silent = a_reviewer(session)
        asking.ask_third(session, case.judgement, silent, now=NOW, links=Links(), **case.as_editor())
    declares(case, silent)
    session.commit()
    desk, seats = f"/syntheses/{version.id}/certainty", f"/certainty/{case.judgement_id}/seats"
    seat_id, sent = case.seat(silent).id, case.seat(case.people[0]).id
    session.rollback()
    editing = signed_in(app, case.editor)
    assert f"Give the place of {silent.name} to somebody else" in text(editing.get(desk))
    refused = editing.post(f"{seats}/{sent}/free", follow_redirects=True)
    assert "cannot be freed" in text(refused), "what is in stays"
    assert signed_in(app, case.people[0]).post(f"{seats}/{seat_id}/free").status_code in {403, 404}
    assert editing.post(f"{seats}/{seat_id}/free").status_code == 303
    session.rollback()
    assert case.seat(silent).state is AssignmentState.REPLACED and case.seat(case.people[0]).frozen_at
    assert session.scalars(select(Mail.to).where(Mail.about == "certainty.replaced")).all() == [silent.email]
    session.rollback()
    assert signed_in(app, silent).get(f"/judgements/{seat_id}/judge").status_code in {403, 404}
    session.rollback()
    other = a_reviewer(session)
    session.commit()
    assert editing.post(desk, data={"people": [str(other.id)]}).status_code == 303
    session.rollback()
    assert case.seat(other).state.is_due


@pytest.mark.parametrize("stage", ["one is in", "both are in", "published"])
def test_neither_learns_who_the_other_is_nor_before_it_is_public_what_the_other_says(app, session, version, stage):
    if stage == "published":
        case = published(session, version, SERIOUS, {"grade.imprecision": "very-serious"})
    else:
        case = asked(session, version)
        judges(case, case.people[0], SERIOUS, "ALPHA reason")
        if stage == "both are in":
            judges(case, case.people[1], {"grade.imprecision": "very-serious"}, "BETA reason")
        else:
            declares(case, case.people[1])
            writes(case, case.people[1], {"grade.imprecision": "very-serious"}, "BETA reason")
            session.commit()
    seats = {person.id: case.seat(person).id for person in case.people}
    shown = {person.id: person.name for person in case.people}
    for person, other, secret in ((case.people[0], case.people[1], "BETA"), (case.people[1], case.people[0], "ALPHA")):
        at = signed_in(app, person)
        pages = crawl(
            at, "/judgements", f"/judgements/{seats[person.id]}", f"/judgements/{seats[other.id]}",
            f"/judgements/{seats[other.id]}/judge", f"/syntheses/{version.id}", f"/syntheses/{version.id}/certainty",
            "/projects/visits", but=(STANDARDS, "/guide"),
        )  # fmt: skip
        whole = "\n".join(pages.values())
        name = re.compile(rf"{re.escape(shown[other.id])}(?!\d)")
        if stage == "published":
            assert f"{secret} reason" in whole
            assert bool(name.search(whole)) == (other is case.people[0]), "by name only who agreed to it"
        else:
            assert f"{secret} reason" not in whole and not name.search(whole)
        assert "There is no such page" in pages[f"/judgements/{seats[other.id]}"]
    session.rollback()
    for mail in session.scalars(select(Mail).where(Mail.about.startswith("certainty."))):
        others = [
            name for key, name in shown.items() if key != next((p.id for p in case.people if p.email == mail.to), "")
        ]
        assert not any(re.search(rf"{re.escape(name)}(?!\d)", mail.body + mail.subject) for name in others)
        assert "reason" not in mail.body or "your reasons" in " ".join(mail.body.split())


def test_nobody_but_editors_reads_the_desk_and_nobody_but_its_person_a_seat(app, client, session, version):
    case = asked(session, version)
    stranger = a_person(session)
    session.commit()
    desk, seat = f"/syntheses/{version.id}/certainty", f"/judgements/{case.seat(case.people[0]).id}"
    assert client.get(desk).status_code == client.get(seat).status_code == 303
    for person, page in ((stranger, desk), (stranger, seat), (case.people[0], desk), (case.people[1], seat),
                         (case.editor, seat)):  # fmt: skip
        assert signed_in(app, person).get(page).status_code in {403, 404}
    for step in ("settle", "publish", "stop"):
        assert signed_in(app, stranger).post(f"/certainty/{case.judgement_id}/{step}").status_code in {403, 404}
    session.rollback()
    assert session.get(Judgement, case.judgement_id).state.is_judging


def test_what_is_typed_saves_itself_and_an_older_tab_is_told(app, session, version):
    case = asked(session, version)
    declares(case, case.people[0])
    session.commit()
    seat_id = case.seat(case.people[0]).id
    at, address = signed_in(app, case.people[0]), f"/judgements/{seat_id}/judge"
    data = typed(at.get(address), SERIOUS, "Few people")
    by_itself = {"X-Saves-Itself": "1"}
    answer = at.post(address, data=data, headers=by_itself).json
    assert answer["state"] == "saved" and answer["seen"] > data["seen"]
    assert at.post(address, data=data, headers=by_itself).json["state"] == "overtaken"
    old = at.post(address, data={**data, f"q{IMPRECISION}-reason": "Another"})
    assert old.status_code == 409 and "Another" in old.text and "in another tab" in old.text
    session.rollback()
    assert session.get(Seat, seat_id).answers["grade.imprecision"]["reason"] == "Few people"


def test_a_newer_version_says_that_an_earlier_one_was_judged_until_both_confirm(app, client, session, run_due):
    project = an_approach(session, run_due)
    case = published(session, held(session, project), SERIOUS)
    project.evaluations[0].results[0].effect = 0.51
    work_out(session, project, run_due)
    later = held(session, project).id
    said = text(client.get(f"/syntheses/{later}"))
    assert "Judged on 2 March 2026 for the version of" in said and SURE not in said and "Moderate" not in said
    assert "What was judged is an earlier version." in said
    for person in case.people:
        at, address = signed_in(app, person), f"/judgements/{case.seat(person).id}"
        assert "Look again" in text(at.get("/judgements"))
        assert "A figure of a study was corrected." in text(at.get(address))
        assert at.post(f"{address}/confirm", data={"version": str(case.version_id)}, follow_redirects=True)
        assert "Nothing that matters has changed" in at.get(address).text, "another version is not confirmed by that"
        at.post(f"{address}/confirm", data={"version": str(later)})
        assert "Nothing that matters has changed" not in at.get(address).text
    editing = signed_in(app, case.editor)
    assert editing.post(f"/syntheses/{later}/publish").status_code == 303
    said = text(client.get(f"/syntheses/{later}"))
    assert SURE in said and "Both who judged have looked at this version" in said
    assert "judged anew" not in said and "See what was judged" in said


def test_the_list_of_what_somebody_judged_asks_the_database_no_more_for_more_of_it(app, session, run_due):
    people = (a_reviewer(session), a_reviewer(session))
    session.commit()
    counts = []
    for name in ("Visits", "Walks", "Talks"):
        session.rollback()
        project = an_approach(session, run_due, name=name)
        published(session, held(session, project), SERIOUS, people=people)
        project.evaluations[0].results[0].effect = 0.51
        work_out(session, project, run_due)
        session.rollback()
        at = signed_in(app, people[0])
        at.get("/judgements")
        with counted_queries() as asked_for:
            page = at.get("/judgements").text
        assert page.count("Look again") == len(counts) + 1
        counts.append(len(asked_for))
    assert len(set(counts)) == 1, counts
