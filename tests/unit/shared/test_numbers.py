"""What people type where a number belongs: read as they meant it, or refused with a way out. Never another number."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidencehub.shared.numbers import NotOneNumber, read_number, read_share

READ = {
    "12": 12, "0.5": 0.5, ".5": 0.5, "12.": 12, "+3": 3, "-0.35": -0.35, "−0.35": -0.35, "–0.35": -0.35, "‐1": -1,
    "—0.35": -0.35, "‒0.35": -0.35,
    "− 0.35": -0.35, "1,250": 1250, "1,250.75": 1250.75, "12,345,678": 12_345_678, "1 250": 1250, "1\u202f250": 1250,
    "\u00a07 ": 7, "1e-4": 0.0001, "-1,250": -1250, "000": 0,
}  # fmt: skip
REFUSED = {
    "0,35": "0.35",
    "-0,35": "-0.35",
    "−0,35": "-0.35",
    "1,5": "1.5",
    "1.234,5": "1234.5",
    "0,350": "0.350",
    "12,34": "12.34",
    "1 234,5": "1234.5",
    "1,23,456": "",
    "1,2345": "1.2345",
    "NaN": "",
    "nan": "",
    "inf": "",
    "-Infinity": "",
    "1_000": "",
    "１２": "",
    "٣": "",
    "p < .001": "limit",
    "<0.05": "limit",
    "≤ 5": "limit",
    "1 in 5": "",
    "2024/25": "",
    "12%": "",
    "12 50": "",
    "1,,250": "",
    "": "",
    "-": "",
    "1.2.3": "",
    "0x10": "",
    "12 people": "",
    "1e999": "too large",
    "£12": "",
    "12-15": "",
    "2e9": "too large",
    "1,250,00": "",
}


@pytest.mark.parametrize("typed", READ)
def test_a_number_is_read_as_it_was_meant(typed):
    assert read_number(typed) == READ[typed]


@pytest.mark.parametrize("typed", REFUSED)
def test_what_is_not_one_number_is_refused_with_a_way_out(typed):
    with pytest.raises(NotOneNumber, match=re.escape(REFUSED[typed]) or "write"):
        read_number(typed)


def test_a_sign_of_money_stands_before_money_alone():
    assert read_number("£1,240.50", before="£") == 1240.5
    assert read_number("£ 12", before="£") == 12
    with pytest.raises(NotOneNumber):
        read_number("12 £", before="£")


@pytest.mark.parametrize(
    ("typed", "share"), [("12%", 0.12), ("12 %", 0.12), ("88.2%", 0.882), ("0.12", 0.12), ("3 percent", 0.03), ("1", 1)]
)
def test_a_share_is_read_from_percent_or_as_a_decimal(typed, share):
    assert read_share(typed) == pytest.approx(share)


@pytest.mark.parametrize("typed", ["1,5%", "0,12", "12", "120%", "-3%", "%", "1.5"])
def test_what_is_no_share_is_refused(typed):
    with pytest.raises(NotOneNumber):
        read_share(typed)


@given(st.floats(-1e8, 1e8).map(lambda value: round(value, 4)))
def test_a_number_as_english_writes_it_is_that_number(value):
    assert read_number(f"{value:,.4f}") == value
    assert read_number(f"{value:,.4f}".replace("-", "−")) == value


@given(st.text(max_size=12))
def test_whatever_is_typed_is_a_number_or_refused(typed):
    try:
        assert abs(read_number(typed)) <= 1_000_000_000
    except NotOneNumber as error:
        assert str(error)
