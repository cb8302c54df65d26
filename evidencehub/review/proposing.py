"""Reviewers for all cases that wait for some, proposed at once: a read over choosing; nothing is asked of anybody."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from evidencehub.authz.policies import permits
from evidencehub.authz.values import Actor, Permission
from evidencehub.projects.models import Submission
from evidencehub.projects.states import SubmissionState
from evidencehub.review import access, panels, screening, workload
from evidencehub.review.balancing import Waiting, balanced
from evidencehub.review.choosing import candidates
from evidencehub.review.sheet import sheet_of
from evidencehub.review.suggesting import Option

MOST = 20  # cases of one page


@dataclass(frozen=True)
class Proposal:
    submission: Submission
    pair: tuple[Option, ...]  # two; fewer where nobody is left who could be asked


@dataclass(frozen=True)
class Proposals:
    found: tuple[Proposal, ...]  # of the cases that wait longest
    later: int  # cases that wait too


def proposals(session: Session, *, actor: Actor, now: datetime) -> Proposals:
    """For each case whose reviewers this editor may choose now. Nobody is proposed with a conflict or a doubt."""
    query = select(Submission).where(Submission.state == SubmissionState.SCREENING)
    query = query.options(joinedload(Submission.frozen)).order_by(Submission.state_since, Submission.id)
    mine = [each for each in session.scalars(query) if _may_choose(session, each, actor)]
    busy = workload.busy(session, editor_id=actor.id, now=now)
    waiting = [_waiting(session, each, actor, now, busy) for each in mine[:MOST]]
    found = [Proposal(each, pair) for each, pair in zip(mine[:MOST], balanced(waiting), strict=True)]
    return Proposals(tuple(found), len(mine) - len(found))


def _may_choose(session: Session, submission: Submission, actor: Actor) -> bool:
    if not permits(Permission.CASE_ASSIGN, access.case_facts(session, actor, submission)):
        return False
    return screening.reason_against_grading(session, submission) is None


def _waiting(session: Session, submission: Submission, actor: Actor, now: datetime, busy: workload.Busy) -> Waiting:
    could = [one for one in candidates(session, submission, now=now, busy=busy) if not (one.blocked or one.doubts)]
    options = tuple(one.option for one in could if one.person.id != actor.id)
    return Waiting(options, panels.wanted(sheet_of(submission)))
