"""The statement that a project is under review: while it is, and never a word of what may come of it."""

import io

import pypdfium2
import pytest

from evidencehub.projects.states import SubmissionState
from tests.factories import a_person, an_organisation
from tests.factories_review import (
    a_case,
    a_case_in_review,
    a_cleared_case,
    a_decided_case,
    a_frozen_case,
    decide,
    settle,
    withdraw,
)


def signed_in(app, person):
    client = app.test_client()
    client.sign_in(person)
    return client


def addresses(case):
    own = f"/team/submissions/{case.submission.id}/statement"
    return own, f"{own}.pdf", f"/statements/{case.submission.id}"


@pytest.mark.parametrize("make", [a_cleared_case, a_case_in_review, a_frozen_case])
def test_a_team_shows_that_it_is_under_review_and_since_when(app, session, make):
    case = make(session)
    session.commit()
    own, pdf, check = addresses(case)
    team = signed_in(app, case.member)
    assert own in team.get(f"/team/submissions/{case.submission.id}").text
    page = team.get(own).text
    assert "Under review since 2 March 2026" in page and f"http://localhost{check}" in page
    file = team.get(pdf)
    assert file.mimetype == "application/pdf"
    document = pypdfium2.PdfDocument(io.BytesIO(file.data))
    text = " ".join(document[0].get_textpage().get_text_bounded().split())
    assert len(document) == 1
    checked = app.test_client().get(check).text
    for said in (page, text, checked):
        for words in (
            case.submission.project.name,
            "2 March 2026",
            "nothing of what will be found",
            "no accreditation",
        ):
            assert words in said
        for word in ("likely", "Standard 1", "Standard 2"):
            assert word not in said
    assert "Yes: under review" in checked
    assert b"/StructTreeRoot" in file.data and b"pdfuaid" in file.data


def test_it_ends_when_the_case_ends_and_says_no_more_before_all_may_know(app, session):
    withdrawn, decided, waiting = a_case_in_review(session), a_decided_case(session), a_frozen_case(session)
    withdraw(session, withdrawn)
    settle(session, waiting)
    decide(session, waiting, days=10)
    session.commit()
    public = app.test_client()
    for case in (withdrawn, decided):
        own, pdf, check = addresses(case)
        team = signed_in(app, case.member)
        assert (team.get(own).status_code, team.get(pdf).status_code) == (404, 404)
        assert own not in team.get(f"/team/submissions/{case.submission.id}").text
        page = public.get(check).text
        assert "Not under review any more" in page and case.submission.project.name not in page
    assert waiting.submission.state is SubmissionState.DECIDED
    own, _, check = addresses(waiting)
    assert signed_in(app, waiting.member).get(own).status_code == 404, "the team has its letter"
    assert "Yes: under review" in public.get(check).text, "nobody else knows that it is decided"


def test_it_is_its_teams_and_an_address_that_is_guessed_says_nothing(app, session):
    case = a_case(session)
    stranger = a_person(session, an_organisation(session))
    draft = a_case(session)
    draft.submission.state = SubmissionState.DRAFT
    session.commit()
    for person in (stranger, *case.reviewers, case.editor):
        for address in addresses(case)[:2]:
            assert signed_in(app, person).get(address).status_code == 404
    assert app.test_client().get(addresses(draft)[2]).status_code == 404
