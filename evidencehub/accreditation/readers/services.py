"""Asking people like those it is for, keeping what they say, and counting it for everybody.

It stands beside the record and outside the grading: no rule of a standard and no mark looks at it. Counts are shown
from three answers on, over all readers together: of fewer, somebody in a small group could be known.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session, contains_eager, joinedload

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
from evidencehub.shared.words import counted, day, listed

FEWEST = 3  # answers, from which on they are counted for everybody
MOST = 12  # readers that are asked at once
MOST_OPEN = 40  # of one award, not answered yet


@dataclass(frozen=True)
class Counted:
    question: Question
    said: Mapping[str, int]  # by the words of the answer, all of them


@dataclass(frozen=True)
class PeoplesRead:
    """What readers said of what was sent; texts name nobody."""

    who: str
    version: str  # what they read, and under which numbers where there are several
    counts: Sequence[Counted]


@dataclass(frozen=True)
class Elsewhere:
    """Readers of an earlier version; what they said stands on its record."""

    number: str
    who: str
    version: str


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
    award = asked_about(session, reader)
    if reader.answered_at is not None or award is None:
        raise WrongState("This was answered already, or is not asked any more. Thank you.")
    if open_ones := [slug for slug in questions() if said.get(slug) not in ANSWERS]:
        raise Invalid("Answer every question", dict.fromkeys(open_ones, "Choose an answer"))
    reader.answers, reader.answered_at = {slug: said[slug] for slug in questions()}, now
    reader.accreditation = award
    session.flush()
    public.changed(session, reader.accreditation.project_id)


def asked_about(session: Session, reader: PeopleReader) -> Accreditation | None:
    """The award that stands of what somebody was asked to read: its number, or the one that an appeal made of it."""
    query = select(Accreditation).where(Accreditation.submission_id == reader.accreditation.submission_id)
    found = session.scalars(query.order_by(Accreditation.accredited_at.desc(), Accreditation.number.desc()))
    return next((award for award in found if award.state.stands), None)


def of(session: Session, accreditation: Accreditation) -> list[PeopleReader]:
    """All who were asked about what was sent, under this number or under another that it had before an appeal."""
    query = select(PeopleReader).join(PeopleReader.accreditation)
    query = query.where(Accreditation.submission_id == accreditation.submission_id)
    return list(session.scalars(query.order_by(PeopleReader.asked_at, PeopleReader.id)))


def by_id(session: Session, reader_id: UUID) -> PeopleReader | None:
    award = joinedload(PeopleReader.accreditation)
    submission = award.joinedload(Accreditation.submission).joinedload(Submission.frozen)
    query = select(PeopleReader).where(PeopleReader.id == reader_id)
    return session.scalar(query.options(submission, award.joinedload(Accreditation.project)))


def read(session: Session, accreditation: Accreditation) -> PeoplesRead | None:
    """What everybody may know of it; None while fewer than three have answered.

    After an appeal an award has another number for the same text. Who read it under the one before is counted under
    both: counts of each would tell of a few what they said.
    """
    answered = _answered(session, Accreditation.submission_id == accreditation.submission_id)
    if len(answered) < FEWEST:
        return None
    counts = [
        Counted(question, {label: sum(one.answers.get(slug) == value for one in answered)
                           for value, label in ANSWERS.items()})
        for slug, question in questions().items()
    ]  # fmt: skip
    return PeoplesRead(_who(answered), _version(answered), counts)


def read_before(session: Session, accreditation: Accreditation) -> Elsewhere | None:
    """Who read the newest earlier version of which everybody may know."""
    number = accreditation.submission.number
    query = (Submission.project_id == accreditation.project_id, Submission.number < number)
    by_version: dict[int, list[PeopleReader]] = {}
    for one in _answered(session, *query):
        by_version.setdefault(one.accreditation.submission.number, []).append(one)
    for _, answered in sorted(by_version.items(), reverse=True):
        if len(answered) >= FEWEST:
            return Elsewhere(answered[-1].accreditation.number, _who(answered), _version(answered))
    return None


def _answered(session: Session, *of_which: ColumnElement[bool]) -> list[PeopleReader]:
    query = select(PeopleReader).join(PeopleReader.accreditation).join(Accreditation.submission)
    query = query.where(PeopleReader.answered_at.is_not(None), *of_which).options(
        contains_eager(PeopleReader.accreditation).contains_eager(Accreditation.submission)
    )
    return list(session.scalars(query.order_by(Accreditation.number, PeopleReader.id)))


def _who(answered: Sequence[PeopleReader]) -> str:
    kinds = Counter(one.kind for one in answered)
    return listed([counted(kinds[kind], kind.one, kind.many) for kind in ReaderKind if kinds[kind]])


def _version(answered: Sequence[PeopleReader]) -> str:
    """ "the page of the project as it was sent on 3 May 2026 (2 under number 2026-0001, 1 since an appeal)"."""
    submission = answered[0].accreditation.submission
    sent = f" as it was sent on {day(submission.submitted_at)}" if submission.submitted_at else ""
    numbers = Counter(one.accreditation.number for one in answered)
    if len(numbers) == 1:
        return f"the page of the project{sent}"
    under = listed([f"{many} under number {number}" for number, many in sorted(numbers.items())])
    return f"the page of the project{sent} ({under}: an appeal gave it another number, and left its text as it was)"
