"""Calls to see what is missing, to send a project to be graded, and to follow it."""

from collections.abc import Mapping
from typing import Any

from flask import g
from werkzeug.datastructures import MultiDict

from evidencehub.accounts.programs.scopes import Scope
from evidencehub.api.bearer import needs
from evidencehub.api.blueprint import Answer, bp
from evidencehub.api.own import sending_schemas as schemas
from evidencehub.api.own import versions, wrong
from evidencehub.api.own.once import once_by
from evidencehub.api.own.typed import UNPROTECTED, as_sent, fields_of
from evidencehub.api.own.versions import versioned
from evidencehub.authz.guard import requires
from evidencehub.authz.policies import permits
from evidencehub.authz.values import Facts, Permission
from evidencehub.projects.missing import evaluation_missing, project_missing
from evidencehub.projects.models import Project, Submission
from evidencehub.projects.pages.blueprint import load_project, load_submission
from evidencehub.projects.pages.sending_form import Sending, form_of, send, sending_of
from evidencehub.projects.queries import open_submission
from evidencehub.projects.sending import AlreadyOpen
from evidencehub.shared.db import db
from evidencehub.shared.errors import Invalid, NotAllowed, WrongState
from evidencehub.shared.links import absolute

Values = Mapping[str, Any]
_SENT = "It has been sent already. It can be sent again when there is a decision."
_NOT_YOURS = "Your role in this team does not include it. Ask an owner of the team."


@bp.get("/team/projects/<uuid:project_id>/sending")
@needs(Scope.READ)
@requires(Permission.SUBMISSION_CREATE, on=load_project)
@bp.response(200, schemas.OwnSending)
def own_sending(project: Project) -> Answer:
    """What is missing before a project can be sent, and what can be chosen.

    Its ETag names what would be sent now.
    """
    sending = sending_of(project)
    return Answer(_record(sending), headers={"ETag": f'"{_marker(sending)}"'})


def _refuse_who_cannot_send(facts: Facts) -> None:
    if not permits(Permission.SUBMISSION_SEND, facts):
        raise NotAllowed(_NOT_YOURS)


# What was sent is on its way by then, so that no more can be sent; who may not send is not told of it either.
@bp.post("/team/projects/<uuid:project_id>/submissions")
@needs(Scope.SUBMISSIONS_SEND)
@once_by(lambda facts: _refuse_who_cannot_send(facts.and_(editable=True)))
@versioned("own_sending")
@requires(Permission.SUBMISSION_CREATE, on=load_project)
@bp.arguments(schemas.Send, location="json")
@bp.response(201, schemas.OwnSubmission)
def send_project(project: Project, sent: Values) -> Answer:
    """Send a project with the evaluations that you choose.

    What is sent is frozen, and an editor reads it first.
    """
    if open_submission(db.session, project.id) is not None:
        raise WrongState(_SENT)
    _refuse_who_cannot_send(g.facts)
    sending = sending_of(project)
    if not versions.is_current(_marker(sending)):
        raise versions.overtaken()
    pairs = [as_sent(field, sent["answers"].get(name)) for name, field in fields_of(form_of(sending, **_BLANK))]
    form = form_of(sending, **{**_BLANK, "formdata": MultiDict([pair for each in pairs for pair in each])})
    if not form.validate():
        raise wrong.of_form(form, "/answers")
    try:
        submission = send(sending, form)
    except AlreadyOpen as error:
        db.session.rollback()
        raise WrongState(_SENT) from error
    except Invalid as error:
        db.session.rollback()
        raise wrong.of_service(error, "/answers") from error
    here = absolute("api.own_submission", submission_id=submission.id)
    return Answer(_submission(submission), 201, {"Location": here})


@bp.get("/team/submissions/<uuid:submission_id>")
@needs(Scope.READ)
@requires(Permission.SUBMISSION_READ, on=load_submission)
@bp.response(200, schemas.OwnSubmission)
def own_submission(submission: Submission) -> Values:
    """Where something stands that was sent, as its team is told on its page."""
    return _submission(submission)


_BLANK: Mapping[str, Any] = {"formdata": None, "meta": UNPROTECTED}


def _record(sending: Sending) -> dict[str, Any]:
    project, still_open = sending.project, open_submission(db.session, sending.project.id)
    gaps = [*project_missing(project), *(gap for each in project.evaluations for gap in evaluation_missing(each))]
    return {
        "missing": [
            {"text": each.text, "task": each.task, "evaluation_id": each.evaluation_id, "result_id": each.result_id}
            for each in gaps
        ],
        "evaluations": [{"id": str(each.id), "title": each.title} for each in sending.ready],
        "standards": [{"id": each.id, "title": each.title} for each in sending.offer.offered],
        "proposed_standard": sending.proposal.standard.id if sending.proposal else None,
        "asks_about_people": bool(sending.about_people),
        "is_answered": sending.was_asked is None or sending.was_asked.is_enough,
        "may_send": permits(Permission.SUBMISSION_SEND, g.facts),
        "submission_id": still_open.id if still_open else None,
        "page": absolute("projects.check", project_id=project.id),
    }  # fmt: skip


def _marker(sending: Sending) -> str:
    return versions.marker_of({**_record(sending), "seen": sending.seen})


def _submission(submission: Submission) -> Values:
    return {
        "id": submission.id, "project_id": submission.project_id, "number": submission.number,
        "standard": submission.standard_id, "standard_version": submission.standard_version,
        "state": submission.state.told.own.label, "sent_at": submission.submitted_at,
        "page": absolute("projects.submission", submission_id=submission.id),
    }  # fmt: skip
