"""Numbers of the Research Organization Registry."""

import pytest

from evidencehub.shared.ror import address, canonical


@pytest.mark.parametrize(
    "typed",
    ["02jx3x895", "02JX3X895", "https://ror.org/02jx3x895", "http://www.ror.org/02jx3x895/", "ror.org/02jx3x895",
     " ROR: 02jx3x895 "],
)  # fmt: skip
def test_a_number_is_read_however_it_was_typed(typed):
    assert canonical(typed) == "02jx3x895"
    assert canonical(address("02jx3x895")) == "02jx3x895"


@pytest.mark.parametrize("number", ["041kmwe10", "027m9bs27", "00pjdza24", "04gyf1771", "02t274463", "03yrm5c26"])
def test_numbers_of_the_registry_hold(number):
    assert canonical(number) == number


@pytest.mark.parametrize("typed", ["02jx3x896", "02jx3x985", "20jx3x895", "02jx3x8", "02jx3u895", "grid.83440.3b", "?"])
def test_a_slip_of_one_sign_two_that_changed_places_and_other_numbers_are_told(typed):
    with pytest.raises(ValueError, match="ROR"):
        canonical(typed)


def test_nothing_typed_is_nothing():
    assert canonical("  ") == ""
