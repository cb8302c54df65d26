"""Numbers of charities."""

import pytest

from evidencehub.shared.charity import address, canonical, register_of


@pytest.mark.parametrize(
    ("typed", "number", "register"),
    [
        ("1234567", "1234567", "England and Wales"),
        (" 123 456 ", "123456", "England and Wales"),
        ("sc012345", "SC012345", "Scotland"),
        ("SC 012-345", "SC012345", "Scotland"),
        ("nic100001", "NIC100001", "Northern Ireland"),
    ],
)
def test_a_number_is_read_however_it_was_typed_and_its_register_is_known(typed, number, register):
    assert canonical(typed) == number and register_of(number).name == register
    assert address(number).startswith("https://") and number[-6:] in address(number)


@pytest.mark.parametrize("typed", ["12345", "12345678", "SC1234", "NI100001", "CR12345", "XY123456", "١٢٣٤٥٦", "no"])
def test_what_is_of_no_register_is_told(typed):
    with pytest.raises(ValueError, match="A charity number has"):
        canonical(typed)


def test_nothing_typed_is_nothing():
    assert canonical(" ") == "" == address("")
