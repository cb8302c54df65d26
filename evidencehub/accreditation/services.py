"""Deciding a case: what follows from the agreed findings, all in one transaction. There is no way to type a tier."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import uuid4

from sqlalchemy.orm import Session

from evidencehub.accreditation import publishing, queries
from evidencehub.accreditation.leads import IN_WORDS, Leads
from evidencehub.accreditation.letter.composing import before_public, compose, with_appeal, with_harm
from evidencehub.accreditation.letter.keeping import keep, kept
from evidencehub.accreditation.letter.mail import as_text
from evidencehub.accreditation.letter.own_words import of as words_of
from evidencehub.accreditation.letter.own_words import with_own_words
from evidencehub.accreditation.letter.shapes import Letter
from evidencehub.accreditation.queries import AgreedFinding
from evidencehub.authz.values import Actor, Facts, Permission
from evidencehub.projects import public
from evidencehub.projects.appeals import window
from evidencehub.projects.frozen.keeping import bundle_of, name_sent
from evidencehub.projects.models import Submission
from evidencehub.review import cases, decided_mails, moving, named, seen, telling
from evidencehub.review import queries as reviews
from evidencehub.review.decisions import Agreement, agreement, grade
from evidencehub.review.harm import Harm, harm_of
from evidencehub.review.models import Decision
from evidencehub.review.reconciling import Comparison, compare, frozen_sides, reason_against_deciding
from evidencehub.review.sheet import Sheet, sheet_of
from evidencehub.shared.errors import Invalid, WrongState
from evidencehub.standards.grading.grades import Grade

MAX_TEXT = 5_000


class Overtaken(Invalid):
    """What a decision rests on changed since the page was opened; ``now`` is how it stands."""

    def __init__(self, message: str, now: Comparison) -> None:
        super().__init__(message)
        self.now = now


@dataclass(frozen=True)
class Outlook:
    """What a decision taken now would be."""

    sheet: Sheet
    findings: Sequence[AgreedFinding]
    grade: Grade
    agreement: Agreement
    graders: queries.Graders
    harm: Sequence[Harm]  # what each of the two said


def outlook(comparison: Comparison) -> Outlook:
    """Grade the agreed findings, and count how far the reviewers agreed before they talked."""
    first, second = (side.findings for side in comparison.sides)
    graded = grade(comparison.sheet, comparison.agreed, comparison.agreed_facts)
    kinds = [side.reviewer.reviewer_kind for side in comparison.sides]
    findings = queries.without_names(comparison.sheet, comparison.agreed, comparison.agreed_facts)
    harm = [harm_of(side) for side in comparison.sides]
    graders = queries.Graders(kinds, queries.third_of(comparison))
    return Outlook(comparison.sheet, findings, graded, agreement(first, second), graders, harm)


def seen_of(comparison: Comparison) -> str:
    """The version of all that a decision rests on: what was agreed, and what was written about it."""
    written = sorted(str(remark.id) for one in comparison.differences for remark in one.remarks)
    return seen.version([seen.whole(comparison.agreed, comparison.agreed_facts), *written])


def ready(
    session: Session, submission: Submission, *, strengths: str, facts: Facts, seen_then: str | None
) -> tuple[str, Comparison]:
    """Take the case's turn, and see that it can be decided: the strengths as they are kept, and what it rests on.

    :raises: as :func:`decide`.
    """
    strengths = _checked(strengths, "strengths", "What was strong")
    cases.lock(session, submission)
    cases.require(facts, Permission.CASE_DECIDE)
    named.require_none(session, submission, strengths, field="strengths")
    if not submission.state.is_settling:
        raise WrongState(f"This case is {submission.state.in_words} now; it does not wait for a decision.")
    comparison = compare(session, submission)
    if seen_then is not None and seen_then != seen_of(comparison):
        raise Overtaken("Somebody settled a question anew, or wrote about one, after you opened this page", comparison)
    if against := reason_against_deciding(comparison):
        raise WrongState(f"This cannot be decided yet: {against}.")
    return strengths, comparison


def decide(
    session: Session, submission: Submission, *, strengths: str, actor: Actor, facts: Facts, now: datetime,
    leads: Leads = IN_WORDS, seen_then: str | None = None,
) -> Decision:  # fmt: skip
    """Derive the tier from what was agreed, and send the letter. All else follows when it becomes public.

    :param leads: where the mails to the team and the reviewers lead, and how many working days the team has first.
    :param seen_then: what was agreed (``seen_of``) on the page where "decide" was pressed; None: not compared.
    :raises Overtaken: something was settled anew after that page was opened.
    :raises WrongState: somebody decided first, or a difference is not settled yet.
    :raises Invalid: the strengths are too long, or name a reviewer of the case.
    """
    strengths, comparison = ready(session, submission, strengths=strengths, facts=facts, seen_then=seen_then)
    settled = {"findings_are_agreed": lambda _submission: reason_against_deciding(comparison)}
    moving.move(
        session, submission, "decide", facts=facts, actor_id=actor.id, now=now, more_guards=settled
    )  # fmt: skip
    found = outlook(comparison)
    tier, evidence = found.grade.tier, found.grade.evidence_tier
    decision = Decision(
        id=uuid4(), submission_id=submission.id, tier=tier.id if tier else None, decided_by=actor.id, decided_at=now,
        evidence_tier=evidence.id if evidence else None, grade=found.grade.as_dict(), strengths=strengths,
        agreed_first=found.agreement.agreed, compared=found.agreement.compared,
    )  # fmt: skip
    session.add(decision)
    submission.decided_at = now
    submission.public_from = public_from = publishing.when_decided(now, days=leads.days)
    _tell_team(session, submission, decision, found.sheet, leads=leads, now=now)
    _thank_reviewers(session, submission, comparison, found, leads=leads, now=now)
    if public_from is not None:
        publishing.plan(session, submission, public_from, now=now, days=leads.days)
        public.changed(session, submission.project_id)
    else:
        session.flush()
        publishing.publish(session, submission, actor_id=actor.id, now=now)
    session.flush()
    return decision


def letter_of(session: Session, submission: Submission, decision: Decision) -> Letter:
    """The letter of a decision, as it was sent. One from before letters were kept is put together anew.

    :raises Invalid: what was sent was removed, and so is what a letter says of it.
    :raises BrokenBundle: the letter cannot be read.
    """
    bundle_of(submission)  # a letter goes with the text that it speaks of
    return kept(decision) or _composed(session, submission, decision, sheet_of(submission), public_from=None)


def preview(
    session: Session, submission: Submission, found: Outlook, *, strengths: str, public_from: datetime | None,
    appeal_until: date | None = None, own_words: str = "",
) -> Letter:  # fmt: skip
    """The letter as it would be if the case were decided now. Nothing is written."""
    letter = compose(
        project=name_sent(submission), sheet=found.sheet, grade=found.grade.as_dict(), findings=found.findings,
        strengths=strengths, agreement=found.agreement, rounds=reviews.rounds(session, submission),
        graders=found.graders,
    )  # fmt: skip
    said = with_own_words(with_harm(letter, found.harm), own_words)
    return with_appeal(before_public(said, public_from), appeal_until)


def _composed(
    session: Session, submission: Submission, decision: Decision, sheet: Sheet, *, public_from: datetime | None
) -> Letter:
    letter = compose(
        project=name_sent(submission), sheet=sheet, grade=decision.grade,
        findings=queries.findings_of(session, submission), strengths=decision.strengths,
        agreement=Agreement(decision.agreed_first, decision.compared), rounds=reviews.rounds(session, submission),
        graders=queries.graders(session, submission),
    )  # fmt: skip
    return before_public(with_harm(letter, _harm(session, submission)), public_from)


def _harm(session: Session, submission: Submission) -> list[Harm]:
    return [harm_of(side) for side in frozen_sides(session, submission)]


def _tell_team(
    session: Session, submission: Submission, decision: Decision, sheet: Sheet, *, leads: Leads, now: datetime
) -> None:
    letter = _composed(session, submission, decision, sheet, public_from=submission.public_from)
    letter = with_own_words(with_appeal(letter, window.last_day(submission)), words_of(session, submission))
    keep(decision, letter)
    telling.tell_team(
        session, submission, subject=f"The decision on {letter.project}", about="submission.decided", now=now,
        body=as_text(letter, where=leads.letter, contact=leads.contact),
    )  # fmt: skip


def _thank_reviewers(
    session: Session, submission: Submission, comparison: Comparison, found: Outlook, *, leads: Leads, now: datetime
) -> None:
    """Tell all what became of their work, in what everybody may read. None learns who another was."""
    tier, agreed = found.grade.tier, found.agreement
    read = telling.letter(decided_mails.when_public(submission.public_from), leads.public)
    reached = f"{tier.title} was reached" if tier else "no step of the standard was reached"
    for side in comparison.sides:
        decided_mails.decided(
            session, side, reached=reached, agreed=agreed.agreed, compared=agreed.compared, now=now, read=read,
            own=leads.own,
        )  # fmt: skip
    if found.graders.third and comparison.third:
        majority = len(comparison.by_majority)
        decided_mails.decided_third(
            session, comparison.third, reached=reached, majority=majority, now=now, read=read,
            own=leads.own,
        )  # fmt: skip


def _checked(typed: str, field: str, label: str) -> str:
    if len(typed.strip()) > MAX_TEXT:
        message = f"{label} must be {MAX_TEXT:,} characters or fewer"
        raise Invalid(message, {field: message})
    return typed.strip()
