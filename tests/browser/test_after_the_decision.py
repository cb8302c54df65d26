"""What follows a decision, by everybody whom it concerns: facts and reply, publication, an appeal, a renewal."""

import re
from dataclasses import dataclass
from datetime import timedelta

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from evidencehub.accreditation.models import Accreditation
from evidencehub.accreditation.states import AccreditationState
from evidencehub.app import create_app
from evidencehub.shared.clock import utc_now
from evidencehub.shared.db import db
from evidencehub.shared.settings import load_settings
from tests.browser.people import sign_in
from tests.factories_review import a_case_in_review, a_decided_case, a_frozen_case, decide, settle
from tests.support import appeals
from tests.support.clients import PASSWORD


@dataclass(frozen=True)
class Story:
    """Where a story begins: what is told of it, read before the session on the hub's database was given back."""

    project: str
    team: str  # email, as the next
    editor: str
    number: str  # of its award; "" where there is none yet


def begun(session, case, editor=None):
    """An example, so that the hub, which tests share, stays one of examples alone."""
    award = session.scalar(select(Accreditation).where(Accreditation.submission_id == case.submission.id))
    for each in (case.submission, case.submission.project, *([award] if award else [])):
        each.demo = True
    number = award.number if award else ""
    return Story(case.submission.project.name, case.member.email, (editor or case.editor).email, number)


@pytest.fixture
def in_the_hub(hub):
    """Do something with a session on the database of the hub, which waits meanwhile, and commit it."""

    def run(what):
        with create_app(load_settings(hub.env)).app_context(), db.sessionmaker() as session:
            told = what(session)
            session.commit()
            return told

    return run


@pytest.fixture
def enter(new_page):
    """A page of somebody's own, signed in."""

    def open_for(email):
        page = new_page()
        sign_in(page, email, PASSWORD)
        return page

    return open_for


def with_its_team(session):
    case = a_frozen_case(session)
    settle(session, case)
    decide(session, case, days=10, now=utc_now())
    return begun(session, case)


def graded_anew(session):
    found = appeals.frozen(session, "met", "met")
    return begun(session, found.case, found.editor)


def running_out(session):
    case = a_decided_case(session)
    award = session.scalar(select(Accreditation).where(Accreditation.submission_id == case.submission.id))
    award.state, award.valid_until = AccreditationState.EXPIRING, utc_now() + timedelta(days=40)
    return begun(session, case)


def appeal(team, check):
    team.get_by_role("link", name="Appeal against this decision").click()
    team.get_by_label("A fact is wrong", exact=True).check()
    team.get_by_role("group", name="Which answers should be looked at again?").get_by_role("checkbox").first.check()
    team.get_by_label("Why?").fill("Page 2 of the report says it.")
    check(team, axe_at=(320,))
    team.get_by_role("button", name="Send the appeal").click()
    team.get_by_text("An editor who did not decide your case reads it first.").first.wait_for()
    check(team)


def test_a_team_corrects_a_fact_replies_publishes_and_appeals(in_the_hub, new_page, enter, check):
    story = in_the_hub(with_its_team)
    team = enter(story.team)
    team.get_by_text(f"Read the findings on {story.project}").wait_for()
    team.get_by_role("button", name="Read the letter").click()
    team.get_by_text("Not public yet.").wait_for()
    check(team, axe_at=(320,))
    team.get_by_role("link", name="tell us which fact is wrong", exact=True).click()
    team.get_by_role("button", name="Send it to the editor").click()
    team.get_by_role("heading", name="There is a problem").wait_for()
    team.get_by_label("In which finding is the fact?").select_option(index=1)
    team.get_by_label("Which fact is wrong?").fill("It says that 84 people took part.")
    team.get_by_label("What is right, and where does it stand?").fill("48 people took part: page 2.")
    team.get_by_role("button", name="Send it to the editor").click()
    team.get_by_text("An editor has not answered it yet.").wait_for()
    check(team)

    editor = enter(story.editor)
    editor.get_by_role("link", name=story.project).first.click()
    editor.get_by_role("link", name="Answer what the team says about facts").click()
    check(editor)
    editor.get_by_role("link", name=re.compile("^Answer it")).click()
    editor.get_by_label("The fact is wrong: correct it on the record, with the date").check()
    editor.get_by_label("Your words").fill("The finding said 84 people; page 2 gives 48.")
    check(editor)
    editor.get_by_role("button", name="Send the answer").click()
    editor.get_by_text("The team has your answer.").wait_for()

    team.get_by_role("link", name="Back to the letter").click()
    team.get_by_label("Your reply").fill("We count people at the door since then.")
    team.get_by_role("button", name="Save the reply").click()
    team.get_by_text("Your reply is saved.").wait_for()
    team.get_by_role("link", name="make it public now").click()
    check(team)
    team.get_by_role("button", name="Make it public now").click()
    team.get_by_text("It is public now.").wait_for()
    check(team)
    assert "not public yet" not in team.locator("main").inner_text()

    record = team.get_by_role("link", name="See it as everybody sees it").get_attribute("href")
    reader = new_page()
    reader.goto(record)
    text = reader.locator("main").inner_text()
    assert "The finding said 84 people; page 2 gives 48." in text and "We count people at the door" in text
    check(reader, axe_at=(320,))

    appeal(team, check)
    reader.reload()
    reader.get_by_text("under appeal since").wait_for()


def test_an_appeal_is_decided_and_its_team_reads_it_before_anybody_else(in_the_hub, new_page, enter, check):
    story = in_the_hub(graded_anew)
    editor = enter(story.editor)
    editor.get_by_role("row", name=story.project).get_by_role("link", name=story.project).first.click()
    check(editor, axe_at=(320,))
    editor.get_by_role("link", name="Settle what differs").click()
    editor.get_by_text("There is nothing to settle.").wait_for()
    check(editor)
    editor.get_by_role("button", name="See what follows").click()
    editor.get_by_text("It reaches more than before", exact=True).wait_for()
    check(editor, axe_at=(320,))
    editor.get_by_role("button", name="Decide it and tell the team").click()
    editor.get_by_text("The team has its letter.").wait_for()

    team = enter(story.team)
    team.get_by_text(f"Read what came of your appeal about {story.project}").wait_for()
    team.get_by_role("button", name="Read the letter").click()
    team.get_by_text("Only your team and the editors know this yet.").wait_for()
    expect(team.locator("main")).to_contain_text("it reaches more than before")
    check(team, axe_at=(320,))
    reader = new_page()
    reader.goto(f"/accreditations/{story.number}")
    reader.get_by_text("under appeal since").wait_for()
    assert "more than before" not in reader.locator("main").inner_text()
    check(reader)


def test_an_award_that_runs_out_is_renewed_on_its_teams_word(in_the_hub, new_page, enter, check):
    story = in_the_hub(running_out)
    team = enter(story.team)
    team.get_by_text("looked at again").wait_for()
    team.get_by_role("button", name="Renew it").click()
    check(team, axe_at=(320,))
    team.get_by_role("button", name="Send to an editor").click()
    team.get_by_role("heading", name="There is a problem").wait_for()
    check(team)
    team.get_by_label("What has changed since it was graded?").fill("One more school takes part.")
    team.get_by_label("Yes, with small changes").check()
    team.get_by_role("group", name="Are there new results?").get_by_label("No", exact=True).check()
    team.get_by_role("button", name="Send to an editor").click()
    team.get_by_text("An editor reads what you sent.").first.wait_for()

    editor = enter(story.editor)
    editor.goto("/renewals")
    editor.get_by_role("row", name=story.project).get_by_role("link").click()
    editor.get_by_text("One more school takes part.").wait_for()
    check(editor, axe_at=(320,))
    editor.get_by_label("Renew it on the team’s word").check()
    editor.get_by_role("button", name="Send the answer").click()
    editor.get_by_text("Renewed. The team has a mail.").wait_for()

    reader = new_page()
    for address in (f"/accreditations/{story.number}", f"/verify/{story.number}"):
        reader.goto(address)
        reader.get_by_text(re.compile("on the team’s word; evidence from")).first.wait_for()
        check(reader)


def test_an_editor_puts_an_award_on_hold_and_ends_that(in_the_hub, enter, check):
    story = in_the_hub(lambda session: begun(session, a_decided_case(session)))
    editor = enter(story.editor)
    editor.goto(f"/accreditations/{story.number}/hold")
    check(editor)
    editor.get_by_role("radio").first.check()
    editor.get_by_label("What is the question?").fill("Were all results told?")
    editor.get_by_role("button", name="Put it on hold").click()
    editor.get_by_text("is on hold, and the team has a mail").wait_for()
    editor.goto(f"/accreditations/{story.number}/hold")  # as the mail, it leads to ending it
    check(editor)
    editor.get_by_role("button", name="End the hold").click()
    editor.get_by_role("link", name="Choose what becomes of it").wait_for()
    editor.get_by_label("Release it: the award stands as before").check()
    editor.get_by_label("Why?").fill("All were told: annex 2.")
    editor.get_by_role("button", name="End the hold").click()
    editor.get_by_text("is released, and the team has a mail").wait_for()
    expect(editor.locator("main")).to_contain_text("All were told: annex 2.")


def test_a_team_withdraws_what_it_sent_and_reads_what_follows_of_it(in_the_hub, enter, check):
    story = in_the_hub(lambda session: begun(session, a_case_in_review(session)))
    team = enter(story.team)
    team.get_by_role("button", name="See how it is going").click()
    team.get_by_role("link", name="Withdraw it").click()
    check(team)
    team.get_by_label("Why").fill("Our trustees want to read it first.")
    team.get_by_role("button", name="Withdraw it").click()
    team.get_by_role("button", name="Check and send it again").wait_for()
    expect(team.locator("main")).to_contain_text("Withdrawn")
    check(team)


def test_a_team_answers_what_its_letter_asked_and_reads_its_coach_by_keyboard_alone(in_the_hub, enter, check):
    story = in_the_hub(lambda session: begun(session, a_decided_case(session, version="2026-1")))
    team = enter(story.team)
    team.get_by_role("link", name=story.project).first.click()
    press(team, team.get_by_role("link", name="What was asked of you"), "Enter")
    check(team)
    press(team, team.locator(".govuk-task-list").get_by_role("link").first, "Enter")
    check(team)
    press(team, team.get_by_label("Done", exact=True), "Space")
    press(team, team.get_by_label("Where is it now, or why is it not?"), "")
    team.keyboard.type("Page 12 of the new report.")
    team.get_by_text("Saved at").wait_for()
    press(team, team.get_by_role("button", name="Save and go back to the list"), "Enter")
    team.get_by_text(re.compile("^1 of ")).wait_for()
    press(team, team.get_by_role("link", name="Back to the project"), "Enter")
    press(team, team.get_by_role("link", name="Your coach"), "Enter")
    check(team)
    press(team, team.locator("main summary").first, "Enter")
    assert team.locator("main details[open]").count()
    press(team, team.get_by_role("link", name="Your plan, to print"), "Enter")
    team.get_by_role("heading", name="What to do next").wait_for()
    check(team)


def press(page, target, key):
    """Go to it by Tab alone from where the page is, or by an arrow within a group of buttons, and press the key."""
    target.wait_for()
    for _ in range(120):
        if target.evaluate("element => element === document.activeElement"):
            break
        page.keyboard.press("Tab")
    else:
        raise AssertionError(f"Tab does not get to {target}")
    if key:
        page.keyboard.press(key)
    page.wait_for_load_state()
