"""A charity of six with a Word report and a spreadsheet of eight results gets from registering to "sent".

docs/first-hour.md says step by step what that takes, and these are its figures.
"""

import pytest

from tests.browser.first_hour import walk

FIGURES = {False: (36, 33, 34), True: (90, 38, 39)}  # entries, presses, pages, by whether results are typed one by one


@pytest.mark.parametrize("by_hand", [False, True])
def test_from_registering_to_sent_takes_no_more_than_we_say(hub, new_page, check, tmp_path, by_hand):
    who = walk(new_page(), check, tmp_path, email=f"ada{by_hand}@six.example.org", by_hand=by_hand)
    assert "Expect your letter" in who.page.get_by_role("main").inner_text()
    assert (who.entries, who.presses, who.pages) == FIGURES[by_hand]


def test_it_takes_as_much_without_javascript_on_a_phone(hub, new_page, tmp_path):
    page = new_page(width=320, java_script_enabled=False)
    who = walk(page, lambda _page: None, tmp_path, email="bo@six.example.org")
    assert (who.entries, who.presses, who.pages) == FIGURES[False]
