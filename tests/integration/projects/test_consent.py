"""Who sends stories or photographs of single people states that they agreed: asked where there are such things, frozen
with what is sent, read by editors and reviewers, and by nobody else."""

import io

import pytest
from sqlalchemy import select

from evidencehub.accounts.queries import actor_for
from evidencehub.cli import worker
from evidencehub.projects import access, services
from evidencehub.projects.consent.statement import GIVEN, NONE, kept
from evidencehub.projects.disclosure.models import SeenInDocument, SetAside
from evidencehub.projects.disclosure.pointing_out import Kind
from evidencehub.projects.sending import Offer
from evidencehub.shared import audit
from evidencehub.shared.errors import Invalid
from tests.factories import NOW, a_person, a_project, a_result, an_evaluation, an_organisation
from tests.factories_review import a_case_in_review, a_decided_case, a_document
from tests.integration.projects.test_team_sending import STANDARD, send, the_submission
from tests.support.documents import a_pdf, words

ASKED = "Is a story, a quote or a photograph of one person in it?"
SAID = {
    "consent": GIVEN, "what": "That their words stand in it without their names.", "how": "On paper.",
    "kept_by": "Our safeguarding lead",
}  # fmt: skip


@pytest.fixture
def member(client, session):
    person = a_person(session, an_organisation(session))
    session.commit()
    client.sign_in(person)
    return person


@pytest.fixture
def project(session, member):
    """One with a study that is ready."""
    made = a_project(session, member.memberships[0].organisation)
    evaluation = an_evaluation(session, made)
    a_result(session, evaluation)
    a_document(session, evaluation)
    session.commit()
    return made


def page_of(client, project):
    return " ".join(client.get(f"/team/projects/{project.id}/send").text.split())


def see(session, project, kind, page=3, words=""):
    (document,) = project.evaluations[0].documents
    session.add(SeenInDocument(document_id=document.id, page=page, kind=kind, words=words))
    session.commit()
    return document


def test_nobody_is_asked_where_there_is_nothing_of_the_kind(client, session, project, member):
    assert ASKED not in page_of(client, project)
    assert send(client, project).status_code == 303
    assert the_submission(session).consent == {}


@pytest.mark.parametrize("why", ["photograph", "story", "design", "themes"])
def test_where_there_is_such_a_thing_the_page_says_what_and_asks(client, session, project, member, why):
    evaluation = project.evaluations[0]
    if why == "design":
        evaluation.design = "qualitative"
    elif why == "themes":
        evaluation.study = {"themes": [["Somebody notices", "She rang", "12"]]}
    session.commit()
    if why in {"photograph", "story"}:
        see(session, project, Kind(why))
    told = {
        "photograph": "may have photographs, on page 3",
        "story": "may quote somebody or tell a story of one person, on page 3",
    }.get(why, f"{evaluation.title}: people told something in it")  # fmt: skip
    page = page_of(client, project)
    assert ASKED in page and told in page


def test_a_photograph_that_was_marked_as_harmless_is_no_reason_to_ask(client, session, project, member):
    document = see(session, project, Kind.PHOTOGRAPH, words="Picture of 9 by 9 dots")
    session.add(SetAside(document_id=document.id, page=3, kind=Kind.PHOTOGRAPH, words="Picture of 9 by 9 dots", at=NOW))
    session.commit()
    assert ASKED not in page_of(client, project)


def test_each_missing_answer_is_said_beside_it_and_what_was_typed_stays(client, session, project, member):
    see(session, project, Kind.STORY)
    answer = send(client, project, agreed="")
    assert answer.status_code == 422 and "Say whether a story, a quote or a photograph" in answer.text
    assert "Confirm that everyone named has agreed" in answer.text  # all that is missing is said at once
    answer = send(client, project, **SAID | {"what": "", "kept_by": "", "how": "On paper, at home."})
    assert answer.status_code == 422 and "On paper, at home." in answer.text
    assert "Say what they agreed to" in answer.text and "Say who keeps the record of it" in answer.text
    assert "Say how they agreed" not in answer.text and the_submission(session) is None


@pytest.mark.parametrize("said", [GIVEN, NONE])
def test_what_is_stated_is_frozen_with_what_is_sent_and_the_team_reads_it(client, session, project, member, said):
    see(session, project, Kind.STORY)
    assert send(client, project, **SAID | {"consent": said}).status_code == 303
    submission = the_submission(session)
    found = kept(submission.consent)
    page = client.get(f"/team/submissions/{submission.id}").text
    assert found.said == said and found.label in page
    assert ("Our safeguarding lead" in page) is (said == GIVEN)
    (entry,) = [each for each in audit.story(session, subject_type="submission", subject_id=submission.id)]
    assert "consent_sha256" in entry.details and "safeguarding" not in str(entry.details)


def test_the_service_asks_too(session, project, member):
    project.evaluations[0].design = "mixed-methods"
    session.commit()
    actor = actor_for(member)
    facts = access.project_facts(actor, project)
    with pytest.raises(Invalid, match="Say whether a story"):
        services.send(session, project, project.evaluations, offer=Offer(STANDARD), actor=actor, facts=facts, now=NOW)
    session.rollback()
    services.send(session, project, [], offer=Offer(STANDARD), actor=actor, facts=facts, now=NOW)


def test_editors_and_reviewers_read_it(app, session):
    case = a_case_in_review(session)
    case.submission.consent = {"said": GIVEN, "what": "Zanderquote", "how": "On paper", "kept_by": "The lead"}
    session.commit()
    for person, address in (
        (case.editor, f"/cases/{case.submission.id}/record"),
        (case.reviewers[0], f"/reviews/{case.assignments[0].id}/report"),
    ):
        client = app.test_client()
        client.sign_in(person)
        assert "Zanderquote" in client.get(address).text, address


def test_nothing_of_it_is_public(app, client, session):
    case = a_decided_case(session)
    case.submission.consent = {"said": GIVEN, "what": "Zanderquote", "how": "On paper", "kept_by": "The lead"}
    session.commit()
    worker.run_due(app)
    study = case.submission.evaluation_versions[0].evaluation_id
    for address in (f"/projects/{case.submission.project.slug}", f"/evaluations/{study}"):
        answer = client.get(address)
        assert answer.status_code == 200 and "Zanderquote" not in answer.text, address


def test_the_worker_sees_quotes_and_a_file_that_is_taken_out_asks_nothing(app, client, session, project, member):
    address = f"/team/evaluations/{project.evaluations[0].id}/documents"
    quote = '"She rang me on the first day that I was off, and nobody had done that before," said a pupil.'
    content = a_pdf(words("Nothing"), words(quote.replace("(", "").replace(")", "")))
    assert client.post(address, data={"file": (io.BytesIO(content), "stories.pdf")}).status_code == 303
    worker.run_due(app)
    session.rollback()
    (row,) = session.scalars(select(SeenInDocument))
    assert (row.kind, row.page) == (Kind.STORY, 2)
    assert "stories.pdf: may quote somebody or tell a story of one person, on page 2" in page_of(client, project)
