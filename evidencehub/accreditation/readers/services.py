"""Asking people like those it is for, keeping what they say, and counting it for everybody.

It stands beside the record and outside the grading: no rule of a standard and no mark looks at it. Counts are shown
from three answers on, over all readers together: of fewer, somebody in a small group could be known.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from evidencehub.accreditation import moving
from evidencehub.accreditation.models import Accreditation
from evidencehub.accreditation.readers.models import PeopleReader
from evidencehub.accreditation.readers.questions import ANSWERS, Question, ReaderKind, questions
from evidencehub.authz.values import Actor, Facts, Permission
from evidencehub.projects import public
from evidencehub.projects.models import Submission
from evidencehub.review import cases
from evidencehub.shared import audit
from evidencehub.shared.errors import Invalid, WrongState
from evidencehub.shared.words import counted, listed

FEWEST = 3  # answers, from which on they are counted for everybody
MOST = 12  # readers that are asked at once
MOST_OPEN = 40  # of one award, not answered yet


@dataclass(frozen=True)
class Counted:
    question: Question
    said: Mapping[str, int]  # by the words of the answer, all of them


@dataclass(frozen=True)
class PeoplesRead:
    """What readers said of one award; ``who`` in words, without anybody's name."""

    who: str
    counts: Sequence[Counted]


def ask(
    session: Session, accreditation: Accreditation, *, kind: ReaderKind, many: int, actor: Actor, facts: Facts,
    now: datetime,
) -> None:  # fmt: skip
    """Make places to answer from. Whoever trains the readers hands out their links.

    :raises Invalid: not so many at once.
    :raises WrongState: the award does not stand, or many links wait for an answer.
    :raises NotAllowed: no editor, or one with a conflict.
    """
    moving.lock(session, accreditation)
    cases.require(facts, Permission.READERS_ASK)
    if not 1 <= many <= MOST:
        raise Invalid("Give a number", {"many": f"Give a number from 1 to {MOST}"})
    if not accreditation.state.stands:
        raise WrongState("The award does not stand now, so nobody is asked about it.")
    waiting = sum(one.answered_at is None for one in of(session, accreditation))
    if waiting + many > MOST_OPEN:
        raise WrongState(f"{waiting} links wait for an answer already. Hand those out first.")
    for _ in range(many):
        session.add(
            PeopleReader(id=uuid4(), accreditation_id=accreditation.id, kind=kind, asked_at=now, asked_by=actor.id)
        )
    session.flush()
    audit.record(
        session, "accreditation.readers-asked", subject_type="submission", subject_id=accreditation.submission_id,
        actor_id=actor.id, at=now, details={"kind": kind.value, "many": many},
    )  # fmt: skip


def answer(session: Session, reader: PeopleReader, said: Mapping[str, str], *, now: datetime) -> None:
    """Keep what one reader says. It is answered once.

    :raises Invalid: a question is open.
    :raises WrongState: it was answered, or the award does not stand any more.
    """
    moving.lock(session, reader.accreditation)
    session.refresh(reader)
    if reader.answered_at is not None or not reader.accreditation.state.stands:
        raise WrongState("This was answered already, or is not asked any more. Thank you.")
    if open_ones := [slug for slug in questions() if said.get(slug) not in ANSWERS]:
        raise Invalid("Answer every question", dict.fromkeys(open_ones, "Choose an answer"))
    reader.answers, reader.answered_at = {slug: said[slug] for slug in questions()}, now
    session.flush()
    public.changed(session, reader.accreditation.project_id)


def of(session: Session, accreditation: Accreditation) -> list[PeopleReader]:
    query = select(PeopleReader).where(PeopleReader.accreditation_id == accreditation.id)
    return list(session.scalars(query.order_by(PeopleReader.asked_at, PeopleReader.id)))


def by_id(session: Session, reader_id: UUID) -> PeopleReader | None:
    award = joinedload(PeopleReader.accreditation)
    submission = award.joinedload(Accreditation.submission).joinedload(Submission.frozen)
    query = select(PeopleReader).where(PeopleReader.id == reader_id)
    return session.scalar(query.options(submission, award.joinedload(Accreditation.project)))


def read(session: Session, accreditation: Accreditation) -> PeoplesRead | None:
    """What everybody may know of it; None while fewer than three have answered."""
    answered = [one for one in of(session, accreditation) if one.answered_at is not None]
    if len(answered) < FEWEST:
        return None
    kinds = Counter(one.kind for one in answered)
    who = listed([counted(kinds[kind], kind.one, kind.many) for kind in ReaderKind if kinds[kind]])
    counts = [
        Counted(question, {label: sum(one.answers.get(slug) == value for one in answered)
                           for value, label in ANSWERS.items()})
        for slug, question in questions().items()
    ]  # fmt: skip
    return PeoplesRead(who, counts)
