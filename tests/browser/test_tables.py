"""Eight results from a table that was pasted: how many entries and presses it takes, also without JavaScript."""

from playwright.sync_api import Page, expect

from tests.browser.people import leave_by, sign_in

TABLE = """Outcome\tMeasured with\tIntervention n\tIntervention M (SD)\tControl n\tControl M (SD)\tp value
Days in school\tRegister\t60\t93.2 (14.1)\t58\t90.1 (13.9)\t0.23
Days missed\tRegister\t60\t6.8 (4.1)\t58\t9.9 (4.4)\t< 0.001
Well-being\tWEMWBS\t60\t45.2 (8.1)\t58\t43.0 (8.4)\t0.15
Secondary outcomes
Belonging\tPSSM\t60\t3.2 (0.9)\t58\t3.1 (0.8)\t0.52
Lateness\tRegister\t60\t#DIV/0!\t58\t4.1 (2.2)\t0.70
Reading\tNGRT\t60\t101.2 (14.0)\t58\t99.8 (15.1)\t0.60
Friends\tOwn survey\t60\t4.2 (1.1)\t58\t4.0 (1.2)\t0.35
Self-esteem\tRosenberg\t60\t20.1 (4.2)\t58\t19.7 (4.4)\t0.61"""
LESS_IS_BETTER = ("Days missed", "Lateness")
MOST = 20  # entries and presses; by hand they are seventeen for each result, 136 for these eight


def _a_study(hub, page: Page) -> str:
    sign_in(page, hub.people["Project team"], hub.password)
    page.goto("/team/projects/new")
    page.get_by_label("Name of the project").fill("Tables in school")
    page.get_by_label("What it is, in one sentence").fill("Volunteers walk to school with young people.")
    page.get_by_role("button").last.click()
    page.wait_for_url("**/team/projects/*")
    page.goto(page.url + "/evaluations/new")
    page.locator("main input[type=text]").first.fill("The first year")
    page.locator("main button[type=submit]").click()
    page.wait_for_url("**/team/evaluations/*")
    return page.url.rstrip("/") + "/results"


def _through(page: Page, check, address: str) -> int:
    """Brings the table and saves its results; how many entries and presses it took."""
    page.goto(address)
    page.get_by_role("button", name="Add several results at once").click()
    check(page)
    page.get_by_label("Or paste a table").fill(TABLE)
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("heading", name="What is in each column?").wait_for()
    check(page)
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("heading", name="What is the same for all rows?").wait_for()
    check(page)
    page.get_by_label("Outcome area").select_option("school-attendance")
    page.get_by_label("Two groups").check()
    leave_by(page, "Continue")
    page.get_by_role("heading", name="Check your results before they are saved").wait_for()
    check(page)
    expect(page.get_by_role("alert")).to_contain_text("Row 7, Their average: “#DIV/0!” is an error")
    page.locator("#row5-mean_t").fill("4.0")
    questions = page.locator("fieldset:has(input[name^='higher-'])")
    for place in range(questions.count()):
        one = questions.nth(place)
        is_less = one.locator("legend").inner_text().startswith(LESS_IS_BETTER)
        one.get_by_label("No, lower" if is_less else "Yes, higher").check()
    page.get_by_role("button", name="Save 8 results").click()
    page.get_by_text("8 results are saved").wait_for()
    check(page)
    return 1 + 2 + 1 + 3 + 1 + questions.count() + 1


def test_eight_results_take_twenty_entries_at_most(hub, new_page, check):
    page = new_page(width=320)
    assert _through(page, check, _a_study(hub, page)) <= MOST


def test_they_take_as_many_without_javascript(hub, new_page):
    page = new_page(java_script_enabled=False)
    assert _through(page, lambda _page: None, _a_study(hub, page)) <= MOST
