"""From the plan of a study to a public stub, and to a report beside it: on a narrow phone, without JavaScript."""

import re

from playwright.sync_api import Page, expect

from tests.browser.people import leave_by, sign_in
from tests.support.documents import a_pdf, words

RESULTS = """Outcome\tMeasured with\tIntervention n\tIntervention M (SD)\tControl n\tControl M (SD)
Days in school\tSchool register\t60\t93.2 (14.1)\t58\t90.1 (13.9)
Reading\tSchool test\t60\t101.2 (14.0)\t58\t99.8 (15.1)"""
FILE = "Protocol: Who is measured when"
TITLE = "Walking to school in Umberfold"


def test_a_plan_is_public_first_and_a_report_is_set_beside_it(hub, new_page, check):
    team, pages = new_page(width=320, java_script_enabled=False), {"team": [], "editor": [], "reader": []}
    study = _a_study(hub, team)
    _write(team, pages["team"], study)
    _add_file(team, pages["team"])
    leave_by(team, "Check and send")
    pages["team"].append(team.url)
    team.get_by_role("button", name=re.compile("Send")).click()
    expect(team.get_by_text("An editor reads it before it is public, and we write to you.")).to_be_visible()
    reader = new_page(width=320, java_script_enabled=False)
    public = study.replace("/team", "") + "/plan"
    assert reader.goto(public).status == 404

    editor = new_page(width=320, java_script_enabled=False)
    sign_in(editor, hub.people["Editor"], hub.password)
    editor.goto("/cases")
    leave_by(editor, TITLE)
    pages["editor"].append(editor.url)
    leave_by(editor, FILE)
    pages["editor"].append(editor.url)
    expect(editor.get_by_text("Attendance is measured twice.")).to_be_visible()
    leave_by(editor, "Back to the plan")
    editor.get_by_label("Yes, it is public at once").check()
    editor.get_by_role("button", name="Save").click()
    expect(editor.get_by_text("Everybody can read the plan now")).to_be_visible()

    reader.goto(public)
    pages["reader"].append(reader.url)
    expect(reader.get_by_role("heading", name=TITLE)).to_be_visible()
    expect(
        reader.get_by_text("An editor looked whether everybody may read it, and judged nothing else.")
    ).to_be_visible()
    leave_by(reader, f"{FILE} as plain text, 1 page")
    pages["reader"].append(reader.url)
    expect(reader.get_by_text("Attendance is measured twice.")).to_be_visible()
    reader.goto("/search?q=exclusion")
    pages["reader"].append(reader.url)
    expect(reader.get_by_role("link", name=f"Plan: {TITLE}")).to_be_visible()

    _report(team, study)
    team.goto(study + "/plan")
    pages["team"].append(team.url)
    became = {
        "Days in school": "Planned and reported",
        "Exclusion from school": "Planned, no result",
        "Reading": "Added",
    }
    for outcome, fate in became.items():
        row = team.get_by_role("table", name="Outcomes of the plan beside the results").get_by_role("row", name=outcome)
        expect(row).to_contain_text(fate)
    reader.goto(public)
    expect(reader.get_by_text("Added: not in the plan")).to_have_count(0)  # nothing that was found is public yet
    for who, role in (("team", "Project team"), ("editor", "Editor"), ("reader", "")):
        looking = new_page(width=320)
        if role:
            sign_in(looking, hub.people[role], hub.password)
        for address in dict.fromkeys(pages[who]):
            looking.goto(address)
            check(looking)


def _a_study(hub, page: Page) -> str:
    sign_in(page, hub.people["Project team"], hub.password)
    page.goto("/team/projects/new")
    page.get_by_label("Name of the project").fill("Umberfold Walkers")
    page.get_by_label("What it is, in one sentence").fill("Volunteers walk to school with young people.")
    page.get_by_role("button").last.click()
    page.wait_for_url("**/team/projects/*")
    page.goto(page.url + "/evaluations/new")
    page.locator("main input[type=text]").first.fill(TITLE)
    page.locator("main button[type=submit]").click()
    page.wait_for_url("**/team/evaluations/*")
    return page.url.rstrip("/")


def _write(page: Page, pages: list[str], study: str) -> None:
    page.goto(study + "/plan")
    pages.append(page.url)
    leave_by(page, "Add an outcome")
    for outcome, measure, main, step in (
        ("Days in school", "School register", "Yes, the study", "Save and add another"),
        ("Exclusion from school", "", "No, we look", "Save"),
    ):
        page.get_by_label("Outcome area").select_option("school-attendance")
        page.get_by_label("What will you measure?").fill(outcome)
        page.get_by_label("With what? (optional)").fill(measure)
        page.get_by_label(re.compile(main)).check()
        pages.append(page.url)
        leave_by(page, step)
    leave_by(page, "Change how and when")
    for question, year in (("start", "2030"), ("last", "2031")):
        group = page.get_by_role("group", name=re.compile(f"When will the .*{question}"))
        for part, value in (("Day", "1"), ("Month", "9"), ("Year", year)):
            group.get_by_label(part).fill(value)
    page.get_by_label("How will you compare the numbers?").fill("We compare the averages of both groups.")
    pages.append(page.url)
    page.get_by_role("button", name="Save", exact=True).click()


def _add_file(page: Page, pages: list[str]) -> None:
    leave_by(page, "Change the files")
    pages.append(page.url)
    chosen = {"name": "p.pdf", "mimeType": "application/pdf", "buffer": a_pdf(words("Attendance is measured twice."))}
    page.get_by_label("Choose one file or more").set_input_files(chosen)
    page.get_by_label("What is it called?").fill("Who is measured when")
    page.get_by_label("Everybody, with the plan").check()
    leave_by(page, "Upload")
    expect(page.get_by_text("We have p.pdf.")).to_be_visible()
    for _ in range(60):
        if page.get_by_text("See what we read").count():
            break
        page.wait_for_timeout(500)
        page.reload()
    with page.expect_navigation():
        page.get_by_role("link", name=re.compile("Who may read it, and what we point out")).click()
    pages.append(page.url)
    leave_by(page, "Back to the files")
    leave_by(page, "Go on")


def _report(page: Page, study: str) -> None:
    page.goto(study + "/results")
    leave_by(page, "Add several results at once")
    page.get_by_label("Or paste a table").fill(RESULTS)
    leave_by(page, "Continue")
    leave_by(page, "Continue")
    page.get_by_label("Outcome area").select_option("school-attendance")
    page.get_by_label("Two groups").check()
    leave_by(page, "Continue")
    for question in page.locator("fieldset:has(input[name^='higher-'])").all():
        question.get_by_label("Yes, higher").check()
    page.get_by_role("button", name="Save 2 results").click()
    page.get_by_text("2 results are saved").wait_for()
