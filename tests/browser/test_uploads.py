"""Files in parts, as a browser sends them: over a line that breaks, and again on another day."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.people import sign_in
from tests.support.documents import a_pdf, words

MB = 1024 * 1024
FAILED = "net::ERR_FAILED"


@pytest.fixture
def large(tmp_path):
    path = tmp_path / "The whole report.pdf"
    content = a_pdf(words("Attendance rose."))
    path.write_bytes(content + b"%" * (5 * MB - len(content)))
    return path


@pytest.fixture
def small(tmp_path):
    path = tmp_path / "Tables.pdf"
    path.write_bytes(a_pdf(words("Tables")))
    return path


def _a_study(hub, page: Page, name: str) -> str:
    sign_in(page, hub.people["Project team"], hub.password)
    page.goto("/team/projects/new")
    page.get_by_label("Name of the project").fill(name)
    page.get_by_label("What it is, in one sentence").fill("Volunteers walk to school with young people.")
    page.get_by_role("button").last.click()
    page.wait_for_url("**/team/projects/*")
    page.goto(page.url + "/evaluations/new")
    page.locator("main input[type=text]").first.fill("The first year")
    page.locator("main button[type=submit]").click()
    page.wait_for_url("**/team/evaluations/*")
    page.goto(page.url.rstrip("/") + "/documents")
    return page.url


def _offsets(page: Page) -> list[str]:
    """Where each part that is sent begins, as it is sent."""
    seen: list[str] = []
    page.on("request", lambda one: seen.append(one.headers["upload-offset"]) if one.method == "PATCH" else None)
    return seen


def test_several_files_arrive_over_a_line_that_breaks(hub, new_page, check, large, small):
    page = new_page(width=320)
    _a_study(hub, page, "Files over a broken line")
    check(page)
    offsets, broken = _offsets(page), []

    def breaks(route):
        if route.request.method == "PATCH" and len(offsets) == 2 and not broken:
            broken.append(True)
            route.abort()
        else:
            route.continue_()

    page.route("**/team/uploads/*", breaks)
    page.get_by_label("Choose one file or more").set_input_files([large, small])
    page.get_by_role("radio", name="Annex").check()
    page.get_by_role("button", name="Upload").click()
    expect(page.get_by_text("The connection is broken. We try again.")).to_be_visible()
    check(page)
    expect(page.get_by_text("We have Tables.pdf.")).to_be_visible()
    expect(page.get_by_role("heading", name="The whole report.pdf")).to_be_visible()
    assert offsets == ["0", str(2 * MB), str(2 * MB), str(4 * MB), "0"] and broken
    page.wrong[:] = [one for one in page.wrong if FAILED not in one]


def test_the_same_file_goes_on_where_it_stopped(hub, new_page, check, large):
    page = new_page()
    address = _a_study(hub, page, "Files on two days")
    held = []
    page.route(
        "**/team/uploads/*",
        lambda route: held.append(route) if route.request.headers.get("upload-offset") not in {None, "0"}
        else route.continue_(),
    )  # fmt: skip
    page.get_by_label("Choose one file or more").set_input_files(large)
    page.get_by_role("button", name="Upload").click()
    page.get_by_text("2 MB of 5 MB").wait_for()
    while not held:
        page.wait_for_timeout(50)
    page.get_by_role("button", name="Stop").click()
    expect(page.get_by_text("Stopped. What has arrived is kept for three days")).to_be_visible()
    check(page)
    page.close()

    page = new_page()
    sign_in(page, hub.people["Project team"], hub.password)
    page.goto(address)
    expect(page.get_by_text(re.compile(r"2 MB of 5 MB\s+are here"))).to_be_visible()
    check(page)
    offsets = _offsets(page)
    page.get_by_label("Choose one file or more").set_input_files(large)
    page.get_by_role("button", name="Upload").click()
    expect(page.get_by_text("We have The whole report.pdf.")).to_be_visible()
    assert offsets == [str(2 * MB), str(4 * MB)]
    expect(page.get_by_text("Not whole yet")).to_have_count(0)


def test_a_file_that_cannot_be_taken_is_told_beside_it(hub, new_page, check, tmp_path, small):
    page = new_page()
    _a_study(hub, page, "Files of other kinds")
    film = tmp_path / "film.mp4"
    film.write_bytes(b"\x00\x00\x00\x20ftypisom" + bytes(1000))
    page.get_by_label("Choose one file or more").set_input_files([film, small])
    page.get_by_role("button", name="Upload").click()
    expect(page.get_by_text("This file is none of them.")).to_be_visible()
    expect(page.get_by_text("It is here.")).to_be_visible()
    check(page, axe_at=(320,))
    page.get_by_role("button", name="Upload").click()  # only what is not there is sent again
    expect(page.get_by_text("This file is none of them.")).to_be_visible()
    expect(page.get_by_text("You have added this file already")).to_have_count(0)
