"""Asking a team for a full report that is not public, and reading one that was given: each asks anew whether it may."""

from uuid import UUID

from flask import Response, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from wtforms.validators import DataRequired

from evidencehub.accounts.blueprint import WAIT, may_try
from evidencehub.authz.guard import current_actor, public
from evidencehub.catalogue.pages.blueprint import bp
from evidencehub.catalogue.pages.reports import AT_ONCE, first_of
from evidencehub.projects import queries
from evidencehub.projects.copies.models import CleanCopy
from evidencehub.projects.copies.queries import copies_of
from evidencehub.projects.disclosure import queries as disclosures
from evidencehub.projects.frozen.shapes import FrozenEvaluation
from evidencehub.projects.on_request import queries as asking
from evidencehub.projects.on_request import services
from evidencehub.projects.on_request.links import request_of
from evidencehub.projects.on_request.models import ReportRequest
from evidencehub.projects.on_request.states import DAYS
from evidencehub.projects.pages.blueprint import ReportRequestLinks
from evidencehub.projects.pages.downloads import as_download
from evidencehub.projects.public import PublicDocument, PublicProject, public_view
from evidencehub.projects.takedown.services import refuse_down
from evidencehub.shared.clock import utc_now
from evidencehub.shared.db import db
from evidencehub.shared.errors import HubError, Invalid, NotFound
from evidencehub.shared.files import FileStore
from evidencehub.shared.filetypes import BY_MEDIA_TYPE
from evidencehub.shared.forms import EmailText, HubForm, LongText, ShortText
from evidencehub.shared.paging import page_number

_NONE = "There is no such report to ask for."


class Ended(HubError):
    status = 410
    title = "This link has ended"


class AskForm(HubForm):
    name = ShortText(
        "Who are you?", [DataRequired("Say who you are")], limit=200,
        description="Your name, and what you work for. For example: Sam Lee, youth service of Leeds City Council.",
    )  # fmt: skip
    why = LongText(
        "Why do you need the full report?", [DataRequired("Say why you need the report")], limit=services.MAX_WHY
    )
    email = EmailText("Your email address", required="Enter your email address")


@bp.route("/evaluations/<uuid:evaluation_id>/documents/<uuid:document_id>/ask", methods=["GET", "POST"])
@public
def ask_report(evaluation_id: UUID, document_id: UUID) -> ResponseReturnValue:
    view, study, found = _find(evaluation_id, document_id)
    form, signed_in = AskForm(), current_actor().id is not None
    if signed_in:
        del form.email
        if not form.is_submitted():
            form.name.data = current_user.name
    if form.validate_on_submit():
        if not may_try("report-request", request.remote_addr or "unknown"):
            form.form_errors.append(f"{WAIT}, and send this again")
        else:
            try:
                _ask(form, document_id)
            except Invalid as error:
                form.show(error)
            else:
                db.session.commit()
                flash("Thank you. The team answers, and we tell you by mail.")
                return redirect(url_for(".evaluation", evaluation_id=evaluation_id), code=303)
    return render_template(
        "catalogue/ask-report.html", form=form, view=view, evaluation=study, document=found, days=DAYS
    ), 422 if form.errors else 200  # fmt: skip


def _ask(form: AskForm, document_id: UUID) -> None:
    document = queries.document(db.session, document_id)
    if document is None:
        raise NotFound(_NONE)
    email = form.email.data if "email" in form else current_user.person.email
    asked = services.Asked(form.name.data, form.why.data, email, current_actor().id)
    services.ask(db.session, document, asked, now=utc_now(), links=ReportRequestLinks())


def _find(evaluation_id: UUID, document_id: UUID) -> tuple[PublicProject, FrozenEvaluation, PublicDocument]:
    """:raises NotFound: the study is not public, does not hold the document, or that cannot be asked for."""
    found = queries.evaluation(db.session, evaluation_id)
    refuse_down(found.project if found else None)
    view = public_view(db.session, found.project) if found else None
    study = view.evaluation(evaluation_id) if view else None
    if view is None or study is None or view.stage.is_stub:
        raise NotFound(_NONE)
    for each in view.on_request_of(study.id):
        if each.sent.id == document_id:
            return view, study, each
    raise NotFound(_NONE)


@bp.get("/given-reports/<token>")
@public
def given_report(token: str) -> ResponseReturnValue:
    asked = _given(token)
    total = queries.page_count(db.session, asked.document_id)
    first = first_of(page_number(request.args.get("from")))
    if first > max(total, 1):
        raise NotFound("The document has no such page.")
    last = min(first + AT_ONCE - 1, total)
    answer = current_app.make_response(
        render_template(
            "catalogue/given-report.html",
            asked=asked,
            token=token,
            title=_title(asked),
            first=first,
            last=last,
            total=total,
            at_once=AT_ONCE,
            parts=range(1, total + 1, AT_ONCE),
            pages=disclosures.texts(db.session, asked.document_id, first, last),
            has_file=_copy_given(asked) is not None,
        )
    )
    return _kept_nowhere(answer)


@bp.get("/given-reports/<token>/file")
@public
def given_report_file(token: str) -> Response:
    """The copy without what the file says of people, as reviewers have it; where there is none, the text is all."""
    asked = _given(token)
    copy = _copy_given(asked)
    if copy is None:
        raise NotFound("Only the text of this report was given.")
    kind = BY_MEDIA_TYPE[asked.document.media_type]
    name = f"{asked.document.project.slug}-report{kind.extension}"
    store = FileStore(current_app.config["SETTINGS"].files_url)
    return _kept_nowhere(as_download(store, asked.document, name=name, copy=copy))


def _given(token: str) -> ReportRequest:
    """:raises NotFound: the link is not ours. :raises Ended: it opens nothing any more."""
    key = request_of(current_app.config["SETTINGS"].secret_key, token)
    asked = asking.request(db.session, key) if key else None
    if asked is None:
        raise NotFound("There is no such link. Copy the whole of it from the mail.")
    if not services.may_be_read(db.session, asked, utc_now()):
        raise Ended("The time is over, or the team took the report back. You can ask again on the page of the study.")
    return asked


def _title(asked: ReportRequest) -> str:
    """As everybody reads it: the draft may have another by now."""
    view = public_view(db.session, asked.document.project)
    study = view.evaluation(asked.document.evaluation_id) if view and asked.document.evaluation_id else None
    return study.title if study else ""


def _copy_given(asked: ReportRequest) -> CleanCopy | None:
    """Of the file; None where the team gives the text alone, or nothing could be taken out of the file."""
    found = disclosures.of_document(db.session, asked.document_id)
    if found is None or not found.with_file:
        return None
    copy = copies_of(db.session, [asked.document.sha256]).get(asked.document.sha256)
    return copy if copy is not None and copy.copy_sha256 is not None else None


def _kept_nowhere(answer: Response) -> Response:
    """Neither on the way nor by search engines, and no other page is told the address."""
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["Referrer-Policy"] = "strict-origin"
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer
