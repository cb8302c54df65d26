"""A result that gives no number cannot show an effect, unless the question on its route asks for no number."""

from uuid import uuid4

import pytest

from evidencehub.projects.frozen.shapes import FrozenEvaluation, FrozenResult
from evidencehub.review.decisions import grade_input
from evidencehub.review.effects import NO_NUMBER
from evidencehub.review.sheet import Sheet, _items, _study
from evidencehub.standards.files.loading import load_standard

STANDARD = load_standard("project-oracle", "2026-1")
WORDS = {"gives": "words"}
NUMBER = {"gives": "difference", "effect": 3.0, "effect_metric": "md", "ci_low": 1.0, "ci_high": 5.0}
LIMIT = {"gives": "test", "test": "p", "p_value": 0.01, "p_relation": "<", "test_higher": "t", "higher_is": "better"}
ABOVE = {**LIMIT, "p_value": 0.05, "p_relation": ">"}


def a_sheet(design, result):
    frozen = FrozenResult(id=uuid4(), outcome_area="belonging", outcome="Belonging", **result)
    study = _study(STANDARD, FrozenEvaluation(id=uuid4(), title="A", design=design, results=(frozen,)), alone=True)
    return Sheet(STANDARD, (study,), tuple(_items(STANDARD, (study,)))), str(frozen.id)


@pytest.mark.parametrize(
    ("design", "result", "is_open"),
    [
        ("rct", WORDS, False),
        ("pre-post", WORDS, False),
        ("mixed-methods", WORDS, False),
        ("qualitative", WORDS, True),
        ("rct", NUMBER, True),
        ("rct", LIMIT, True),
        ("rct", ABOVE, False),
    ],
)
def test_met_is_open_only_where_there_is_a_number_or_none_is_asked_for(design, result, is_open):
    sheet, key = a_sheet(design, result)
    item = sheet.by_key["po2.6", key]
    assert ("met" in item.answers) == is_open and (item.note == NO_NUMBER) != is_open
    assert "not-met" in item.answers and "cannot-tell" in item.answers
    assert "met" in sheet.by_key["po2.3", key].answers, "what is not about effect stays open"


def test_an_answer_from_before_that_is_not_open_carries_no_tier():
    sheet, key = a_sheet("rct", WORDS)
    (study,) = grade_input(sheet, {("po2.6", key): "met", ("po2.3", key): "met"}, {}).studies
    assert study.outcomes[0].findings == {"po2.3": "met"}
