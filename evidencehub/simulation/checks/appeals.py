"""Appeals: in time, judged by others than before, ended, and with the outcome that the records give."""

from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from evidencehub.projects.appeals.models import Appeal
from evidencehub.review.models import Decision, Finding
from evidencehub.shared import working_days
from evidencehub.shared.audit import AuditEntry
from evidencehub.shared.clock import day_of
from evidencehub.shared.db import reading_only
from evidencehub.simulation.checks.history import History
from evidencehub.simulation.world import World
from evidencehub.standards.files.loading import load_standard

DAYS = 28  # of the calendar, from the letter
BY_EDITORS = ("appeal.take", "appeal.taken-over", "appeal.refuse", "appeal.open", "appeal.conclude")
LATE = timedelta(minutes=30)


def problems(world: World) -> list[str]:
    with reading_only(), world.sessions() as session:
        history = History.read(session, world.readers)
        acts: dict[str, list[AuditEntry]] = {}
        for entry in history.entries:
            if entry.subject_type == "appeal":
                acts.setdefault(entry.subject_id, []).append(entry)
        decisions = {one.submission_id: one for one in session.scalars(select(Decision))}
        found = []
        for appeal in history.appeals.values():
            decision, name = decisions[appeal.submission_id], f"the appeal about {appeal.submission.project.name}"
            found += [f"{name} {what}" for what in _of_time(world, history, appeal)]
            found += [f"{name} {what}" for what in _of_pair(history, appeal)]
            found += [
                f"{name} {what}" for what in _of_editors(session, history, appeal, decision, acts[str(appeal.id)])
            ]
            found += [f"{name} {what}" for what in _of_outcome(session, appeal, decision)]
        return found


def _of_time(world: World, history: History, appeal: Appeal) -> Iterator[str]:
    decided = appeal.submission.decided_at
    if decided is None or day_of(appeal.sent_at) > day_of(decided) + timedelta(days=DAYS):
        yield "was made when its time was over"
    if not appeal.state.has_outcome or appeal.concluded_at is None:
        return
    first = working_days.start_of(2, after=appeal.concluded_at)  # the team has it for one working day
    if appeal.ended_at is None or appeal.ended_at < first:
        yield "became public before its team had it for a day"
        return
    holds = [one for one in history.entries if one.action == "accreditation.hold" and one.at <= appeal.ended_at
             and history.case_of(one).id == appeal.submission_id]  # fmt: skip
    public = max(first, appeal.submission.public_from or first)
    if not holds and appeal.ended_at > public + world.plan.worker_every + LATE:
        yield f"became public on {appeal.ended_at:%d %B %Y}, and not on {public:%d %B %Y}"


def _of_pair(history: History, appeal: Appeal) -> Iterator[str]:
    """That they are two, and had no part in the case, is seen in ``apart``; that nobody was asked twice, here."""
    every = history.by_case[appeal.submission_id]
    before = {one.reviewer_id for one in every if one.appeal_id is None}
    pair = [one for one in every if one.appeal_id == appeal.id]
    if any(one.reviewer_id in before for one in pair):
        yield "was given to somebody who was asked for the case"
    frozen = [one for one in pair if one.frozen_at]
    if len(frozen) != (2 if appeal.state.has_outcome else 0) and not appeal.state.is_withdrawn:
        yield f"is {appeal.state.value}, with {len(frozen)} frozen reviews"
    if any(sorted(one.only) != sorted(appeal.contested) for one in pair):
        yield "was graded on other questions than are contested"


def _of_editors(
    session: Session, history: History, appeal: Appeal, decision: Decision, acts: list[AuditEntry]
) -> Iterator[str]:
    asked = {one.reviewer_id for one in history.by_case[appeal.submission_id]}
    settled = _who_settled(session, appeal)
    for act in (one for one in acts if one.action in BY_EDITORS):
        who = act.actor_id
        if who is None or not history.is_editor(who, act.at):
            yield f"had its step “{act.action}” from nobody who is an editor"
        elif who == decision.decided_by or who in settled:
            yield f"had its step “{act.action}” from somebody who judged the case"
        elif who in asked or history.emails[who] in history.team(appeal.submission, act.at):
            yield f"had its step “{act.action}” from somebody with a conflict"


def _who_settled(session: Session, appeal: Appeal) -> set[UUID]:
    """Whose answers are contested: as they were before, where the appeal wrote them anew."""
    if appeal.earlier:
        return {UUID(one["author"]) for one in appeal.earlier["findings"] if one["author"]}
    query = select(Finding).where(
        Finding.submission_id == appeal.submission_id, Finding.assignment_id.is_(None), Finding.appeal_id.is_(None)
    )
    return {one.author_id for one in session.scalars(query)
            if one.author_id and f"{one.criterion_id} {one.result_key}" in appeal.contested}  # fmt: skip


def _of_outcome(session: Session, appeal: Appeal, decision: Decision) -> Iterator[str]:
    """Derived anew: by how sure we are, then by the published rule; outcome by outcome it may move beside that."""
    if not appeal.state.is_closed:
        if appeal.earlier:
            yield "changed the record before it was public"
        return
    places = {tier.id: tier.place for tier in load_standard(appeal.submission.standard_id).tiers}
    earlier = appeal.earlier or {}
    pairs = [(earlier.get("evidence_tier"), decision.evidence_tier), (earlier.get("tier"), decision.tier)]
    steps = [places.get(after or "", 0) - places.get(before or "", 0) for before, after in pairs]
    moved = next((step for step in steps if step), 0)
    wanted = {"up"} if moved > 0 else {"down"} if moved < 0 else {"unchanged", "up", "down"}
    if appeal.outcome not in wanted:
        yield f"is said to go {appeal.outcome}, and the record moved by {steps}"
    replaced = {f"{one['criterion']} {one['result']}" for one in earlier.get("findings", [])}
    if not replaced <= set(appeal.contested):
        yield "changed answers that nobody contested"
