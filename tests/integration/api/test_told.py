"""Plans, practice notes and learning logs: what their pages say, as values, and nothing that those pages hold back."""

from datetime import timedelta
from uuid import uuid4

import pytest

from evidencehub.consultation.models import CommentRole
from evidencehub.feedback.notes.models import PracticeNote, PracticeNoteWords
from evidencehub.feedback.notes.states import NoteState
from evidencehub.projects import public
from evidencehub.projects.plans import drafting
from tests.factories import NOW
from tests.factories_review import a_cleared_case, a_decided_case
from tests.support import learning_logs, plans
from tests.support.queries import counted_queries

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)  # the same answers on any database


def here(address):
    return address.removeprefix("http://localhost")


@pytest.fixture
def case(session, run_due):
    made = a_decided_case(session)
    session.commit()
    run_due()
    return made


def a_note(session, project, state, did):
    words = PracticeNoteWords(did=did, helped="A room.", email="amara@example.org", reason="Too long.")
    made = PracticeNote(
        id=uuid4(), project_id=project.id, role=CommentRole.PRACTITIONER, setting="school", state=state, sent_at=NOW,
        words=words,
    )  # fmt: skip
    session.add(made)
    return made


def test_notes_are_those_of_the_page_and_tell_nothing_of_their_writer(client, session, case):
    project = case.submission.project
    shown = a_note(session, project, NoteState.PUBLISHED, "Two terms with 12 girls.")
    for state in set(NoteState) - {NoteState.PUBLISHED}:
        a_note(session, project, state, "Nobody may read this.")
    session.commit()
    answer = client.get(f"/api/v1/projects/{project.slug}/notes")
    (note,) = answer.json["items"]
    assert note == {
        "id": str(shown.id), "role": "practitioner", "setting": "school", "did": "Two terms with 12 girls.",
        "helped": "A room.", "hindered": None, "sent_at": NOW.isoformat(),
        "address": f"http://localhost/projects/{project.slug}/notes#note-{shown.id}",
    }  # fmt: skip
    assert "amara" not in answer.text and "Too long" not in answer.text
    assert client.get("/api/v1/projects/nowhere/notes").status_code == 404


def test_a_learning_log_has_what_it_said_before_and_nothing_that_waits(client, session, case):
    project = case.submission.project
    address = f"/api/v1/projects/{project.slug}/log"
    assert client.get(address).status_code == 404
    entry = learning_logs.a_public_entry(session, project, case.member, case.editor)
    learning_logs.write(session, project, entry, learned="Half had stopped coming.")
    newer = learning_logs.send(session, entry, case.member, now=NOW + timedelta(days=1))
    session.commit()
    (told,) = client.get(address).json["items"]
    assert told["learned"] == "A third had stopped coming." and told["before"] == []
    learning_logs.look_at(session, newer, case.editor, now=NOW + timedelta(days=2))
    learning_logs.a_public_entry(session, project, case.member, case.editor, changed="", because="")
    session.commit()
    with counted_queries() as queries:
        answer = client.get(address)
    assert len(queries) <= 12
    told = next(each for each in answer.json["items"] if each["id"] == str(entry.id))
    assert told["learned"] == "Half had stopped coming." and told["because"] == "Fridays are for football."
    assert [each["learned"] for each in told["before"]] == ["A third had stopped coming."]
    assert client.get(here(told["address"])).status_code == 200
    learning_logs.take_back(session, entry, case.member, now=NOW + timedelta(days=3))
    session.commit()
    assert [each["id"] for each in client.get(address).json["items"]] != [str(entry.id)]
    assert "stopped coming" not in str([each for each in client.get(address).json["items"] if each["changed"]])


def test_a_plan_has_every_version_what_changed_and_what_became_of_it(client, session, case):
    study = case.submission.project.evaluations[0]
    address = f"/api/v1/evaluations/{study.id}/plan"
    assert client.get(address).status_code == 404
    assert client.get(f"/api/v1/evaluations/{study.id}").json["beside_plan"] == []
    plans.a_public_plan(session, study, case.member, case.editor)
    drafting.keep(session, study, plans.ABOUT | {"participants": 90}, actor_id=None, now=NOW)
    later = plans.send(session, study, case.member, "Two schools left.", now=NOW + timedelta(days=9))
    session.commit()
    one = client.get(address).json
    assert [each["number"] for each in one["versions"]] == [1] and one["participants"] == 120
    plans.look_at(session, later, case.editor, now=NOW + timedelta(days=10))
    session.commit()
    whole = client.get(address).json
    assert (whole["version"], whole["shown_version"], whole["participants"]) == (2, 2, 90)
    first, second = whole["versions"]
    assert first["changes"] == [] and first["because"] is None and second["because"] == "Two schools left."
    assert second["changes"] == [{"what": "People to be measured", "before": "120", "after": "90", "text": None}]
    assert [each["is_main"] for each in whole["outcomes"]] == [True, False]
    earlier = client.get(here(first["api"])).json
    assert (earlier["version"], earlier["shown_version"], earlier["participants"]) == (2, 1, 120)
    assert client.get(here(first["address"])).status_code == 200
    assert client.get(f"{address}/versions/3").status_code == 404
    fates = {
        each["outcome"]: each["fate"] for each in client.get(f"/api/v1/evaluations/{study.id}").json["beside_plan"]
    }
    page = client.get(f"/evaluations/{study.id}").text
    assert fates["Exclusion from school"] == "Planned, no result" and all(fate in page for fate in fates.values())


@pytest.mark.parametrize("part", ["notes", "log"])
def test_what_is_not_public_or_was_taken_down_gives_nothing(client, session, run_due, case, part):
    waiting = a_cleared_case(session).submission.project
    learning_logs.as_sent(session, learning_logs.write(session, waiting))
    shown = case.submission.project
    learning_logs.a_public_entry(session, shown, case.member, case.editor)
    a_note(session, shown, NoteState.PUBLISHED, "Two terms with 12 girls.")
    session.commit()
    assert client.get(f"/api/v1/projects/{shown.slug}/{part}").status_code == 200
    shown.taken_down_at = NOW
    public.changed(session, shown.id)
    session.commit()
    gone = client.get(f"/api/v1/projects/{shown.slug}/{part}")
    assert gone.status_code in (404, 410) and "girls" not in gone.text and "stopped coming" not in gone.text
    assert "stopped coming" not in client.get(f"/api/v1/projects/{waiting.slug}/{part}").text
