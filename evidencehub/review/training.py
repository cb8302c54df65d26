"""The example that reviewers grade before their first case, beside the answers that were agreed for it.

Nobody fails it. It shows how closely a question is read here: what a criterion asks, and what it leaves to others.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path

from sqlalchemy.orm import Session

from evidencehub.accounts.models import Person
from evidencehub.authz.values import Actor, Facts, Permission
from evidencehub.review import cases
from evidencehub.review.models import Assignment
from evidencehub.review.seating import note, wait_for_turn
from evidencehub.shared import audit
from evidencehub.shared.errors import Invalid
from evidencehub.standards.files.loading import load_standard
from evidencehub.standards.model.standard import Criterion

ANSWERS = ("met", "partly", "not-met", "cannot-tell")
MAX_REASON = 2_000  # characters
_FILE = Path(__file__).with_name("training.toml")


@dataclass(frozen=True)
class Question:
    criterion: Criterion
    agreed: str
    why: str


@dataclass(frozen=True)
class Example:
    title: str
    report: tuple[str, ...]  # paragraphs
    questions: tuple[Question, ...]


@dataclass(frozen=True)
class Compared:
    """What somebody answered, beside what was agreed."""

    question: Question
    answer: str

    @property
    def is_alike(self) -> bool:
        return self.answer == self.question.agreed


@cache
def example() -> Example:
    table = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    standard = load_standard(table["standard"], table["version"])
    questions = tuple(
        Question(standard.criterion(each["criterion"]), each["answer"], each["why"]) for each in table["questions"]
    )
    return Example(table["title"], tuple(table["report"]), questions)


def finish(session: Session, person: Person, answers: Mapping[str, str], *, now: datetime) -> list[Compared]:
    """Compare somebody's answers, by criterion, with the agreed ones; from now on they may grade. Once more is no harm.

    :raises Invalid: a question is left open.
    """
    compared = [Compared(each, answers.get(each.criterion.id, "")) for each in example().questions]
    if any(one.answer not in ANSWERS for one in compared):
        raise Invalid("Answer every question")
    if person.trained_at is None:
        person.trained_at = now
        session.flush()
        details = {"alike": sum(one.is_alike for one in compared), "of": len(compared)}
        audit.record(
            session, "reviewer.trained", subject_type="person", subject_id=person.id, actor_id=person.id, at=now,
            details=details,
        )  # fmt: skip
    return compared


def excuse(
    session: Session, assignment: Assignment, *, because: str, actor: Actor, facts: Facts, now: datetime
) -> None:
    """Let a reviewer of a case grade without the example; the reason is kept with their seat.

    :raises Invalid: no reason is given.
    """
    because = because.strip()
    if not because or len(because) > MAX_REASON:
        raise Invalid("Say why", {"because": "Say why they need not grade the example"})
    wait_for_turn(session, assignment)
    cases.require(facts, Permission.CASE_ASSIGN)
    if assignment.reviewer.trained_at is None:
        assignment.reviewer.trained_at, assignment.excused_because = now, because
        session.flush()
        note(session, assignment, "reviewer.excused", actor=actor, now=now)
