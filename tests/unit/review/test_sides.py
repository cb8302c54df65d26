"""In which order the work of two reviewers is laid beside each other."""

from itertools import product
from uuid import UUID

from evidencehub.review.models import Assignment
from evidencehub.review.reconciling import sides

# Written down, not drawn: of eight pairs drawn anew all may stand in one order, and once in a hundred runs they did.
CASES = [(UUID(int=case), UUID(int=seat), UUID(int=seat + 1)) for case, seat in product(range(3), (1, 3))]


def asked(case, first, second):
    return [Assignment(id=seat, submission_id=case) for seat in (first, second)]


def test_the_sides_are_not_in_the_order_in_which_reviewers_were_asked():
    as_asked = [[one.id for one in sides(asked(*each))] == list(each[1:]) for each in CASES]
    assert as_asked == [False, True, False, True, False, True]


def test_the_order_stays_whoever_is_read_first():
    for case in CASES:
        there, back = sides(asked(*case)), sides(reversed(asked(*case)))
        assert [one.id for one in there] == [one.id for one in back]
