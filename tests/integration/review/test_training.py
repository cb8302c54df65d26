"""The example that a reviewer grades before the first case."""

import pytest
from sqlalchemy import select

from evidencehub.accounts.queries import actor_for
from evidencehub.review import services, training
from evidencehub.review.states import AssignmentState
from evidencehub.shared.audit import AuditEntry
from evidencehub.shared.errors import Invalid, WrongState
from tests.factories import NOW
from tests.factories_review import an_assigned_case

AGREED = {f"q{place}": question.agreed for place, question in enumerate(training.example().questions)}


def entries(session, action):
    return list(session.scalars(select(AuditEntry).where(AuditEntry.action == action)))


@pytest.fixture
def new(session):
    """Somebody on a case who has never graded here."""
    case = an_assigned_case(session)
    seat = case.assignments[0]
    seat.reviewer.trained_at = None
    session.commit()
    return case, seat


def test_nobody_begins_before_the_example_and_everybody_after_it(client, session, new):
    _, seat = new
    client.sign_in(seat.reviewer)
    address = f"/reviews/{seat.id}/declare"
    assert "/reviews/training" in client.get(address).text
    assert client.post(address, data={"conflict": "none"}).status_code == 409
    refused = client.post("/reviews/training", data={**AGREED, "q2": "", "q3": ""})
    said = [f"{training.example().questions[place].criterion.short}: choose an answer" for place in (2, 3)]
    assert refused.status_code == 422 and all(words in refused.text for words in said)
    session.rollback()
    assert seat.reviewer.trained_at is None
    other = {**AGREED, "q0": "partly"}
    page = client.post("/reviews/training", data=other).text
    assert f"You answered {len(AGREED) - 1} of {len(AGREED)}" in page
    assert all(question.why in page for question in training.example().questions)
    assert client.post("/reviews/training", data=AGREED).status_code == 200, "once more is no harm"
    session.rollback()
    assert [entry.details for entry in entries(session, "reviewer.trained")] == [{"alike": 5, "of": 6}]
    assert "/reviews/training" not in client.get(address).text
    assert client.post(address, data={"conflict": "none"}).status_code == 303


def test_a_conflict_can_be_declared_without_the_example(session, new):
    _, seat = new
    with pytest.raises(WrongState, match="example first"):
        services.declare(session, seat, conflict="", actor=actor_for(seat.reviewer), now=NOW)
    services.declare(session, seat, conflict="My sister works there.", actor=actor_for(seat.reviewer), now=NOW)
    assert seat.state is AssignmentState.CONFLICT


def test_an_editor_lets_somebody_off_with_a_reason_that_is_logged(client, session, new):
    case, seat = new
    client.sign_in(case.editor)
    address = f"/cases/{case.submission.id}/seats/{seat.id}"
    assert f"{address}/excuse" in client.get(address).text
    assert client.get(f"{address}/excuse").status_code == 200
    assert client.post(f"{address}/excuse", data={"because": " "}).status_code == 422
    why = {"because": "They have graded by these standards for years."}
    assert client.post(f"{address}/excuse", data=why).status_code == 303
    assert client.post(f"{address}/excuse", data=why).status_code == 303
    session.rollback()
    (entry,) = entries(session, "reviewer.excused")
    assert seat.excused_because == why["because"] and seat.reviewer.trained_at is not None
    assert why["because"] not in str(entry.details), "the audit chain holds no words about people"


def test_a_reason_is_needed(session, new):
    case, seat = new
    told = {"actor": actor_for(case.editor), "facts": case.facts(session), "now": NOW}
    with pytest.raises(Invalid):
        training.excuse(session, seat, because="", **told)


def test_the_example_asks_questions_that_the_standard_has_and_its_answers_are_not_all_alike():
    questions = training.example().questions
    assert {each.agreed for each in questions} == {"met", "partly", "not-met"}
    assert all(each.agreed in training.ANSWERS and each.why and each.criterion.question for each in questions)
