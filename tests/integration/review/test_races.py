"""Two people who act on one case at the same moment: one wins, the other is told, and nothing is half done."""

from threading import Barrier, Thread

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm.exc import StaleDataError

from evidencehub.accounts.queries import actor_for
from evidencehub.accreditation import services as accrediting
from evidencehub.accreditation.models import Accreditation
from evidencehub.projects.models import Submission
from evidencehub.projects.states import SubmissionState
from evidencehub.review import access, services
from evidencehub.review.models import Assignment, Decision, Finding
from evidencehub.review.states import AssignmentState
from evidencehub.shared import audit
from evidencehub.shared.db import db
from evidencehub.shared.errors import WrongState
from tests.factories import an_editor
from tests.factories_review import LATER, a_case_in_review, a_frozen_case, grade

TRIES = 3


@pytest.fixture
def at_once(app):
    """Run acts in threads, each in a session of its own, let go together; returns what each raised."""
    with app.app_context():
        new_session = db.sessionmaker
        dialect = db.engine.dialect.name

    def run(*acts):
        barrier, raised = Barrier(len(acts)), [None] * len(acts)

        def work(place, act):
            try:
                with new_session() as session:
                    if dialect == "postgresql":
                        act.load(session)  # both have read the same state before either writes
                    barrier.wait(20)
                    act.load(session)
                    act.do(session)
                    session.commit()
            except Exception as error:
                raised[place] = error

        threads = [Thread(target=work, args=pair) for pair in enumerate(acts)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
        return raised

    return run


class Deciding:
    def __init__(self, case, editor):
        self.submission_id, self.actor = case.submission.id, actor_for(editor)

    def load(self, session):
        self.submission = session.get(Submission, self.submission_id)
        self.facts = access.case_facts(session, self.actor, self.submission)

    def do(self, session):
        accrediting.decide(session, self.submission, strengths="", actor=self.actor, facts=self.facts, now=LATER)


class Sending:
    def __init__(self, assignment):
        self.assignment_id, self.actor = assignment.id, actor_for(assignment.reviewer)

    def load(self, session):
        self.assignment = session.get(Assignment, self.assignment_id)
        _ = self.assignment.submission

    def do(self, session):
        services.send_findings(session, self.assignment, actor=self.actor, now=LATER)


def test_of_two_decisions_on_one_case_one_wins_and_the_other_is_told(session, at_once):
    for _ in range(TRIES):
        case = a_frozen_case(session)
        other = an_editor(session)
        session.commit()
        raised = at_once(Deciding(case, case.editor), Deciding(case, other))
        (lost,) = [error for error in raised if error is not None]
        assert isinstance(lost, (WrongState, StaleDataError)), lost
        session.rollback()
        for table in (Decision, Accreditation):
            made = select(func.count()).select_from(table).where(table.submission_id == case.submission.id)
            assert session.scalar(made) == 1
        assert case.submission.state is SubmissionState.ACCREDITED
    assert audit.verify(session) == []


def test_two_cases_decided_at_once_get_different_numbers(session, at_once):
    for _ in range(TRIES):
        cases = [a_frozen_case(session), a_frozen_case(session)]
        session.commit()
        assert at_once(*(Deciding(case, case.editor) for case in cases)) == [None, None]
    session.rollback()
    numbers = sorted(session.scalars(select(Accreditation.number)))
    assert numbers == [f"2026-{n:04d}" for n in range(1, 2 * TRIES + 1)]


def test_two_reviewers_who_send_at_once_freeze_both(session, at_once):
    for _ in range(TRIES):
        case = a_case_in_review(session)
        for assignment in case.assignments:
            grade(session, assignment, {"po2.8": "not-met"})
        session.commit()
        assert at_once(*(Sending(assignment) for assignment in case.assignments)) == [None, None]
        session.rollback()
        assert {assignment.state for assignment in case.assignments} == {AssignmentState.FROZEN}
        assert case.submission.state is SubmissionState.RECONCILING
        agreed = select(func.count()).select_from(Finding).where(
            Finding.submission_id == case.submission.id, Finding.assignment_id.is_(None)
        )  # fmt: skip
        assert session.scalar(agreed) == 17
