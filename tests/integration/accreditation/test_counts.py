"""The same is counted alike wherever it is told: in the letter, on the record, on the project's page, on its card."""

import re

import pytest
from sqlalchemy import select

from evidencehub.accreditation import appealed
from evidencehub.accreditation.models import Accreditation
from evidencehub.shared import working_days
from tests.factories_review import LATER
from tests.support.appeals import frozen

NEXT = working_days.start_of(2, after=LATER)
TOLD = {
    "our wording": re.compile(r"(\w+ of \d+|All \d+|Both) questions in the findings are our own"),
    "agreed": re.compile(r"(?:agreed on |Agreed before talking</dt><dd>)(?:all )?(\d+(?: of \d+)?) (?:ques|answ)"),
    "of the next step": re.compile(r"(?:with|meets) (\d+ of(?: the)? \d+) (?:of the next step|points)"),
    "step": re.compile(r"Standard (\d) of 5"),
}


def counts(page):
    """By what is counted, every number that a page tells of it."""
    found = {what: {each.replace("of the ", "of ") for each in words.findall(page)} for what, words in TOLD.items()}
    found["agreed"] = {each if "of" in each else f"{each} of {each}" for each in found["agreed"]}
    return found


@pytest.fixture
def read(client, session, run_due):
    """A function from a case and a number to what its letter, its record, its project's page and its card count."""

    def look(case, number, which=""):
        session.commit()
        run_due()
        client.sign_in(case.member)
        letter = counts(client.get(f"/submissions/{case.submission.id}/letter{which}").text)
        client.post("/sign-out")
        project = case.submission.project
        pages = {"record": f"/accreditations/{number}", "project": f"/projects/{project.slug}", "card": "/search"}
        return {"letter": letter, **{name: counts(client.get(address).text) for name, address in pages.items()}}

    return look


def require_alike(told, *places):
    """Letter and record tell the same of each; other places nothing else where they tell of it."""
    assert told["letter"] == told["record"] and told["letter"]["our wording"] and told["letter"]["agreed"]
    for what, numbers in told["letter"].items():
        assert len(numbers) <= 1, (what, numbers)
        for place in places:
            assert told[place][what] in (numbers, set()), (what, place, told[place][what])


def numbers_of(session):
    return list(session.scalars(select(Accreditation.number).order_by(Accreditation.number)))


@pytest.mark.parametrize("answers", [("met", "met"), ("not-met", "not-met")], ids=["a step gained", "unchanged"])
def test_before_and_after_an_appeal_all_places_count_what_stands(session, read, answers):
    found = frozen(session, *answers)
    before = read(found.case, *numbers_of(session))
    require_alike(before, "project", "card")
    assert before["card"]["step"] and before["project"]["our wording"] and before["project"]["agreed"]
    appealed.conclude(session, found.appeal, **found.as_editor(session))
    appealed.publish(session, found.appeal, now=NEXT)
    first, *later = numbers_of(session)
    after = read(found.case, later[-1] if later else first)
    require_alike(after, "project", "card")
    assert (after["record"] == before["record"]) is (answers == ("not-met", "not-met"))
    if later:
        replaced = read(found.case, first, "/appeal?which=earlier")
        require_alike(replaced)
        assert replaced["record"] == before["record"], "the number that was replaced says what it said"
