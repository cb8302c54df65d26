"""What people do in the browser, in their words: each finds things by role and name, as they would."""

import re
from collections.abc import Callable, Mapping
from pathlib import Path

from playwright.sync_api import Page

Check = Callable[[Page], None]


def sign_in(page: Page, email: str, password: str) -> None:
    page.goto("/sign-in")
    page.get_by_label("Email address").fill(email)
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_text("Signed in as").wait_for()


def leave_by(page: Page, name: str) -> None:
    """Press a button or follow a link, and wait until all of the page that it leads to is there.

    A click returns as soon as that page begins to come, so what is then counted or listed at once may be half of it.
    """
    with page.expect_navigation():
        page.get_by_role("button", name=name, exact=True).or_(page.get_by_role("link", name=name, exact=True)).click()


def sign_out(page: Page) -> None:
    page.get_by_role("button", name="Sign out").click()
    page.get_by_text("You are signed out.").wait_for()


def open_mail(page: Page, subject: str) -> None:
    """Read a mail in the page that a hub on one's own machine has; the newest is first."""
    page.goto("/mails")
    page.get_by_role("link", name=subject).first.click()
    page.get_by_role("heading", name=subject).wait_for()


def register(page: Page, check: Check, *, name: str, email: str, password: str) -> None:
    page.goto("/register")
    check(page)
    page.get_by_label("Your name").fill(name)
    page.get_by_label("Email address").fill(email)
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("button", name="Register").click()
    page.get_by_role("heading", name="Check your email").wait_for()
    check(page)
    open_mail(page, "Confirm your email address")
    check(page)
    page.get_by_role("link", name=re.compile("confirm")).click()
    check(page)
    page.get_by_role("button", name="Confirm my address").click()
    page.get_by_text("Your email address is confirmed, and you are signed in").wait_for()


class Team:
    """A project team at its own pages."""

    def __init__(self, page: Page, check: Check) -> None:
        self.page, self.check = page, check

    def _save(self) -> None:
        self.check(self.page)
        to_the_list = self.page.get_by_role("button", name="Save and go back to the list")
        to_the_list.or_(self.page.get_by_role("button", name="Save", exact=True)).first.click()

    def add_organisation(self, name: str) -> None:
        self.page.goto("/organisations/new")
        self.check(self.page)
        self.page.get_by_label("Name of the organisation").fill(name)
        self.page.get_by_label("Charity", exact=True).check()
        self.page.get_by_role("button", name="Add the organisation").click()

    def describe_project(self, name: str, answers: Mapping[str, Mapping[str, str]]) -> None:
        """Fill in the task list: for each task its text answers by label."""
        page = self.page
        page.get_by_label("Name of the project").fill(name)
        page.get_by_label("What it is, in one sentence").fill(
            "Volunteers walk to school with pupils who often miss it."
        )
        self.check(page)
        page.get_by_role("button", name="Save and go on").or_(page.get_by_role("button", name="Save")).first.click()
        self.check(page)
        for task, texts in answers.items():
            page.get_by_role("link", name=task).first.click()
            for label, text in texts.items():
                field = page.get_by_label(label)
                if text:
                    field.fill(text)
                else:
                    field.first.check()
            self._save()

    def add_evaluation(self, title: str) -> None:
        page = self.page
        page.get_by_role("button", name="Add an evaluation").click()
        page.get_by_label("Title of the evaluation").fill(title)
        self.check(page)
        page.get_by_role("button", name=re.compile("Save|Add")).first.click()
        self.check(page)
        page.get_by_role("link", name="About the evaluation").first.click()
        page.get_by_label("Who did it?").fill("Ruth Abara\nPavel Novak")
        page.get_by_label("Year of the report").fill("2025")
        self._save()
        self.find_design("Yes, or part of it", "Mostly numbers", "No, only people who took part", "Before, and after")
        page.get_by_role("link", name="Who took part, and who was lost").first.click()
        page.get_by_label("How many people were measured at the end?").fill("84")
        self._save()
        page.get_by_role("link", name="What was done and found").first.click()
        page.get_by_label("What was done and found, in a few sentences?").fill(
            "Pupils were in school for more days than before."
        )
        self._save()

    def find_design(self, *answers: str) -> None:
        page = self.page
        page.get_by_role("link", name="How it was done").first.click()
        for answer in answers:
            self.check(page)
            page.get_by_label(answer, exact=True).check()
            page.get_by_role("button", name="Continue").click()
        self.check(page)
        page.get_by_role("button", name="Yes, that is how it was done").click()
        self.check(page)
        page.get_by_role("link", name="Back to the evaluation").click()

    def add_result(self) -> None:
        page = self.page
        page.get_by_role("link", name="Outcome results").first.click()
        self.check(page)
        page.get_by_role("button", name="Add a result").click()
        self.check(page)
        page.get_by_label("One group: before, and after").check()
        page.get_by_label("Averages").check()
        page.get_by_role("button", name="Continue").click()
        self.check(page)
        page.get_by_label("Outcome area").select_option("school-attendance")
        page.get_by_label("What was measured?").fill("Days in school")
        page.get_by_label("Yes, higher is better").check()
        page.get_by_label("What are the numbers in?").fill("days")
        page.get_by_label("People measured before and after").fill("840")
        page.get_by_label("Average before").fill("152")
        page.get_by_label("Average after").fill("160")
        page.get_by_label("Margin of error: from").fill("5")
        page.get_by_label("Margin of error: to").fill("11")
        page.get_by_role("button", name="Show how it will read").click()
        page.get_by_role("heading", name="There is a problem").wait_for()  # 840 people in a study of 84
        self.check(page)
        page.get_by_label("People measured before and after").fill("84")
        page.get_by_role("button", name="Show how it will read").click()
        page.get_by_text("days in school went up by 8 days, from 152 to 160 (somewhere between 5 and 11)").wait_for()
        self.check(page)
        self._save()
        self.check(page)

    def send(self, project: str) -> None:
        page = self.page
        page.goto("/team")
        self.check(page)
        page.get_by_role("link", name=project).first.click()
        page.get_by_role("button", name="Check your answers").click()
        self.check(page)
        page.get_by_label(re.compile("Everyone named")).check()
        page.get_by_label(re.compile("names people who took part")).check()
        page.get_by_role("button", name="Send to be graded").click()
        page.get_by_role("heading", name=re.compile("sent|happens next", re.I)).first.wait_for()
        self.check(page)

    def upload(self, path: Path) -> None:
        """Upload a report and wait until the worker has read it."""
        page = self.page
        page.get_by_label(re.compile("Choose a file|file", re.I)).first.set_input_files(path)
        self.check(page)
        page.get_by_role("button", name="Upload").click()
        page.get_by_role("link", name=re.compile("See what we read")).wait_for(timeout=30_000)
        self.check(page)


class Reviewer:
    def __init__(self, page: Page, check: Check) -> None:
        self.page, self.check = page, check

    def accept(self, project: str) -> None:
        page = self.page
        page.goto("/reviews")
        self.check(page)
        assert project not in page.locator("main").inner_text(), "whose it is shows only after the machine's check"
        page.get_by_role("link", name=re.compile("invitation|Can you grade|Answer", re.I)).first.click()
        self.check(page)
        page.get_by_role("button", name="Yes, show me whose it is").or_(
            page.get_by_role("link", name="Yes, show me whose it is")
        ).first.click()
        page.get_by_text(project).first.wait_for()
        self.check(page)
        page.get_by_label("No, I know of none").check()
        page.get_by_role("button", name="Send my declaration").click()
        page.get_by_role("link", name="Read the report").wait_for()
        self.check(page)

    def grade(self, tier: str, answers: Mapping[str, str], default: str = "Met") -> None:
        """Answer every question of one tier; ``answers`` gives those that are not the default, by heading."""
        page = self.page
        page.get_by_role("link", name=re.compile(rf"^{tier}")).first.click()
        page.get_by_role("heading", level=1, name=re.compile(f"^{tier}")).wait_for()
        self.check(page)
        for question in page.locator("section.hub-question").all():
            heading = question.get_by_role("heading").inner_text()
            answer = next((given for part, given in answers.items() if part.lower() in heading.lower()), default)
            question.get_by_label(answer, exact=True).check()
            question.get_by_label("Your reason").fill(f"{answer}: the report says so in its own words.")
            question.get_by_label("Page in the report").fill("1")
        page.get_by_role("button", name="Save and stay here").click()
        page.get_by_text(re.compile(r"(\d+) of \1 graded")).first.wait_for()

    def back(self, project: str) -> None:
        self.page.get_by_role("link", name=project).first.click()

    def send(self) -> None:
        page = self.page
        page.get_by_role("link", name=re.compile("^Did anything get")).first.click()
        self.check(page)
        page.get_by_role("group", name="Did anything get worse for people?").get_by_role(
            "radio", name=re.compile("^No,")
        ).check()
        page.get_by_role("group", name="Was harm looked for?").get_by_role("radio", name="Yes").check()
        page.get_by_role("button", name="Save and go on").click()
        self.check(page)
        page.get_by_role("button", name="Send my findings").click()
        self.check(page)
