"""What a team's home says of its awards, where something is to be known or done."""

from collections.abc import Collection, Mapping
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from evidencehub.accreditation.models import Accreditation
from evidencehub.accreditation.states import AccreditationState
from evidencehub.projects.frozen.keeping import name_sent
from evidencehub.projects.models import Submission
from evidencehub.projects.pages.next_step import NextStep


def steps(session: Session, project_ids: Collection[UUID]) -> Mapping[UUID, NextStep]:
    """By project: an award on hold, with its ground and what comes of it."""
    query = select(Accreditation).where(
        Accreditation.project_id.in_(list(project_ids)), Accreditation.state == AccreditationState.ON_HOLD
    ).options(
        selectinload(Accreditation.holds), joinedload(Accreditation.submission).joinedload(Submission.frozen)
    )  # fmt: skip
    return {award.project_id: _on_hold(award) for award in session.scalars(query.order_by(Accreditation.number))}


def _on_hold(award: Accreditation) -> NextStep:
    what = award.held.in_words if award.held else award.state.told.own.meaning
    return NextStep(
        f"Read why the award of {name_sent(award.submission)} is on hold",
        f"{what} Meanwhile your project shows no Standard. What was found stays public.",
        "Read what the editor writes",
        "accreditation.show",
        {"number": award.number},
    )
