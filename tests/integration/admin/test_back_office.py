"""Looking things up in the back office: jobs, mails, the audit; and having tried again what failed."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from evidencehub.admin import audit_search, jobs
from evidencehub.shared import audit, due, mail
from evidencehub.shared.clock import day_of, hub_today, moment, utc_now
from tests.factories import a_person
from tests.factories_review import a_case_in_review
from tests.support.queries import counted_queries


@pytest.fixture
def admin(app, session):
    person = a_person(session, is_admin=True, email="admin@example.org")
    session.commit()
    browser = app.test_client()
    browser.sign_in(person)
    return browser


def _due(session, kind, attempts=0, in_hours=-1):
    due.add(session, kind, f"{kind}-{attempts}", at=utc_now() + timedelta(hours=in_hours))
    session.flush()
    of_it = due.DueRow.key == f"{kind}-{attempts}"
    error = f"OSError: the disk of {kind} is gone" if attempts else None
    session.execute(update(due.DueRow).where(of_it).values(attempts=attempts, last_error=error))
    return session.scalars(select(due.DueRow).where(of_it)).one()


def test_jobs_are_found_by_kind_and_state_and_what_failed_is_tried_again(admin, session, client):
    page = admin.get("/admin/jobs")
    assert "Nothing waits" in page.text
    _due(session, "extract", in_hours=3)
    failed = _due(session, "extract", attempts=8, in_hours=20)
    fine = _due(session, "records")
    session.commit()
    page = admin.get("/admin/jobs").text
    assert "3 jobs" in page and page.index("the disk of extract") < page.index('State">Planned')
    assert "2 jobs" in admin.get("/admin/jobs?kind=extract").text
    assert "1 job\n" in admin.get("/admin/jobs?kind=extract&state=given-up").text.replace("1 job<", "1 job\n<")
    assert "Nothing of that waits" in admin.get("/admin/jobs?kind=records&state=failing").text
    assert admin.post(f"/admin/jobs/{fine.id}/again").status_code == 409
    assert admin.post(f"/admin/jobs/{failed.id}/again").status_code == 303
    session.rollback()
    again = session.get(due.DueRow, failed.id)
    assert again.due_at <= utc_now() and again.attempts == 8
    assert session.scalars(select(audit.AuditEntry.details).order_by(audit.AuditEntry.number.desc())).first() == {
        "kind": "extract"
    }
    session.delete(again)
    session.commit()
    assert admin.post(f"/admin/jobs/{failed.id}/again").status_code == 404
    assert client.post(f"/admin/jobs/{fine.id}/again").status_code == 303  # to sign in


def test_many_jobs_are_on_pages_and_cost_the_same(admin, session, monkeypatch):
    monkeypatch.setattr(jobs, "SIZE", 2)
    for number in range(2):
        _due(session, "extract", attempts=number + 1)
    session.commit()
    with counted_queries() as few:
        admin.get("/admin/jobs")
    for number in range(2, 5):
        _due(session, "extract", attempts=number + 1)
    session.commit()
    with counted_queries() as many:
        page = admin.get("/admin/jobs?kind=extract&state=failing").text
    assert len(many) == len(few) and "Showing 1 to 2 of 5" in page and "kind=extract" in page
    assert "Showing 5 to 5 of 5" in admin.get("/admin/jobs?kind=extract&state=failing&page=3").text


def test_mails_are_found_by_address_subject_and_state(admin, session):
    for to, about in (("one@example.org", "person.welcome"), ("two_@example.org", "submission.sent")):
        mail.queue(session, to=to, subject="Hello", body="The secret link", about=about, at=utc_now())
    session.execute(update(mail.Mail).where(mail.Mail.to == "one@example.org").values(sent_at=utc_now()))
    session.commit()

    def found(query):
        page = admin.get(f"/admin/mails?{query}").text
        assert "secret link" not in page
        return {name for name in ("one@", "two_@") if f"{name}example.org</td>" in page}

    assert found("") == found("q=EXAMPLE.org") == {"one@", "two_@"}
    assert found("q=ONE@") == found("q=welcome") == found("state=sent") == {"one@"}
    assert found("q=o_@") == found("state=waiting") == {"two_@"}
    assert found("state=refused") == found("q=nobody") == set()


def test_the_audit_is_searched_by_act_record_and_day(admin, session, monkeypatch):
    monkeypatch.setattr(audit_search, "SIZE", 2)
    person = a_person(session)
    long_ago = moment(hub_today() - timedelta(days=40), 12)
    for number in range(3):
        audit.record(
            session, "person.tried", subject_type="person", subject_id=person.id, actor_id=None,
            at=long_ago + timedelta(minutes=number),
        )  # fmt: skip
    audit.record(session, "hub.opened", subject_type="hub", subject_id="", actor_id=None, at=utc_now())
    session.commit()
    page = admin.get("/admin/audit?act=person.tr")
    assert "3 entries" in page.text and "Showing 1 to 2 of 3" in page.text and "act=person.tr" in page.text
    assert "3 entries" in admin.get(f"/admin/audit?record={person.id}").text
    assert "3 entries" in admin.get(f"/admin/audit?day={day_of(long_ago).isoformat()}").text
    assert "hub.opened</td>" in admin.get(f"/admin/audit?day={hub_today().isoformat()}").text
    assert "Nothing found" in admin.get("/admin/audit?act=person_tr").text
    answer = admin.get("/admin/audit?day=yesterday&act=hub.")
    assert answer.status_code == 422 and "Enter a day as" in answer.text
    assert 'value="yesterday"' in answer.text and 'value="hub."' in answer.text
    assert "See what went wrong" not in admin.get("/admin/system").text


def test_nobody_reads_in_the_audit_who_graded_what(admin, session):
    """Neither by the person nor by the record: an admin may be of the team whose work is graded."""
    case = a_case_in_review(session)
    reviewer = case.reviewers[0]
    session.commit()
    done = session.scalars(select(audit.AuditEntry).where(audit.AuditEntry.actor_id == reviewer.id)).all()
    assert {entry.subject_type for entry in done} & {"assignment", "submission"}
    page = admin.get(f"/admin/audit?person={reviewer.email}").text
    for entry in done:
        assert (entry.subject_id in page) == (entry.subject_type in audit_search.BY_PERSON)
    for entry in done:
        assert reviewer.name not in admin.get(f"/admin/audit?record={entry.subject_id}").text
    owner = admin.get("/admin/audit?person=ADMIN@example.org")
    assert owner.status_code == 200
