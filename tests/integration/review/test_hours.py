"""How long grading took is asked at sending, and told to whoever is asked to grade a case like it."""

import re

import pytest
from sqlalchemy import select

from evidencehub.accounts.queries import actor_for
from evidencehub.review import services
from evidencehub.review.hours import ENOUGH, in_hours, others_needed, study_kind
from evidencehub.review.sheet import sheet_of
from evidencehub.shared.mail import Mail
from tests.factories_review import LATER, a_case_in_review, an_assigned_case, grade


def sent_in(session, halves, **values):
    case = a_case_in_review(session, **values)
    assignment = case.assignments[0]
    grade(session, assignment, {"po2.8": "not-met"})
    services.send_findings(session, assignment, actor=actor_for(case.reviewers[0]), now=LATER, half_hours=halves)
    return case


def test_it_is_told_from_five_cases_of_the_same_kind(client, session):
    case = an_assigned_case(session)
    session.commit()
    client.sign_in(case.reviewers[0])
    address = f"/reviews/{case.assignments[0].id}"
    for halves in (2, 3, 3, 40):
        sent_in(session, halves)
    sent_in(session, None)  # who does not say counts as nobody
    sent_in(session, 9, designs=("rct",))
    sent_in(session, 9, results=8)
    session.commit()
    assert "Others needed" not in client.get(address).text, f"fewer than {ENOUGH}"
    sent_in(session, 12)
    session.commit()
    assert "about 1½ hours for a case like this" in client.get(address).text


def test_the_invitation_says_how_long_a_review_takes_before_anybody_opens_it(client, session):
    case = an_assigned_case(session)
    session.commit()
    mails = list(session.scalars(select(Mail).where(Mail.about == "review.invited")))
    told = {re.search(r"We think that it takes (about [^.]+)\.", mail.body)[1] for mail in mails}
    assert len(mails) == 2 and len(told) == 1
    client.sign_in(case.reviewers[0])
    assert f">{told.pop()}<" in re.sub(r">\s+|\s+<", lambda found: found[0].strip(),
                                      client.get(f"/reviews/{case.assignments[0].id}").text)  # fmt: skip


def test_what_the_other_reviewer_of_the_same_case_needed_is_not_counted(session):
    for _ in range(ENOUGH - 1):
        sent_in(session, 4)
    case = sent_in(session, 4)
    sheet = sheet_of(case.submission)
    assert others_needed(session, sheet, but_not=case.assignments[1]) == ""
    assert others_needed(session, sheet, but_not=an_assigned_case(session).assignments[0]) == "about 2 hours"


def test_cases_are_alike_by_standard_design_and_number_of_outcomes(session):
    case = sent_in(session, 4)
    assert study_kind(sheet_of(case.submission)) == "project-oracle qed-matched 1"


@pytest.mark.parametrize(
    ("halves", "words"), [(1, "half an hour"), (2, "1 hour"), (3, "1½ hours"), (4, "2 hours"), (5, "2½ hours")]
)
def test_half_hours_are_told_in_words(halves, words):
    assert in_hours(halves) == words
