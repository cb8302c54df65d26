"""Somebody at a page whose entries, presses and pages are counted, as the person who sits there would."""

import re
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Frame, Locator, Page

from tests.browser.people import Check

_MAILS = "/mails"  # stands for a programme that is not ours


class Counted:
    """An entry is a field that is filled or a choice that is made; a press is a button or a link."""

    def __init__(self, page: Page, check: Check) -> None:
        self.page, self._check = page, check
        self.entries = self.presses = 0
        self.seen: list[str] = []  # the headings of the pages, in their order
        self._pages: list[str] = []
        page.on("framenavigated", self._arrived)

    def _arrived(self, frame: Frame) -> None:
        path = urlsplit(frame.url).path
        if frame == self.page.main_frame and path.startswith("/") and not path.startswith(_MAILS):
            self._pages.append(path)

    @property
    def pages(self) -> int:
        return len(self._pages)

    @property
    def heading(self) -> str:
        return self.page.get_by_role("heading", level=1).first.inner_text()

    def look(self) -> None:
        """Check the page that is there."""
        self._check(self.page)
        self.seen.append(self.heading)

    def fill(self, label: str, words: str) -> None:
        self.entries += 1
        self.page.get_by_label(label, exact=False).first.fill(words)

    def select(self, label: str, value: str) -> None:
        self.entries += 1
        self.page.get_by_label(label).select_option(value)

    def tick(self, label: str, within: Locator | None = None) -> None:
        self.entries += 1
        where, start = within or self.page, re.compile(f"^{re.escape(label)}")
        where.get_by_role("radio", name=start).or_(where.get_by_role("checkbox", name=start)).first.check()

    def bring(self, label: str, path: Path) -> None:
        self.entries += 1
        self.page.get_by_label(label).first.set_input_files(path)

    def press(self, name: str, *, brings: str = "") -> None:
        """A button or a link; what it leads to is looked at.

        :param brings: the heading that is there once what it began has come to its end, and the page has come anew.
        """
        self.presses += 1
        start = re.compile(f"^{re.escape(name)}")
        button = self.page.get_by_role("main").get_by_role("button", name=start)
        button.or_(self.page.get_by_role("main").get_by_role("link", name=start)).first.click()
        if brings:
            self.page.get_by_role("heading", name=brings).wait_for()
        self.look()
