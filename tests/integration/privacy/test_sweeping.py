"""What the page says goes in time goes: a row on each side of every edge, on both databases."""

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from evidencehub.accounts.models import Invitation, Person, SignInAttempt, SignInSession
from evidencehub.accounts.programs.models import ProgramToken
from evidencehub.accounts.states import InvitationState
from evidencehub.accreditation.letter.models import EditorsWords
from evidencehub.cli import worker
from evidencehub.notices.models import Notice
from evidencehub.projects.on_request.models import ReportRequest
from evidencehub.projects.on_request.states import ReportRequestState
from evidencehub.shared import mail
from evidencehub.shared.clock import utc_now
from evidencehub.shared.mail import Mail
from tests.factories import a_person, a_project, a_token, an_evaluation, an_invitation, an_organisation
from tests.factories_review import a_case, a_document

DAY = timedelta(days=1)


@pytest.fixture
def sweep(app, session):
    def sweep():
        session.commit()
        worker.forget_people(app)
        session.rollback()

    return sweep


def left(session, model):
    return session.scalar(select(func.count()).select_from(model))


def test_what_signs_people_in_goes_when_it_is_over_though_nobody_signs_in(session, sweep):
    now, person = utc_now(), a_person(session)
    for days in (0.9, 1.1):
        session.add(SignInAttempt(subject_hash="s", address_hash="a", at=now - days * DAY))
    for began, used in ((6.9, 0.1), (7.1, 0.1), (1, 0.4)):
        values = {"created_at": now - began * DAY, "last_seen_at": now - used * DAY, "token_hash": f"{began}"}
        session.add(SignInSession(person_id=person.id, browser="Firefox", **values))
    for days in (29, 31):
        a_token(session, person, expires_at=now - days * DAY)
    sweep()
    assert left(session, SignInAttempt) == left(session, SignInSession) == left(session, ProgramToken) == 1


def test_an_invitation_goes_three_months_after_its_answer_or_its_time(session, sweep):
    organisation = an_organisation(session)
    member = a_person(session, organisation)
    for days in (89, 91):
        then = utc_now() - days * DAY
        an_invitation(session, organisation, member, expires_at=then)
        an_invitation(session, organisation, member, state=InvitationState.ACCEPTED, answered_at=then)
    sweep()
    assert left(session, Invitation) == 2


def test_who_asked_for_a_report_is_forgotten_two_years_after_the_answer(session, sweep):
    document = a_document(session, an_evaluation(session, a_project(session)))
    for days, state in ((729, "refused"), (731, "refused"), (731, "waiting")):
        then = utc_now() - days * DAY
        values = {"name": "R. Eader", "why": "A class", "state": ReportRequestState(state), "decided_at": then}
        session.add(ReportRequest(id=uuid4(), document=document, sent_at=then, **values))
    sweep()
    assert left(session, ReportRequest) == 2


def test_mails_go_with_their_notices_once_they_were_sent(session, sweep):
    person = a_person(session)
    for days, sent in ((729, True), (731, True), (731, False)):
        then = utc_now() - days * DAY
        made = mail.queue(session, to=person.email, subject="Hello", body="…", about="person.confirm", at=then)
        made.sent_at = then if sent else None
    sweep()
    assert left(session, Mail) == left(session, Notice) == 2


def test_an_account_that_nobody_confirms_goes_with_the_mail_about_it(session, sweep):
    for days in (29, 31):
        then = utc_now() - days * DAY
        person = a_person(session, confirmed_at=None, created_at=then)
        mail.queue(session, to=person.email, subject="Confirm", body="…", about="person.confirm", at=then)
    sweep()
    assert left(session, Person) == left(session, Mail) == left(session, Notice) == 1


def test_an_account_on_which_something_hangs_stays_without_a_confirmed_address(session, sweep):
    values = {"confirmed_at": None, "created_at": utc_now() - 400 * DAY}
    a_person(session, an_organisation(session), **values)
    for more in ({"is_editor": True}, {"is_reviewer": True}, {"is_admin": True}, {"demo": True}):
        a_person(session, **values, **more)
    author = a_person(session, **values)
    case = a_case(session)
    session.add(EditorsWords(id=uuid4(), submission_id=case.submission.id, text="…", author_id=author.id, at=utc_now()))
    session.flush()
    before = left(session, Person)
    sweep()
    assert left(session, Person) == before
