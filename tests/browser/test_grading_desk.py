"""Grading beside the report: words selected in it are cited, and keys move about once they are turned on."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.people import sign_in


@pytest.fixture
def desk(hub, new_page) -> Page:
    """The page of a step that a reviewer of the demonstration may still grade."""
    page = new_page()
    sign_in(page, hub.people["Reviewer one"], hub.password)
    page.goto("/reviews")
    for address in page.locator("main a[href^='/reviews/']").evaluate_all("all => all.map(one => one.href)"):
        page.goto(address)
        if (step := page.locator("main a[href*='/grade/']")).count():
            step.last.click()
            page.locator(".hub-desk__report").wait_for()
            return page
    raise AssertionError("no case of the demonstration is being graded by this reviewer")


def chosen(page):
    return page.locator(".hub-question").evaluate_all(
        "all => all.map(one => [...one.querySelectorAll('input[type=radio]')].findIndex(radio => radio.checked))"
    )


def test_words_selected_in_the_report_are_cited_with_their_page(desk, check):
    question = desk.locator(".hub-question").nth(1)
    question.get_by_label("Your reason").first.focus()
    words = desk.locator(".hub-desk__report .hub-page + p").first
    page_number = desk.locator(".hub-desk__report .hub-page").first.inner_text().split()[-1]
    words.click(click_count=3)
    desk.get_by_role("button", name="Cite the words selected").click()
    quoted = re.sub(r"\s+", " ", words.inner_text()).strip()[:30]
    expect(question.get_by_label("Your reason").first).to_have_value(re.compile(re.escape(f"“{quoted}")))
    expect(question.get_by_label("Page in the report").first).to_have_value(re.compile(rf"\b{page_number}\b"))
    expect(desk.locator("[data-desk-says]")).to_contain_text(f"Cited page {page_number}")
    check(desk)


def test_keys_do_nothing_until_they_are_turned_on_and_nothing_while_typing(desk, check):
    before = chosen(desk)
    desk.locator("h1").click()
    for key in ("j", "1", "c"):
        desk.keyboard.press(key)
    assert chosen(desk) == before
    desk.get_by_text("Citing, and keys").click()
    desk.get_by_label("Use keys on this page").check()
    check(desk)
    desk.keyboard.press("2")
    assert chosen(desk)[0] == 1
    desk.keyboard.press("j")
    desk.keyboard.press("3")
    assert chosen(desk)[1] == 2
    desk.keyboard.press("k")
    desk.keyboard.press("1")
    assert chosen(desk)[0] == 0
    reason = desk.locator(".hub-question").first.get_by_label("Your reason").first
    reason.fill("")
    reason.press_sequentially("j 1 c")
    expect(reason).to_have_value("j 1 c")
    assert chosen(desk)[:2] == [0, 2]
    desk.reload()
    desk.get_by_text("Citing, and keys").click()
    expect(desk.get_by_label("Use keys on this page")).to_be_checked()
