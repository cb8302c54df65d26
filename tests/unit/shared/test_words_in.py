"""How many words a text has."""

import pytest

from evidencehub.shared.words import words_in


@pytest.mark.parametrize(
    ("text", "words"),
    [("one", 1), ("", 0), ("  two\n\nwords ", 2), ("don’t re-count 3.5 %", 4), ("a\u00a0b\tc\u2003d", 4), ("— – -", 3)],
)
def test_words_are_counted_as_the_page_counts_them(text, words):
    """The counter beside the field takes whatever stands between spaces: /\\S+/g."""
    assert words_in(text) == words
