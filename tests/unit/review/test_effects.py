"""A result that got worse, or that is not told from no difference, cannot be said to have got better."""

from uuid import uuid4

import pytest

from evidencehub.projects.frozen.shapes import FrozenEvaluation, FrozenResult
from evidencehub.review.decisions import grade_input
from evidencehub.review.effects import (
    NOTHING_CLEAR,
    TYPED_NOTHING_CLEAR,
    TYPED_WORSE,
    WORSE,
    asks_for,
    refuted_by,
)
from evidencehub.review.sheet import Sheet, _items, _study
from evidencehub.standards.files.loading import load_standard
from evidencehub.standards.files.vocabulary import CHANGE, DIFFERENCE

STANDARD = load_standard("project-oracle", "2026-2")


def a_sheet(standard=STANDARD, design="rct", **result):
    values = {"gives": "difference", "effect_metric": "md", "outcome_area": "belonging", "outcome": "Belonging"}
    frozen = FrozenResult(id=uuid4(), **{**values, **result})
    study = _study(standard, FrozenEvaluation(id=uuid4(), title="A", design=design, results=(frozen,)), alone=True)
    return Sheet(standard, (study,), tuple(_items(standard, (study,)))), str(frozen.id)


@pytest.mark.parametrize(
    ("effect", "low", "high", "higher_is", "note"),
    [
        (3, 1, 5, "better", ""),
        (3, 1, 5, "worse", WORSE),
        (-3, -5, -1, "better", WORSE),
        (-3, -5, -1, "worse", ""),  # less of what harms is good
        (3, -1, 7, "better", NOTHING_CLEAR),
        (3, 0, 6, "better", NOTHING_CLEAR),
        (0, None, None, "better", NOTHING_CLEAR),
        (3, None, None, "better", ""),  # the report may say more than its table
        (3, 1, 5, None, ""),
    ],
)
@pytest.mark.parametrize("is_change", [False, True])
def test_met_is_open_only_for_a_result_that_got_better(effect, low, high, higher_is, note, is_change):
    contrast = "within" if is_change else "between"
    sheet, key = a_sheet(effect=effect, ci_low=low, ci_high=high, higher_is=higher_is, contrast=contrast)
    for criterion in ("po3.7", "po2.6"):
        item = sheet.by_key[criterion, key]
        if criterion == "po2.6" and not is_change and note == NOTHING_CLEAR:
            note = ""  # it asks for change, and both groups may have got better alike
        assert item.note == note and ("met" in item.answers) == (not note)
        assert {"partly", "not-met", "cannot-tell"} <= set(item.answers)
    assert "met" in sheet.by_key["po2.2", key].answers, "how well it was measured does not hang on what came out"


def test_a_range_inside_the_smallest_worthwhile_difference_is_no_effect():
    sheet, key = a_sheet(effect=0.2, ci_low=0.1, ci_high=0.3, higher_is="better", smallest_worthwhile=1.0)
    assert sheet.by_key["po3.7", key].note == NOTHING_CLEAR


def test_what_asks_for_better_is_told_by_the_standard():
    def asked(standard, version, criterion):
        return asks_for(load_standard(standard, version).criterion(criterion))

    for version in ("2014-reconstruction", "2026-1", "2026-2"):
        assert asked("project-oracle", version, "po2.6") == CHANGE
        assert asked("project-oracle", version, "po3.7") == DIFFERENCE
    assert asked("crimesolutions", "2025-reading", "cs.better") == asked("eif", "2017-reading", "eif4.2") == DIFFERENCE
    assert not asked("crimesolutions", "2025-reading", "cs.not-worse"), "a null result may well be not worse"
    assert not asked("wwc", "4.0-reading", "wwc.significant-negative")
    assert not asked("wwc", "4.0-reading", "wwc.important-positive"), "significant or not, so its interval may be wide"
    assert not asked("project-oracle", "2026-2", "po2.2")


@pytest.mark.parametrize(
    ("typed", "higher_is", "refuted"),
    [
        ({}, "better", ""),
        ({"effect_size": "0.3"}, "better", ""),
        ({"effect_size": "-0.3"}, "better", TYPED_WORSE),
        ({"effect_size": "-0.3"}, "worse", ""),
        ({"effect_size": "-0.3"}, None, ""),
        ({"effect_size": "0"}, None, TYPED_NOTHING_CLEAR),
        ({"effect_size": "0.3", "ci_low": "-0.1", "ci_high": "0.7"}, "better", TYPED_NOTHING_CLEAR),
        ({"ci_low": "0.1", "ci_high": "0.7"}, "worse", TYPED_WORSE),
        ({"effect_size": "-0.3", "effect_direction": "positive"}, "better", ""),
        ({"effect_size": 0.3, "effect_direction": "negative"}, "better", TYPED_WORSE),
        ({"effect_direction": "none"}, "better", TYPED_NOTHING_CLEAR),
    ],
)
def test_numbers_from_the_report_speak_against_an_effect(typed, higher_is, refuted):
    sheet, key = a_sheet(effect=3, ci_low=1, ci_high=5, higher_is=higher_is)
    result = sheet.results[0].result
    effect, change, other = (sheet.by_key[name, key].criterion for name in ("po3.7", "po2.6", "po2.3"))
    assert refuted_by(effect, result, typed) == refuted
    assert refuted_by(change, result, typed) == (TYPED_WORSE if refuted == TYPED_WORSE else "")
    assert refuted_by(other, result, typed) == ""


def test_a_finding_that_the_numbers_refute_carries_no_tier():
    sheet, key = a_sheet(effect=3, ci_low=1, ci_high=5, higher_is="better")
    said = {("po3.7", key): "met", ("po2.3", key): "met"}
    facts = {("ci_low", key): -0.5, ("ci_high", key): 0.5}
    assert grade_input(sheet, said, {}).studies[0].outcomes[0].findings == {"po3.7": "met", "po2.3": "met"}
    assert grade_input(sheet, said, facts).studies[0].outcomes[0].findings == {"po2.3": "met"}
