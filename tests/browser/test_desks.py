"""The desks of those who sign in: every page they reach has no axe violation and fits a phone."""

import re

import pytest

from tests.browser.people import sign_in, sign_out

DESKS = {
    "Project team": ["/team", "/team/projects/new", "/organisations/new"],
    "Editor": ["/cases", "/figures/searches", "/admin/evidence-requests", "/admin/notes"],
    "Reviewer one": ["/reviews"],
    "Reviewer two": ["/account", "/account/password", "/account/email", "/account/second-step"],
    "Admin": ["/admin/people", "/admin/system", "/admin/mails"],
}
# On each desk, what to follow from there: every link in the main part that stays inside these addresses.
INSIDE = re.compile(r"^/(team|cases|reviews|submissions|admin|organisations|memberships|accreditations)(/|$)")
MOST = 18


def _links(page) -> list[str]:
    return page.locator("main a[href^='/']").evaluate_all("links => links.map(link => link.getAttribute('href'))")


@pytest.mark.parametrize("who", list(DESKS))
def test_every_page_of_a_desk_has_no_axe_violation_and_fits_the_window(hub, new_page, check, who):
    page = new_page()
    sign_in(page, hub.people[who], hub.password)
    seen: set[str] = set()
    kinds: set[str] = set()
    queue = list(DESKS[who])
    while queue and len(seen) < MOST:
        path = queue.pop(0)
        kind = re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}|\d{4}-\d{4}|\d+", "*", path.partition("?")[0])
        if path in seen or kind in kinds or kind.endswith(("/file", "/files/*")):
            continue
        seen.add(path)
        kinds.add(kind)
        page.goto(path)
        check(page, axe_at=(320,))
        queue += [link for link in _links(page) if INSIDE.match(link)]
    assert len(seen) >= len(DESKS[who])
    sign_out(page)


def test_a_reviewer_of_the_same_organisation_is_shown_as_blocked_and_cannot_be_chosen(hub, new_page):
    page = new_page()
    sign_in(page, hub.people["Editor"], hub.password)
    page.get_by_role("link", name="Safe Routes Crew").click()
    page.get_by_role("link", name="Choose two reviewers").click()
    blocked = page.locator("li.hub-blocked", has_text="Drysdale-Noor")
    assert "organisation" in blocked.inner_text()
    assert page.get_by_label(re.compile("Drysdale-Noor")).count() == 0
