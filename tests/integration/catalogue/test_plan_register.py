"""The public register of studies whose plan is public: how far each is, filters, search, file, reminders."""

import csv
import io
import re
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from evidencehub.projects import public
from evidencehub.projects.plans import drafting, register, reminding
from evidencehub.projects.plans.register import Asked
from evidencehub.projects.plans.status import Status
from evidencehub.shared.due import DueRow
from evidencehub.shared.mail import Mail
from tests.factories import NOW, a_person, a_project, an_editor, an_evaluation, an_organisation
from tests.factories_review import a_decided_case
from tests.support import plans
from tests.support.queries import counted_queries

TODAY = NOW.date()
DAY = timedelta(days=1)


@pytest.fixture
def register_of(session):
    """Makes studies with a public plan of one team; returns them by title."""
    team, editor = an_organisation(session), an_editor(session)
    member, project = a_person(session, team), a_project(session, team, name="Quibblethorn Walks")

    def make(title, *outcomes, started_on=None, ended_on=None, **about):
        study = an_evaluation(session, project, title=title, started_on=started_on, ended_on=ended_on)
        plans.a_public_plan(session, study, member, editor, *outcomes, **about)
        session.commit()
        return study

    make.member, make.editor, make.project = member, editor, project
    return make


def titles(session, asked=Asked(), today=TODAY):  # noqa: B008 - a frozen value
    return [each.version.title for each in register.entries(session, asked, today)[0]]


def test_each_status_is_counted_and_found_alike_by_filter_and_by_page(session, register_of):
    past = {"starts_on": TODAY - 9 * DAY, "ends_on": TODAY - DAY, "reports_on": None}
    register_of("Planned")
    register_of("Running", started_on=TODAY)
    register_of("Overdue", **past)
    register_of("Finished", **past, ended_on=TODAY)
    register_of("Stopped", is_stopped=True, stopped_because="The funder left.")
    case = a_decided_case(session)
    study = case.submission.project.evaluations[0]
    plans.a_public_plan(session, study, case.member, case.editor, **past)
    session.commit()
    assert register.counts(session, Asked(), TODAY) == {
        Status.PLANNED: 1, Status.RUNNING: 1, Status.OVERDUE: 1, Status.FINISHED: 2, Status.STOPPED: 1,
    }  # fmt: skip
    for status in Status:
        found, total = register.entries(session, Asked(status=status), TODAY)
        assert {each.status for each in found} == {status} and total == len(found)
    assert titles(session, Asked(status=Status.OVERDUE)) == ["Overdue"]
    assert titles(session, Asked(status=Status.OVERDUE), TODAY - DAY) == [], "the last day itself is in time"
    assert [each.has_results for each in register.entries(session, Asked(status=Status.FINISHED), TODAY)[0]].count(True)


def test_words_and_areas_find_a_plan_and_what_is_no_filter_finds_all(client, session, register_of):
    crime = plans.MAIN | {"outcome_area": "violence-and-offending", "outcome": "Arrests_100%"}
    register_of("Zanderfen")
    register_of("Yarrowmead", crime)
    assert titles(session, Asked("ZANDERFEN walks")) == ["Zanderfen"]
    assert titles(session, Asked("arrests_100%")) == ["Yarrowmead"] and titles(session, Asked("arrests_9")) == []
    assert titles(session, Asked(area="violence-and-offending")) == ["Yarrowmead"]
    page = client.get("/plans?status=nonsense&area=nonsense&page=x").text
    assert "2 studies" in page and "Yarrowmead" in page
    none = client.get("/plans?q=nothing+has+this").text
    assert "No study fits all of what you chose." in none and "Show all of them" in none
    rows = list(csv.DictReader(io.StringIO(client.get("/plans.csv?q=zanderfen").text.removeprefix("\ufeff"))))
    assert [(each["title"], each["planned_end"], each["invented"]) for each in rows] == [
        ("Zanderfen", "2027-07-18", "no"),
    ]  # fmt: skip
    assert rows[0]["first_version_sent"] == "2026-03-02"


def test_an_empty_register_says_how_to_be_the_first(client, session):
    assert "No plan is public yet." in client.get("/plans").text


def test_reasons_stand_where_nothing_is_published_and_its_absence_is_said(client, session, register_of):
    past = {"starts_on": date(2025, 1, 1), "ends_on": date(2025, 2, 1), "reports_on": None}
    register_of("Silent", **past)
    register_of("Waiting", **past, unpublished_because="We wait for the schools.")
    page = client.get("/plans").text
    assert "The team has not said why." in page and "The team says: We wait for the schools." in page


def test_what_is_taken_down_or_invented_beside_real_ones_is_not_there(client, session, register_of):
    study = register_of("Zanderfen")
    study.project.demo = True
    session.commit()
    assert titles(session) == ["Zanderfen"], "as long as there are no others"
    team = an_organisation(session)
    real = an_evaluation(session, a_project(session, team), title="Real")
    plans.a_public_plan(session, real, a_person(session, team), register_of.editor)
    session.commit()
    assert titles(session) == ["Real"]
    real.project.published_at = real.project.taken_down_at = NOW
    public.changed(session, real.project_id)
    session.commit()
    assert "Real" not in titles(session)


def test_a_page_takes_as_many_queries_for_twenty_as_for_one(client, session, register_of):
    register_of("One")
    with counted_queries(session) as few:
        register.entries(session, Asked(), TODAY)
    for number in range(4):
        register_of(f"More {number}")
    session.expire_all()
    with counted_queries(session) as many:
        found, _ = register.entries(session, Asked(), TODAY)
        assert [each.is_demo for each in found] == [False] * 5
    assert len(many) == len(few)


def test_a_team_is_reminded_when_the_planned_end_has_passed_and_once_more(app, session, register_of):
    study = register_of("Zanderfen", starts_on=TODAY, ends_on=TODAY + 9 * DAY, reports_on=None)
    plan = plans.draft(session, study)
    due = list(session.scalars(select(DueRow.due_at).where(DueRow.kind == reminding.DUE).order_by(DueRow.due_at)))
    assert [each.date() - TODAY for each in due] == [10 * DAY, 70 * DAY]

    def remind(day):
        handler = reminding.handler(plans.Nowhere(), lambda: NOW + day * DAY)
        handler.work([{"plan": str(plan.id)}], None)(session)
        session.flush()
        return len(session.scalars(select(Mail).where(Mail.about == "plan.overdue")).all())

    assert remind(9) == 0, "the last day itself is in time"
    assert remind(10) == 1
    mail = session.scalars(select(Mail).where(Mail.about == "plan.overdue")).one()
    assert mail.to == register_of.member.email and "11 March 2026" in mail.body
    drafting.keep(session, study, {"unpublished_because": "We wait."}, actor_id=None, now=NOW)
    made = plans.send(session, study, register_of.member, "Why.", now=NOW + DAY)
    plans.look_at(session, made, register_of.editor, now=NOW + DAY)
    assert remind(70) == 1, "they said why"


def test_a_study_that_ended_or_was_stopped_waits_for_no_reminder(session, register_of):
    register_of("Ended", starts_on=TODAY - DAY, ends_on=TODAY + 9 * DAY, reports_on=None, ended_on=TODAY)
    register_of("Stopped", is_stopped=True, stopped_because="The funder left.")
    assert not session.scalars(select(DueRow).where(DueRow.kind == reminding.DUE)).all()


def test_only_written_words_find_a_plan_however_they_are_bent_or_spelt_with_accents(session, register_of):
    crime = plans.MAIN | {
        "outcome_area": "violence-and-offending",
        "outcome": "Éloignement",
        "measure": "Bullying scale",
    }
    register_of("Yarrowmead in Orléans", crime)
    register_of("Zanderfen")
    for words in ("eloignement", "ÉLOIGNEMENT", "orleans", "Orléans", "bullies", "yarrow"):
        assert titles(session, Asked(words)) == ["Yarrowmead in Orléans"], words
    for words in ("outcome", "key", "true", "is_main", "violence-and-offending", "%", "_"):
        assert titles(session, Asked(words)) == [], words


def test_an_outcome_finds_the_plans_of_what_is_part_of_it_by_every_name_that_it_has(client, session, register_of):
    register_of("Zanderfen")
    register_of("Yarrowmead", plans.MAIN | {"outcome_area": "violence-and-offending", "outcome": "Arrests"})
    page = client.get("/plans?q=absence").text
    assert "Zanderfen" in page and "Yarrowmead" not in page
    page = client.get("/plans?q=absence+yarrowmead").text
    assert "No study fits all of what you chose." in page
    page = client.get("/plans?area=exclusion").text
    assert "Zanderfen" in page and "Yarrowmead" not in page
    assert '<option value="exclusion" selected>' in page


def test_who_searches_an_outcome_learns_what_is_planned_on_it_and_that_it_is_no_evidence(client, session, register_of):
    register_of("Zanderfen")
    register_of("Over", starts_on=TODAY - 9 * DAY, ends_on=TODAY - DAY, reports_on=None, ended_on=TODAY)
    for address in ("/search?q=absence", "/search?outcome=school-attendance", "/outcomes/school-attendance"):
        page = client.get(address).text
        assert re.search(r"Plan:\s+Zanderfen", page) and "It is no evidence that something works." in page, address
        assert "1 study is planned or running." in page and not re.search(r"Plan:\s+Over", page)
    for address in ("/search", "/search?q=burglary", "/search?outcome=school-attendance&population=older-people"):
        assert "Being studied" not in client.get(address).text, address
    assert client.get("/search?q=absence").text.count("approach for") == 0, "a plan is counted nowhere as evidence"
