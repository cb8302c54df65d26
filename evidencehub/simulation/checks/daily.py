"""What must hold whenever the worker has done what was due, and not only at the end."""

from sqlalchemy import select

from evidencehub.accounts.models import Person
from evidencehub.review.models import Assignment
from evidencehub.review.states import AssignmentState
from evidencehub.shared.db import reading_only
from evidencehub.shared.due import DueRow
from evidencehub.simulation.world import World


def problems(world: World) -> list[str]:
    """Seats that somebody without the role still has, and rows of which the worker could not do one."""
    held = [state for state in AssignmentState if state.is_due]
    seats = select(Assignment.id).join(Person, Person.id == Assignment.reviewer_id).where(
        Assignment.state.in_(held), ~(Person.is_reviewer & Person.is_active)
    )  # fmt: skip
    failed = select(DueRow.kind, DueRow.last_error).where(DueRow.attempts > 0)
    with reading_only(), world.sessions() as session:
        found = [f"seat {seat} is held by somebody who is no reviewer" for seat in session.scalars(seats)]
        found += [f"the worker could not do a row of kind {kind}: {error}" for kind, error in session.execute(failed)]
    return found
