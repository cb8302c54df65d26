"""An award that is due for another look is renewed on its team's word: an editor reads it, and no step changes."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from evidencehub.accreditation import expiring, home_steps, queries
from evidencehub.accreditation.credentials.badge import drawn
from evidencehub.accreditation.credentials.told import told
from evidencehub.accreditation.models import Accreditation
from evidencehub.accreditation.renewal_views import RenewalLinks
from evidencehub.accreditation.renewals import waiting
from evidencehub.accreditation.renewals.models import Renewal
from evidencehub.accreditation.renewals.states import RenewalState
from evidencehub.accreditation.states import AccreditationState
from evidencehub.review.links import IN_WORDS
from evidencehub.shared import due
from evidencehub.shared.clock import day_of, end_of, months_later, utc_now
from evidencehub.shared.db import db
from evidencehub.shared.due import DueRow
from evidencehub.shared.mail import Mail
from tests.factories import an_editor
from tests.factories_review import NOW, a_decided_case, a_submission

SAID = {
    "changed": "We work in Leeds too. UPSILON.",
    "delivered": "mostly",
    "results": "none",
    "results_what": "thrown away",
}


@pytest.fixture
def case(session):
    return a_decided_case(session)


@pytest.fixture
def award(session, case):
    found = session.scalar(select(Accreditation).where(Accreditation.submission_id == case.submission.id))
    session.commit()
    return found


@pytest.fixture
def over(app, session, award):
    """The award has just expired."""
    moment = end_of(day_of(award.valid_until))
    with app.app_context():
        due.run(db.sessionmaker, {expiring.KIND: expiring.handler(IN_WORDS, lambda: moment)}, now=lambda: moment)
    session.rollback()
    session.expire_all()
    assert award.state is AccreditationState.EXPIRED
    return moment


def signed_in(app, person):
    client = app.test_client()
    client.sign_in(person)
    return client


def ask(app, session, case, award, **other):
    answer = signed_in(app, case.member).post(f"/accreditations/{award.number}/renew", data=SAID | other)
    session.rollback()
    session.expire_all()
    return answer


def the_renewal(session):
    return session.scalar(select(Renewal).order_by(Renewal.sent_at.desc()).limit(1))


def answer(app, session, person, **pressed):
    renewal = the_renewal(session)
    found = signed_in(app, person).post(f"/renewals/{renewal.id}", data=pressed)
    session.rollback()
    session.expire_all()
    return found


def mails(session, about):
    return session.scalars(select(Mail).where(Mail.about == about)).all()


def test_a_renewed_award_is_in_date_with_its_step_and_every_page_says_on_whose_word(app, session, case, award, over):
    steps = award.tier, award.evidence_tier, award.evidence_rank
    letter = f"/submissions/{case.submission.id}/letter"
    assert "Renew it on your word" in signed_in(app, case.member).get(letter).text
    assert ask(app, session, case, award).status_code == 303
    assert (award.state, the_renewal(session).state) == (AccreditationState.EXPIRED, RenewalState.WAITING)
    assert the_renewal(session).results_what == "", "of no new results nothing is told"
    assert ask(app, session, case, award).status_code == 303 and session.scalars(select(Renewal)).all() == [
        the_renewal(session)
    ], "pressed twice, sent once"
    assert "An editor reads what you sent" in signed_in(app, case.member).get(letter).text
    (mail,) = mails(session, "renewal.sent")
    assert mail.to == case.editor.email and f"/renewals/{the_renewal(session).id}" in mail.body
    editor = signed_in(app, case.editor)
    assert award.number in editor.get("/renewals").text
    page = editor.get(f"/renewals/{the_renewal(session).id}").text
    assert "UPSILON" in page and "Yes, with small changes" in page
    assert answer(app, session, case.editor, outcome="accept").status_code == 303
    assert answer(app, session, case.editor, outcome="whole", reason="No.").status_code == 200, "answered once"
    assert (award.state, the_renewal(session).state) == (AccreditationState.ACTIVE, RenewalState.ACCEPTED)
    assert (award.tier, award.evidence_tier, award.evidence_rank) == steps
    assert award.valid_until == months_later(award.renewed_at, 36)
    assert {row.payload["moment"] for row in session.scalars(select(DueRow).where(DueRow.kind == expiring.KIND))} == {
        90, 30, 7, 0,
    }  # fmt: skip
    year = utc_now().year
    words = f"Renewed {year} on the team’s word; evidence from 2025, last graded {NOW.year}."
    assert queries.standing_in_words(award).startswith(words)
    public = app.test_client()
    for address in (f"/accreditations/{award.number}", f"/projects/{award.project.slug}"):
        assert words in public.get(address).text
    assert "UPSILON" in public.get(f"/accreditations/{award.number}").text
    assert f"Renewed {year} on the team’s word" in public.get("/accreditations").text
    assert f"Renewed {year}" in drawn(told(award, appeal=None), site="EvidenceHub")
    (mail,) = mails(session, "accreditation.renewed")
    assert mail.to == case.member.email


def test_what_is_delivered_otherwise_or_half_answered_is_not_sent(app, session, case, award, over):
    for other, says in (
        ({"changed": " "}, "Say what changed"),
        ({"delivered": "otherwise"}, "send it in full"),
        ({"delivered": "x"}, "Say whether it is still delivered"),
        ({"results": ""}, "Say whether there are new results"),
        ({"results": "new", "results_what": ""}, "Say which new results"),
        ({"changed": "x" * 2001}, "2,000 characters or fewer"),
    ):
        page = ask(app, session, case, award, **other)
        assert page.status_code == 422 and says in page.text, other
    assert the_renewal(session) is None


def test_it_is_asked_for_only_when_due_once_in_a_row_and_not_beside_a_newer_version(app, session, case, award):
    assert ask(app, session, case, award).status_code == 409, "it is in date"
    award.state = AccreditationState.EXPIRING
    session.commit()
    assert ask(app, session, case, award).status_code == 303
    assert home_steps.steps(session, [award.project_id], in_a_row=1) == {}, "nothing is left to do for the team"
    assert answer(app, session, case.editor, outcome="accept").status_code == 303
    award.state = AccreditationState.EXPIRED
    session.commit()
    again = ask(app, session, case, award)
    assert again.status_code == 409 and "it was renewed on your word 1 time" in again.text
    other = a_decided_case(session)
    late = session.scalar(select(Accreditation).where(Accreditation.submission_id == other.submission.id))
    late.state = AccreditationState.EXPIRED
    session.commit()
    to_do = home_steps.steps(session, [late.project_id, award.project_id], in_a_row=1)
    by_word, in_full = to_do[late.project_id], to_do[award.project_id]
    assert by_word.endpoint == "accreditation.renew" and "Renew it on your word" in by_word.text
    assert in_full.endpoint == "projects.project" and "on your word" not in in_full.text, "it was so once already"
    session.rollback()
    a_submission(session, member=other.member, previous=other.submission)
    session.commit()
    assert "a newer version of the project is on its way" in ask(app, session, other, late).text


def test_an_editor_asks_for_the_whole_with_a_reason_and_then_nothing_else_can_be_asked(app, session, case, award, over):
    ask(app, session, case, award)
    assert answer(app, session, case.editor, outcome="whole", reason=" ").status_code == 422
    assert (
        answer(app, session, case.editor, outcome="whole", reason="PSI: the group is another one.").status_code == 303
    )
    assert (award.state, the_renewal(session).state) == (AccreditationState.EXPIRED, RenewalState.WHOLE_NEEDED)
    (mail,) = mails(session, "renewal.whole-needed")
    assert mail.to == case.member.email and "PSI: the group is another one." in mail.body
    letter = signed_in(app, case.member).get(f"/submissions/{case.submission.id}/letter").text
    assert "PSI: the group" in letter and "Renew it on your word" not in letter
    assert "PSI: the group" not in app.test_client().get(f"/accreditations/{award.number}").text
    assert ask(app, session, case, award).status_code == 409


def test_nobody_else_sees_or_answers_it(app, session, case, award, over):
    ask(app, session, case, award)
    address = f"/renewals/{the_renewal(session).id}"
    assert app.test_client().get(address).status_code == 303
    for person in (case.member, *case.reviewers):
        found = signed_in(app, person).post(address, data={"outcome": "accept"})
        assert found.status_code in {403, 404}
    session.rollback()
    own = an_editor(session)
    own.memberships = [
        type(case.member.memberships[0])(organisation=case.submission.project.organisation, created_at=NOW)
    ]
    session.commit()
    client = signed_in(app, own)
    assert award.number not in client.get("/renewals").text
    assert client.post(address, data={"outcome": "accept"}).status_code in {403, 404}
    session.rollback()
    session.expire_all()
    assert the_renewal(session).state is RenewalState.WAITING


def test_the_notices_lead_to_it_and_a_team_whose_word_waits_hears_nothing_more(app, session, case, award):
    def on(moment):
        session.commit()
        with app.app_context():
            due.run(db.sessionmaker, {expiring.KIND: expiring.handler(IN_WORDS, lambda: moment)}, now=lambda: moment)
        session.rollback()
        session.expire_all()

    last = end_of(day_of(award.valid_until))
    on(last - timedelta(days=90))
    (mail,) = mails(session, "accreditation.due")
    assert "renewed on its word" in mail.body
    assert ask(app, session, case, award).status_code == 303
    on(last)
    assert award.state is AccreditationState.EXPIRED
    assert len(mails(session, "accreditation.due")) == 1 and not mails(session, "accreditation.expired")
    assert answer(app, session, case.editor, outcome="accept").status_code == 303
    assert award.state is AccreditationState.ACTIVE, "also of one that expired meanwhile"


def test_what_waits_lapses_with_its_award(app, session, case, award, over):
    ask(app, session, case, award)
    assert signed_in(app, case.member).post(f"/accreditations/{award.number}/withdraw").status_code == 303
    session.rollback()
    session.expire_all()
    assert (award.state, the_renewal(session).state) == (AccreditationState.WITHDRAWN, RenewalState.LAPSED)
    assert answer(app, session, case.editor, outcome="accept").status_code == 200
    assert award.state is AccreditationState.WITHDRAWN


def test_what_waits_stands_on_the_board_and_editors_are_reminded_once_while_it_does(app, session, case, award, over):
    assert ask(app, session, case, award).status_code == 303
    row = session.scalar(select(DueRow).where(DueRow.kind == waiting.DUE))
    assert row.due_at == end_of(day_of(the_renewal(session).sent_at) + timedelta(days=14))
    board = signed_in(app, case.editor).get("/cases?kind=renewal").text
    assert f'href="/renewals/{the_renewal(session).id}"' in board and "Read what the team says" in board
    assert "/renewals/" not in signed_in(app, case.reviewers[0]).get("/reviews").text
    work = waiting.handler(RenewalLinks(), lambda: row.due_at).work([row.payload], None)
    session.commit()
    with app.app_context():
        work(session)
    session.commit()
    (told,) = mails(session, "renewal.waits")
    assert told.to == case.editor.email and "waits to hear whether" in told.body and "UPSILON" not in told.body
    assert answer(app, session, case.editor, outcome="accept").status_code == 303
    with app.app_context():
        work(session)
    assert len(mails(session, "renewal.waits")) == 1
    assert "/renewals/" not in signed_in(app, case.editor).get("/cases?kind=renewal").text
