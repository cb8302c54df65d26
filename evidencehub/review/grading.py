"""What a reviewer does alone: grade and send. Nobody else sees a draft, and what is sent never changes."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from evidencehub.authz.values import Actor
from evidencehub.review import seen
from evidencehub.review.cases import MAX_REASON
from evidencehub.review.models import Assignment, FactEntry, Finding
from evidencehub.review.seating import wait_for_turn
from evidencehub.review.sheet import Item, Key, Sheet, sheet_for
from evidencehub.review.states import AssignmentState
from evidencehub.review.typed_facts import canonical
from evidencehub.shared import audit
from evidencehub.shared.errors import Invalid, WrongState
from evidencehub.shared.words import lower_first

MAX_PAGE = 40
_AS_STORED = {"populate_existing": True}  # what another tab saved while we waited for our turn is seen


@dataclass(frozen=True)
class Entry:
    """One question as it was typed; anything may be empty."""

    key: Key
    answer: str = ""
    reason: str = ""
    page: str = ""


@dataclass(frozen=True)
class TypedFact:
    key: Key  # name and result key
    value: str = ""
    page: str = ""


@dataclass(frozen=True)
class Problem:
    """Why one thing on a page is not finished; ``part`` is answer, reason, page or value."""

    key: Key
    part: str
    message: str
    can_be_kept: bool = False  # only unfinished; the rest of what was typed is kept as a draft


def refuse_unless_grading(assignment: Assignment) -> None:
    """:raises WrongState: findings are sent or frozen, or the person has not declared yet."""
    if assignment.state is not AssignmentState.GRADING or assignment.frozen_at is not None:
        raise WrongState("These findings cannot be changed: they are not being graded now.")


def refuse_held(assignment: Assignment, sheet: Sheet, items: Iterable[Item]) -> None:
    """:raises WrongState: one of these stands in a step that was sent: only what was asked for since can be changed."""
    held = {tier.id for tier in sheet.standard.tiers[: assignment.held_steps]}
    if any(item.criterion.tier in held for item in items):
        raise WrongState("You sent this step already, so it cannot be changed any more.")


def findings_by_key(session: Session, assignment: Assignment) -> dict[Key, Finding]:
    query = select(Finding).where(Finding.assignment_id == assignment.id).order_by(Finding.at, Finding.id)
    return {(f.criterion_id, f.result_key): f for f in session.scalars(query.execution_options(**_AS_STORED))}


def facts_by_key(session: Session, assignment: Assignment) -> dict[Key, FactEntry]:
    query = select(FactEntry).where(FactEntry.assignment_id == assignment.id).order_by(FactEntry.at, FactEntry.id)
    return {(f.name, f.result_key): f for f in session.scalars(query.execution_options(**_AS_STORED))}


def record_finding(
    session: Session, assignment: Assignment, criterion_id: str, result_key: str, answer: str, reason: str,
    page: str | int, *, now: datetime,
) -> Finding:  # fmt: skip
    """Keep one finished judgement; saying it again before sending replaces it.

    :raises Invalid: an unknown criterion, result or answer, no reason, or a text that is too long.
    :raises WrongState: this reviewer is not grading now.
    """
    refuse_unless_grading(assignment)
    sheet = sheet_for(assignment)
    item = sheet.item(criterion_id, result_key)
    refuse_held(assignment, sheet, [item])
    entry = Entry(item.key, answer, reason.strip(), str(page).strip())
    typed = {key: fact.value for key, fact in facts_by_key(session, assignment).items() if fact.value}
    if problems := problems_of(item, entry, sheet.refuted(item, answer, typed)):
        raise Invalid(problems[0].message, {one.part: one.message for one in problems})
    return keep(session, assignment, entry, findings_by_key(session, assignment), now=now)


def record_fact(
    session: Session, assignment: Assignment, name: str, result_key: str, value: str, page: str | int, *, now: datetime
) -> FactEntry:
    """Keep one number with its page.

    :raises Invalid: an unknown fact or result, a value of the wrong kind, or no page.
    :raises WrongState: this reviewer is not grading now.
    """
    refuse_unless_grading(assignment)
    typed = TypedFact((name, result_key), value, str(page).strip())
    text = checked(sheet_for(assignment), typed)
    return keep_fact(session, assignment, typed, text, facts_by_key(session, assignment), now=now)


def problems_of(item: Item, entry: Entry, refuted: str = "") -> list[Problem]:
    """Everything wrong with one typed question. :param refuted: why its answer cannot stand beside the numbers."""
    found = []
    name = item.criterion.short
    if not entry.answer:
        found.append(Problem(item.key, "answer", f"{name}: choose an answer", can_be_kept=True))
    elif entry.answer not in item.answers:
        message = f"“{entry.answer}” is not an answer here"
        if item.note and item.criterion.accepts(entry.answer):
            message = lower_first(item.note).rstrip(".")
        found.append(Problem(item.key, "answer", f"{name}: {message}"))
    elif refuted:
        found.append(Problem(item.key, "answer", f"{name}: {refuted}"))
    if not entry.reason:
        found.append(Problem(item.key, "reason", f"{name}: give your reason", can_be_kept=True))
    elif len(entry.reason) > MAX_REASON:
        found.append(Problem(item.key, "reason", f"{name}: the reason must be {MAX_REASON:,} characters or fewer"))
    if len(entry.page) > MAX_PAGE:
        message = f"{name}: the page must be {MAX_PAGE} characters or fewer, such as 4 or 12 to 14"
        found.append(Problem(item.key, "page", message))
    return found


def checked(sheet: Sheet, typed: TypedFact) -> str:
    """:raises Invalid: ``errors`` names value or page."""
    kind = sheet.fact(*typed.key)
    errors = {}
    text = ""
    if not typed.value.strip():
        errors["value"] = f"{kind.label}: give the value, or clear its page"
    else:
        try:
            text = canonical(kind, typed.value)
        except Invalid as error:
            errors["value"] = str(error)
    if not typed.page:
        errors["page"] = f"{kind.label}: give the page where it stands"
    elif len(typed.page) > MAX_PAGE:
        errors["page"] = f"{kind.label}: the page must be {MAX_PAGE} characters or fewer"
    if errors:
        raise Invalid(next(iter(errors.values())), errors)
    return text


def keep(
    session: Session, assignment: Assignment, entry: Entry, known: dict[Key, Finding], *, now: datetime
) -> Finding:
    finding = known.get(entry.key)
    if finding is None:
        finding = Finding(
            id=uuid4(), submission_id=assignment.submission_id, assignment_id=assignment.id, criterion_id=entry.key[0],
            result_key=entry.key[1], author_id=assignment.reviewer_id, answer="", at=now,
        )  # fmt: skip
        session.add(finding)
        known[entry.key] = finding
    if (finding.answer, finding.reason, finding.page) != (entry.answer, entry.reason, entry.page):
        finding.answer, finding.reason, finding.page, finding.at = entry.answer, entry.reason, entry.page, now
    session.flush()
    return finding


def keep_fact(
    session: Session, assignment: Assignment, typed: TypedFact, text: str, known: dict[Key, FactEntry], *, now: datetime
) -> FactEntry:
    fact = known.get(typed.key)
    if fact is None:
        fact = FactEntry(
            id=uuid4(), submission_id=assignment.submission_id, assignment_id=assignment.id, name=typed.key[0],
            result_key=typed.key[1], author_id=assignment.reviewer_id, value=text, page=typed.page, at=now,
        )  # fmt: skip
        session.add(fact)
        known[typed.key] = fact
    if (fact.value, fact.page) != (text, typed.page):
        fact.value, fact.page, fact.at = text, typed.page, now
    session.flush()
    return fact


def drop(session: Session, row: Finding | FactEntry | None) -> None:
    if row is not None:
        session.delete(row)


def clear(
    session: Session, assignment: Assignment, key: Key, *, actor: Actor, now: datetime, seen_then: str = ""
) -> None:
    """Take back what was begun on one question, since a browser cannot unpress a radio button.

    :param seen_then: the version of the question on the page where this was pressed; "" is not compared.
    :raises Invalid: nothing of the kind is asked here, or another tab went on with it since.
    """
    wait_for_turn(session, assignment)
    refuse_unless_grading(assignment)
    sheet = sheet_for(assignment)
    item = sheet.item(*key)  # what was typed into an address is not for the audit chain
    refuse_held(assignment, sheet, [item])
    key, known = item.key, findings_by_key(session, assignment)
    if seen_then and seen_then != seen.version_of(item, known, facts_by_key(session, assignment)):
        name = item.criterion.short
        raise Invalid(f"{name}: you went on with this in another tab, so it was not cleared. Look at it again")
    drop(session, known.get(key))
    session.flush()
    audit.record(
        session, "assignment.cleared", subject_type="assignment", subject_id=assignment.id, actor_id=actor.id, at=now,
        details={"criterion": key[0], "result": key[1]},
    )  # fmt: skip
