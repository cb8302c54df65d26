"""Every case ends: with a letter, with a reason against it, or taken back; or it is said who has it, and since when."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from evidencehub.accreditation.models import Accreditation
from evidencehub.accreditation.renewals.models import Renewal
from evidencehub.accreditation.renewals.states import RenewalState
from evidencehub.feedback.mistakes.models import MistakeReport
from evidencehub.feedback.mistakes.states import MistakeState
from evidencehub.projects.appeals.models import Appeal
from evidencehub.projects.appeals.states import AppealState
from evidencehub.projects.models import Submission
from evidencehub.projects.states import SubmissionState
from evidencehub.review.corrections.models import FactCorrection
from evidencehub.review.corrections.states import CorrectionState
from evidencehub.review.models import Decision
from evidencehub.shared.db import reading_only
from evidencehub.shared.words import day
from evidencehub.simulation.world import World

OVERTURNED = "after an appeal"  # in the words of the register


def problems(world: World) -> list[str]:
    """What somebody of the hub still has, and decisions that lack what follows from them."""
    with reading_only(), world.sessions() as session:
        submissions = session.scalars(select(Submission).order_by(Submission.submitted_at)).all()
        decided = {one.submission_id: one.tier for one in session.scalars(select(Decision))}
        awards = select(Accreditation).order_by(Accreditation.accredited_at)
        awarded = {one.submission_id: one for one in session.scalars(awards)}  # the last, where an appeal made another
        found = _not_ended(session)
        for one in submissions:
            name, award = f"{one.project.name} ({one.number})", awarded.get(one.id)
            if one.state.is_graded is not (one.id in decided):
                found.append(f"{name} is {one.state.value}, and there is {'a' if one.id in decided else 'no'} decision")
            is_awarded = award is not None and award.ended_because != OVERTURNED
            if (one.state is SubmissionState.ACCREDITED) is not is_awarded:
                found.append(f"{name} is {one.state.value}, and there is {'an' if is_awarded else 'no'} award")
            elif award is not None and award.state.stands and award.tier != decided.get(one.id):
                found.append(f"{name} has another tier in its award than in its decision")
    return found


def not_ended(world: World) -> list[str]:
    """What is sent within the year ends in the time that this takes, whatever is sent later."""
    with reading_only(), world.sessions() as session:
        return _not_ended(session)


def _not_ended(session: Session) -> list[str]:
    """Cases, appeals, renewals, facts and reports of mistakes that wait for somebody of the hub."""
    running = [state for state in SubmissionState if state.is_under_way and not state.is_returned]
    cases = session.scalars(select(Submission).where(Submission.state.in_(running)).order_by(Submission.submitted_at))
    found = [f"{one.project.name} ({one.number}) never ended: {_with_whom(one)}" for one in cases]
    appeals = session.scalars(select(Appeal).where(Appeal.state.in_([one for one in AppealState if one.is_open])))
    found += [
        f"the appeal about {one.submission.project.name} never ended: {one.state.value} since {day(one.state_since)}"
        for one in appeals
    ]
    renewals = session.scalars(select(Renewal).where(Renewal.state == RenewalState.WAITING))
    found += [f"a renewal of {one.accreditation.number} waits since {day(one.sent_at)}" for one in renewals]
    facts = session.scalars(select(FactCorrection).where(FactCorrection.state == CorrectionState.WAITING))
    found += [f"a fact of {one.submission.project.name} waits since {day(one.said_at)}" for one in facts]
    reports = session.scalars(select(MistakeReport).where(MistakeReport.state == MistakeState.WAITING))
    return found + [f"a report about {one.project.name} waits since {day(one.sent_at)}" for one in reports]


def not_yet(world: World) -> list[str]:
    """Cases that are not over, for a reason that is nobody's fault: they went back to their team."""
    query = select(Submission).where(Submission.state == SubmissionState.RETURNED).order_by(Submission.submitted_at)
    with reading_only(), world.sessions() as session:
        sent_again = set(session.scalars(select(Submission.previous_id).where(Submission.previous_id.is_not(None))))
        found = [one for one in session.scalars(query) if one.id not in sent_again]
        return [f"{one.project.name}: {_with_whom(one)}" for one in found]


def _with_whom(submission: Submission) -> str:
    return f"{submission.state.told.turn.value} since {day(submission.state_since)}, {submission.state.value}"
