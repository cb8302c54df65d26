"""Sending a plan: it is frozen as a version, and is public from the day on which an editor let it. Services flush."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any
from uuid import uuid4

from sqlalchemy.orm import Session, object_session

from evidencehub.authz.acts import Course, checked, move
from evidencehub.authz.policies import permits
from evidencehub.authz.values import Actor, Facts, Permission
from evidencehub.projects.models import Evaluation
from evidencehub.projects.plans import disclosing, finding, mails, queries, reminding
from evidencehub.projects.plans.files import frozen, unready
from evidencehub.projects.plans.mails import Links
from evidencehub.projects.plans.models import PlanVersion, StudyPlan
from evidencehub.projects.plans.outcomes import planned_of
from evidencehub.projects.plans.states import PlanState
from evidencehub.projects.plans.transitions import PLAN
from evidencehub.shared import audit
from evidencehub.shared.clock import day_of
from evidencehub.shared.errors import Invalid, NotAllowed, WrongState

KIND = "plan"  # what the audit calls a version
MAX_BECAUSE = 1_000  # characters
_OF_PLAN = (
    "outcomes", "analysis", "participants", "starts_on", "ends_on", "reports_on", "unpublished_because", "is_stopped",
    "stopped_because",
)  # fmt: skip
_HAPPENED = ("started_on", "ended_on")
_WRITTEN = ("title", "project_name", "design", "files", *_OF_PLAN)


def _has_new_words(made: PlanVersion) -> str | None:
    shown = shown_of(made.plan)
    if shown is None or any(getattr(made, name) != getattr(shown, name) for name in _WRITTEN):
        return "there are words in it that no editor has read"
    if any(not one.state.is_open for one in disclosing.wanted(_session(made.plan), made)):
        return "there is a file in it that no editor has looked at since its team took it back"
    return None


def _session(plan: StudyPlan) -> Session:
    session = object_session(plan)
    assert session is not None  # noqa: S101  (what was sent is in one)
    return session


COURSE = Course(KIND, PlanState, PLAN, {"only_days_differ": _has_new_words})


def missing(study: Evaluation, plan: StudyPlan | None) -> Iterator[tuple[str, str]]:
    """What the plan of a study lacks before it can be sent, the quickest to mend first: words, and the page where."""
    if plan is None or not any(each.is_main for each in planned_of(plan)):
        yield "Name at least one main outcome", "outcomes"
    if plan is None or not plan.starts_on or not plan.ends_on:
        yield "Say when the study starts and ends", "about"
    if plan is None or not plan.analysis:
        yield "Say how you will compare the numbers", "about"
    yield from ((text, "files") for text in unready(study))


def frozen_of(plan: StudyPlan, today: date) -> dict[str, Any]:
    """Everything of a plan that would be sent now. A day to come is planned, and did not happen yet."""
    study = plan.evaluation
    happened = {name: getattr(study, name) for name in _HAPPENED}
    return {
        "title": study.title, "project_name": study.project.name, "design": study.design,
        "areas": sorted({each["outcome_area"] for each in plan.outcomes}), "files": frozen(study),
        **{name: getattr(plan, name) for name in _OF_PLAN},
        **{name: on if on and on <= today else None for name, on in happened.items()},
    }  # fmt: skip


def differs(plan: StudyPlan, sent: PlanVersion, today: date) -> list[str]:
    """What would be another than it was sent, by name of column; a file too that was taken back since, and is to be
    public again."""
    found = [name for name, value in frozen_of(plan, today).items() if getattr(sent, name) != value]
    if "files" not in found and any(one.state.is_sealed for one in disclosing.wanted(_session(plan), sent)):
        found.append("files")
    return found


def shown_of(plan: StudyPlan | None) -> PlanVersion | None:
    """The version that everybody reads now."""
    return next((each for each in plan.versions if each.is_latest), None) if plan else None


def waiting_of(plan: StudyPlan | None) -> PlanVersion | None:
    """The version that an editor has not read yet."""
    return next((each for each in plan.versions if each.state.is_waiting), None) if plan else None


def needs_reason(plan: StudyPlan, today: date) -> bool:
    """Whether something that everybody reads already would change, beyond the days on which it happened."""
    shown = shown_of(plan)
    return shown is not None and bool(set(differs(plan, shown, today)) - set(_HAPPENED))


def send(
    session: Session, evaluation: Evaluation, *, because: str, note: str = "", actor: Actor, facts: Facts,
    now: datetime, links: Links,
) -> PlanVersion:  # fmt: skip
    """Freeze the plan as it is, with its files. What waits is replaced; where only the days differ on which it began or
    ended, there are no new words to read, and it is public at once.

    :param note: what the team decided about what is pointed out in files that everybody will read.
    :raises Invalid: something is missing, nothing differs, no reason is given for a change of what is public, or
        nothing is said of what is pointed out.
    :raises WrongState: its organisation closed.
    """
    if not permits(Permission.PLAN_SEND, facts):
        raise NotAllowed("Only an owner of the team may send this plan.")
    plan, organisation = queries.of_evaluation(session, evaluation.id), evaluation.project.organisation
    if gaps := [text for text, _ in missing(evaluation, plan)]:
        raise Invalid(gaps[0])
    if plan is None or (organisation is not None and organisation.closed_at is not None):
        raise WrongState("Its organisation closed, so nothing is sent any more.")
    waits, shown = waiting_of(plan), shown_of(plan)
    if (before := waits or shown) is not None and not differs(plan, before, day_of(now)):
        raise Invalid("Nothing has changed since you sent it")
    if needs_reason(plan, day_of(now)):
        because = checked(because, "because", "Say what changed, and why", most=MAX_BECAUSE)
    was_empty = queries.is_empty_desk(session)
    made = waits or PlanVersion(id=uuid4(), plan=plan, state=PlanState.WAITING)
    for name, value in frozen_of(plan, day_of(now)).items():
        setattr(made, name, value)
    made.terms, made.topics = finding.terms_of(made), finding.topics_of(made)
    made.because, made.sent_at, made.sent_by = because.strip(), now, actor.id
    session.add(made)
    session.flush()
    audit.record(session, "plan.sent", subject_type=KIND, subject_id=made.id, actor_id=actor.id, at=now)
    disclosing.agree(session, made, note, actor=actor, facts=facts, now=now)
    if _has_new_words(made) is None:
        move(session, COURSE, made, "date", actor=actor, facts=facts, now=now)
        _publish(session, made, now)
    elif was_empty:
        mails.plans_wait(session, now=now, links=links)
    return made


def register(
    session: Session, made: PlanVersion, *, seen: str, note: str = "", actor: Actor, facts: Facts, now: datetime,
    links: Links,
) -> None:  # fmt: skip
    """An editor read it and its files, and lets everybody read it and those that are to be public.

    :param seen: the version of the row on the page where the editor read it.
    :param note: what they decided about what is pointed out in the files.
    :raises Invalid: the team has sent it anew since, or nothing is said of what is pointed out.
    :raises WrongState: somebody was faster.
    """
    _refuse_other(made, seen)
    move(session, COURSE, made, "register", actor=actor, facts=facts, now=now)
    made.refused_because = ""
    disclosing.confirm(session, made, note, actor=actor, facts=facts, now=now)
    _publish(session, made, now)
    mails.registered(session, made, now=now, links=links)


def refuse(
    session: Session, made: PlanVersion, because: str, *, seen: str, actor: Actor, facts: Facts, now: datetime,
    links: Links,
) -> None:  # fmt: skip
    """It is not public, or not any more. :raises Invalid: no reason, or sent anew since. :raises WrongState."""
    _refuse_other(made, seen)
    because = checked(because, "because", "Say what has to change", most=MAX_BECAUSE)
    move(session, COURSE, made, "refuse", actor=actor, facts=facts, now=now)
    made.refused_because, made.is_latest = because, False
    session.flush()
    disclosing.end(session, made, because, actor=actor, facts=facts, now=now)
    if made.number is not None:
        _mark_latest(made.plan)
        session.flush()
        if (shown := shown_of(made.plan)) is not None:
            reminding.plan(session, shown, now)
    mails.refused(session, made, now=now, links=links)


def _refuse_other(made: PlanVersion, seen: str) -> None:
    if seen != str(made.version):
        raise Invalid("The team has sent it anew since you opened this page. Read what everybody would get now")


def _publish(session: Session, made: PlanVersion, now: datetime) -> None:
    made.number, made.public_at = queries.next_number(session, made.plan), now
    _mark_latest(made.plan, made)
    session.flush()
    reminding.plan(session, made, now)


def _mark_latest(plan: StudyPlan, newest: PlanVersion | None = None) -> None:
    public = [each for each in plan.versions if each.number is not None and each.state.is_public]
    public.sort(key=lambda each: each.number or 0)
    latest = newest or (public[-1] if public else None)
    for each in plan.versions:
        each.is_latest = each is latest
    if latest is not None:
        latest.first_sent_at = public[0].sent_at
