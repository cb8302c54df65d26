"""What somebody was told stands in their account, as far as they may read it now; and they choose how they are told."""

from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.policy import default
from urllib.parse import urlsplit

import pytest
from sqlalchemy import func, select

from evidencehub.accounts.models import Membership
from evidencehub.accounts.queries import actor_for
from evidencehub.notices import choosing, telling
from evidencehub.notices.blueprint import NoticeLinks
from evidencehub.notices.models import DIGEST, Notice, Way
from evidencehub.notices.reading import may_its_person_read
from evidencehub.notices.topics import BY_NAME
from evidencehub.review import services
from evidencehub.shared import due, mail
from evidencehub.shared.db import db
from evidencehub.shared.due import DueRow
from evidencehub.shared.errors import Invalid
from evidencehub.shared.mail import Mail
from tests.factories import NOW, a_person
from tests.factories_review import a_case, an_assigned_case

ONE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
LATE_IN_THE_DAY = datetime(2036, 7, 1, 20, tzinfo=UTC)  # rows that are written now are due by then
MORNING = datetime(2036, 7, 2, 6, tzinfo=UTC)  # 7 in London, in summer


def tell(session, person, about="review.thanks", subject="Thank you", body="Thank you very much.", **more):
    made = mail.queue(session, to=person.email, subject=subject, body=body, about=about, at=LATE_IN_THE_DAY, **more)
    session.commit()
    return made


@pytest.fixture
def run_at(app, settings):
    """Do what is due at a moment, and give the mails that went out."""

    def run(at):
        with app.app_context():
            handlers = {
                "mail": mail.handler(
                    mail.settings_of(settings), lambda: at, telling.Gate(settings.secret_key, NoticeLinks())
                ),
                telling.KIND: telling.handler(may_its_person_read, NoticeLinks(), lambda: at),
            }
            due.run(db.sessionmaker, handlers, now=lambda: at)
        folder = settings.home / "mails"
        return [message_from_bytes(path.read_bytes(), policy=default) for path in sorted(folder.glob("*.eml"))]

    return run


@ONE
def test_what_somebody_was_told_stands_in_their_account_until_they_read_it_and_after(app, client, session):
    person, other = a_person(session), a_person(session)
    made = tell(session, person, subject="Thank you for your review")
    client.sign_in(person)
    assert "Notices (1" in client.get("/").text
    page = client.get("/account/notices").text
    assert "Thank you for your review" in page and "Not read" in page
    address = f"/account/notices/{made.id}"
    assert "Thank you very much" in client.get(address).text
    assert "Not read" in client.get("/account/notices").text, "looking changes nothing"
    for _ in range(2):
        assert client.post(address).location.endswith(address)
    assert "Not read" not in client.get("/account/notices").text and "Notices (1" not in client.get("/").text
    stranger = app.test_client()
    stranger.sign_in(other)
    assert stranger.get(address).status_code == stranger.post(address).status_code == 404
    assert "Thank you" not in stranger.get("/account/notices").text


@ONE
def test_all_are_marked_as_read_at_once_and_pages_hold_twenty(client, session):
    person = a_person(session)
    for number in range(23):
        tell(session, person, subject=f"Notice {number}")
    client.sign_in(person)
    assert client.get("/account/notices").text.count("Not read") == 20
    assert client.get("/account/notices?page=2").text.count("Not read") == 3
    assert client.post("/account/notices/read").status_code == 303
    assert "Not read" not in client.get("/account/notices").text


@ONE
def test_who_gets_an_address_later_reads_nothing_that_was_sent_there_before(app, session):
    first = a_person(session, email="desk@council.org")
    tell(session, first, subject="For the first alone")
    first.email = "moved@council.org"
    session.flush()
    second = a_person(session, email="desk@council.org")
    session.commit()
    for person, is_theirs in ((second, False), (first, True)):
        client = app.test_client()
        client.sign_in(person)
        assert ("For the first alone" in client.get("/account/notices").text) is is_theirs


def _leave_the_team(session, case):
    session.query(Membership).filter_by(person_id=case.member.id).delete()


def _no_reviewer(session, case):
    case.reviewers[0].is_reviewer = False


def _joins_the_team(session, case):
    session.add(Membership(person=case.editor, organisation=case.submission.project.organisation, created_at=NOW))


@pytest.mark.parametrize(
    ("whose", "loses"),
    [
        (lambda case: case.member, _leave_the_team),
        (lambda case: case.reviewers[0], _no_reviewer),
        (lambda case: case.editor, _joins_the_team),
    ],
)
@ONE
def test_who_lost_the_right_to_a_page_reads_no_old_notice_of_it(client, session, whose, loses):
    case = an_assigned_case(session)
    actor = actor_for(case.reviewers[1])
    services.decline(session, case.assignments[1], because="", suggestion="", actor=actor, now=NOW)
    session.commit()
    person = whose(case)
    client.sign_in(person)
    told = [session.get(Mail, key) for key in session.scalars(select(Notice.mail_id).filter_by(person_id=person.id))]
    said = [(f"/account/notices/{each.id}", each.subject, each.body.split("\n\n")[1]) for each in told]
    assert said
    for page, subject, words in said:
        text = client.get(page).text
        assert subject in text and words in text
    loses(session, case)
    session.commit()
    for page, subject, words in said:
        text = client.get(page).text
        assert "You may not read this any more" in text and subject not in text and words not in text
    inbox = client.get("/account/notices").text
    assert "A notice that you may not read any more" in inbox and not any(subject in inbox for _, subject, _ in said)


@ONE
def test_a_mail_that_opens_an_account_is_not_shown_in_it(client, session):
    """Whoever sits at somebody's browser would set a new password by it."""
    person = a_person(session)
    made = tell(
        session, person, "person.reset", "A new password", "https://hub.example/account/new-password/secret-token"
    )
    client.sign_in(person)
    page = client.get(f"/account/notices/{made.id}").text
    assert "secret-token" not in page and "stands in the mail alone" in page


@ONE
def test_what_is_told_once_a_day_comes_in_one_mail_with_each_notice_once(session, run_at):
    person = a_person(session)
    choosing.choose(session, person.id, {"reviews": Way.DAILY, "progress": Way.INBOX}, now=LATE_IN_THE_DAY)
    for number in range(3):
        tell(session, person, subject=f"Thanks {number}")
    tell(session, person, "review.started", "It began")
    tell(session, person, "review.invited", "Will you grade it?")
    assert [each["Subject"] for each in run_at(LATE_IN_THE_DAY)] == ["Will you grade it?"]
    assert len(run_at(MORNING - timedelta(seconds=1))) == 1
    sent = run_at(MORNING)
    (digest,) = [each for each in sent if each["Subject"] == "3 notices for you"]
    text = digest.get_content()
    assert all(text.count(f"- Thanks {number}\n") == 1 for number in range(3)) and "It began" not in text
    for later in (MORNING, MORNING + timedelta(days=1)):
        assert len(run_at(later)) == 2, "nothing is told twice"
    tell(session, person, subject="Thanks again")
    assert len(run_at(MORNING + timedelta(hours=1))) == 2
    (another,) = [each for each in run_at(MORNING + timedelta(days=1)) if each["Subject"] == "1 notice for you"]
    assert "- Thanks again" in another.get_content() and "Thanks 0" not in another.get_content()
    session.rollback()
    assert session.scalar(select(func.count()).select_from(Notice)) == 6, "a mail of the day is no notice itself"


def test_a_mail_of_the_day_that_was_cut_off_is_written_once_when_it_is_tried_again(session, run_at, app):
    """The act that writes it and the removal of its row stand or fall together, on both databases."""
    person = a_person(session)
    choosing.choose(session, person.id, {"reviews": Way.DAILY}, now=LATE_IN_THE_DAY)
    tell(session, person)
    run_at(LATE_IN_THE_DAY)

    class Cut(NoticeLinks):
        def choices(self):
            raise OSError("the machine went away in the middle")

    with app.app_context():
        cut = {telling.KIND: telling.handler(may_its_person_read, Cut(), lambda: MORNING)}
        due.run(db.sessionmaker, cut, now=lambda: MORNING)
    session.rollback()
    assert session.scalar(select(func.count()).where(Mail.about == DIGEST)) == 0
    assert session.scalar(select(DueRow.attempts).where(DueRow.kind == telling.KIND)) == 1
    run_at(MORNING + timedelta(minutes=1))
    run_at(MORNING + timedelta(days=2))
    session.rollback()
    assert session.scalar(select(func.count()).where(Mail.about == DIGEST)) == 1
    assert session.scalar(select(Notice.digest_id)) is not None


@ONE
def test_a_mail_of_the_day_names_nothing_that_its_reader_may_not_read_any_more(session, run_at):
    case = a_case(session)
    choosing.choose(session, case.member.id, {"progress": Way.DAILY}, now=LATE_IN_THE_DAY)
    tell(session, case.member, "review.started", "About a secret project", concerns=f"team:{case.submission.id}")
    run_at(LATE_IN_THE_DAY)
    _leave_the_team(session, case)
    session.commit()
    (digest,) = [each for each in run_at(MORNING) if "notice" in each["Subject"]]
    assert "secret" not in digest.get_content() and "1 notice that you may not read any more" in digest.get_content()


@ONE
def test_the_mail_of_the_day_goes_out_at_seven_on_the_hubs_clocks(app):
    assert telling.next_time(LATE_IN_THE_DAY) == MORNING
    assert telling.next_time(MORNING - timedelta(seconds=1)) == MORNING
    assert telling.next_time(MORNING) == MORNING + timedelta(days=1)
    before_the_clocks_change = datetime(2026, 10, 24, 12, tzinfo=UTC)
    assert telling.next_time(before_the_clocks_change) == datetime(2026, 10, 25, 7, tzinfo=UTC)


@ONE
def test_what_has_to_come_by_mail_cannot_be_turned_off_and_says_why(client, session):
    person = a_person(session)
    session.commit()
    for topic, way in (("account", Way.INBOX), ("invitations", Way.DAILY), ("reminders", Way.INBOX)):
        with pytest.raises(Invalid):
            choosing.choose(session, person.id, {topic: way}, now=NOW)
    session.rollback()
    client.sign_in(person)
    page = client.get("/account/notices/choices").text
    for topic in BY_NAME.values():
        assert topic.label.replace("'", "&#39;") in page and topic.because in page
    answers = {topic.name: "at-once" for topic in BY_NAME.values() if not topic.is_fixed}
    refused = client.post("/account/notices/choices", data={**answers, "reminders": "inbox"})
    assert refused.status_code == 422
    for _ in range(2):
        saved = client.post("/account/notices/choices", data={**answers, "account": "inbox", "cases": "daily"})
        assert saved.status_code == 303
    session.rollback()
    assert choosing.chosen(session, person.id)["cases"] is Way.DAILY
    assert choosing.chosen(session, person.id)["account"] is Way.AT_ONCE


@ONE
def test_one_press_in_the_mail_program_stops_mails_of_a_topic_and_of_no_other(app, session, run_at):
    person = a_person(session)
    tell(session, person)
    tell(session, person, "review.invited", "Will you?")
    by_subject = {each["Subject"]: each for each in run_at(LATE_IN_THE_DAY)}
    assert by_subject["Will you?"]["List-Unsubscribe"] is None
    thanks = by_subject["Thank you"]
    assert thanks["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert "Choose here what we mail you" in thanks.get_content()
    address = urlsplit(thanks["List-Unsubscribe"].strip("<>")).path
    stranger = app.test_client()
    assert "No more such mails" in stranger.get(address).text
    session.rollback()
    assert choosing.chosen(session, person.id)["reviews"] is Way.AT_ONCE, "to look changes nothing"
    for _ in range(2):
        assert stranger.post(address, data={"List-Unsubscribe": "One-Click"}).status_code == 200
    session.rollback()
    now_chosen = choosing.chosen(session, person.id)
    assert {name for name, way in now_chosen.items() if way is not Way.AT_ONCE} == {"reviews"}
    assert stranger.post(f"{address}x").status_code == stranger.get("/notices/stop/nonsense").status_code == 404
    tell(session, person, subject="More thanks")
    assert len(run_at(LATE_IN_THE_DAY)) == 2
