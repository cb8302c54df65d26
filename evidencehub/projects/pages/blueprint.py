"""The team's blueprint, and what its pages share: loading with facts, saving so that nothing typed is lost."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from flask import Blueprint, current_app, render_template
from flask.typing import ResponseReturnValue
from sqlalchemy.orm.exc import StaleDataError

from evidencehub.authz.guard import Loaded
from evidencehub.authz.values import Actor, Facts
from evidencehub.projects import access, queries, terms
from evidencehub.projects.asked.things import kept
from evidencehub.projects.consent.statement import kept as consent_kept
from evidencehub.projects.disclosure.aside import key_of
from evidencehub.projects.frozen.keeping import name_sent
from evidencehub.projects.later.models import LaterResults
from evidencehub.projects.learning.models import LogEntry
from evidencehub.projects.models import Document, Evaluation, OutcomeResult, Project, Submission
from evidencehub.projects.on_request.links import token_of
from evidencehub.projects.on_request.models import ReportRequest
from evidencehub.projects.owners import owner_of, project_of
from evidencehub.projects.pages.evaluation_forms import EVALUATION_FORMS
from evidencehub.projects.pages.forms import PROJECT_FORMS, TeamForm
from evidencehub.projects.plans.models import StudyPlan
from evidencehub.projects.references.words import cited_lists
from evidencehub.projects.study.asked import section
from evidencehub.projects.transfers import queries as transfers
from evidencehub.projects.transfers.models import Transfer
from evidencehub.projects.uploads import queries as uploads
from evidencehub.projects.uploads.models import Upload
from evidencehub.shared import saving
from evidencehub.shared.db import db
from evidencehub.shared.errors import Invalid, NotFound
from evidencehub.shared.links import absolute
from evidencehub.shared.orcid import split_author
from evidencehub.shared.settings import Settings

bp = Blueprint("projects", __name__)
bp.add_app_template_filter(name_sent)
bp.add_app_template_filter(split_author, "author")
bp.add_app_template_filter(key_of, "find_key")
bp.add_app_template_filter(kept, "kept_replies")
bp.add_app_template_filter(consent_kept, "kept_consent")
bp.add_app_template_filter(cited_lists)
_TRIES = 3
CONFLICT, REFUSED = 409, 422


class ProjectLinks:
    """The addresses that mails about a submission hold."""

    def submission(self, submission: Submission) -> str:
        return absolute("projects.submission", submission_id=submission.id)

    def cases(self) -> str:
        return absolute("review.board")


class ReportRequestLinks:
    """The addresses that mails about a full report on request hold."""

    def to_decide(self, request: ReportRequest) -> str:
        return absolute("projects.report_request", request_id=request.id)

    def given(self, request: ReportRequest) -> str:
        return absolute("catalogue.given_report", token=token_of(settings().secret_key, request.id))

    def study(self, request: ReportRequest) -> str:
        return absolute("catalogue.evaluation", evaluation_id=request.document.evaluation_id)


class TransferLinks:
    """The addresses that mails about a project that goes to another organisation hold."""

    def transfer(self, made: Transfer) -> str:
        return absolute("projects.transfer", transfer_id=made.id)

    def projects(self) -> str:
        return absolute("projects.home")


class PlanLinks:
    """The addresses that mails about a plan hold."""

    def plan(self, plan: StudyPlan) -> str:
        return absolute("projects.plan", evaluation_id=plan.evaluation_id)

    def public_plan(self, plan: StudyPlan) -> str:
        return absolute("catalogue.plan", evaluation_id=plan.evaluation_id)

    def plans(self) -> str:
        return absolute("review.board")


class LaterLinks:
    """The addresses that mails about later results hold."""

    def own(self, later: LaterResults) -> str:
        return absolute("projects.later", evaluation_id=later.evaluation_id)

    def public(self, later: LaterResults) -> str:
        return absolute("catalogue.evaluation", evaluation_id=later.evaluation_id)

    def board(self) -> str:
        return absolute("review.board")


class LogLinks:
    """The addresses that mails about entries of a learning log hold."""

    def log(self, entry: LogEntry) -> str:
        return absolute("projects.log", project_id=entry.project_id)

    def public_entry(self, entry: LogEntry) -> str:
        return absolute("catalogue.log_entry", slug=entry.project.slug, entry_id=entry.id)

    def board(self) -> str:
        return absolute("review.board")


def settings() -> Settings:
    found: Settings = current_app.config["SETTINGS"]
    return found


@bp.context_processor
def _words() -> dict[str, Any]:
    return {
        "term": terms.label,
        "term_list": terms.labels,
    }


def _known(actor: Actor, project: Project, facts: Facts) -> Facts:
    """And whether somebody who is refused ran this before: they read where it is, not that there is no such page."""
    if facts.team or actor.id is None:
        return facts
    return facts.and_(handed_over=transfers.ran_before(db.session, actor.id, project.id))


def load_project(actor: Actor, project_id: UUID) -> Loaded[Project]:
    project = queries.project(db.session, project_id)
    if project is None:
        raise NotFound("There is no such project.")
    return Loaded(project, _known(actor, project, access.project_facts(actor, project)))


def load_section(actor: Actor, project_id: UUID, slug: str) -> Loaded[tuple[Project, str]]:
    """A project with one of its pages of answers."""
    loaded = load_project(actor, project_id)
    if slug not in PROJECT_FORMS:
        raise NotFound("There is no such page.")
    return Loaded((loaded.resource, slug), loaded.facts)


def load_part(actor: Actor, evaluation_id: UUID, slug: str) -> Loaded[tuple[Evaluation, str]]:
    """An evaluation with one of its pages of answers."""
    loaded = load_evaluation(actor, evaluation_id)
    if slug not in EVALUATION_FORMS and section(slug) is None:
        raise NotFound("There is no such page.")
    return Loaded((loaded.resource, slug), loaded.facts)


def load_evaluation(actor: Actor, evaluation_id: UUID) -> Loaded[Evaluation]:
    evaluation = queries.evaluation(db.session, evaluation_id)
    if evaluation is None:
        raise NotFound("There is no such evaluation.")
    return Loaded(evaluation, _known(actor, evaluation.project, access.evaluation_facts(actor, evaluation)))


def load_result(actor: Actor, result_id: UUID) -> Loaded[OutcomeResult]:
    result = queries.result(db.session, result_id)
    if result is None:
        raise NotFound("There is no such result. Somebody may have removed it.")
    project = result.evaluation.project
    return Loaded(result, _known(actor, project, access.project_facts(actor, project)))


def load_document(actor: Actor, document_id: UUID) -> Loaded[Document]:
    document = queries.document(db.session, document_id)
    if document is None:
        raise NotFound("There is no such document.")
    return Loaded(document, _known(actor, document.project, access.document_facts(actor, document)))


def load_upload(actor: Actor, upload_id: UUID) -> Loaded[Upload]:
    upload = uploads.upload(db.session, upload_id)
    if upload is None:
        raise NotFound("There is no such upload. What is not finished is kept for three days.")
    project = project_of(owner_of(upload))
    return Loaded(upload, _known(actor, project, access.project_facts(actor, project)))


def load_submission(actor: Actor, submission_id: UUID) -> Loaded[Submission]:
    submission = queries.submission(db.session, submission_id)
    if submission is None:
        raise NotFound("There is no such submission.")
    return Loaded(submission, _known(actor, submission.project, access.submission_facts(actor, submission)))


def saves(form: TeamForm, record: Any, save: Callable[[Mapping[str, Any]], object]) -> bool:
    """Save what a page of answers holds, and say whether the reader may go on.

    Somebody else may have changed the same answers since the page was opened: then nothing is saved, and the form comes
    back with what was typed, what they wrote, and a warning. The same press twice is no conflict.
    """
    if not form.is_submitted():
        form.seen.data = form.fingerprint(record)
        return False
    if not form.validate():
        return False
    for _ in range(_TRIES):
        typed = form.answers()
        if form.answers_of(record) == typed:
            return True
        if form.seen.data and form.seen.data != form.fingerprint(record):
            form.show_overtaken(record)
            return False
        try:
            save(typed)
            db.session.commit()
        except Invalid as error:
            db.session.rollback()
            form.show(error)
            return False
        except StaleDataError:  # somebody saved in this very moment: look again at what stands there now
            db.session.rollback()
            continue
        return True
    raise StaleDataError("three others were faster")


def told(form: TeamForm, record: Any, *, saved: bool) -> ResponseReturnValue:
    """What a page that saves by itself is told after :func:`saves`."""
    if saved:
        return saving.told("saved", form.fingerprint(record))
    return saving.told("overtaken" if form.theirs else "problem")


def render(template: str, form: Any = None, **values: Any) -> ResponseReturnValue:
    failed = form is not None and bool(form.errors)
    status = CONFLICT if failed and getattr(form, "theirs", None) else REFUSED if failed else 200
    return render_template(f"projects/{template}", form=form, **values), status
