"""Where the points of a funnel plot stand."""

from evidencehub.catalogue.marks.funnel import FIRST, LAST, draw


def test_exact_studies_stand_at_the_top_and_better_on_the_right():
    found = draw([(0.2, 0.1), (0.9, 0.4), (-0.5, 0.4)], 0.2)
    (exact, small, worse) = found.points
    assert exact[1] < small[1] == worse[1] == LAST
    assert worse[0] < found.none < exact[0] == found.top < small[0]
    assert found.bottom[0] < found.top < found.bottom[1]


def test_nothing_stands_outside_the_picture():
    found = draw([(0.1 * place, 0.05 + 0.02 * place) for place in range(12)], 0.3)
    assert all(FIRST <= each <= LAST for point in found.points for each in point)
    assert min(found.bottom) >= FIRST and max(found.bottom) <= LAST
