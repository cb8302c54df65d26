"""Erasing somebody: what they did stays, by nobody; name and address stand nowhere but where others wrote them."""

import json
import re
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import JSON, Enum, String, func, select, update

from evidencehub.accounts.models import Membership, Person, TeamRole
from evidencehub.accounts.orcid_sign_in.models import OrcidLink
from evidencehub.accounts.queries import actor_for, person_with_teams
from evidencehub.accreditation.models import Accreditation
from evidencehub.brokerage.models import HelpContact, HelpNotice, Side
from evidencehub.brokerage.pages.blueprint import HelpLinks
from evidencehub.brokerage.states import ContactState, NoticeState
from evidencehub.catalogue.alerts.models import Alert, Often
from evidencehub.catalogue.shortlists.models import ShortlistEntry
from evidencehub.consultation.models import CommentRole, CommentWords, StandardComment, SubjectKind
from evidencehub.consultation.states import CommentState
from evidencehub.privacy import erasing_work, erasures
from evidencehub.privacy.blueprint import PrivacyLinks
from evidencehub.privacy.models import DataCopy, Erasure
from evidencehub.projects.models import Document, Project
from evidencehub.projects.on_request.models import ReportRequest
from evidencehub.review.access import assignment_facts
from evidencehub.review.models import ConflictRuling, Decision, Finding
from evidencehub.review.questions.models import EditorNote
from evidencehub.review.voices import naming
from evidencehub.shared import audit, mail
from evidencehub.shared.audit import AuditEntry
from evidencehub.shared.clock import utc_now
from evidencehub.shared.db import Base, db
from evidencehub.shared.due_rows import DueRow
from evidencehub.shared.files import FileStore
from evidencehub.shared.mail import Mail
from tests.factories import NOW, a_passkey, a_person, a_project, a_token, an_invitation, an_organisation
from tests.factories_review import LATER, a_case_in_review, a_decided_case
from tests.support.clients import PASSWORD

PAGE = "/account/erase"
NAME, EMAIL = "Ottoline Quarrington", "ottoline@quarrington-trust.example.org"
SAID = f"I am {NAME}, and my brother works there."
PERSON = re.compile(rf"{NAME}|{NAME.replace(' ', '[ +_-]')}|{EMAIL}|ottoline", re.IGNORECASE)


def ask(client, **more):
    return client.post(PAGE, data={"present": PASSWORD, "words": "Erase me", **more})


def come_due(session, run_due):
    session.rollback()
    session.execute(update(DueRow).where(DueRow.kind == erasures.KIND).values(due_at=utc_now()))
    session.commit()
    run_due()
    session.rollback()


def where_it_stands(session):
    """Every column of every table, by ``table.column``."""
    found = {}
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            if isinstance(column.type, String | JSON) and not isinstance(column.type, Enum):
                for value in session.scalars(select(column)):
                    said = json.dumps(value, ensure_ascii=False) if isinstance(column.type, JSON) else value or ""
                    if PERSON.search(said):
                        found.setdefault(f"{table.name}.{column.name}", []).append(value)
    return found


@pytest.fixture
def busy(session, settings, client, run_due):
    """Somebody who has done everything, on cases that are over."""
    files = FileStore(settings.files_url)
    graded = a_decided_case(session, files=files)
    person = graded.assignments[0].reviewer
    person.name, person.email, person.title = NAME, EMAIL, f"Head of {NAME} Trust"
    person.expertise, person.orcid, person.is_editor = ["attendance"], "0000-0002-1825-0097", True
    for seat in graded.assignments:
        actor = actor_for(seat.reviewer)
        naming.answer(session, seat, yes=True, actor=actor, facts=assignment_facts(actor, seat), now=LATER)
    seat = graded.assignments[0]
    seat.declaration = seat.left_because = seat.excused_because = seat.wants_because = SAID
    seat.machine_check = [{"kind": "account", "found": True, "blocks": False, "detail": NAME}]
    ran = a_decided_case(session, editor=person)
    team = ran.member.memberships[0].organisation
    session.add(Membership(person=person, organisation=team, role=TeamRole.CONTRIBUTOR, created_at=NOW))
    session.flush()
    session.expire(person, ["memberships"])
    an_invitation(session, team, person)
    for document in session.scalars(select(Document)):
        document.uploaded_by = person.id
    of, key = {"person_id": person.id}, uuid4
    notice = HelpNotice(
        id=key(),
        side=Side.OFFER,
        role=CommentRole.OTHER,
        text=SAID,
        place="Quarrington",
        sent_at=NOW,
        state=NoticeState.PUBLISHED,
        until=utc_now() + timedelta(days=9),
        kinds=["design"],
        **of,
    )
    asker = a_person(session, an_organisation(session))
    wanted = a_project(session, asker.memberships[0].organisation)
    comment = StandardComment(
        id=key(),
        subject_kind=SubjectKind.STANDARD,
        subject_id="project-oracle",
        subject_version="2014-reconstruction",
        role=CommentRole.ACADEMIC,
        author=person,
        sent_at=NOW,
        state=CommentState.PUBLISHED,
        decided_at=NOW,
        words=CommentWords(text="Say it in fewer words.", earlier_answers=[], name_shown=NAME),
    )
    session.add_all([
        notice, comment,
        HelpContact(id=key(), notice=notice, person=asker, project=wanted, text="Can you?", asked_at=NOW,
                    state=ContactState.ASKED, until=utc_now() + timedelta(days=9)),
        OrcidLink(orcid=person.orcid, connected_at=NOW, **of), ShortlistEntry(project_id=wanted.id, added_at=NOW, **of),
        Alert(id=key(), email=EMAIL, often=Often.WEEKLY, title=NAME, asked={"q": NAME}, created_at=NOW, told_until=NOW,
              matched=[]),
        ConflictRuling(id=key(), submission_id=ran.submission.id, findings=[f"account: {NAME}"], reason="Another one",
                       ruled_by=ran.editor.id, ruled_at=NOW, **of),
        EditorNote(id=key(), assignment_id=seat.id, text="A note on the report.", at=NOW),
        ReportRequest(id=key(), document=session.scalars(select(Document)).first(), name=NAME, why=SAID, email=EMAIL,
                      sent_at=NOW, **of),
    ])  # fmt: skip
    a_token(session, person, name=f"{NAME}’s program")
    said = {"subject": f"{NAME} has joined your team", "body": f"{NAME}, {EMAIL}", "about": "invitation.accepted"}
    mail.queue(session, to=asker.email, **said, at=NOW)
    mail.queue(session, to=EMAIL, subject="Hello", body=f"Hello {NAME}", about="review.invited", at=NOW)
    session.commit()
    run_due()
    session.rollback()
    return graded, ran, person.id, wanted.id


def test_name_and_address_stand_nowhere_and_what_was_found_stays(
    app, client, outside_of, session, settings, run_due, busy
):
    graded, ran, person_id, wanted = busy
    project = session.get(Project, wanted)
    project.contact = f"Ring {NAME} on Mondays"
    session.commit()
    record = f"/projects/{graded.submission.project.slug}"
    public = [record, "/standards/project-oracle/2014-reconstruction/comments", "/help-with-evaluations"]
    award = session.scalars(select(Accreditation)).first()
    public += [f"/accreditations/{award.number}/docmap.json", f"/accreditations/{award.number}"]
    public += ["/oai?verb=ListRecords&metadataPrefix=oai_dc", "/search/changes.atom", f"{record}/changes.atom"]
    before = {address: outside_of(address).get_data(as_text=True) for address in public}
    assert all(NAME in before[address] for address in (record, public[1], public[3]))
    kept = {each.id: (each.answer, each.reason, each.author_id) for each in session.scalars(select(Finding))}
    client.sign_in(session.get(Person, person_id))
    session.rollback()
    a_passkey(session, session.get(Person, person_id))
    session.commit()
    client.post("/account/data", data={"present": PASSWORD, "act": "make"})
    run_due()
    assert ask(client).location == PAGE
    assert "You will be erased on" in client.get(PAGE).text
    come_due(session, run_due)

    person = session.get(Person, person_id)
    assert (person.name, person.is_active, person.is_reviewer) == ("a reviewer who has left", False, False)
    found = where_it_stands(session)
    assert found == {"project.contact": [f"Ring {NAME} on Mondays"]}
    assert session.scalar(select(Erasure)).left == {"project": [str(wanted)]}
    assert {e.id: (e.answer, e.reason, e.author_id) for e in session.scalars(select(Finding))} == kept
    assert session.scalar(select(func.count()).select_from(Decision)) == 2
    assert session.scalar(select(Decision.decided_by).where(Decision.submission_id == ran.submission.id)) == person_id
    assert audit.verify(session) == []
    assert not session.scalar(select(DataCopy))
    assert not session.scalar(select(Membership).where(Membership.person_id == person_id))
    assert session.scalar(select(HelpNotice.state)) is NoticeState.ENDED
    assert session.scalar(select(HelpContact.state)) is ContactState.LAPSED

    for address in public:
        assert not PERSON.search(outside_of(address).get_data(as_text=True)), address
    files = [path for path in settings.home.rglob("*") if path.is_file()]
    assert not [path for path in files if PERSON.search(path.read_bytes().decode("latin-1"))]
    assert not [path for path in settings.home.rglob("*") if "parts" in path.parts and path.is_file()]
    assert client.get("/account").status_code == 303
    assert client.post("/sign-in", data={"email": EMAIL, "password": PASSWORD}).status_code == 422
    session.rollback()
    a_person(session, email=EMAIL)  # the address is free


@pytest.fixture
def outside_of(app):
    """A reader who is not signed in."""
    return lambda address: app.test_client().get(address)


def mails_about(session, about):
    session.rollback()
    return list(session.scalars(select(Mail).where(Mail.about == about).order_by(Mail.created_at)))


def test_it_waits_seven_days_and_whoever_has_the_address_can_take_it_back(app, client, session, run_due):
    person = a_person(session)
    session.commit()
    client.sign_in(person)
    assert "Type the words" in client.post(PAGE, data={"present": PASSWORD, "words": "yes"}).text
    assert client.post(PAGE, data={"present": "another horse", "words": "erase me"}).status_code == 422
    assert not mails_about(session, "person.erasure-asked")
    ask(client)
    ask(client)
    (asked,) = mails_about(session, "person.erasure-asked")
    waiting = session.scalars(select(Erasure)).one()
    assert waiting.due_at - waiting.asked_at == timedelta(days=7)
    run_due()
    link = re.search(r"http://localhost(/account/keep/\S+)", asked.body)[1]
    outside = app.test_client()
    assert "Take it back" in outside.get(link).text
    assert outside.get(f"{link}x").status_code in (400, 404, 422)
    assert outside.post(link).location == "/sign-in"
    assert outside.get(link).status_code in (400, 404, 422), "it is over"
    come_due(session, run_due)
    assert session.get(Person, person.id).is_active and len(mails_about(session, "person.erasure-taken-back")) == 1
    ask(client)
    assert "You will be erased on" in client.get(PAGE).text
    client.post(f"{PAGE}/take-back")
    assert "Ask to be erased" in client.get(PAGE).text


def test_what_others_wait_for_is_said_first_and_also_on_the_day(app, client, session, run_due):
    case = a_case_in_review(session)
    reviewer, admin = case.assignments[0].reviewer, a_person(session, is_admin=True)
    a_person(session, case.member.memberships[0].organisation, role=TeamRole.READER)
    alone = a_person(session, an_organisation(session))
    session.commit()
    for person, said in (
        (reviewer, "You are asked to grade a case."), (admin, "You are the only admin of this hub."),
        (case.member, "You are the only owner of the team"),
    ):  # fmt: skip
        browser = app.test_client()
        browser.sign_in(person)
        page = browser.get(PAGE).text
        assert said in page and "Erase me in 7 days" not in page
        assert browser.post(PAGE, data={"present": PASSWORD, "words": "erase me"}).status_code == 422
    assert session.scalar(select(func.count()).select_from(Erasure)) == 0
    client.sign_in(alone)
    assert ask(client).location == PAGE, "a team of nobody else, with no project, holds nobody"
    session.rollback()
    project = a_project(session, alone.memberships[0].organisation)
    session.commit()
    come_due(session, run_due)
    assert session.get(Person, alone.id).is_active
    (told,) = mails_about(session, "person.erasure-put-off")
    assert "only owner of the team" in told.body
    session.rollback()
    session.execute(update(Project).where(Project.id == project.id).values(organisation_id=an_organisation(session).id))
    session.commit()
    come_due(session, run_due)
    assert not session.get(Person, alone.id).is_active


def test_an_admin_does_it_for_somebody_and_sees_where_others_wrote_the_name(app, session, run_due):
    admin, person = a_person(session, is_admin=True), a_person(session, name=NAME)
    written = a_project(session, contact=f"Ring {NAME}")
    session.commit()
    browser, page = app.test_client(), f"/admin/people/{person.id}/erase"
    browser.sign_in(admin)
    assert browser.post(page, data={"present": PASSWORD, "words": "erase me"}).status_code == 422
    assert browser.post(page, data={"present": PASSWORD, "words": "erase them"}).location == page
    (asked,) = mails_about(session, "person.erasure-asked")
    assert asked.to == person.email and "An admin of this hub was asked" in asked.body
    assert browser.post(f"/admin/people/{person.id}/keep").location == page
    browser.post(page, data={"present": PASSWORD, "words": "erase them"})
    come_due(session, run_due)
    shown = browser.get(page).text
    assert str(written.id) in shown and NAME not in shown and "somebody who has left" in shown
    acts = session.scalars(select(AuditEntry.action).where(AuditEntry.subject_id == str(person.id))).all()
    assert acts[-1] == "person.erased" and acts.count("person.erasure-asked") == 2


def test_a_run_that_was_cut_off_is_done_again(app, session, settings):
    person = a_person(session, name=NAME)
    session.commit()
    with app.app_context():
        handler = erasing_work.handler(settings, utc_now, PrivacyLinks(), HelpLinks())
        with db.sessionmaker.begin() as other:
            whom = person_with_teams(other, person.id)
            waiting = erasures.ask(other, whom, secret_key="k", now=utc_now(), links=PrivacyLinks()).id
        payload = [{"erasure_id": str(waiting)}]
        first, second = (handler.work(payload, db.sessionmaker) for _ in range(2))
        for finish in (first, second):
            with db.sessionmaker.begin() as other:
                finish(other)
    session.rollback()
    assert session.get(Person, person.id).name == "somebody who has left"
    acts = session.scalars(select(AuditEntry.action).where(AuditEntry.action == "person.erased")).all()
    assert len(acts) == 1
