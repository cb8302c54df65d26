"""Effects in spreads as places in a line of 100: Φ(g) - 0.5, by tables of the normal distribution."""

import pytest

from evidencehub.projects.figures.places import in_a_line, places


@pytest.mark.parametrize(
    ("effect", "moved"),
    [(0, "0"), (0.01, "less than 1"), (0.0125, "less than 1"), (0.02, "1"), (0.2, "8"), (0.25, "10"), (0.5, "19"),
     (0.8, "29"), (1.645, "45"), (3.5, "50")],
)  # fmt: skip
def test_somebody_from_the_middle_moves_by_so_many_whichever_way(effect, moved):
    assert places(effect) == places(-effect) == moved


def test_one_place_is_one_and_the_word_stands_beside_it():
    assert in_a_line(0.02) == "1 place in a line of 100 people"
    assert in_a_line(-0.01, "schools", "lower") == "less than 1 place lower in a line of 100 schools"
    assert in_a_line(0.5, word="higher") == "19 places higher in a line of 100 people"
