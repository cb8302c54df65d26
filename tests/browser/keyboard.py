"""Somebody at a page who has a keyboard and no pointer."""

import re
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Locator, Page

from tests.browser.counting import Counted
from tests.browser.people import Check

_MOST = 150  # a page that takes more of one key to get to a place has a trap in it
_IS_FOCUSED = "one => one === document.activeElement"
_IS_OF_ITS_GROUP = "one => one.type === document.activeElement.type && one.name === document.activeElement.name"
# What has the focus lies on the screen, and nothing lies over it (WCAG 2.2, 2.4.11).
_IS_IN_SIGHT = """one => {
    const box = one.getBoundingClientRect()
    const [x, y] = [box.left + Math.min(box.width, innerWidth) / 2, box.top + Math.min(box.height, 40) / 2]
    const there = document.elementFromPoint(x, y)
    return there !== null && (one.contains(there) || there.contains(one) || there.htmlFor === one.id)
}"""


class AtTheKeyboard(Counted):
    """Goes over the page by Tab, past what each page has above its contents, and counts the keys that are no words."""

    def __init__(self, page: Page, check: Check) -> None:
        super().__init__(page, check)
        self.keys = 0
        self._is_new = True

    def look(self) -> None:
        super().look()
        self._is_new = True

    def fill(self, label: str, words: str) -> None:
        self.entries += 1
        self._go_to(self.page.get_by_label(label, exact=False).first)
        self._key("Control+A")  # what is there already gives way
        self.page.keyboard.type(words)

    def select(self, label: str, value: str) -> None:
        self.entries += 1
        field = self.page.get_by_label(label)
        self._go_to(field)
        self.page.keyboard.type(field.locator(f"option[value='{value}']").inner_text().strip())
        assert field.input_value() == value

    def tick(self, label: str, within: Locator | None = None) -> None:
        self.entries += 1
        where, start = within or self.page, re.compile(f"^{re.escape(label)}")
        box = where.get_by_role("radio", name=start).or_(where.get_by_role("checkbox", name=start)).first
        self._go_to(box)
        if not box.is_checked():
            self._key("Space")
        assert box.is_checked()

    def bring(self, label: str, path: Path) -> None:
        """The window in which a file is chosen is the machine's own, and not of the page."""
        self.entries += 1
        field = self.page.get_by_label(label).first
        self._go_to(field)
        field.set_input_files(path)

    def press(self, name: str, *, brings: str = "") -> None:
        self.presses += 1
        start, main = re.compile(f"^{re.escape(name)}"), self.page.get_by_role("main")
        button = main.get_by_role("button", name=start).or_(main.get_by_role("link", name=start)).first
        self._go_to(button)
        with self.page.expect_navigation():
            self._key("Enter")
        if brings:
            self.page.get_by_role("heading", name=brings).wait_for()
        self.look()

    def _key(self, key: str) -> None:
        self.keys += 1
        self.page.keyboard.press(key)

    def _go_to(self, place: Locator) -> None:
        if self._is_new:
            self._is_new = False
            self._skip()
        if place.get_attribute("type") == "radio":  # Tab leads to its group, and arrows within the group
            self._until(lambda: place.evaluate(_IS_OF_ITS_GROUP), "Tab")
            self._until(lambda: place.evaluate(_IS_FOCUSED), "ArrowDown")
        self._until(lambda: place.evaluate(_IS_FOCUSED), "Tab")
        self._must_be_in_sight(place)

    def _skip(self) -> None:
        """Past the banner and the links that each page has.

        Not where the page has set the focus itself, as on what it says came of a press; nor where the address leads
        into the contents already, as after a form that was sent from there.
        """
        if self.page.locator("body *:focus").count() or self.page.url.endswith("#main-content"):
            return
        self._key("Tab")
        assert self.page.locator("*:focus").inner_text() == "Skip to main content"
        with self.page.expect_event("framenavigated"):
            self._key("Enter")
        self._pages.pop()  # it is the same page

    def _until(self, is_there: Callable[[], bool], key: str) -> None:
        for _ in range(_MOST):
            if is_there():
                return
            self._key(key)
        raise AssertionError(f"{self.heading}: not reached by {_MOST} times {key}")

    def _must_be_in_sight(self, place: Locator) -> None:
        assert place.evaluate(_IS_IN_SIGHT), f"{self.heading}: what has the focus cannot be seen"
