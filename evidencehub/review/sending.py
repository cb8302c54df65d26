"""How far a reviewer has to go, and handing in what they found. With the second in, both freeze for ever."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from evidencehub.authz.values import Actor, Facts, Permission
from evidencehub.review import access, cases, going_on, harm, hours, mails, majority, moving, seat_mails, seen, settling
from evidencehub.review.appeals import pairing
from evidencehub.review.deadlines import REVIEWERS, seats
from evidencehub.review.decisions import tiers_to_answer
from evidencehub.review.declaring import is_blocked
from evidencehub.review.grading import facts_by_key, findings_by_key, refuse_unless_grading
from evidencehub.review.links import IN_WORDS, Links
from evidencehub.review.models import Assignment, FactEntry, Finding
from evidencehub.review.seating import forget_reminders, leave, note, reviewer_emails
from evidencehub.review.sheet import Item, Key, Number, Sheet, sheet_for
from evidencehub.review.states import AssignmentState
from evidencehub.shared.errors import Invalid
from evidencehub.standards.model.standard import Tier


@dataclass(frozen=True)
class Progress:
    """How far a reviewer is, and what still stands between them and sending."""

    required: tuple[Tier, ...]  # up to the first tier that their findings do not reach
    graded: int
    asked: int  # in the required tiers
    missing: tuple[Item, ...]
    unfinished: tuple[Item, ...]  # begun, in any tier
    saved_at: datetime | None
    lacks_harm: bool = False  # whether anything got worse is not answered yet
    not_looked_up: tuple[Number, ...] = ()  # of the numbers that are asked for by themselves

    @property
    def is_ready(self) -> bool:
        return not (self.missing or self.unfinished or self.lacks_harm or self.not_looked_up)


def progress(
    sheet: Sheet, findings: Mapping[Key, Finding], assignment: Assignment, facts: Mapping[Key, FactEntry]
) -> Progress:
    """Where a reviewer stands; ``assignment`` says which steps they were asked to grade, whatever they found."""
    own = tiers_to_answer(sheet, findings.values())
    required = sheet.standard.tiers[: max(len(own), assignment.asked_steps)]
    asked = [item for tier in required for item in sheet.of_tier(tier)]
    finished = {key for key, finding in findings.items() if finding.answer and finding.reason}
    return Progress(
        required=required,
        graded=sum(item.key in finished for item in asked),
        asked=len(asked),
        missing=tuple(item for item in asked if item.key not in findings),
        unfinished=tuple(item for item in sheet.items if item.key in findings and item.key not in finished),
        saved_at=max((finding.at for finding in findings.values()), default=None),
        lacks_harm=harm.is_asked(sheet, assignment) and not harm.harm_of(assignment).is_answered,
        not_looked_up=tuple(number for number in sheet.numbers if number.key not in facts),
    )


def send_findings(
    session: Session, assignment: Assignment, *, actor: Actor, now: datetime, links: Links = IN_WORDS,
    seen_then: str = "", half_hours: int | None = None,
) -> None:  # fmt: skip
    """Hand in one reviewer's work. With the second in, both freeze for ever and what they said alike becomes agreed.

    Before that, whoever stopped at an earlier step than the other is asked to go on (``going_on``): a step that one
    person alone graded is no agreement. A conflict that arose while they graded (they joined the team, say) ends the
    seat instead, and nothing is handed in.

    :param seen_then: the version of everything (``seen.whole``) on the page where "send" was pressed; "" is not
        compared.
    :param half_hours: that it took, if the reviewer says so.
    :raises Invalid: a required criterion has no finding yet, one is only begun, or another tab changed something since.
    :raises WrongState: they were sent before.
    """
    submission = assignment.submission
    cases.lock(session, submission)
    session.refresh(assignment)
    refuse_unless_grading(assignment)
    facts = access.assignment_facts(actor, assignment)
    cases.require(facts, Permission.FINDING_SEND)
    if is_blocked(session, assignment):
        assignment.state = AssignmentState.CONFLICT
        leave(session, assignment, "assignment.conflict", actor=actor, now=now, links=links)
        return
    findings, numbers = findings_by_key(session, assignment), facts_by_key(session, assignment)
    if seen_then and seen_then != seen.whole(findings.values(), numbers.values()):
        raise Invalid("You changed something in another tab after you opened this page. Check it below, then send")
    sheet = sheet_for(assignment)
    _refuse_unfinished(sheet, assignment, findings, numbers)
    if assignment.entered_by is not None:  # who sends what an editor typed says that it is theirs
        assignment.confirmed_at, assignment.asked_to_confirm_at = now, None
        note(session, assignment, "assignment.confirmed", actor=actor, now=now)
    assignment.state, assignment.sent_at = AssignmentState.IN, now
    assignment.wants_until, assignment.wants_because = None, ""
    assignment.study_kind = hours.study_kind(sheet)
    if half_hours is not None and assignment.grades_everything and 0 < half_hours <= hours.MOST:
        assignment.half_hours = half_hours
    session.flush()
    digest = _digest(findings.values(), numbers.values(), harm.harm_of(assignment))
    note(session, assignment, "assignment.sent", actor=actor, now=now, details={"sha256": digest})
    forget_reminders(session, assignment)
    if not assignment.grades_everything:
        _part_is_in(session, assignment, facts=facts, actor=actor, now=now, links=links)
        return
    both = [one for one in seats(cases.assignments_of(session, submission)) if one.state is AssignmentState.IN]
    needed, behind = 0, None
    if len(both) == REVIEWERS:
        own = {assignment: list(findings.values())}
        needed, behind = going_on.steps_needed(session, sheet, both, read=own)
    if behind is not None:
        going_on.ask(session, behind, now=now, links=links)
    if assignment.state is AssignmentState.IN:
        seat_mails.thanks(session, assignment, now=now)
    if behind is not None or len(both) < REVIEWERS:
        return
    moving.move(session, submission, "freeze-findings", facts=facts, actor_id=actor.id, now=now)
    for one in both:
        one.state, one.frozen_at, one.held_steps = AssignmentState.FROZEN, now, needed
    session.flush()
    settling.start(session, submission, now=now)
    mails.both_in(session, submission, now=now, links=links, but_not=reviewer_emails(session, assignment))


def _part_is_in(
    session: Session, assignment: Assignment, *, facts: Facts, actor: Actor, now: datetime, links: Links
) -> None:
    """A third reviewer's findings freeze at once; of the two on appeal with the second."""
    if assignment.is_third:
        assignment.state, assignment.frozen_at = AssignmentState.FROZEN, now
        session.flush()
    seat_mails.thanks(session, assignment, now=now)
    if assignment.appeal is not None:
        pairing.is_in(session, assignment.appeal, facts=facts, actor=actor, now=now, links=links)
    else:
        majority.third_is_in(session, assignment, now=now, links=links)


def refuse_unfinished(session: Session, assignment: Assignment) -> None:
    """:raises Invalid: what is kept cannot be sent as it stands."""
    findings, numbers = findings_by_key(session, assignment), facts_by_key(session, assignment)
    _refuse_unfinished(sheet_for(assignment), assignment, findings, numbers)


def _refuse_unfinished(
    sheet: Sheet, assignment: Assignment, findings: Mapping[Key, Finding], numbers: Mapping[Key, FactEntry]
) -> None:
    _refuse_refuted(sheet, findings, numbers)
    state = progress(sheet, findings, assignment, numbers)
    if not state.is_ready:
        left = len(state.missing) + len(state.unfinished)
        if not left:
            if state.lacks_harm:
                raise Invalid("Say whether anything got worse for people")
            raise Invalid("Look up every number, or say that the report does not give it")
        raise Invalid(f"{left} {'criterion is' if left == 1 else 'criteria are'} not finished yet")


def _refuse_refuted(sheet: Sheet, findings: Mapping[Key, Finding], numbers: Mapping[Key, FactEntry]) -> None:
    """:raises Invalid: an answer says that an outcome got better, and the numbers typed since say otherwise."""
    typed = {key: entry.value for key, entry in numbers.items() if entry.value}
    for item in sheet.items:
        finding = findings.get(item.key)
        if finding and (why := sheet.refuted(item, finding.answer, typed)):
            raise Invalid(f"{item.criterion.short} for {item.about}: {why}. Change one of the two")


def _digest(findings: Iterable[Finding], facts: Iterable[FactEntry], whole: harm.Harm) -> str:
    """What was sent, as one number in the audit chain, so that a later change would show."""
    rows = [[f.criterion_id, f.result_key, f.answer, f.reason, f.page] for f in findings]
    rows += [[f.name, f.result_key, f.value, f.page] for f in facts]
    rows += [["harm", whole.seen, whole.looked_for, whole.what]] if whole.is_answered else []
    return hashlib.sha256(json.dumps(sorted(rows), ensure_ascii=False).encode()).hexdigest()
