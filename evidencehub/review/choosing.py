"""Choosing the reviewers of a case: who could, for and against what, and asking them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from evidencehub.accounts.models import Person
from evidencehub.authz.values import Actor, Facts, Permission
from evidencehub.projects.frozen.keeping import remains_of
from evidencehub.projects.models import Submission
from evidencehub.projects.states import SubmissionState
from evidencehub.review import cases, conflicts, mails, moving, reminding
from evidencehub.review.deadlines import REVIEWERS, on_the_case, review_due, seats
from evidencehub.review.mails import IN_WORDS, Links
from evidencehub.review.models import Assignment
from evidencehub.review.states import AssignmentState
from evidencehub.shared import audit
from evidencehub.shared.errors import Invalid, WrongState
from evidencehub.standards.files.vocabulary import load_vocabulary


@dataclass(frozen=True)
class Candidate:
    """Somebody who could grade a case, with the reasons for and, where there is one, against."""

    person: Person
    party: conflicts.Party
    organisations: tuple[str, ...]  # where they work, in words
    checks: tuple[conflicts.Check, ...]
    knows: tuple[str, ...]  # outcome areas of the case, in words
    open_cases: int
    blocked: str  # why not, "" when nothing stands against it
    doubt: str  # for the editor to look at, "" when there is none

    @property
    def reasons(self) -> str:
        knows = f"knows {', '.join(self.knows)}" if self.knows else "has named none of these outcome areas"
        busy = f"{self.open_cases or 'no'} open {'case' if self.open_cases == 1 else 'cases'}"
        return f"{knows}; {busy}; no conflict found"


def candidates(session: Session, submission: Submission) -> list[Candidate]:
    """Every reviewer of the hub: those who can be asked first, by what they know and how much they have to do."""
    team = conflicts.team_of(session, submission)
    assignments = cases.assignments_of(session, submission)
    asked = {assignment.reviewer_id for assignment in assignments}
    others = [conflicts.party(one.reviewer) for one in on_the_case(assignments)]
    ran_it = {entry.actor_id for entry in audit.story(session, subject_type=moving.KIND, subject_id=submission.id)}
    areas = _outcome_areas(submission)
    busy = _open_cases(session)
    found = []
    for person in cases.reviewers(session):
        party = conflicts.party(person)
        checks = conflicts.check(party, team)
        found.append(
            Candidate(
                person=person,
                party=party,
                organisations=tuple(membership.organisation.name for membership in person.memberships),
                checks=checks,
                knows=tuple(areas[slug] for slug in person.expertise if slug in areas),
                open_cases=busy.get(person.id, 0),
                blocked=_blocked(party, checks, asked=asked, others=others, ran_it=ran_it),
                doubt="; ".join(one.finding for one in checks if one.found and not one.blocks),
            )
        )
    return sorted(found, key=lambda one: (bool(one.blocked), -len(one.knows), one.open_cases, one.person.name))


def _blocked(
    party: conflicts.Party,
    checks: Sequence[conflicts.Check],
    *,
    asked: set[UUID],
    others: Sequence[conflicts.Party],
    ran_it: set[UUID | None],
) -> str:
    if party.id in asked:
        return "was asked for this case already"
    if found := conflicts.blocking(checks):
        return "; ".join(one.finding for one in found)
    if party.id in ran_it:
        return "has acted on this case as an editor"
    if any(conflicts.colleagues(party, other) for other in others):
        return "works for the same organisation as the other reviewer"
    return ""


def _open_cases(session: Session) -> dict[UUID, int]:
    due = [state for state in AssignmentState if state.is_due]
    query = select(Assignment.reviewer_id, func.count()).where(Assignment.state.in_(due))
    return {reviewer_id: count for reviewer_id, count in session.execute(query.group_by(Assignment.reviewer_id))}


def _outcome_areas(submission: Submission) -> dict[str, str]:
    """Outcome areas that the case is about, by slug, as they stand in a sentence."""
    known = load_vocabulary("outcome-areas").by_slug
    remains = remains_of(submission)
    slugs = [slug for evaluation in remains.left for slug in evaluation.outcome_areas]
    slugs += [result.outcome_area for evaluation in remains.left for result in evaluation.results]
    slugs += remains.project.outcome_areas if remains.project else ()
    return {slug: known[slug].label.lower() for slug in dict.fromkeys(slugs) if slug in known}


def assign(
    session: Session,
    submission: Submission,
    reviewers: Sequence[Person],
    *,
    actor: Actor,
    facts: Facts,
    now: datetime,
    links: Links = IN_WORDS,
) -> list[Assignment]:
    """Ask reviewers to grade a case: two at first, later as many as seats have come free.

    With the second seat taken the review begins, and the reviewers and the team are told.

    :raises Invalid: too few or too many, one of them blocked (the message says why), or both from one organisation.
    :raises WrongState: the case is not where reviewers are chosen.
    """
    cases.lock(session, submission)
    cases.require(facts, Permission.CASE_ASSIGN)
    if not submission.state.takes_reviewers:
        raise WrongState(f"This case is {submission.state.in_words} now; reviewers cannot be chosen.")
    chosen = _check_choice(session, submission, reviewers, actor)
    made = []
    for candidate in chosen:
        assignment = Assignment(
            id=uuid4(), submission_id=submission.id, reviewer_id=candidate.person.id, state=AssignmentState.INVITED,
            machine_check=[one.as_data() for one in candidate.checks], assigned_at=now, due_at=review_due(now),
        )  # fmt: skip
        assignment.submission, assignment.reviewer = submission, candidate.person
        session.add(assignment)
        session.flush()
        audit.record(
            session, "assignment.made", subject_type=moving.KIND, subject_id=submission.id, actor_id=actor.id, at=now,
            details={"assignment": str(assignment.id), "reviewer": str(candidate.person.id)},
        )  # fmt: skip
        made.append(assignment)
    if submission.state is SubmissionState.SCREENING:
        moving.move(session, submission, "start-review", facts=facts, actor_id=actor.id, now=now)
        mails.started(session, submission, due_at=review_due(now), now=now, links=links)
    for assignment in made:
        reminding.plan(session, assignment, now=now)
        mails.invite(session, assignment, now=now, links=links)
    return made


def _check_choice(
    session: Session, submission: Submission, reviewers: Sequence[Person], actor: Actor
) -> list[Candidate]:
    free = REVIEWERS - len(seats(cases.assignments_of(session, submission)))
    if free == 0:
        raise WrongState("This case has two reviewers.")
    if len({person.id for person in reviewers}) != free or len(reviewers) != free:
        words = "two different reviewers" if free == REVIEWERS else "one reviewer"
        raise Invalid(f"Choose {words}", {"reviewers": f"Choose {words}"})
    known = {candidate.person.id: candidate for candidate in candidates(session, submission)}
    chosen = []
    for person in reviewers:
        candidate = known.get(person.id)
        reason = "is not a reviewer of this hub" if candidate is None else candidate.blocked
        if person.id == actor.id:
            reason = "is running this case"
        if candidate is None or reason:
            raise Invalid(f"{person.name} {reason}", {"reviewers": f"{person.name} cannot grade this: {reason}"})
        chosen.append(candidate)
    if free == REVIEWERS and conflicts.colleagues(chosen[0].party, chosen[1].party):
        message = "Choose reviewers from two different organisations"
        raise Invalid(message, {"reviewers": message})
    return chosen
