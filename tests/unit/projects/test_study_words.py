"""Answers about a study in words: what fits its design, and what is not shown to whom."""

from uuid import uuid4

import pytest

from evidencehub.projects.frozen.shapes import FrozenEvaluation
from evidencehub.projects.pages.study_words import study_sections
from evidencehub.projects.study.asked import fitting, sections
from evidencehub.shared.paths import standards_dir
from evidencehub.standards.files.designs import STUDIES
from evidencehub.standards.files.studies import STUDY_QUESTIONS, load_study_form, read_study_questions
from evidencehub.standards.files.vocabulary import design_slugs, fact_tables

FORM = load_study_form()
TRIAL = {
    "allocated_t": 118, "analysed_t": 111, "allocated_c": 117, "analysed_c": 109, "mdes": 0.3, "itt": True,
    "drawn_by": "A computer.", "baseline_table": [["Days missed", "31.2", "31.6"], ["Girls", "52", ""]],
}  # fmt: skip
FLOW = {"allocated_t", "analysed_t", "allocated_c", "analysed_c", "attrition_overall", "attrition_differential"}


def told(design="rct", study=TRIAL, participants=220, **hidden):
    frozen = FrozenEvaluation(id=uuid4(), title="A study", design=design, study=study, participants=participants)
    return {each.name: each.words for part in study_sections(frozen, **hidden) for each in part.answers}


def test_every_question_is_in_words_with_what_follows_from_the_counts():
    found = told()
    assert found["attrition_overall"] == "6.4% (15 of 235 people; worked out)"
    assert found["attrition_differential"].startswith("0.9 percentage points (5.9% of the project group, 6.8%")
    assert found["baseline_table"] == "Days missed: project group 31.2, other group 31.6\nGirls: project group 52"
    assert (found["mdes"], found["itt"]) == ("0.3 standard deviations", "Yes")


def test_what_was_answered_for_another_design_is_neither_sent_nor_shown():
    assert fitting(TRIAL, "pre-post") == {}
    assert fitting(TRIAL, "rct") == TRIAL
    assert told("pre-post", participants=220).keys() == {"participants"}


@pytest.mark.parametrize(
    ("sealed", "gone"),
    [
        ({"attrition_overall"}, {*FLOW} - {"attrition_differential"}),
        ({"n_enrolled"}, {"allocated_t", "allocated_c"}),
        ({"mdes"}, {"mdes"}),
        ({"baseline_es"}, {"baseline_table"}),
        ({"unit_cost_gbp"}, set()),
    ],
)
def test_an_answer_that_gives_away_a_fact_waits_until_it_was_typed(sealed, gone):
    assert told().keys() - told(sealed=sealed).keys() == gone


@pytest.mark.parametrize("name", ["allocated_t", "analysed_c"])
def test_nobody_can_work_out_a_number_under_five_from_what_is_public(name):
    few = TRIAL | {"allocated_t": 6, "analysed_t": 5, "allocated_c": 7, "analysed_c": 5} | {name: 4}
    few |= {"allocated_t": 5} if name == "analysed_c" else {"analysed_t": 4}
    found = told(study=few, participants=9, public=True)
    assert found.keys().isdisjoint(FLOW) and "Fewer than 5" in found["few"]
    assert told(study=few, participants=9).keys() >= FLOW, "reviewers see them"
    assert told(public=True).keys() >= FLOW and "few" not in told(public=True)


@pytest.mark.parametrize("design", design_slugs(standards_dir()))
def test_each_design_is_asked_what_fits_it(design):
    asked = {question.name for part in sections(design) for question in part.fitting(design)}
    has_groups = design in {"rct", "cluster-rct", "qed-matched", "qed-did", "qed-rdd"}
    assert ("allocated_c" in asked) == has_groups and {"ethics", "primary_outcome", "interests"} <= asked
    assert ("icc" in asked) == (design in {"cluster-rct", "qed-matched", "qed-did"})
    assert {"talked_with", "themes", "talked_against"} <= asked or design in {
        "single-case", "theory-and-plan", "not-stated"
    }  # fmt: skip


def test_a_question_that_is_a_fact_has_the_words_that_reviewers_meet():
    facts = {each["name"]: each for each in fact_tables(standards_dir())}
    same = [each for each in FORM.questions.values() if each.name in facts]
    assert len(same) >= 14
    assert all((each.label, each.help) == (facts[each.name]["label"], facts[each.name]["help"]) for each in same)
    assert all(each.gives <= facts.keys() for each in FORM.questions.values())


@pytest.mark.parametrize(
    ("was", "now", "complaint"),
    [
        ('section = "clusters"', 'section = "cluster"', 'there is no "cluster"'),
        ('gives = ["groups_count"]', 'gives = ["group_count"]', 'there is no "group_count"'),
        ('name = "mdes"', 'name = "mdse"', "a question that is no fact needs a kind"),
        ('columns = ["What", "Project group", "Other group"]\n', "", "a table needs columns"),
        ('choices = ["outside", "project", "nobody"]', 'choices = ["outside"]', "a label for each"),
        ('kind = "line"', 'kind = "lines"', '"kind" cannot be "lines"'),
    ],
)
def test_what_is_wrong_in_the_file_is_told(tmp_path, was, now, complaint):
    shipped, folder = standards_dir() / "vocabularies", tmp_path / "vocabularies" / STUDIES
    folder.mkdir(parents=True)
    for name in ("designs.toml", "facts.toml"):
        (folder.parent / name).write_text((shipped / name).read_text())
    text = (shipped / STUDIES / f"{STUDY_QUESTIONS}.toml").read_text()
    assert was in text
    (folder / f"{STUDY_QUESTIONS}.toml").write_text(text.replace(was, now, 1))
    problems = [str(each) for each in read_study_questions(folder / f"{STUDY_QUESTIONS}.toml").problems]
    assert any(complaint in each for each in problems), problems
