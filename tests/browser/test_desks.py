"""The desks of those who sign in: every page they reach has no axe violation and fits a phone."""

import re

import pytest

from tests.browser.people import leave_by, sign_in, sign_out

DESKS = {
    "Project team": [
        "/team", "/team/projects/new", "/organisations/new", "/account/notices", "/help-with-evaluations/yours",
    ],
    "Editor": [
        "/cases", "/cases/reviewers", "/cases/reminders", "/renewals", "/figures/searches", "/admin/evidence-requests",
        "/admin/notes",
    ],
    "Reviewer one": ["/reviews", "/reviews/thanks", "/account/notices/choices"],
    "Reviewer two": [
        "/account", "/account/data", "/account/erase", "/account/password", "/account/email", "/account/second-step",
        "/reviews/training",
    ],
    "Admin": ["/admin/people", "/admin/system", "/admin/mails", "/admin/help-with-evaluations"],
}  # fmt: skip
# On each desk, what to follow from there: every link in the main part that stays inside these addresses.
INSIDE = re.compile(r"^/(team|cases|reviews|submissions|admin|organisations|memberships|accreditations)(/|$)")
# These lead elsewhere in each state, so each is opened, and what it leads to is looked at; itself it is checked once.
BY_STATE = {"/cases/*", "/reviews/*", "/team/submissions/*"}
MOST = 45
FILES = ("/file", "/files/*", ".csv", ".json", ".jwt", ".pdf", ".svg", ".xlsx", ".zip")


def _links(page) -> list[str]:
    return page.locator("main a[href^='/']").evaluate_all("links => links.map(link => link.getAttribute('href'))")


@pytest.mark.parametrize("who", list(DESKS))
def test_every_page_of_a_desk_has_no_axe_violation_and_fits_the_window(hub, new_page, check, who):
    page = new_page()
    sign_in(page, hub.people[who], hub.password)
    seen: set[str] = set()
    kinds: set[str] = set()
    queue = list(DESKS[who])
    while queue and len(kinds) < MOST:
        path = queue.pop(0)
        kind = re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}|\d{4}-\d{4}|\d+", "*", path.partition("?")[0])
        known = kind in kinds
        if path in seen or (known and kind not in BY_STATE) or kind.endswith(FILES):
            continue
        seen.add(path)
        kinds.add(kind)
        page.goto(path)
        if not known:
            check(page, axe_at=(320,))
        queue += [link for link in _links(page) if INSIDE.match(link)]
    assert len(seen) >= len(DESKS[who])
    sign_out(page)


def test_asking_for_a_judgement_of_certainty_and_judging_have_no_axe_violation_and_fit_the_window(hub, new_page, check):
    editor = new_page()
    sign_in(editor, hub.people["Editor"], hub.password)
    editor.goto("/syntheses")
    check(editor, axe_at=(320,))
    editor.get_by_role("row", name=re.compile("Reading Pairs")).get_by_role("link").first.click()
    editor.get_by_role("link", name="Who judges how sure we can be").click()
    check(editor, axe_at=(320,))
    boxes = editor.get_by_role("checkbox")
    editor.get_by_label(re.compile("Lindqvist-Shaw")).check()
    boxes.nth(0 if not boxes.nth(0).is_checked() else 1).check()
    editor.get_by_role("button", name="Send the invitations").click()
    editor.get_by_role("heading", name="Who is asked").wait_for()
    check(editor, axe_at=(320,))

    judge = new_page()
    sign_in(judge, hub.people["Reviewer one"], hub.password)
    judge.goto("/judgements")
    check(judge, axe_at=(320,))
    judge.locator(".govuk-task-list").get_by_role("link", name=re.compile("Reading Pairs")).first.click()
    check(judge, axe_at=(320,))
    judge.get_by_label("No, I know of none").check()
    judge.get_by_role("button", name="Send my declaration").click()
    judge.wait_for_url("**/judge")
    check(judge, axe_at=(320,))


def test_questions_to_the_team_and_notes_have_no_axe_violation_and_fit_the_window(hub, new_page, check):
    reviewer = new_page()
    sign_in(reviewer, hub.people["Reviewer one"], hub.password)
    reviewer.goto("/reviews")
    reviewer.get_by_role("link", name=re.compile("Language at Lunch")).click()
    reviewer.get_by_role("link", name="Questions to the team").click()
    check(reviewer, axe_at=(320,))
    reviewer.get_by_role("link", name="Write a note that only the editors read").click()
    check(reviewer, axe_at=(320,))
    editor = new_page()
    sign_in(editor, hub.people["Editor"], hub.password)
    editor.goto("/cases")
    editor.get_by_role(
        "link", name="Language at Lunch"
    ).first.click()  # the case that waits; what was decided before stands below
    editor.get_by_role("link", name="Read a question to the team").click()
    check(editor, axe_at=(320,))
    editor.get_by_role("link", name=re.compile("Send it, or say why not")).click()
    check(editor, axe_at=(320,))


def test_a_reviewer_of_the_same_organisation_is_shown_as_blocked_and_cannot_be_chosen(hub, new_page):
    page = new_page()
    sign_in(page, hub.people["Editor"], hub.password)
    page.get_by_role("link", name="Safe Routes Crew").click()
    leave_by(page, "Choose two reviewers")
    blocked = page.locator("li.hub-blocked", has_text="Drysdale-Noor")
    assert "organisation" in blocked.inner_text()
    assert page.get_by_label(re.compile("Drysdale-Noor")).count() == 0
