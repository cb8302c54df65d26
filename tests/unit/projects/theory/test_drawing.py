"""A drawing in which nothing covers anything else, however large the theory is."""

import re
from itertools import combinations
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evidencehub.projects.theory.drawing import draw
from evidencehub.projects.theory.kinds import ORDER
from evidencehub.projects.theory.shape import Link, Step, Theory
from evidencehub.projects.theory.words import DESK, PHONE
from evidencehub.projects.theory.wrapping import lines_of, width_of

SIZES = ((PHONE, 1), (DESK, 3))


def theory(kinds, links):
    """Steps of these kinds, and links from an earlier to a later one, by place."""
    ordered = sorted(kinds, key=ORDER.index)
    steps = tuple(Step(id=UUID(int=n), kind=kind, words=f"Step number {n}") for n, kind in enumerate(ordered, 1))
    pairs = {tuple(sorted(pair)) for pair in links if pair[0] != pair[1]}
    pairs = sorted((a, b) for a, b in pairs if b < len(steps))
    return Theory(steps=steps, links=tuple(Link(start=steps[a].id, end=steps[b].id) for a, b in pairs))


THEORIES = st.builds(
    theory,
    st.lists(st.sampled_from(ORDER), min_size=1, max_size=30),
    st.lists(st.tuples(st.integers(0, 29), st.integers(0, 29)), max_size=60),
)


def points(path):
    numbers = [float(number) for number in re.findall(r"-?\d+\.?\d*(?:e-?\d+)?", path)]
    return list(zip(numbers[::2], numbers[1::2], strict=True))


@pytest.mark.parametrize(("width", "in_a_row"), SIZES)
@settings(max_examples=60, deadline=None)
@given(of=THEORIES)
def test_boxes_lie_inside_and_apart_and_no_arrow_runs_behind_one(width, in_a_row, of):
    drawn = draw(of, {step.id: step.words for step in of.steps}, width=width, in_a_row=in_a_row)
    assert len(drawn.boxes) == len(of.steps) and len(drawn.arrows) == len(of.links)
    for box in drawn.boxes:
        assert box.x >= 0 and box.x + box.width <= width and box.y >= 0 and box.y + box.height <= drawn.height
        assert box.width > 60, "there is room for words"
    for one, other in combinations(drawn.boxes, 2):
        beside = one.x + one.width < other.x or other.x + other.width < one.x
        assert beside or one.y + one.height < other.y or other.y + other.height < one.y
    for arrow in drawn.arrows:
        for x, y in points(arrow.path):
            assert 0 <= x <= width
            assert not any(
                box.x < x < box.x + box.width and box.y + 0.1 < y < box.y + box.height - 0.1 for box in drawn.boxes
            ), "its corners lie between boxes"


def test_what_leads_to_another_of_its_kind_stands_above_it():
    early, late = UUID(int=1), UUID(int=2)
    steps = (Step(id=late, kind="outcome", words="Late"), Step(id=early, kind="outcome", words="Early"))
    of = Theory(steps=steps, links=(Link(start=early, end=late),))
    boxes = {box.step_id: box for box in draw(of, {early: "Early", late: "Late"}, width=DESK, in_a_row=3).boxes}
    assert boxes[early].y + boxes[early].height < boxes[late].y


def test_an_arrow_that_goes_round_does_not_run_into_one_that_arrives_below():
    """Both in the same gap and at one place would read as a straight arrow between two steps that are not linked."""
    first, second, third, fourth = (UUID(int=n) for n in range(1, 5))
    steps = tuple(Step(id=key, kind="output", words="x") for key in (second, third))
    steps = (Step(id=first, kind="input", words="x"), *steps, Step(id=fourth, kind="outcome", words="x"))
    of = Theory(steps=steps, links=(Link(start=first, end=third), Link(start=second, end=fourth)))
    into_third, from_second = draw(
        of, dict.fromkeys((first, second, third, fourth), "x"), width=PHONE, in_a_row=1
    ).arrows
    assert abs(points(into_third.path)[-1][0] - points(from_second.path)[0][0]) > 20


@pytest.mark.parametrize(
    "text", ["x" * 400, "Überprüfungsverfahrensweisenverordnung", "短い言葉でも長い" * 20, "a b " * 90]
)
def test_every_line_fits_and_no_letter_is_lost(text):
    lines = lines_of(text, width=200, size=15)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert all(width_of(line, 15) <= 200 for line in lines)
