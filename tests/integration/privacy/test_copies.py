"""A copy of what is held of somebody: all of it is in it, nobody else's, and nobody else gets it."""

import io
import json
import shutil
import zipfile
from pathlib import Path

import pyotp
import pytest
from sqlalchemy import select

from evidencehub.accounts import second_step
from evidencehub.accounts.models import Membership
from evidencehub.accounts.queries import actor_for
from evidencehub.privacy import copies, times
from evidencehub.privacy.blueprint import PrivacyLinks
from evidencehub.privacy.models import DataCopy
from evidencehub.projects.models import Document
from evidencehub.shared.audit import AuditEntry
from evidencehub.shared.clock import utc_now
from evidencehub.shared.db import db
from evidencehub.shared.due_rows import DueRow
from evidencehub.shared.file_parts import PartStore
from evidencehub.shared.files import FileStore
from evidencehub.shared.mail import Mail
from tests.factories import a_person, a_token
from tests.factories_review import LATER as SENT
from tests.factories_review import REPORT, a_case_in_review, decide, grade, services, settle
from tests.support.clients import PASSWORD

PAGE = "/account/data"
NAMES = {"member": "Ottoline Quarrington", "first": "Balthasar Wrenfield", "second": "Philippa Oxenholme"}


@pytest.fixture
def case(session, settings):
    case = a_case_in_review(session, files=FileStore(settings.files_url))
    case.member.name = NAMES["member"]
    for seat, one in zip(case.assignments, ("first", "second"), strict=True):
        seat.reviewer.name = NAMES[one]
        grade(session, seat, {"po2.8": "not-met"}, reason=f"Words of the {one}.")
        services.send_findings(session, seat, actor=actor_for(seat.reviewer), now=SENT)
    settle(session, case)
    decide(session, case)
    for document in session.scalars(select(Document)):
        document.uploaded_by = case.member.id
    session.commit()
    return case


def press(client, act, **more):
    return client.post(PAGE, data={"present": PASSWORD, "act": act, **more})


def got(client, run_due):
    """Ask, have the worker make it, and fetch it."""
    assert press(client, "make").location == PAGE
    assert "We are making your copy" in client.get(PAGE).text
    run_due()
    assert "Your copy is ready" in client.get(PAGE).text
    answer = press(client, "get")
    assert answer.mimetype == "application/zip" and answer.headers["Cache-Control"] == "no-store"
    archive = zipfile.ZipFile(io.BytesIO(answer.data))
    assert answer.content_length == len(answer.data) and archive.testzip() is None
    return archive


def test_a_reviewer_gets_what_they_wrote_and_learns_nothing_of_the_other(app, client, session, case, run_due):
    first, second = (seat.reviewer for seat in case.assignments)
    a_token(session, first, name="My program")
    session.commit()
    client.sign_in(first)
    archive = got(client, run_due)
    text = archive.read("about-you.json").decode()
    held = json.loads(text)
    findings = held["Reviews that you did"]["what there is"]["finding, author"]
    assert all(one["reason"].startswith("Words of the first.") for one in findings) and len(findings) > 5
    assert held["Your account"]["what there is"]["person, id"][0]["name"] == first.name
    assert held["How you sign in"]["what there is"]["program token, person"][0]["name"] == "My program"
    assert any("grade" in one["text"] for one in held["What we told you"]["what there is"]["mail, to"])
    assert held["Where you are signed in"] and held["Who did what"]
    for of_another in ("Words of the second.", second.name, second.email, case.member.name, case.member.email):
        assert of_another not in text
    assert first.password_hash not in text and first.name in archive.read("README.txt").decode()


def test_a_member_of_a_team_gets_their_files_and_no_name_of_a_reviewer(app, client, session, case, run_due):
    client.sign_in(case.member)
    archive = got(client, run_due)
    text = archive.read("about-you.json").decode()
    (upload,) = [name for name in archive.namelist() if name.startswith("uploads/")]
    assert archive.read(upload) == REPORT
    for seat in case.assignments:
        assert seat.reviewer.name not in text and seat.reviewer.email not in text
    assert press(client, "delete").location == PAGE
    session.execute(Membership.__table__.delete().where(Membership.person_id == case.member.id))
    session.commit()
    left = got(client, run_due)
    assert left.namelist() == ["README.txt", "about-you.json"], "the files are the team's"


def test_nobody_gets_it_without_the_password_or_the_code_and_nobody_else_at_all(app, client, session, run_due):
    person, other = a_person(session), a_person(session)
    session.commit()
    for present in ("", "another horse battery"):
        client.sign_in(person)
        assert client.post(PAGE, data={"present": present, "act": "make"}).status_code == 422
    press(client, "make")
    run_due()
    wrong = client.post(PAGE, data={"present": "another horse battery", "act": "get"})
    assert wrong.status_code == 422 and wrong.mimetype == "text/html"
    elsewhere = app.test_client()
    assert elsewhere.get(PAGE).location.startswith("/sign-in")
    elsewhere.sign_in(other)
    assert press(elsewhere, "get").location == PAGE and "Make my copy" in elsewhere.get(PAGE).text
    session.rollback()
    secret, key = second_step.new_secret(), app.config["SETTINGS"].secret_key
    person = session.merge(person)
    codes = second_step.turn_on(
        session, person, secret, pyotp.TOTP(secret).at(utc_now()), secret_key=key, now=utc_now()
    )
    session.commit()
    assert press(client, "get").status_code == 422
    assert press(client, "get", code="000000").status_code == 422
    assert press(client, "get", code=codes[0]).mimetype == "application/zip"
    assert press(client, "get", code=codes[0]).status_code == 422, "a code works once"


def test_it_goes_after_its_days_and_at_a_press_with_its_bytes(app, client, session, settings, run_due):
    person = a_person(session)
    session.commit()
    client.sign_in(person)

    def held():
        session.rollback()
        return session.scalar(select(DataCopy))

    for by_itself in (True, False):
        press(client, "make")
        press(client, "make")  # twice is once
        run_due()
        copy = held()
        assert copy.ends_at - copy.made_at == times.DATA_COPIES
        parts = f"{PartStore(settings.files_url).url.removeprefix('file://')}/parts/{copy.id.hex}"
        assert [*Path(parts).iterdir()]
        if by_itself:
            session.execute(DueRow.__table__.update().where(DueRow.kind == copies.KIND).values(due_at=utc_now()))
            session.commit()
            run_due()
        else:
            press(client, "delete")
        assert held() is None and not Path(parts).exists()
        assert session.scalar(select(DueRow.id).where(DueRow.kind == copies.KIND)) is None
    about = [*session.scalars(select(Mail.about).where(Mail.to == person.email))]
    assert about.count("person.data-ready") == 2
    acts = [*session.scalars(select(AuditEntry.action).where(AuditEntry.subject_id == str(person.id)))]
    assert acts.count("person.data-asked") == 2


def test_a_copy_of_which_the_file_is_gone_as_after_restoring_a_backup_can_be_made_again(
    client, session, settings, run_due
):
    person = a_person(session)
    session.commit()
    client.sign_in(person)
    press(client, "make")
    run_due()
    shutil.rmtree(Path(settings.files_url.removeprefix("file://")) / "parts")
    assert press(client, "get").location == PAGE
    shown = client.get(PAGE).text
    assert "not there any more" in shown and "Make my copy" in shown


def test_a_run_that_was_cut_off_is_done_again_and_one_let_go_of_leaves_nothing(app, session, settings):
    person = a_person(session)
    copies.ask(session, person, now=utc_now())
    session.commit()
    copy = session.scalar(select(DataCopy))
    with app.app_context():
        handler = copies.handler(settings, utc_now, PrivacyLinks())
        new_session = db.sessionmaker
        handler.work([{"copy_id": str(copy.id)}], new_session)
        finish = handler.work([{"copy_id": str(copy.id)}], new_session)
        with new_session() as other:
            copies.let_go(other, other.get(DataCopy, copy.id))
            other.commit()
        with new_session() as other:
            finish(other)
            other.commit()
    assert not [*Path(settings.files_url.removeprefix("file://")).glob("parts/*")]
