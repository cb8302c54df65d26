"""A charity of six with a Word report and a spreadsheet of eight results gets from registering to "sent".

docs/first-hour.md says step by step what that takes, and these are its figures.
"""

import pytest

from tests.browser.counting import Counted
from tests.browser.first_hour import walk
from tests.browser.keyboard import AtTheKeyboard

FIGURES = {False: (36, 33, 34), True: (90, 38, 39)}  # entries, presses, pages, by whether results are typed one by one
MOST_KEYS = 400  # besides those that type words: each link that a page gets is one more to pass


@pytest.mark.parametrize("by_hand", [False, True])
def test_from_registering_to_sent_takes_no_more_than_we_say(hub, new_page, check, tmp_path, by_hand):
    who = Counted(new_page(), check)
    walk(who, tmp_path, email=f"ada{by_hand}@six.example.org", by_hand=by_hand)
    assert "Expect your letter" in who.page.get_by_role("main").inner_text()
    assert (who.entries, who.presses, who.pages) == FIGURES[by_hand]


def _unchecked(_page):
    """Checked by axe above, and axe needs JavaScript."""


def test_it_takes_as_much_without_javascript_on_a_phone_by_the_keyboard_alone(hub, new_page, tmp_path):
    who = AtTheKeyboard(new_page(width=320, java_script_enabled=False), _unchecked)
    walk(who, tmp_path, email="bo@six.example.org")
    assert (who.entries, who.presses, who.pages) == FIGURES[False]


def test_it_goes_by_the_keyboard_alone(hub, new_page, tmp_path):
    who = AtTheKeyboard(new_page(), _unchecked)
    walk(who, tmp_path, email="cy@six.example.org")
    assert (who.entries, who.presses, who.pages) == FIGURES[False]
    assert who.keys < MOST_KEYS
