"""The editor reads on one page what reviewers read, and whose it is."""

import re

import pytest

from evidencehub.shared.files import FileStore
from tests.factories_review import a_case_in_review

CAPTION = "Diary that the young people kept"


@pytest.fixture
def case(app, session, settings):
    made = a_case_in_review(
        session, files=FileStore(settings.files_url), designs=("qed-matched", "rct"),
        with_instruments=(CAPTION, "Protocol of 2024"), funder="The Harbour Fund",
    )  # fmt: skip
    session.commit()
    return made


def signed_in(app, person):
    client = app.test_client()
    client.sign_in(person)
    return client


def definitions(page):
    """Every question with its answer."""
    rows = re.findall(r"<dt[^>]*>(.*?)</dt>\s*<dd[^>]*>(.*?)</dd>", page, re.S)
    return {tuple(" ".join(re.sub(r"<[^>]+>", " ", part).split()) for part in row) for row in rows}


def test_the_record_holds_everything_that_reviewers_read_and_whose_it_is(app, session, case):
    record = signed_in(app, case.editor).get(f"/cases/{case.submission.id}/record").text
    report = signed_in(app, case.reviewers[0]).get(f"/reviews/{case.assignments[0].id}/report").text
    assert len(definitions(report)) > 30 and definitions(report) <= definitions(record)
    assert {("Who did it?", "A. Author")} <= {row for row in definitions(record) if row not in definitions(report)}
    organisation = case.submission.project.organisation.name
    for shown in (organisation, case.member.name, "The Harbour Fund", "report-by-a-famous-author.pdf", CAPTION):
        assert shown in record, shown
        assert shown in report or shown != CAPTION
    page = "What stands on page 3 of the report."
    assert record.count(page) == report.count(page) == 5


def test_the_record_is_one_press_from_the_case_and_only_for_who_may_run_it(app, session, case):
    address = f"/cases/{case.submission.id}/record"
    editor = signed_in(app, case.editor)
    assert f'href="{address}"' in editor.get(f"/cases/{case.submission.id}").text
    assert editor.get(address).status_code == 200
    for person in (*case.reviewers, case.member):
        assert signed_in(app, person).get(address).status_code in {403, 404}
    case.member.is_editor = True
    session.commit()
    own = signed_in(app, case.member)
    assert own.get(address).status_code in {403, 404}, "an editor of the team reads nothing of its case"
    assert app.test_client().get(address).status_code in {302, 303, 401}
