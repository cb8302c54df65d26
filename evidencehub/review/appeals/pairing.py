"""The fresh pair of an appeal: chosen as any two reviewers are, and grading what is contested, each alone.

Their seats stand beside those of the case, so they are invited, decline, are reminded and replaced in the same way.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from evidencehub.accounts.models import Person
from evidencehub.authz.values import Actor, Facts, Permission
from evidencehub.projects.appeals.models import Appeal
from evidencehub.review import cases, choosing, doubts, reminding, seat_mails, settling
from evidencehub.review.appeals.mails import both_in, opened
from evidencehub.review.appeals.stepping import take, wait_for_turn
from evidencehub.review.choosing import NOTHING_SAID, Candidate, Part, Said
from evidencehub.review.deadlines import REVIEWERS, review_due, seats_on_appeal
from evidencehub.review.links import IN_WORDS, Links
from evidencehub.review.models import Assignment
from evidencehub.review.sheet import sheet_of
from evidencehub.review.states import AssignmentState
from evidencehub.review.workload import NOTHING_KNOWN, Busy
from evidencehub.shared.errors import WrongState


def seated(session: Session, appeal: Appeal) -> list[Assignment]:
    return seats_on_appeal(cases.assignments_of(session, appeal.submission), appeal)


def candidates(session: Session, appeal: Appeal, *, now: datetime, busy: Busy = NOTHING_KNOWN) -> list[Candidate]:
    return choosing.candidates(session, appeal.submission, now=now, appeal=appeal, busy=busy)


def ask(
    session: Session, appeal: Appeal, reviewers: Sequence[Person], *, actor: Actor, facts: Facts, now: datetime,
    said: Said = NOTHING_SAID, links: Links = IN_WORDS,
) -> list[Assignment]:  # fmt: skip
    """Ask two reviewers to grade anew what is contested, later as many as seats have come free.

    With the first two the appeal is open, and the team is told.

    :raises Invalid: as :func:`evidencehub.review.choosing.assign`.
    :raises WrongState: the appeal is not where reviewers are chosen.
    """
    wait_for_turn(session, appeal)
    cases.require(facts, Permission.APPEAL_MANAGE)
    if not appeal.state.takes_reviewers:
        raise WrongState(f"This appeal is {appeal.state.in_words} now; reviewers cannot be chosen.")
    submission, taken = appeal.submission, seated(session, appeal)
    chosen = choosing.check_choice(reviewers, actor, taken=taken, known=candidates(session, appeal, now=now))
    doubts.rule_on(session, submission, chosen, said.overruling, actor=actor, now=now)
    against = choosing.keep_to_the_panel(
        session, submission, chosen, said.exception, taken=taken, actor=actor, now=now
    )  # fmt: skip
    appeal.panel_because = against or appeal.panel_because
    steps = len(sheet_of(submission).standard.tiers)
    part = Part(appeal.contested, steps, review_due(now), "assignment.made-on-appeal", appeal)
    made = [choosing.seat(session, submission, candidate, actor=actor, now=now, part=part) for candidate in chosen]
    if appeal.state.is_taken:

        def pair_is_asked(one: Appeal) -> str | None:
            return None if len(seated(session, one)) == REVIEWERS else "two reviewers have to be asked"

        take(session, appeal, "open", actor=actor, facts=facts, now=now, guards={"pair_is_asked": pair_is_asked})
        opened(session, appeal, due_at=review_due(now), now=now, links=links)
    for assignment in made:
        reminding.plan(session, assignment, now=now)
        seat_mails.invite(session, assignment, now=now, links=links)
    return made


def is_in(session: Session, appeal: Appeal, *, facts: Facts, actor: Actor, now: datetime, links: Links) -> None:
    """Somebody of the two has sent. With the second in, both freeze for ever, and what they said alike is agreed."""
    both = [one for one in seated(session, appeal) if one.state is AssignmentState.IN]
    if len(both) < REVIEWERS:
        return

    def both_are_in(_appeal: Appeal) -> str | None:
        return None if len(both) == REVIEWERS else "not all findings are in"

    take(session, appeal, "freeze-findings", actor=actor, facts=facts, now=now, guards={"both_are_in": both_are_in})
    for one in both:
        one.state, one.frozen_at = AssignmentState.FROZEN, now
    session.flush()
    settling.start(session, appeal.submission, now=now, appeal=appeal)
    both_in(session, appeal, now=now, links=links)
