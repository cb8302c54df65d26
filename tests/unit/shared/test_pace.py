"""How fast one address may ask."""

import pytest

from evidencehub.shared import pace
from evidencehub.shared.errors import TooMany


def test_one_address_asks_so_often_in_a_minute_and_another_is_not_held_up():
    for _ in range(3):
        pace.take("test", "2001:db8::1", most=3, clock=lambda: 61.0)
    with pytest.raises(TooMany):
        pace.take("test", "2001:db8::2", most=3, clock=lambda: 119.0)  # the same customer
    pace.take("test", "2001:db8:0:1::1", most=3, clock=lambda: 119.0)
    pace.take("test", "192.0.2.1", most=3, clock=lambda: 119.0)
    pace.take("test", "2001:db8::1", most=3, clock=lambda: 120.0)
