"""What is not told of a result, because a count of few people would follow from it."""

from uuid import uuid4

import pytest

from evidencehub.projects.figures.per_100 import per_100
from evidencehub.projects.frozen.shapes import FrozenEvaluation, FrozenResult
from evidencehub.projects.left_out import left_out
from evidencehub.projects.reported import Share, Study, kept
from evidencehub.projects.shares import told
from evidencehub.projects.wording import sentence

AVERAGES = {"mean_t", "mean_c", "sd_t", "sd_c"}


def a_result(**values):
    return FrozenResult(**{"id": uuid4(), "outcome_area": "employment", "outcome": "In work", **values})


@pytest.mark.parametrize(
    ("values", "without"),
    [
        ({"n_t": 3, "n_c": 9, "n_total": 12}, {"n_c", "events_c"}),
        ({"n_t": 9, "n_c": 3}, {"n_t", "events_t"}),
        ({"n_t": 4, "n_c": 4}, {"n_c", "events_c"}),  # 8 in all: else four in each
        ({"n_t": 2, "n_c": 1, "n_total": 3}, set()),
        ({"n_t": 3, "n_c": 58, "source_values": {"L1_Unit_of_Analysis": "School"}}, set()),
        ({"n_t": 3, "contrast": "within"}, set()),
        ({"n_t": 30, "n_c": 31}, set()),
        ({"n_t": 20, "n_c": 20, "events_t": 3, "events_c": 9}, {"events_c"}),
        ({"n_t": 20, "n_c": 20, "events_t": 3, "events_c": 2}, set()),
        ({"n_t": 3, "n_c": 9, "unit": "% of sessions", "mean_t": 90.0}, {"n_c", "events_c", *AVERAGES}),
        ({"n_t": 20, "n_c": 20, "gives": "percentages", "mean_t": 15.0, "mean_c": 45.0}, AVERAGES),
        ({"n_t": 20, "n_c": 20, "gives": "percentages", "mean_t": 35.0, "mean_c": 45.0}, set()),
        ({"n_t": 20, "contrast": "within", "gives": "percentages", "mean_t": 45.0, "mean_c": 15.0}, AVERAGES),
        ({"n_t": 3, "n_c": 9, "mean_t": 3.5, "unit": "points"}, {"n_c", "events_c"}),
    ],
)
def test_what_gives_few_people_away_is_left_out_and_nothing_else(values, without):
    assert left_out(a_result(**values)) == without


def test_no_sentence_has_a_percentage_of_few_people():
    values = {
        "unit": "%",
        "gives": "percentages",
        "effect": 30.0,
        "effect_metric": "pp",
        "ci_low": 5.0,
        "ci_high": 55.0,
    }
    change = {"contrast": "within", "mean_t": 45.0, "mean_c": 15.0, **values}
    assert "from 15% to 45%" in sentence(a_result(n_t=200, **change))
    assert "from 15%" not in sentence(a_result(n_t=20, **change))
    assert "15 in every 100" in per_100(a_result(mean_t=45.0, mean_c=15.0, n_t=200, n_c=200, **values))
    assert per_100(a_result(mean_t=45.0, mean_c=15.0, n_t=20, n_c=20, **values)) == ""


@pytest.mark.parametrize(
    ("people", "percents", "shown"),
    [
        (100, [51, 49], [51, 49]),
        (16, [75, 25], []),  # 4 of 16: the other share would say so
        (100, [97, 3], []),
        (100, [60, 37, 3], [60]),
        (100, [60, 35, 3, 2], [60, 35]),  # five together
        (100, [100], [100]),
        (None, [97, 3], [97, 3]),
    ],
)
def test_a_share_is_left_out_from_which_few_people_follow(people, percents, shown):
    shares = tuple(Share(asked="Gender", said=str(each), percent=each) for each in percents)
    other = Share(asked="Language", said="English", percent=60)
    study = kept(Study(key="a", shares=(*shares, other)))
    frozen = FrozenEvaluation(id=uuid4(), title="A study", participants=people, reported=study)
    assert [each.percent for each in told(frozen)] == [*shown, 60]
