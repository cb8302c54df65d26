"""Bits of documents by value, against a plain count."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from evidencehub.search.bits import MOST_VALUES, extended, packed

VALUES = 5
held = st.lists(st.sets(st.integers(0, VALUES - 1)), max_size=150)  # of each document its values


def put(before, kept, size, documents, values=VALUES):
    pairs = [(number, code) for number in range(kept, size) for code in documents[number]]
    of, codes = (np.array([pair[at] for pair in pairs], dtype=np.int64) for at in (0, 1))
    return extended(before, kept, size, values, of, codes)


@given(before=held, kept=st.integers(0, 150), after=held, chosen=st.sets(st.integers(0, 150)))
def test_documents_put_behind_others_are_counted_with_them(before, kept, after, chosen):
    kept = min(kept, len(before))
    known = 1 + max((code for each in before for code in each), default=-1)  # further values come with later documents
    first = put(None, 0, len(before), before, known)
    documents = [*before[:kept], *after]
    second = put(first, kept, len(documents), documents)
    for bits, those in ((first, before), (second, documents)):
        mask = np.array([number in chosen for number in range(len(those))], dtype=np.bool_)
        counts = bits.counts(packed(mask)).tolist()
        wanted = [sum(code in each for number, each in enumerate(those) if number in chosen) for code in range(VALUES)]
        assert counts == wanted[: len(counts)]
        assert not any(wanted[len(counts) :])


def test_there_are_none_for_a_facet_with_very_many_values():
    documents = [{0}]
    assert put(None, 0, 1, documents, MOST_VALUES + 1) is None
    assert put(None, 0, 1, documents, MOST_VALUES) is not None
