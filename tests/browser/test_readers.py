"""A front-line worker on a phone, without an account, without JavaScript, or without a mouse."""

import re

import pytest

PUBLIC = [
    "/", "/search", "/search?q=attendance", "/search?q=zzzz", "/search?direction=worse",
    "/search?tier=graded-3&outcome=violence-and-offending",
    "/projects/steady-start", "/projects/see-it-inside", "/projects/doorstep-breakfasts", "/projects/sound-garden",
    "/projects/team-talk", "/projects/home-safe-home", "/projects/bright-sparks", "/projects/reading-pairs",
    "/outcomes", "/outcomes/school-attendance", "/standards", "/standards/project-oracle/2014-reconstruction",
    "/accreditations", "/sign-in", "/register", "/forgotten-password", "/mails", "/nowhere",
    *(f"/about/{name}" for name in ("accessibility", "privacy", "terms", "contact", "cookies")),
]  # fmt: skip


@pytest.mark.parametrize("width", [320, 1280])
def test_every_public_page_has_no_axe_violation_and_fits_the_window(new_page, check, width):
    page = new_page(width=width)
    for path in PUBLIC:
        page.goto(path)
        check(page)


def test_a_worker_narrows_by_outcome_tier_and_direction_on_a_phone_without_javascript(new_page):
    page = new_page(width=320, java_script_enabled=False)
    page.goto("/")
    page.get_by_label("What do you want to change?").fill("violence")
    page.get_by_role("button", name="Search").click()
    page.locator("summary", has_text="Filters").click()
    page.get_by_label(re.compile("Violence and offending")).check()
    page.get_by_role("button", name="Apply filters").click()
    assert "outcome=violence-and-offending" in page.url
    before = page.locator("h2, h1").filter(has_text=re.compile("approach")).first.inner_text()
    page.locator("summary", has_text="Filters").click()
    page.locator("summary", has_text="What difference it made").click()
    page.get_by_label(re.compile("Worse")).first.check()
    page.get_by_role("button", name="Apply filters").click()
    after = page.locator("h2, h1").filter(has_text=re.compile("approach")).first.inner_text()
    assert before != after
    page.get_by_role("link", name="See It Inside").click()
    text = page.locator("main").inner_text()
    assert "Invented example" in text and "Who checked this" in text and "Worse" in text


def test_the_three_marks_stand_apart_on_a_project_page(new_page):
    page = new_page()
    page.goto("/projects/see-it-inside")
    text = page.locator("main").inner_text()
    for mark in ("How sure are we?", "What difference did it make?", "a person"):
        assert mark in text
    assert "Standard 3 of 5" in text, "a harmful result can be as well evidenced as a good one"


def test_the_keyboard_alone_finds_and_opens_a_project(new_page):
    page = new_page()
    page.goto("/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent.trim()") == "Skip to main content"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.name") == "q"
    page.keyboard.type("attendance")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("q=attendance"))
    link = page.get_by_role("link", name="Steady Start")
    for _ in range(80):
        page.keyboard.press("Tab")
        if link.evaluate("link => link === document.activeElement"):
            break
    page.keyboard.press("Enter")
    page.get_by_role("heading", level=1, name="Steady Start").wait_for()


@pytest.mark.parametrize("words", ['"', "AND (", "*", "x" * 5000, "\u202e\u0000", "<script>alert(1)</script>"])
def test_whatever_is_typed_gets_an_answer(new_page, words):
    page = new_page()
    page.goto("/search")
    page.get_by_label("What do you want to change?").fill(words)
    page.get_by_role("button", name="Search").click()
    page.get_by_role("heading", level=1).first.wait_for()
