"""A front-line worker on a phone, without an account, without JavaScript, or without a mouse."""

import re

import pypdfium2 as pdfium
import pytest

from evidencehub.standards.files.loading import load_standard
from tests.browser.people import leave_by
from tests.browser.watching import Watch, refused

# One standard for each kind of rule, and "try it" before, after and with mistakes.
ORACLE, WWC, EEF, BOND, GRADE, EIF = (
    f"/standards/{standard.id}/{standard.version}"
    for standard in map(load_standard, ("project-oracle", "wwc", "eef", "bond", "grade", "eif"))
)
STANDARDS = [
    ORACLE, WWC, EEF, BOND, GRADE, EIF, "/standards/project-oracle/versions", "/standards/project-oracle/compare",
    f"{ORACLE}/try", f"{ORACLE}/try?kind=qualitative", f"{ORACLE}/try?kind=pre-post&po1.1=met&po1.2=partly",
    f"{EIF}/try?1.kind=rct&1.eif2.1=met&2.kind=pre-post&2.who=others",
    f"{WWC}/try?1.kind=rct&1.wwc.outcome-sound=met&1.attrition_overall=42&1.baseline_es=0,04&hello=1",
    f"{EEF}/try?kind=rct&mdes=0.2&eef.confounding=high", f"{BOND}/try?bond.voice-1=3", f"{GRADE}/try?kind=qualitative",
]  # fmt: skip
PUBLIC = [
    "/", "/search", "/search?q=attendance", "/search?q=zzzz", "/search?direction=worse",
    "/search?tier=graded-3&outcome=violence-and-offending",
    "/projects/steady-start", "/projects/see-it-inside", "/projects/doorstep-breakfasts", "/projects/sound-garden",
    "/projects/team-talk", "/projects/home-safe-home", "/projects/bright-sparks", "/projects/reading-pairs",
    "/projects/steady-start/mistake",
    "/outcomes", "/outcomes/school-attendance", "/outcomes/attendance", "/search?outcome=attendance",
    "/compare", "/compare?with=steady-start&with=reading-pairs&add=zzzz", "/gap-map",
    "/gap-map?rows=approaches&outcome=school-attendance",
    "/measures", "/measures/gad-7", "/vocabularies/places/england-london",
    "/vocabularies/outcomes", "/standards", "/standards/project-oracle/2014-reconstruction",
    *STANDARDS, "/glossary", "/figures", "/projects/steady-start/notes", "/projects/steady-start/notes/new",
    "/evidence-requests", "/evidence-requests/new?outcome=attendance",
    "/search/columns", "/my-people", "/follow?q=attendance", "/follow/asked", "/shortlist",
    "/shortlist?with=steady-start",
    "/accreditations", "/verify", "/verify/1999-0001", "/verify/credentials", "/verify/2025-0001",
    "/accreditations/2025-0001", "/accreditations/2025-0001/badge", "/help-with-evaluations", "/figures/agreement",
    "/sign-in", "/register", "/forgotten-password", "/mails", "/nowhere",
    *(f"/about/{name}" for name in ("accessibility", "privacy", "what-we-keep", "terms", "contact", "cookies")),
]  # fmt: skip


@pytest.mark.parametrize("paths", [PUBLIC[part::3] for part in range(3)], ids=["first", "second", "third"])
def test_every_public_page_has_no_axe_violation_fits_the_window_and_tells_nobody_of_its_reader(
    hub, new_page, check, paths
):
    page = new_page()
    watch = Watch(page, hub.url)
    for path in paths:
        page.goto(path)
        check(page, axe_at=(320,))
        watch.keeps_nothing()
    assert watch.elsewhere == []


def test_the_policy_of_a_page_refuses_what_would_ask_another_site(new_page):
    page = new_page()
    page.goto("/projects/steady-start")
    assert {"connect-src", "img-src", "script-src-elem", "frame-src"} <= set(
        refused(page, "https://elsewhere.example/")
    )
    assert page.wrong and all("Content Security Policy" in line for line in page.wrong)
    page.wrong.clear()


def test_a_reader_checks_the_number_of_a_certificate_and_sees_its_badge(new_page, check):
    page = new_page(width=320)
    page.goto("/accreditations")
    number = page.locator("tbody th a").first.inner_text()
    page.get_by_role("link", name="Check a number").last.click()
    page.get_by_label("Number of the accreditation").fill(f" No. {number.replace('-', ' – ')}")
    page.get_by_role("button", name="Check it").click()
    page.get_by_role("heading", name="No: this is an invented example").wait_for()
    check(page, axe_at=(320,))
    page.get_by_role("link", name="Read the whole record").click()
    page.get_by_role("link", name="Badge for a website").click()
    page.get_by_role("heading", name=re.compile("^Badge: ")).wait_for()
    picture = page.get_by_role("img", name=re.compile(f"An invented example.*accreditation {number}"))
    picture.evaluate("image => image.decode()")
    assert picture.evaluate("image => image.naturalWidth") == 340, "the policy of the site lets it be drawn"
    check(page, axe_at=(320,))


def test_a_page_that_names_mistakes_asks_for_no_typeface(new_page):
    page = new_page()
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto("/register")
    page.get_by_role("button", name="Register").click()
    page.get_by_role("link", name="Enter your name").wait_for()
    page.evaluate("document.fonts.ready.then(() => true)")
    assert not [url for url in asked if "/fonts/" in url]


def test_a_worker_narrows_by_outcome_tier_and_direction_on_a_phone_without_javascript(new_page):
    page = new_page(width=320, java_script_enabled=False)
    page.goto("/")
    page.get_by_label("What do you want to change?").fill("violence")
    leave_by(page, "Search")
    assert not page.get_by_label(re.compile("Violence and offending")).is_visible(), "the list comes first"
    page.get_by_role("button", name="Filters").click()
    page.get_by_label(re.compile("Violence and offending")).check()
    page.get_by_role("button", name="Apply filters").click()
    page.wait_for_url("**outcome=violence-and-offending*")
    before = page.locator("h2, h1").filter(has_text=re.compile("approach")).first.inner_text()
    page.get_by_role("button", name="Filters (1 on)").click()
    page.locator("summary", has_text="What difference it made").click()
    page.get_by_label(re.compile("Worse")).first.check()
    page.get_by_role("button", name="Apply filters").click()
    page.wait_for_url("**direction=*")
    after = page.locator("h2, h1").filter(has_text=re.compile("approach")).first.inner_text()
    assert before != after
    page.get_by_role("link", name="See It Inside").click()
    page.wait_for_url("**/projects/*")
    text = page.locator("main").inner_text()
    assert "Invented example" in text and "Who checked this" in text and "Worse" in text


def test_three_cards_fit_a_phone_and_a_page_of_twenty_is_no_longer_than_seven_screens(new_page):
    page = new_page(width=390)
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto("/search")
    heights = page.locator(".hub-card").evaluate_all("all => all.map(one => one.getBoundingClientRect().height)")
    assert len(heights) == 20
    assert sum(heights) / 20 < 844 / 3
    assert page.evaluate("document.documentElement.scrollHeight") < 6000


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


def test_the_keyboard_alone_takes_a_suggestion_and_the_field_stays_what_it_was_without_one(new_page):
    page = new_page(width=390)
    page.goto("/")
    field = page.get_by_label("What do you want to change?")
    field.press_sequentially("school att")
    option = page.get_by_role("option", name=re.compile("School attendance Outcome"))
    option.wait_for()
    assert field.get_attribute("aria-expanded") == "true"
    field.press("ArrowDown")
    assert option.get_attribute("aria-selected") == "true"
    assert field.get_attribute("aria-activedescendant") == option.get_attribute("id")
    field.press("Escape")
    assert page.get_by_role("option").count() == 0 and field.input_value() == "school att"
    field.press("e")
    option.wait_for()
    field.press("ArrowDown")
    field.press("Enter")
    page.wait_for_url("**/outcomes/school-attendance")
    page.goto("/search")
    page.get_by_label("What do you want to change?").press_sequentially("Steady Sta")
    page.get_by_role("option", name=re.compile("Steady Start")).click()
    page.wait_for_url("**/projects/steady-start")
    page.goto("/search")
    field = page.get_by_label("What do you want to change?")
    field.press_sequentially("attendance")
    page.get_by_role("option").first.wait_for()
    field.press("Enter")
    page.wait_for_url("**/search?q=attendance*")


def test_suggestions_have_no_axe_violation(new_page, check):
    page = new_page(width=320)
    page.goto("/search")
    page.get_by_label("What do you want to change?").press_sequentially("school")
    page.get_by_role("option").first.wait_for()
    page.get_by_label("What do you want to change?").press("ArrowDown")
    check(page, axe_at=(320,))


@pytest.mark.parametrize(("width", "most"), [(390, 11), (1280, 13)])
def test_few_tabs_lead_to_the_first_result_and_fewer_past_what_stands_between(new_page, width, most):
    page = new_page(width=width)

    def tabs_to(selector):
        for count in range(1, 60):
            page.keyboard.press("Tab")
            if page.evaluate("wanted => document.activeElement.matches(wanted)", selector):
                return count
        raise AssertionError(f"nothing like {selector} within 60 tabs")

    page.goto("/search?q=sleep&sort=newest")
    assert tabs_to(".hub-card a") <= most
    page.goto("/search?q=sleep&sort=newest")
    skip = "a[href='#results']"
    first = tabs_to(skip)
    page.keyboard.press("Enter")
    assert first + 1 + tabs_to(".hub-card a") <= 10
    assert page.url.endswith("#results")


def test_a_team_grades_its_own_study_on_a_phone_without_an_account_or_javascript(new_page):
    page = new_page(width=320, java_script_enabled=False)
    page.goto("/standards")
    page.get_by_role("button", name="Try it on your own evaluation").click()
    page.get_by_label("Before and after", exact=True).check()
    page.get_by_role("button", name="Show the questions for this design").click()
    for number in range(1, 9):
        page.locator(f"[name='po1.{number}'][value=met]").check()
    leave_by(page, "See the result")
    panel = page.get_by_role("region", name="What your answers come to")
    assert "Cannot tell yet" in panel.inner_text()
    assert page.url.count("=met") == 8 and "=&" not in page.url, "the address can be shared, and holds what was said"
    way = page.get_by_role("region", name=re.compile("The shortest way to Standard 1"))
    way.locator("summary").click()
    assert "Words to start from" in way.inner_text()
    page.locator("summary", has_text="8 of 9 answered").click()
    page.locator("[name='po1.9'][value=met]").check()
    leave_by(page, "See the result")
    assert "Standard 1" in page.get_by_role("region", name="What your answers come to").inner_text()
    page.go_back()
    assert "Cannot tell yet" in page.locator("main").inner_text(), "back shows what was there before"


def test_the_keyboard_alone_grades_a_study_and_mends_a_wrong_number(new_page):
    page = new_page()
    page.goto(f"{EEF}/try?kind=rct")
    field = page.get_by_label("Share lost, all groups together")
    field.focus()
    page.keyboard.type("8")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="There is a problem").wait_for()
    link = page.get_by_role("link", name=re.compile("write 8% or 0.08"))
    link.focus()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.name") == "attrition_overall"
    page.keyboard.press("End")
    page.keyboard.type("%")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("attrition_overall=8%25"))
    page.get_by_role("heading", name="What your answers come to").wait_for()
    panel = page.get_by_role("region", name="What your answers come to")
    assert "no result to quote" in panel.inner_text() and "padlocks" not in panel.inner_text()
    panel.locator("summary").focus()
    page.keyboard.press("Enter")
    assert "padlocks" in panel.inner_text()


def test_a_link_to_a_question_of_a_folded_chapter_opens_it_on_a_phone(new_page):
    page = new_page(width=320)
    page.goto(ORACLE)
    question = page.locator("[id='po3.3']")
    assert not question.is_visible()
    page.locator("summary", has_text="Numbers and stories together").first.click()
    page.get_by_role("link", name="groups alike").locator("visible=true").first.click()
    question.wait_for(state="visible")
    wide = new_page()
    wide.goto(ORACLE)
    wide.locator("[id='po3.3']").wait_for(state="visible")


def test_a_reader_reports_a_mistake_on_a_phone_without_an_account_or_javascript(new_page):
    page = new_page(width=320, java_script_enabled=False)
    page.goto("/projects/reading-pairs")
    page.get_by_role("link", name="Report a mistake").last.click()
    page.get_by_role("button", name="Send the report").click()
    page.get_by_role("link", name="Say what is wrong").click()  # from the summary to the field
    page.get_by_label("What is wrong or out of date?").fill("It says three studies, and names two.")
    page.get_by_role("button", name="Send the report").click()
    page.get_by_role("heading", name="Thank you for your report").wait_for()
    assert page.get_by_text(re.compile(r"Your reference is \w{4}-\w{4}-\w{4}")).is_visible()
    assert page.get_by_text("An editor has not answered it yet.").is_visible()


def test_a_project_is_printed_on_two_pages(new_page, tmp_path):
    page = new_page()
    for slug in ("steady-start", "see-it-inside", "home-safe-home", "reading-pairs"):
        page.goto(f"/projects/{slug}")
        side = {edge: "12mm" for edge in ("top", "bottom", "left", "right")}
        page.pdf(path=tmp_path / f"{slug}.pdf", format="A4", margin=side)
        with pdfium.PdfDocument(tmp_path / f"{slug}.pdf") as printed:
            text = "".join(each.get_textpage().get_text_bounded() for each in printed)
            assert len(printed) == 2, slug
        for words in ("In short", "What you would need to start", "What it costs", "Cite this page"):
            assert words in text, (slug, words)


def test_the_whole_gap_map_is_printed_across_the_paper(new_page, tmp_path):
    page = new_page()
    page.goto("/gap-map")
    page.pdf(path=tmp_path / "map.pdf", format="A4", prefer_css_page_size=True)
    with pdfium.PdfDocument(tmp_path / "map.pdf") as printed:
        across = [each for each in printed if each.get_width() > each.get_height()]
        text = " ".join(" ".join(each.get_textpage().get_text_bounded() for each in across).split())
    assert "School attendance" in text and "Teaching and staff" in text  # the first column and the last
    assert "/search?" not in text
    page.set_viewport_size({"width": 1046, "height": 700})  # what A4 leaves between its margins, lying
    page.emulate_media(media="print")
    region = page.locator(".hub-map__region")
    assert region.evaluate("each => each.scrollWidth <= each.clientWidth")


def test_a_standard_is_printed_with_everything_open_and_without_its_navigation(new_page):
    page = new_page()
    page.goto(ORACLE)
    folded = page.get_by_text("Say what the problem is, who has it and how you know.")
    assert not folded.is_visible()
    page.emulate_media(media="print")
    assert folded.is_visible()
    assert not page.get_by_role("navigation", name="On this page").is_visible()


@pytest.mark.parametrize("words", ['"', "AND (", "*", "x" * 5000, "\u202e\u0000", "<script>alert(1)</script>"])
def test_whatever_is_typed_gets_an_answer(new_page, words):
    page = new_page()
    page.goto("/search")
    page.get_by_label("What do you want to change?").fill(words)
    page.get_by_role("button", name="Search").click()
    page.get_by_role("heading", level=1).first.wait_for()


def test_a_word_says_what_it_means_where_it_stands_and_leads_to_the_glossary_without_javascript(new_page, check):
    with_script, without = new_page(width=320), new_page(width=320, java_script_enabled=False)
    for page in (with_script, without):
        page.goto("/search?q=attendance")
        page.locator("summary", has_text="How to read the three marks").click()
    word = with_script.locator("a.hub-term", has_text="comparison group")
    word.focus()
    with_script.keyboard.press("Enter")
    meaning = with_script.get_by_role("note").filter(has_text="Similar people who did not get what was tried")
    meaning.wait_for()
    check(with_script, axe_at=(320,))
    with_script.keyboard.press("Escape")
    assert not meaning.is_visible()
    without.locator("a.hub-term", has_text="comparison group").click()
    without.wait_for_url("**/glossary#comparison-group")
