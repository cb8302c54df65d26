"""From two frozen views to one agreed answer: what both said stands, what differs is asked, the rest is not touched."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from evidencehub.projects.appeals.models import Appeal
from evidencehub.projects.models import Submission
from evidencehub.projects.questions import queries as questions
from evidencehub.review.deadlines import third_of
from evidencehub.review.decisions import grade
from evidencehub.review.models import Assignment, FactEntry, Finding, Remark
from evidencehub.review.sheet import Item, Key, Sheet, as_text, number_as_text, sheet_for
from evidencehub.review.states import AssignmentState
from evidencehub.shared.errors import WrongState
from evidencehub.standards.model.standard import FactKind

SEATS = ("Reviewer A", "Reviewer B")
THIRD_SEAT = "Reviewer C"


@dataclass(frozen=True)
class Difference:
    """One question on which two reviewers differ, with what each said (None: no answer) and what was agreed.

    ``place`` counts all that they differ on, from 1; since the findings are frozen it is the same for ever.
    """

    place: int
    item: Item
    views: tuple[Finding | None, Finding | None]
    agreed: Finding | None
    remarks: tuple[Remark, ...] = ()  # of the editors and the two, the oldest first
    third: Finding | None = None  # what a third reviewer said, once it is frozen
    is_waiting: bool = False  # a third reviewer has it in hand, and nobody settles it meanwhile

    @property
    def is_discussed(self) -> bool:
        """An editor wrote first, which opens it to the two."""
        return bool(self.remarks)

    @property
    def offered(self) -> Finding | None:
        """What both say by now: one of the two agrees with the other in their last remark. Where both do, nothing."""
        last = {one.assignment_id: one.gives_way for one in self.remarks if one.assignment_id is not None}
        given_way = [seat for seat, gives_way in last.items() if gives_way]
        if len(given_way) != 1:
            return None
        return next((view for view in self.views if view and view.assignment_id != given_way[0]), None)

    @property
    def said(self) -> list[tuple[str, Finding | None]]:
        """What each said, a third reviewer too where one graded it."""
        return [*zip(SEATS, self.views, strict=True), *([(THIRD_SEAT, self.third)] if self.third else [])]

    @property
    def by_majority(self) -> bool:
        return self.agreed is not None and self.agreed.by_majority

    @property
    def is_out_of_hand(self) -> bool:
        """A third reviewer has it, or has settled it with one of the two: it is not for an editor."""
        return self.by_majority or self.is_waiting


@dataclass(frozen=True)
class FactDifference:
    """A number that two read differently, or that one of them alone gave (None: the other gave none)."""

    place: int  # after those of all questions
    fact: FactKind
    result_key: str
    views: tuple[FactEntry | None, FactEntry | None]
    agreed: FactEntry | None
    third: FactEntry | None = None  # once it is frozen; without a value the report does not say, as they read it
    is_waiting: bool = False  # a third reviewer looks it up, and nobody settles it meanwhile

    @property
    def said(self) -> list[tuple[str, FactEntry | None]]:
        """What each read, a third reviewer too where one looked."""
        return [*zip(SEATS, self.views, strict=True), *([(THIRD_SEAT, self.third)] if self.third else [])]

    @property
    def by_majority(self) -> bool:
        return self.agreed is not None and self.agreed.by_majority

    @property
    def is_out_of_hand(self) -> bool:
        """A third reviewer looks it up, or has settled it with one of the two: it is not for an editor."""
        return self.by_majority or self.is_waiting

    @property
    def may_be_left_out(self) -> bool:
        """Somebody found no such number in the report."""
        return None in self.views or (self.third is not None and not self.third.value)

    @property
    def needs_a_reason(self) -> bool:
        """Three looked and no two read the same, so whoever settles it says why."""
        return self.third is not None

    @property
    def key(self) -> Key:
        return self.fact.name, self.result_key


@dataclass(frozen=True)
class Comparison:
    """Everything two reviewers said about one case, side by side; the sides do not say who was asked first."""

    sheet: Sheet
    sides: tuple[Assignment, Assignment]
    differences: tuple[Difference, ...]
    moot: tuple[Difference, ...]  # beyond the first step that is not reached: nothing hangs on them as things stand
    fact_differences: tuple[FactDifference, ...]
    same: tuple[Finding, ...]  # agreed without a word
    agreed: tuple[Finding, ...]  # all of them, also those that an editor settled
    agreed_facts: tuple[FactEntry, ...]
    has_open_question: bool = False  # to the team: with an editor, or with the team
    third: Assignment | None = None  # who has a seat; what they said shows once it is frozen
    appeal: Appeal | None = None  # that contests these questions; None: everything, as the case was graded first

    @property
    def case(self) -> Submission | Appeal:
        """Whose agreed answers these are."""
        return self.appeal or self.sides[0].submission

    @property
    def asked(self) -> list[Difference | FactDifference]:
        """Everything that is for an editor to settle, settled or not."""
        return [one for one in self._that_matter if not one.is_out_of_hand]

    @property
    def agreed_numbers(self) -> dict[Key, str]:
        """As they are kept, without those that were left out."""
        return {key: entry.value for key, entry in facts_by_key(self.agreed_facts).items() if entry.value}

    @property
    def by_majority(self) -> list[Difference | FactDifference]:
        return [one for one in self._that_matter if one.by_majority]

    @property
    def waiting(self) -> list[Difference | FactDifference]:
        return [one for one in self._that_matter if one.is_waiting]

    @property
    def _that_matter(self) -> list[Difference | FactDifference]:
        return [*self.differences, *self.fact_differences]

    @property
    def everything(self) -> list[Difference | FactDifference]:
        """All that they differ on, with what nothing hangs on as things stand."""
        return [*self.differences, *self.moot, *self.fact_differences]

    @property
    def open(self) -> list[Difference | FactDifference]:
        return [one for one in self._that_matter if one.agreed is None]


def sides(assignments: Iterable[Assignment]) -> list[Assignment]:
    """Stable, and by nothing that means anything: a hash of the seat."""
    return sorted(assignments, key=lambda one: hashlib.sha256(f"{one.submission_id}:{one.id}".encode()).digest())


def frozen_sides(session: Session, submission: Submission, appeal: Appeal | None = None) -> list[Assignment]:
    """The two reviewers' work with its findings and facts, or nothing while it is not frozen.

    :param appeal: the two who grade anew what it contests; None: the two of the case.
    """
    return _frozen(_with_a_seat(session, submission, appeal))


def _with_a_seat(session: Session, submission: Submission, appeal: Appeal | None) -> list[Assignment]:
    seated = [state for state in AssignmentState if state.has_seat]
    query = select(Assignment).where(
        Assignment.submission_id == submission.id, Assignment.appeal_id == (appeal.id if appeal else None),
        Assignment.state.in_(seated),
    )  # fmt: skip
    query = query.options(
        selectinload(Assignment.findings), selectinload(Assignment.facts), selectinload(Assignment.reviewer)
    )
    return list(session.scalars(query))


def _frozen(assignments: Iterable[Assignment]) -> list[Assignment]:
    found = sides(one for one in assignments if one.state is AssignmentState.FROZEN and not one.is_third)
    return found if len(found) == len(SEATS) else []


def agreed_findings(session: Session, submission: Submission, appeal: Appeal | None = None) -> list[Finding]:
    """:param appeal: what is agreed on it; None: what stands."""
    query = select(Finding).where(
        Finding.submission_id == submission.id, Finding.assignment_id.is_(None),
        Finding.appeal_id == (appeal.id if appeal else None),
    )  # fmt: skip
    return list(session.scalars(query.order_by(Finding.criterion_id, Finding.result_key, Finding.id)))


def agreed_facts(session: Session, submission: Submission, appeal: Appeal | None = None) -> list[FactEntry]:
    query = select(FactEntry).where(
        FactEntry.submission_id == submission.id, FactEntry.assignment_id.is_(None),
        FactEntry.appeal_id == (appeal.id if appeal else None),
    )  # fmt: skip
    return list(session.scalars(query.order_by(FactEntry.name, FactEntry.result_key, FactEntry.id)))


def remarks_by_key(session: Session, submission: Submission) -> dict[Key, list[Remark]]:
    found: dict[Key, list[Remark]] = {}
    query = select(Remark).where(Remark.submission_id == submission.id).order_by(Remark.at, Remark.id)
    for one in session.scalars(query):
        found.setdefault((one.criterion_id, one.result_key), []).append(one)
    return found


def compare(session: Session, submission: Submission, appeal: Appeal | None = None) -> Comparison:
    """:param appeal: what two reviewers said anew of what it contests; None: what the two of the case said of all.
    :raises WrongState: the findings are not frozen yet, so nobody may lay them side by side.
    """
    seated = _with_a_seat(session, submission, appeal)
    both, third = _frozen(seated), third_of(seated)
    if not both:
        raise WrongState("The reviewers' findings are not both in yet.")
    has_looked = third is not None and third.state is AssignmentState.FROZEN
    thirds = findings_by_key(third.findings) if third and has_looked else {}
    looked_up = facts_by_key(third.facts) if third and has_looked else {}
    in_hand = third.only if third and third.state.is_due else []
    sheet = sheet_for(both[0])
    findings, entries = agreed_findings(session, submission, appeal), agreed_facts(session, submission, appeal)
    agreed, remarks = findings_by_key(findings), {} if appeal else remarks_by_key(session, submission)
    ours, theirs = (findings_by_key(side.findings) for side in both)
    differences: list[Difference] = []
    same: list[Finding] = []
    for item in sheet.items:
        views = (ours.get(item.key), theirs.get(item.key))
        if views == (None, None):
            continue
        if views[0] and views[1] and views[0].answer == views[1].answer:
            if item.key in agreed:
                same.append(agreed[item.key])
        else:
            waits = as_text(item.key) in in_hand
            differences.append(
                Difference(
                    len(differences) + 1, item, views, agreed.get(item.key), tuple(remarks.get(item.key, ())),
                    thirds.get(item.key), waits,
                )
            )  # fmt: skip
    numbers = [
        replace(one, third=looked_up.get(one.key), is_waiting=number_as_text(one.key) in in_hand)
        for one in _fact_differences(sheet, both, facts_by_key(entries), after=len(differences))
    ]
    steps = max(side.held_steps for side in both) or len(sheet.standard.tiers)  # 0: frozen before it was written down
    asked, moot = _apart(sheet, differences, steps)
    facts = _facts_to_settle(sheet, numbers, steps)
    if moot and not any(one.agreed is None for one in asked) and not any(one.agreed is None for one in facts):
        # Two who each missed a step by another question may reach it together: then what lies beyond counts again.
        steps = max(steps, _steps_to_settle(sheet, findings, entries))
        asked, moot = _apart(sheet, differences, steps)
        facts = _facts_to_settle(sheet, numbers, steps)
    return Comparison(
        sheet, (both[0], both[1]), tuple(asked), tuple(moot), facts, tuple(same), tuple(findings), tuple(entries),
        questions.is_any_open(session, submission.id),
        third,
        appeal,
    )  # fmt: skip


def _apart(sheet: Sheet, differences: Iterable[Difference], steps: int) -> tuple[list[Difference], list[Difference]]:
    """What is asked, up to this step or settled already, and what lies beyond."""
    beyond = {tier.id for tier in sheet.standard.tiers[steps:]}
    asked: list[Difference] = []
    moot: list[Difference] = []
    for one in differences:
        (moot if one.item.criterion.tier in beyond and one.agreed is None else asked).append(one)
    return asked, moot


def _steps_to_settle(sheet: Sheet, findings: Sequence[Finding], entries: Sequence[FactEntry]) -> int:
    """Up to the first step that what is agreed does not reach, whichever way its effects went."""
    return 1 + max(part.evidence_reached for part in grade(sheet, findings, entries).contexts)


def findings_by_key(findings: Iterable[Finding]) -> dict[Key, Finding]:
    return {(finding.criterion_id, finding.result_key): finding for finding in findings}


def facts_by_key(entries: Iterable[FactEntry]) -> dict[Key, FactEntry]:
    return {(entry.name, entry.result_key): entry for entry in entries}


def _fact_differences(
    sheet: Sheet, both: list[Assignment], agreed: Mapping[Key, FactEntry], *, after: int
) -> tuple[FactDifference, ...]:
    ours, theirs = (facts_by_key(side.facts) for side in both)
    views = {key: (ours.get(key), theirs.get(key)) for key in ours.keys() | theirs.keys()}
    differ = [key for key, (one, other) in views.items() if not (one and other and one.value == other.value)]
    differ.sort(key=lambda key: (None in views[key], key))  # first what both gave
    return tuple(
        FactDifference(place, sheet.standard.facts_by_name[key[0]], key[1], views[key], agreed.get(key))
        for place, key in enumerate(differ, start=after + 1)
    )


def _facts_to_settle(sheet: Sheet, numbers: Iterable[FactDifference], steps: int) -> tuple[FactDifference, ...]:
    """But for what one alone gave beyond this step: nothing hangs on it as things stand."""
    beyond = {tier.id for tier in sheet.standard.tiers[steps:]}
    far = {(fact.name, item.result_key) for item in sheet.items if item.criterion.tier in beyond for fact in item.facts}
    return tuple(one for one in numbers if one.agreed or all(one.views) or one.key not in far)


def reason_against_deciding(comparison: Comparison) -> str | None:
    """Why a case cannot be decided yet, or None when nothing is left to settle."""
    count = len(comparison.open)
    if count:
        return f"{count} {'difference is' if count == 1 else 'differences are'} still to be settled"
    if comparison.has_open_question:
        return "a question to the team is open: send it or say no, wait for the answer, or take it back"
    if comparison.third is not None and comparison.third.state.is_due:
        return "a third reviewer has not sent yet: wait for them, or give up their place"
    return _contradiction(comparison)


def _contradiction(comparison: Comparison) -> str | None:
    """An effect that an editor settled as met, and the numbers that are agreed say otherwise."""
    numbers = comparison.agreed_numbers
    for one in comparison.differences:
        if one.agreed is None or one.by_majority:
            continue
        if why := comparison.sheet.refuted(one.item, one.agreed.answer, numbers):
            about = f" for {one.item.about}" if one.item.about else ""
            return f"{one.item.criterion.short}{about}: {why}. Settle the answer or the numbers anew"
    return None
