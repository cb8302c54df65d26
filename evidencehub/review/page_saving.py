"""Keeping a whole page of grading, finished or not, and never writing over what another tab saved since."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from evidencehub.authz.values import Actor
from evidencehub.review import seen, team_numbers
from evidencehub.review.grading import (
    Entry,
    Problem,
    TypedFact,
    checked,
    drop,
    facts_by_key,
    findings_by_key,
    keep,
    keep_fact,
    problems_of,
    refuse_held,
    refuse_unless_grading,
)
from evidencehub.review.models import Assignment, FactEntry, Finding
from evidencehub.review.seating import wait_for_turn
from evidencehub.review.sheet import Item, Key, Sheet, sheet_for
from evidencehub.review.typed_facts import canonical, misfits
from evidencehub.shared import audit
from evidencehub.shared.errors import Invalid


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
    facts_shown = team_numbers.facts_shown(sheet, known, known_facts)
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
            drop(session, known.pop(entry.key, None))
            continue
        wrong = problems_of(item, entry, sheet.refuted(item, entry.answer, numbers))
        problems += wrong
        if all(one.can_be_kept for one in wrong):
            keep(session, assignment, entry, known, now=now)
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
            drop(session, known_facts.pop(typed.key, None))
            if was and (typed.key[1] in could_be_seen or typed.key in facts_shown):
                team_numbers.note_change(session, assignment, typed.key, actor=actor, now=now)
            continue
        try:
            text = checked(sheet, typed)
        except Invalid as error:
            problems += [Problem(typed.key, part, message) for part, message in error.errors.items()]
        else:
            keep_fact(session, assignment, typed, text, known_facts, now=now)
            is_shown = typed.key in facts_shown
            is_new = was is None and (is_shown or sheet.fact(*typed.key).about == team_numbers.EFFECT)
            if (is_new or (was and was[0] != text)) and (is_shown or typed.key[1] in could_be_seen):
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
    numbers = {key: entry.value for key, entry in known.items() if entry.value}
    for typed in facts:
        if typed.key in aside:
            continue
        numbers.pop(typed.key, None)
        with suppress(Invalid):
            if typed.value.strip():
                numbers[typed.key] = canonical(sheet.fact(*typed.key), typed.value)
    return numbers


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
