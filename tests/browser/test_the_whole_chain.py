"""An evaluation goes in, is graded by two people apart, is accredited, and is found: each in a browser of their own."""

import re
import time

from evidencehub.interchange.demonstration.reports import as_pdf
from tests.browser.people import Reviewer, Team, open_mail, register, sign_in

PROJECT = "Walking Bus Company"
PASSWORD = "three odd words"
ANSWERS = {
    "The need, and who it is for": {
        "What need does the project meet?": "One pupil in five missed a day a week.",
        "Who is it for?": "Pupils in Year 7 who often miss school.",
    },
    "What you do": {"What do you do?": "A volunteer calls each morning for a term and walks along."},
    "Why it should work": {"Why should it work?": "If somebody calls for you, then you go, because you are expected."},
    "How you find out": {
        "How do you find out whether it works?": "Days in school from the register, before and after."
    },
    "What you want to change": {"School attendance": ""},
}


def test_an_evaluation_goes_in_is_graded_is_accredited_and_is_found(  # noqa: PLR0915 - one story, told in order
    hub, new_page, check, tmp_path
):
    team_page, editor, reader = new_page(), new_page(), new_page()
    report = tmp_path / "report.pdf"
    report.write_bytes(as_pdf("Walking Bus Company", ["What we did. Eighty-four pupils.", "What we found."]).read())

    # The team registers, describes its project, adds an evaluation with a report, and sends it.
    register(team_page, check, name="Ruth Abara", email="ruth@walkingbus.example.org", password=PASSWORD)
    team = Team(team_page, check)
    team.add_organisation("Walking Bus Trust")
    team.describe_project(PROJECT, ANSWERS)
    team.add_evaluation("One year of walking to school")
    team.add_result()
    team_page.get_by_role("link", name="Back to the evaluation").click()
    team_page.get_by_role("link", name="Documents").first.click()
    team.upload(report)
    team_page.get_by_role("link", name="See what we read").click()
    team_page.get_by_text("Eighty-four pupils").wait_for()
    check(team_page)
    team.send(PROJECT)

    # The editor screens it and chooses two reviewers who have no conflict.
    sign_in(editor, hub.people["Editor"], hub.password)
    check(editor)
    editor.get_by_role("link", name=PROJECT).click()
    check(editor)
    editor.get_by_role("button", name=re.compile("screen|look", re.I)).first.click()
    editor.get_by_role("link", name="Fill in the first look").click()
    check(editor)
    editor.get_by_role("group", name=re.compile("May what becomes public")).get_by_label("Yes").check()
    editor.get_by_role("button", name="Save").click()
    editor.get_by_role("link", name="Choose two reviewers").click()
    check(editor)
    names = {}
    for who in ("Reviewer one", "Reviewer two"):
        name = hub.people[who].split("@")[0].replace(".", " ").split()[0].capitalize()
        names[who] = name
        editor.get_by_label(re.compile(name)).check()
    # Both are academics, and the standard wants a practitioner too: without a reason they are refused.
    editor.get_by_role("button", name="Send the invitations").click()
    check(editor)
    editor.get_by_label(re.compile("Say why it has to be these")).fill("No practitioner has time.")
    editor.get_by_role("button", name="Send the invitations").click()
    editor.get_by_role("heading", name=PROJECT).wait_for()
    check(editor)
    case = editor.url

    # Each reviewer declares, reads, grades every criterion that counts, and sends; they differ on one.
    for who, power in (("Reviewer one", "Met"), ("Reviewer two", "Partly met")):
        page = new_page()
        sign_in(page, hub.people[who], hub.password)
        reviewer = Reviewer(page, check)
        reviewer.accept(PROJECT)
        for tier, answers in (
            ("Standard 1", {}),
            ("Standard 2", {}),
            ("Standard 3", {"happened anyway": "Not met", "enough people": power}),
        ):
            reviewer.grade(tier, answers)
            reviewer.back(PROJECT)
        other = next(name for seat, name in names.items() if seat != who)
        check(page)
        assert other not in page.locator("main").inner_text()
        reviewer.send()
        page.close()

    # The editor settles the difference, and decides.
    editor.goto(case)
    editor.get_by_role("link", name=re.compile("Settle")).first.click()
    check(editor)
    for question in editor.locator(".hub-question").all():
        question.get_by_role("radio", name=re.compile(r"says: Met$|^None of them: Met$")).first.check()
        question.get_by_label("Why?").fill("The reason given on page 1 is enough for a study of this size.")
    editor.get_by_role("button", name="Save", exact=True).last.click()
    editor.get_by_text("All are settled").wait_for()
    follows = {"name": "See what follows"}
    editor.get_by_role("link", **follows).or_(editor.get_by_role("button", **follows)).first.click()
    check(editor)
    editor.get_by_label(re.compile("strong", re.I)).first.fill("A clear report that does not claim too much.")
    editor.get_by_role("button", name="Decide and send the letter").click()
    decided = time.monotonic()

    # A worker who is not signed in finds it at once, and reads who checked it and how.
    while True:
        reader.goto("/search?q=walking+bus&outcome=school-attendance&tier=graded-2")
        if reader.get_by_role("link", name=PROJECT).count():
            break
        assert time.monotonic() - decided < 20, "the project was not found within twenty seconds of the decision"
    check(reader)
    reader.get_by_role("link", name=PROJECT).click()
    check(reader)
    text = reader.locator("main").inner_text()
    assert "Standard 2 of 5" in text and "others may have changed too" in text
    assert not [name for name in names.values() if name in text], "reviewers are named by role only"

    # The team gets the letter, by mail and on its page; it says what the next step needs.
    open_mail(team_page, f"The decision on {PROJECT}")
    check(team_page)
    team_page.get_by_role("link", name=re.compile("letter")).click()
    team_page.wait_for_url("**/letter")
    letter = team_page.locator("main").inner_text()
    assert "A clear report" in letter and "Standard 3" in letter and "comparison" in letter
    assert not [name for name in names.values() if name in letter]
    check(team_page)
