"""Where one reviewer saw a question differently from what was agreed, and may say why, in words of their own.

They are asked once everything is public, and need not answer. What they write stands beside the agreed finding for
everybody to read, without a name; an editor may take it off again, with a reason that the reviewer reads.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from evidencehub.authz.values import Actor, Facts, Permission
from evidencehub.projects import public
from evidencehub.projects.models import Submission
from evidencehub.review import cases
from evidencehub.review.grading import findings_by_key
from evidencehub.review.models import Assignment, Finding
from evidencehub.review.reconciling import agreed_findings
from evidencehub.review.reconciling import findings_by_key as keyed
from evidencehub.review.seating import note
from evidencehub.review.sheet import Item, Key, as_text, sheet_of, sheet_of_remains
from evidencehub.review.voices.models import Dissent
from evidencehub.shared import audit
from evidencehub.shared.errors import Invalid, NotFound, WrongState

MAX_TEXT = 500  # characters


@dataclass(frozen=True)
class Differing:
    """One question that a reviewer answered otherwise than it was agreed."""

    place: int  # from 1, among this reviewer's
    item: Item
    mine: Finding
    agreed: Finding
    said: Dissent | None

    @property
    def about(self) -> str:
        return as_text(self.item.key)

    @property
    def standing(self) -> str:
        """What stands on the record now; "" where that is nothing."""
        return self.said.text if self.said and not self.said.taken_off else ""


def differing(session: Session, assignment: Assignment) -> list[Differing]:
    """All of these, in the order in which they were asked."""
    agreed = keyed(agreed_findings(session, assignment.submission))
    mine = findings_by_key(session, assignment)
    written = session.scalars(select(Dissent).where(Dissent.assignment_id == assignment.id))
    said = {(one.criterion_id, one.result_key): one for one in written}
    found: list[Differing] = []
    for item in sheet_of(assignment.submission).items:
        own, other = mine.get(item.key), agreed.get(item.key)
        if own and other and own.answer and own.answer != other.answer:
            found.append(Differing(len(found) + 1, item, own, other, said.get(item.key)))
    return found


def say(
    session: Session, assignment: Assignment, place: int, text: str, *, actor: Actor, facts: Facts, now: datetime,
    about: str | None = None,
) -> None:  # fmt: skip
    """Put the reason on the record, in place of the one before; "" takes it back.

    :param about: the question that the page showed at this place, as ``sheet.as_text`` writes it; None: not compared.
    :raises WrongState: another question stands there since, because an appeal changed what is agreed.
    :raises Invalid: it is too long.
    :raises NotFound: this reviewer did not differ there.
    :raises NotAllowed: not the reviewer of this seat, or nothing is decided yet.
    """
    cases.lock(session, assignment.submission)
    cases.require(facts, Permission.RECORD_SPEAK)
    text = text.strip()
    if len(text) > MAX_TEXT:
        raise Invalid("This is too long", {"text": f"Your reason must be {MAX_TEXT} characters or fewer"})
    one = next((each for each in differing(session, assignment) if each.place == place), None)
    if one is None:
        raise NotFound("There is no such question here.")
    if about is not None and about != one.about:
        raise WrongState("What is agreed has changed since you opened this page. Open it again. Nothing was saved.")
    if text == (one.said.text if one.said else ""):
        return
    if one.said is None:
        key = {"criterion_id": one.item.criterion.id, "result_key": one.item.result_key}
        session.add(Dissent(id=uuid4(), assignment_id=assignment.id, text=text, at=now, **key))
    elif text:
        one.said.text, one.said.at, one.said.taken_off = text, now, ""
    else:
        session.delete(one.said)
    session.flush()
    note(session, assignment, "record.dissent", actor=actor, now=now, details={"criterion": one.item.criterion.id})
    public.changed(session, assignment.submission.project_id)


def take_off(
    session: Session, dissent: Dissent, *, because: str, actor: Actor, facts: Facts, now: datetime
) -> None:  # fmt: skip
    """An editor takes a reason off the record. The reviewer reads why on their page, and may write another.

    :raises NotAllowed: no editor, or one with a conflict.
    """
    submission = dissent.assignment.submission
    cases.lock(session, submission)
    session.refresh(dissent)
    cases.require(facts, Permission.CASE_RECONCILE)
    if dissent.taken_off:
        return
    dissent.taken_off = because.strip()
    session.flush()
    audit.record(
        session, "record.dissent-off", subject_type="submission", subject_id=submission.id, actor_id=actor.id, at=now,
        details={"criterion": dissent.criterion_id},
    )  # fmt: skip
    public.changed(session, submission.project_id)


def on_record(session: Session, submission: Submission) -> Mapping[Key, list[str]]:
    """By question, the reasons that stand; in an order that says nothing of whose they are.

    Where an appeal has since given the answer that its writer gave, there is no other view any more.
    """
    found: dict[Key, list[str]] = {}
    query = (
        select(Dissent, Finding.answer)
        .join(Assignment, Assignment.id == Dissent.assignment_id)
        .join(
            Finding,
            (Finding.assignment_id == Dissent.assignment_id)
            & (Finding.criterion_id == Dissent.criterion_id)
            & (Finding.result_key == Dissent.result_key),
        )
        .where(Assignment.submission_id == submission.id, Dissent.taken_off == "")
    )
    agreed = keyed(agreed_findings(session, submission))
    for one, answered in session.execute(query.order_by(Dissent.id)):
        key = (one.criterion_id, one.result_key)
        if key in agreed and agreed[key].answer != answered:
            found.setdefault(key, []).append(one.text)
    return found


def of_case(session: Session, submission: Submission) -> list[Dissent]:
    """All that were written on a case, those that were taken off too, for editors."""
    query = select(Dissent).join(Assignment).where(Assignment.submission_id == submission.id)
    return list(session.scalars(query.order_by(Dissent.criterion_id, Dissent.id)))


def in_words(submission: Submission, one: Dissent) -> str:
    """The question that it is about; its id where the texts that say more were removed."""
    item = sheet_of_remains(submission).by_key.get((one.criterion_id, one.result_key))
    if item is None:
        return one.criterion_id
    return f"{item.criterion.short}, for {item.about}" if item.about else item.criterion.short


def by_id(session: Session, dissent_id: UUID) -> Dissent | None:
    query = select(Dissent).where(Dissent.id == dissent_id)
    return session.scalar(query.options(joinedload(Dissent.assignment).joinedload(Assignment.submission)))
