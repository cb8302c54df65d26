"""A team gives its accreditation back: the badge goes, the record stays, and every page says the same."""

import pytest
from sqlalchemy import select

from evidencehub.accounts.queries import actor_for
from evidencehub.accreditation import withdrawing
from evidencehub.accreditation.models import Accreditation
from evidencehub.catalogue.index.documents import AWARD_ENDED, documents
from evidencehub.catalogue.marks.gradings import gradings
from evidencehub.catalogue.marks.marks import sure_of
from evidencehub.projects import access, public
from evidencehub.shared.errors import NotAllowed, WrongState
from evidencehub.shared.mail import Mail
from tests.factories_review import LATER, a_decided_case

SAID = "withdrawn at the team’s request"


def the_award(session, case):
    return session.scalars(select(Accreditation).where(Accreditation.submission_id == case.submission.id)).one()


def give_back(session, case, person):
    actor = actor_for(person)
    facts = access.submission_facts(actor, case.submission)
    withdrawing.withdraw(session, the_award(session, case), actor=actor, facts=facts, now=LATER)


def test_only_the_team_gives_it_back_and_once(session):
    case = a_decided_case(session)
    for person in (case.editor, *case.reviewers):
        with pytest.raises(NotAllowed):
            give_back(session, case, person)
    give_back(session, case, case.member)
    with pytest.raises(WrongState):
        give_back(session, case, case.member)
    told = session.scalars(select(Mail.to).where(Mail.about == "accreditation.withdrawn"))
    assert set(told) == {case.member.email, case.editor.email}


def test_no_standard_is_shown_any_more_and_what_was_found_is(session):
    case = a_decided_case(session)
    give_back(session, case, case.member)
    view = public.public_view(session, case.submission.project)
    grading = gradings(session, [view])[view.id]
    sure = sure_of(view, grading, grading.of_whole())
    assert sure.words == "No Standard now" and SAID in sure.note and sure.filled == 0
    rows = [row for document in documents(view, grading) for row in document.rows]
    assert {row.tier for row in rows} == {AWARD_ENDED}
    assert view.stage is public.Stage.GRADED and grading.decision is not None


def test_the_team_presses_it_on_its_letter_and_every_page_says_the_same(app, session):
    case = a_decided_case(session)
    session.commit()
    number, slug = the_award(session, case).number, case.submission.project.slug
    client = app.test_client()
    client.sign_in(case.member)
    letter, address = f"/submissions/{case.submission.id}/letter", f"/accreditations/{number}/withdraw"
    assert address in client.get(letter).text and SAID not in client.get("/team").text
    assert "The record stays" in client.get(address).text
    for _ in range(2):
        assert client.post(address).headers["Location"] == f"/accreditations/{number}"
    assert SAID in client.get(letter).text and address not in client.get(letter).text
    assert SAID in client.get("/team").text, "beside what its grading came to"
    for page in (f"/accreditations/{number}", f"/projects/{slug}"):
        assert SAID in app.test_client().get(page).text, page
    register = app.test_client().get("/accreditations").text
    assert "Withdrawn" in register and "at the team’s request" in register
    editor = app.test_client()
    editor.sign_in(case.editor)
    assert editor.get(address).status_code == 403
    assert "The team had its accreditation withdrawn" in editor.get(f"/cases/{case.submission.id}").text
