"""Writing down what is agreed: what both said alike, and what an editor settles where they differ."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy.orm import Session

from evidencehub.authz.values import Actor, Facts, Permission
from evidencehub.projects.appeals.models import Appeal
from evidencehub.projects.models import Submission
from evidencehub.projects.states import SubmissionState
from evidencehub.review import access, cases, named, seen
from evidencehub.review.appeals.access import appeal_facts
from evidencehub.review.appeals.stepping import wait_for_turn
from evidencehub.review.cases import MAX_REASON
from evidencehub.review.grading import MAX_PAGE
from evidencehub.review.models import Assignment, FactEntry, Finding
from evidencehub.review.reconciling import (
    Comparison,
    Difference,
    FactDifference,
    compare,
    facts_by_key,
    findings_by_key,
    frozen_sides,
)
from evidencehub.review.sheet import WHOLE, Key
from evidencehub.review.typed_facts import canonical
from evidencehub.shared import audit
from evidencehub.shared.errors import Invalid, WrongState
from evidencehub.shared.words import lower_first


@dataclass(frozen=True)
class Settled:
    """One question as an editor settles it: an answer and a reason, or a number and its page. Empty: open again."""

    answer: str = ""
    reason: str = ""
    because: str = ""  # of a number, where three read it three ways


OPEN_AGAIN = Settled()
LEFT_OUT = Settled("", "left out")  # a number that one alone gave and that the report does not say


@dataclass
class Outcome:
    """What became of one press of "save", by the place of the question.

    ``overtaken`` are those that somebody else settled since and that were settled otherwise here, or that a third
    reviewer has or has settled: nothing of theirs is written over. ``kept`` were not touched here and stay as the other
    left them.
    """

    problems: dict[int, dict[str, str]] = field(default_factory=dict)  # answer, reason, value or page: what is wrong
    overtaken: list[int] = field(default_factory=list)
    kept: list[int] = field(default_factory=list)
    marks: dict[int, str] = field(default_factory=dict)  # how those that stand as they were typed are settled

    @property
    def is_whole(self) -> bool:
        return not self.problems and not self.overtaken


def start(session: Session, submission: Submission, *, now: datetime, appeal: Appeal | None = None) -> None:
    """Write down as agreed what both said alike, answers and numbers; nobody is the author of that.

    :param appeal: what the two said who graded anew what it contests.
    """
    both = frozen_sides(session, submission, appeal)
    ours, theirs = (findings_by_key(side.findings) for side in both)
    for key in ours.keys() & theirs.keys():
        one, other = ours[key], theirs[key]
        if one.answer == other.answer:
            _add_finding(session, appeal or submission, key, one.answer, _joined(one.reason, other.reason, "\n\n"),
                         _joined(one.page, other.page, "; ")[:MAX_PAGE], actor=None, now=now)  # fmt: skip
    our_facts, their_facts = (facts_by_key(side.facts) for side in both)
    for key in our_facts.keys() & their_facts.keys():
        entry, same = our_facts[key], their_facts[key]
        if entry.value == same.value:
            page = _joined(entry.page, same.page, "; ")[:MAX_PAGE]
            _add_fact(session, appeal or submission, key, entry.value, page, actor=None, now=now)
    session.flush()


def _joined(one: str, other: str, between: str) -> str:
    return between.join(dict.fromkeys(text for text in (one.strip(), other.strip()) if text))


def mark_of(question: Difference | FactDifference) -> str:
    """The version of how one question is settled; ``seen.NOTHING`` while it is open."""
    agreed = question.agreed
    if agreed is None:
        return seen.NOTHING
    if isinstance(agreed, FactEntry):
        return seen.version([agreed.value, agreed.page, agreed.because])
    return seen.version([agreed.answer, agreed.reason])


def marks(questions: Iterable[Difference | FactDifference]) -> dict[int, str]:
    return {one.place: mark_of(one) for one in questions}


def begin(session: Session, case: Submission | Appeal, *, actor: Actor, facts: Facts | None = None) -> Comparison:
    """Take the turn of a case or an appeal, and see how it stands.

    :param facts: what is known about the actor and the case; found out here when left away.
    :raises WrongState: the case is not being settled.
    """
    if isinstance(case, Appeal):
        wait_for_turn(session, case)
        cases.require(facts or appeal_facts(session, actor, case), Permission.APPEAL_MANAGE)
        if not case.state.is_settling:
            raise WrongState(f"This appeal is {case.state.in_words} now; nothing can be settled in it.")
        return compare(session, case.submission, case)
    cases.lock(session, case)
    cases.require(facts or access.case_facts(session, actor, case), Permission.CASE_RECONCILE)
    if case.state is not SubmissionState.RECONCILING:
        raise WrongState(f"This case is {case.state.in_words} now; nothing can be settled in it.")
    return compare(session, case)


def settle(
    session: Session, submission: Submission, comparison: Comparison, typed: Mapping[int, Settled], *, actor: Actor,
    now: datetime, seen_then: Mapping[int, str] | None = None,
) -> Outcome:  # fmt: skip
    """Settle, settle anew or open again what was typed, by place; what stands there already is left as it is.

    :param comparison: from :func:`begin`, in the same transaction.
    :param seen_then: how each was settled (``mark_of``) on the page where it was typed; None: not compared.
    """
    outcome = Outcome()
    for question in comparison.everything:
        if (said := typed.get(question.place)) is not None:
            if question.is_out_of_hand:
                outcome.overtaken.append(question.place)
                continue
            then = None if seen_then is None else seen_then.get(question.place, seen.NOTHING)
            _settle_one(session, comparison, question, said, then, outcome, actor=actor, now=now)
    session.flush()
    return outcome


def agree(
    session: Session, submission: Submission, criterion_id: str, result_key: str, answer: str, reason: str, *,
    actor: Actor, now: datetime,
) -> None:  # fmt: skip
    """Settle one difference, whoever settled it before.

    :raises WrongState: the case is not being settled.
    :raises Invalid: an unknown answer, no reason, or a question on which the reviewers do not differ.
    """
    comparison = begin(session, submission, actor=actor)
    item = comparison.sheet.item(criterion_id, result_key)
    questions = [*comparison.differences, *comparison.moot]
    question = next((one for one in questions if one.item.key == item.key), None)
    if question is None:
        raise Invalid(f"The reviewers do not differ on {criterion_id}, so there is nothing to settle")
    if question.by_majority:
        raise Invalid(f"Two of three reviewers said the same on {criterion_id}, so it is settled")
    if question.is_waiting:
        raise Invalid(f"A third reviewer has {criterion_id} in hand")
    place = question.place
    outcome = settle(session, submission, comparison, {place: Settled(answer, reason)}, actor=actor, now=now)
    for problems in outcome.problems.values():
        raise Invalid(next(iter(problems.values())), problems)


def _settle_one(
    session: Session, comparison: Comparison, question: Difference | FactDifference, said: Settled, then: str | None,
    outcome: Outcome, *, actor: Actor, now: datetime,
) -> None:  # fmt: skip
    place, stands = question.place, mark_of(question)
    try:
        said = _checked(comparison, question, said)
    except Invalid as error:
        outcome.problems[place] = dict(error.errors)
        return
    is_number = isinstance(question, FactDifference)
    here = seen.version([said.answer, said.reason, *([said.because] if is_number else [])])
    if here == stands:
        outcome.marks[place] = here
        return
    if then is not None and then != stands:
        (outcome.kept if here == then else outcome.overtaken).append(place)
        return
    if said == OPEN_AGAIN:
        _open_again(session, question, actor=actor, now=now)
    elif isinstance(question, FactDifference):
        _settle_fact(session, comparison, question, said, actor=actor, now=now)
    else:
        _settle_finding(session, comparison, question, said, actor=actor, now=now)
    outcome.marks[place] = here


def _checked(comparison: Comparison, question: Difference | FactDifference, said: Settled) -> Settled:
    """As it would be kept.

    :raises Invalid: ``errors`` names answer and reason, or value and page.
    """
    errors: dict[str, str] = {}
    answer, reason, because = said.answer, said.reason.strip(), said.because.strip()
    if not (answer or reason):
        return OPEN_AGAIN
    if isinstance(question, FactDifference):
        is_left_out = question.may_be_left_out and (answer, reason) == (LEFT_OUT.answer, LEFT_OUT.reason)
        try:
            answer = canonical(question.fact, answer) if answer.strip() else ""
        except Invalid as error:
            errors["value"] = str(error)
        if not answer and not errors and not is_left_out:
            errors["value"] = f"{question.fact.label}: give the right value"
        if not reason or len(reason) > MAX_PAGE:
            errors["page"] = f"{question.fact.label}: give the page where it stands"
        errors |= _wrong_reason(comparison, question, because)
    else:
        name = question.item.criterion.short
        if answer not in question.item.answers:
            errors["answer"] = f"{name}: choose the agreed answer"
        if not reason or len(reason) > MAX_REASON:
            errors["reason"] = f"{name}: say why, in {MAX_REASON:,} characters or fewer"
        elif somebody := named.one_of((side.reviewer for side in _graded(comparison)), reason):
            errors["reason"] = f"{name}: {lower_first(named.take_out(somebody))}"
    if errors:
        raise Invalid(next(iter(errors.values())), errors)
    return Settled(answer, reason, because if isinstance(question, FactDifference) else "")


def _wrong_reason(comparison: Comparison, question: FactDifference, because: str) -> dict[str, str]:
    if not question.needs_a_reason:
        return {}
    name = question.fact.label
    if not because or len(because) > MAX_REASON:
        return {"because": f"{name}: say why, in {MAX_REASON:,} characters or fewer"}
    if somebody := named.one_of((side.reviewer for side in _graded(comparison)), because):
        return {"because": f"{name}: {lower_first(named.take_out(somebody))}"}
    return {}


def _graded(comparison: Comparison) -> Iterable[Assignment]:
    return (one for one in (*comparison.sides, comparison.third) if one is not None)


def _settle_finding(
    session: Session, comparison: Comparison, question: Difference, said: Settled, *, actor: Actor, now: datetime
) -> None:
    known, submission = question.agreed, comparison.sides[0].submission
    if known is None:
        pages = [view.page for view in question.views if view]
        page = _joined(pages[0], pages[-1], "; ")[:MAX_PAGE]
        known = _add_finding(
            session, comparison.case, question.item.key, said.answer, said.reason, page, actor=actor, now=now
        )
    else:
        known.answer, known.reason, known.author_id, known.at = said.answer, said.reason, actor.id, now
    audit.record(
        session, "finding.agreed", subject_type="submission", subject_id=submission.id, actor_id=actor.id, at=now,
        details={"finding": str(known.id), "criterion": known.criterion_id, "result": known.result_key,
                 "answer": said.answer},
    )  # fmt: skip


def _settle_fact(
    session: Session, comparison: Comparison, question: FactDifference, said: Settled, *, actor: Actor, now: datetime
) -> None:
    known, submission = question.agreed, comparison.sides[0].submission
    if known is None:
        known = _add_fact(session, comparison.case, question.key, said.answer, said.reason, actor=actor, now=now)
    else:
        known.value, known.page, known.author_id, known.at = said.answer, said.reason, actor.id, now
    known.because = said.because
    audit.record(
        session, "fact.agreed", subject_type="submission", subject_id=submission.id, actor_id=actor.id, at=now,
        details={"fact": str(known.id), "name": known.name, "result": known.result_key},
    )  # fmt: skip


def _open_again(
    session: Session, question: Difference | FactDifference, *, actor: Actor, now: datetime
) -> None:  # fmt: skip
    known = question.agreed
    if known is None:
        return
    is_fact = isinstance(known, FactEntry)
    told = {"name": known.name} if isinstance(known, FactEntry) else {"criterion": known.criterion_id}
    audit.record(
        session, "fact.opened-again" if is_fact else "finding.opened-again", subject_type="submission",
        subject_id=known.submission_id, actor_id=actor.id, at=now, details={**told, "result": known.result_key},
    )  # fmt: skip
    session.delete(known)


def settle_by_majority(session: Session, submission: Submission, comparison: Comparison, *, now: datetime) -> int:
    """Write down as agreed what a third reviewer and one of the two said alike; the rest is left to an editor.

    So is an effect that the agreed numbers say is none: nobody could open it again.

    :return: how many questions that settled.
    """
    numbers = comparison.agreed_numbers
    looked_up = _numbers_by_majority(session, submission, comparison.fact_differences, now=now)
    numbers |= looked_up
    count = len(looked_up)
    for question in comparison.differences:
        third = question.third
        same = next((view for view in question.views if view and third and view.answer == third.answer), None)
        if third is None or same is None or question.agreed is not None:
            continue
        if comparison.sheet.refuted(question.item, third.answer, numbers):
            continue
        reason, page = _joined(same.reason, third.reason, "\n\n"), _joined(same.page, third.page, "; ")[:MAX_PAGE]
        made = _add_finding(session, submission, question.item.key, third.answer, reason, page, actor=None, now=now)
        made.by_majority = True
        audit.record(
            session, "finding.majority", subject_type="submission", subject_id=submission.id, actor_id=None, at=now,
            details={"finding": str(made.id), "criterion": made.criterion_id, "result": made.result_key,
                     "answer": made.answer},
        )  # fmt: skip
        count += 1
    session.flush()
    return count


def _numbers_by_majority(
    session: Session, submission: Submission, differences: Iterable[FactDifference], *, now: datetime
) -> dict[Key, str]:
    """Numbers that a third reviewer and one of the two read alike. A number that is missing is like no other."""
    found = {}
    for one in differences:
        third = one.third
        same = next((view for view in one.views if view and third and view.value and view.value == third.value), None)
        if third is None or same is None or one.agreed is not None:
            continue
        page = _joined(same.page, third.page, "; ")[:MAX_PAGE]
        made = _add_fact(session, submission, one.key, third.value, page, actor=None, now=now)
        made.by_majority = True
        audit.record(
            session, "fact.majority", subject_type="submission", subject_id=submission.id, actor_id=None, at=now,
            details={"fact": str(made.id), "name": made.name, "result": made.result_key},
        )  # fmt: skip
        found[one.key] = third.value
    return found


def _belonging_to(case: Submission | Appeal) -> dict[str, Any]:
    """The columns that say whose an agreed answer is."""
    if isinstance(case, Appeal):
        return {"submission_id": case.submission_id, "appeal_id": case.id, "assignment_id": None}
    return {"submission_id": case.id, "appeal_id": None, "assignment_id": None}


def _add_finding(
    session: Session, case: Submission | Appeal, key: Key, answer: str, reason: str, page: str, *, actor: Actor | None,
    now: datetime,
) -> Finding:  # fmt: skip
    made = Finding(
        id=uuid4(), **_belonging_to(case), criterion_id=key[0], result_key=key[1],
        answer=answer, reason=reason, page=page, author_id=actor.id if actor else None, at=now,
    )  # fmt: skip
    session.add(made)
    return made


def _add_fact(
    session: Session, case: Submission | Appeal, key: Key, value: str, page: str, *, actor: Actor | None, now: datetime
) -> FactEntry:
    made = FactEntry(
        id=uuid4(), **_belonging_to(case), name=key[0], result_key=key[1] or WHOLE,
        value=value, page=page, author_id=actor.id if actor else None, at=now,
    )  # fmt: skip
    session.add(made)
    return made
