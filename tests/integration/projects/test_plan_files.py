"""Files of the plan of a study: sent and frozen with a version, public with it or not, and taken back or removed."""

import re
from base64 import b64encode
from dataclasses import dataclass, field
from datetime import timedelta
from io import BytesIO

import pytest
from sqlalchemy import select

from evidencehub.accounts.models import Person
from evidencehub.accounts.queries import actor_for
from evidencehub.authz.values import team_facts
from evidencehub.projects.disclosure import queries as disclosures
from evidencehub.projects.document_kinds import DocumentKind, Said
from evidencehub.projects.models import Document, Evaluation
from evidencehub.projects.plans.changes import changes_of
from evidencehub.projects.quota import used
from evidencehub.projects.redaction import files as redacting
from evidencehub.projects.redaction.approving import Approval
from evidencehub.projects.takedown import services as taking_down
from evidencehub.projects.transfers.queries import goes
from evidencehub.projects.uploading import remove_document, say_what_it_is
from evidencehub.projects.uploads.models import Upload
from evidencehub.shared.clock import utc_now
from evidencehub.shared.errors import Invalid
from evidencehub.shared.files import FileStore
from tests.factories import NOW, a_person, a_project, an_editor, an_evaluation, an_organisation
from tests.factories_review import COPY, a_case_in_review, a_document
from tests.support import plans
from tests.support.documents import a_pdf, words

PROTOCOL = "Zephyrine protocol"
ASKED = {"kind": "protocol", "caption": PROTOCOL, "who": "everybody"}
PDF = a_pdf(words("We will measure wombatery after a year."), words("Written by Mary Smith."))
NEXT = NOW + timedelta(days=3)


@dataclass
class Study:
    evaluation: Evaluation
    member: Person
    editor: Person
    files: FileStore
    address: str = field(init=False)

    def __post_init__(self):
        self.address = f"/evaluations/{self.evaluation.id}/plan"

    def team(self, page=""):
        return f"/team{self.address}{f'/{page}' if page else ''}"

    def file(self, document):
        return f"{self.address}/files/{document.id}"


@pytest.fixture
def study(session, settings):
    team = an_organisation(session)
    project = a_project(session, team, name="Quibblethorn Walks")
    dates = {"started_on": None, "ended_on": None}
    evaluation = an_evaluation(session, project, title="The Umberglade study", **dates)
    plans.write(session, evaluation)
    made = Study(evaluation, a_person(session, team), an_editor(session), FileStore(settings.files_url))
    session.commit()
    return made


def a_file(session, study, caption=PROTOCOL, *, is_public=True, **values):
    values = {"kind": DocumentKind.PROTOCOL, "uploaded_at": NOW, **values}
    return a_document(
        session, None, study.files, plan_study=study.evaluation, caption=caption, public_with_plan=is_public, **values
    )


def send(session, study, because="", *, now=NOW):
    return plans.send(session, study.evaluation, study.member, because, now=now)


def publish(session, study, because="", *, now=NOW):
    made = plans.look_at(session, send(session, study, because, now=now), study.editor, now=now)
    session.commit()
    return made


def upload(client, address, content=PDF, name="umber-university.pdf", **typed):
    data = {"file": (BytesIO(content), name), **typed} if content is not None else typed
    answer = client.post(address, data=data, content_type="multipart/form-data")
    answer.request.environ["wsgi.input"].close()
    return answer


def say(session, caption):
    said = Said(DocumentKind.PROTOCOL, caption, is_public=True)
    say_what_it_is(session, the_file(session), said, actor_id=None, now=NEXT)


def sign_in(client, person):
    client.post("/sign-out")
    client.sign_in(person)


def the_file(session):
    session.rollback()
    return session.scalar(select(Document))


def test_a_team_adds_a_file_both_look_at_it_and_everybody_reads_its_copy(client, session, study, run_due):
    sign_in(client, study.member)
    address = study.team("files")
    assert "You can send the plan without." in client.get(address).text
    refused = upload(client, address, kind="protocol", caption=PROTOCOL)
    assert refused.status_code == 422 and "Choose who may read it" in refused.text and PROTOCOL in refused.text
    assert "Choose the file again" in refused.text, "a browser does not keep the file for the next try"
    assert upload(client, address, b"\x89PNG\r\n\x1a\n", "a.png", **ASKED).status_code == 422
    assert upload(client, address, **ASKED).location == address
    assert "You have added this file already" in upload(client, address, **ASKED).text
    gap = "Wait until we have read umber-university.pdf"
    assert gap in client.get(study.team()).text and gap in client.get(study.team("send")).text
    run_due()
    document = the_file(session)
    assert PROTOCOL in client.get(study.team()).text
    assert "Mary" in client.get(f"/team/documents/{document.id}/public").text
    check = client.get(study.team("send")).text
    assert f"Protocol: {PROTOCOL}" in check and "public with the plan" in check and "1 place" in check
    assert "Say what you decided" in client.post(study.team("send")).text
    note = {"note": "She wrote it, and agreed."}
    assert client.post(study.team("send"), data=note).location == study.team()

    sign_in(client, study.editor)
    session.rollback()
    made = plans.draft(session, study.evaluation).versions[-1]
    case, own = f"/cases/plans/{made.id}", {"seen": str(made.version), "act": "yes", "because": ""}
    session.rollback()
    page = client.get(case).text
    assert f"Protocol: {PROTOCOL}" in page and "we point out 1 place" in page
    assert "She wrote it, and agreed." in page, "what the team decided"
    read = client.get(f"{case}/files/{document.id}").text
    assert "wombatery" in read and "Mary" in read and "wants everybody to read it" in read
    assert client.get(f"{case}/files/{document.id}/file").data == PDF
    assert client.get(f"{case}/files/{study.evaluation.id}").status_code == 404
    for each in (study.address, study.file(document), f"{study.file(document)}/file"):
        assert client.get(each).status_code == 404, "no editor has let it"
    assert "Say what you decided" in client.post(case, data=own).text
    assert client.post(case, data=own | note).location == "/cases"

    client.post("/sign-out")
    run_due()
    page = " ".join(client.get(study.address).text.split())
    assert f"Protocol: {PROTOCOL} (PDF, " in page and "2 pages" in page
    assert "umber-university" not in page, "its own name may say who wrote it"
    text = client.get(study.file(document)).text
    assert "wombatery" in text and 'content="noindex"' in text and f"Protocol: {PROTOCOL}" in text
    copy = client.get(f"{study.file(document)}/file")
    assert copy.status_code == 200 and "plan-protocol.pdf" in copy.headers["Content-Disposition"]
    assert copy.headers["X-Robots-Tag"] == "noindex" and copy.data.startswith(b"%PDF")
    assert study.address not in client.get("/search?q=wombatery").text, "it is no evidence, and no search looks into it"
    session.rollback()
    project = study.evaluation.project
    assert used(session, project.organisation_id).files == goes(session, project).files == 1


def test_a_file_in_parts_says_who_may_read_it(client, session, study):
    sign_in(client, study.member)

    def begin(**told):
        told = {"filename": "p.pdf", "fingerprint": "f", "kind": "protocol", "caption": PROTOCOL} | told
        coded = ",".join(f"{key} {b64encode(value.encode()).decode()}" for key, value in told.items())
        headers = {"Tus-Resumable": "1.0.0", "Upload-Length": str(len(PDF)), "Upload-Metadata": coded}
        return client.post(study.team("uploads"), headers=headers)

    refused = begin()
    assert refused.status_code in {400, 422} and "Choose who may read it" in refused.text
    address = begin(who="reviewers").location
    session.rollback()
    assert session.scalars(select(Upload)).one().plan_study_id == study.evaluation.id
    session.rollback()
    headers = {"Tus-Resumable": "1.0.0", "Upload-Offset": "0", "Content-Type": "application/offset+octet-stream"}
    assert client.patch(address, headers=headers, data=PDF).status_code == 204
    document = the_file(session)
    assert (document.plan_study_id, document.evaluation_id, document.public_with_plan) == (
        study.evaluation.id,
        None,
        False,
    )
    about = f"/team/documents/{document.id}/about"
    assert 'value="reviewers" checked' in client.get(about).text
    assert client.post(about, data=ASKED).location == study.team("files")
    assert the_file(session).public_with_plan
    session.rollback()
    assert study.evaluation.documents == [], "it is no report of the study"


def test_each_version_keeps_its_files_and_the_page_says_what_became_of_them(client, session, study):
    first, annex = a_file(session, study), a_file(session, study, "Letter", is_public=False, kind=DocumentKind.ANNEX)
    publish(session, study)
    remove_document(session, first, actor_id=None, now=NEXT)
    second = a_file(session, study, sha256="b" * 64, uploaded_at=NEXT)
    a_file(session, study, "Guide for talks", is_public=False, kind=DocumentKind.INSTRUMENT, sha256="c" * 64)
    remove_document(session, annex, actor_id=None, now=NEXT)
    with pytest.raises(Invalid, match="what changed"):
        send(session, study, now=NEXT)
    made = publish(session, study, "The measure is another.", now=NEXT)
    earlier = made.plan.versions[0]
    assert [each["sha256"] for each in earlier.files] == [first.sha256, annex.sha256]
    said = [each.said for each in changes_of(earlier, made)]
    assert said == [f"File replaced: Protocol: {PROTOCOL}", "File added: Instrument: Guide for talks"]
    page, old = client.get(study.address).text, client.get(f"{study.address}/versions/1").text
    assert said[0] in page and said[1] in page
    assert study.file(second) in page and study.file(first) not in page
    assert study.file(first) in old and study.file(second) not in old, "the first version stays as it was"
    assert "Letter" not in page + old, "what nobody may read, and is no instrument, is not told of"
    assert "It is not public. Editors have it" in page
    assert client.get(study.file(first)).status_code == client.get(study.file(second)).status_code == 200
    assert client.get(study.file(annex)).status_code == 404
    left = "File left out: Instrument: Guide for talks, which stays with version 2"
    assert [each.said for each in changes_of(made, earlier)][-1] == left


def test_a_file_that_a_later_version_keeps_from_the_public_is_taken_back_with_the_editors_yes(client, session, study):
    """One that is only left out stays public with the version that was sent with it."""
    kept, left = a_file(session, study), a_file(session, study, "Analysis")
    publish(session, study)
    files = [each for one in (kept, left) for each in (study.file(one), f"{study.file(one)}/file")]
    first, any_more = f"{study.address}/versions/1", "It is not public any more. Editors have it"

    def codes():
        return [client.get(each).status_code for each in files]

    def words(address):
        return " ".join(client.get(address).text.split())

    def choose(is_public):
        said = Said(kept.kind, kept.caption, is_public=is_public)
        say_what_it_is(session, kept, said, actor_id=None, now=NEXT)

    choose(is_public=False)
    remove_document(session, left, actor_id=None, now=NEXT)
    made = send(session, study, "A scale in it is not ours to give.", now=NEXT)
    session.commit()
    assert codes() == [200, 200, 200, 200] and any_more not in words(first), "no editor has read what was sent"
    plans.look_at(session, made, study.editor, now=NEXT)
    session.commit()
    assert codes() == [410, 410, 200, 200]
    page, old = words(study.address), words(first)
    assert "It is not public. Editors have it" in page
    assert f"File for reviewers and editors alone now: Protocol: {PROTOCOL}" in page
    assert "File left out: Protocol: Analysis, which stays with version 1" in page
    assert any_more in old and study.file(kept) not in old and study.file(left) in old
    gone = client.get(study.file(kept)).text
    assert "The team took it back on" in gone and "An editor took it down" not in gone
    assert "and left it out of the latest." in words(study.file(left)) and f'{first}"' in words(study.file(left))
    session.rollback()
    choose(is_public=True)
    publish(session, study, "It may be public after all.", now=NEXT + timedelta(days=1))
    assert codes() == [200, 200, 200, 200] and any_more not in words(first)


def test_nothing_of_a_file_is_public_that_its_team_wants_to_keep_or_an_editor_refused(client, session, study):
    kept, wanted = a_file(session, study, "Kept", is_public=False), a_file(session, study, sha256="b" * 64)
    made = send(session, study)
    plans.look_at(session, made, study.editor, because="A child is named in the protocol.")
    session.commit()
    assert disclosures.of_document(session, wanted.id).state.is_sealed
    session.rollback()
    for each in (kept, wanted):
        assert client.get(study.file(each)).status_code == 404
    publish(session, study, now=NEXT)
    assert client.get(study.file(wanted)).status_code == 200
    for each in (study.file(kept), f"{study.file(kept)}/file"):
        assert client.get(each).status_code == 404
    assert PROTOCOL in client.get(study.address).text and "Kept" in client.get(study.address).text


def test_a_file_that_its_team_takes_back_is_gone_at_once_and_needs_an_editor_to_come_back(client, session, study):
    document = a_file(session, study)
    publish(session, study)
    sign_in(client, study.member)
    own = f"/team/documents/{document.id}/public"
    assert "Take it back" in client.get(own).text and client.post(own, data={"who": "everybody"}).status_code == 403
    assert client.post(f"{own}/end").status_code == 422
    assert client.post(f"{own}/end", data={"reason": "A name."}).location == study.team("files")
    gone = client.get(study.file(document))
    assert gone.status_code == 410 and "The team took it back on" in gone.text and "A name." not in gone.text
    assert client.get(f"{study.file(document)}/file").status_code == 410
    assert client.get(study.address).status_code == 200 and study.file(document) not in client.get(study.address).text
    session.rollback()
    assert not the_file(session).public_with_plan
    say(session, PROTOCOL)
    made = send(session, study, "It may be public after all.", now=NEXT)
    assert made.state.is_waiting, "an editor looks again, although no word of the plan differs"
    session.commit()
    assert client.get(study.file(document)).status_code == 404
    plans.look_at(session, made, study.editor, now=NEXT)
    session.commit()
    assert client.get(study.file(document)).status_code == 200


def test_an_editor_takes_one_file_down_or_the_plan_with_its_files(client, session, study):
    document = a_file(session, study)
    made = publish(session, study)
    sign_in(client, study.editor)
    page = f"/cases/plans/{made.id}/files/{document.id}"
    assert "Take this file down" in client.get(page).text
    assert client.post(f"{page}/end").status_code == 422
    assert client.post(f"{page}/end", data={"reason": "A name."}).status_code == 303
    assert "An editor took it down on" in client.get(study.file(document)).text
    assert client.get(study.address).status_code == 200
    session.rollback()
    say(session, "Anew")
    again = publish(session, study, "Without the name.", now=NEXT)
    assert client.get(study.file(document)).status_code == 200
    plans.look_at(session, again, study.editor, because="There is another name.", now=NEXT)
    session.commit()
    assert disclosures.of_document(session, document.id).state.is_open, "the first version holds it still"
    plans.look_at(session, made, study.editor, because="And here.", now=NEXT)
    session.commit()
    assert disclosures.of_document(session, document.id).state.is_sealed
    session.rollback()
    assert {client.get(each).status_code for each in (study.address, study.file(document))} == {404}


class Nowhere:
    def projects(self):
        return ""


def test_files_go_with_the_project_that_is_taken_down_and_for_good_with_a_redaction(client, session, study):
    document = a_file(session, study)
    made = publish(session, study)
    project, admin = study.evaluation.project, a_person(session, is_admin=True)
    who = {"actor": actor_for(admin), "links": Nowhere()}
    who["facts"] = team_facts(who["actor"], project.organisation_id)
    taking_down.take_down(session, project, "A name.", now=utc_now(), **who)
    session.commit()
    for each in (study.address, study.file(document), f"{study.file(document)}/file"):
        assert client.get(each).status_code == 410
    taking_down.put_back(session, project, "Put right.", now=utc_now(), **who)
    session.commit()
    assert client.get(f"{study.file(document)}/file").data == COPY
    same = redacting.with_content(session, str(document.id))
    redacting.redact(session, same, Approval(a_person(session), admin, "A name."), now=utc_now())
    session.commit()
    assert (made.files[0]["file_name"], made.files[0]["caption"]) == ("removed", "")
    assert made.files[0]["sha256"] == document.sha256, "the hash stays"
    assert "was removed for good" in client.get(study.file(document)).text
    page = client.get(study.address).text
    assert PROTOCOL not in page and study.file(document) not in page


def test_who_grades_the_study_later_reads_the_files_of_its_plan_as_it_was_then(app, session, settings):
    files, member = FileStore(settings.files_url), a_person(session, an_organisation(session))
    case = a_case_in_review(session, member=member, files=files)
    evaluation = case.submission.evaluation_versions[0].evaluation
    study = Study(evaluation, member, an_editor(session), files)
    plans.write(session, evaluation)
    kept = a_file(session, study, "Kept protocol", is_public=False)
    publish(session, study, now=case.submission.submitted_at)
    a_file(session, study, "Too late", sha256="b" * 64)
    publish(session, study, "More.", now=case.submission.submitted_at + timedelta(days=1))
    reviewer, editor = app.test_client(), app.test_client()
    reviewer.sign_in(case.reviewers[0])
    own = f"/reviews/{case.assignments[0].id}"
    page = reviewer.get(f"{own}/report").text
    assert "Protocol: Kept protocol" in page and "protocol.pdf" in page and "The plan of “" in page
    assert "Too late" not in page and kept.file_name not in page
    number = max(int(each) for each in re.findall(r"report-(\d+)", page))
    assert reviewer.get(f"{own}/files/{number}").data == COPY, "the copy, as of the others"
    editor.sign_in(case.editor)
    address = f"/cases/{case.submission.id}/files/{number}"
    assert "What stands on page 1" in editor.get(address).text
    assert editor.get(f"{address}/public").location.endswith(f"/files/{kept.id}"), "it is decided with the plan"


def test_nobody_else_gets_at_a_file_of_a_plan(app, client, session, study):
    document = a_file(session, study)
    made = send(session, study)
    other = a_person(session, an_organisation(session))
    session.commit()
    own = [study.team("files"), f"/team/documents/{document.id}", f"/team/documents/{document.id}/public"]
    desk = [f"/cases/plans/{made.id}/files/{document.id}", f"/cases/plans/{made.id}/files/{document.id}/file"]
    sign_in(client, other)
    assert {client.get(each).status_code for each in own} == {404}
    assert {client.get(each).status_code for each in desk} <= {403, 404}
    sign_in(client, study.member)
    assert {client.get(each).status_code for each in desk} <= {403, 404}
    assert {client.get(each).status_code for each in own} == {200}
