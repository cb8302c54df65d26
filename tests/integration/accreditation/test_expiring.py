"""What time does to an award: notices before its day, and after it the same words everywhere; never another step."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from evidencehub.accreditation import expiring, queries
from evidencehub.accreditation.credentials.certificate import content
from evidencehub.accreditation.credentials.told import told as told_of
from evidencehub.accreditation.models import Accreditation
from evidencehub.accreditation.states import AccreditationState
from evidencehub.catalogue.changes.states import difference
from evidencehub.projects import public
from evidencehub.projects.models import Submission
from evidencehub.review.links import IN_WORDS
from evidencehub.shared import due
from evidencehub.shared.audit import AuditEntry
from evidencehub.shared.clock import day_of, end_of, hub_today
from evidencehub.shared.db import db
from evidencehub.shared.due import DueRow
from evidencehub.shared.mail import Mail
from tests.factories_review import LATER, a_decided_case, a_submission

DAY = timedelta(days=1)


@pytest.fixture
def on(app, session):
    """Let the worker do what time brings to awards, as at a later moment."""

    def work(moment):
        session.commit()
        with app.app_context():
            due.run(db.sessionmaker, {expiring.KIND: expiring.handler(IN_WORDS, lambda: moment)}, now=lambda: moment)
        session.rollback()
        session.expire_all()

    return work


@pytest.fixture
def case(session):
    return a_decided_case(session)


@pytest.fixture
def award(session, case):
    found = session.scalar(select(Accreditation).where(Accreditation.submission_id == case.submission.id))
    session.commit()
    return found


@pytest.fixture
def over(award):
    return end_of(day_of(award.valid_until))


def told(session):
    rows = session.scalars(select(Mail).where(Mail.about.startswith("accreditation.")).order_by(Mail.id))
    return sorted((mail.about.removeprefix("accreditation."), mail.subject, mail.body) for mail in rows)


def days_left(session):
    return sorted((body.split(" days are left")[0].split()[-1] for about, _, body in told(session) if about == "due"))


def test_the_team_hears_ninety_thirty_and_seven_days_before_and_when_it_is_over(session, on, award, over):
    on(over - 91 * DAY)
    assert (award.state, told(session)) == (AccreditationState.ACTIVE, [])
    for left, heard in ((90, ["90"]), (30, ["30", "90"]), (7, ["30", "7", "90"])):
        on(over - left * DAY)
        on(over - left * DAY)
        assert (award.state, days_left(session)) == (AccreditationState.EXPIRING, heard), "once each"
    on(over - timedelta(seconds=1))
    assert award.state is AccreditationState.EXPIRING, "its last day is a whole day of the hub's"
    tier = award.tier, award.evidence_tier, award.evidence_rank
    on(over)
    assert (award.state, len(told(session))) == (AccreditationState.EXPIRED, 4)
    assert (award.tier, award.evidence_tier, award.evidence_rank) == tier, "time changes no step"
    (subject, body) = next(each[1:] for each in told(session) if each[0] == "expired")
    assert subject.startswith("Not rechecked: ") and "“Not rechecked since 2026”" in body
    steps = session.scalars(select(AuditEntry.action).where(AuditEntry.subject_id == str(award.id)))
    assert sorted(steps) == ["accreditation.come-due", "accreditation.expire"]


def test_a_worker_that_was_off_tells_once_what_holds_now(session, on, award, over):
    on(over - 5 * DAY)
    assert days_left(session) == ["5"]
    on(over + 300 * DAY)
    assert [each[0] for each in told(session)] == ["due", "expired"]


def test_who_has_sent_a_newer_version_is_not_asked_for_one(session, on, case, award, over):
    a_submission(session, member=case.member, previous=case.submission)
    on(over)
    assert (award.state, told(session)) == (AccreditationState.EXPIRED, [])


def test_what_was_replaced_or_holds_for_ever_is_left_alone(session, on, award, over):
    award.state = AccreditationState.SUPERSEDED
    on(over)
    assert (award.state, told(session)) == (AccreditationState.SUPERSEDED, [])
    award.state, award.valid_until = AccreditationState.ACTIVE, None
    expiring.plan(session, award)
    on(over)
    assert award.state is AccreditationState.ACTIVE


def test_of_an_invented_award_nobody_is_told(session, on, award, over):
    award.demo = True
    on(over)
    assert (award.state, told(session)) == (AccreditationState.EXPIRED, [])


def test_days_that_end_at_another_hour_than_when_this_was_written_down_lose_nothing(session, on, award, over):
    for row in session.scalars(select(DueRow).where(DueRow.kind == expiring.KIND)):
        row.due_at -= timedelta(hours=9)
    on(over - timedelta(hours=9))
    assert award.state is AccreditationState.EXPIRING
    on(over)
    assert award.state is AccreditationState.EXPIRED


def test_awards_of_before_there_were_moments_get_theirs(session, on, award, over):
    due.forget_key(session, expiring.KIND, award.id)
    due.add(session, expiring.KIND, award.id, {"accreditation": str(award.id)})  # as migration 0042 does
    on(LATER + timedelta(days=400))
    rows = session.scalars(select(DueRow.due_at).where(DueRow.kind == expiring.KIND))
    assert sorted(rows) == [over - left * DAY for left in (90, 30, 7, 0)]


def test_every_page_says_the_same_of_an_award_that_nobody_rechecked(client, session, on, award, over, run_due):
    project = award.project
    year = queries.evidence_year(session.get(Submission, award.submission_id))
    assert year
    in_date = f"It stands until {award.valid_until.day}"
    assert in_date in client.get(f"/accreditations/{award.number}").text
    assert "rechecked" not in client.get("/accreditations").text
    on(over)
    run_due()
    session.rollback()
    sentence = f"Evidence from {year}; not rechecked since {LATER.year}."
    assert sentence in client.get(f"/accreditations/{award.number}").text
    assert sentence in client.get(f"/projects/{project.slug}").text
    for address in ("/accreditations", f"/search?q={project.name}", f"/compare?with={project.slug}"):
        page = client.get(address).text.lower()
        assert f"not rechecked since {LATER.year}" in page, address
    assert "which stands until" not in client.get(f"/projects/{project.slug}").text


def test_followers_hear_that_an_award_was_not_rechecked_and_nothing_when_it_comes_due():
    state = {
        "stage": "graded", "award": "active", "sent": 1, "studies": 1, "outcomes": {}, "corrections": 0, "digest": "a",
    }  # fmt: skip
    assert difference(state, state | {"award": "expiring"}) is None
    found = difference(state | {"award": "expiring"}, state | {"award": "expired"})
    assert found.told == ["Award: in force → not rechecked."] and found.of_marks


def test_what_was_graded_in_one_year_and_published_in_the_next_was_graded_in_the_first(app, client, session, run_due):
    """By every place that shows the award, while it is expired and when it was renewed on the team's word."""
    made = a_decided_case(session)
    award = queries.by_submission(session, made.submission)
    made.submission.decided_at = datetime(2024, 12, 23, tzinfo=UTC)
    award.accredited_at = datetime(2025, 1, 8, tzinfo=UTC)
    award.valid_until = datetime(2028, 1, 8, tzinfo=UTC)
    slug, number = made.submission.project.slug, award.number
    pages = [
        f"/accreditations/{number}", "/accreditations", f"/projects/{slug}", "/search",
        f"/accreditations/{number}/badge.svg", f"/accreditations/{number}/badge", f"/verify/{number}",
    ]  # fmt: skip
    for renewed, state, words in (
        (None, AccreditationState.EXPIRED, ["ot rechecked since 2024"]),
        (datetime(2028, 1, 20, tzinfo=UTC), AccreditationState.ACTIVE, ["ast graded 2024", "Renewed 2028"]),
    ):
        award.renewed_at, award.state = renewed, state
        public.changed(session, award.project_id)
        session.commit()
        run_due()
        for page in pages:
            text = client.get(page).text
            assert all(each in text for each in words), (page, words)
            assert "since 2025" not in text and "graded 2025" not in text, page
    assert "ast graded 2024" in content(told_of(award), site="", address="", today=hub_today())["rows"][4][1]
