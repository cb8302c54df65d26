"""The three marks: kept apart, better always up, and nothing claimed that two readers did not find."""

from dataclasses import replace
from math import log
from uuid import uuid4

import pytest

from evidencehub.catalogue.marks import cards, marks
from evidencehub.catalogue.marks.gradings import Grading, Step
from evidencehub.projects.frozen.shapes import FrozenEvaluation, FrozenProject, FrozenResult
from evidencehub.projects.public import PublicProject, Stage
from evidencehub.standards.files.loading import load_standard

STANDARD = load_standard("project-oracle")


def a_result(**values):
    usual = {
        "outcome_area": "school-attendance", "outcome": "Days in school", "contrast": "between",
        "higher_is": "better", "effect": 6.2, "effect_metric": "md", "unit": "days", "ci_low": 1.1,
        "ci_high": 11.3,
    }  # fmt: skip
    return FrozenResult(id=uuid4(), **{**usual, **values})


def a_view(*results, stage="graded", **project):
    evaluation = FrozenEvaluation(id=uuid4(), title="A study", results=results)
    shown = FrozenProject(id=uuid4(), slug="steady", name="Steady", **project)
    return PublicProject(uuid4(), "steady", Stage(stage), False, shown, (evaluation,), None, None)


def graded(ranks, published=None):
    """A grading in which each result id has reached a step; ``published``: the same with effect criteria."""
    tiers = {0: None, **{tier.rank: tier for tier in STANDARD.tiers}}
    steps = {key: Step(tiers[rank if published is None else published], tiers[rank]) for key, rank in ranks.items()}
    whole = max(steps.values(), key=lambda step: step.rank, default=Step())
    return Grading(STANDARD, whole, steps, {}, None, None)


@pytest.mark.parametrize(
    ("directions", "expected"),
    [
        ([], "not-measured"),
        (["better"], "better"),
        (["better", "better"], "better"),
        (["better", "worse"], "mixed"),
        (["better", "unclear"], "better"),
        (["better", "unclear", "unclear"], "unclear"),
        (["worse", "unclear", "unclear"], "worse"),
        (["worse", "better", "unclear"], "mixed"),
        (["changed-worse", "changed-unclear"], "changed-worse"),
        (["unclear", "no-difference"], "unclear"),
        (["better", "not-measured"], "better"),
        (["flagged", "not-measured"], "flagged"),
        (["flagged", "worse"], "worse"),
        (["changed-better", "unclear"], "unclear"),
        (["changed-better", "changed-worse"], "changed-mixed"),
    ],
)
def test_several_results_make_one_direction_only_where_they_agree(directions, expected):
    assert marks.combined(directions) == expected


def test_every_direction_and_combination_has_a_drawing_and_words():
    from evidencehub.projects.wording import DIRECTIONS

    for one in DIRECTIONS:
        for other in DIRECTIONS:
            assert marks.difference(marks.combined([one, other])).words


def test_better_points_up_whatever_was_counted():
    fewer_absences = a_result(higher_is="worse", effect=-3.0, ci_low=-5.0, ci_high=-1.0)
    (line,) = marks.lines(a_view(fewer_absences), None, by_area=True)
    assert line.difference.shape == "up" and line.detail == "3 days lower than in the comparison group"


def test_an_unclear_result_shows_no_number_that_could_be_taken_for_an_effect():
    (line,) = marks.lines(a_view(a_result(ci_low=-1.0)), None, by_area=True)
    assert line.difference.shape == "question" and line.detail == ""


def test_a_change_without_a_comparison_is_asked_and_drawn_differently_and_never_joined_with_one():
    change = a_result(contrast="within", effect_metric="change")
    compared, changed = marks.lines(a_view(a_result(), change), None, by_area=True)
    assert (compared.difference.question, changed.difference.question) == (
        "What difference did it make?",
        "What changed?",
    )
    assert changed.difference.is_change and not compared.difference.is_change


def test_flagged_numbers_get_no_arrow():
    (line,) = marks.lines(a_view(a_result(flag="sign and means differ"), stage="imported"), None, by_area=True)
    assert line.difference.shape == "none" and "conflict" in line.difference.words


def test_each_line_has_the_step_of_its_own_results_surest_first():
    low, high = a_result(outcome_area="belonging", outcome="Belonging"), a_result()
    lines = marks.lines(a_view(low, high), graded({str(low.id): 1, str(high.id): 3}), by_area=True)
    assert [(line.outcome, line.sure.filled) for line in lines] == [("Days in school", 3), ("Belonging", 1)]


def test_results_of_one_outcome_at_different_steps_stay_apart():
    low, high = a_result(effect=-6.2, ci_low=-11.3, ci_high=-1.1), a_result()
    lines = marks.lines(a_view(low, high), graded({str(low.id): 2, str(high.id): 3}), by_area=True)
    assert [(line.sure.filled, line.difference.shape) for line in lines] == [(3, "up"), (2, "down")]


def test_turning_the_sign_of_an_effect_leaves_how_sure_we_are():
    good, bad = a_result(), a_result(effect=-6.2, ci_low=-11.3, ci_high=-1.1)
    ((first,), (second,)) = (
        marks.lines(a_view(result), graded({str(result.id): 3}, published=published), by_area=True)
        for result, published in ((good, 3), (bad, 1))
    )
    assert first.sure == second.sure and first.difference.shape != second.difference.shape


def test_subgroups_are_no_evidence_of_their_own():
    lines = marks.lines(
        a_view(a_result(), a_result(is_subgroup=True, effect=-9.0, ci_high=-1.0, ci_low=-17.0)), None, by_area=True
    )
    assert [line.difference.shape for line in lines] == ["up"]


def test_what_somebody_asked_for_comes_first():
    other = a_result(outcome_area="belonging", outcome="Belonging")
    card = cards.card(a_view(a_result(), other), None)
    assert [line.area for line in cards.shown(card).lines] == ["school-attendance", "belonging"]
    assert [line.area for line in cards.shown(card, prefer=["belonging"]).lines] == ["belonging", "school-attendance"]


def test_evidence_from_elsewhere_has_a_hollow_bar_and_no_step():
    sure = marks.sure_of(a_view(stage="imported", source="wwc"), None, None)
    assert (sure.words, sure.note, sure.steps, sure.filled) == ("Not graded here", "rated elsewhere", 0, 0)


@pytest.mark.parametrize(
    ("pounds", "band"),
    [(None, 0), (0, 1), (49, 1), (50, 2), (199, 2), (200, 3), (999, 3), (1000, 4), (4999, 4), (5000, 5)],
)
def test_cost_has_five_bands(pounds, band):
    assert marks.cost_of(a_view(cost_per_person_gbp=pounds, cost_year=2024).project).band == band


def test_cost_says_amount_and_year_or_that_it_is_not_known():
    known = a_view(cost_per_person_gbp=1340, cost_year=2024).project
    assert marks.cost_of(known).words == "about £1,340 a person (2024)"
    assert marks.cost_of(a_view().project).words == "Cost not reported"


def test_a_sentence_counts_what_the_studies_said():
    view = a_view(a_result(), a_result(ci_low=-1.0), a_result())
    said = marks.in_one_sentence(view, marks.lines(view, None, by_area=False))
    assert said == "One study gives 3 results: 2 better, 1 not clear."


def test_a_list_that_is_narrowed_to_an_outcome_tells_its_own_results_and_not_those_of_the_whole_area():
    of_attainment = {"outcome_area": "attainment", "unit": "points"}
    view = a_view(
        a_result(**of_attainment, outcome="Phonics", outcome_slug="phonics"),
        a_result(**of_attainment, outcome="Comprehension", outcome_slug="reading-comprehension", ci_low=-1.0),
        a_result(**of_attainment, outcome="Algebra", outcome_slug="algebra", effect=-5.0, ci_low=-9.0, ci_high=-1.0),
        a_result(),
    )
    whole = cards.card(view, graded({str(each.id): 3 for each in view.evaluations[0].results}))

    def told(*prefer):
        return [(line.outcome, line.difference.words) for line in cards.shown(whole, prefer=prefer).lines]

    days = ("Days in school", "better")
    assert told("attainment") == [("Attainment", "mixed: better and worse"), days]
    mixed = ("Attainment", "mixed: better and worse")
    assert told("phonics") == [("Phonics", "better"), mixed, days], "algebra got worse: no list may hide it"
    assert told("reading") == [("Reading", "better"), mixed, days], "of two measured, at least half were better"
    assert told("reading-comprehension") == [("Comprehension", "not clear: could be better or worse"), mixed, days]
    assert told("algebra", "phonics") == [("Algebra", "worse"), ("Phonics", "better"), days]
    assert told("maths") == [("Algebra", "worse"), days], "what it is part of says no more"
    assert cards.shown(whole, prefer=["phonics"]).lines[0].sure == whole.lines[0].sure


def test_outcomes_that_nobody_has_placed_are_told_by_their_own_names_or_as_others():
    one = a_view(a_result(outcome_area="", outcome="Juggling"))
    assert [line.outcome for line in cards.card(one, graded({})).lines] == ["Juggling"]
    two = a_view(a_result(outcome_area="", outcome="Juggling"), a_result(outcome_area="", outcome="Whistling"))
    assert [line.outcome for line in cards.card(two, graded({})).lines] == ["Other outcomes"]


def test_what_got_worse_is_named_beside_what_got_better_and_is_never_left_out_of_a_card():
    worse = {"effect": -6.2, "ci_low": -11.3, "ci_high": -1.1}
    (line,) = marks.lines(a_view(a_result(), a_result(outcome="Weight", **worse)), None, by_area=True)
    assert line.difference.words == "mixed: better and worse"
    assert line.detail == "2 results: 1 better, 1 worse (weight)"
    others = [
        a_result(outcome_area=area, outcome=area) for area in ("belonging", "housing", "employment", "attainment")
    ]
    harmed = a_result(outcome_area="physical-health", outcome="Weight", **worse)
    ranks = {str(each.id): 4 for each in others} | {str(harmed.id): 1}
    card = cards.card(a_view(*others, harmed), graded(ranks))
    shown = cards.shown(card)
    assert len(shown.lines) == cards.LINES and "Weight" in [line.outcome for line in shown.lines]
    assert "Weight" in [line.outcome for line in cards.shown(card, prefer=["housing"]).lines]
    assert cards.shown(card, prefer=["housing"]).lines[0].outcome == "housing"


def test_a_change_says_how_many_people_it_is_about():
    (line,) = marks.lines(a_view(a_result(contrast="within", effect_metric="change", n_t=60.0)), None, by_area=True)
    assert line.detail == "up by 6.2 days, in 60 people"


def test_an_odds_ratio_below_1_on_a_harm_is_better_and_says_odds():
    ratio = {"effect": log(0.7), "ci_low": log(0.55), "ci_high": log(0.89), "effect_metric": "or", "higher_is": "worse"}
    (line,) = marks.lines(a_view(a_result(**ratio)), None, by_area=True)
    assert line.difference.shape == "up" and line.detail == "odds 30% lower than in the comparison group"
    (line,) = marks.lines(a_view(a_result(**{**ratio, "effect": log(3), "ci_high": log(9)})), None, by_area=True)
    assert line.difference.shape == "question" and line.detail == ""


def test_evidence_from_elsewhere_is_told_by_the_outcome_that_it_has_in_the_tree():
    """Its source calls both "Behavior"; one was about drinking, the other about getting on with others."""
    results = (
        a_result(outcome_area="substance-use", outcome="Behavior", outcome_slug="alcohol"),
        a_result(outcome_area="social-skills", outcome="Behavior", outcome_slug="getting-on"),
        a_result(outcome_area="social-skills", outcome="Behavior", outcome_slug="behaviour"),
    )
    view = a_view(*results, stage="imported")
    outcomes = ["Alcohol", "Getting on with others", "Behaviour"]
    assert [line.outcome for line in marks.lines(view, None, by_area=False)] == outcomes
    assert [line.outcome for line in cards.card(view, None).lines] == ["Alcohol", "Social and emotional skills"]
    here = graded({str(each.id): 2 for each in results})
    assert {line.outcome for line in marks.lines(a_view(*results), here, by_area=False)} == {"Behavior"}


def test_a_card_does_not_stop_in_the_middle_of_a_name():
    said = "They reviewed Online credit recovery - Doe et al. (2023) under a protocol."
    assert cards.first_sentence(f"{said} It reports 4.") == said
    assert (
        cards.first_sentence("They reviewed BrightStart! (NBS!) here. More.")
        == "They reviewed BrightStart! (NBS!) here."
    )
    assert cards.first_sentence("A club. “Come in”, they say.") == "A club."


def test_places_with_commas_of_their_own_are_kept_apart():
    view = a_view(a_result(), stage="imported")
    places = [replace(view.evaluations[0], place=f"{state}, United States") for state in ("Iowa", "Ohio", "Utah")]
    where = [cards.card(replace(view, evaluations=tuple(places[:many])), None).where for many in (1, 2, 3)]
    assert where == [
        "Iowa, United States",
        "Iowa, United States and Ohio, United States",
        "Iowa, United States; Ohio, United States and 1 more",
    ]


@pytest.mark.parametrize(
    ("sizes", "said"),
    [
        ([84], "1 study of 84 people"),
        ([None], "1 study"),
        ([40, 320], "2 studies of 40 to 320 people"),
        ([6888, 6888], "2 studies of 6,888 people each"),  # perhaps the same ones, so never 13,776
        ([40, None, 320], "3 studies, the largest known of 320 people"),
    ],
)
def test_people_of_several_studies_are_never_added_up(sizes, said):
    view = a_view(a_result())
    studies = tuple(replace(view.evaluations[0], id=uuid4(), participants=size) for size in sizes)
    assert cards.card(replace(view, evaluations=studies), None).size == said


@pytest.mark.parametrize(
    ("sizes", "said"),
    [
        ([6888, 6888], "2 studies of the same people, 6,888 of them"),
        ([3, 3], "2 studies of the same people, fewer than 5 of them"),
        ([40, 320], "2 studies of the same people, 40 to 320 of them"),  # two comparisons of one report
        ([None, None], "2 studies of the same people"),
        ([None, 320], "2 studies of the same people, the largest known of 320 people"),
    ],
)
def test_a_card_says_where_studies_are_of_the_same_people(sizes, said):
    view = a_view(a_result(), stage="imported")
    studies = tuple(replace(view.evaluations[0], id=uuid4(), source="wwc", participants=size) for size in sizes)
    assert cards.card(replace(view, evaluations=studies), None).size == said
    another = replace(studies[0], id=uuid4(), title="Another", participants=90)
    of_two = cards.card(replace(view, evaluations=(*studies, another)), None)
    assert of_two.size.startswith("2 samples in 3 studies") and of_two.studies == 3


def test_a_card_tells_once_what_several_outcomes_came_to():
    results = [a_result(outcome_area=area, outcome=area) for area in ("housing", "belonging")]
    worse = a_result(outcome_area="attainment", outcome="attainment", higher_is="worse")
    view = a_view(results[0], worse, results[1])
    (better, harm) = cards.shown(cards.card(view, None)).groups
    assert [line.outcome for line in better] == ["housing", "belonging"]
    assert [line.outcome for line in harm] == ["attainment"]


@pytest.mark.parametrize(
    ("sentence", "said"),
    [
        ("A way, from grade 6 to grade 8 (ages 11 to 14).", "A way, ages 11 to 14."),
        ("A way, in kindergarten (ages 5 to 6).", "A way, ages 5 to 6."),
        ("A way, from pre-kindergarten to grade 12 (ages 3 to 18).", "A way, ages 3 to 18."),
        ("A way, from grade 9 to college.", "A way, from grade 9 to college."),
        ("In Texas, for schools (all ages).", "In Texas, for schools (all ages)."),
    ],
)
def test_a_card_counts_in_ages_where_the_source_gives_them(sentence, said):
    assert cards.in_ages(sentence) == said


def test_a_difference_on_a_scale_that_few_know_is_told_without_higher_or_lower():
    dropping_out = a_result(higher_is="worse", effect=-0.26, effect_metric="g", unit="", ci_low=-0.4, ci_high=-0.1)
    assert marks.units(dropping_out) == "by 10 places in a line of 100 people"
    days = a_result(higher_is="worse", effect=-2.0, ci_low=-3.0, ci_high=-1.0)
    assert marks.units(days) == "2 days lower than in the comparison group"
