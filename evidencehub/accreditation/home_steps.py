"""What a team's home says of its awards, where something is to be known or done."""

from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from evidencehub.accreditation.models import Accreditation
from evidencehub.accreditation.queries import standing_in_words
from evidencehub.accreditation.renewals import queries as renewals
from evidencehub.accreditation.renewals.models import Renewal
from evidencehub.accreditation.renewals.states import RenewalState
from evidencehub.accreditation.states import AccreditationState
from evidencehub.projects.appeals.models import Appeal
from evidencehub.projects.appeals.states import AppealState
from evidencehub.projects.frozen.keeping import name_sent
from evidencehub.projects.models import Submission
from evidencehub.projects.pages.next_step import NextStep
from evidencehub.projects.states import SubmissionState

_TOLD = (AccreditationState.ON_HOLD, AccreditationState.EXPIRING, AccreditationState.EXPIRED)


def steps(session: Session, project_ids: Collection[UUID], *, in_a_row: int) -> Mapping[UUID, NextStep]:
    """By project: an award on hold, with its ground and what comes of it, or one that is due for another look.

    Where there is neither, an appeal whose outcome is not public yet.

    :param in_a_row: how often an award may be renewed on its team's word, before it is graded again.
    """
    is_open = Appeal.state.in_([state for state in AppealState if state.is_open])
    sent = select(Appeal).join(Submission).where(Submission.project_id.in_(list(project_ids)), is_open)
    sent = sent.options(joinedload(Appeal.submission).joinedload(Submission.frozen)).order_by(Appeal.sent_at)
    appealed = {appeal.submission.project_id: _appealed(appeal) for appeal in session.scalars(sent)}
    query = select(Accreditation).where(
        Accreditation.project_id.in_(list(project_ids)), Accreditation.state.in_(_TOLD)
    ).options(
        selectinload(Accreditation.holds), joinedload(Accreditation.submission).joinedload(Submission.frozen)
    )  # fmt: skip
    on_their_way = _on_their_way()
    query = query.where(or_(Accreditation.state == AccreditationState.ON_HOLD, Accreditation.id.not_in(on_their_way)))
    awards = session.scalars(query.order_by(Accreditation.number)).all()
    on_hold = {award.project_id: _on_hold(award) for award in awards if award.state.is_on_hold}
    due = [award for award in awards if not award.state.is_on_hold]
    renewed = renewals.of_awards(session, [award.id for award in due]) if due else {}
    told_of = {
        award.project_id: _due(award, by_word=not renewals.reason_against_another(renewed[award.id], in_a_row=in_a_row))
        for award in due
    }
    return {**appealed, **on_hold, **told_of}


def standing(session: Session, submission_ids: Collection[UUID]) -> Mapping[UUID, str]:
    """By submission, how the award that came of it stands, unless it does as when it was made."""
    told = [*_TOLD, AccreditationState.WITHDRAWN]
    query = select(Accreditation).where(
        Accreditation.submission_id.in_(list(submission_ids)), Accreditation.state.in_(told)
    ).options(
        selectinload(Accreditation.holds), joinedload(Accreditation.submission).joinedload(Submission.frozen)
    )  # fmt: skip
    awards = session.scalars(query.order_by(Accreditation.number))
    return {award.submission_id: standing_in_words(award) for award in awards}


def _on_their_way() -> Select[Any]:
    """Awards of which an editor has something in hand: what the team said, or a newer version."""
    still_open = [state for state in SubmissionState if not state.is_closed]
    sent = select(Submission.project_id).where(Submission.state.in_(still_open))
    asked = select(Renewal.accreditation_id).where(Renewal.state == RenewalState.WAITING)
    return select(Accreditation.id).where(or_(Accreditation.project_id.in_(sent), Accreditation.id.in_(asked)))


def _due(award: Accreditation, *, by_word: bool) -> NextStep:
    """:param by_word: whether it can be renewed on the team's word; else it has to be sent in full."""
    title, told = f"Have the award of {name_sent(award.submission)} looked at again", standing_in_words(award)
    if by_word:
        told = f"{told} Renew it on your word where little has changed, or send the project in full."
        return NextStep(title, told, "Renew it", "accreditation.renew", {"number": award.number})
    told = f"{told} Send the project in full, and it is graded again."
    return NextStep(title, told, "Open the project", "projects.project", {"project_id": award.project_id})


def _appealed(appeal: Appeal) -> NextStep:
    name, told = name_sent(appeal.submission), appeal.state.told.own
    is_over = appeal.state.is_concluded
    return NextStep(
        f"Read what came of your appeal about {name}" if is_over else f"Your appeal about {name} is under way",
        f"{told.meaning}{'' if is_over else ' You need not do anything now.'}",
        "Read the letter" if is_over else "See your appeal",
        "accreditation.appeal_letter" if is_over else "review.appeal",
        {"submission_id": appeal.submission_id},
        is_news=not is_over,
    )


def _on_hold(award: Accreditation) -> NextStep:
    what = award.held.in_words if award.held else award.state.told.own.meaning
    return NextStep(
        f"Read why the award of {name_sent(award.submission)} is on hold",
        f"{what} Meanwhile your project shows no Standard. What was found stays public.",
        "Read what the editor writes",
        "accreditation.show",
        {"number": award.number},
    )
