"""Texts are cut as Hugging Face's tokenizers cut them; the numbers were read off its release 0.23.3."""

import pytest

from evidencehub.meaning.model import OWN_LIST
from evidencehub.meaning.wordpiece import LONGEST, Pieces


@pytest.fixture(scope="module")
def pieces():
    return Pieces(OWN_LIST)


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("what helps kids who skip school", [101, 2054, 7126, 4268, 2040, 13558, 2082, 102]),
        ("", [101, 102]),
        (
            'Bunking off: "truancy" (11\u201315 year-olds), 1,250 pupils',
            [
                101,
                25277,
                2075,
                2125,
                1024,
                1000,
                19817,
                13860,
                5666,
                1000,
                1006,
                2340,
                1516,
                2321,
                2095,
                1011,
                19457,
                1007,
                1010,
                1015,
                1010,
                5539,
                7391,
                102,
            ],
        ),
        ("Caf\xe9 Z\xfcrich \u2013 na\xefve \ufb01gures", [101, 7668, 10204, 1516, 15743, 1984, 27390, 2229, 102]),
        ("\u738b\u660e in class 7b", [101, 1909, 1865, 1999, 2465, 1021, 2497, 102]),
        ("ab\x00c\ufffdd\u200be\tf\xa0g", [101, 5925, 3207, 1042, 1043, 102]),
        ("x" * 101 + " y", [101, 100, 1061, 102]),
        ("\U0001f642 smile", [101, 100, 2868, 102]),
        (
            "\u1fb3 \u0391\u0398\u0397\u039d\u0391 stra\xdfe \u0130",
            [101, 1155, 1155, 29725, 24824, 16177, 14608, 2358, 27807, 1045, 102],
        ),
    ],
)
def test_a_text_is_cut_into_the_same_numbers(pieces, text, numbers):
    assert pieces.of(text) == numbers


def test_a_long_text_is_cut_off_and_still_ended(pieces):
    found = pieces.of("truancy " * 400)
    assert len(found) == LONGEST and found[0] == 101 and found[-1] == 102


def test_a_list_of_another_kind_is_refused(tmp_path):
    (tmp_path / "vocab.txt").write_text("one\ntwo\n")
    with pytest.raises(KeyError):
        Pieces(tmp_path / "vocab.txt")
