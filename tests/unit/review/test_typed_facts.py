"""Numbers that decide: what may be typed, and what is kept of it."""

import pytest

from evidencehub.review.typed_facts import canonical, misfits, value_of
from evidencehub.shared.errors import Invalid
from evidencehub.standards.files.loading import load_standard

_STANDARD = load_standard("project-oracle")
FACTS = {**_STANDARD.known_facts, **_STANDARD.facts_by_name}


@pytest.mark.parametrize(
    ("name", "typed", "kept", "value"),
    [
        ("n_reached", " 1,204 ", "1204", 1204.0),
        ("attrition_overall", "12%", "0.12", 0.12),
        ("attrition_overall", "0.12", "0.12", 0.12),
        ("attrition_overall", "1", "1", 1.0),
        ("effect_size", "−0.04", "-0.04", -0.04),
        ("itt", "Yes", "yes", True),
        ("itt", "no", "no", False),
        ("assignment_unit", "classes  of  one school", "classes of one school", "classes of one school"),
    ],
)
def test_one_value_has_one_spelling(name, typed, kept, value):
    assert canonical(FACTS[name], typed) == kept
    assert value_of(FACTS[name], kept) == value


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("n_reached", "many"), ("n_reached", "-1"), ("n_reached", "nan"), ("n_reached", "inf"), ("n_reached", "5%"),
        ("attrition_overall", "12"), ("attrition_overall", "101%"), ("attrition_overall", "-0.1"), ("itt", "perhaps"),
        ("baseline_es", "0,05"), ("attrition_differential", "1,5%"), ("followup_months", "1,5"), ("p_value", "3"),
        ("followup_months", "1_2"), ("p_value", "< 0.05"),
        ("n_reached", "12.5"), ("n_reached", "£1,240.50"), ("effect_size", "35"), ("baseline_es", "1 in 5"),
        ("cost_year", "2024/25"), ("cost_year", "2024.5"), ("cost_year", "1899"), ("assignment_unit", "x" * 201),
    ],
)  # fmt: skip
def test_what_is_not_a_value_of_its_kind_is_refused_with_the_name_of_the_fact(name, typed):
    with pytest.raises(Invalid, match=FACTS[name].label):
        canonical(FACTS[name], typed)


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ({"effect_size": "0.35", "ci_low": "0.1", "ci_high": "0.6"}, None),
        ({"effect_size": "0.35"}, None),
        ({"ci_low": "0.6", "ci_high": "0.1"}, "ci_high"),
        ({"effect_size": "-0.35", "ci_low": "0.1", "ci_high": "0.6"}, "effect_size"),
    ],
)
def test_an_interval_that_runs_backwards_or_misses_its_effect_is_said_beside_the_number(typed, name):
    assert list(misfits(typed)) == ([name] if name else [])
