"""Two people who act on one case at the same moment: one wins, the other is told, and nothing is half done."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm.exc import StaleDataError

from evidencehub.accounts.models import Person
from evidencehub.accounts.queries import actor_for
from evidencehub.accreditation import publishing
from evidencehub.accreditation import services as accrediting
from evidencehub.accreditation.leads import IN_WORDS
from evidencehub.accreditation.models import Accreditation
from evidencehub.projects.access import submission_facts
from evidencehub.projects.models import Submission
from evidencehub.projects.questions.models import TeamQuestion
from evidencehub.projects.questions.queries import is_any_open
from evidencehub.projects.states import SubmissionState
from evidencehub.review import access, services, settling, withdrawing
from evidencehub.review.models import Assignment, Decision, Finding
from evidencehub.review.questions import answering, handling
from evidencehub.review.states import AssignmentState
from evidencehub.shared import audit
from evidencehub.shared.db import db
from evidencehub.shared.errors import HubError, WrongState
from evidencehub.shared.mail import Mail
from tests.factories import NOW, a_reviewer, an_editor
from tests.factories_review import LATER, a_case_in_review, a_cleared_case, a_decided_case, a_frozen_case, grade

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


class Acting:
    """Somebody does something to a case that both have just read."""

    def __init__(self, case, person, do):
        self.submission_id, self.person_id, self.act = case.submission.id, person.id, do

    def load(self, session):
        self.submission = session.get(Submission, self.submission_id)
        self.actor = actor_for(session.get(Person, self.person_id))
        self.on_case = access.case_facts(session, self.actor, self.submission)
        self.of_team = submission_facts(self.actor, self.submission)

    def do(self, session):
        facts = self.of_team if self.act in (withdraw, answer, publish) else self.on_case
        self.act(session, self.submission, {"actor": self.actor, "facts": facts, "now": LATER})


def withdraw(session, submission, told):
    withdrawing.withdraw(session, submission, **told)


def decide(session, submission, told):
    accrediting.decide(session, submission, strengths="", **told)


def publish(session, submission, told):
    publishing.publish_now(session, submission, leads=IN_WORDS, **told)


def publish_on_the_day(session, submission, _told):
    """As the worker does."""
    payload = {"submission": str(submission.id), "act": publishing.PUBLISH}
    publishing.handler(lambda _submission: IN_WORDS, lambda: LATER + timedelta(days=60)).work([payload], None)(session)


def ask_the_team(session, submission, told):
    handling.ask(session, submission, text="Who left?", **told)


def answer(session, submission, told):
    (question,) = session.scalars(select(TeamQuestion).where(TeamQuestion.submission_id == submission.id))
    answering.answer(session, question, text="Nine.", document_id=None, **told)


def take_back(session, submission, told):
    (question,) = session.scalars(select(TeamQuestion).where(TeamQuestion.submission_id == submission.id))
    handling.take_back(session, question, **told)


def ask_a_third(session, submission, told):
    third = session.scalars(select(Person).where(Person.name == "Third Reviewer")).one()
    services.ask_third(session, submission, third, **told)


def settle_all(session, submission, told):
    comparison = settling.begin(session, submission, actor=told["actor"], facts=told["facts"])
    typed = {one.place: settling.Settled("met", "Read again.") for one in comparison.asked}
    settling.settle(session, submission, comparison, typed, actor=told["actor"], now=told["now"])


def reject(session, submission, told):
    services.reject(session, submission, ground="no-evaluation", because="No study.", **told)


def choose(session, submission, told):
    names = ("One Reviewer", "Two Reviewer")
    people = session.scalars(select(Person).where(Person.name.in_(names))).all()
    services.assign(session, submission, people, **told)


def a_settled_case(session):
    return a_frozen_case(session)


def a_case_that_differs(session):
    a_reviewer(session, name="Third Reviewer")
    return a_frozen_case(session, first={"po2.8": "not-met", "po1.4": "partly"}, second={"po2.8": "not-met"})


def a_case_with_a_question(session):
    case = a_frozen_case(session)
    ask_the_team(session, case.submission, {"actor": actor_for(case.editor), "facts": case.facts(session), "now": NOW})
    return case


def a_case_to_begin(session):
    for name in ("One Reviewer", "Two Reviewer"):
        a_reviewer(session, name=name)
    return a_cleared_case(session)


@pytest.mark.parametrize(
    ("make", "one", "other"),
    [
        (a_settled_case, withdraw, decide),
        (a_settled_case, ask_the_team, decide),
        (a_case_that_differs, withdraw, ask_a_third),
        (a_case_that_differs, settle_all, ask_a_third),
        (a_case_with_a_question, answer, take_back),
        (a_case_with_a_question, answer, withdraw),
        (a_case_to_begin, reject, choose),
        (a_case_to_begin, withdraw, choose),
    ],
)
def test_two_acts_at_once_leave_nothing_half_done(session, at_once, make, one, other):
    case = make(session)
    second = an_editor(session)
    session.commit()
    people = {withdraw: case.member, answer: case.member}
    raised = at_once(Acting(case, people.get(one, case.editor), one), Acting(case, people.get(other, second), other))
    assert all(error is None or isinstance(error, (HubError, StaleDataError)) for error in raised), raised
    assert None in raised, "one of them at least is done"
    session.rollback()
    assert audit.verify(session) == []
    submission = case.submission
    seats = list(session.scalars(select(Assignment).where(Assignment.submission_id == submission.id)))
    made = select(func.count()).select_from(Accreditation).where(Accreditation.submission_id == submission.id)
    assert session.scalar(made) == (submission.state is SubmissionState.ACCREDITED)
    if submission.state.is_closed:
        assert not any(seat.state.is_due for seat in seats)
        assert not is_any_open(session, submission.id)
    if submission.state.is_called_off:
        assert not any(seat.state.has_seat for seat in seats)
    if submission.state is SubmissionState.REJECTED:
        assert not seats


@pytest.mark.parametrize("other", [publish, publish_on_the_day])
def test_what_two_make_public_at_once_is_made_public_once(session, at_once, other):
    for _ in range(TRIES):
        case = a_decided_case(session, days=10)
        session.commit()
        acts = (Acting(case, case.member, publish), Acting(case, case.member, other))
        raised = at_once(*acts)
        assert all(error is None or isinstance(error, StaleDataError) for error in raised), raised
        session.rollback()
        made = select(func.count()).select_from(Accreditation).where(Accreditation.submission_id == case.submission.id)
        assert session.scalar(made) == 1
        told = select(func.count()).select_from(Mail).where(
            Mail.about == "submission.published", Mail.to == case.member.email
        )  # fmt: skip
        assert session.scalar(told) == 1
    assert audit.verify(session) == []
