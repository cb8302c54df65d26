"""What a reviewer does alone: grade and send. Nobody else sees a draft, and what is sent never changes."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from evidencehub.authz.values import Actor
from evidencehub.review import seen, team_numbers
from evidencehub.review.cases import MAX_REASON
from evidencehub.review.models import Assignment, FactEntry, Finding
from evidencehub.review.seating import wait_for_turn
from evidencehub.review.sheet import Item, Key, Sheet, sheet_for
from evidencehub.review.states import AssignmentState
from evidencehub.review.typed_facts import canonical, misfits
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


@dataclass(frozen=True)
class Saved:
    """What became of one press of "save".

    ``overtaken`` and ``kept`` are questions that another tab saved after this page was opened: those also answered
    otherwise here, of which nothing was saved, and those not touched here, which stay as the other tab left them.
    """

    problems: tuple[Problem, ...] = ()
    overtaken: tuple[Item, ...] = ()
    kept: tuple[Item, ...] = ()

    @property
    def is_whole(self) -> bool:
        return not self.problems and not self.overtaken


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
    typed = {key: fact.value for key, fact in facts_by_key(session, assignment).items()}
    if problems := _problems(item, entry, sheet.refuted(item, answer, typed)):
        raise Invalid(problems[0].message, {one.part: one.message for one in problems})
    return _keep(session, assignment, entry, findings_by_key(session, assignment), now=now)


def record_fact(
    session: Session, assignment: Assignment, name: str, result_key: str, value: str, page: str | int, *, now: datetime
) -> FactEntry:
    """Keep one number with its page.

    :raises Invalid: an unknown fact or result, a value of the wrong kind, or no page.
    :raises WrongState: this reviewer is not grading now.
    """
    refuse_unless_grading(assignment)
    typed = TypedFact((name, result_key), value, str(page).strip())
    text = _checked(sheet_for(assignment), typed)
    return _keep_fact(session, assignment, typed, text, facts_by_key(session, assignment), now=now)


def save_page(
    session: Session, assignment: Assignment, entries: Sequence[Entry], facts: Sequence[TypedFact], *, actor: Actor,
    now: datetime,
) -> list[Problem]:  # fmt: skip
    """Keep everything on a page that can be kept, whatever stands there now, and return what is still wrong with it."""
    return list(save_since(session, assignment, entries, facts, seen_then=None, actor=actor, now=now).problems)


def save_since(
    session: Session, assignment: Assignment, entries: Sequence[Entry], facts: Sequence[TypedFact], *,
    seen_then: Mapping[Key, str] | None, actor: Actor, now: datetime,
) -> Saved:  # fmt: skip
    """Keep everything on a page that can be kept, finished or not.

    A reason without an answer is kept as a draft: nothing that was typed is lost because something else is missing.

    :param seen_then: the version of each question (``seen.version_of``) when the page was opened. What was saved since,
        in another tab, is not written over.
    """
    wait_for_turn(session, assignment)
    refuse_unless_grading(assignment)
    sheet = sheet_for(assignment)
    refuse_held(assignment, sheet, [sheet.item(*entry.key) for entry in entries])
    known, known_facts = findings_by_key(session, assignment), facts_by_key(session, assignment)
    could_be_seen = team_numbers.opened(sheet, known, known_facts)
    overtaken, kept = _saved_meanwhile(sheet, entries, facts, known, known_facts, seen_then or {})
    aside = {item.key for item in (*overtaken, *kept)}
    aside_facts = {(fact.name, item.result_key) for item in (*overtaken, *kept) for fact in item.facts}
    problems: list[Problem] = []
    numbers = _numbers_then(sheet, facts, known_facts, aside_facts)
    for entry in entries:
        item = sheet.item(*entry.key)
        if item.key in aside:
            continue
        if not entry.answer and not entry.reason and not entry.page:
            _drop(session, known.pop(entry.key, None))
            continue
        wrong = _problems(item, entry, sheet.refuted(item, entry.answer, numbers))
        problems += wrong
        if all(one.can_be_kept for one in wrong):
            _keep(session, assignment, entry, known, now=now)
    wrong_together = _wrong_together(sheet, facts)
    for typed in facts:
        if typed.key in aside_facts:
            continue
        if typed.key in wrong_together:
            problems.append(Problem(typed.key, "value", wrong_together[typed.key]))
            continue
        kept_then = known_facts.get(typed.key)
        was = (kept_then.value, kept_then.page) if kept_then else None
        if not typed.value and not typed.page:
            _drop(session, known_facts.pop(typed.key, None))
            if was and typed.key[1] in could_be_seen:
                team_numbers.note_change(session, assignment, typed.key, actor=actor, now=now)
            continue
        try:
            text = _checked(sheet, typed)
        except Invalid as error:
            problems += [Problem(typed.key, part, message) for part, message in error.errors.items()]
        else:
            _keep_fact(session, assignment, typed, text, known_facts, now=now)
            if was and was[0] != text and typed.key[1] in could_be_seen:
                team_numbers.note_change(session, assignment, typed.key, actor=actor, now=now)
    session.flush()
    audit.record(
        session, "assignment.saved", subject_type="assignment", subject_id=assignment.id, actor_id=actor.id, at=now
    )
    return Saved(tuple(problems), overtaken, kept)


def _saved_meanwhile(
    sheet: Sheet, entries: Iterable[Entry], facts: Iterable[TypedFact], known: Mapping[Key, Finding],
    known_facts: Mapping[Key, FactEntry], seen_then: Mapping[Key, str],
) -> tuple[tuple[Item, ...], tuple[Item, ...]]:  # fmt: skip
    """The questions that another tab saved since: those answered otherwise here, and those not touched here."""
    typed = {fact.key: (fact.value, fact.page) for fact in facts}
    overtaken, kept = [], []
    for entry in entries:
        item = sheet.item(*entry.key)
        then, now = seen_then.get(item.key), seen.version_of(item, known, known_facts)
        if then is None or then == now:
            continue
        numbers = {fact.name: typed.get((fact.name, item.result_key), ("", "")) for fact in item.facts}
        here = seen.typed_version(item, (entry.answer, entry.reason, entry.page), numbers)
        if here == then:
            kept.append(item)
        elif here != now:
            overtaken.append(item)
    return tuple(overtaken), tuple(kept)


def _numbers_then(
    sheet: Sheet, facts: Iterable[TypedFact], known: Mapping[Key, FactEntry], aside: Collection[Key]
) -> dict[Key, str]:
    """The numbers as they will stand once this page is saved: those on it over those that are kept."""
    numbers = {key: entry.value for key, entry in known.items()}
    for typed in facts:
        if typed.key in aside:
            continue
        numbers.pop(typed.key, None)
        with suppress(Invalid):
            if typed.value.strip():
                numbers[typed.key] = canonical(sheet.fact(*typed.key), typed.value)
    return numbers


def _problems(item: Item, entry: Entry, refuted: str = "") -> list[Problem]:
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


def _checked(sheet: Sheet, typed: TypedFact) -> str:
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


def _wrong_together(sheet: Sheet, facts: Iterable[TypedFact]) -> dict[Key, str]:
    """Numbers of one result that cannot all be right, with what to look at."""
    by_result: dict[str, dict[str, str]] = {}
    for typed in facts:
        name, result_key = typed.key
        with suppress(Invalid):
            by_result.setdefault(result_key, {})[name] = canonical(sheet.fact(*typed.key), typed.value)
    return {
        (name, result_key): message
        for result_key, values in by_result.items()
        for name, message in misfits(values).items()
    }


def _keep(
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


def _keep_fact(
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


def _drop(session: Session, row: Finding | FactEntry | None) -> None:
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
    _drop(session, known.get(key))
    session.flush()
    audit.record(
        session, "assignment.cleared", subject_type="assignment", subject_id=assignment.id, actor_id=actor.id, at=now,
        details={"criterion": key[0], "result": key[1]},
    )  # fmt: skip
