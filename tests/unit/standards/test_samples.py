"""Which people a study is about: names compared without regard to case and spaces, several for one study."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidencehub.standards.engine.samples import most_apart, samples_in


@pytest.mark.parametrize(
    ("text", "names"),
    [
        (None, set()),
        (" ; ", set()),
        ("Cohort 1", {"cohort 1"}),
        ("cohort  1 ", {"cohort 1"}),
        ("Cohort 1; COHORT 2", {"cohort 1", "cohort 2"}),
    ],
)
def test_names_are_compared_without_regard_to_case_and_spaces(text, names):
    assert samples_in(text) == names


def sets(*texts):
    return [samples_in(text) for text in texts]


@pytest.mark.parametrize(
    ("found", "count"),
    [
        ((), 0),
        (("1", "2"), 2),
        (("1", "1"), 1),
        (("1", "1; 2"), 1),
        (("1", "2", "1; 2"), 2),
        (("1; 2", "3; 4"), 2),
        (("1; 2", "2; 3", "3; 4"), 2),
        (("1; 2; 3", "1; 4", "2; 5", "3; 6"), 3),
    ],
)
def test_studies_that_share_a_sample_are_not_apart(found, count):
    assert most_apart(sets(*found)) == count


@given(st.lists(st.frozensets(st.integers(0, 6), min_size=1, max_size=3), max_size=7))
def test_no_choice_of_studies_without_a_shared_sample_is_larger(found):
    def tried(some):
        if not some:
            return 0
        first, *rest = some
        return max(tried(rest), 1 + tried([other for other in rest if not other & first]))

    named = [frozenset(map(str, samples)) for samples in found]
    assert most_apart(named) == tried(named)
