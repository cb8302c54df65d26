"""The team's own coach: what its answers come to, or, after a decision, the ways on from there. Nobody else sees it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from flask import current_app, g, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from evidencehub.accreditation import coach as coaching
from evidencehub.accreditation import helping, queries
from evidencehub.accreditation.blueprint import bp
from evidencehub.accreditation.entered.answers import entered_now
from evidencehub.accreditation.entered.beside import Beside, beside
from evidencehub.accreditation.entered.examples import Example, examples_for
from evidencehub.accreditation.entered.outlook import Outlook, outlook
from evidencehub.accreditation.entered.plan import plan_after, plan_before
from evidencehub.accreditation.findings import lines_of
from evidencehub.accreditation.letter.ways import ways_of
from evidencehub.accreditation.models import Accreditation
from evidencehub.authz.guard import requires
from evidencehub.authz.policies import permits
from evidencehub.authz.values import Permission
from evidencehub.projects.frozen.keeping import is_whole
from evidencehub.projects.missing import complete
from evidencehub.projects.models import Project, Submission
from evidencehub.projects.pages.blueprint import load_project
from evidencehub.projects.pages.next_step import latest
from evidencehub.projects.standards_in_use import in_use, main_areas
from evidencehub.review import wording
from evidencehub.review.decisions import grade
from evidencehub.review.models import Decision, FactEntry, Finding
from evidencehub.review.reconciling import agreed_facts, agreed_findings
from evidencehub.review.routes import RouteTaken, routes_of
from evidencehub.review.sheet import Sheet, sheet_for_studies, sheet_of
from evidencehub.shared.clock import hub_today
from evidencehub.shared.db import db
from evidencehub.shared.settings import Adviser
from evidencehub.standards.files.loading import load_standard
from evidencehub.standards.model.standard import Standard


@dataclass(frozen=True)
class Coaching:
    """Everything on the page of a coach after a decision."""

    coach: coaching.Coach
    routes: tuple[RouteTaken, ...]
    submission: Submission
    decision: Decision  # that it goes on from
    accreditation: Accreditation | None = None
    newer: Standard | None = None  # a version that took the place of the one that graded: the coach goes by it


@dataclass(frozen=True)
class Before:
    """The same before anything was graded: what the team's own answers come to."""

    outlook: Outlook
    routes: tuple[RouteTaken, ...]
    offered: tuple[Standard, ...] = ()  # that the team can choose among; none once it sent by one of them
    chosen: str | None = None  # by the address of the page; None: the one that is proposed


@bp.get("/team/projects/<uuid:project_id>/coach")
@requires(Permission.PROJECT_FOLLOW, on=load_project)
def coach(project: Project) -> ResponseReturnValue:
    if (after := coaching_of(db.session, project)) is not None:
        return _page_after(project, after)
    before = _before(db.session, project)
    return render_template(
        "accreditation/coach-before.html", project=project, found=before,
        help=helping.for_outlook(db.session, project, before.outlook) if before else None,
        adviser=_adviser(), examples=_examples_before(project, before) if before else (),
        is_open=_is_open(project), try_address=_try_before(before) if before else "",
        may_edit=permits(Permission.PROJECT_EDIT, g.facts), is_likely_asked=request.args.get("likely") == "yes",
    )  # fmt: skip


def _page_after(project: Project, found: Coaching) -> ResponseReturnValue:
    return render_template(
        "accreditation/coach.html", project=project, found=found, words=wording, ways=ways_of(found.coach),
        help=helping.for_coach(db.session, project, found.coach), is_open=_is_open(project), adviser=_adviser(),
        examples=_examples_after(project, found), beside=_beside(found),
        try_address=_try(found.coach),
    )  # fmt: skip


@bp.get("/team/projects/<uuid:project_id>/coach/plan")
@requires(Permission.PROJECT_FOLLOW, on=load_project)
def coach_plan(project: Project) -> ResponseReturnValue:
    """What to do next, on a sheet of paper."""
    plan = standard = chosen = None
    if (after := coaching_of(db.session, project)) is not None:
        plan, standard = plan_after(after.coach, entered_now(db.session, project)), after.coach.standard
    elif (before := _before(db.session, project)) is not None:
        plan, standard, chosen = plan_before(before.outlook), before.outlook.standard, before.chosen
    return render_template(
        "accreditation/coach-plan.html", project=project, plan=plan, today=hub_today(), standard=standard,
        chosen=chosen,
        may_edit=permits(Permission.PROJECT_EDIT, g.facts),
    )  # fmt: skip


def _adviser() -> Adviser | None:
    adviser: Adviser | None = current_app.config["SETTINGS"].adviser
    return adviser


def _examples_before(project: Project, found: Before) -> tuple[Example, ...]:
    step = found.outlook.in_reach
    return examples_for(
        db.session, found.outlook.standard, {each.design for each in project.evaluations if each.design},
        step=step.tier if step else None, but_not=project,
    )  # fmt: skip


def _examples_after(project: Project, found: Coaching) -> tuple[Example, ...]:
    designs = {each.evaluation.design for each in found.submission.evaluation_versions}
    return examples_for(
        db.session, found.coach.standard, designs, step=found.coach.next_tier, but_not=project
    )  # fmt: skip


def _beside(found: Coaching) -> Beside | None:
    """By the version that graded it, whatever came since."""
    if not is_whole(found.submission):
        return None
    sheet = sheet_of(found.submission)
    return beside(found.submission, sheet, lines_of(sheet, queries.findings_of(db.session, found.submission)))


def _is_open(project: Project) -> bool:
    sent = latest(project)
    return sent is not None and not sent.state.is_closed


def coaching_of(session: Session, project: Project) -> Coaching | None:
    """What to go on from; None where nothing was graded."""
    for submission in sorted(project.submissions, key=lambda one: one.number, reverse=True):
        if submission.decided_at and (decision := queries.decision_of(session, submission)):
            return _after(session, submission, decision)
    return None


def _after(session: Session, submission: Submission, decision: Decision) -> Coaching:
    current = load_standard(submission.standard_id)
    newer = current if current.version != submission.standard_version else None
    sheet, agreed, graded = sheet_of(submission), agreed_findings(session, submission), decision.grade
    numbers = agreed_facts(session, submission)
    if newer is not None:
        sheet = sheet_of(submission, newer.version)
        numbers = [entry for entry in numbers if entry.name in sheet.standard.facts_by_name]
        agreed, graded = _by_another_version(sheet, agreed, numbers)
    found = coaching.from_decision(sheet, graded, lines_of(sheet, queries.without_names(sheet, agreed, numbers)))
    return Coaching(found, routes_of(sheet), submission, decision, queries.by_submission(session, submission), newer)


def _by_another_version(
    sheet: Sheet, agreed: Iterable[Finding], numbers: Iterable[FactEntry]
) -> tuple[list[Finding], dict[str, Any]]:
    """What was agreed as far as the version of ``sheet`` asks it, and what that comes to: the rest is still open."""
    kept = [
        finding
        for finding in agreed
        if (item := sheet.by_key.get((finding.criterion_id, finding.result_key))) and finding.answer in item.answers
    ]
    return kept, grade(sheet, kept, numbers).as_dict()


def _before(session: Session, project: Project) -> Before | None:
    """By the standard that it was sent by, that the address names, or that is proposed; None where none is offered."""
    entered, sent = entered_now(session, project), latest(project)
    offered: tuple[Standard, ...] = ()
    chosen = None
    if sent is not None:
        standard = load_standard(sent.standard_id, sent.standard_version)
    else:
        use = in_use(session)
        proposal = use.proposal(main_areas(project, complete(project.evaluations)))
        if proposal is None:
            return None
        offered = use.offered
        named = next((each for each in offered if each.id == request.args.get("standard")), None)
        standard, chosen = named or proposal.standard, named.id if named else None
    sheet = sheet_for_studies(standard, entered.evaluations)
    return Before(outlook(sheet, entered), routes_of(sheet), offered, chosen)


def _try_before(found: Before) -> str:
    """The page to try the standard on, for the kind of study where there is one."""
    standard, routes = found.outlook.standard, found.routes
    kind = next(iter(routes[0].route.designs), None) if len(routes) == 1 else None
    return url_for("guide.standard_try", standard_id=standard.id, version=standard.version, kind=kind)


def _try(coach: coaching.Coach) -> str:
    """The page to try the standard on, with what was agreed filled in where one study is asked about."""
    standard = coach.standard
    values: dict[str, str] = {"kind": coach.kind} if coach.kind and standard.routes else {}
    if not standard.counts_studies and standard.summary_rule is None:
        values |= coach.answers or {}
    return url_for(
        "guide.standard_try", standard_id=standard.id, version=standard.version, **values  # type: ignore[arg-type]
    )  # fmt: skip
