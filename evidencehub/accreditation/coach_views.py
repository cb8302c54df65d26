"""The team's own coach: what the first step asks, or, after a decision, the ways on from there. Nobody else sees it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from flask import render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from evidencehub.accreditation import coach as coaching
from evidencehub.accreditation import helping, queries
from evidencehub.accreditation.blueprint import bp
from evidencehub.accreditation.findings import lines_of
from evidencehub.accreditation.letter.ways import ways_of
from evidencehub.accreditation.models import Accreditation
from evidencehub.authz.guard import requires
from evidencehub.authz.values import Permission
from evidencehub.projects.missing import complete
from evidencehub.projects.models import Project, Submission
from evidencehub.projects.pages.blueprint import load_project
from evidencehub.projects.pages.next_step import latest
from evidencehub.projects.standards_in_use import in_use, main_areas
from evidencehub.review import wording
from evidencehub.review.decisions import grade
from evidencehub.review.models import Decision, FactEntry, Finding
from evidencehub.review.reconciling import agreed_facts, agreed_findings
from evidencehub.review.routes import RouteTaken, routes_of, routes_taken
from evidencehub.review.sheet import Sheet, sheet_of
from evidencehub.shared.db import db
from evidencehub.standards.files.loading import load_standard
from evidencehub.standards.model.standard import Standard


@dataclass(frozen=True)
class Coaching:
    """Everything on the page of a coach."""

    coach: coaching.Coach
    routes: tuple[RouteTaken, ...]
    submission: Submission | None = None  # the decision that it goes on from
    decision: Decision | None = None
    accreditation: Accreditation | None = None
    newer: Standard | None = None  # a version that took the place of the one that graded: the coach goes by it


@bp.get("/team/projects/<uuid:project_id>/coach")
@requires(Permission.PROJECT_FOLLOW, on=load_project)
def coach(project: Project) -> ResponseReturnValue:
    found = coaching_of(db.session, project)
    sent = latest(project)
    return render_template(
        "accreditation/coach.html", project=project, found=found, words=wording,
        ways=ways_of(found.coach) if found else None,
        help=helping.for_coach(db.session, project, found.coach) if found else None,
        is_open=sent is not None and not sent.state.is_closed, try_address=_try(found.coach) if found else "",
    )  # fmt: skip


def coaching_of(session: Session, project: Project) -> Coaching | None:
    """The coach of a project as things stand; None where nothing was graded and the hub offers no standard."""
    for submission in sorted(project.submissions, key=lambda one: one.number, reverse=True):
        if submission.decided_at and (decision := queries.decision_of(session, submission)):
            return _after(session, submission, decision)
    return _before(session, project)


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


def _before(session: Session, project: Project) -> Coaching | None:
    """From nothing: by the standard that was chosen or would be proposed, in words for the kind of study there is."""
    sent = latest(project)
    if sent is not None:
        standard = load_standard(sent.standard_id, sent.standard_version)
    else:
        proposal = in_use(session).proposal(main_areas(project, complete(project.evaluations)))
        if proposal is None:
            return None
        standard = proposal.standard
    studies = [(each.title, each.design) for each in project.evaluations if each.design in standard.designs]
    routes = routes_taken(standard, studies)
    design = studies[0][1] if len(routes) == 1 else None
    return Coaching(coaching.from_nothing(standard, design), routes)


def _try(coach: coaching.Coach) -> str:
    """The page to try the standard on, with what was agreed filled in where one study is asked about."""
    standard = coach.standard
    values: dict[str, str] = {"kind": coach.kind} if coach.kind and standard.routes else {}
    if not standard.counts_studies and standard.summary_rule is None:
        values |= coach.answers or {}
    return url_for(
        "guide.standard_try", standard_id=standard.id, version=standard.version, **values  # type: ignore[arg-type]
    )  # fmt: skip
