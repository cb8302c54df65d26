"""Minutes of a panel that decides about a case: kept with it for editors, and on the record in words without names."""

from dataclasses import asdict, dataclass
from datetime import date, datetime
from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from evidencehub.authz.values import Actor, Facts, Permission
from evidencehub.projects import public
from evidencehub.projects.models import Submission
from evidencehub.review import cases
from evidencehub.review.minutes.models import PanelMinutes
from evidencehub.shared import audit
from evidencehub.shared.clock import day_of
from evidencehub.shared.errors import Invalid, WrongState
from evidencehub.shared.words import counted, listed

MAX_TEXT = 2_000  # characters
MOST_PEOPLE = 50  # of a kind


@dataclass(frozen=True)
class Meeting:
    """Who was there is told in kinds; the texts name nobody, because everybody reads them."""

    met_on: date
    academics: int
    practitioners: int
    editors: int
    others: str
    conflicts: str
    decided: str


def reason_against(submission: Submission) -> str | None:
    state = submission.state
    return None if state.is_settling or state.is_graded else "a panel meets about what both reviewers have found"


def write(
    session: Session, submission: Submission, meeting: Meeting, *, actor: Actor, facts: Facts, now: datetime
) -> PanelMinutes:  # fmt: skip
    """Keep the minutes of one meeting. Pressed twice, kept once.

    :raises Invalid: something is missing, too long or cannot be.
    :raises WrongState: the findings are not in yet, or the case ended before a decision.
    :raises NotAllowed: no editor, or one with a conflict.
    """
    cases.lock(session, submission)
    cases.require(facts, Permission.CASE_RECONCILE)
    if why := reason_against(submission):
        raise WrongState(f"There are no minutes to keep: {why}.")
    if wrong := _wrong(meeting, now):
        raise Invalid("Look at what is marked", wrong)
    for kept in of(session, submission):
        if all(getattr(kept, name) == value for name, value in asdict(meeting).items()):
            return kept
    made = PanelMinutes(
        id=uuid4(), submission_id=submission.id, written_by=actor.id, written_at=now, **asdict(meeting)
    )  # fmt: skip
    session.add(made)
    session.flush()
    audit.record(
        session, "panel.minutes", subject_type="submission", subject_id=submission.id, actor_id=actor.id, at=now,
        details={"minutes": str(made.id)},
    )  # fmt: skip
    if submission.state.is_over:
        public.changed(session, submission.project_id)
    return made


def of(session: Session, submission: Submission) -> list[PanelMinutes]:
    """All of one case, the first meeting first."""
    query = select(PanelMinutes).where(PanelMinutes.submission_id == submission.id)
    query = query.options(joinedload(PanelMinutes.author))
    return list(session.scalars(query.order_by(PanelMinutes.met_on, PanelMinutes.written_at, PanelMinutes.id)))


def present(minutes: PanelMinutes) -> str:
    """ "2 academics, 1 practitioner and 1 editor"."""
    found = [
        counted(count, one, f"{one}s")
        for count, one in (
            (minutes.academics, "academic"), (minutes.practitioners, "practitioner"), (minutes.editors, "editor"),
        ) if count
    ]  # fmt: skip
    return listed([*found, *([minutes.others] if minutes.others else [])])


def _wrong(meeting: Meeting, now: datetime) -> dict[str, str]:
    """The mistakes by field."""
    wrong = {}
    if meeting.met_on > day_of(now):
        wrong["met_on"] = "A meeting that is still to come has no minutes"
    counts = {"academics": meeting.academics, "practitioners": meeting.practitioners, "editors": meeting.editors}
    for field, count in counts.items():
        if not 0 <= count <= MOST_PEOPLE:
            wrong[field] = f"Give a number from 0 to {MOST_PEOPLE}"
    if not any(counts.values()) and not meeting.others:
        wrong["academics"] = "Say who was there"
    if not meeting.decided:
        wrong["decided"] = "Say what was decided"
    for field, text in (("others", meeting.others), ("conflicts", meeting.conflicts), ("decided", meeting.decided)):
        if len(text) > MAX_TEXT:
            wrong[field] = f"This must be {MAX_TEXT:,} characters or fewer"
    return wrong
