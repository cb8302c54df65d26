"""What a report should say: progress by item, for the team alone."""

import pytest

from evidencehub.projects.frozen.keeping import frozen_evaluation
from evidencehub.projects.missing import evaluation_missing
from evidencehub.projects.study.reporting import progress
from evidencehub.projects.tasks import EVALUATION_TASKS
from evidencehub.shared.paths import standards_dir
from evidencehub.standards.files.designs import STUDIES
from evidencehub.standards.files.reporting import (
    REPORTING_ITEMS,
    load_reporting_lists,
    read_reporting_items,
    reporting_lists,
)
from evidencehub.standards.files.studies import load_study_form
from tests.factories import a_person, a_project, an_evaluation, an_organisation


@pytest.fixture
def study(client, session):
    team = an_organisation(session)
    member = a_person(session, team)
    evaluation = an_evaluation(session, a_project(session, team), design="rct")
    session.commit()
    client.sign_in(member)
    return evaluation


def page_of(evaluation, slug="reporting"):
    return f"/team/evaluations/{evaluation.id}/{slug}"


def test_an_item_is_there_by_its_page_or_by_an_answer_elsewhere(client, session, study):
    (consort,) = reporting_lists("rct")
    before, count = progress(study, consort)
    assert count == 42 and client.get(page_of(study)).status_code == 200
    client.post(page_of(study, "allocation"), data={"drawn_by": "A computer drew."})
    page = client.get(page_of(study)).text
    assert "17a: Who made the list of chances, and how. You say it under" in " ".join(page.split())
    client.post(page_of(study), data={"consort_13": "page 4", "consort_8": "  "})
    session.rollback()
    assert study.reporting == {"consort_13": "page 4"}
    assert progress(study, consort) == (before + 3, 42), "9 and 17a by the answer, 13 by its page"
    assert f"{before + 3} of 42" in client.get(f"/team/evaluations/{study.id}").text
    client.post(page_of(study), data={"consort_13": ""})
    session.rollback()
    assert study.reporting == {}


def test_it_is_the_teams_own_and_never_has_to_be_there(app, client, session, study):
    before = frozen_evaluation(study), evaluation_missing(study)
    client.post(page_of(study), data={"consort_13": "page 4"})
    session.rollback()
    assert (frozen_evaluation(study), evaluation_missing(study)) == before
    stranger, theirs = a_person(session), app.test_client()
    session.commit()
    theirs.sign_in(stranger)
    assert theirs.get(page_of(study)).status_code == 404


def test_another_design_has_another_list_and_none_is_lost(client, session, study):
    client.post(page_of(study), data={"consort_13": "page 4"})
    client.post(page_of(study, "design"), data={"design": "mixed-methods"})
    page = client.get(page_of(study)).text
    assert "STROBE 2007" in page and "SRQR 2014" in page and "CONSORT" not in page
    client.post(page_of(study), data={"srqr_s7": "page 2"})
    session.rollback()
    assert study.reporting == {"consort_13": "page 4", "srqr_s7": "page 2"}
    client.post(page_of(study, "design"), data={"design": "single-case"})
    assert client.get(page_of(study)).status_code == 404
    assert "What your report should say" not in client.get(f"/team/evaluations/{study.id}").text


def test_two_people_do_not_undo_each_other(client, session, study):
    seen = client.get(page_of(study)).text.partition('name="seen" type="hidden" value="')[2].partition('"')[0]
    client.post(page_of(study), data={"consort_13": "page 4", "seen": seen})
    late = client.post(page_of(study), data={"consort_13": "page 9", "seen": seen})
    assert late.status_code == 409 and "page 4" in late.text and "page 9" in late.text


def test_every_list_has_its_items_and_each_answer_that_is_named_is_asked():
    counts = {each.slug: len(each.items) for each in load_reporting_lists()}
    assert counts == {"consort": 42, "trend": 22, "strobe": 22, "srqr": 21}
    asked = {name for task in EVALUATION_TASKS for name in task.fields}
    asked |= {each.name for part in load_study_form().sections for each in part.questions}
    named = {name for each in load_reporting_lists() for item in each.items for name in item.answered_by}
    assert named <= asked


@pytest.mark.parametrize(
    ("was", "now", "complaint"),
    [
        ('list = "consort"', 'list = "concert"', 'there is no "concert"'),
        ('"cluster-rct"', '"clustered"', 'there is no "clustered"'),
        ('id = "consort_1b"', 'id = "consort_1a"', "used twice"),
    ],
)
def test_what_is_wrong_in_the_file_is_told(tmp_path, was, now, complaint):
    shipped, folder = standards_dir() / "vocabularies", tmp_path / "vocabularies" / STUDIES
    folder.mkdir(parents=True)
    (folder.parent / "designs.toml").write_text((shipped / "designs.toml").read_text())
    text = (shipped / STUDIES / f"{REPORTING_ITEMS}.toml").read_text()
    assert was in text
    (folder / f"{REPORTING_ITEMS}.toml").write_text(text.replace(was, now, 1))
    problems = [str(each) for each in read_reporting_items(folder / f"{REPORTING_ITEMS}.toml").problems]
    assert any(complaint in each for each in problems), problems
