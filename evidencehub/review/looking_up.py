"""Numbers that are asked for by themselves: a third reviewer looks up what the first two read differently.

They are told neither which value either of the two gave, nor whether one of them found none.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from evidencehub.authz.values import Actor
from evidencehub.review import seen, team_numbers
from evidencehub.review.grading import (
    Problem,
    TypedFact,
    checked,
    drop,
    facts_by_key,
    findings_by_key,
    keep_fact,
    refuse_unless_grading,
)
from evidencehub.review.models import Assignment, FactEntry
from evidencehub.review.seating import wait_for_turn
from evidencehub.review.sheet import Key, Sheet, sheet_for
from evidencehub.review.typed_facts import misfits
from evidencehub.shared import audit
from evidencehub.shared.errors import Invalid, WrongState


@dataclass(frozen=True)
class LookedUp:
    """One number as it was typed; all of it empty: not looked up yet."""

    key: Key
    value: str = ""
    page: str = ""
    is_absent: bool = False  # the report does not give it

    @property
    def is_untouched(self) -> bool:
        return not (self.value.strip() or self.page.strip() or self.is_absent)


def version_of(sheet: Sheet, facts: Mapping[Key, FactEntry]) -> str:
    """The version of all that is kept, of the numbers that are asked for by themselves."""
    kept = [(number.key, facts[number.key]) for number in sheet.numbers if number.key in facts]
    return seen.version([[*key, entry.value, entry.page] for key, entry in kept])


def save(
    session: Session, assignment: Assignment, typed: Sequence[LookedUp], *, seen_then: str, actor: Actor, now: datetime
) -> list[Problem]:
    """Keep every number that is whole, and return what is wrong with the others.

    :param seen_then: what was kept (``version_of``) on the page where this was typed.
    :raises WrongState: another tab saved something since, or this reviewer is not grading now.
    """
    wait_for_turn(session, assignment)
    refuse_unless_grading(assignment)
    sheet, known = sheet_for(assignment), facts_by_key(session, assignment)
    if seen_then != version_of(sheet, known):
        raise WrongState("You saved something else in another tab. Compare the two, then save again.")
    could_be_seen = team_numbers.opened(sheet, findings_by_key(session, assignment), known)
    asked = {number.key for number in sheet.numbers}
    problems: list[Problem] = []
    whole: dict[Key, tuple[LookedUp, str]] = {}
    for one in typed:
        if one.key not in asked:
            raise Invalid(f"{one.key[0]} is not asked for here")
        try:
            whole[one.key] = one, _text(sheet, one)
        except Invalid as error:
            problems += [Problem(one.key, part, message) for part, message in error.errors.items()]
    for key, message in _wrong_together({key: text for key, (_, text) in whole.items()}).items():
        del whole[key]
        problems.append(Problem(key, "value", message))
    for key, (one, text) in whole.items():
        was = known[key].value if key in known else None
        if one.is_untouched:
            drop(session, known.pop(key, None))
        else:
            keep_fact(session, assignment, TypedFact(key, text, one.page.strip()), text, known, now=now)
        if was is not None and key[1] in could_be_seen and (one.is_untouched or was != text):
            team_numbers.note_change(session, assignment, key, actor=actor, now=now)
    session.flush()
    audit.record(
        session, "assignment.saved", subject_type="assignment", subject_id=assignment.id, actor_id=actor.id, at=now
    )
    return problems


def _text(sheet: Sheet, one: LookedUp) -> str:
    """The value as it is kept; "" where the report does not give it, or nobody looked yet.

    :raises Invalid: ``errors`` names value or page.
    """
    label = sheet.fact(*one.key).label
    if one.is_untouched:
        return ""
    if one.is_absent:
        if one.value.strip() or one.page.strip():
            message = f"{label}: give the number with its page, or say that the report does not give it, not both"
            raise Invalid(message, {"value": message})
        return ""
    if not one.value.strip():
        message = f"{label}: give the value, or say that the report does not give it"
        raise Invalid(message, {"value": message})
    return checked(sheet, TypedFact(one.key, one.value, one.page.strip()))


def _wrong_together(values: Mapping[Key, str]) -> dict[Key, str]:
    """Numbers of one result that cannot all be right."""
    results = {key for _, key in values}
    of_result = {key: {name: text for (name, of), text in values.items() if of == key and text} for key in results}
    return {(name, key): message for key, given in of_result.items() for name, message in misfits(given).items()}
