"""Whether anything got worse for people: asked once for the whole case, beside what is asked of each outcome.

It is no criterion of a standard and moves no step. Each reviewer answers alone; it is frozen with their findings, and
stands in the letter and on the accreditation as the two of them found it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from evidencehub.authz.values import Actor
from evidencehub.review.cases import MAX_REASON
from evidencehub.review.grading import refuse_unless_grading
from evidencehub.review.models import Assignment
from evidencehub.review.seating import wait_for_turn
from evidencehub.review.sheet import Sheet
from evidencehub.shared import audit
from evidencehub.shared.errors import Invalid, WrongState

YES, NO, CANNOT_TELL = "yes", "no", "cannot-tell"
SEEN: Mapping[str, str] = {
    YES: "Yes, something got worse",
    NO: "No, nothing that the report shows",
    CANNOT_TELL: "Cannot tell",
}
LOOKED_FOR: Mapping[str, str] = {YES: "Yes", NO: "No", CANNOT_TELL: "Cannot tell"}


@dataclass(frozen=True)
class Harm:
    """What one reviewer found of the whole case; "" is not answered."""

    seen: str = ""
    looked_for: str = ""
    what: str = ""  # got worse, for whom, and on which page that stands

    @property
    def is_answered(self) -> bool:
        return bool(self.seen)


def is_asked(sheet: Sheet, assignment: Assignment) -> bool:
    """A plan has harmed nobody yet, and a third reviewer grades only what two see differently."""
    return bool(sheet.studies) and assignment.grades_everything


def harm_of(assignment: Assignment) -> Harm:
    return Harm(assignment.harm_seen, assignment.harm_looked_for, assignment.harm_what)


def record(session: Session, assignment: Assignment, harm: Harm, *, actor: Actor, now: datetime) -> None:
    """Keep one reviewer's answers; saying it again before sending replaces them.

    :raises Invalid: an answer is missing or none of those that are open, or what got worse is not said.
    :raises WrongState: this reviewer is not grading now, or sent these answers already.
    """
    wait_for_turn(session, assignment)
    refuse_unless_grading(assignment)
    if assignment.held_steps and harm_of(assignment).is_answered:
        raise WrongState("You sent this already, so it cannot be changed any more.")
    what = harm.what.strip()
    errors = {}
    if harm.seen not in SEEN:
        errors["seen"] = "Say whether anything got worse for people"
    if harm.looked_for not in LOOKED_FOR:
        errors["looked_for"] = "Say whether harm was looked for"
    if harm.seen == YES and not what:
        errors["what"] = "Say what got worse, and for whom"
    elif len(what) > MAX_REASON:
        errors["what"] = f"What got worse must be {MAX_REASON:,} characters or fewer"
    if errors:
        raise Invalid(next(iter(errors.values())), errors)
    assignment.harm_seen, assignment.harm_looked_for = harm.seen, harm.looked_for
    assignment.harm_what = what if harm.seen == YES else ""
    session.flush()
    audit.record(
        session, "assignment.saved", subject_type="assignment", subject_id=assignment.id, actor_id=actor.id, at=now
    )


def told(views: Sequence[Harm]) -> tuple[str, ...]:
    """What the reviewers found together, in sentences for the team and the public; empty where nobody was asked."""
    answered = [view for view in views if view.is_answered]
    if not answered:
        return ()
    return (_seen(answered), _looked_for(answered), *dict.fromkeys(view.what for view in answered if view.what))


def _seen(views: Sequence[Harm]) -> str:
    said = [view.seen for view in views]
    if said.count(YES) == len(views):
        return f"{_all(views)} found that something got worse for people."
    if YES in said:
        return "One of the reviewers found that something got worse for people, the other did not."
    if NO not in said:
        return "The report does not let anybody tell whether something got worse for people."
    if CANNOT_TELL in said:
        return "One reviewer found nothing that got worse for people, the other could not tell."
    return f"{_all(views)} found nothing in the report that got worse for people."


def _looked_for(views: Sequence[Harm]) -> str:
    said = {view.looked_for for view in views}
    if said == {YES}:
        return "Harm was looked for."
    if said == {NO}:
        return "Harm was not looked for, so there may be some that nobody saw."
    if said == {CANNOT_TELL}:
        return "The report does not say whether harm was looked for."
    return "The reviewers did not agree on whether harm was looked for."


def _all(views: Sequence[Harm]) -> str:
    return "Both reviewers" if len(views) > 1 else "The reviewer who was asked"
