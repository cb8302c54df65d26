"""Talking about what differs, after everything is frozen: the two reviewers, as A and B, and the editors.

An editor who writes about a question opens it to the two. A reviewer may change their mind there in words: what they
found stays frozen, and that they now agree with the other is offered to the editor as the way to settle it. It is open
until the decision. The team, the public and a third reviewer never see any of it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from evidencehub.authz.values import Actor, Facts, Permission
from evidencehub.projects.models import Submission
from evidencehub.review import cases, mails
from evidencehub.review.deadlines import seats
from evidencehub.review.links import Links
from evidencehub.review.models import Assignment, Remark
from evidencehub.review.reconciling import SEATS, Comparison, Difference, compare
from evidencehub.shared import audit, due
from evidencehub.shared.clock import day_of, end_of
from evidencehub.shared.errors import Invalid, NotFound, WrongState

DISCUSSED = "discussed"  # the kind of due rows that tell of remarks
MORNING = timedelta(hours=7)  # once a day, of the day before
MAX_TEXT = 5_000  # characters


@dataclass(frozen=True)
class Voice:
    """Who writes: the reviewer of a seat, or without one an editor."""

    actor: Actor
    facts: Facts
    assignment: Assignment | None = None


def seat_of(comparison: Comparison, assignment_id: UUID | None) -> str:
    """Who wrote, in words that tell nobody's name."""
    names = {side.id: name for side, name in zip(comparison.sides, SEATS, strict=True)}
    return "The editor" if assignment_id is None else names[assignment_id]


def open_to_reviewers(comparison: Comparison) -> list[Difference]:
    return [one for one in comparison.differences if one.is_discussed]


def question_at(questions: Sequence[Difference], place: int) -> Difference:
    """:raises NotFound: there is no such question among these."""
    found = next((one for one in questions if one.place == place), None)
    if found is None:
        raise NotFound("There is no such question here.")
    return found


def write(
    session: Session, submission: Submission, place: int, text: str, *, by: Voice, now: datetime,
    gives_way: bool = False,
) -> None:  # fmt: skip
    """Write about one question. Pressed twice, written once.

    :param gives_way: this reviewer now agrees with the other.
    :raises Invalid: nothing is written, or too much.
    :raises NotFound: the two do not differ there, or no editor opened it to them.
    :raises WrongState: the case is not being settled.
    """
    cases.lock(session, submission)
    assignment = by.assignment
    cases.require(by.facts, Permission.DISCUSSION_WRITE if assignment else Permission.CASE_RECONCILE)
    if not submission.state.is_settling:
        raise WrongState(f"This case is {submission.state.in_words} now; nothing is settled in it.")
    comparison = compare(session, submission)
    question = question_at(open_to_reviewers(comparison) if assignment else comparison.differences, place)
    text = text.strip()
    if not text or len(text) > MAX_TEXT:
        raise Invalid("Write something", {"text": f"Write something, in {MAX_TEXT:,} characters or fewer"})
    seat_id = assignment.id if assignment else None
    last = question.remarks[-1] if question.remarks else None
    if last and (last.author_id, last.text, last.gives_way) == (by.actor.id, text, gives_way):
        return
    made = Remark(
        id=uuid4(), submission_id=submission.id, assignment_id=seat_id, criterion_id=question.item.criterion.id,
        result_key=question.item.result_key, text=text, gives_way=gives_way, author_id=by.actor.id, at=now,
    )  # fmt: skip
    session.add(made)
    session.flush()
    audit.record(
        session, "finding.discussed", subject_type="submission", subject_id=submission.id, actor_id=by.actor.id, at=now,
        details={"remark": str(made.id), "criterion": made.criterion_id, "result": made.result_key},
    )  # fmt: skip
    _tell_later(session, submission, seat_id, now=now)


def _tell_later(session: Session, submission: Submission, by: UUID | None, *, now: datetime) -> None:
    """Everybody else hears of it in the morning: at most one mail a day for each person and case."""
    at = end_of(day_of(now)) + MORNING
    others = [side.id for side in seats(cases.assignments_of(session, submission)) if side.id != by]
    told = [(one, {"assignment": str(one)}) for one in others]
    if by is not None:
        told.append((submission.id, {"submission": str(submission.id)}))
    for key, payload in told:
        due.forget_key(session, DISCUSSED, key)
        due.add(session, DISCUSSED, key, payload, at=at)


def handler(links: Links, now: Callable[[], datetime]) -> due.Handler:
    """The worker's handler: whoever has something to read is told, unless the case was decided meanwhile."""

    def work(payloads: Sequence[Mapping[str, Any]], _new_session: due.NewSession) -> due.Finish:
        def finish(session: Session) -> None:
            for payload in payloads:
                _tell(session, payload, now=now(), links=links)

        return finish

    return due.Handler(work)


def _tell(session: Session, payload: Mapping[str, Any], *, now: datetime, links: Links) -> None:
    if "assignment" in payload:
        assignment = session.get(Assignment, UUID(payload["assignment"]))
        if assignment is None or not assignment.submission.state.is_settling:
            return
        opened = open_to_reviewers(compare(session, assignment.submission))
        if opened and assignment.reviewer.is_reviewer and assignment.reviewer.is_active:
            mails.discussed(session, assignment, now=now, links=links)
        return
    submission = session.get(Submission, UUID(payload["submission"]))
    if submission is not None and submission.state.is_settling:
        asked = cases.assignments_of(session, submission)
        but_not = frozenset(one.reviewer.email for one in asked)
        mails.discussed_by_reviewers(session, submission, now=now, links=links, but_not=but_not)
