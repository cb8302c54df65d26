"""Choosing the reviewers of a case: who could, for and against what, and asking them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from evidencehub.accounts.models import Person
from evidencehub.authz.values import Actor, Facts, Permission
from evidencehub.projects.appeals.models import Appeal
from evidencehub.projects.frozen.keeping import remains_of
from evidencehub.projects.models import Submission
from evidencehub.projects.states import SubmissionState
from evidencehub.review import cases, conflicts, doubts, mails, moving, panels, reminding, ruled, seat_mails, teams
from evidencehub.review.deadlines import REVIEWERS, on_the_case, review_due, seats, seats_on_appeal
from evidencehub.review.links import IN_WORDS, Links
from evidencehub.review.models import Assignment
from evidencehub.review.reminding import SILENT_AFTER
from evidencehub.review.sheet import sheet_of
from evidencehub.review.states import AssignmentState
from evidencehub.review.suggesting import Option, best, burden
from evidencehub.review.workload import NOTHING_KNOWN, Busy
from evidencehub.shared import audit
from evidencehub.shared.clock import day_of
from evidencehub.shared.errors import Invalid, WrongState
from evidencehub.standards.files.vocabulary import load_vocabulary


@dataclass(frozen=True)
class Candidate:
    """Somebody who could grade a case, with the reasons for and, where there is one, against."""

    person: Person
    party: conflicts.Party
    organisations: tuple[str, ...]  # where they work, in words
    checks: tuple[conflicts.Check, ...]
    option: Option
    blocked: str  # why not, "" when nothing stands against it that an editor cannot outrank
    doubts: tuple[conflicts.Check, ...]  # what an editor has to rule on before this person can be asked

    @property
    def doubt(self) -> str:
        return "; ".join(one.told for one in self.doubts)

    @property
    def reasons(self) -> str:
        return self.option.reasons + ("" if self.doubts else "; no conflict found")


def candidates(
    session: Session, submission: Submission, *, now: datetime, appeal: Appeal | None = None,
    busy: Busy = NOTHING_KNOWN,
) -> list[Candidate]:  # fmt: skip
    """Every reviewer of the hub: those who can be asked first, by what they know and how much they have to do.

    :param busy: what whoever looks may know of how much each has to do (``workload.busy``).
    :param appeal: for those who grade anew what it contests. Nobody who was asked for the case can.
    """
    team = teams.team_of(session, submission)
    assignments = cases.assignments_of(session, submission)
    asked = {assignment.reviewer_id for assignment in assignments}
    everybody = _parties(on_the_case(assignments))
    others = everybody if appeal is None else _parties(seats_on_appeal(assignments, appeal))
    ran_it = {entry.actor_id for entry in audit.story(session, subject_type=moving.KIND, subject_id=submission.id)}
    ran_it.add(submission.owner_id)
    if appeal is not None:
        ran_it.add(appeal.editor_id)
        ran_it |= {one.actor_id for one in audit.story(session, subject_type="appeal", subject_id=appeal.id)}
    areas = _outcome_areas(submission)
    said = ruled.by_person(session, submission)
    found = []
    for person in cases.reviewers(session):
        party = conflicts.party(person)
        checks = conflicts.check(party, team)
        found_of = doubts.of(party, checks, everybody, said.get(person.id, frozenset()))
        option = Option(
            id=person.id, name=person.name, kind=person.reviewer_kind, open_cases=busy.open.get(person.id, 0),
            asked_lately=busy.lately.get(person.id, 0),
            knows=tuple(areas[slug] for slug in person.expertise if slug in areas),
            answer_days=busy.days.get(person.id),
            away=_away(person, now), has_doubt=bool(found_of), places=_places(party),
        )  # fmt: skip
        found.append(
            Candidate(
                person=person, party=party, checks=checks, option=option, doubts=found_of,
                organisations=tuple(membership.organisation.name for membership in person.memberships),
                blocked=_blocked(party, checks, asked=asked, others=others, ran_it=ran_it),
            )
        )  # fmt: skip
    return sorted(found, key=lambda one: (bool(one.blocked), burden(one.option), one.person.name, str(one.person.id)))


def suggested(submission: Submission, found: Sequence[Candidate], taken: Sequence[Assignment]) -> tuple[Option, ...]:
    """Whom to propose of these candidates, beside those who have a seat."""
    beside = [
        Option(id=one.reviewer_id, name=one.reviewer.name, kind=one.reviewer.reviewer_kind,
               places=_places(conflicts.party(one.reviewer)))
        for one in taken
    ]  # fmt: skip
    panel = panels.wanted(sheet_of(submission))
    return best([one.option for one in found if not one.blocked], panel, taken=beside)


def _places(party: conflicts.Party) -> frozenset[str]:
    """The same place is the same word, as for ``conflicts.colleagues``."""
    return frozenset(map(str, party.organisations)) | party.places


def _away(person: Person, now: datetime) -> tuple[date, date] | None:
    """The days on which they are away, if they are while an answer is waited for."""
    first, last = person.away_from, person.away_until
    if first is None or last is None or last < day_of(now) or first > day_of(now + SILENT_AFTER):
        return None
    return first, last


def _parties(assignments: Sequence[Assignment]) -> list[conflicts.Party]:
    return [conflicts.party(one.reviewer) for one in assignments]


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
    if found := [one for one in checks if one.found and one.is_hard]:
        return "; ".join(one.finding for one in found)
    if party.id in ran_it:
        return "has acted on this case as an editor"
    if any(conflicts.colleagues(party, other) for other in others):
        return "works for the same organisation as the other reviewer"
    return ""


def _outcome_areas(submission: Submission) -> dict[str, str]:
    """Outcome areas that the case is about, by slug, as they stand in a sentence."""
    known = load_vocabulary("outcome-areas").by_slug
    remains = remains_of(submission)
    slugs = [slug for evaluation in remains.left for slug in evaluation.outcome_areas]
    slugs += [result.outcome_area for evaluation in remains.left for result in evaluation.results]
    slugs += remains.project.outcome_areas if remains.project else ()
    return {slug: known[slug].label.lower() for slug in dict.fromkeys(slugs) if slug in known}


@dataclass(frozen=True)
class Said:
    """Why an editor chooses against what the machine found, or against what the standard wants."""

    overruling: str = ""  # why what was found of them is no conflict; it is kept with the case
    exception: str = ""  # why others than the standard wants grade this; it is kept with the case


NOTHING_SAID = Said()


def assign(
    session: Session,
    submission: Submission,
    reviewers: Sequence[Person],
    *,
    actor: Actor,
    facts: Facts,
    now: datetime,
    said: Said = NOTHING_SAID,
    links: Links = IN_WORDS,
) -> list[Assignment]:
    """Ask reviewers to grade a case: two at first, later as many as seats have come free.

    With the second seat taken the review begins, and the reviewers and the team are told.

    :raises Invalid: too few or too many, one of them blocked (the message says why), both from one organisation, or
        something was found and nobody says why it is no conflict.
    :raises WrongState: the case is not where reviewers are chosen.
    """
    cases.lock(session, submission)
    cases.require(facts, Permission.CASE_ASSIGN)
    if not submission.state.takes_reviewers:
        raise WrongState(f"This case is {submission.state.in_words} now; reviewers cannot be chosen.")
    taken = seats(cases.assignments_of(session, submission))
    chosen = check_choice(reviewers, actor, taken=taken, known=candidates(session, submission, now=now))
    doubts.rule_on(session, submission, chosen, said.overruling, actor=actor, now=now)
    if against := keep_to_the_panel(session, submission, chosen, said.exception, taken=taken, actor=actor, now=now):
        submission.panel_because = against
    made = [seat(session, submission, candidate, actor=actor, now=now) for candidate in chosen]
    if submission.state is SubmissionState.SCREENING:
        moving.move(session, submission, "start-review", facts=facts, actor_id=actor.id, now=now)
        mails.started(session, submission, due_at=review_due(now), now=now, links=links)
    for assignment in made:
        reminding.plan(session, assignment, now=now)
        seat_mails.invite(session, assignment, now=now, links=links)
    return made


@dataclass(frozen=True)
class Part:
    """What a reviewer grades who does not grade everything."""

    only: Sequence[str]  # questions, as ``sheet.as_text`` writes them
    steps: int  # of the standard, all of which they have to answer as far as they are asked
    due_at: datetime
    action: str  # in the audit chain
    appeal: Appeal | None = None


def seat(
    session: Session, submission: Submission, candidate: Candidate, *, actor: Actor, now: datetime,
    part: Part | None = None,
) -> Assignment:  # fmt: skip
    """Give a place to somebody who was chosen. They are not told yet, and nobody reminds them.

    :param part: what they grade; None: everything.
    """
    made = Assignment(
        id=uuid4(), submission_id=submission.id, reviewer_id=candidate.person.id, state=AssignmentState.INVITED,
        machine_check=[one.as_data() for one in candidate.checks], assigned_at=now,
        due_at=part.due_at if part else review_due(now), only=list(part.only) if part else [],
        asked_steps=part.steps if part else 0,
    )  # fmt: skip
    made.submission, made.reviewer, made.appeal = submission, candidate.person, part.appeal if part else None
    session.add(made)
    session.flush()
    details = {"assignment": str(made.id), "reviewer": str(candidate.person.id)}
    audit.record(
        session, part.action if part else "assignment.made", subject_type=moving.KIND, subject_id=submission.id,
        actor_id=actor.id, at=now, details=details | ({"questions": len(part.only)} if part else {}),
    )  # fmt: skip
    return made


def keep_to_the_panel(
    session: Session,
    submission: Submission,
    chosen: Sequence[Candidate],
    exception: str,
    *,
    taken: Sequence[Assignment],
    actor: Actor,
    now: datetime,
) -> str:
    """Why others are chosen than the standard wants, as it is to be kept; "" where they are who it wants.

    :raises Invalid: they are others, and nobody says why.
    """
    panel = panels.wanted(sheet_of(submission))
    kinds = [person.reviewer_kind for person in [*(one.reviewer for one in taken), *(one.person for one in chosen)]]
    against = panel.against(kinds) if panel else ""
    if not panel or not against:
        return ""
    if not exception.strip():
        problem = f"{against}. Choose others, or say why it has to be these"
        raise Invalid(problem, {"exception": problem})
    audit.record(
        session, "panel.excepted", subject_type=moving.KIND, subject_id=submission.id, actor_id=actor.id, at=now,
        details={"wanted": list(panel.kinds), "chosen": kinds},
    )  # fmt: skip
    return exception.strip()


def check_choice(
    reviewers: Sequence[Person], actor: Actor, *, taken: Sequence[Assignment], known: Sequence[Candidate]
) -> list[Candidate]:
    """Who of these candidates was chosen for the places that are free.

    :raises WrongState: none is. :raises Invalid: too few or too many, or something stands against one of them.
    """
    free = REVIEWERS - len(taken)
    if free <= 0:
        raise WrongState("This case has two reviewers.")
    if len({person.id for person in reviewers}) != free or len(reviewers) != free:
        words = "two different reviewers" if free == REVIEWERS else "one reviewer"
        raise Invalid(f"Choose {words}", {"reviewers": f"Choose {words}"})
    by_id = {candidate.person.id: candidate for candidate in known}
    chosen = []
    for person in reviewers:
        candidate = by_id.get(person.id)
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
