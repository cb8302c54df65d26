"""Every case ends: with a letter, with a reason against it, or taken back; or it is said who has it, and since when."""

from sqlalchemy import select

from evidencehub.accreditation.models import Accreditation
from evidencehub.projects.models import Submission
from evidencehub.projects.states import SubmissionState
from evidencehub.review.models import Decision
from evidencehub.shared.db import reading_only
from evidencehub.shared.words import day
from evidencehub.simulation.world import World


def problems(world: World) -> list[str]:
    """Cases that somebody of the hub still has, and decisions that lack what follows from them."""
    with reading_only(), world.sessions() as session:
        submissions = session.scalars(select(Submission).order_by(Submission.submitted_at)).all()
        decided = {one.submission_id: one.tier for one in session.scalars(select(Decision))}
        awarded = {one.submission_id: one.tier for one in session.scalars(select(Accreditation))}
        found = []
        for one in submissions:
            name = f"{one.project.name} ({one.number})"
            if one.state.is_under_way and not one.state.is_returned:
                found.append(f"{name} never ended: {_with_whom(one)}")
            if one.state.is_graded is not (one.id in decided):
                found.append(f"{name} is {one.state.value}, and there is {'a' if one.id in decided else 'no'} decision")
            if (one.state is SubmissionState.ACCREDITED) is not (one.id in awarded):
                found.append(f"{name} is {one.state.value}, and there is {'an' if one.id in awarded else 'no'} award")
            elif one.id in awarded and awarded[one.id] != decided.get(one.id):
                found.append(f"{name} has another tier in its award than in its decision")
    return found


def not_yet(world: World) -> list[str]:
    """Cases that are not over, for a reason that is nobody's fault: they went back to their team."""
    query = select(Submission).where(Submission.state == SubmissionState.RETURNED).order_by(Submission.submitted_at)
    with reading_only(), world.sessions() as session:
        sent_again = set(session.scalars(select(Submission.previous_id).where(Submission.previous_id.is_not(None))))
        found = [one for one in session.scalars(query) if one.id not in sent_again]
        return [f"{one.project.name}: {_with_whom(one)}" for one in found]


def _with_whom(submission: Submission) -> str:
    return f"{submission.state.told.turn.value} since {day(submission.state_since)}, {submission.state.value}"
