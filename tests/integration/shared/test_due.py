"""What must happen later happens once, whatever fails in between."""

from datetime import timedelta
from email import message_from_bytes

import pytest
from sqlalchemy import func, select

from evidencehub.cli.worker import AlreadyRunning, only_one
from evidencehub.shared import due, mail
from evidencehub.shared.clock import utc_now
from evidencehub.shared.db import db
from evidencehub.shared.due import DueRow, Handler
from evidencehub.shared.mail import Mail
from evidencehub.shared.settings import BadSetting
from tests.factories import NOW
from tests.support.queries import counted_queries


@pytest.fixture
def new_session(app):
    with app.app_context():
        return db.sessionmaker


def _count(session):
    session.rollback()
    return session.scalar(select(func.count()).select_from(DueRow))


def _doing(done, fail_on=()):
    def work(payloads, _new_session):
        if any(payload["n"] in fail_on for payload in payloads):
            raise RuntimeError("it broke")
        return lambda session: done.extend(payload["n"] for payload in payloads)

    return work


def test_what_is_rolled_back_never_becomes_due(session):
    due.add(session, "test", 1, {"n": 1})
    session.rollback()
    assert _count(session) == 0


def test_a_row_is_removed_in_the_transaction_that_did_it(session, new_session):
    for n in range(5):
        due.add(session, "test", n, {"n": n})
    session.commit()
    done = []
    assert due.run(new_session, {"test": Handler(_doing(done), batch=2)}) == 5
    assert sorted(done) == [0, 1, 2, 3, 4] and _count(session) == 0


def test_one_row_that_fails_holds_up_no_other_and_is_tried_again_later(session, new_session):
    for n in range(5):
        due.add(session, "test", n, {"n": n})
    session.commit()
    done = []
    due.run(new_session, {"test": Handler(_doing(done, fail_on={3}), batch=5)})
    assert sorted(done) == [0, 1, 2, 4]
    row = session.scalar(select(DueRow))
    assert row.attempts == 1 and "it broke" in row.last_error and row.due_at > utc_now()
    later = utc_now() + timedelta(minutes=1)
    due.run(new_session, {"test": Handler(_doing(done), batch=5)}, now=lambda: later)
    assert sorted(done) == [0, 1, 2, 3, 4] and _count(session) == 0


def test_a_row_that_is_not_due_yet_waits(session, new_session):
    due.add(session, "test", 1, {"n": 1}, at=utc_now() + timedelta(hours=1))
    session.commit()
    done = []
    assert due.run(new_session, {"test": Handler(_doing(done))}) == 0 and _count(session) == 1


def test_a_mail_lands_in_the_folder_once_however_often_it_is_tried(session, settings, run_due):
    sent = mail.queue(session, to="a@example.org", subject="Your letter", body="Dear team, é", about="test", at=NOW)
    session.commit()
    run_due()
    session.rollback()
    due.add(session, "mail", sent.id, {"mail_id": str(sent.id)})
    session.commit()
    run_due()
    files = list((settings.home / "mails").iterdir())
    assert [file.name for file in files] == [f"{sent.id}.eml"]
    message = message_from_bytes(files[0].read_bytes())
    assert (message["To"], message["Subject"]) == ("a@example.org", "Your letter")
    session.rollback()
    assert session.get(Mail, sent.id).sent_at is not None


def test_a_folder_takes_many_mails_in_one_transaction_and_those_of_a_batch_that_was_cut_off_once(
    session, settings, run_due
):
    sent = [
        mail.queue(session, to=f"{number}@example.org", subject="Your letter", body="x", about="test", at=NOW)
        for number in range(30)
    ]
    session.commit()
    folder = mail.Folder(settings.home / "mails")
    for one in sent[:7]:  # in the folder, and then the worker was ended before it could say so
        folder.send(mail.as_message(one, sender="hub@example.org"))
    before = {path.name: path.stat().st_mtime_ns for path in (settings.home / "mails").iterdir()}
    with counted_queries() as queries:
        run_due()
    session.rollback()
    files = {path.name: path.stat().st_mtime_ns for path in (settings.home / "mails").iterdir()}
    assert len(files) == len(sent) and {name: files[name] for name in before} == before
    assert all(session.get(Mail, one.id).sent_at for one in sent)
    assert len([query for query in queries if "FROM mail" in query]) == 2, "what to send, and what was sent"


def test_a_subject_with_a_line_break_cannot_add_a_header(session, settings, run_due):
    mail.queue(session, to="a@example.org", subject="Hello\nBcc: b@example.org", body="x", about="test", at=NOW)
    session.commit()
    run_due()
    (file,) = (settings.home / "mails").iterdir()
    assert message_from_bytes(file.read_bytes())["Bcc"] is None


def test_only_one_worker_works_for_one_home_folder(settings):
    with only_one(settings), pytest.raises(AlreadyRunning), only_one(settings):
        pass


def test_a_mail_address_of_an_unknown_kind_is_named():
    with pytest.raises(BadSetting, match="pigeon"):
        mail.transport_of(mail.MailSettings("pigeon://roof", "hub@example.org"))


@pytest.mark.parametrize(
    ("address", "nowhere"),
    [
        ("amara@example.org", True),
        ("a@mail.example.com", True),
        ("a@hub.test", True),
        ("a@counter-example.org", False),
        ("a@b.org.uk", False),
    ],
)
def test_no_mail_server_is_asked_to_carry_mail_to_invented_people(address, nowhere):
    assert mail.leads_nowhere(address) is nowhere


def _counting(calls, fail_on=()):
    done = []
    working = _doing(done, fail_on)

    def work(payloads, new_session):
        calls.append([payload["n"] for payload in payloads])
        return working(payloads, new_session)

    return work, done


@pytest.mark.parametrize("failing", [{0}, {23}, {49}, {7, 31}])
def test_rows_that_always_fail_cost_the_others_next_to_nothing(session, new_session, failing):
    for n in range(50):
        due.add(session, "test", n, {"n": n})
    session.commit()
    calls = []
    work, done = _counting(calls, failing)
    due.run(new_session, {"test": Handler(work, batch=50)})
    assert sorted(done) == sorted(set(range(50)) - failing)
    # Halving: each row that fails is met once in each of 50, 25, 13, 7, 4, 2, 1, with the half beside it.
    assert len(calls) <= 1 + 12 * len(failing) and sum(map(len, calls)) <= 50 + 103 * len(failing)
    assert {row.attempts for row in session.scalars(select(DueRow))} == {1}


def test_a_row_that_failed_before_is_not_put_among_fresh_ones(session, new_session):
    due.add(session, "test", "bad", {"n": 99})
    session.commit()
    due.run(new_session, {"test": Handler(_doing([], fail_on={99}), batch=50)})
    later = utc_now() + timedelta(hours=1)
    for n in range(50):
        due.add(session, "test", n, {"n": n})
    session.commit()
    calls = []
    work, done = _counting(calls, {99})
    due.run(new_session, {"test": Handler(work, batch=50)}, now=lambda: later)
    assert (sorted(map(len, calls)), len(done)) == ([1, 50], 50)
    assert session.scalar(select(DueRow.attempts).execution_options(populate_existing=True)) == 2


def test_a_batch_that_fails_as_a_whole_puts_every_row_off_once(session, new_session):
    for n in range(8):
        due.add(session, "test", n, {"n": n})
    session.commit()
    calls = []
    work, done = _counting(calls, set(range(8)))
    assert due.run(new_session, {"test": Handler(work, batch=8)}) == 8
    assert (done, len(calls)) == ([], 15)
    assert [row.attempts for row in session.scalars(select(DueRow))] == [1] * 8
