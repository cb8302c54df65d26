"""Before the record is public its team says which facts are wrong, and replies; editors answer, no finding changes."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from lxml import html
from sqlalchemy import func, select

from evidencehub.accounts.queries import actor_for
from evidencehub.accreditation import appealed, publishing
from evidencehub.accreditation.leads import Leads
from evidencehub.accreditation.models import Accreditation
from evidencehub.accreditation.replies import services as replies
from evidencehub.accreditation.replies.models import TeamReply
from evidencehub.accreditation.replies.states import ReplyState
from evidencehub.projects.access import submission_facts
from evidencehub.review.corrections import queries, reminding, services
from evidencehub.review.corrections.models import FactCorrection
from evidencehub.review.corrections.services import Claim
from evidencehub.review.corrections.states import CorrectionState
from evidencehub.review.links import IN_WORDS
from evidencehub.review.models import Finding
from evidencehub.review.sheet import sheet_of
from evidencehub.shared import working_days
from evidencehub.shared.due import DueRow
from evidencehub.shared.errors import Invalid, NotAllowed, WrongState
from evidencehub.shared.mail import Mail
from evidencehub.shared.words import words_in
from tests.factories import an_editor
from tests.factories_review import a_frozen_case, decide, settle
from tests.support.appeals import frozen

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)  # races are in test_races
TODAY = datetime.now(UTC).replace(microsecond=0)
CLAIM = Claim(("po1.1", ""), "It says that 84 people took part.", "48 people took part: page 12.")


class _Links:
    def letter(self, submission_id):
        return "letter"


@pytest.fixture
def case(session):
    made = a_frozen_case(session)
    settle(session, made)
    decide(session, made, days=10, now=TODAY)
    session.commit()
    return made


def by_team(case):
    return {"actor": case.team, "facts": submission_facts(case.team, case.submission), "now": TODAY}


def by_editor(session, case):
    return {"actor": actor_for(case.editor), "facts": case.facts(session), "now": TODAY + timedelta(days=1)}


def reply(session, case, text):
    replies.reply(session, case.submission, text=text, links=_Links(), **by_team(case))
    session.flush()


def say(session, case, claim=CLAIM):
    made = services.say(session, case.submission, claim, links=IN_WORDS, **by_team(case))
    session.flush()
    return made


def answer(session, case, one, step, text):
    services.answer(session, one, step, text=text, links=IN_WORDS, **by_editor(session, case))
    session.flush()


def publish(session, case):
    publishing.publish_now(session, case.submission, leads=Leads(), **by_team(case))
    session.commit()
    return f"/accreditations/{session.scalar(select(Accreditation.number))}"


def mails(session, about):
    return session.scalars(select(Mail).where(Mail.about == about)).all()


# The reply


def test_250_words_are_taken_and_251_are_not(client, session, case):
    client.sign_in(case.member)
    letter, address = f"/submissions/{case.submission.id}/letter", f"/submissions/{case.submission.id}/reply"
    assert 'data-maxwords="250"' in client.get(letter).text
    refused = client.post(address, data={"reply": "word " * 251})
    assert refused.status_code == 422 and "250 words or fewer. It has 251" in refused.text
    assert client.post(address, data={"reply": "word\n" * 250}).status_code == 303
    session.rollback()
    assert words_in(case.submission.team_reply) == 250


def test_a_reply_is_nobodys_before_the_record_is_public_and_everybodys_from_its_first_moment(client, session, case):
    reply(session, case, "We have changed the last part since.")
    slug = case.submission.project.slug
    session.commit()
    assert "changed the last part" not in client.get(f"/projects/{slug}").text
    (told,) = mails(session, "reply.sent")
    assert told.to == case.editor.email and "changed the last part" not in told.body
    address = publish(session, case)
    for page in (address, f"/projects/{slug}"):
        assert "We have changed the last part since." in client.get(page).text


def test_the_page_of_the_letter_says_what_waits_and_nothing_of_days_that_are_over(client, session, case):
    client.sign_in(case.member)
    letter = f"/submissions/{case.submission.id}/letter"
    assert "Tell us which fact is wrong" in client.get(letter).text
    say(session, case)
    session.commit()
    page = client.get(letter).text
    assert "What you told us of facts, and the answers</a>: 1 waits for an editor" in page and "not public yet" in page
    publish(session, case)
    page = client.get(letter).text
    assert "not public yet" not in page and "Before it is public" not in page
    assert 'id="your-reply"' in page and "You can say in 250 words" in page


def test_nothing_that_was_written_is_lost_one_stands_and_the_same_twice_is_one(session, case):
    for text in ("First.", "Second.", "Second.", "", "Third."):
        reply(session, case, text)
    kept = session.execute(select(TeamReply.text, TeamReply.state).order_by(TeamReply.id)).all()
    assert {text: state for text, state in kept} == {
        "First.": ReplyState.REPLACED, "Second.": ReplyState.REPLACED, "Third.": ReplyState.STANDS,
    }  # fmt: skip
    assert case.submission.team_reply == "Third." and not case.submission.reply_is_held


def test_an_editor_holds_back_a_reply_that_names_somebody(client, session, case):
    reply(session, case, "Ms Hidden graded us badly.")
    session.commit()
    client.sign_in(case.editor)
    address = f"/submissions/{case.submission.id}/reply/hold"
    assert "Ms Hidden" in client.get(f"/submissions/{case.submission.id}/letter").text
    seen = session.scalar(select(TeamReply.id))
    session.rollback()
    assert client.post(address, data={"seen": str(seen), "because": ""}).status_code == 422
    assert client.post(address, data={"seen": "none", "because": "It names her."}).status_code == 409
    for _ in range(2):
        assert client.post(address, data={"seen": str(seen), "because": "It names a person."}).status_code == 303
    client.post("/sign-out")
    session.rollback()
    (told,) = mails(session, "reply.held-back")
    assert told.to == case.member.email and "It names a person." in told.body and "Hidden" not in told.body
    number = publish(session, case)
    held = "The team replied. An editor holds the reply back because it names somebody."
    for page in (number, f"/projects/{case.submission.project.slug}"):
        text = client.get(page).text
        assert held in text and "Hidden" not in text and "It names a person." not in text
    client.sign_in(case.member)
    assert "It names a person." in client.get(f"/submissions/{case.submission.id}/letter").text
    again = client.post(f"/submissions/{case.submission.id}/reply", data={"reply": "Ms Hidden graded us badly."})
    assert again.status_code == 422
    assert client.post(f"/submissions/{case.submission.id}/reply", data={"reply": "We disagree."}).status_code == 303
    client.post("/sign-out")
    assert "We disagree." in client.get(number).text and held not in client.get(number).text


def test_a_reply_that_the_team_changed_meanwhile_is_not_held_back_unread(session, case):
    reply(session, case, "First.")
    seen = replies.latest(session, case.submission).id
    reply(session, case, "Second.")
    with pytest.raises(WrongState, match="changed its reply"):
        replies.hold_back(
            session, case.submission, because="A name.", seen=seen, links=_Links(), **by_editor(session, case)
        )
    assert case.submission.team_reply == "Second."


def test_only_an_editor_without_a_conflict_holds_back_and_only_the_team_replies(client, session, case):
    reply(session, case, "First.")
    seen = replies.latest(session, case.submission).id
    with pytest.raises(NotAllowed):
        replies.hold_back(session, case.submission, because="A name.", seen=seen, links=_Links(), **by_team(case))
    with pytest.raises(NotAllowed):
        replies.reply(session, case.submission, text="Mine.", links=_Links(), **by_editor(session, case))
    session.commit()
    client.sign_in(case.reviewers[0])
    for address in ("letter", "reply/hold"):
        assert client.get(f"/submissions/{case.submission.id}/{address}").status_code in {403, 404}


# Facts


def test_a_team_names_a_fact_an_editor_corrects_it_and_the_record_shows_it_with_its_date(client, session, case):
    client.sign_in(case.member)
    here = f"/team/submissions/{case.submission.id}/facts"
    said = {"finding": "po1.1|", "wrong": CLAIM.wrong, "right": CLAIM.right}
    for _ in range(2):
        assert client.post(here, data=said).status_code == 303
    assert "An editor has not answered it yet." in client.get(here).text
    client.post("/sign-out")
    session.rollback()
    (one,) = session.scalars(select(FactCorrection))
    (told,) = mails(session, "correction.sent")
    assert told.to == case.editor.email and "took part" not in told.body
    findings = select(Finding.answer, Finding.reason).where(Finding.submission_id == case.submission.id)
    before = session.execute(findings.order_by(Finding.id)).all()
    session.commit()
    client.sign_in(case.editor)
    assert "Answer what the team says about facts" in client.get("/cases").text
    page = client.get(f"/cases/{case.submission.id}").text
    assert "Answer what the team says about facts" in page and "It becomes public on" in page
    address = f"/cases/{case.submission.id}/facts/{one.id}"
    assert CLAIM.wrong in client.get(address).text and "It stands in the report. po1.1" in client.get(address).text
    correction = "The finding said that 84 people took part. It was 48."
    assert client.post(address, data={"step": "correct", "answer": ""}).status_code == 422
    naming = {"step": "correct", "answer": f"{case.reviewers[0].name} misread it."}
    assert "Take out the name of" in client.post(address, data=naming).text, "everybody would read it"
    assert client.post(address, data={"step": "correct", "answer": correction}).status_code == 303
    twice = client.post(address, data={"step": "leave", "answer": "No."}, follow_redirects=True)
    assert "answered already" in twice.text
    client.post("/sign-out")
    session.rollback()
    assert one.state is CorrectionState.CORRECTED and len(mails(session, "correction.corrected")) == 1
    slug = case.submission.project.slug
    session.commit()
    assert correction not in client.get(f"/projects/{slug}").text
    number = publish(session, case)
    for page in (number, f"/projects/{slug}"):
        text = client.get(page).text
        assert correction in text and CLAIM.wrong not in text
    assert session.execute(findings.order_by(Finding.id)).all() == before


@pytest.mark.parametrize(
    ("step", "state", "label"),
    [
        ("leave", CorrectionState.UNCHANGED, "An editor looked at it again, and the fact stands."),
        ("refer", CorrectionState.FOR_APPEAL, "It would change the finding"),
    ],
)
def test_what_is_not_corrected_is_told_to_the_team_alone(client, session, case, step, state, label):
    one = say(session, case)
    answer(session, case, one, step, "Page 12 says 84.")
    assert one.state is state
    (told,) = mails(session, f"correction.{state.value}")
    assert "Page 12 says 84." in told.body and label in told.body
    number = publish(session, case)
    text = client.get(number).text
    assert "Page 12 says 84." not in text and "Corrected facts" not in text
    client.sign_in(case.member)
    page = client.get(f"/team/submissions/{case.submission.id}/facts").text
    assert "Page 12 says 84." in page and label in page
    assert ("/appeal" in page) == (step == "refer")


def test_it_is_answered_once_and_the_second_editor_is_told(session, case):
    one = say(session, case)
    answer(session, case, one, "leave", "It stands.")
    with pytest.raises(WrongState):
        answer(session, case, one, "correct", "It is 48.")
    session.rollback()


def test_the_team_takes_back_what_waits_and_nothing_that_is_answered(session, case):
    one, other = say(session, case), say(session, case, Claim(("po1.1", ""), "The year.", "2021."))
    answer(session, case, other, "leave", "It stands.")
    for _ in range(2):
        services.take_back(session, one, **by_team(case))
    assert one.state is CorrectionState.TAKEN_BACK
    with pytest.raises(WrongState):
        services.take_back(session, other, **by_team(case))
    assert not queries.waiting(session, [case.submission.id])


def test_facts_are_named_until_the_record_is_public_and_still_answered_after(client, session, case):
    one = say(session, case)
    number = publish(session, case)
    with pytest.raises(WrongState, match="public by now"):
        say(session, case, Claim(("po1.1", ""), "Another.", "That."))
    session.rollback()
    client.sign_in(case.editor)
    assert "Answer what the team says about facts" in client.get("/cases").text  # it is over, and still waits
    client.post("/sign-out")
    session.rollback()
    answer(session, case, one, "correct", "It was 48.")
    session.commit()
    assert "It was 48." in client.get(number).text


def test_a_finding_that_is_not_there_and_an_empty_text_are_refused_and_there_is_an_end(session, case):
    for claim in (
        Claim(("po9.9", ""), "a", "b"), Claim(("po1.1", "x"), "a", "b"), Claim(("po1.1", ""), " ", "b"),
        Claim(("po1.1", ""), "a", "x" * 2001),
    ):  # fmt: skip
        with pytest.raises(Invalid):
            say(session, case, claim)
    for number in range(services.MOST):
        say(session, case, Claim(("po1.1", ""), f"Fact {number}", "b"))
    with pytest.raises(Invalid, match="40 facts"):
        say(session, case, Claim(("po1.1", ""), "One more", "b"))
    assert session.scalar(select(func.count()).select_from(FactCorrection)) == services.MOST
    assert len(mails(session, "correction.sent")) == 1  # one mail for whoever sits down to answer


def test_only_the_team_names_facts_and_only_an_editor_without_a_conflict_answers(client, session, case):
    with pytest.raises(NotAllowed):
        services.say(session, case.submission, CLAIM, links=IN_WORDS, **by_editor(session, case))
    one = say(session, case)
    with pytest.raises(NotAllowed):
        services.answer(session, one, "correct", text="It was 48.", links=IN_WORDS, **by_team(case))
    session.rollback()
    one = say(session, case)
    session.commit()
    for person in (case.reviewers[0], case.reviewers[1]):
        client.sign_in(person)
        for address in (
            f"/team/submissions/{case.submission.id}/facts", f"/cases/{case.submission.id}/facts",
            f"/cases/{case.submission.id}/facts/{one.id}",
        ):  # fmt: skip
            assert client.get(address).status_code in {403, 404}
        client.post("/sign-out")


def test_a_fact_of_one_case_has_no_page_in_another(client, session, case):
    one, other = say(session, case), a_frozen_case(session)
    settle(session, other)
    decide(session, other, days=10, now=TODAY)
    editor = an_editor(session)
    session.commit()
    client.sign_in(editor)
    assert client.get(f"/cases/{other.submission.id}/facts/{one.id}").status_code == 404
    assert client.get(f"/cases/{case.submission.id}/facts/{one.id}").status_code == 200


# Where a correction stands


IN_ITS_ROW = "A fact in this was corrected on"


def rows(page, short):
    """What stands beside the answers to one question, on the record, the letter and the page of the project."""
    tree = html.fromstring(page)
    found = tree.xpath(f"//div[@class='hub-findings__row'][contains(dt, '{short}')]/dd")
    found = found or tree.xpath(f"//li[@class='hub-answer'][contains(., '{short}')]")
    return [" ".join(each.text_content().split()) for each in found]


def test_a_correction_stands_beside_the_finding_that_has_the_fact(client, session, case):
    one = say(session, case)
    answer(session, case, one, "correct", "It was 48, not 84.")
    session.commit()
    letter, slug = f"/submissions/{case.submission.id}/letter", case.submission.project.slug
    for person in (case.member, case.editor):
        client.sign_in(person)
        (told,) = rows(client.get(letter).text, "po1.1")
        assert IN_ITS_ROW in told and "It was 48, not 84." in told
        assert not any(IN_ITS_ROW in other for other in rows(client.get(letter).text, "po1.2"))
        client.post("/sign-out")
    assert "It was 48" not in client.get(f"/projects/{slug}").text
    session.rollback()
    record = client.get(publish(session, case)).text
    assert "It was 48, not 84." in rows(record, "po1.1")[0] and IN_ITS_ROW not in rows(record, "po1.2")[0]
    assert record.count("It was 48, not 84.") == 2, "beside the finding, and in the list of all"
    public = sheet_of(case.submission).item("po1.1", "").criterion.public
    assert "It was 48, not 84." in rows(client.get(f"/projects/{slug}").text, public[:40])[0]


def test_what_was_graded_anew_on_appeal_is_not_corrected_by_what_was_said_of_the_answer_before(client, session):
    found = frozen(session, days=30)
    case = found.case
    contested, other = say(session, case, Claim(("po2.8", ""), "It says 9.", "7.")), say(session, case)
    answer(session, case, contested, "correct", "It was 7.")
    answer(session, case, other, "correct", "It was 48.")
    appealed.conclude(session, found.appeal, **found.as_editor(session))
    session.commit()
    letter = f"/submissions/{case.submission.id}/letter"
    client.sign_in(case.member)
    for address, is_beside in ((letter, True), (f"{letter}/appeal", False), (f"{letter}/appeal?which=earlier", True)):
        page = client.get(address).text
        assert (IN_ITS_ROW in rows(page, "po2.8")[0]) is is_beside, address
        assert IN_ITS_ROW in rows(page, "po1.1")[0], address
    session.rollback()
    appealed.publish(session, found.appeal, now=case.submission.public_from)
    session.commit()
    page = client.get(letter).text
    assert IN_ITS_ROW not in rows(page, "po2.8")[0] and IN_ITS_ROW in rows(page, "po1.1")[0]
    record = client.get(f"/accreditations/{session.scalar(select(Accreditation.number))}").text
    assert IN_ITS_ROW not in rows(record, "po2.8")[0] and IN_ITS_ROW in rows(record, "po1.1")[0]
    assert "(the answer before the appeal)" in record and "It was 7." in record


def test_an_editor_who_does_not_answer_is_reminded_until_all_is_answered(session, case):
    """By what waits longest: what was said later is given its days too."""
    first = say(session, case)
    later = replace(CLAIM, wrong="The year is wrong.")
    second = say(session, case, later)
    second.said_at = TODAY + timedelta(days=4)
    session.flush()

    def due_rows():
        return session.scalars(select(DueRow).where(DueRow.kind == reminding.DUE)).all()

    def comes_up(at):
        (row,) = due_rows()
        payload = dict(row.payload)
        session.delete(row)
        session.flush()
        reminding.handler(IN_WORDS, lambda: at).work([payload], None)(session)
        session.flush()

    (row,) = due_rows()
    assert row.due_at == working_days.start_of(6, after=TODAY)
    comes_up(row.due_at)
    (told,) = mails(session, "correction.waits")
    assert told.to == case.editor.email and "The year" not in told.body
    (row,) = due_rows()
    answer(session, case, first, "leave", "It stands on page 4.")
    comes_up(working_days.start_of(6, after=TODAY))
    assert len(mails(session, "correction.waits")) == 1, "the second has not waited so long"
    (row,) = due_rows()
    assert row.due_at == working_days.start_of(6, after=second.said_at)
    comes_up(row.due_at)
    assert len(mails(session, "correction.waits")) == 2
    answer(session, case, second, "leave", "It stands on page 4.")
    comes_up(row.due_at + timedelta(days=30))
    assert len(mails(session, "correction.waits")) == 2 and not due_rows()
