"""What a team's own answers come to: read by signs, counted by the engine, and never by what was found."""

from dataclasses import replace
from uuid import uuid4

import pytest

from evidencehub.accreditation.entered.answers import Entered, Looked
from evidencehub.accreditation.entered.numbers import facts_entered
from evidencehub.accreditation.entered.outlook import by_numbers, outlook
from evidencehub.accreditation.entered.reading import State, readings_of
from evidencehub.projects.costs.shape import CostLine, Costs
from evidencehub.projects.frozen.shapes import FrozenDocument, FrozenEvaluation, FrozenProject, FrozenResult
from evidencehub.projects.tasks import EVALUATION_TASKS, PROJECT_TASKS
from evidencehub.projects.theory.shape import Link, Step, Theory
from evidencehub.review.sheet import sheet_for_studies
from evidencehub.standards.engine.inputs import GradeInput, OutcomeInput, StudyInput
from evidencehub.standards.files.coach_signs import load_coach_signs
from evidencehub.standards.files.loading import load_installed, load_standard
from evidencehub.standards.files.studies import load_study_form
from evidencehub.standards.files.vocabulary import load_vocabulary
from evidencehub.standards.grading.engine import grade

ORACLE = load_standard("project-oracle")
DESIGNS = [term.slug for term in load_vocabulary("designs").terms]
NOT_DONE = ("theory-and-plan", "not-stated")
DONE = [each for each in DESIGNS if each not in NOT_DONE and each in ORACLE.designs]


def a_file(kind):
    return FrozenDocument(
        id=uuid4(), sha256="a" * 64, file_name="f.pdf", media_type="application/pdf", size_bytes=9, kind=kind
    )


def a_project(**values):
    texts = {name: "Said in 2024." for name in ("need", "who_for", "activities", "delivery", "theory_of_change",
             "assumptions", "evaluation_plan")}  # fmt: skip
    line = CostLine(id=uuid4(), kind="staff", what="A", hundredths=1, currency="GBP", price_year=2024, per="person")
    costs = {"cost_per_person_gbp": 300, "cost_year": 2024, "costs": Costs(lines=(line,))}
    more = {"outcome_areas": ("school-attendance",), **costs}
    return FrozenProject(id=uuid4(), slug="p", name="A project", **{**texts, **more, **values})


def a_result(**values):
    return FrozenResult(
        id=uuid4(), outcome_area="school-attendance", outcome="Attendance", **{"measure_name": "Register", **values}
    )


def answered(question):
    """As it does reviewers good."""
    kinds = {
        "yes-no": question.name != "foreseen",
        "whole": 40,
        "number": 0.5,
        "share": 0.1,
        "table": [["a", "b", "c"]],
    }
    return question.choices[0] if question.choices else kinds.get(question.kind, "Said in 2024.")


def a_study(design, **values):
    """One of which everything that is asked was answered."""
    fitting = [each for part in load_study_form().fitting(design) for each in part.fitting(design)]
    said = {
        "study": {each.name: answered(each) for each in fitting},
        "documents": tuple(a_file(kind) for kind in ("report", "instrument", "annex")),
        "results": (a_result(),), "methods": "Said.", "limitations": "Said.", "summary": "Said.", "participants": 40,
        "participants_note": "4 moved.", "populations": ("families",), "settings": ("school",), "independent": True,
    }  # fmt: skip
    return FrozenEvaluation(id=uuid4(), title=f"A {design} study", design=design, **{**said, **values})


def looks(*studies, standard=ORACLE, project=None, reporting=None):
    entered = Entered(project or a_project(), studies, reporting or {})
    return outlook(sheet_for_studies(standard, studies), entered)


def all_rows(found):
    return {row.criterion.id: row for step in (*found.below, *found.steps) for row in step.rows}


def what_to_do(found):
    return {todo.text for step in found.steps for row in step.rows for todo in row.reading.todos}


def test_a_trial_interviews_and_a_before_and_after_get_lists_of_their_own():
    empty = {"study": {}, "documents": (), "results": (), "methods": "", "limitations": ""}
    trial, talks, change = (looks(a_study(each, **empty)) for each in ("rct", "qualitative", "pre-post"))
    assert "Say how many could have taken part, started, and are in the results" in what_to_do(trial)
    assert "Say how many people were measured before and after" in what_to_do(change)
    assert "Say whom you talked with, how they were chosen, and who was left out" in what_to_do(talks)
    assert not any("results were worked out" in each or "measured at the end" in each for each in what_to_do(talks))
    assert not any("whom you talked with" in each for each in what_to_do(trial) | what_to_do(change))
    asked = [all_rows(each)["po2.2"].criterion.team for each in (trial, talks, change)]
    assert len(set(asked)) == 3, "in the words for each kind of study"


@pytest.mark.parametrize("design", DONE)
def test_who_answered_everything_has_nothing_missing_before_standard_3(design):
    found = looks(a_study(design))
    rows = all_rows(found)
    missing = [name for name, row in rows.items() if row.state is State.MISSING and name < "po3"]
    assert not missing, [(name, rows[name].reading) for name in missing]
    assert found.likely.id >= "2" and {step.tier.id for step in found.below} >= {"1", "2"}


def test_a_trial_of_which_everything_is_said_is_short_of_another_setting_alone():
    found = looks(a_study("rct"))
    assert [step.tier.id for step in found.steps] == ["4", "5"] and found.likely.id == "3"
    assert [row.criterion.id for row in found.in_reach.missing] == ["po4.2-tested"]


def test_a_before_and_after_is_told_that_people_are_compared_with_themselves():
    found = looks(a_study("pre-post"))
    row = all_rows(found)["po3.2"]
    assert row.state is State.MISSING and "compared only with themselves" in row.reading.todos[0].text
    assert found.likely.id == "2"


def test_without_a_report_a_study_in_words_has_no_change_to_show():
    study = a_study("qualitative", documents=(), results=())
    row = all_rows(looks(study))["po2.2"]
    assert row.state is State.MISSING and "Add the report" in row.reading.todos[0].text
    assert row.reading.todos[0].pages[0].arguments == {"evaluation_id": study.id}


def test_a_plan_is_told_to_carry_it_out_and_nothing_of_a_study():
    found = looks()
    assert what_to_do(found) == {
        "Add your questionnaire, test or guide",
        "Carry out your plan, then add the study here",
    }
    assert found.steps[1].the_same, "said once"


def test_the_shortest_way_comes_first_as_the_engine_has_it():
    study = a_study("rct", documents=(), study={})
    found = looks(study)
    missing = [row.criterion.id for row in found.in_reach.missing]
    answers = {each.id: "not-met" if each.id in missing else "met" for each in ORACLE.criteria_of("1")}
    step = grade(ORACLE, GradeInput("rct", answers)).evidence_next
    assert missing == list(step.needs[0]) and step.tier == found.in_reach.tier.id


@pytest.mark.parametrize("design", [*DONE, *NOT_DONE])
@pytest.mark.parametrize("left_out", [(), ("report",), ("report", "instrument", "annex")])
def test_it_never_contradicts_the_engine(design, left_out):
    """The same answers, given to the engine in another way, come to the same steps."""
    study = a_study(design)
    study = replace(study, documents=tuple(each for each in study.documents if each.kind not in left_out))
    found = looks(study)
    rows = all_rows(found)
    for tier, states in ((found.likely, {State.IN_PLACE, State.ASKED}), (found.at_least, {State.IN_PLACE})):
        said = {name: "met" if row.state in states else "not-met" for name, row in rows.items()}
        outcomes = (OutcomeInput("r", "school-attendance"),)
        graded = grade(ORACLE, GradeInput(studies=(StudyInput("s", design, findings=said, outcomes=outcomes),)))
        assert (graded.evidence_tier and graded.evidence_tier.id) == (tier and tier.id)


@pytest.mark.parametrize("design", DONE)
def test_what_came_out_changes_nothing(design):
    better, worse = (
        looks(a_study(design, results=(a_result(effect=sign * 3.0, ci_low=sign * 3.0 - 1, ci_high=sign * 3.0 + 1,
                                                higher_is="better"),)))
        for sign in (1, -1)
    )  # fmt: skip
    assert better.likely == worse.likely
    states = [{name: row.state for name, row in all_rows(each).items()} for each in (better, worse)]
    assert states[0] == states[1]
    effects = {each.id for each in ORACLE.criteria if each.about == "effect"}
    assert not effects & states[0].keys(), "nobody is coached to find a good result"


@pytest.mark.parametrize(("people", "state"), [(20, State.IN_PLACE), (19, State.MISSING)])
def test_a_number_that_decides_goes_before_what_was_written(people, state):
    eif = load_standard("eif")  # at least 20 people measured before and after
    study = a_study("pre-post")
    study = replace(study, study={**study.study, "n_both_points_per_group": people})
    entered = Entered(a_project(), (study,))
    sheet = sheet_for_studies(eif, (study,))
    read = by_numbers(sheet, readings_of(sheet, entered), facts_entered(sheet, entered))
    (reading,) = (each for (name, _), each in read.items() if name == "eif2.2")
    assert reading.state is state
    assert all("By the numbers that you gave" in todo.text for todo in reading.todos)


def test_a_place_in_the_report_says_it_as_well():
    study = a_study("rct", study={})
    asked = "Say how many could have taken part, started, and are in the results"
    project = a_project()
    assert asked in {todo.text for todo in all_rows(looks(study, project=project))["po2.4"].reading.todos}
    told = looks(study, project=project, reporting={study.id: {"consort_22a": "page 7"}})
    assert asked not in {todo.text for todo in all_rows(told)["po2.4"].reading.todos}


def test_of_two_studies_the_one_that_is_nearest_counts():
    poor, rich = a_study("pre-post", documents=(), study={}), a_study("rct")
    found = looks(poor, rich)
    assert found.likely.id >= "3" and found.nearest.startswith("Attendance")


def test_every_sign_can_be_done_somewhere():
    """No team is told to say what no page asks of a study like theirs."""
    columns = {name for task in (*PROJECT_TASKS, *EVALUATION_TASKS) for name in task.fields}
    known = (
        columns
        | set(load_study_form().questions)
        | {"n_both_points_per_group", "independent", "funder", "registration"}
    )
    known |= {"participants", "participants_note"}
    for sign in load_coach_signs().signs:
        for name in sign.answers:
            room, _, own = name.partition(".")
            assert room not in ("project", "study") or own in known, name
        for design in sign.designs:
            looked = Looked(Entered(a_project(), ()), a_study(design))
            asked = [name for name in sign.answers if looked.is_asked(name)]
            assert asked, (sign.text, design)
            assert all(looked.page(name) for name in asked), (sign.text, design)


def test_every_standard_can_be_read_for_every_design():
    for standard in load_installed()[0]:
        for design in standard.designs:
            found = looks(a_study(design), standard=standard)
            assert found.steps or found.below or found.likely is None


def test_a_theory_in_steps_is_read_like_one_in_a_text():
    walk, days = Step(id=uuid4(), kind="activity", words="A walk"), Step(id=uuid4(), kind="outcome", words="Days")
    link = Link(start=walk.id, end=days.id, because="They are at home.", references=("Somebody, 2019",))
    name = "project.theory_of_change"

    def looked(*links):
        theory = Theory(steps=(walk, days), links=links)
        return Looked(Entered(replace(a_project(), theory_of_change="", theory=theory), ()))

    assert not looked().is_said(name), "nothing leads to anything yet"
    assert looked(link).is_said(name)
    for part in ("A walk", "Days", "They are at home.", "Somebody, 2019"):
        assert part in looked(link).value(name)
