"""What was sent is shown as it was sent: whatever the draft says since, in whatever format it was kept."""

import json
import re
from copy import deepcopy

import pytest
from click.testing import CliRunner
from sqlalchemy import select
from structlog.testing import capture_logs

from evidencehub.catalogue.index import indexing
from evidencehub.cli import evidencehub
from evidencehub.projects.frozen.formats import FORMAT
from evidencehub.projects.frozen.keeping import REMOVED, BrokenBundle, bundle_of, name_sent, unreadable
from evidencehub.projects.frozen.of_many import authors_of, names_sent
from evidencehub.projects.models import FrozenText
from evidencehub.shared.mail import Mail
from tests.factories import a_project, a_result, an_evaluation
from tests.factories_review import a_case_in_review, a_decided_case, a_screened_case
from tests.support.crawling import crawl
from tests.support.queries import counted_queries
from tests.support.records import a_submission, decided, mark_changed, met_up_to

DRAFT = re.compile("Draft-[a-z]+")
EVERYWHERE = ["/", "/search", "/accreditations", "/cases", "/reviews"]


def as_format_1(frozen):
    """As the first releases kept it: no number, no names of documents, nothing that was asked later."""
    body = json.loads(json.dumps(frozen.body))
    if evaluation := body.get("evaluation"):
        for document in evaluation["documents"]:
            del document["file_name"]
        del evaluation["registration"]
        return evaluation
    return {"project": body["project"]}


def texts_of(submission):
    return [submission.frozen, *(version.frozen for version in submission.evaluation_versions)]


def a_public_project(session, **values):
    project = a_project(session, **values)
    a_result(session, an_evaluation(session, project, title=f"A study of {values['slug']}"))
    sent = a_submission(session, project)
    decided(session, sent, met_up_to(sent, 1))
    mark_changed(session, project.id)
    return sent


def test_what_was_kept_in_an_older_format_is_shown_and_stays_as_it_is(app, session, run_due):
    sent = a_public_project(session, slug="old", name="An old record", activities="Activities of old.")
    case = a_case_in_review(session)
    kept = {}
    for frozen in [*texts_of(sent), *texts_of(case.submission)]:
        frozen.body = kept[frozen.sha256] = as_format_1(frozen)
    session.commit()
    run_due()
    reader = app.test_client()
    page = reader.get("/projects/old").text
    assert "An old record" in page and "Activities of old." in page and "Standard 1 of" in page
    assert "An old record" in reader.get("/search?q=activities").text
    reviewer = app.test_client()
    reviewer.sign_in(case.reviewers[0])
    address = f"/reviews/{case.assignments[0].id}"
    report = reviewer.get(f"{address}/report").text
    assert case.submission.project.need in report
    assert "School attendance</h4>" in report and "Attendance rate 1" in report
    assert reviewer.get(f"{address}/grade/2").status_code == 200
    editor = app.test_client()
    editor.sign_in(case.editor)
    assert "1 file: report.pdf" in editor.get(f"/cases/{case.submission.id}").text
    session.rollback()
    assert {text.sha256: text.body for text in session.scalars(select(FrozenText))} == kept


def broken_in_some_way(sent, how):
    if how == "newer format":
        sent.frozen.body = {**sent.frozen.body, "format": FORMAT + 1}
    if how == "unknown key":
        (version,) = sent.evaluation_versions
        version.frozen.body = {**version.frozen.body, "evaluation": {**version.frozen.body["evaluation"], "mark": 5}}
    if how == "another kind of text":
        sent.frozen.body = sent.evaluation_versions[0].frozen.body


@pytest.mark.parametrize("how", ["newer format", "unknown key", "another kind of text"])
def test_what_cannot_be_read_is_an_error_that_names_its_submission(
    client, session, run_due, settings, monkeypatch, how
):
    a_public_project(session, slug="whole", name="A whole record")
    sent = a_public_project(session, slug="broken", name="A broken record")
    session.commit()
    broken_in_some_way(sent, how)
    session.commit()
    run_due()
    with capture_logs() as logged:
        page = client.get("/projects/broken")
    assert page.status_code == 500 and f"Submission {sent.id} holds a text that this hub cannot read" in page.text
    assert [entry for entry in logged if str(sent.id) in entry["reason"] and entry["log_level"] == "error"]
    listed = client.get("/search").text
    assert "A whole record" in listed and "A broken record" not in listed
    engine = indexing.engine_of(settings)
    with capture_logs() as logged:
        assert indexing.rebuild(session, engine) == 1
    assert str(sent.id) in logged[0]["reason"]
    monkeypatch.setenv("EVIDENCEHUB_HOME", str(settings.home))
    monkeypatch.setenv("EVIDENCEHUB_DATABASE_URL", settings.database_url)
    run = CliRunner().invoke(evidencehub, ["db", "check"])
    assert run.exit_code == 1 and str(run.exception) == "1 of the submissions cannot be read"
    assert f"Submission {sent.id} holds a text" in run.stderr and "Traceback" not in run.stderr


def test_a_text_that_was_changed_by_hand_is_found(session):
    sent, whole = a_public_project(session, slug="changed"), a_public_project(session, slug="whole")
    assert list(unreadable(session)) == []
    body = deepcopy(sent.frozen.body)
    body["project"]["summary"] = "Somebody wrote this into the database."
    sent.frozen.body = body
    session.flush()
    (found,) = unreadable(session)
    assert str(sent.id) in str(found) and "it was changed since" in str(found) and str(whole.id) not in str(found)


def test_a_case_that_cannot_be_read_says_so_to_its_editor_and_its_reviewers(app, session):
    case = a_case_in_review(session)
    case.submission.frozen.body = {**case.submission.frozen.body, "format": FORMAT + 1}
    session.commit()
    for person, address in [
        (case.editor, f"/cases/{case.submission.id}"), (case.reviewers[0], f"/reviews/{case.assignments[0].id}/report"),
    ]:  # fmt: skip
        client = app.test_client()
        client.sign_in(person)
        page = client.get(address)
        assert page.status_code == 500 and str(case.submission.id) in page.text


def test_no_page_of_a_case_no_public_page_and_no_mail_shows_what_the_draft_says_since(app, session, run_due):
    over, case, screened = a_decided_case(session), a_case_in_review(session), a_screened_case(session)
    for each in (over, case, screened):
        each.submission.project.name = "Draft-name since"
        each.submission.project.summary = each.submission.project.need = "Draft-text since"
        evaluation = each.submission.evaluation_versions[0].evaluation
        evaluation.title = evaluation.summary = "Draft-study since"
        evaluation.results[0].outcome = "Draft-outcome since"
        evaluation.documents[0].file_name = "Draft-file since.pdf"
        mark_changed(session, each.submission.project_id)
    session.commit()
    run_due()
    for person in (None, case.editor, case.reviewers[0], over.reviewers[0]):
        client = app.test_client()
        if person:
            client.sign_in(person)
        pages = crawl(client, *EVERYWHERE)
        assert not [(address, DRAFT.findall(page)) for address, page in pages.items() if DRAFT.search(page)]
    editor = app.test_client()
    editor.sign_in(case.editor)
    assert case.submission.frozen.body["project"]["name"] in editor.get("/cases").text
    answer = editor.post(f"/cases/{screened.submission.id}/return", data={"reason": "Please look again."})
    assert answer.status_code == 303, answer.text
    session.rollback()
    mails = session.scalars(select(Mail).where(Mail.about == "submission.returned")).all()
    assert mails and not [mail for mail in mails if "Draft-" in mail.subject + mail.body]


def test_the_register_keeps_no_name_of_what_was_removed(client, session):
    sent = a_public_project(session, slug="removed", name="A name that was removed")
    for frozen in texts_of(sent):
        frozen.body = None
    session.commit()
    for address in ("/accreditations", "/"):
        page = client.get(address).text
        assert "Text removed" in page and "A name that was removed" not in page


def test_authors_and_names_of_many_are_those_of_the_texts_in_whatever_format_they_were_kept(session):
    sent = []
    for number in range(3):
        project = a_project(session, slug=f"asked-{number}", name=f"Asked {number}")
        for study in range(number):
            an_evaluation(session, project, title=f"Study {study}", authors=[f"Zoë O’Neil {study}", "J. Okafor"])
        sent.append(a_submission(session, project))
    texts = {frozen.sha256: frozen for one in sent for frozen in texts_of(one)}
    ids = [one.id for one in sent]
    for as_kept in (lambda frozen: frozen.body, as_format_1):
        for frozen in texts.values():
            frozen.body = as_kept(frozen)
        session.commit()
        wanted = {one.id: tuple(name for each in bundle_of(one).evaluations for name in each.authors) for one in sent}
        assert [len(wanted[one.id]) for one in sent] == [0, 2, 4]
        with counted_queries() as queries:
            assert authors_of(session, ids) == wanted
        assert len(queries) == 1
        assert names_sent(session, ids) == {one.id: name_sent(one) for one in sent}


def test_of_what_was_removed_nobody_is_said_to_have_written_it_and_what_cannot_be_read_is_an_error(session):
    project = a_project(session, slug="gone", name="A name that goes")
    an_evaluation(session, project, authors=["J. Okafor"])
    sent = a_submission(session, project)
    assert authors_of(session, [sent.id]) == {sent.id: ("J. Okafor",)}
    own, study = texts_of(sent)
    for removed in (own, study):
        body, removed.body = removed.body, None
        session.flush()
        assert authors_of(session, [sent.id]) == {}
        assert names_sent(session, [sent.id]) == {sent.id: REMOVED if removed is own else "A name that goes"}
        removed.body = body
    study.body = {**study.body, "evaluation": {**study.body["evaluation"], "authors": "J. Okafor"}}
    session.flush()
    with pytest.raises(BrokenBundle, match=str(sent.id)):
        authors_of(session, [sent.id])
