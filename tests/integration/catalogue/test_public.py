"""What the public may see of a project, stage by stage; drafts are nobody else's business."""

import pytest

from evidencehub.projects.public import public_view, public_views
from evidencehub.projects.states import SubmissionState
from tests.factories import a_project, a_result, an_evaluation
from tests.support.queries import counted_queries
from tests.support.records import a_submission, decided, mark_changed, met_up_to

UNDER_WAY = [
    SubmissionState(state) for state in ("submitted", "screening", "returned", "in-review", "reconciling", "decided")
]
SECRETS = {
    "need": "Need-secret",
    "activities": "Activity-secret",
    "theory_of_change": "Theory-secret",
    "place": "Place-secret",
}


def a_studied_project(session, **values):
    project = a_project(session, **values)
    evaluation = an_evaluation(session, project, title="The first study", methods="Method-secret")
    a_result(session, evaluation)
    return project


def test_a_draft_is_not_public(session, client):
    project = a_studied_project(session, slug="draft")
    a_submission(session, project, state=SubmissionState.DRAFT, submitted_at=None)
    session.commit()
    assert public_view(session, project) is None
    assert client.get("/projects/draft").status_code == 404
    assert client.get(f"/evaluations/{project.evaluations[0].id}").status_code == 404


@pytest.mark.parametrize("state", UNDER_WAY)
def test_what_is_being_graded_shows_a_stub_and_nothing_else(session, client, run_due, state):
    project = a_studied_project(session, slug="stub", evaluation_plan="Plan: registers in July.", **SECRETS)
    a_submission(session, project, state=state)
    mark_changed(session, project.id)
    session.commit()
    run_due()
    page = client.get("/projects/stub").text
    for shown in (project.name, project.summary, "Plan: registers in July.", "The first study", "2 March 2026"):
        assert shown in page
    for hidden in (*SECRETS.values(), "Method-secret", project.organisation.name, "School attendance"):
        assert hidden not in page
    assert client.get(f"/evaluations/{project.evaluations[0].id}").status_code == 303
    assert project.name in client.get(f"/search?q={project.name.split()[1]}+registers").text
    for word in ("Theory-secret", "Method-secret", "truancy"):
        assert "Nothing found" in client.get("/search", query_string={"q": f'"{word}" zzqq'}).text


def test_what_was_decided_is_shown_as_it_was_frozen(session, client):
    project = a_studied_project(session, slug="frozen", activities="As it was sent.")
    sent = a_submission(session, project)
    decided(session, sent, met_up_to(sent, 2))
    project.activities, project.name = "Edited since.", "Another name"
    session.commit()
    page = client.get("/projects/frozen").text
    assert "As it was sent." in page and "Edited since." not in page and "Another name" not in page


def test_a_newer_version_under_way_is_announced_and_does_not_replace_the_decided_one(session, client):
    project = a_studied_project(session, slug="again")
    sent = a_submission(session, project)
    decided(session, sent, met_up_to(sent, 1))
    project.need = "Secret-of-the-second-round"
    a_submission(session, project, state=SubmissionState.IN_REVIEW)
    session.commit()
    view = public_view(session, project)
    assert view.stage == "graded" and view.under_way is not None
    page = client.get("/projects/again").text
    assert "It is being graded" in page and "Secret-of-the-second-round" not in page


def test_a_removed_text_is_gone_from_every_page_and_from_the_index(session, client, run_due):
    project = a_studied_project(session, slug="removed", need="Personal-text")
    sent = a_submission(session, project)
    decided(session, sent, met_up_to(sent, 1))
    for frozen in [sent.frozen, *(version.frozen for version in sent.evaluation_versions)]:
        frozen.body = None
    session.commit()
    run_due()
    page = client.get("/projects/removed")
    assert page.status_code == 200 and "was removed" in page.text and "Personal-text" not in page.text
    assert client.get("/search").text.count('class="hub-card"') == 0


def test_many_projects_are_read_by_as_many_queries_as_one(session):
    projects = []
    for number in range(12):
        source = {"source": "wwc", "external_id": str(number), "organisation": None} if number % 3 == 0 else {}
        project = a_studied_project(session, **source)
        if not source:
            sent = a_submission(session, project)
            if number % 3 == 1:
                decided(session, sent, met_up_to(sent, 1))
        projects.append(project)
    session.commit()
    ids = [project.id for project in projects]
    counts = []
    for wanted in (ids[:3], ids):
        session.expire_all()
        with counted_queries(session) as queries:
            assert len(public_views(session, wanted)) == len(wanted)
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 9  # the last: which documents everybody may read
