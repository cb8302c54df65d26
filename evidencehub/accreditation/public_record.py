"""What the record of an accreditation says beside the findings: who answered what, conflicts, names, what happened.

Who answered is told as on the editors' pages, by seat: nobody can tell from it who sat where.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy.orm import Session

from evidencehub.accreditation import queries
from evidencehub.accreditation.models import Accreditation
from evidencehub.accreditation.queries import AgreedFinding
from evidencehub.accreditation.renewals.models import Renewal
from evidencehub.accreditation.renewals.queries import of
from evidencehub.projects.appeals.models import Appeal
from evidencehub.projects.models import Submission
from evidencehub.review.cases import assignments_of
from evidencehub.review.deadlines import third_of
from evidencehub.review.declaring import Kind
from evidencehub.review.models import Assignment, Finding
from evidencehub.review.reconciling import SEATS, THIRD_SEAT, findings_by_key, frozen_sides
from evidencehub.review.ruled import by_person
from evidencehub.review.sheet import Sheet, as_text
from evidencehub.review.voices import dissent, naming
from evidencehub.shared.words import counted, listed, lower_first

SINCE = "The team contested this answer, and two other reviewers graded it anew since."
_RENEWED = "It was renewed on the team’s word. Nothing was graded again."
ALIKE = "Where nothing else is said, both reviewers, A and B, answered alike before they talked."


@dataclass(frozen=True)
class Beside:
    """What stands beside one agreed answer."""

    who: str  # a sentence; "" where both answered alike
    dissents: Sequence[str]  # why one reviewer saw it differently, in their words


class What(StrEnum):
    SENT = "submitted"
    DECIDED = "reviewed"
    PUBLIC = "published"
    ACCREDITED = "accredited"
    HELD = "on-hold"
    RELEASED = "released"
    RENEWED = "renewed"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True)
class Happened:
    what: What
    at: datetime
    words: str


@dataclass(frozen=True)
class PublicRecord:
    names: Sequence[str]  # empty unless all who graded agreed
    names_on_appeal: Sequence[str]  # likewise of the two who graded anew
    people: str  # how many graded, and how many of them on appeal
    graded_on_appeal: int
    conflicts: str
    typed: str  # whether an editor typed for a reviewer, as a sentence; "" where nobody did
    beside: Mapping[tuple[str, str], Beside]  # by criterion and what it is about, in words
    history: Sequence[Happened]


def public_record(
    session: Session, accreditation: Accreditation, sheet: Sheet, *, before: Appeal | None = None
) -> PublicRecord:
    """:param before: the appeal that changed since what it stands beside; None: those are the answers of today."""
    submission = accreditation.submission
    asked = [one for one in assignments_of(session, submission) if _counts(one, is_now=before is None)]
    graded = [one for one in asked if one.state.is_sent]
    on_appeal = sum(one.is_on_appeal for one in graded)
    return PublicRecord(
        names=naming.names(session, submission.id),
        names_on_appeal=naming.names(session, submission.id, on_appeal=True) if on_appeal else [],
        graded_on_appeal=on_appeal,
        people=f"{len(graded)}, {on_appeal} of them on appeal" if on_appeal else str(len(graded)),
        conflicts=_conflicts(session, submission, asked, graded),
        typed=typed_in_words(graded),
        beside=beside(session, submission, sheet, before=before),
        history=sorted(_history(accreditation, of(session, accreditation)), key=lambda one: one.at),
    )


def _counts(one: Assignment, *, is_now: bool) -> bool:
    """Whether somebody had a part in what stands here; in an appeal once everybody may read what came of it."""
    return one.appeal is None or (is_now and one.appeal.state.is_closed)


def beside(
    session: Session, submission: Submission, sheet: Sheet, *, before: Appeal | None = None
) -> dict[tuple[str, str], Beside]:
    """What stands beside each agreed answer; those of which there is nothing to say are left out.

    :param before: as for :func:`public_record`.
    """
    seats = list(zip(SEATS, frozen_sides(session, submission), strict=False))
    third = third_of(assignments_of(session, submission))
    views = [(seat, findings_by_key(side.findings)) for seat, side in seats]
    if third is not None and third.state.is_sent:
        views.append((THIRD_SEAT, findings_by_key(third.findings)))
    now, reasons = queries.findings_of(session, submission), dissent.on_record(session, submission)
    then = queries.as_before(now, before) if before else now
    agreed = {(one.criterion_id, one.result_key): one for one in then}
    contested = {as_text((one.criterion_id, one.result_key)) for one in now if one.on_appeal} if before else set()
    found = {}
    for item in sheet.items:
        if finding := agreed.get(item.key):
            said = [(seat, answers[item.key]) for seat, answers in views if item.key in answers]
            who = " ".join(filter(None, [_who(finding, said), SINCE if as_text(item.key) in contested else ""]))
            one = Beside(who, reasons.get(item.key, ()))
            if one.who or one.dissents:
                found[item.criterion.id, item.about] = one
    return found


def _who(agreed: AgreedFinding, said: Sequence[tuple[str, Finding]]) -> str:
    """:param said: what each seat answered."""
    if agreed.on_appeal:
        return "Two other reviewers graded this anew on appeal."
    if agreed.by_majority:
        return f"{listed([seat for seat, view in said if view.answer == agreed.answer])} said so."
    if agreed.at_first:
        return ""
    seats = listed([seat for seat, _ in said])
    return f"{seats} differed." if len(said) > 1 else f"Only {seats} had answered it."


def _conflicts(
    session: Session, submission: Submission, asked: Sequence[Assignment], graded: Sequence[Assignment]
) -> str:  # fmt: skip
    """In kinds, and without a word of whose they were."""
    left = Counter(_kind(one) for one in asked if one.state.is_conflict)
    kinds = "; ".join(f"{kind} ({count})" if count > 1 else kind for kind, count in sorted(left.items()))
    told = [f"The {len(graded)} who graded declared that they know of none."]
    if left:
        people = counted(left.total(), "other person was asked and left", "other people were asked and left")
        told.append(f"{people} because of one: {kinds}.")
    said = by_person(session, submission)
    if ruled := sum(one.reviewer_id in said for one in graded):
        told.append(
            f"Of {ruled} of them an editor decided, with a reason, that what the hub's own check found is no conflict."
        )
    return " ".join(told)


def typed_in_words(graded: Sequence[Assignment]) -> str:
    count = sum(one.entered_by is not None or bool(one.entered_because) for one in graded)
    if not count:
        return ""
    whose = "one reviewer" if count == 1 else f"{count} reviewers"
    confirmed = "the reviewer" if count == 1 else "each reviewer"
    return (
        f"An editor typed what {whose} had found, from what the reviewer sent. It counted when {confirmed} had said "
        "that it was theirs."
    )


def _kind(assignment: Assignment) -> str:
    kind = assignment.declared_kind
    return lower_first(Kind(kind).told) if kind else "found by the hub's own check"


def _made(accreditation: Accreditation) -> str:
    if accreditation.appeal_id is None:
        return "It was accredited, and became public."
    return "After the appeal it was accredited anew, under this number."


def _withdrawn(accreditation: Accreditation) -> str:
    return f"The award was withdrawn {accreditation.ended_because}."


def _history(accreditation: Accreditation, renewals: Iterable[Renewal]) -> list[Happened]:
    submission = accreditation.submission
    found = []  # as it comes about: much of it can happen at one moment
    if submission.submitted_at:
        found.append(Happened(What.SENT, submission.submitted_at, "The team sent it in."))
    if submission.decided_at:
        found.append(Happened(What.DECIDED, submission.decided_at, "It was decided, and the team had the letter."))
    if accreditation.appeal_id is not None and submission.public_from:
        found.append(Happened(What.PUBLIC, submission.public_from, "What was found became public."))
    found.append(Happened(What.ACCREDITED, accreditation.accredited_at, _made(accreditation)))
    for hold in accreditation.holds:
        found.append(Happened(What.HELD, hold.at, "The award was put on hold."))
        if hold.ended_at and hold.outcome == "released":
            found.append(Happened(What.RELEASED, hold.ended_at, "It was released, and the award stood as before."))
    for renewal in renewals:
        if renewal.state.is_accepted and renewal.answered_at:
            found.append(Happened(What.RENEWED, renewal.answered_at, _RENEWED))
    if accreditation.ended_at and accreditation.ended_because:
        found.append(Happened(What.WITHDRAWN, accreditation.ended_at, _withdrawn(accreditation)))
    return found
