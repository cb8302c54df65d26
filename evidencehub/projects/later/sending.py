"""Adding later results to a study that was graded, and an editor's yes or no. Nothing that was graded changes."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from evidencehub.authz.acts import Course, checked, move
from evidencehub.authz.policies import permits
from evidencehub.authz.values import Actor, Facts, Permission
from evidencehub.projects import public
from evidencehub.projects.figures.kinds import WORDS
from evidencehub.projects.frozen.keeping import evaluation_in, freeze, frozen_result
from evidencehub.projects.frozen.shapes import FrozenResult
from evidencehub.projects.later import mails, queries
from evidencehub.projects.later.mails import Links
from evidencehub.projects.later.models import LaterResults
from evidencehub.projects.later.states import LaterState
from evidencehub.projects.later.transitions import LATER
from evidencehub.projects.models import Evaluation, OutcomeResult
from evidencehub.shared import audit
from evidencehub.shared.errors import Invalid, NotAllowed, WrongState

KIND = "later-results"
COURSE = Course(KIND, LaterState, LATER)
MAX_WHERE, MAX_BECAUSE = 500, 1_000  # characters


def told_already(session: Session, evaluation: Evaluation) -> set[UUID]:
    """Results that were graded, are public as later ones, or wait for an editor."""
    graded = queries.graded_version(evaluation)
    if graded is None:
        return set()
    frozen = evaluation_in(graded.submission, graded.frozen)
    known = {result.id for result in frozen.results} if frozen else set()
    for each in queries.of_evaluation(session, evaluation.id):
        study = queries.study_in(each) if each.submission_id == graded.submission_id else None
        if study and not each.state.is_refused:
            known |= {result.id for result in study.results}
    return known


def new_results(session: Session, evaluation: Evaluation) -> list[OutcomeResult]:
    """Results in the draft that nobody outside the team has seen, and of which is said which way is better."""
    known = told_already(session, evaluation)
    ready = (each for each in evaluation.results if each.higher_is is not None or each.gives == WORDS)
    return [each for each in ready if each.id not in known]


def send(
    session: Session, evaluation: Evaluation, chosen: Collection[UUID], *, read_where: str, actor: Actor, facts: Facts,
    now: datetime, links: Links,
) -> LaterResults:  # fmt: skip
    """Freeze these results beside the study as it was graded, for an editor to read.

    :raises Invalid: none is chosen, one is known already, or nothing says where they can be read.
    :raises WrongState: the study is not graded and public, something is on its way, or its organisation closed.
    """
    if not permits(Permission.LATER_SEND, facts):
        raise NotAllowed("Only an owner of the team may send this.")
    graded, organisation = queries.graded_version(evaluation), evaluation.project.organisation
    frozen = evaluation_in(graded.submission, graded.frozen) if graded else None
    if graded is None or frozen is None or (organisation is not None and organisation.closed_at is not None):
        raise WrongState("Later results can be added to a study that was graded, while nothing else is on its way.")
    if _waits(session, evaluation):
        raise WrongState("An editor has later results of this study in hand. You can add more when they have answered.")
    results = [each for each in new_results(session, evaluation) if each.id in chosen]
    if not results or len(results) < len(set(chosen)):
        raise Invalid("Choose the results", {"results": "Choose at least one of the results on this page"})
    where = checked(read_where, "read_where", "Say where they can be read", most=MAX_WHERE)
    was_empty = queries.is_empty_desk(session)
    made = LaterResults(
        id=uuid4(), submission_id=graded.submission_id, evaluation_id=evaluation.id, sent_at=now, sent_by=actor.id,
        frozen_sha256=freeze(session, replace(frozen, results=_frozen(results))), read_where=where,
    )  # fmt: skip
    session.add(made)
    session.flush()
    audit.record(session, "later-results.sent", subject_type=KIND, subject_id=made.id, actor_id=actor.id, at=now)
    if was_empty:
        mails.wait(session, now=now, links=links)
    return made


def show(session: Session, made: LaterResults, *, actor: Actor, facts: Facts, now: datetime, links: Links) -> None:
    """An editor lets everybody read them. :raises WrongState: somebody was faster."""
    move(session, COURSE, made, "show", actor=actor, facts=facts, now=now)
    made.public_at, made.refused_because = now, ""
    session.flush()
    public.changed(session, made.submission.project_id)
    mails.public(session, made, now=now, links=links)


def refuse(
    session: Session, made: LaterResults, because: str, *, actor: Actor, facts: Facts, now: datetime, links: Links
) -> None:
    """They are not public, or not any more. :raises Invalid: no reason. :raises WrongState: somebody was faster."""
    because = checked(because, "because", "Say what has to change", most=MAX_BECAUSE)
    was_public = made.state.is_public
    move(session, COURSE, made, "refuse", actor=actor, facts=facts, now=now)
    made.refused_because, made.public_at = because, None
    session.flush()
    if was_public:
        public.changed(session, made.submission.project_id)
    mails.refused(session, made, now=now, links=links)


def _waits(session: Session, evaluation: Evaluation) -> bool:
    return any(each.state.is_waiting for each in queries.of_evaluation(session, evaluation.id))


def _frozen(results: Sequence[OutcomeResult]) -> tuple[FrozenResult, ...]:
    return tuple(frozen_result(each) for each in results)
