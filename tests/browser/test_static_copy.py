"""A copy of the demonstration as plain files, in a folder below a server that knows nothing of the hub."""

import json
import re
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import expect

KINDS = (
    "index.html", "search/index.html", "search/index.html?q=reading", "projects/index.html",
    "projects/reading-pairs/index.html", "projects/see-it-inside/index.html", "outcomes/index.html",
    "outcomes/attendance/index.html", "gap-map/index.html", "accreditations/index.html", "plans/index.html",
    "accreditations/2025-0001/index.html", "verify/2025-0001/index.html", "standards/index.html",
    "standards/project-oracle/2014-reconstruction/index.html", "standards/crosswalk/index.html",
    "measures/gad-7/index.html", "vocabularies/outcomes/index.html", "figures/index.html",
    "evidence-requests/index.html", "about/privacy/index.html",
    "data/index.html",
)  # fmt: skip


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


@pytest.fixture(scope="module")
def copy(hub, tmp_path_factory):
    """The folder, and its address. It is made once: that takes half a minute."""
    around = tmp_path_factory.mktemp("served")
    made = hub.command("export", "static", str(around / "archive" / "hub"), "--json")
    assert made.returncode == 0, made.stdout + made.stderr
    assert json.loads(made.stdout)["broken"] == []
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(around)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield around / "archive" / "hub", f"http://127.0.0.1:{server.server_port}/archive/hub"
    server.shutdown()
    server.server_close()


@pytest.fixture
def reading(new_page, copy):
    """A page on which nothing but the copy's own server answers, and every answer is a file."""

    def make(**options):
        page = new_page(**options)
        page.context.route(lambda url: not url.startswith(copy[1]), lambda route: route.abort())
        page.on("response", lambda answer: answer.ok or page.wrong.append(f"{answer.status} {answer.url}"))
        return page

    return make


def test_each_kind_of_page_loads_from_the_folder_alone_and_has_no_axe_violation(reading, check, copy):
    page = reading()
    for path in KINDS:
        page.goto(f"{copy[1]}/{path}")
        expect(page.get_by_role("region", name="About this copy")).to_contain_text(
            "This is a copy of EvidenceHub made on"
        )
        check(page, axe_at=(320,))


def test_a_reader_finds_a_project_by_words_and_sees_what_the_hub_says_of_it(reading, copy):
    page = reading(width=390)
    page.goto(f"{copy[1]}/index.html")
    page.get_by_label("What do you want to change?").fill("reoffend")
    page.keyboard.press("Enter")
    expect(page.locator("#found-told")).to_have_text(re.compile(r"[1-9]\d* invented examples? for “reoffend”"))
    page.get_by_label("What do you want to change?").fill("pairs readng")
    page.get_by_role("button", name="Search").click()
    card = page.locator("article").filter(has_text="Reading Pairs")
    expect(card).to_contain_text("Standard 5 of 5")
    expect(card).to_contain_text("better")
    expect(card).to_contain_text("Invented example")
    assert card.get_by_role("checkbox").count() == 0
    card.get_by_role("link", name="Reading Pairs").click()
    page.get_by_role("heading", name="Reading Pairs", level=1).wait_for()
    page.goto(f"{copy[1]}/search/index.html?q=zzzzzz")
    expect(page.locator("#found-told")).to_have_text("Nothing found for “zzzzzz”")


def test_more_hits_come_by_a_press_and_the_focus_goes_to_them(reading, copy):
    page = reading()
    page.goto(f"{copy[1]}/search/index.html?q=children+people+qqqqqq")
    told = page.locator("#found-told")
    expect(told).to_contain_text("for “children people qqqqqq”")
    total = int(told.inner_text().split()[0])
    assert total > 20
    expect(page.locator("#found-cards article")).to_have_count(20)
    page.get_by_role("button", name="Show more").click()
    expect(page.locator("#found-cards article")).to_have_count(min(total, 40))
    assert (
        page.locator("#found-cards article").nth(20).locator("a").first.evaluate("it => it === document.activeElement")
    )


def test_without_javascript_the_lists_lead_to_every_project(reading, copy):
    page = reading(java_script_enabled=False)
    page.goto(f"{copy[1]}/index.html")
    page.get_by_role("link", name="Find what works").first.click()
    expect(page.get_by_text("Searching a copy needs JavaScript")).to_be_visible()
    page.get_by_role("link", name="All approaches, from A to Z").click()
    named = page.locator(".hub-copy-list a").all_inner_texts()
    assert len(named) >= 36 and named == sorted(named, key=str.casefold)
    page.get_by_role("link", name="Allotment Mornings").click()
    page.get_by_role("heading", name="Allotment Mornings", level=1).wait_for()
