"""Being told of changes: written down as they happen, confirmed by whoever reads the mail, stopped by one press."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email import message_from_string, policy
from uuid import uuid4

import feedparser
import pytest
from lxml import etree, html
from sqlalchemy import func, select

from evidencehub.accounts import attempts
from evidencehub.accounts.models import Person
from evidencehub.accreditation.models import Accreditation
from evidencehub.accreditation.states import AccreditationState
from evidencehub.catalogue.alerts import sending, services
from evidencehub.catalogue.alerts.models import Alert, Often
from evidencehub.catalogue.changes import queries
from evidencehub.catalogue.changes.models import ChangeKind, PublicChange, PublicState
from evidencehub.catalogue.index import indexing
from evidencehub.catalogue.pages import follow_views
from evidencehub.catalogue.pages.follow_views import AlertLinks
from evidencehub.cli import worker
from evidencehub.feedback.mistakes.models import Correction
from evidencehub.projects.models import OutcomeResult, Project
from evidencehub.shared import due, mail
from evidencehub.shared.db import db
from evidencehub.shared.due import DueRow
from tests.factories import a_person, a_project, a_result, an_evaluation
from tests.integration.catalogue.test_pages import WORSE, a_decided_project, an_imported_project
from tests.support.records import a_submission, decided, mark_changed, met_up_to
from tests.support.smtp import MailServer

MONDAY = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


def told(session):
    session.rollback()
    found = session.scalars(select(PublicChange).order_by(PublicChange.at, PublicChange.name))
    return [(each.name, each.kind.value, " ".join(each.told)) for each in found]


def mails(session, about):
    session.rollback()
    return session.scalars(select(mail.Mail).where(mail.Mail.about == about).order_by(mail.Mail.created_at)).all()


def link(text, act):
    return re.search(rf"http://localhost(/follow/{act}/\S+)", text)[1]


def on_another_day(session):
    """The latest change happened after the mails of the next day."""
    session.rollback()
    latest = session.scalars(select(PublicChange).order_by(PublicChange.at.desc())).first()
    latest.at += timedelta(days=1, hours=1)
    session.commit()


@pytest.fixture
def publish(session, run_due):
    def publish():
        session.commit()
        run_due()

    return publish


@pytest.fixture
def followed(app, client, session):
    """Ask and confirm as a reader would; the alert's id."""

    def follow(address="/follow?q=walk", email="reader@elsewhere.example", often="daily"):
        known = set(session.scalars(select(Alert.id)))
        session.rollback()
        assert client.post(address, data={"email": email, "often": often}).status_code == 303
        asked = mails(session, "alert.asked")[-1]
        assert client.post(link(asked.body, "confirm")).status_code == 200
        session.rollback()
        (made,) = set(session.scalars(select(Alert.id))) - known
        return made

    return follow


@pytest.fixture
def tell(app, settings):
    """Do what is due of alerts as if it were a later day, beside nothing else."""

    def run(days=1):
        with app.app_context():
            at = datetime.now(UTC) + timedelta(days=days)
            handler = sending.handler(
                lambda: indexing.engine_of(settings), settings.secret_key, AlertLinks(), lambda: at
            )
            return due.run(db.sessionmaker, {services.KIND: handler}, now=lambda: at)

    return run


def test_what_happens_to_a_project_is_written_down_as_old_and_new(session, publish):
    project = a_project(session, name="Walk to school")
    a_result(session, an_evaluation(session, project))
    sent = a_submission(session, project)
    mark_changed(session, project.id)
    publish()
    assert told(session) == [("Walk to school", "new", "It was sent for review. No decision yet.")]
    decided(session, sent, met_up_to(sent, 2))
    publish()
    assert told(session)[1] == (
        "Walk to school", "changed",
        "Being graded → graded. School attendance: new here, better, Standard 2.",
    )  # fmt: skip
    award = session.scalars(select(Accreditation)).one()
    award.state = AccreditationState.WITHDRAWN
    mark_changed(session, project.id)
    publish()
    assert told(session)[2][1:] == (
        "changed", "Award: in force → withdrawn. School attendance, how sure we are: Standard 2 → no Standard.",
    )  # fmt: skip


def test_a_direction_that_turns_is_told_and_a_record_that_is_put_right(session, publish):
    project = an_imported_project(session, name="From afar")
    publish()
    result = session.scalars(select(OutcomeResult).where(OutcomeResult.outcome == "School attendance")).one()
    result.flag = ""
    mark_changed(session, project.id)
    publish()
    assert told(session)[-1][1:] == ("changed", "School attendance: no arrow → better.")
    for name, value in WORSE.items():
        setattr(result, name, value)
    mark_changed(session, project.id)
    publish()
    assert told(session)[-1][2] == "School attendance: better → worse."
    session.get(Project, project.id).summary = "Other words."
    mark_changed(session, project.id)
    publish()
    assert told(session)[-1][1:] == ("corrected", "Its source changed the record. The marks are as before.")


def test_what_an_editor_put_right_is_told_in_the_editors_words(session, publish):
    project = a_decided_project(session, name="Walk to school")
    publish()
    for said in ("It was 84 people, not 48.", "The year was wrong."):
        session.add(Correction(id=uuid4(), project_id=project.id, said=said, corrected_at=datetime.now(UTC)))
        mark_changed(session, project.id)
        publish()
        assert told(session)[-1] == ("Walk to school", "corrected", said)


def test_how_it_stood_for_another_release_is_no_news(session, publish):
    project = a_decided_project(session)
    publish()
    held = session.get(PublicState, project.id)
    before = dict(held.state)
    held.state = {name: value for name, value in before.items() if name != "corrections"}
    mark_changed(session, project.id)
    publish()
    session.rollback()
    assert session.get(PublicState, project.id).state == before and len(told(session)) == 1


def test_nothing_is_written_where_nothing_changed(session, publish):
    project = a_decided_project(session)
    publish()
    for _ in range(2):
        mark_changed(session, project.id)
        publish()
    assert [kind for _, kind, _ in told(session)] == ["new"]


def test_what_is_gone_is_told_and_a_new_wording_of_old_records_is_no_news(app, session, settings, publish):
    project = an_imported_project(session, name="From afar")
    a_decided_project(session, name="Walk to school")
    publish()
    session.query(PublicState).delete()  # as on a hub that was there before anything was written down
    session.query(PublicChange).delete()
    session.commit()
    with app.app_context(), db.sessionmaker() as other:
        indexing.rebuild(other, indexing.engine_of(settings))
    assert told(session) == [] and session.scalar(select(func.count()).select_from(PublicState)) == 2
    for evaluation in list(project.evaluations):
        for result in list(evaluation.results):
            session.delete(result)
        session.delete(evaluation)
    session.flush()
    session.delete(project)
    mark_changed(session, project.id)
    publish()
    assert told(session) == [("From afar", "withdrawn", "It is no longer public.")]


def test_an_address_is_written_to_only_after_whoever_reads_it_pressed_the_button(session, client, publish, tell):
    a_decided_project(session, name="Walk to school")
    publish()
    answer = client.post("/follow?q=walk", data={"email": " Reader@Elsewhere.example ", "often": "weekly"})
    assert answer.status_code == 303 and answer.location == "/follow/asked"
    (asked,) = mails(session, "alert.asked")
    assert asked.to == "reader@elsewhere.example" and "weekly" in asked.body
    page = client.get(link(asked.body, "confirm"))
    session.rollback()
    assert "reader@elsewhere.example" in page.text and "“walk”" in page.text
    assert session.scalars(select(Alert)).one().confirmed_at is None
    client.post(link(asked.body, "confirm"))
    session.rollback()
    assert session.scalars(select(Alert)).one().confirmed_at is not None


def test_no_words_of_a_stranger_go_to_an_address_that_nobody_confirmed(session, client):
    client.post("/follow?q=Buy+at+shop.example", data={"email": "reader@elsewhere.example", "often": "daily"})
    (asked,) = mails(session, "alert.asked")
    assert "shop.example" not in asked.subject + asked.body and "a search on this hub" in asked.body
    page = client.get(link(asked.body, "confirm")).text
    assert "Buy at shop.example" in page


def test_nobody_has_mails_sent_to_many_addresses(session, client):
    for number in range(attempts.PER_PAIR):
        sent = client.post("/follow?q=walk", data={"email": f"reader{number}@elsewhere.example", "often": "daily"})
        assert sent.status_code == 303
    held = client.post("/follow?q=walk", data={"email": "reader@elsewhere.example", "often": "daily"})
    assert held.status_code == 422 and "Wait 15 minutes" in held.text and "reader@elsewhere.example" in held.text
    assert len(mails(session, "alert.asked")) == attempts.PER_PAIR


def test_an_address_that_nobody_confirms_is_forgotten(session, client, tell):
    client.post("/follow?q=walk", data={"email": "reader@elsewhere.example", "often": "daily"})
    assert tell(days=6) == 0
    assert tell(days=8) == 1
    session.rollback()
    assert session.scalars(select(Alert)).all() == [] and mails(session, "alert.asked") == []


def test_the_link_of_a_second_mail_is_good_for_as_long_as_it_says(session, client, tell, monkeypatch):
    ask = {"email": "reader@elsewhere.example", "often": "daily"}
    client.post("/follow?q=walk", data=ask)
    later = datetime.now(UTC) + timedelta(days=6)
    monkeypatch.setattr(follow_views, "utc_now", lambda: later)
    client.post("/follow?q=walk", data=ask)
    assert tell(days=8) == 0 and len(session.scalars(select(Alert)).all()) == 1
    assert tell(days=14) == 1
    session.rollback()
    assert session.scalars(select(Alert)).all() == []


def test_strangers_cannot_fill_a_mailbox_and_learn_nothing(session, client, followed):
    answers = set()
    for number in range(6):
        answer = client.post(f"/follow?q=walk{number}", data={"email": "reader@elsewhere.example", "often": "daily"})
        answers.add((answer.status_code, answer.location))
    assert len(answers) == 1 and len(mails(session, "alert.asked")) == services.MOST_UNCONFIRMED
    assert len(session.scalars(select(Alert)).all()) == services.MOST_UNCONFIRMED


def test_who_asks_twice_has_one_alert_and_is_told_so(session, client, followed):
    followed()
    client.post("/follow?q=walk", data={"email": "reader@elsewhere.example", "often": "weekly"})
    asked = mails(session, "alert.asked")
    assert asked[-1].subject == "You get these mails already" and "/follow/stop/" in asked[-1].body
    assert [each.often for each in session.scalars(select(Alert))] == [Often.DAILY]


def test_what_changed_on_the_list_is_told_and_nothing_when_nothing_did(session, client, publish, followed, tell):
    project = a_project(session, name="Walk to school")
    a_result(session, an_evaluation(session, project))
    sent = a_submission(session, project)
    decided(session, sent, met_up_to(sent, 1))
    other = a_decided_project(session, name="Boot camp")
    publish()
    key = followed("/follow?q=school&outcome=school-attendance")
    tell()
    assert mails(session, "alert.told") == []  # what was there before is no news
    newer = a_submission(session, project)
    decided(session, newer, met_up_to(newer, 2))
    publish()
    on_another_day(session)
    tell(days=2)
    (sent_mail,) = mails(session, "alert.told")
    assert sent_mail.subject == "1 change: “school”, School attendance"
    assert "CHANGED\n\nWalk to school\n" in sent_mail.body and "Standard 1 → Standard 2." in sent_mail.body
    assert f"http://localhost/projects/{project.slug}" in sent_mail.body and other.name not in sent_mail.body
    assert "http://localhost/search?q=school&outcome=school-attendance" in sent_mail.body
    tell(days=3)
    assert len(mails(session, "alert.told")) == 1
    session.rollback()
    rows = session.scalars(select(DueRow).where(DueRow.key == str(key))).all()
    assert [each.payload["act"] for each in rows].count(services.TELL) == 1  # one next time, however often it was told


def test_what_left_the_list_is_told_once(session, publish, followed, tell):
    project = an_imported_project(session, name="From afar")
    publish()
    followed("/follow?q=afar")
    tell()
    session.rollback()
    for evaluation in list(project.evaluations):
        for result in list(evaluation.results):
            session.delete(result)
        session.delete(evaluation)
    session.flush()
    session.delete(project)
    mark_changed(session, project.id)
    publish()
    on_another_day(session)
    tell(days=2)
    (sent_mail,) = mails(session, "alert.told")
    assert "WITHDRAWN\n\nFrom afar\nIt is no longer public." in sent_mail.body


def test_one_approach_can_be_followed(session, client, publish, followed, tell):
    project = a_decided_project(session, slug="walk", name="Walk to school")
    a_decided_project(session, name="Boot camp")
    publish()
    followed("/follow?approach=walk")
    award = session.scalars(select(Accreditation).where(Accreditation.project_id == project.id)).one()
    award.state = AccreditationState.ON_HOLD
    mark_changed(session, project.id)
    publish()
    tell()
    (sent_mail,) = mails(session, "alert.told")
    assert sent_mail.subject == "1 change: Walk to school" and "in force → on hold" in sent_mail.body
    assert client.get("/follow?approach=nothing").status_code == 404


def test_one_press_stops_and_nothing_is_kept(session, client, publish, followed, tell, app):
    followed()
    followed("/follow?q=camp")
    app.config["WTF_CSRF_ENABLED"] = True  # as outside of tests: a mail program has no token
    secret = app.config["SETTINGS"].secret_key
    stop = f"/follow/stop/{services.token_of(secret, session.scalars(select(Alert.id)).first())}"
    page = client.get(stop)
    session.rollback()
    assert "Stop these mails" in page.text and len(session.scalars(select(Alert)).all()) == 2  # to look is not to press
    pressed = client.post(stop, data={"List-Unsubscribe": "One-Click"})
    session.rollback()
    assert pressed.status_code == 200 and len(session.scalars(select(Alert)).all()) == 1
    assert client.post(stop).status_code == 200 and client.get(stop).status_code == 404
    assert tell(days=2) == 2 and mails(session, "alert.told") == []
    (left,) = session.scalars(select(Alert.id))
    client.post(f"/follow/stop/{services.token_of(secret, left)}", data={"all": "1"})
    session.rollback()
    assert session.scalars(select(Alert)).all() == session.scalars(select(mail.Mail)).all() == []


def test_a_token_of_anothers_making_opens_nothing(client, session, followed):
    key = followed()
    for token in ("x", services.token_of("another secret", key), services.token_of("another secret", uuid4())):
        assert client.get(f"/follow/stop/{token}").status_code == 404
        assert client.post(f"/follow/confirm/{token}").status_code == 404


def test_the_mail_server_gets_the_headers_that_mail_programs_make_a_button_of(
    make_app, settings, session, client, publish, followed, tell
):
    a_decided_project(session, name="Walk to school")
    publish()
    followed(email="reader@city.gov.uk")
    a_decided_project(session, name="Walk the dog")
    publish()
    tell()
    with MailServer() as server:
        worker.run_due(make_app(replace(settings, mail_url=f"smtp://localhost:{server.port}")))
    for each in server.mails:  # as the bytes have it: no mail program finds an address in encoded words
        assert re.search(r"^List-Unsubscribe: <http://localhost/follow/stop/[!-~]+>\r$", each, re.MULTILINE), each
        assert each.isascii()
    letters = [message_from_string(each, policy=policy.default) for each in server.mails]
    (letter,) = [each for each in letters if "change" in each["Subject"]]
    assert letter["To"] == "reader@city.gov.uk" and "NEW" in letter.get_content()
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = letter["List-Unsubscribe"].strip("<>").removeprefix("http://localhost")
    assert client.post(address, data={"List-Unsubscribe": "One-Click"}).status_code == 200
    session.rollback()
    assert session.scalars(select(Alert)).all() == []


def test_feeds_are_atom_and_hold_what_changed_on_the_list(session, client, publish):
    a_decided_project(session, slug="walk", name="Walk <to> school & back")
    a_decided_project(session, name="Boot camp", demo=True)
    publish()
    an_imported_project(session, name="From afar")
    publish()
    spaces = {"a": "http://www.w3.org/2005/Atom"}
    for address, names in (
        ("/search/changes.atom", ["From afar: new", "Walk <to> school & back: new"]),
        ("/search/changes.atom?q=walk&source=here", ["Walk <to> school & back: new"]),
        ("/projects/walk/changes.atom", ["Walk <to> school & back: new"]),
        ("/search/changes.atom?q=zebra", []),
    ):
        answer = client.get(address)
        feed = etree.fromstring(answer.data)
        assert answer.mimetype == "application/atom+xml" and feed.xpath("string(a:id)", namespaces=spaces)
        assert sorted(feed.xpath("//a:entry/a:title/text()", namespaces=spaces)) == names
        for each in feed.xpath("//a:feed | //a:entry", namespaces=spaces):
            assert re.fullmatch(r"\S+T\S+\+00:00", each.xpath("string(a:updated)", namespaces=spaces))
    assert client.get("/projects/nothing/changes.atom").status_code == 404


def test_a_feed_of_marks_alone_leaves_out_what_changed_no_mark(session, client, publish):
    project = a_decided_project(session, slug="walk", name="Walk to school")
    elsewhere = an_imported_project(session, name="From afar")
    publish()
    session.get(Project, elsewhere.id).summary = "Other words."
    mark_changed(session, elsewhere.id)
    publish()
    every = feedparser.parse(client.get("/search/changes.atom").data)
    marks = feedparser.parse(client.get("/search/changes.atom?only=marks").data)
    assert len(every.entries) == 3 and marks.entries == [] and marks.bozo is False
    session.scalars(select(Accreditation)).one().state = AccreditationState.WITHDRAWN
    session.get(Project, elsewhere.id).taken_down_at = datetime.now(UTC)
    mark_changed(session, project.id)
    mark_changed(session, elsewhere.id)
    publish()
    marks = feedparser.parse(client.get("/search/changes.atom?only=marks").data)
    assert marks.feed.links[0].href == marks.feed.id == "http://localhost/search/changes.atom?only=marks"
    assert marks.feed.title == "Everything on this hub, marks alone: what changed on EvidenceHub"
    found = {each.title: each for each in marks.entries}
    assert set(found) == {"Walk to school: changed", "An approach: withdrawn"}
    changed = found["Walk to school: changed"]
    assert changed.link == "http://localhost/projects/walk" and changed.updated_parsed[0] >= 2026
    assert changed.content[0].value.startswith("Award: in force → withdrawn.")
    alone = feedparser.parse(client.get("/projects/walk/changes.atom?only=marks").data)
    assert [each.title for each in alone.entries] == ["Walk to school: changed"]
    for followed in ("q=walk", "approach=walk"):
        assert "only=marks" in client.get(f"/follow?{followed}").text


@pytest.mark.parametrize("page", ["/search?q=walk", "/outcomes/attendance", "/projects/walk"])
def test_a_feed_reader_finds_the_feed_of_a_page_by_itself(session, client, publish, page):
    a_decided_project(session, slug="walk", name="Walk to school")
    publish()
    (feed,) = html.fromstring(client.get(page).text).xpath("//head/link[@type='application/atom+xml']/@href")
    assert feedparser.parse(client.get(feed).data).entries[0].title == "Walk to school: new"


def test_a_list_tells_its_changes_however_many_others_changed_since(session, client, publish):
    kept = [a_decided_project(session, slug=f"walk-{number}", name=f"Walk {number}") for number in range(21)]
    publish()
    at = datetime.now(UTC) + timedelta(minutes=1)
    session.add_all(
        PublicChange(project_id=uuid4(), at=at, kind=ChangeKind.NEW, name="Other", slug="other", areas=[], told=[])
        for _ in range(2001)
    )
    session.commit()
    found = queries.of_projects(session, [each.id for each in kept])
    assert {each.project_id for each in found} == {each.id for each in kept}
    assert client.get("/search/changes.atom?q=walk").text.count("<entry>") == 21


def test_more_projects_than_one_query_asks_for_are_merged_by_day(session):
    start, keys = datetime(2026, 1, 1, tzinfo=UTC), [uuid4() for _ in range(1100)]
    session.add_all(
        PublicChange(
            project_id=key, at=start + timedelta(minutes=(number * 7) % 1100), kind=ChangeKind.NEW, name="", slug="a",
            areas=[], told=[],
        )
        for number, key in enumerate(keys)
    )  # fmt: skip
    session.commit()
    found = [each.at for each in queries.of_projects(session, keys)]
    assert found == [start + timedelta(minutes=1099 - place) for place in range(queries.MOST)]


def test_the_whole_hub_and_an_outcome_area_tell_what_was_withdrawn_and_no_other_list_promises_it(session, client):
    for name, areas, demo in (
        ("Gone", ["school-attendance"], False), ("Elsewhere", ["housing"], False), ("Made up", ["housing"], True),
    ):  # fmt: skip
        session.add(
            PublicChange(
                project_id=uuid4(), at=datetime.now(UTC), kind=ChangeKind.WITHDRAWN, name=name, slug="gone",
                areas=areas, told=["It is no longer public."], demo=demo,
            )
        )  # fmt: skip
    session.commit()
    for address, names in (
        ("", {"Gone", "Elsewhere"}), ("?outcome=school-attendance", {"Gone"}),
        ("?outcome=attendance", set()), ("?q=gone", set()), ("?outcome=housing&tier=graded-3", set()),
    ):  # fmt: skip
        feed = client.get(f"/search/changes.atom{address}").text
        assert {each for each in ("Gone", "Elsewhere", "Made up") if f"{each}: withdrawn" in feed} == names
        assert "/projects/gone" not in feed
        promised = "does not tell what was withdrawn" not in client.get(f"/follow{address}").text
        assert promised == bool(names)


def test_pages_lead_to_following(session, client, publish):
    a_decided_project(session, slug="walk")
    publish()
    assert (
        'href="/follow?q=attendance&amp;direction=better"' in client.get("/search?q=attendance&direction=better").text
    )
    assert 'href="/follow?outcome=school-attendance"' in client.get("/outcomes/school-attendance").text
    assert 'href="/follow?approach=walk"' in client.get("/projects/walk").text
    page = client.get("/follow?q=attendance&sort=newest&page=3").text
    assert 'href="/search/changes.atom?q=attendance"' in page and "“attendance”" in page
    assert client.post("/follow?q=x", data={"email": "nonsense", "often": "hourly"}).status_code == 422


@pytest.mark.parametrize(
    ("often", "now", "then"),
    [
        (Often.DAILY, MONDAY, datetime(2026, 3, 3, 7, tzinfo=UTC)),
        (Often.DAILY, MONDAY.replace(hour=6), datetime(2026, 3, 2, 7, tzinfo=UTC)),
        (Often.WEEKLY, MONDAY, datetime(2026, 3, 9, 7, tzinfo=UTC)),
        (Often.WEEKLY, MONDAY.replace(hour=6), datetime(2026, 3, 2, 7, tzinfo=UTC)),
        (Often.WEEKLY, MONDAY + timedelta(days=6), datetime(2026, 3, 9, 7, tzinfo=UTC)),
    ],
)
def test_mails_go_out_on_the_next_morning_or_the_next_monday(often, now, then):
    assert services.next_time(often, now) == then


@pytest.fixture
def reader(session):
    person = a_person(session, email="reader@elsewhere.example", confirmed_at=MONDAY)
    session.commit()
    return person


def own_alerts(client):
    return " ".join(html.fromstring(client.get("/alerts").text).xpath("//main")[0].text_content().split())


def test_who_is_signed_in_sees_what_their_address_is_told_of_and_nobody_elses(
    session, client, publish, followed, reader
):
    a_decided_project(session, name="Walk to school")
    publish()
    followed("/follow?q=walk")
    followed("/follow?q=secret", email="other@elsewhere.example")
    assert client.get("/alerts").status_code == 303
    client.sign_in(reader)
    page = own_alerts(client)
    assert "“walk”" in page and "Daily" in page and "secret" not in page
    assert "/alerts" in client.get("/account").text
    session.rollback()
    session.get(Person, reader.id).confirmed_at = None
    session.commit()
    assert "Confirm your email address first" in own_alerts(client)


def test_one_press_makes_it_weekly_and_another_stops_it(session, client, publish, followed, tell, reader):
    a_decided_project(session, name="Walk to school")
    publish()
    key = followed("/follow?q=walk")
    client.sign_in(reader)
    assert client.post("/alerts", data={"alert": key.hex, "act": "weekly"}).status_code == 303
    session.rollback()
    assert session.get(Alert, key).often is Often.WEEKLY
    (row,) = session.scalars(select(DueRow).where(DueRow.kind == services.KIND))
    assert row.payload["act"] == services.TELL and row.due_at.weekday() == 0
    assert client.post("/alerts", data={"alert": key.hex, "act": "stop"}).status_code == 303
    session.rollback()
    assert session.get(Alert, key) is None and "not told of any changes" in own_alerts(client)


def test_what_is_anothers_or_no_act_changes_nothing(session, client, followed, reader):
    own, others = followed("/follow?q=walk"), followed("/follow?q=run", email="other@elsewhere.example")
    client.sign_in(reader)
    for data in ({"alert": others.hex, "act": "stop"}, {"alert": own.hex, "act": "hourly"}, {"act": "stop"}):
        assert client.post("/alerts", data=data).status_code == 404
    session.rollback()
    assert {each.often for each in session.scalars(select(Alert))} == {Often.DAILY}
    assert session.scalar(select(func.count()).select_from(Alert)) == 2


def test_what_nobody_confirmed_is_listed_so_and_changing_it_sends_nothing(session, client, reader):
    client.post("/follow?q=walk", data={"email": reader.email, "often": "daily"})
    client.sign_in(reader)
    assert "press the button in our mail first" in own_alerts(client)
    (alert,) = session.scalars(select(Alert))
    client.post("/alerts", data={"alert": alert.id.hex, "act": "weekly"})
    session.rollback()
    (row,) = session.scalars(select(DueRow).where(DueRow.kind == services.KIND))
    assert row.payload["act"] == services.FORGET
