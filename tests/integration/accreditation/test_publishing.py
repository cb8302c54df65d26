"""What was found is the team's alone for ten working days, or until the team says that it is public."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import delete, func, select

from evidencehub.accounts.models import Membership
from evidencehub.accounts.queries import actor_for
from evidencehub.accreditation import publishing
from evidencehub.accreditation.holds import services as holding
from evidencehub.accreditation.leads import Leads
from evidencehub.accreditation.models import Accreditation
from evidencehub.accreditation.states import AccreditationState
from evidencehub.projects import public
from evidencehub.projects.access import submission_facts
from evidencehub.projects.models import Submission
from evidencehub.projects.states import SubmissionState
from evidencehub.review.models import Decision
from evidencehub.shared.clock import day_of
from evidencehub.shared.due import DueRow
from evidencehub.shared.errors import NotAllowed
from evidencehub.shared.mail import Mail
from evidencehub.shared.words import weekday
from tests.factories import an_editor
from tests.factories_review import LATER, a_decided_case, a_frozen_case, decide, settle

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)  # who is first has a test in test_races
LEADS = Leads(days=10)


def come(session, case, at, act=publishing.PUBLISH):
    """What the worker does with a row, at a moment."""
    session.flush()
    payload = {"submission": str(case.submission.id), "act": act}
    publishing.handler(lambda _submission: LEADS, lambda: at).work([payload], None)(session)
    session.flush()


def publish_now(session, case, at=LATER):
    facts = submission_facts(case.team, case.submission)
    publishing.publish_now(session, case.submission, actor=case.team, facts=facts, now=at, leads=LEADS)
    session.flush()


def award(session, case):
    return session.scalar(select(Accreditation).where(Accreditation.submission_id == case.submission.id))


def mails(session, about):
    return session.scalars(select(Mail).where(Mail.about == about).order_by(Mail.id)).all()


def rows(session):
    return session.execute(select(DueRow.payload, DueRow.due_at).where(DueRow.kind == publishing.KIND)).all()


@pytest.fixture
def with_the_team(session):
    """Decided today, so that a worker that runs finds nothing to publish yet."""
    case = a_frozen_case(session)
    settle(session, case)
    decide(session, case, days=10, now=datetime.now(UTC).replace(microsecond=0))
    session.commit()
    return case


def test_the_letter_is_out_and_nothing_else(app, client, session, with_the_team, run_due):
    case = with_the_team
    assert case.submission.state is SubmissionState.DECIDED
    assert case.submission.decided_at == session.scalar(select(Decision.decided_at))
    assert award(session, case) is None and not mails(session, "submission.published")
    (letter,) = mails(session, "submission.decided")
    assert f"It becomes public on {weekday(case.submission.public_from)}" in letter.body
    name = case.submission.project.name
    slug, reason = case.submission.project.slug, "What the reviewers found"
    session.commit()
    run_due()
    client.sign_in(case.member)
    page = client.get(f"/submissions/{case.submission.id}/letter").text
    assert reason in page and "Not public yet." in page
    client.post("/sign-out")
    assert client.get(f"/submissions/{case.submission.id}/letter").status_code in {302, 303, 404}
    shown = client.get(f"/projects/{slug}").text
    assert "the team reads first what was found" in shown and reason not in shown and "Standard 2" not in shown
    assert name not in client.get("/accreditations").text
    for address in (f"/search?q={name}", f"/search?q={name}&tier=measured", "/", "/figures"):
        found = client.get(address).text
        assert reason not in found and "Standard 2" not in found.split("<main")[1].split("Filter")[0], address


def test_it_is_public_from_the_first_moment_of_the_eleventh_working_day(session, with_the_team):
    case = with_the_team
    planned = case.submission.public_from
    assert planned.hour in {0, 23}  # midnight here
    letter = day_of(case.submission.decided_at)
    between = [letter + timedelta(days=days) for days in range(1, (day_of(planned) - letter).days)]
    assert sum(day.weekday() < 5 for day in between) >= 10
    come(session, case, planned - timedelta(seconds=1))
    assert case.submission.state is SubmissionState.DECIDED and award(session, case) is None
    come(session, case, planned)
    assert case.submission.state is SubmissionState.ACCREDITED
    made = award(session, case)
    assert made.accredited_at == planned and made.valid_until > planned  # it counts from when it can be seen
    assert case.submission.public_from == planned and day_of(case.submission.decided_at) == letter
    (told,) = mails(session, "submission.published")
    assert told.to == case.member.email and "are over" in told.body
    assert not rows(session)
    come(session, case, planned)
    assert len(mails(session, "submission.published")) == 1


def test_one_that_reaches_no_step_takes_the_same_way(session):
    case = a_frozen_case(session, first={"po1.1": "not-met"}, second={"po1.1": "not-met"}, tiers="1")
    decide(session, case, days=10)
    assert case.submission.state is SubmissionState.DECIDED
    come(session, case, case.submission.public_from)
    assert case.submission.state is SubmissionState.NOT_ACCREDITED and award(session, case) is None
    assert len(mails(session, "submission.published")) == 1


def test_the_team_makes_it_public_at_once_and_a_second_press_does_nothing(client, session, with_the_team, run_due):
    case = with_the_team
    client.sign_in(case.member)
    address = f"/submissions/{case.submission.id}/publish"
    assert "cannot be made private again" in client.get(address).text
    for _ in range(2):
        assert client.post(address).status_code == 303
    assert client.get(address).status_code == 303
    session.rollback()
    assert case.submission.state is SubmissionState.ACCREDITED
    (told,) = mails(session, "submission.published")
    assert "Somebody in your team said so" in told.body and not rows(session)
    session.commit()
    run_due()
    assert "Accredited" in client.get(f"/projects/{case.submission.project.slug}").text
    assert case.submission.project.name in client.get("/accreditations").text


def test_editors_reviewers_and_strangers_do_not_make_it_public(client, session, with_the_team):
    case = with_the_team
    for person in (case.editor, case.reviewers[0]):
        client.sign_in(person)
        assert client.post(f"/submissions/{case.submission.id}/publish").status_code in {403, 404}
        client.post("/sign-out")
    with pytest.raises(NotAllowed):
        publishing.publish_now(
            session, case.submission, actor=actor_for(case.editor), facts=case.facts(session), now=LATER, leads=LEADS
        )
    session.rollback()
    assert case.submission.state is SubmissionState.DECIDED


def test_what_stood_before_stands_until_then_also_when_it_was_put_on_hold_meanwhile(session):
    before = a_decided_case(session)
    earlier = award(session, before)
    case = a_frozen_case(session, previous=before.submission, member=before.member)
    decide(session, case, days=10)
    assert earlier.state is AccreditationState.ACTIVE
    (shown,) = public.public_views(session, [case.submission.project_id]).values()
    assert shown.submission.id == before.submission.id and shown.under_way.id == case.submission.id
    holding.hold(
        session, earlier, ground="integrity", because="Is it?", actor=actor_for(before.editor),
        facts=before.facts(session), now=LATER, links=_Links(),
    )  # fmt: skip
    publish_now(session, case)
    assert earlier.state is AccreditationState.SUPERSEDED and award(session, case).state is AccreditationState.ACTIVE
    (shown,) = public.public_views(session, [case.submission.project_id]).values()
    assert shown.submission.id == case.submission.id


class _Links:
    def public(self, number):
        return "public"

    def contact(self):
        return "contact"

    def decide(self, number):
        return "desk"


def test_a_page_as_of_a_day_knows_it_from_the_day_on_which_it_became_public(session, with_the_team):
    case = with_the_team
    project, planned = case.submission.project, case.submission.public_from
    come(session, case, planned)
    assert public.public_view_on(session, project, day_of(case.submission.decided_at)) is None
    assert public.public_view_on(session, project, day_of(planned) - timedelta(days=1)) is None
    assert public.public_view_on(session, project, day_of(planned)).stage == "graded"


def test_a_worker_that_slept_over_the_day_publishes_when_it_wakes_and_reminds_nobody(session, with_the_team):
    case = with_the_team
    late = case.submission.public_from + timedelta(days=40)
    for payload, _ in rows(session):
        come(session, case, late, payload["act"])
    assert award(session, case).accredited_at == case.submission.public_from == late
    assert len(mails(session, "submission.published")) == 1 and not mails(session, "submission.published-soon")


def test_the_team_is_reminded_three_working_days_before_unless_it_replied(session, with_the_team):
    case = with_the_team
    planned = {payload["act"]: at for payload, at in rows(session)}
    assert timedelta(days=3) <= planned["publish"] - planned["remind"] <= timedelta(days=7)
    case.submission.replied_at = case.submission.decided_at
    come(session, case, planned["remind"], publishing.REMIND)
    assert not mails(session, "submission.published-soon")
    case.submission.replied_at = None
    come(session, case, planned["remind"], publishing.REMIND)
    (told,) = mails(session, "submission.published-soon")
    assert told.to == case.member.email


def test_nobody_is_needed_for_it_neither_an_editor_nor_a_team(session, with_the_team):
    case = with_the_team
    case.editor.is_active = False
    session.execute(delete(Membership).where(Membership.person_id == case.member.id))
    session.flush()
    come(session, case, case.submission.public_from)
    assert case.submission.state is SubmissionState.ACCREDITED and not mails(session, "submission.published")


def test_the_team_can_neither_withdraw_nor_send_again_meanwhile_and_what_it_edits_is_not_what_is_published(
    client, session, with_the_team
):
    case = with_the_team
    project, sent = case.submission.project, case.submission.project.name
    client.sign_in(case.member)
    page = client.get(f"/team/submissions/{case.submission.id}").text
    assert "/withdraw" not in page and "It becomes public on" in page
    assert client.get(f"/team/submissions/{case.submission.id}/withdraw").status_code == 409
    assert client.get(f"/team/projects/{project.id}/send").status_code == 303
    session.rollback()
    project.name = "Quite another name"
    session.flush()
    come(session, case, case.submission.public_from)
    (shown,) = public.public_views(session, [project.id]).values()
    assert shown.name == sent


def test_the_one_next_step_of_the_team_names_the_day(client, session, with_the_team):
    case = with_the_team
    client.sign_in(case.member)
    home = client.get("/team").text
    assert f"Read the findings on {case.submission.project.name}" in home
    assert (
        f"{case.submission.public_from:%A} {case.submission.public_from.day} {case.submission.public_from:%B}" in home
    )


def test_reviewers_are_thanked_with_the_letter_and_asked_to_keep_it(session, with_the_team):
    told = mails(session, "review.decided")
    assert {one.to for one in told} == {person.email for person in with_the_team.reviewers}
    assert all("Until then please keep it to yourself" in one.body and "is public now" not in one.body for one in told)


def test_the_board_has_it_with_others(client, session, with_the_team):
    client.sign_in(with_the_team.editor)
    board = client.get("/cases").text
    assert "With the team" in board


def test_a_page_of_the_decision_says_the_day_before_it_is_pressed(app, client, session):
    case = a_frozen_case(session)
    settle(session, case)
    session.commit()
    before = app.config["SETTINGS"]
    app.config["SETTINGS"] = replace(before, facts_check_days=10)
    try:
        client.sign_in(case.editor)
        address = f"/cases/{case.submission.id}/decide"
        page = client.get(address).text
        assert "It becomes public on" in page
        seen = re.search(r'name="seen" value="([^"]+)"', page)[1]
        assert client.post(address, data={"strengths": "Clear.", "seen": seen}).status_code == 303
    finally:
        app.config["SETTINGS"] = before
    session.rollback()
    assert case.submission.state is SubmissionState.DECIDED
    assert case.submission.public_from > datetime.now(UTC) + timedelta(days=13)


def test_who_joins_the_team_meanwhile_and_who_is_switched_off_change_nothing(session, with_the_team, run_due):
    case = with_the_team
    case.reviewers[0].is_active = False
    session.commit()
    run_due()
    session.rollback()
    assert case.submission.state is SubmissionState.DECIDED
    assert session.scalar(select(func.count()).select_from(Submission)) == 1


def test_an_editor_with_a_conflict_reads_no_letter_before_everybody_knows(client, session):
    case = a_frozen_case(session, authors=["Octavia Unusual-Name"])
    settle(session, case)
    decide(session, case, days=10)
    editor = an_editor(session, name="Octavia Unusual-Name")
    session.commit()
    client.sign_in(editor)
    letter = f"/submissions/{case.submission.id}/letter"
    assert client.get(letter).status_code in (403, 404)
    page = client.get(f"/cases/{case.submission.id}")
    assert page.status_code == 200 and letter not in page.text
