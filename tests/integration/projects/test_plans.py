"""The plan of a study: written down, sent, read by an editor, public with its date; changes stand beside it."""

from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from evidencehub.accounts.models import Person
from evidencehub.projects import public
from evidencehub.projects.models import Evaluation
from evidencehub.projects.plans import drafting
from evidencehub.projects.plans.states import PlanState
from evidencehub.shared.audit import AuditEntry
from evidencehub.shared.errors import Invalid, NotAllowed
from evidencehub.shared.mail import Mail
from tests.factories import NOW, a_person, a_project, an_editor, an_evaluation, an_organisation
from tests.support import plans

OUTCOME = {
    "outcome_area": "school-attendance", "outcome": "School attendance", "measure": "Attendance rate",
    "when": "After a year", "is_main": "yes",
}  # fmt: skip
ABOUT = {
    "starts_on-day": "1", "starts_on-month": "9", "starts_on-year": "2026", "ends_on-day": "18", "ends_on-month": "7",
    "ends_on-year": "2027", "analysis": "We compare the averages.", "participants": "120",
}  # fmt: skip


@dataclass
class Study:
    evaluation: Evaluation
    member: Person
    editor: Person

    def team(self, page=""):
        return f"/team/evaluations/{self.evaluation.id}/plan{f'/{page}' if page else ''}"

    @property
    def public(self):
        return f"/evaluations/{self.evaluation.id}/plan"


@pytest.fixture
def study(session):
    team = an_organisation(session)
    project = a_project(session, team, name="Quibblethorn Walks")
    dates = {"started_on": None, "ended_on": None}
    made = Study(
        an_evaluation(session, project, title="The Umberglade study", **dates),
        a_person(session, team),
        an_editor(session),
    )
    session.commit()
    return made


def sign_in(client, person):
    client.post("/sign-out")
    client.sign_in(person)


def look(client, session, study, act="yes", because=""):
    """An editor decides on the page, as it is shown to them."""
    sign_in(client, study.editor)
    session.rollback()
    made = plans.draft(session, study.evaluation).versions[-1]
    address, seen = f"/cases/plans/{made.id}", str(made.version)
    session.rollback()
    return client.post(address, data={"seen": seen, "act": act, "because": because})


def test_a_team_writes_a_plan_sends_it_and_all_read_it_once_an_editor_has(client, session, study):
    sign_in(client, study.member)
    empty = client.get(study.team()).text
    assert "Name at least one main outcome" in empty and "Check and send" not in empty
    assert client.post(study.team("outcomes/new"), data=OUTCOME).location == study.team()
    again = client.post(study.team("outcomes/new"), data=OUTCOME | {"outcome": "Exclusion", "step": "another"})
    assert again.location == study.team("outcomes/new")
    assert client.post(study.team("about"), data=ABOUT).location == study.team()
    check = client.get(study.team("send")).text
    assert "The Umberglade study" in check and "Attendance rate" in check and "18 July 2027" in check
    assert client.post(study.team("send")).location == study.team()
    assert client.get(study.public).status_code == 404, "no editor has read it"
    assert "An editor reads it before it is public" in client.get(study.team()).text
    sign_in(client, study.editor)
    assert "The Umberglade study" in client.get("/cases").text
    assert look(client, session, study).location == "/cases"
    client.post("/sign-out")
    page = client.get(study.public).text
    for words in ("The Umberglade study", "Quibblethorn Walks", "Attendance rate", "18 July 2027", "Version"):
        assert words in page
    session.rollback()
    organisation = study.evaluation.project.organisation.name
    assert organisation not in page, "as long as nothing was decided nobody learns whose it is"
    assert {"plan.waiting", "plan.registered"} <= set(session.scalars(select(Mail.about)))
    done = set(session.scalars(select(AuditEntry.action).where(AuditEntry.subject_type == "plan")))
    assert {"plan.edited", "plan.sent", "plan.register"} <= done


def test_what_an_editor_sends_back_is_not_public_and_its_team_reads_why(client, session, study):
    plans.write(session, study.evaluation)
    plans.send(session, study.evaluation, study.member)
    session.commit()
    assert look(client, session, study, "no").status_code == 422, "a no has a reason"
    look(client, session, study, "no", "A child is named in the title.")
    assert client.get(study.public).status_code == 404
    sign_in(client, study.member)
    assert "A child is named in the title." in client.get(study.team()).text
    session.rollback()
    mail = session.scalars(select(Mail).where(Mail.about == "plan.refused")).one()
    assert mail.to == study.member.email and "A child is named" in mail.body
    plans.send(session, study.evaluation, study.member, now=NOW + timedelta(days=1))
    session.commit()
    look(client, session, study)
    assert client.get(study.public).status_code == 200


def test_a_change_needs_a_reason_has_a_date_and_the_first_version_stays(client, session, study):
    plans.a_public_plan(session, study.evaluation, study.member, study.editor)
    key = plans.draft(session, study.evaluation).outcomes[0]["key"]
    changed = plans.MAIN | {"measure": "Punctuality scale"}
    drafting.keep_outcome(session, study.evaluation, key, changed, actor_id=None, now=NOW)
    with pytest.raises(Invalid, match="Say what changed"):
        plans.send(session, study.evaluation, study.member)
    made = plans.send(session, study.evaluation, study.member, "The school keeps no rates.", now=NOW + timedelta(9))
    session.commit()
    assert "Punctuality scale" not in client.get(study.public).text, "nobody has read the change"
    plans.look_at(session, made, study.editor)
    session.commit()
    page = client.get(study.public).text
    assert "Main outcome: School attendance, Attendance rate, After a year" in page and "Punctuality scale" in page
    assert "The school keeps no rates." in page and "11 March 2026" in page
    first = client.get(f"{study.public}/versions/1").text
    assert "This is version 1" in first and "Read the latest version" in first
    assert client.get(f"{study.public}/versions/3").status_code == 404


def test_only_the_days_on_which_it_happened_need_no_look(client, session, study):
    plans.a_public_plan(session, study.evaluation, study.member, study.editor)
    session.commit()
    sign_in(client, study.member)
    began = {"started_on-day": "8", "started_on-month": "9", "started_on-year": "2025", "is_stopped": "no"}
    assert client.post(study.team("happened"), data=began).location == study.team()
    assert "8 September 2025" not in client.get(study.public).text
    assert client.post(study.team("send")).status_code == 303
    assert "8 September 2025" in client.get(study.public).text
    early = client.post(study.team("happened"), data=began | {"started_on-year": "2199"})
    assert early.status_code == 422 and "This day is still to come" in early.text
    client.post(study.team("happened"), data=began | {"unpublished_because": "We wait for the schools."})
    client.post(study.team("send"), data={"because": "To say why."})
    assert "We wait for the schools." not in client.get(study.public).text
    session.rollback()
    assert [each.state for each in plans.draft(session, study.evaluation).versions] == [
        PlanState.PUBLIC, PlanState.PUBLIC, PlanState.WAITING,
    ]  # fmt: skip


def test_a_stopped_study_keeps_its_plan_and_says_so(client, session, study):
    plans.a_public_plan(session, study.evaluation, study.member, study.editor)
    session.commit()
    sign_in(client, study.member)
    asked = client.post(study.team("happened"), data={"is_stopped": "yes"})
    assert asked.status_code == 422 and "Say why the study was stopped" in asked.text
    client.post(study.team("happened"), data={"is_stopped": "yes", "stopped_because": "The funder left."})
    client.post(study.team("send"), data={"because": "We stopped."})
    look(client, session, study)
    page = client.get(study.public).text
    assert "The team stopped this study. Its plan stays here." in page and "The funder left." in page


def test_an_editor_can_take_back_what_was_let_and_the_version_before_shows_again(client, session, study):
    plans.a_public_plan(session, study.evaluation, study.member, study.editor)
    drafting.keep(session, study.evaluation, {"analysis": "Jo Bloggs was late."}, actor_id=None, now=NOW)
    second = plans.look_at(session, plans.send(session, study.evaluation, study.member, "Better."), study.editor)
    session.commit()
    assert "Jo Bloggs" in client.get(study.public).text
    plans.look_at(session, second, study.editor, because="It names a child.")
    session.commit()
    page = client.get(study.public).text
    assert "Jo Bloggs" not in page and "We compare the averages of both groups." in page
    assert client.get(f"{study.public}/versions/2").status_code == 404


def test_nobody_else_writes_sends_or_looks_at_it(client, session, study):
    plans.write(session, study.evaluation)
    made = plans.send(session, study.evaluation, study.member)
    other = a_person(session, an_organisation(session))
    insider = an_editor(session)
    with pytest.raises(NotAllowed):
        plans.send(session, study.evaluation, other)
    session.rollback()
    plans.write(session, study.evaluation)
    made = plans.send(session, study.evaluation, study.member)
    insider = a_person(session, study.evaluation.project.organisation, is_editor=True)
    other = a_person(session, an_organisation(session))
    session.commit()
    address = f"/cases/plans/{made.id}"
    sign_in(client, other)
    assert client.get(study.team()).status_code == 404 and client.get(address).status_code == 404
    sign_in(client, insider)
    assert client.get(address).status_code == 403, "their own team's plan is for another editor"


def test_what_stands_against_an_editor_of_a_case_stands_against_one_of_a_plan(client, session, study):
    study.evaluation.authors = [study.editor.name]
    colleague = an_editor(session, email=f"colleague@{study.member.email.rpartition('@')[2]}")
    plans.write(session, study.evaluation)
    made = plans.send(session, study.evaluation, study.member)
    session.commit()
    address = f"/cases/plans/{made.id}"
    yes = {"seen": str(made.version), "act": "yes", "because": ""}
    session.rollback()
    sign_in(client, colleague)
    page = client.get(address).text
    assert "has an email address where somebody in the team has one" in page and "May everybody read it?" not in page
    assert client.post(address, data=yes).status_code == 403
    sign_in(client, study.editor)
    page = client.get(address).text
    assert "has the name of an author of an evaluation" in page and "May everybody read it?" not in page
    assert client.post(address, data=yes).status_code == 422, "the reason is missing"
    assert client.get(study.public).status_code == 404
    reason = "It is a common name, and I know nobody there."
    page = client.post(address, data={"reason": reason}, follow_redirects=True).text
    assert "You can decide now." in page and "May everybody read it?" in page
    client.post(address, data=yes)
    assert client.get(study.public).status_code == 200
    session.rollback()
    kept = session.scalars(select(AuditEntry).where(AuditEntry.action == "conflict.ruled")).one()
    assert kept.details["kinds"] == ["author"] and reason not in str(kept.details)


def test_who_looked_at_something_else_does_not_let_it_be_public(client, session, study):
    plans.write(session, study.evaluation)
    made = plans.send(session, study.evaluation, study.member)
    seen = str(made.version)
    drafting.keep(session, study.evaluation, {"analysis": "Another."}, actor_id=None, now=NOW)
    plans.send(session, study.evaluation, study.member)
    session.commit()
    sign_in(client, study.editor)
    answer = client.post(f"/cases/plans/{made.id}", data={"seen": seen, "act": "yes"})
    assert answer.status_code == 422 and "sent it anew since you opened this page" in answer.text
    assert client.get(study.public).status_code == 404


def test_two_who_write_one_plan_do_not_undo_each_other_and_what_was_typed_is_kept(client, session, study):
    sign_in(client, study.member)
    page = client.get(study.team("about")).text
    seen = page.split('name="seen"')[1].split('value="')[1].split('"')[0]
    client.post(study.team("about"), data=ABOUT)
    answer = client.post(study.team("about"), data={"seen": seen, "analysis": "Mine."})
    assert answer.status_code == 409 and "Mine." in answer.text and "We compare the averages." in answer.text
    wrong = client.post(study.team("about"), data=ABOUT | {"ends_on-year": "2025", "analysis": "Kept."})
    assert wrong.status_code == 422 and "The last day must not be before the first" in wrong.text
    assert "Kept." in wrong.text
    client.post(study.team("outcomes/new"), data=OUTCOME)
    twice = client.post(study.team("outcomes/new"), data=OUTCOME)
    assert twice.status_code == 422 and "in the plan already" in twice.text
    session.rollback()
    assert plans.draft(session, study.evaluation).ends_on == date(2027, 7, 18)


def test_a_project_that_is_taken_down_takes_its_plans_along(client, session, study):
    plans.a_public_plan(session, study.evaluation, study.member, study.editor)
    session.commit()
    assert client.get(study.public).status_code == 200
    study.evaluation.project.published_at = study.evaluation.project.taken_down_at = NOW
    public.changed(session, study.evaluation.project_id)
    session.commit()
    assert client.get(study.public).status_code == 410


def test_a_team_whose_study_is_still_to_come_is_led_to_its_plan_and_asked_for_no_report(client, session):
    team = an_organisation(session)
    member, project = a_person(session, team), a_project(session, team)
    session.commit()
    sign_in(client, member)
    start = f"/team/projects/{project.id}/evaluations/new?plan=yes"
    assert start.replace("&", "&amp;") in client.get(f"/team/projects/{project.id}").text
    assert "What will the study be called?" in client.get(start).text
    page = client.post(start, data={"title": "The Umberglade study"}).location
    assert page.endswith("/plan") and "Name at least one main outcome" in client.get(page).text
    client.post(f"{page}/outcomes/new", data=OUTCOME)
    home = client.get("/team").text
    assert "Go on with the plan of “The Umberglade study”" in home and "Upload the report" not in home
    client.post(f"{page}/about", data=ABOUT)
    client.post(f"{page}/send")
    assert f"Check and send {project.name}" in client.get("/team").text
