"""Arrays that generations share."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from evidencehub.search.growing import Growing


@given(st.lists(st.tuples(st.integers(0, 30), st.lists(st.lists(st.integers(0, 99), max_size=9), max_size=3))))
def test_each_generation_keeps_what_it_was_given(steps):
    growing, given_out = Growing(np.int64), []
    last = np.empty(0, dtype=np.int64)
    for wanted, pieces in steps:
        kept = min(wanted, len(last))  # a later generation may begin with less than the one before had
        expected = [*last[:kept].tolist(), *(number for piece in pieces for number in piece)]
        last = growing.extended(kept, [np.array(piece, dtype=np.int64) for piece in pieces])
        given_out.append((last, expected))
    assert [made.tolist() for made, _ in given_out] == [expected for _, expected in given_out]
