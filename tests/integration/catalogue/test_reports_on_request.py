"""Full reports that a team gives to those who ask: nothing leaks before, and a link opens one report for a time."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from evidencehub.accounts.models import TeamRole
from evidencehub.projects.copies.models import CleanCopy
from evidencehub.projects.disclosure import queries
from evidencehub.projects.on_request import services, waiting
from evidencehub.projects.on_request.models import ReportRequest
from evidencehub.projects.on_request.states import DAYS, ReportRequestState
from evidencehub.projects.pages.blueprint import ReportRequestLinks
from evidencehub.projects.public import public_view
from evidencehub.review.quoting import sealed
from evidencehub.shared.audit import AuditEntry
from evidencehub.shared.clock import utc_now
from evidencehub.shared.due import DueRow
from evidencehub.shared.files import FileStore
from evidencehub.shared.mail import Mail
from tests.factories import a_person
from tests.factories_disclosure import a_report, agree, confirm, publish, take_down
from tests.factories_review import COPY, a_case_in_review
from tests.support.queries import counted_queries

ASKED = {"name": "Sam Lee, youth service", "why": "We plan the same here.", "email": "Sam@example.org"}
PAGE = "What stands on page 2 of the report."
LIST = "/team/report-requests"


@pytest.fixture
def files(app):
    return FileStore(app.config["SETTINGS"].files_url)


@pytest.fixture
def shown(session, files):
    made = a_report(session, files)
    publish(session, made, on_request=True)
    return made


@pytest.fixture
def owner(app, session, shown):
    browser = app.test_client()
    browser.sign_in(shown.case.member)
    return browser


def asks(client, shown, **values):
    return client.post(f"{shown.page}/ask", data=ASKED | values)


def the_request(session):
    session.rollback()
    return session.scalars(select(ReportRequest)).one()


class Nowhere:
    def to_decide(self, request):
        return "http://localhost/team"


def mails(session, about):
    session.rollback()
    return session.scalars(select(Mail).where(Mail.about == about)).all()


def given(client, owner, session, shown, days=30):
    """The address that the reader's mail holds."""
    asks(client, shown)
    made = the_request(session)
    assert owner.post(f"{LIST}/{made.id}/give", data={"days": str(days)}).status_code == 303
    (mail,) = mails(session, "report-request.given")
    assert mail.to == "sam@example.org"
    return re.search(r"http://[^/]+(/given-reports/\S+)", mail.body)[1]


def test_everybody_reads_that_it_can_be_asked_for_and_nothing_of_it(app, client, session, shown, run_due):
    run_due()
    ask = f"{shown.page}/ask"
    slug = shown.case.submission.project.slug
    for address in (shown.study, f"/projects/{slug}"):
        assert ask in client.get(address).text and shown.page + '"' not in client.get(address).text
    assert client.get(shown.page).status_code == client.get(shown.file).status_code == 404
    assert client.get(ask).status_code == 200
    for address in (ask, shown.study, f"/projects/{slug}", "/search?q=stands+page", f"/search?q={slug}"):
        assert PAGE not in client.get(address).text
    view = public_view(session, shown.case.submission.project)
    assert view.documents == () and not view.has_report(shown.document.evaluation_id) and len(view.on_request) == 1


def test_a_reader_asks_the_team_gives_and_the_link_ends(app, client, session, files, shown, owner):
    address = given(client, owner, session, shown)
    page = client.get(address)
    assert PAGE in page.text and page.headers["Cache-Control"] == "no-store" and "noindex" in page.text
    assert client.get(f"{address}/file").data == COPY
    asked = the_request(session)
    assert asked.email == "sam@example.org"
    asked.ends_at = utc_now() - timedelta(seconds=1)
    session.commit()
    assert client.get(address).status_code == client.get(f"{address}/file").status_code == 410
    assert PAGE not in client.get(address).text
    finish = waiting.handler(ReportRequestLinks(), utc_now).work([{"request_id": str(asked.id)}], None)
    with app.test_request_context():
        finish(session)
    session.commit()
    assert the_request(session).state is ReportRequestState.ENDED and the_request(session).email == ""
    actions = session.scalars(select(AuditEntry.action).where(AuditEntry.subject_id == str(asked.id))).all()
    assert sorted(actions) == ["report-request.end", "report-request.give", "report-request.send"]


@pytest.mark.parametrize("how", ["ended", "sealed", "taken down", "another token"])
def test_a_link_opens_nothing_once_it_was_taken_back(client, session, files, shown, owner, how):
    address = given(client, owner, session, shown)
    assert client.get(address).status_code == 200
    if how == "ended":
        assert owner.post(f"{LIST}/{the_request(session).id}/end").status_code == 303
    elif how == "sealed":
        take_down(session, shown, queries.of_document(session, shown.document.id))
    elif how == "taken down":
        shown.case.submission.project.taken_down_at = utc_now()
        session.commit()
    else:
        address += "x"
    answer = client.get(address)
    assert answer.status_code == (404 if how == "another token" else 410) and PAGE not in answer.text


def test_without_a_copy_or_with_the_text_alone_no_file_is_given(client, session, files, owner, shown):
    address = given(client, owner, session, shown)
    assert client.get(f"{address}/file").status_code == 200 and f"{address}/file" in client.get(address).text
    copy = session.get(CleanCopy, shown.document.sha256)
    for record, name, value in (
        (queries.of_document(session, shown.document.id), "with_file", False), (copy, "copy_sha256", None),
    ):  # fmt: skip
        before = getattr(record, name)
        setattr(record, name, value)
        session.commit()
        assert client.get(f"{address}/file").status_code == 404 and f"{address}/file" not in client.get(address).text
        setattr(record, name, before)
        session.commit()


def test_a_no_needs_a_reason_which_the_reader_gets(client, session, shown, owner):
    asks(client, shown)
    made = the_request(session)
    assert "Sam Lee, youth service" in owner.get(LIST).text and "We plan the same here." in owner.get(
        f"{LIST}/{made.id}").text  # fmt: skip
    answer = owner.post(f"{LIST}/{made.id}/refuse", data={"reason": " "})
    assert answer.status_code == 422 and "Say why not" in answer.text
    assert owner.post(f"{LIST}/{made.id}/give", data={}).status_code == 422
    assert owner.post(f"{LIST}/{made.id}/refuse", data={"reason": "It is printed in May."}).status_code == 303
    (mail,) = mails(session, "report-request.refused")
    assert "It is printed in May." in mail.body and the_request(session).email == ""
    assert owner.post(f"{LIST}/{made.id}/give", data={"days": "7"}).status_code == 409


def test_a_team_is_told_once_reminded_and_after_that_the_reader_hears_that_no_answer_came(app, client, session, shown):
    asks(client, shown)
    asks(client, shown, email="b@example.org")
    assert [mail.to for mail in mails(session, "report-request.sent")] == [shown.case.member.email]
    one = session.scalars(select(ReportRequest).order_by(ReportRequest.sent_at)).first()
    with app.test_request_context():
        for days, reminders in ((7, 1), (14, 2), (DAYS - 1, 3)):
            services.come(session, one, now=one.sent_at + timedelta(days=days), links=ReportRequestLinks())
            session.commit()
            assert len(mails(session, "report-request.remind")) == reminders
        services.come(session, one, now=one.sent_at + timedelta(days=DAYS), links=ReportRequestLinks())
    session.commit()
    (mail,) = mails(session, "report-request.lapsed")
    assert mail.to == "sam@example.org" and one.state is ReportRequestState.LAPSED and one.email == ""


@pytest.mark.parametrize("who", ["team", "editor"])
def test_who_waits_for_a_report_that_is_taken_back_hears_that_at_once(app, client, session, shown, owner, who):
    asks(client, shown)
    asks(client, shown, email="b@example.org")
    address = f"/team/documents/{shown.document.id}/public/end"
    if who == "editor":
        owner.post("/sign-out")
        owner.sign_in(shown.case.editor)
        address = f"/cases/{shown.case.submission.id}/files/1/public/end"
    assert owner.post(address, data={"reason": "A name on page 2."}).status_code == 303
    told = mails(session, "report-request.taken-back")
    assert {mail.to for mail in told} == {"sam@example.org", "b@example.org"}
    assert all("is not given to those who ask any more" in mail.body and "A name" not in mail.body for mail in told)
    for one in session.scalars(select(ReportRequest)):
        assert one.state is ReportRequestState.REFUSED and one.email == ""
    assert not session.scalars(select(DueRow).where(DueRow.kind == services.KIND)).all()


def test_who_waits_hears_at_once_when_all_of_the_project_is_taken_down(app, client, session, shown, owner):
    given(client, owner, session, shown)
    asks(client, shown, email="b@example.org")
    editor = app.test_client()
    editor.sign_in(shown.case.editor)
    address = f"/projects/{shown.case.submission.project.slug}/take-down"
    assert editor.post(address, data={"reason": "A child is named."}).status_code == 303
    (told,) = mails(session, "report-request.taken-back")  # a link that was given opens nothing, which its page says
    assert told.to == "b@example.org" and "are taken down now" in told.body and "child" not in told.body
    waited = session.scalars(select(ReportRequest).where(ReportRequest.reason == services.DOWN)).one()
    assert waited.state is ReportRequestState.REFUSED and waited.email == ""
    assert owner.get("/team/report-requests").status_code == 200
    assert not session.scalars(select(DueRow).where(DueRow.kind == services.KIND, DueRow.key == str(waited.id))).all()


def test_who_waited_when_it_was_taken_down_before_this_was_told_hears_it_on_the_next_day_that_comes(
    app, client, session, shown, owner
):
    asks(client, shown)
    one = the_request(session)
    shown.case.submission.project.taken_down_at = one.sent_at
    session.commit()
    page = owner.post(f"/team/report-requests/{one.id}/give", data={"days": "30"})
    assert not mails(session, "report-request.given") and page.status_code in {409, 422}
    with app.test_request_context():
        services.come(session, one, now=one.sent_at + timedelta(days=7), links=ReportRequestLinks())
    session.commit()
    assert mails(session, "report-request.taken-back") and not mails(session, "report-request.remind")


def test_where_a_report_was_sealed_without_an_answer_the_next_day_that_comes_brings_it(app, client, session, shown):
    asks(client, shown)
    take_down(session, shown, queries.of_document(session, shown.document.id))
    one = the_request(session)
    with app.test_request_context():
        services.come(session, one, now=one.sent_at + timedelta(days=7), links=ReportRequestLinks())
    session.commit()
    assert mails(session, "report-request.taken-back") and not mails(session, "report-request.remind")


def test_asking_twice_is_one_request_and_too_often_is_told(client, session, shown, monkeypatch):
    assert asks(client, shown).status_code == asks(client, shown, email="sam@example.org ").status_code == 303
    assert the_request(session)
    with monkeypatch.context() as patched:
        patched.setattr(services, "MOST_WAITING", 1)
        answer = asks(client, shown, email="c@example.org")
    assert answer.status_code == 422 and "Many people wait" in answer.text and "We plan the same here." in answer.text
    answers = [asks(client, shown, email=f"{number}@example.org").status_code for number in range(4)]
    assert answers == [303] * 4
    assert "Wait 15 minutes" in asks(client, shown, email="last@example.org").text


@pytest.mark.parametrize(
    ("left_out", "said"), [("name", "Say who you are"), ("why", "Say why you need"), ("email", "Enter your email")]
)
def test_what_is_left_out_is_said_beside_it_and_the_rest_is_kept(client, session, shown, left_out, said):
    answer = asks(client, shown, **{left_out: " "})
    assert answer.status_code == 422 and answer.text.count(said) == 2
    assert all(value in answer.text for key, value in ASKED.items() if key != left_out)


def test_who_is_signed_in_asks_with_the_address_of_the_account(app, session, shown, owner):
    reader = a_person(session)
    session.commit()
    browser = app.test_client()
    browser.sign_in(reader)
    assert 'name="email"' not in browser.get(f"{shown.page}/ask").text
    assert asks(browser, shown).status_code == 303
    made = the_request(session)
    assert (made.email, made.person_id) == (reader.email, reader.id)
    assert "they were signed in" in owner.get(f"{LIST}/{made.id}").text


def test_only_owners_of_its_team_decide(app, client, session, shown):
    asks(client, shown)
    made = the_request(session)
    colleague = a_person(session, shown.case.submission.project.organisation)
    colleague.memberships[0].role = TeamRole.CONTRIBUTOR
    people = [colleague, a_person(session), *shown.case.reviewers, shown.case.editor]
    session.commit()
    for person in people:
        browser = app.test_client()
        browser.sign_in(person)
        assert "Sam Lee" not in browser.get(LIST).text
        assert browser.get(f"{LIST}/{made.id}").status_code in {403, 404}
        for act, data in (("give", {"days": "7"}), ("refuse", {"reason": "x"}), ("end", {})):
            assert browser.post(f"{LIST}/{made.id}/{act}", data=data).status_code in {403, 404}


@pytest.mark.parametrize("stage", ["before the look", "before the decision", "public", "sealed"])
def test_there_is_nothing_to_ask_for_at_other_times(client, session, files, stage):
    made = a_report(session, files, a_case_in_review) if stage == "before the decision" else a_report(session, files)
    if stage != "sealed":
        found = agree(session, made, on_request=stage != "public")
        if stage != "before the look":
            confirm(session, made, found)
    assert client.get(f"{made.page}/ask").status_code == 404 and asks(client, made).status_code == 404


def test_a_day_and_on_request_do_not_go_together_and_the_editor_reads_what_is_wanted(app, client, session, files):
    made = a_report(session, files)
    owner = app.test_client()
    owner.sign_in(made.case.member)
    address = f"/team/documents/{made.document.id}/public"
    said = {"who": "asking", "what": "file", "looked": "y", "note": "Looked."}
    later = {"public_from-day": "1", "public_from-month": "2", "public_from-year": "2040"}
    answer = owner.post(address, data=said | later)
    assert answer.status_code == 422 and "Leave the day empty" in answer.text
    assert owner.post(address, data=said).status_code == 303
    editor = app.test_client()
    editor.sign_in(made.case.editor)
    desk = f"/cases/{made.case.submission.id}/files/1/public"
    page = editor.get(desk).text
    assert "May the team give it to those who ask?" in page
    seen = re.search(r'name="seen" value="(\d+)"', page)[1]
    assert editor.post(desk, data={"seen": seen, "looked": "y", "note": "Looked."}).status_code == 303
    assert client.get(f"{made.page}/ask").status_code == 200 and client.get(made.page).status_code == 404


def test_what_reviewers_quote_from_it_is_pointed_out(session, shown):
    assert sealed(session, shown.case.submission)


def test_the_list_costs_the_same_for_one_and_for_many(client, session, shown, owner):
    counts = []
    for start in (0, 5):
        for number in range(start, start + 5):
            asked = services.Asked("Sam Lee", "We plan the same.", f"{number}@example.org")
            services.ask(session, shown.document, asked, now=utc_now(), links=Nowhere())
        session.commit()
        with counted_queries() as seen:
            assert owner.get(LIST).status_code == 200
        counts.append(len(seen))
    assert counts[0] == counts[1]
