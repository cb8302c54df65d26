"""The team's own number for a result, beside a question: only after the reviewer has typed what the report gives.

Numbers that decide are typed by each reviewer from the report and never copied (rule of the design), and a number that
stands there already is copied. So the team's is sealed until theirs is kept, or until they answered the question that
asks for it and left it empty, since the report gives none. A change after that is written into the audit chain.
"""

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from evidencehub.authz.values import Actor
from evidencehub.projects.study.asked import given_facts
from evidencehub.projects.wording import sentence
from evidencehub.review.models import Assignment, FactEntry, Finding
from evidencehub.review.sheet import WHOLE, Key, Sheet
from evidencehub.shared import audit

EFFECT = "effect"


def opened(sheet: Sheet, findings: Mapping[Key, Finding], facts: Mapping[Key, FactEntry]) -> frozenset[str]:
    """Results, by key, of which this reviewer may see the team's number.

    Where a standard asks for no number of a result there is none to type first.
    """
    asking: dict[str, list[Key]] = {}
    typed = {key for name, key in facts if name in {kind.name for kind in sheet.standard.facts if kind.about == EFFECT}}
    for item in sheet.items:
        if any(kind.about == EFFECT for kind in item.facts):
            asking.setdefault(item.result_key, []).append(item.key)
    for number in sheet.numbers:
        if number.fact.about == EFFECT:
            asking.setdefault(number.result_key, [])
    answered = {key for key, finding in findings.items() if finding.answer and finding.reason}
    return frozenset(
        one.key
        for one in sheet.results
        if one.key not in asking or one.key in typed or not answered.isdisjoint(asking[one.key])
    )


def sealed(sheet: Sheet, findings: Mapping[Key, Finding], facts: Mapping[Key, FactEntry]) -> frozenset[str]:
    """The other results of this sheet."""
    return frozenset(one.key for one in sheet.results) - opened(sheet, findings, facts)


def sealed_facts(
    sheet: Sheet, findings: Mapping[Key, Finding], facts: Mapping[Key, FactEntry]
) -> dict[str, frozenset[str]]:
    """Facts about each study, by its id, that this reviewer has still to type for one of its outcomes.

    A fact is open where it was typed, or where the question that asks for it was answered and it was left empty. What
    the standard does not ask for is never typed, and seals nothing.
    """
    waiting: dict[str, set[str]] = {}
    for item in sheet.items:
        finding = findings.get(item.key)
        if finding is None or not (finding.answer and finding.reason):
            for fact in item.facts:
                if (fact.name, item.result_key) not in facts:
                    waiting.setdefault(item.result_key, set()).add(fact.name)
    of_whole = waiting.get(WHOLE, set())
    return {
        study.id: frozenset(of_whole.union(*(waiting.get(one.key, set()) for one in study.measured)))
        for study in sheet.studies
    }


def facts_shown(sheet: Sheet, findings: Mapping[Key, Finding], facts: Mapping[Key, FactEntry]) -> frozenset[Key]:
    """Facts about studies, by name and result, that the team gives and this reviewer may see."""
    closed = sealed_facts(sheet, findings, facts)
    return frozenset(
        (name, key)
        for study in sheet.studies
        for name in given_facts(study.frozen) - closed[study.id]
        for key in (WHOLE, *(one.key for one in study.measured))
    )


def in_words(sheet: Sheet, keys: Collection[str]) -> dict[str, str]:
    """What the team's numbers say of each of these results."""
    return {
        one.key: sentence(one.result, study.frozen)
        for study in sheet.studies
        for one in study.measured
        if one.result is not None and one.key in keys
    }


def note_change(session: Session, assignment: Assignment, key: Key, *, actor: Actor, now: datetime) -> None:
    """Write down that a number was typed, changed or taken back when the team's could be seen; which, not to what."""
    audit.record(
        session, "fact.changed-late", subject_type="assignment", subject_id=assignment.id, actor_id=actor.id, at=now,
        details={"name": key[0], "result": key[1]},
    )  # fmt: skip
