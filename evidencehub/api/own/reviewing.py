"""What a reviewer is asked and has answered, as JSON, and keeping what comes as JSON by the service of the page."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from evidencehub.api.own import wrong
from evidencehub.api.said import or_none
from evidencehub.authz.values import Actor
from evidencehub.review import harm, looking_up, sending, services
from evidencehub.review.grading import Entry, TypedFact, facts_by_key, findings_by_key
from evidencehub.review.looking_up import LookedUp
from evidencehub.review.models import Assignment
from evidencehub.review.sheet import Item, Key, Sheet, sheet_for
from evidencehub.shared.db import db
from evidencehub.shared.errors import Invalid
from evidencehub.shared.forms import printable
from evidencehub.shared.links import absolute
from evidencehub.standards.model.standard import FactKind

Values = Mapping[str, Any]
NOT_ASKED = "This is not asked of you here."
_LINES = ("reason", "what")
TWICE = "This stands here twice."


def record_of(assignment: Assignment) -> dict[str, Any]:
    sheet = sheet_for(assignment)
    findings, facts = findings_by_key(db.session, assignment), facts_by_key(db.session, assignment)
    progress = sending.progress(sheet, findings, assignment, facts)
    said = harm.harm_of(assignment)
    return {
        "id": assignment.id, "standard": sheet.standard.id, "standard_version": sheet.standard.version,
        "state": assignment.state.told.reviewer.label, "due_at": assignment.due_at,
        "questions": [_question(item) for item in sheet.items],
        "to_look_up": [
            {**_number(one.fact), "result": one.result_key, "about": or_none(one.about)} for one in sheet.numbers
        ],
        "findings": [
            _nulls({"criterion": one.criterion_id, "answer": one.answer, "reason": one.reason, "page": one.page})
            | {"result": one.result_key}
            for one in findings.values()
        ],
        "numbers": [
            _nulls({"name": one.name, "value": one.value, "page": one.page}) | {"result": one.result_key}
            for one in facts.values()
        ],
        "harm": _nulls({"seen": said.seen, "looked_for": said.looked_for, "what": said.what})
        if harm.is_asked(sheet, assignment) else None,
        "asked": progress.asked, "answered": progress.graded, "is_ready": progress.is_ready,
        "page": absolute("review.invitation", assignment_id=assignment.id),
    }  # fmt: skip


def _question(item: Item) -> Values:
    return {
        "criterion": item.criterion.id, "result": item.result_key, "about": or_none(item.about),
        "step": item.criterion.tier, "question": item.criterion.question,
        "guidance": or_none(item.criterion.guidance), "answers": list(item.answers), "note": or_none(item.note),
        "numbers": [_number(fact) for fact in item.facts],
    }  # fmt: skip


def _number(fact: FactKind) -> Values:
    return {"name": fact.name, "label": fact.label, "kind": fact.kind, "unit": or_none(fact.unit)}


def _nulls(values: Values) -> dict[str, Any]:
    return {name: or_none(value) for name, value in values.items()}


def keep(assignment: Assignment, sent: Values, *, actor: Actor, now: datetime) -> None:
    """Keep what was sent, all of it or nothing; what is only begun is kept as begun.

    :raises Wrong: something is not asked here, or cannot be so.
    """
    sheet = sheet_for(assignment)
    entries = [
        Entry(_key(each, "criterion"), *_texts(each, "answer", "reason", "page")) for each in sent.get("findings", ())
    ]
    facts = [TypedFact(_key(each, "name"), *_texts(each, "value", "page")) for each in sent.get("numbers", ())]
    looked = [_looked_up(each) for each in sent.get("looked_up", ())]
    asked = {(fact.name, item.result_key) for item in sheet.items for fact in item.facts}
    strange = {
        **dict(_strange("findings", [each.key for each in entries], sheet.by_key)),
        **dict(_strange("numbers", [each.key for each in facts], dict.fromkeys(asked))),
        **dict(_strange("looked_up", [each.key for each in looked], dict.fromkeys(one.key for one in sheet.numbers))),
    }
    if strange:
        raise wrong.Wrong(strange)
    if entries or facts:
        _save(assignment, entries, facts, actor=actor, now=now)
    if looked:
        _look_up(assignment, sheet, looked, actor=actor, now=now)
    if said := sent.get("harm"):
        _keep_harm(assignment, sheet, said, actor=actor, now=now)


def _save(
    assignment: Assignment, entries: Sequence[Entry], facts: Sequence[TypedFact], *, actor: Actor, now: datetime
) -> None:
    saved = services.save_since(
        db.session, assignment, entries, _beside(assignment, facts), seen_then=None, actor=actor, now=now
    )
    places = {each.key: f"/findings/{place}" for place, each in enumerate(entries)}
    places |= {each.key: f"/numbers/{place}" for place, each in enumerate(facts)}
    if hard := [each for each in saved.problems if not each.can_be_kept]:
        db.session.rollback()
        errors: dict[str, list[str]] = {}
        for each in hard:
            at = f"{places[each.key]}/{each.part}" if each.key in places else "/numbers"
            errors.setdefault(at, []).append(each.message)
        raise wrong.Wrong(errors)


def _looked_up(each: Values) -> LookedUp:
    value, page = _texts(each, "value", "page")
    return LookedUp(_key(each, "name"), value, page, each["is_absent"])


def _look_up(assignment: Assignment, sheet: Sheet, looked: Sequence[LookedUp], *, actor: Actor, now: datetime) -> None:
    seen_then = looking_up.version_of(sheet, facts_by_key(db.session, assignment))
    problems = looking_up.save(db.session, assignment, looked, seen_then=seen_then, actor=actor, now=now)
    if problems:
        db.session.rollback()
        places = {each.key: f"/looked_up/{place}" for place, each in enumerate(looked)}
        errors: dict[str, list[str]] = {}
        for one in problems:
            errors.setdefault(f"{places[one.key]}/{one.part}", []).append(one.message)
        raise wrong.Wrong(errors)


def _keep_harm(assignment: Assignment, sheet: Sheet, said: Values, *, actor: Actor, now: datetime) -> None:
    if not harm.is_asked(sheet, assignment):
        raise wrong.Wrong({"/harm": [NOT_ASKED]})
    answers = harm.Harm(*_texts(said, "seen", "looked_for", "what"))
    try:
        services.record_harm(db.session, assignment, answers, actor=actor, now=now)
    except Invalid as error:
        db.session.rollback()
        raise wrong.of_service(error, "/harm") from error


def _beside(assignment: Assignment, facts: Sequence[TypedFact]) -> list[TypedFact]:
    """With the numbers that are kept of the same results: those that do not fit together are told as on the page."""
    sent, results = {each.key for each in facts}, {each.key[1] for each in facts}
    kept = facts_by_key(db.session, assignment)
    others = [TypedFact(key, one.value, one.page) for key, one in kept.items() if key not in sent and key[1] in results]
    return [*facts, *others]


def _key(each: Values, name: str) -> Key:
    return each[name], each["result"]


def _texts(each: Values, *names: str) -> list[str]:
    """As the fields of the page take them: what cannot be shown goes, and lines stay where there may be lines."""
    typed = ((name, printable(each.get(name) or "")) for name in names)
    return [words.replace("\r\n", "\n").strip() if name in _LINES else " ".join(words.split()) for name, words in typed]


def _strange(at: str, keys: Sequence[Key], asked: Mapping[Key, Any]) -> Iterator[tuple[str, list[str]]]:
    for place, key in enumerate(keys):
        if key not in asked:
            yield f"/{at}/{place}", [NOT_ASKED]
        elif key in keys[:place]:
            yield f"/{at}/{place}", [TWICE]
