"""A team's room: describing a project and its evaluations, alone or two at once; others stay outside."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from evidencehub.accounts.models import Membership, TeamRole
from evidencehub.projects import services
from evidencehub.projects.models import Evaluation, OldSlug, OutcomeResult, Project
from evidencehub.projects.queries import project_by_slug
from evidencehub.projects.tasks import PROJECT_TASKS
from evidencehub.shared import audit
from tests.factories import NOW, a_person, a_project, a_result, an_evaluation, an_organisation

RESULT = {
    "outcome_area": "school-attendance",
    "outcome": "Attendance",
    "higher_is": "better",
    "contrast": "between",
    "gives": "means",
    "unit": "% of sessions",
    "n_t": "42",
    "mean_t": "93",
    "n_c": "42",
    "mean_c": "90",
    "effect": "3",
    "effect_metric": "pp",
    "ci_low": "1",
    "ci_high": "5",
}


@pytest.fixture
def team(session):
    return an_organisation(session, name="Harbour Trust")


@pytest.fixture
def member(client, session, team):
    person = a_person(session, team)
    session.commit()
    client.sign_in(person)
    return person


def join(session, person, organisation):
    session.add(Membership(person=person, organisation=organisation, role=TeamRole.OWNER, created_at=NOW))
    session.commit()


def next_step(client):
    return re.search(r'id="next-step">.*?<p[^>]*>(.*?)</p>', client.get("/team").text, re.S)[1]


def hidden_seen(page):
    return re.search(r'name="seen"[^>]*value="([^"]*)"', page)[1]


def test_somebody_new_is_led_from_an_organisation_to_sending(client, session):
    person = a_person(session)
    session.commit()
    client.sign_in(person)
    assert next_step(client) == "Add your organisation"
    join(session, person, an_organisation(session))
    assert next_step(client) == "Describe your first project"
    page = client.post("/team/projects/new", data={"name": "Walk to school", "summary": "We walk with them."}).location
    assert next_step(client) == "Go on describing Walk to school"
    for slug, answers in {
        "need": {"need": "One in five stay away.", "who_for": "Pupils aged 12 to 15."},
        "activities": {"activities": "A walk each morning."},
        "theory-of-change": {"theory_of_change": "If somebody calls, then you go."},
        "plan": {"evaluation_plan": "Registers before and after."},
        "who-and-where": {"outcome_areas": ["school-attendance"], "age_from": "12", "age_to": "15"},
    }.items():
        assert client.post(f"{page}/{slug}", data=answers).location == page
    assert next_step(client) == "Add an evaluation of Walk to school"
    evaluation = client.post(f"{page}/evaluations/new", data={"title": "The first year"}).location
    assert next_step(client) == "Upload the report"
    client.post(f"{evaluation}/no-document", data={"documents_note": "It is being printed."})
    assert next_step(client) == "Finish “The first year”"
    client.post(f"{evaluation}/about", data={"title": "The first year", "authors": "Ann Lee\n\n  Bo Ek "})
    client.post(f"{evaluation}/design", data={"design": "pre-post"})
    client.post(f"{evaluation}/flow", data={"participants": "40"})
    client.post(f"{evaluation}/done", data={"summary": "We counted days."})
    assert next_step(client) == "Check and send Walk to school"
    found = session.scalar(select(Evaluation))
    assert (found.authors, found.design, found.participants) == (["Ann Lee", "Bo Ek"], "pre-post", 40)


def test_somebody_who_has_not_confirmed_is_asked_to_first(client, session):
    person = a_person(session, confirmed_at=None)
    session.commit()
    client.sign_in(person)
    assert next_step(client) == "Confirm your email address"
    assert client.get("/team/projects/new").status_code == 403


def test_with_two_organisations_one_is_chosen_and_another_s_is_refused(client, session, team, member):
    other, stranger = an_organisation(session, name="Second Trust"), an_organisation(session)
    join(session, member, other)
    data = {"name": "Walks", "summary": "We walk."}
    assert "Choose the organisation" in client.post("/team/projects/new", data=data).text
    assert client.post("/team/projects/new", data={**data, "organisation_id": str(stranger.id)}).status_code == 422
    assert client.post("/team/projects/new", data={**data, "organisation_id": str(other.id)}).status_code == 303
    assert session.scalar(select(Project)).organisation_id == other.id


def test_each_task_says_how_far_it_is(client, session, team, member):
    project = a_project(
        session, team, need="", who_for="Pupils.", theory_of_change="", assumptions="", outcome_areas=[]
    )
    session.commit()
    by_slug = {task.slug: task.progress(project).value for task in PROJECT_TASKS}
    assert by_slug == {
        "name": "Done",
        "need": "In progress",
        "activities": "Done",
        "how-to-do-it": "Not started",
        "theory-of-change": "Not started",
        "plan": "Done",
        "who-and-where": "In progress",
        "cost": "Not started",
    }
    page = client.get(f"/team/projects/{project.id}").text
    assert "3 things are missing" in page
    gaps = re.findall(r'<li><a class="govuk-link hub-break" href="[^"]*">(.*?)</a></li>', page)
    assert gaps == [
        "Choose what you want to change",
        "Say what need the project meets",
        "Say why it should work, step by step",
    ]


def test_everything_of_another_team_is_not_there(client, session, team, member):
    project = a_project(session, published_at=NOW)
    evaluation = an_evaluation(session, project)
    result = a_result(session, evaluation)
    session.commit()
    assert client.get("/team").status_code == 200
    for path in (
        f"projects/{project.id}",
        f"projects/{project.id}/need",
        f"projects/{project.id}/send",
        f"projects/{project.id}/evaluations/new",
        f"evaluations/{evaluation.id}",
        f"evaluations/{evaluation.id}/about",
        f"evaluations/{evaluation.id}/results",
        f"evaluations/{evaluation.id}/results/new",
        f"results/{result.id}",
        f"results/{result.id}/remove",
        f"evaluations/{evaluation.id}/documents",
        f"evaluations/{evaluation.id}/no-document",
    ):
        assert client.get(f"/team/{path}").status_code == 404, path
        assert client.post(f"/team/{path}", data={"name": "Mine now"}).status_code in {404, 405}, path
    client.post("/sign-out")
    assert client.get(f"/team/projects/{project.id}").location.startswith("/sign-in")


def test_what_does_not_exist_is_not_found(client, session, team, member):
    project = a_project(session, team)
    session.commit()
    nobody = "00000000-0000-4000-8000-000000000000"
    for path in (
        f"projects/{project.id}/nonsense",
        f"projects/{nobody}",
        f"evaluations/{nobody}",
        f"results/{nobody}",
        f"documents/{nobody}",
        f"submissions/{nobody}",
    ):
        assert client.get(f"/team/{path}").status_code == 404, path


def test_two_people_on_the_same_page_do_not_undo_each_other_and_lose_no_word(client, session, team, member):
    project = a_project(session, team)
    session.commit()
    page = f"/team/projects/{project.id}/need"
    seen = hidden_seen(client.get(page).text)
    client.post(page, data={"seen": seen, "need": "Theirs, saved first.", "who_for": project.who_for})
    late = client.post(page, data={"seen": seen, "need": "Mine, typed longer.", "who_for": project.who_for})
    assert late.status_code == 409 and "This page was changed while you were writing" in late.text
    assert "Mine, typed longer." in late.text and "Theirs, saved first." in late.text
    session.rollback()
    assert session.get(Project, project.id).need == "Theirs, saved first."
    again = client.post(page, data={"seen": hidden_seen(late.text), "need": "Both of it.", "who_for": project.who_for})
    assert again.status_code == 303
    session.rollback()
    assert session.get(Project, project.id, populate_existing=True).need == "Both of it."


def test_two_people_on_different_pages_of_a_project_are_in_nobody_s_way(client, session, team, member):
    project = a_project(session, team)
    session.commit()
    seen = hidden_seen(client.get(f"/team/projects/{project.id}/plan").text)
    client.post(f"/team/projects/{project.id}/cost", data={"cost_per_person_gbp": "1,200", "cost_year": "2025"})
    answer = client.post(f"/team/projects/{project.id}/plan", data={"seen": seen, "evaluation_plan": "A new plan."})
    assert answer.status_code == 303
    session.rollback()
    project = session.get(Project, project.id, populate_existing=True)
    assert (project.cost_per_person_gbp, project.evaluation_plan) == (1200, "A new plan.")


def test_the_same_press_twice_is_no_conflict(client, session, team, member):
    project = a_project(session, team)
    session.commit()
    page = f"/team/projects/{project.id}/plan"
    data = {"seen": hidden_seen(client.get(page).text), "evaluation_plan": "A new plan."}
    assert [client.post(page, data=data).status_code for _ in range(2)] == [303, 303]
    assert [entry.action for entry in audit.story(session, subject_type="project", subject_id=project.id)] == [
        "project.edited"
    ]


def test_a_result_that_two_people_change_is_kept_too(client, session, team, member):
    result = a_result(session, an_evaluation(session, a_project(session, team)), outcome="Attendance")
    session.commit()
    page = f"/team/results/{result.id}"
    seen = hidden_seen(client.get(page).text)
    assert client.post(page, data={**RESULT, "seen": seen, "outcome": "Days in school"}).status_code == 303
    assert client.post(page, data={**RESULT, "seen": seen, "outcome": "Time in school"}).status_code == 409


def test_a_renamed_project_keeps_its_old_address_for_ever(session, team):
    project = services.create_project(session, organisation=team, name="Walk", summary="", actor_id=None, now=NOW)
    services.edit_project(session, project, {"name": "Stroll"}, actor_id=None, now=NOW)
    assert project.slug == "stroll"
    assert project_by_slug(session, "walk") == (project, True)
    other = services.create_project(session, organisation=team, name="Walk", summary="", actor_id=None, now=NOW)
    assert other.slug == "walk-2", "nobody else gets an address that leads elsewhere"
    services.edit_project(session, project, {"name": "Walk"}, actor_id=None, now=NOW + timedelta(days=1))
    assert project.slug == "walk" and project_by_slug(session, "stroll") == (project, True)
    assert list(session.scalars(select(OldSlug.slug))) == ["stroll"]
    assert project_by_slug(session, "nothing") == (None, False)


def test_answers_that_cannot_be_are_refused_beside_their_question_and_kept(client, session, team, member):
    project = a_project(session, team)
    evaluation = an_evaluation(session, project)
    session.commit()
    wrong = client.post(
        f"/team/projects/{project.id}/who-and-where", data={"age_from": "16", "age_to": "12", "place": "Leith"}
    )
    assert wrong.status_code == 422 and 'href="#age_to"' in wrong.text and 'value="Leith"' in wrong.text
    wrong = client.post(f"/team/projects/{project.id}/cost", data={"cost_per_person_gbp": "about 40"})
    assert wrong.status_code == 422 and 'value="about 40"' in wrong.text
    wrong = client.post(f"/team/projects/{project.id}/who-and-where", data={"outcome_areas": "made-up"})
    assert wrong.status_code == 422
    dates = {"started_on-day": "31", "started_on-month": "2", "started_on-year": "2024", "title": "The first year"}
    wrong = client.post(f"/team/evaluations/{evaluation.id}/about", data=dates)
    assert wrong.status_code == 422 and "must be a real date" in wrong.text
    wrong = client.post(
        f"/team/evaluations/{evaluation.id}/about",
        data={
            "title": "T",
            **{f"{name}-{part}": "1" for name in ("started_on", "ended_on") for part in ("day", "month")},
            "started_on-year": "2025",
            "ended_on-year": "2024",
        },
    )
    assert wrong.status_code == 422 and "The last day must not be before the first" in wrong.text


def test_a_result_is_said_back_in_words_and_listed(client, session, team, member):
    evaluation = an_evaluation(session, a_project(session, team), participants=84)
    session.commit()
    page = f"/team/evaluations/{evaluation.id}/results"
    assert "None yet" in client.get(page).text
    assert client.post(f"{page}/new", data=RESULT).location == page
    listed = client.get(page).text
    assert (
        "In this study of 84 young people, attendance was 3 percentage points higher (somewhere between 1 and 5)."
        in listed
    )
    result = session.scalar(select(OutcomeResult))
    assert (result.n_t, result.contrast, result.effect_metric) == (42, "between", "pp")


@pytest.mark.parametrize(
    ("area", "words", "slug"),
    [
        ("school-attendance", "Skipping school", "truancy"),
        ("school-attendance", "  TRUANCY ", "truancy"),
        ("school-attendance", "Days in a hut", ""),
        ("attainment", "Truancy", ""),
    ],
)
def test_a_known_outcome_has_its_place_in_the_tree(client, session, team, member, area, words, slug):
    evaluation = an_evaluation(session, a_project(session, team))
    session.commit()
    client.post(
        f"/team/evaluations/{evaluation.id}/results/new", data=RESULT | {"outcome_area": area, "outcome": words}
    )
    result = session.scalars(select(OutcomeResult)).one()
    assert (result.outcome, result.outcome_slug) == (words.strip(), slug)
    form = client.get(f"/team/results/{result.id}").text
    offered = form.partition('<datalist id="outcomes">')[2].partition("</datalist>")[0]
    assert 'list="outcomes"' in form and '<option value="Skipping school">' in offered
    listed = client.get(f"/team/evaluations/{evaluation.id}/results").text
    assert ("School attendance › Attendance › Skipping school" in listed) == (slug == "truancy")
    assert ("“Skipping school” is part of “School attendance”" in listed) == (area == "attainment")
    client.post(f"/team/results/{result.id}", data=RESULT | {"outcome": "Lateness"})
    session.rollback()
    assert result.outcome_slug == "lateness"


def test_a_well_known_measure_says_which_outcome_it_is_where_the_words_do_not(client, session, team, member):
    evaluation = an_evaluation(session, a_project(session, team))
    session.commit()
    for area in ("mental-health", "school-attendance"):
        data = RESULT | {"outcome_area": area, "outcome": "How they felt", "measure_name": "GAD7"}
        client.post(f"/team/evaluations/{evaluation.id}/results/new", data=data)
    results = session.scalars(select(OutcomeResult).order_by(OutcomeResult.position)).all()
    assert [result.outcome_slug for result in results] == ["anxiety", ""], "in another area it says nothing"


def test_the_direction_of_a_measure_must_be_said_each_time(client, session, team, member):
    evaluation = an_evaluation(session, a_project(session, team))
    session.commit()
    data = {name: value for name, value in RESULT.items() if name != "higher_is"}
    answer = client.post(f"/team/evaluations/{evaluation.id}/results/new", data=data)
    assert answer.status_code == 422 and 'href="#higher_is"' in answer.text
    assert session.scalar(select(OutcomeResult)) is None


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"ci_low": "6"}, "must not be below the lower end"),
        ({"effect": "9"}, "must lie inside its margin of error"),
        ({"effect": "-3", "ci_low": "-5", "ci_high": "-1"}, "point opposite ways"),
        ({"ci_high": ""}, "Give both ends"),
        ({"smallest_worthwhile": "0"}, "must be more than 0"),
        ({"smallest_worthwhile": "2"}, "Say who says that this is the smallest difference worth having"),
        ({"gives": "ratio", "effect_metric": "or", "effect": "0.7 (0.5)"}, "The ratio: write one number"),
        ({"n_t": "0"}, "must be 1 or more"),
        ({"gives": "counts", "events_t": "20%"}, "people with the outcome: write how many, not a percentage"),
        ({"gives": "ratio", "effect_metric": "or", "effect": "70%"}, "The ratio: write the ratio, where 1 means"),
        ({"n_t": "many"}, "write one number"),
        ({"n_t": "4.5"}, "must be a whole number"),
        ({"outcome_area": ""}, "Choose the outcome area"),
    ],
)
def test_numbers_that_cannot_all_be_right_are_pointed_out_beside_the_number(
    client, session, team, member, values, said
):
    evaluation = an_evaluation(session, a_project(session, team))
    session.commit()
    answer = client.post(f"/team/evaluations/{evaluation.id}/results/new", data=RESULT | values)
    assert answer.status_code == 422 and said in answer.text
    assert 'value="Attendance"' in answer.text


@pytest.mark.parametrize(
    ("gives", "metric", "kept"), [("difference", "or", False), ("ratio", "md", False), ("difference", "md", True)]
)
def test_a_ratio_becomes_no_difference_when_the_kind_is_changed(client, session, team, member, gives, metric, kept):
    evaluation = an_evaluation(session, a_project(session, team))
    session.commit()
    typed = {"effect": "0.7", "ci_low": "0.55", "ci_high": "0.89", "effect_metric": metric, "gives": gives}
    page = client.post(f"/team/evaluations/{evaluation.id}/results/new", data=RESULT | typed | {"step": "fill-in"}).text
    assert 'value="Attendance"' in page
    assert all((f'value="{number}"' in page) == kept for number in ("0.7", "0.55", "0.89"))


def test_two_averages_give_the_difference(client, session, team, member):
    evaluation = an_evaluation(session, a_project(session, team))
    session.commit()
    numbers = {"effect": "", "ci_low": "", "ci_high": ""}
    client.post(f"/team/evaluations/{evaluation.id}/results/new", data=RESULT | numbers)
    client.post(
        f"/team/evaluations/{evaluation.id}/results/new",
        data=RESULT | numbers | {"contrast": "within", "unit": "points"},
    )
    between, change = session.scalars(select(OutcomeResult).order_by(OutcomeResult.position))
    assert (between.effect, between.effect_metric) == (3, "pp")
    assert (change.effect, change.effect_metric, change.contrast) == (3, "change", "within")
    assert "gives no margin of error" in client.get(f"/team/evaluations/{evaluation.id}/results").text


def test_a_well_known_measure_brings_its_smallest_worthwhile_difference_and_a_doubt_where_it_is_turned_round(
    client, session, team, member
):
    evaluation = an_evaluation(session, a_project(session, team))
    session.commit()
    data = RESULT | {"measure_name": "GAD-7", "effect_metric": "md", "unit": "points", "outcome_area": "mental-health"}
    client.post(f"/team/evaluations/{evaluation.id}/results/new", data=data)
    result = session.scalar(select(OutcomeResult))
    assert result.smallest_worthwhile == 4 and "2020" in result.smallest_worthwhile_source
    assert "Please look again." in client.get(f"/team/evaluations/{evaluation.id}/results").text


def test_a_result_is_removed_only_after_asking(client, session, team, member):
    result = a_result(session, an_evaluation(session, a_project(session, team)), outcome="Attendance")
    session.commit()
    assert "Remove Attendance?" in client.get(f"/team/results/{result.id}/remove").text
    session.rollback()
    assert session.scalar(select(OutcomeResult)) is not None
    client.post(f"/team/results/{result.id}/remove")
    session.rollback()
    assert session.scalar(select(OutcomeResult)) is None


def test_long_titles_and_forty_results_are_shown_whole(client, session, team, member):
    project = a_project(session, team, name="Long " * 39 + "name")
    evaluation = an_evaluation(session, project, title="Very " * 59 + "long")
    for number in range(40):
        a_result(session, evaluation, outcome=f"Outcome {number}", position=number)
    session.commit()
    assert (
        client.get(f"/team/evaluations/{evaluation.id}/results").text.count("govuk-summary-card__title-wrapper") == 40
    )
    for path in (
        "/team",
        f"/team/projects/{project.id}",
        f"/team/projects/{project.id}/send",
        f"/team/evaluations/{evaluation.id}",
    ):
        assert client.get(path).status_code == 200


def test_every_act_leaves_an_entry_that_holds_no_words_of_the_team(client, session, team, member):
    client.post("/team/projects/new", data={"name": "Secret walks", "summary": "We walk."})
    project = session.scalar(select(Project))
    client.post(f"/team/projects/{project.id}/need", data={"need": "A secret need", "who_for": ""})
    client.post(f"/team/projects/{project.id}/evaluations/new", data={"title": "A secret title"})
    session.rollback()
    entries = session.scalars(select(audit.AuditEntry).order_by(audit.AuditEntry.number)).all()
    assert [entry.action for entry in entries] == ["project.created", "project.edited", "evaluation.created"]
    assert all(entry.actor_id == member.id for entry in entries)
    assert "ecret" not in repr([entry.details for entry in entries])
    assert audit.verify(session) == []
