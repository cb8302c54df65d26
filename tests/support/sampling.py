"""Tests that look at very much: a part of it in each run of the suite, all of it in `make soak`.

Mark such a test ``sampled``, so that `make soak` runs it.
"""

import os

WHOLE = os.environ.get("EVIDENCEHUB_TEST_WHOLE") == "1"


def one_in(parts: int) -> int:
    """The step from one thing looked at to the next."""
    return 1 if WHOLE else parts


def examples(whole: int, *, parts: int) -> int:
    """How many examples of a property are tried, of ``whole`` in `make soak`."""
    return whole // one_in(parts)
