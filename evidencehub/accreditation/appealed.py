"""What comes of an appeal: the engine grades what stands, with what is contested replaced by what was agreed anew.

Nobody types it. The team has it for one working day; then everybody reads it, and the award moves.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from evidencehub.accreditation import appeal_mails, making, moving, publishing, publishing_mails, queries
from evidencehub.accreditation.leads import IN_WORDS, Leads
from evidencehub.accreditation.letter import keeping
from evidencehub.accreditation.letter.composing import compose, on_appeal, with_harm
from evidencehub.accreditation.letter.shapes import Letter
from evidencehub.accreditation.models import Accreditation
from evidencehub.accreditation.services import Overtaken, seen_of
from evidencehub.authz.values import NOBODY, Actor, Facts, Permission
from evidencehub.projects import public
from evidencehub.projects.appeals.models import Appeal
from evidencehub.projects.appeals.words import DOWN, UNCHANGED, UP
from evidencehub.projects.frozen.keeping import name_sent
from evidencehub.projects.models import Submission
from evidencehub.review import cases
from evidencehub.review import moving as cases_moving
from evidencehub.review import queries as reviews
from evidencehub.review.appeals import stepping
from evidencehub.review.decisions import Agreement, grade
from evidencehub.review.harm import harm_of
from evidencehub.review.models import Decision, FactEntry, Finding
from evidencehub.review.reconciling import (
    Comparison,
    agreed_facts,
    agreed_findings,
    compare,
    facts_by_key,
    findings_by_key,
    frozen_sides,
    reason_against_deciding,
)
from evidencehub.review.sheet import Sheet, sheet_of
from evidencehub.shared import due, working_days
from evidencehub.shared.errors import NotFound, WrongState
from evidencehub.standards.grading.grades import Grade
from evidencehub.standards.model.standard import Standard

KIND = "appeal-publish"
DAYS_FIRST = 1  # working days that the team knows it before everybody can read it


@dataclass(frozen=True)
class Anew:
    """What follows from an appeal as it is settled now."""

    sheet: Sheet
    findings: Sequence[Finding]
    numbers: Sequence[FactEntry]
    grade: Grade
    outcome: str  # up, down, unchanged
    decision: Decision  # as it stands before


def anew(session: Session, appeal: Appeal, comparison: Comparison) -> Anew:
    submission = appeal.submission
    decision, sheet = _decision(session, submission), sheet_of(submission)
    findings = {**findings_by_key(agreed_findings(session, submission)), **findings_by_key(comparison.agreed)}
    numbers = {**facts_by_key(agreed_facts(session, submission)), **facts_by_key(comparison.agreed_facts)}
    graded = grade(sheet, findings.values(), numbers.values())
    outcome = _direction(sheet.standard, decision.grade, graded.as_dict())
    return Anew(sheet, list(findings.values()), list(numbers.values()), graded, outcome, decision)


def _decision(session: Session, submission: Submission) -> Decision:
    decision = queries.decision_of(session, submission)
    if decision is None:
        raise NotFound("There is no decision.")
    return decision


def _reached(graded: Mapping[str, Any]) -> dict[str, str | None]:
    """Every step that was given: of the whole by both rules, then of each outcome."""
    found = {"evidence": graded["evidence_tier"], "tier": graded["tier"]}
    for part in graded["outcomes"]:
        if part["id"]:
            found[f"evidence {part['id']}"], found[f"tier {part['id']}"] = part["evidence_tier"], part["tier"]
    return found


def _direction(standard: Standard, before: Mapping[str, Any], after: Mapping[str, Any]) -> str:
    """By what comes first: how sure we are, then the published rule, then outcome by outcome."""

    def place(tier: str | None) -> int:
        return standard.tiers_by_id[tier].place if tier else 0

    earlier, later = _reached(before), _reached(after)
    steps = (place(later[key]) - place(earlier.get(key)) for key in later)
    first = next((step for step in steps if step), 0)
    return UP if first > 0 else DOWN if first < 0 else UNCHANGED


def letter_after(session: Session, appeal: Appeal, found: Anew) -> Letter:
    """The letter as it stands after the appeal."""
    submission, decision = appeal.submission, found.decision
    letter = compose(
        project=name_sent(submission), sheet=found.sheet, grade=found.grade.as_dict(),
        strengths=decision.strengths,
        findings=queries.without_names(found.sheet, found.findings, found.numbers),
        agreement=Agreement(decision.agreed_first, decision.compared), rounds=reviews.rounds(session, submission),
        graders=queries.graders(session, submission),
    )  # fmt: skip
    letter = with_harm(letter, [harm_of(side) for side in frozen_sides(session, submission)])
    return on_appeal(letter, questions=len(appeal.contested), outcome=found.outcome)


def conclude(
    session: Session, appeal: Appeal, *, actor: Actor, facts: Facts, now: datetime, leads: Leads = IN_WORDS,
    seen_then: str | None = None,
) -> Anew:  # fmt: skip
    """Derive what follows, tell the team, and have it published a working day later, or with the record if later.

    :param seen_then: what was agreed (``seen_of``) on the page where it was pressed; None: not compared.
    :raises Overtaken: something was settled anew after that page was opened.
    :raises WrongState: it is decided already, or a difference is not settled yet.
    """
    stepping.wait_for_turn(session, appeal)
    cases.require(facts, Permission.APPEAL_MANAGE)
    if not appeal.state.is_settling:
        raise WrongState(f"This appeal is {appeal.state.in_words} now; it does not wait for a decision.")
    comparison = compare(session, appeal.submission, appeal)
    if seen_then is not None and seen_then != seen_of(comparison):
        raise Overtaken("Somebody settled a question anew after you opened this page", comparison)

    def findings_are_agreed(_appeal: Appeal) -> str | None:
        return reason_against_deciding(comparison)

    if against := findings_are_agreed(appeal):
        raise WrongState(f"This cannot be decided yet: {against}.")
    found = anew(session, appeal, comparison)
    letter = letter_after(session, appeal, found)
    appeal.letter, appeal.outcome, appeal.concluded_at = keeping.packed(letter), found.outcome, now
    appeal.public_at = _not_before_the_record(appeal.submission, working_days.start_of(DAYS_FIRST + 1, after=now))
    guards = {"findings_are_agreed": findings_are_agreed}
    stepping.take(session, appeal, "conclude", actor=actor, facts=facts, now=now, guards=guards)
    _publish_at(session, appeal, appeal.public_at)
    appeal_mails.concluded(session, appeal, letter, now=now, leads=leads)
    session.flush()
    return found


def _not_before_the_record(submission: Submission, at: datetime) -> datetime:
    """A team that has its findings to itself still has what came of its appeal to itself."""
    record = submission.public_from if submission.state.is_with_team else None
    return max(at, record) if record else at


def _publish_at(session: Session, appeal: Appeal, at: datetime) -> None:
    due.add(session, KIND, appeal.id, {"appeal": str(appeal.id)}, at=at)


def handler(leads: Callable[[Submission], Leads], now: Callable[[], datetime]) -> due.Handler:
    """The worker's handler: publish what the team has known for a working day."""

    def work(payloads: Sequence[Mapping[str, Any]], _new_session: due.NewSession) -> due.Finish:
        def finish(session: Session) -> None:
            for payload in payloads:
                appeal = session.get(Appeal, UUID(payload["appeal"]))
                if appeal is not None:
                    publish(session, appeal, now=now(), leads=leads(appeal.submission))

        return finish

    return due.Handler(work)


def publish(session: Session, appeal: Appeal, *, now: datetime, leads: Leads = IN_WORDS) -> None:
    """Put what was agreed anew in the place of what was, and move the award. What it replaces is kept.

    While the award is on hold it waits: a hold is ended by an editor, and not by the way. Where the record itself
    becomes public at that moment, it does so with what came of the appeal, whichever of the two the worker has first.
    """
    stepping.wait_for_turn(session, appeal)
    if not appeal.state.is_concluded or appeal.public_at is None:
        return
    submission = appeal.submission
    award = queries.by_submission(session, submission)
    day = _not_before_the_record(submission, appeal.public_at)
    if now < day or (award is not None and award.state.is_on_hold):
        _publish_at(session, appeal, max(day, working_days.start_of(1, after=now)) if now >= day else day)
        return

    def day_has_come(one: Appeal) -> str | None:
        return None if one.public_at and one.public_at <= now else "the team hears it first"

    comparison = compare(session, submission, appeal)
    found = anew(session, appeal, comparison)
    before = _reached(found.decision.grade)
    stepping.take(session, appeal, "publish", actor=NOBODY, facts=None, now=now, guards={"day_has_come": day_has_come})
    due.forget_key(session, KIND, appeal.id)
    appeal.ended_at = now
    appeal.earlier = _replace(session, submission, comparison, found, appeal)
    session.flush()
    if submission.state.is_with_team:
        publishing.publish(session, submission, actor_id=None, now=now)
        publishing_mails.published(session, submission, by_team=False, now=now, leads=leads)
    elif before != _reached(found.decision.grade):
        _move_award(session, appeal, found.decision, award, now=now)
    public.changed(session, submission.project_id)
    appeal_mails.published(session, appeal, now=now, leads=leads)
    session.flush()


def _replace(
    session: Session, submission: Submission, comparison: Comparison, found: Anew, appeal: Appeal
) -> dict[str, Any]:
    """Write the decision and the contested answers anew. :return: how they were."""
    decision = found.decision
    earlier: dict[str, Any] = {
        "tier": decision.tier, "evidence_tier": decision.evidence_tier, "grade": decision.grade,
        "letter": decision.letter, "findings": [], "facts": [],
    }  # fmt: skip
    standing = findings_by_key(agreed_findings(session, submission))
    for key, new in findings_by_key(comparison.agreed).items():
        old = standing[key]
        earlier["findings"].append(
            {"criterion": key[0], "result": key[1], "answer": old.answer, "reason": old.reason, "page": old.page,
             "by_majority": old.by_majority, "author": str(old.author_id or ""), "at": old.at.isoformat()}
        )  # fmt: skip
        old.answer, old.reason, old.page, old.at = new.answer, new.reason, new.page, new.at
        old.author_id, old.by_majority, old.on_appeal = new.author_id, False, True
    numbers = facts_by_key(agreed_facts(session, submission))
    for key, new_fact in facts_by_key(comparison.agreed_facts).items():
        old_fact = numbers.get(key)
        if old_fact is None:
            old_fact = FactEntry(
                id=uuid4(), submission_id=submission.id, assignment_id=None, name=key[0], result_key=key[1], value="",
                at=new_fact.at,
            )  # fmt: skip
            session.add(old_fact)
        earlier["facts"].append(
            {"name": key[0], "result": key[1], "value": old_fact.value, "page": old_fact.page or ""}
        )  # fmt: skip
        old_fact.value, old_fact.page, old_fact.at = new_fact.value, new_fact.page, new_fact.at
        old_fact.author_id, old_fact.by_majority, old_fact.because = new_fact.author_id, False, new_fact.because
    graded = found.grade
    decision.tier = graded.tier.id if graded.tier else None
    decision.evidence_tier = graded.evidence_tier.id if graded.evidence_tier else None
    decision.grade, decision.letter = graded.as_dict(), appeal.letter
    return earlier


def _move_award(
    session: Session, appeal: Appeal, decision: Decision, award: Accreditation | None, *, now: datetime
) -> None:
    """Take the steps of the tables that follow. What a later submission earned, or the team gave back, stays so."""
    submission = appeal.submission
    if award is not None and not award.state.stands:
        return
    if any(one.submission_id != submission.id for one in queries.standing_of(session, submission.project_id)):
        return
    guards = publishing.guards_of(decision)
    if decision.tier is None:
        if award is not None:
            award.ended_at, award.ended_because = now, "after an appeal"
            moving.move(session, award, "overturn", permitted=_hub, actor_id=None, now=now)
            cases_moving.move(
                session, submission, "lose-on-appeal", facts=None, actor_id=None, now=now, more_guards=guards
            )  # fmt: skip
        return
    if award is None:
        cases_moving.move(session, submission, "gain-on-appeal", facts=None, actor_id=None, now=now, more_guards=guards)
    making.accredit(session, submission, decision, actor_id=None, now=now, appeal=appeal)


def _hub(_permission: str) -> bool:
    return True
