"""The first hour of somebody new: a charity of six with a Word report and a spreadsheet of eight results."""

import re
from pathlib import Path

import docx
import openpyxl

from tests.browser.counting import Counted
from tests.browser.people import open_mail

PROJECT, TITLE, PASSWORD = "Evening Kitchen", "A year of the Evening Kitchen", "four odd plates here"
HEADINGS = ("Outcome", "Measured with", "n", "Before M", "Before SD", "After M", "After SD")
ROWS = (
    ("Well-being", "WEMWBS", 48, 41.2, 8.1, 45.0, 8.4),
    ("Loneliness", "UCLA", 48, 6.4, 1.8, 5.7, 1.7),
    ("Friends to talk to", "Own survey", 48, 2.1, 1.2, 2.8, 1.3),
    ("Meals cooked a week", "Diary", 46, 2.9, 1.9, 3.6, 2.0),
    ("Hope", "Own survey", 48, 5.1, 2.0, 5.2, 2.1),
    ("Anxiety", "GAD-7", 47, 9.8, 4.9, 9.1, 4.8),
    ("Low mood", "PHQ-9", 47, 10.4, 5.3, 9.9, 5.2),
    ("Confidence in the kitchen", "Own survey", 48, 4.0, 1.7, 5.9, 1.6),
)
LESS_IS_BETTER = ("Loneliness", "Anxiety", "Low mood")


def walk(who: Counted, folder: Path, *, email: str, by_hand: bool = False) -> None:
    """From registering to "sent", as the pages lead."""
    report, sheet = _report(folder), _sheet(folder)
    _join(who, email)
    _describe(who)
    _evaluate(who)
    _by_hand(who) if by_hand else _results(who, sheet)
    _upload(who, report)
    _send(who)


def _report(folder: Path) -> Path:
    path, document = folder / "report.docx", docx.Document()
    document.add_heading(TITLE, 0)
    document.add_paragraph("Forty-eight people cooked together once a week for a year.")
    document.add_paragraph("They answered questionnaires at the start and at the end.")
    document.save(str(path))
    return path


def _sheet(folder: Path) -> Path:
    path, book = folder / "results.xlsx", openpyxl.Workbook()
    for line in (HEADINGS, *ROWS):
        book.active.append(line)
    book.save(path)
    return path


def _join(who: Counted, email: str) -> None:
    page = who.page
    page.goto("/register")
    who.look()
    who.fill("Your name", "Ada Lin")
    who.fill("Email address", email)
    who.fill("Password", PASSWORD)
    who.press("Register")
    open_mail(page, "Confirm your email address")
    page.get_by_role("link", name=re.compile("confirm")).click()
    who.presses += 1
    who.look()
    who.press("Confirm my address")
    who.press("Add your organisation")
    who.fill("Name of the organisation", f"Evening Kitchen Trust {email.partition('@')[0]}")
    who.tick("Charity")
    who.press("Add the organisation")


def _describe(who: Counted) -> None:
    who.fill("Name of the project", PROJECT)
    who.fill("What it is, in one sentence", "Neighbours who live alone cook and eat together once a week.")
    who.press("Save and go on")
    who.press("The need, and who it is for")
    who.fill("What need does the project meet?", "One in four here eats alone every day. They told us so in a survey.")
    who.fill("Who is it for?", "Adults who live alone, whatever their age.")
    who.press("Save and go on")
    who.fill("What do you do?", "Eight people cook with a volunteer each Tuesday, for a year.")
    who.press("Save and go on")
    who.fill("Why should it work?", "If people cook together, then they talk, and if they talk, they are less alone.")
    who.press("Save and go on")
    who.fill("How do you find out whether it works?", "Questionnaires at the start and after a year.")
    who.press("Save and go on")
    who.tick("Mental health and wellbeing")
    who.tick("Adults")
    who.tick("Community")
    who.press("Save and go on")


def _evaluate(who: Counted) -> None:
    who.press("Add an evaluation")
    who.fill("Title of the evaluation", TITLE)
    who.press("Save and go on")
    who.press("About the evaluation")
    who.fill("Who did it?", "Ada Lin")
    who.fill("Year of the report", "2025")
    who.press("Save and go on")
    for answer in ("Yes, or part of it", "Mostly numbers", "No, only people who took part", "Before, and after"):
        who.tick(answer)
        who.press("Continue")
    who.press("Yes, that is how it was done")
    who.press("Save and go on")  # people and places, as the project has them
    who.fill("What was done and found, in a few sentences?", "Most measures were better after a year. Hope was not.")
    who.press("Save and go on")


def _results(who: Counted, sheet: Path) -> None:
    page = who.page
    who.press("Add several results at once")
    who.bring("Choose a file", sheet)
    who.press("Continue")
    who.press("Continue")  # what each column is was guessed right
    who.select("Outcome area", "mental-health")
    who.press("Continue")
    questions = page.locator("fieldset:has(input[name^='higher-'])")
    for place in range(questions.count()):
        one = questions.nth(place)
        is_less = one.locator("legend").inner_text().startswith(LESS_IS_BETTER)
        who.tick("No, lower" if is_less else "Yes, higher", one)
    who.press("Save 8 results")


def _by_hand(who: Counted) -> None:
    """The same eight, typed one by one."""
    page = who.page
    who.press("Add a result")
    who.tick("Averages")
    who.press("Continue")
    for place, row in enumerate(ROWS):
        outcome, measure, people, before, spread_before, after, spread_after = map(str, row)
        if not page.get_by_label("Outcome area").input_value():
            who.select("Outcome area", "mental-health")
        who.fill("What was measured?", outcome)
        who.fill("With what?", measure)
        who.tick("No, lower" if outcome in LESS_IS_BETTER else "Yes, higher")
        for label, words in (
            ("What are the numbers in?", "points"), ("People measured before and after", people),
            ("Average before", before), ("Standard deviation before", spread_before),
            ("Average after", after), ("Standard deviation after", spread_after),
        ):  # fmt: skip
            if page.get_by_label(label).input_value() != words:
                who.fill(label, words)
        who.press("Save and add another" if place < len(ROWS) - 1 else "Save")


def _upload(who: Counted, report: Path) -> None:
    who.press("Go on")
    who.bring("Choose one file or more", report)
    who.press("Upload", brings="report.docx")


def _send(who: Counted) -> None:
    who.press("Go on")
    who.press("Check your answers")
    who.tick("Everyone named")
    who.tick("There is nothing in it that names people")
    who.press("Send to be graded")
