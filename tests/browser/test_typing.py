"""What is typed saves by itself, a second tab is told, and nothing is lost when the session ends."""

import re

from playwright.sync_api import expect

from tests.browser.people import sign_in, sign_out

TEXT = "Young people who often miss school fall behind, and nobody walks with them."


def _a_page_of_answers(hub, page):
    """A draft of the team's own, so that no other test meets it; the address of one of its pages."""
    sign_in(page, hub.people["Project team"], hub.password)
    page.goto("/team/projects/new")
    page.get_by_label("Name of the project").fill("Walking together")
    page.get_by_label("What it is, in one sentence").fill("Volunteers walk to school with young people.")
    page.get_by_role("button").last.click()
    page.wait_for_url("**/team/projects/*")
    return page.url + "/need"


def test_what_is_typed_saves_by_itself_and_a_second_tab_is_told(hub, new_page, check):
    page = new_page()
    address = _a_page_of_answers(hub, page)
    page.goto(address)
    second = page.context.new_page()
    second.goto(address)
    page.locator("textarea").first.fill(TEXT)
    expect(page.locator("[data-saves-itself-says]")).to_have_text(re.compile(r"Saved at \d\d:\d\d\."), timeout=15_000)
    expect(second.locator("[data-saves-itself-says]")).to_contain_text("in another tab")
    check(page)
    second.locator("textarea").first.fill("Something else.")
    expect(second.locator("[data-saves-itself-says]")).to_contain_text("Not saved", timeout=15_000)
    page.locator("textarea").first.press_sequentially(" Not one.")
    expect(page.locator("[data-saves-itself-says]")).to_contain_text("Saved at")
    page.get_by_role("button", name="Save and go back to the list").click()
    page.wait_for_url("**/team/projects/*")
    page.goto(address)
    expect(page.locator("textarea").first).to_have_value(TEXT + " Not one.")


def test_what_is_typed_after_signing_out_elsewhere_is_there_again(hub, new_page, check):
    page = new_page()
    address = _a_page_of_answers(hub, page)
    page.goto(address)
    second = page.context.new_page()
    second.goto("/team")
    sign_out(second)
    page.locator("textarea").first.fill(TEXT)
    expect(page.locator("[data-saves-itself-says]")).to_contain_text("you are signed out", timeout=15_000)
    page.get_by_role("button", name="Save and go back to the list").click()
    page.get_by_text("We have kept what you typed").wait_for()
    check(page)
    page.get_by_label("Email address").fill(hub.people["Project team"])
    page.get_by_label("Password", exact=True).fill(hub.password)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("heading", name="What you typed").wait_for()
    check(page)
    page.get_by_role("button", name="Send it now").click()
    page.wait_for_url("**/team/projects/*")
    page.goto(address)
    expect(page.locator("textarea").first).to_have_value(TEXT)
