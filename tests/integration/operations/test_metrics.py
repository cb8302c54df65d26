"""`/metrics`: who may read them, what they count, and that no number tells more than it should."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from prometheus_client.openmetrics.parser import text_string_to_metric_families as parse_openmetrics
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import select

from evidencehub.cli import worker as working
from evidencehub.operations.metrics import answering
from evidencehub.operations.metrics.figures import STAGES
from evidencehub.projects.states import SubmissionState
from evidencehub.shared import due, heartbeat, mail, outages
from evidencehub.shared.clock import utc_now
from evidencehub.shared.db import db
from evidencehub.shared.settings import Secret
from tests.factories import a_person
from tests.factories_review import a_case
from tests.support.queries import counted_queries

TOKEN = "0123456789abcdef0123456789abcdef"
SENT = {"Authorization": f"Bearer {TOKEN}"}


@pytest.fixture
def settings(settings, tmp_path):
    (tmp_path / "backups").mkdir()
    return replace(settings, metrics_token=Secret(TOKEN), backup_dir=tmp_path / "backups")


@pytest.fixture(autouse=True)
def read_anew(monkeypatch):
    monkeypatch.setattr(answering, "KEPT_FOR", timedelta(0))


def _metrics(client):
    """Every sample by its name and its labels, in the order of their names."""
    answer = client.get("/metrics", headers=SENT)
    assert answer.status_code == 200, answer.text
    return {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
    }


def test_who_does_not_know_the_token_reads_nothing(make_app, settings, session, client):
    for sent in ({}, {"Authorization": "Bearer " + "0" * 32}, {"Authorization": f"Basic {TOKEN}"}):
        answer = client.get("/metrics", headers=sent)
        assert answer.status_code == 401 and answer.headers["WWW-Authenticate"].startswith("Bearer")
        assert "evidencehub_" not in answer.text
    for _ in range(30):
        last = client.get("/metrics", headers={"Authorization": "Bearer guessed"})
    assert last.status_code == 429
    closed = make_app(replace(settings, metrics_token=None)).test_client()
    assert closed.get("/metrics", headers=SENT).status_code == 404
    assert closed.get("/metrics", headers={"Authorization": "Bearer "}).status_code == 404


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_an_admin_who_is_signed_in_has_no_token_and_reads_nothing(session, client):
    admin = a_person(session, is_admin=True)
    session.commit()
    client.sign_in(admin)
    assert client.get("/metrics").status_code == 401


def test_requests_count_by_the_template_of_their_address(client):
    client.get("/healthz")
    client.get("/healthz")
    client.get("/projects/a-name-that-nobody-may-know")
    client.get("/no-such-page/of-somebody")
    client.post("/sign-in", data={})
    client.open("/healthz", method="BREW")
    for _ in range(2):
        client.get("/standards")
    told = _metrics(client)
    name = "evidencehub_http_requests_total"
    assert told[name, "GET", "/healthz", "2xx"] == 2
    assert told[name, "GET", "/projects/<slug>", "4xx"] == 1
    assert told[name, "GET", "none", "4xx"] == told[name, "other", "none", "4xx"] == 1
    assert told[name, "POST", "/sign-in", "4xx"] == 1
    assert told[name, "GET", "/standards", "2xx"] == told[name, "GET", "kept page", "2xx"] == 1
    assert told["evidencehub_http_request_duration_seconds_count", "/healthz"] == 2
    assert told["evidencehub_http_request_duration_seconds_bucket", "10.0", "/healthz"] == 2
    assert "nobody" not in str(told) and "somebody" not in str(told)


def test_what_waits_is_told_by_kind_state_and_age(session, client):
    now = utc_now()
    for key, ago, attempts in (("one", 600, 0), ("two", 60, 0), ("three", 30, 2), ("four", 30, 8), ("five", -600, 0)):
        due.add(session, "index", key, at=now - timedelta(seconds=ago))
        session.flush()
        row = session.scalars(select(due.DueRow).where(due.DueRow.key == key)).one()
        row.attempts, row.created_at = attempts, now - timedelta(seconds=900)
    mail.queue(session, to="a@example.org", subject="Hello", body="Hello", about="test", at=now)
    session.commit()
    told = _metrics(client)
    counts = {key[2]: value for key, value in told.items() if key[:2] == ("evidencehub_jobs", "index")}
    assert counts == {"due": 2, "failing": 1, "given-up": 1, "later": 1}
    assert told["evidencehub_job_oldest_due_seconds", "index"] == pytest.approx(600, abs=20)
    assert told["evidencehub_index_lag_seconds",] == pytest.approx(900, abs=20)
    assert told["evidencehub_mails_waiting",] == 1
    assert told["evidencehub_mail_oldest_waiting_seconds",] < 20


def test_what_runs_is_told_by_moments(app, session, client, settings):
    told = _metrics(client)
    assert ("evidencehub_worker_seen_timestamp_seconds",) not in told
    assert told["evidencehub_backup_wanted",] == told["evidencehub_database_up",] == 1
    assert told["evidencehub_disk_free_bytes", "home"] > 0 < told["evidencehub_disk_size_bytes", "backups"]
    working.beat(app)
    with app.app_context():
        outages.note(db.sessionmaker, "mail", "somebody@example.org was refused", utc_now())
        heartbeat.beat(db.sessionmaker, heartbeat.BACKUP, utc_now())
    told = _metrics(client)
    moments = (("worker_seen",), ("outage_started", "mail"), ("backup_made",))
    for name, *labels in moments:
        key = (f"evidencehub_{name}_timestamp_seconds", *labels)
        assert told[key] == pytest.approx(utc_now().timestamp(), abs=20)
    assert "somebody" not in client.get("/metrics", headers=SENT).text


def test_stages_do_not_say_that_reviewers_differ_or_how_a_case_ended(session, client):
    """Each state is in one; what only those on a case know, no number by itself says."""
    state = SubmissionState
    assert set(STAGES) == set(state)
    for alike in ((state.IN_REVIEW, state.RECONCILING), (state.DECIDED, state.ACCREDITED, state.NOT_ACCREDITED)):
        assert len({STAGES[each] for each in alike}) == 1
    case = a_case(session)
    case.submission.demo = True
    case.submission.state_since -= timedelta(days=400)
    a_case(session).submission.state_since = utc_now()
    session.commit()
    told = _metrics(client)
    assert told["evidencehub_submissions", "true", "new"] == told["evidencehub_submissions", "false", "new"] == 1
    assert told["evidencehub_cases_overdue", "true"] == 1
    assert told["evidencehub_cases_overdue", "false"] == 0


def test_a_scrape_costs_a_fixed_number_of_queries_and_is_remembered_for_a_moment(session, client, monkeypatch):
    with counted_queries() as before:
        _metrics(client)
    for _ in range(3):
        a_case(session)
    session.commit()
    with counted_queries() as asked:
        _metrics(client)
    assert len(asked) <= len(before) + 6 and len(asked) < 25, asked
    monkeypatch.setattr(answering, "KEPT_FOR", timedelta(seconds=10))
    with counted_queries() as asked:
        _metrics(client)
    assert not asked


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_where_the_database_is_away_that_is_told(make_app, settings):
    client = make_app(replace(settings, database_url="postgresql+psycopg://hub:x@127.0.0.1:9/hub")).test_client()
    told = _metrics(client)
    assert told["evidencehub_database_up",] == 0 and ("evidencehub_disk_free_bytes", "home") in told


def test_names_are_as_prometheus_has_them_and_openmetrics_is_answered_where_asked_for(client):
    client.get("/healthz")
    answer = client.get("/metrics", headers={**SENT, "Accept": "application/openmetrics-text; version=1.0.0"})
    families = list(parse_openmetrics(answer.text))
    assert answer.content_type.startswith("application/openmetrics-text") and len(families) > 15
    for family in families:
        assert re.fullmatch(r"evidencehub_[a-z]+(_[a-z]+)*", family.name), family.name
        assert family.documentation and not re.search(r"_(ms|minutes|mb|percent)\b", family.name)
        assert not family.name.endswith(("_count", "_sum", "_bucket", "_total")), family.name
