"""Reasons that quote a file of which nothing is public: told to who wrote them, and to the editor who decides."""

import pytest

from evidencehub.shared.files import FileStore
from tests.factories_disclosure import Shown, publish
from tests.factories_review import a_case_in_review, a_frozen_case, grade, settle

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)  # the same pages on any database

QUOTED = "What stands on page 2 of the report. What stands there"
SAYS = "a file that is not public"


def checked(app, case):
    client = app.test_client()
    client.sign_in(case.reviewers[0])
    return client.get(f"/reviews/{case.assignments[0].id}/check").text


def test_a_reviewer_reads_it_before_sending_and_not_where_the_file_is_public(app, session, settings):
    case = a_case_in_review(session, files=FileStore(settings.files_url))
    grade(session, case.assignments[0], reason=QUOTED)
    session.commit()
    page = checked(app, case)
    assert SAYS in page and "“What stands on page 2 of the report" in page
    study = case.submission.evaluation_versions[0].evaluation
    publish(session, Shown(case, study.documents[0], "", "", ""))
    assert SAYS not in checked(app, case)


@pytest.mark.parametrize(("on_request", "is_said"), [(True, True), (False, False)])
def test_the_page_of_grading_says_which_files_are_not_public(app, session, settings, on_request, is_said):
    case = a_case_in_review(session, files=FileStore(settings.files_url))
    session.commit()
    client = app.test_client()
    client.sign_in(case.reviewers[0])
    address = f"/reviews/{case.assignments[0].id}/grade/1"
    assert "not public, and your reasons will be" in client.get(address).text
    study = case.submission.evaluation_versions[0].evaluation
    publish(session, Shown(case, study.documents[0], "", "", ""), on_request=on_request)
    assert ("not public, and your reasons will be" in client.get(address).text) is is_said


def test_own_words_are_no_quote(app, session):
    case = a_case_in_review(session)
    grade(session, case.assignments[0])
    session.commit()
    assert SAYS not in checked(app, case)


def test_the_editor_reads_it_before_deciding(app, session):
    stops = {"po2.8": "not-met"}
    case = a_frozen_case(session, first={**stops, "po1.4": "met"}, second={**stops, "po1.4": "partly"})
    client = app.test_client()
    settle(session, case, reason=QUOTED)
    session.commit()
    client.sign_in(case.editor)
    assert SAYS in client.get(f"/cases/{case.submission.id}/decide").text
