"""From two frozen views to one agreed answer: what both said stands, what differs is asked, the rest is not touched."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from evidencehub.authz.values import Actor, Facts, Permission
from evidencehub.projects.models import Submission
from evidencehub.projects.states import SubmissionState
from evidencehub.review import access, cases, seen
from evidencehub.review.cases import MAX_REASON
from evidencehub.review.decisions import grade
from evidencehub.review.models import Assignment, FactEntry, Finding
from evidencehub.review.sheet import WHOLE, Item, Key, Sheet, sheet_of
from evidencehub.review.states import AssignmentState
from evidencehub.review.typed_facts import canonical
from evidencehub.shared import audit
from evidencehub.shared.errors import Invalid, WrongState
from evidencehub.standards.model.standard import FactKind

SEATS = ("Reviewer A", "Reviewer B")
_OVERTAKEN = "Somebody else settled this after you opened the page. What they wrote stands below: compare, then settle"


class Overtaken(Invalid):
    """Somebody else acted on the same thing since the page was opened; nothing of theirs is written over unseen."""


@dataclass(frozen=True)
class Difference:
    """One question on which two reviewers differ, with what each said (None: no answer) and what was agreed."""

    item: Item
    views: tuple[Finding | None, Finding | None]
    agreed: Finding | None


@dataclass(frozen=True)
class FactDifference:
    fact: FactKind
    result_key: str
    views: tuple[FactEntry, FactEntry]
    agreed: FactEntry | None

    @property
    def key(self) -> Key:
        return self.fact.name, self.result_key


@dataclass(frozen=True)
class Comparison:
    """Everything two reviewers said about one case, side by side; the sides do not say who was asked first."""

    sheet: Sheet
    sides: tuple[Assignment, Assignment]
    differences: tuple[Difference, ...]
    moot: tuple[Difference, ...]  # beyond the first step that is not reached: nothing hangs on them as things stand
    fact_differences: tuple[FactDifference, ...]
    same: tuple[Finding, ...]  # agreed without a word
    agreed: tuple[Finding, ...]  # all of them, also those that an editor settled
    agreed_facts: tuple[FactEntry, ...]

    @property
    def open(self) -> list[Difference | FactDifference]:
        questions: list[Difference | FactDifference] = [*self.differences, *self.fact_differences]
        return [one for one in questions if one.agreed is None]


def sides(assignments: Iterable[Assignment]) -> list[Assignment]:
    """Stable, and by nothing that means anything: a hash of the seat."""
    return sorted(assignments, key=lambda one: hashlib.sha256(f"{one.submission_id}:{one.id}".encode()).digest())


def frozen_sides(session: Session, submission: Submission) -> list[Assignment]:
    """The two reviewers' work with its findings and facts, or nothing while it is not frozen."""
    query = select(Assignment).where(
        Assignment.submission_id == submission.id, Assignment.state == AssignmentState.FROZEN
    )  # fmt: skip
    query = query.options(
        selectinload(Assignment.findings), selectinload(Assignment.facts), selectinload(Assignment.reviewer)
    )
    found = sides(session.scalars(query))
    return found if len(found) == len(SEATS) else []


def agreed_findings(session: Session, submission: Submission) -> list[Finding]:
    query = select(Finding).where(Finding.submission_id == submission.id, Finding.assignment_id.is_(None))
    return list(session.scalars(query.order_by(Finding.criterion_id, Finding.result_key, Finding.id)))


def agreed_facts(session: Session, submission: Submission) -> list[FactEntry]:
    query = select(FactEntry).where(FactEntry.submission_id == submission.id, FactEntry.assignment_id.is_(None))
    return list(session.scalars(query.order_by(FactEntry.name, FactEntry.result_key, FactEntry.id)))


def compare(session: Session, submission: Submission) -> Comparison:
    """:raises WrongState: the findings are not frozen yet, so nobody may lay them side by side."""
    both = frozen_sides(session, submission)
    if not both:
        raise WrongState("The reviewers' findings are not both in yet.")
    sheet = sheet_of(submission)
    findings, entries = agreed_findings(session, submission), agreed_facts(session, submission)
    agreed = _by_key(findings)
    ours, theirs = (_by_key(side.findings) for side in both)
    differences, same = [], []
    for item in sheet.items:
        views = (ours.get(item.key), theirs.get(item.key))
        if views == (None, None):
            continue
        if views[0] and views[1] and views[0].answer == views[1].answer:
            if item.key in agreed:
                same.append(agreed[item.key])
        else:
            differences.append(Difference(item, views, agreed.get(item.key)))
    facts = _fact_differences(sheet, both, _facts_by_key(entries))
    steps = max(side.held_steps for side in both) or len(sheet.standard.tiers)  # 0: frozen before it was written down
    asked, moot = _apart(sheet, differences, steps)
    if moot and not any(one.agreed is None for one in asked) and not any(one.agreed is None for one in facts):
        # Two who each missed a step by another question may reach it together: then what lies beyond counts again.
        asked, moot = _apart(sheet, differences, max(steps, _steps_to_settle(sheet, findings, entries)))
    return Comparison(
        sheet, (both[0], both[1]), tuple(asked), tuple(moot), facts, tuple(same), tuple(findings), tuple(entries)
    )


def _apart(sheet: Sheet, differences: Iterable[Difference], steps: int) -> tuple[list[Difference], list[Difference]]:
    """What is asked, up to this step or settled already, and what lies beyond."""
    beyond = {tier.id for tier in sheet.standard.tiers[steps:]}
    asked: list[Difference] = []
    moot: list[Difference] = []
    for one in differences:
        (moot if one.item.criterion.tier in beyond and one.agreed is None else asked).append(one)
    return asked, moot


def _steps_to_settle(sheet: Sheet, findings: Sequence[Finding], entries: Sequence[FactEntry]) -> int:
    """Up to the first step that what is agreed does not reach, whichever way its effects went."""
    return 1 + max(part.evidence_reached for part in grade(sheet, findings, entries).contexts)


def _by_key(findings: Iterable[Finding]) -> dict[Key, Finding]:
    return {(finding.criterion_id, finding.result_key): finding for finding in findings}


def _facts_by_key(entries: Iterable[FactEntry]) -> dict[Key, FactEntry]:
    return {(entry.name, entry.result_key): entry for entry in entries}


def _fact_differences(
    sheet: Sheet, both: list[Assignment], agreed: Mapping[Key, FactEntry]
) -> tuple[FactDifference, ...]:
    ours, theirs = (_facts_by_key(side.facts) for side in both)
    return tuple(
        FactDifference(sheet.standard.facts_by_name[key[0]], key[1], (ours[key], theirs[key]), agreed.get(key))
        for key in sorted(ours.keys() & theirs.keys())
        if ours[key].value != theirs[key].value
    )


def reason_against_deciding(comparison: Comparison) -> str | None:
    """Why a case cannot be decided yet, or None when nothing is left to settle."""
    count = len(comparison.open)
    return f"{count} {'difference is' if count == 1 else 'differences are'} still to be settled" if count else None


def start(session: Session, submission: Submission, *, now: datetime) -> None:
    """Write down as agreed what both said alike; nobody is the author of that.

    A number that only one of them found is taken as found: the other left it open, which contradicts nothing.
    """
    both = frozen_sides(session, submission)
    ours, theirs = (_by_key(side.findings) for side in both)
    for key in ours.keys() & theirs.keys():
        one, other = ours[key], theirs[key]
        if one.answer == other.answer:
            _add_finding(session, submission, key, one.answer, _joined(one.reason, other.reason, "\n\n"),
                         _joined(one.page, other.page, "; ")[:40], actor=None, now=now)  # fmt: skip
    our_facts, their_facts = (_facts_by_key(side.facts) for side in both)
    for key in our_facts.keys() | their_facts.keys():
        views = [entry for entry in (our_facts.get(key), their_facts.get(key)) if entry]
        if len({entry.value for entry in views}) == 1:
            page = _joined(views[0].page, views[-1].page, "; ")[:40]
            _add_fact(session, submission, key, views[0].value, page, actor=None, now=now)
    session.flush()


def _joined(one: str, other: str, between: str) -> str:
    return between.join(dict.fromkeys(text for text in (one.strip(), other.strip()) if text))


def agree(  # noqa: PLR0913 - one argument for each thing that was said
    session: Session,
    submission: Submission,
    criterion_id: str,
    result_key: str,
    answer: str,
    reason: str,
    *,
    actor: Actor,
    now: datetime,
    facts: Facts | None = None,
    seen_then: str = "",
) -> Finding:
    """Settle one difference; saying it again before the decision replaces it, and the audit keeps both times.

    :param facts: what is known about the actor and the case; found out here when left away.
    :param seen_then: how it was settled (``seen.whole``) on the page where this was written; "" is not compared.
    :raises WrongState: the case is not being settled.
    :raises Invalid: an unknown criterion or answer, no reason, or a question on which the reviewers do not differ.
    :raises Overtaken: somebody else settled it after that page was opened.
    """
    _may_settle(session, submission, actor, facts)
    item = sheet_of(submission).item(criterion_id, result_key)
    views = [_by_key(side.findings).get(item.key) for side in frozen_sides(session, submission)]
    said = [view for view in views if view is not None]
    if not said or (len(said) == len(SEATS) and said[0].answer == said[1].answer):
        raise Invalid(f"The reviewers do not differ on {criterion_id}, so there is nothing to settle")
    if answer not in item.answers:
        raise Invalid("Choose the agreed answer", {"answer": "Choose the agreed answer"})
    reason = reason.strip()
    if not reason or len(reason) > MAX_REASON:
        raise Invalid("Say why", {"reason": f"Say why, in {MAX_REASON:,} characters or fewer"})
    page = _joined(said[0].page, said[-1].page, "; ")[:40]
    known = {(f.criterion_id, f.result_key): f for f in agreed_findings(session, submission)}.get(item.key)
    if seen_then and seen_then != seen.whole([known] if known else [], []):
        raise Overtaken(_OVERTAKEN)
    if known is None:
        known = _add_finding(session, submission, item.key, answer, reason, page, actor=actor, now=now)
    else:
        known.answer, known.reason, known.author_id, known.at = answer, reason, actor.id, now
    session.flush()
    audit.record(
        session, "finding.agreed", subject_type="submission", subject_id=submission.id, actor_id=actor.id, at=now,
        details={"finding": str(known.id), "criterion": criterion_id, "result": result_key, "answer": answer},
    )  # fmt: skip
    return known


def agree_fact(  # noqa: PLR0913 - as above
    session: Session,
    submission: Submission,
    name: str,
    result_key: str,
    value: str,
    page: str,
    *,
    actor: Actor,
    now: datetime,
    facts: Facts | None = None,
    seen_then: str = "",
) -> FactEntry:
    """Settle a number that the reviewers read differently.

    :raises Invalid: as :func:`agree`; no page is named.
    :raises Overtaken: as :func:`agree`.
    """
    _may_settle(session, submission, actor, facts)
    sheet = sheet_of(submission)
    kind = sheet.fact(name, result_key)
    text = canonical(kind, value)
    if not text or not page.strip():
        raise Invalid("Give the value and its page", {"value": f"{kind.label}: give the value and its page"})
    views = [_facts_by_key(side.facts).get((name, result_key)) for side in frozen_sides(session, submission)]
    said = {view.value for view in views if view is not None}
    if len(said) < len(SEATS):
        raise Invalid(f"The reviewers do not differ on {name}, so there is nothing to settle")
    known = {(f.name, f.result_key): f for f in agreed_facts(session, submission)}.get((name, result_key))
    if seen_then and seen_then != seen.whole([], [known] if known else []):
        raise Overtaken(_OVERTAKEN)
    if known is None:
        known = _add_fact(session, submission, (name, result_key), text, page.strip()[:40], actor=actor, now=now)
    else:
        known.value, known.page, known.author_id, known.at = text, page.strip()[:40], actor.id, now
    session.flush()
    audit.record(
        session, "fact.agreed", subject_type="submission", subject_id=submission.id, actor_id=actor.id, at=now,
        details={"fact": str(known.id), "name": name, "result": result_key},
    )  # fmt: skip
    return known


def _may_settle(session: Session, submission: Submission, actor: Actor, facts: Facts | None) -> None:
    cases.lock(session, submission)
    cases.require(facts or access.case_facts(session, actor, submission), Permission.CASE_RECONCILE)
    if submission.state is not SubmissionState.RECONCILING:
        raise WrongState(f"This case is {submission.state.in_words} now; nothing can be settled in it.")


def _add_finding(
    session: Session, submission: Submission, key: Key, answer: str, reason: str, page: str, *, actor: Actor | None,
    now: datetime,
) -> Finding:  # fmt: skip
    made = Finding(
        id=uuid4(), submission_id=submission.id, assignment_id=None, criterion_id=key[0], result_key=key[1],
        answer=answer, reason=reason, page=page, author_id=actor.id if actor else None, at=now,
    )  # fmt: skip
    session.add(made)
    return made


def _add_fact(
    session: Session, submission: Submission, key: Key, value: str, page: str, *, actor: Actor | None, now: datetime
) -> FactEntry:
    made = FactEntry(
        id=uuid4(), submission_id=submission.id, assignment_id=None, name=key[0], result_key=key[1] or WHOLE,
        value=value, page=page, author_id=actor.id if actor else None, at=now,
    )  # fmt: skip
    session.add(made)
    return made
