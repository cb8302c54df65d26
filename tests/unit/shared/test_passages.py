"""Which texts hold a passage, and what is left of them without it."""

import pytest

from evidencehub.shared.passages import Passage

NAME = Passage("Amara  O'Neill-Blake")


@pytest.mark.parametrize(
    "text",
    [
        "Amara O'Neill-Blake", "amara o’neill‑blake", "So AMARA\nO'NEILL-BLAKE said", "amara%20o'neill-blake",
        "amara_o'neill-blake.pdf", "(Amara O'Neill-Blake’s)",
    ],
)  # fmt: skip
def test_words_are_found_however_they_are_spaced_and_written(text):
    assert NAME.is_in(text) and "mara" not in NAME.taken_from(text).casefold()


@pytest.mark.parametrize("text", ["Tamara O'Neill-Blake", "Amara O'Neill-Blakes", "Amara and O'Neill-Blake", "Amara"])
def test_a_part_of_another_word_is_not_meant(text):
    assert not NAME.is_in(text) and NAME.taken_from(text) == text


def test_texts_in_lists_and_mappings_lose_them_too_and_all_else_stays():
    held = {"Amara O'Neill-Blake": [1, None, "amara o'neill-blake", {"n": 2.5}], "other": True}
    assert NAME.taken_from(held) == {"[removed]": [1, None, "[removed]", {"n": 2.5}], "other": True}


@pytest.mark.parametrize("words", ["", " ", "a b", "no"])
def test_too_few_letters_are_refused(words):
    with pytest.raises(ValueError, match="at least 3"):
        Passage(words)


def test_a_long_text_of_near_misses_takes_time_in_proportion():
    assert not NAME.is_in("Amara " * 200_000)
