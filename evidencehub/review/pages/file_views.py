"""The editor reads what was sent, page by page, and decides with the team what of it everybody may read."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import Response, current_app, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from evidencehub.authz.guard import Loaded, Withheld, current_actor, requires
from evidencehub.authz.policies import permits
from evidencehub.authz.values import Actor, Permission
from evidencehub.projects.disclosure import aside, holding, services
from evidencehub.projects.disclosure import queries as disclosures
from evidencehub.projects.disclosure.models import Disclosure
from evidencehub.projects.models import Submission
from evidencehub.projects.on_request import services as report_requests
from evidencehub.projects.pages.blueprint import ReportRequestLinks
from evidencehub.projects.pages.disclosure_forms import ConfirmForm, TakeDownForm
from evidencehub.projects.pages.downloads import as_download
from evidencehub.projects.pages.held_forms import LetThroughForm, typed_besides
from evidencehub.projects.plans.files import last_with
from evidencehub.projects.queries import page_count, page_text
from evidencehub.review import queries
from evidencehub.review.pages.blueprint import bp
from evidencehub.review.pages.case_views import load_case
from evidencehub.review.queries import Report
from evidencehub.shared.clock import utc_now
from evidencehub.shared.db import db
from evidencehub.shared.errors import Invalid, NotFound
from evidencehub.shared.files import FileStore
from evidencehub.shared.forms import HubForm
from evidencehub.shared.paging import Page, page_number

Sent = tuple[Submission, Report]


@bp.get("/cases/reports")
@requires(Permission.CASES_LIST)
def reports_waiting() -> ResponseReturnValue:
    """What teams want to be public, of what was sent."""
    found = queries.reports_waiting(db.session, editor_id=current_actor().id)
    return render_template("review/reports-waiting.html", waiting=found)


def _load_file(actor: Actor, submission_id: UUID, number: int) -> Loaded[Sent] | Withheld:
    """The case is checked before it is said whether there is such a file."""
    loaded = load_case(actor, submission_id)
    if not permits(Permission.CASE_FILES_READ, loaded.facts):
        return Withheld(loaded.facts)
    for one in queries.reports(db.session, loaded.resource, with_text=False, with_held=True):
        if one.number == number:
            return Loaded((loaded.resource, one), loaded.facts)
    raise NotFound("There is no such file in this case.")


@bp.get("/cases/<uuid:submission_id>/files/<int:number>")
@requires(Permission.CASE_FILES_READ, on=_load_file)
def case_file(sent: Sent) -> ResponseReturnValue:
    """The text of a frozen file, one page at a time."""
    submission, one = sent
    total = page_count(db.session, one.document.id)
    page: Page[str] = Page([], page_number(request.args.get("page")), 1, total)
    text = page_text(db.session, one.document.id, page.number)
    if text is None and total:
        raise NotFound("The file has no such page.")
    return render_template("review/file.html", submission=submission, one=one, page=page, text=text)


@bp.get("/cases/<uuid:submission_id>/files/<int:number>/file")
@requires(Permission.CASE_FILES_READ, on=_load_file)
def case_file_download(sent: Sent) -> Response:
    _, one = sent
    return as_download(FileStore(current_app.config["SETTINGS"].files_url), one.document, name=one.file_name)


@bp.route("/cases/<uuid:submission_id>/files/<int:number>/held", methods=["GET", "POST"])
@requires(Permission.CASE_FILES_READ, on=_load_file)
def case_file_held(sent: Sent) -> ResponseReturnValue:
    """A table that may have a row for each person, which reviewers do not get before somebody has looked."""
    submission, one = sent
    form = LetThroughForm()
    if form.validate_on_submit():
        try:
            holding.let_through(
                db.session, one.document, form.why.data, actor=current_actor(), facts=g.facts, now=utc_now()
            )  # fmt: skip
        except Invalid as error:
            form.show(error)
        else:
            db.session.commit()
            flash("Reviewers get it.")
            return redirect(url_for(".case", submission_id=submission.id), code=303)
    return _held(sent, form)


def _held(sent: Sent, form: LetThroughForm) -> ResponseReturnValue:
    submission, one = sent
    return render_template(
        "review/file-held.html", submission=submission, one=one, form=form,
        looked=disclosures.pointed_out(db.session, one.document.id),
    ), 422 if form.errors else 200  # fmt: skip


@bp.post("/cases/<uuid:submission_id>/files/<int:number>/finds")
@requires(Permission.CASE_FILES_READ, on=_load_file)
def mark_case_finds(sent: Sent) -> ResponseReturnValue:
    """What the editor has looked at, and is no person. What they typed besides stays in the page."""
    submission, one = sent
    ticked = {name: request.form.getlist(name) for name in ("aside", "again")}
    count = aside.mark(
        db.session, one.document, disclosures.pointed_out(db.session, one.document.id), actor=current_actor(),
        facts=g.facts, now=utc_now(), **ticked,
    )  # fmt: skip
    db.session.commit()
    flash("Kept." if count else "Nothing was ticked.")
    if typed_besides(request.form):
        return _held(sent, LetThroughForm()) if one.document.is_held else _public(sent, ConfirmForm())
    page = "case_file_held" if one.document.is_held else "case_file_public"
    return redirect(url_for(f".{page}", submission_id=submission.id, number=one.number), code=303)


@bp.route("/cases/<uuid:submission_id>/files/<int:number>/public", methods=["GET", "POST"])
@requires(Permission.DISCLOSURE_CONFIRM, on=_load_file)
def case_file_public(sent: Sent) -> ResponseReturnValue:
    if (study_id := sent[1].document.plan_study_id) is not None:  # it is decided with the plan
        made = last_with(db.session, study_id, sent[1].document.id)
        return redirect(url_for(".plan_file", plan_version_id=made.id, document_id=sent[1].document.id), code=303)
    form = ConfirmForm()

    def act(found: Disclosure, **who: Any) -> str:
        services.confirm(db.session, found, form.note.data or "", seen=form.seen.data or "", **who)
        if found.on_request:
            return "The team may give it to those who ask, as soon as the findings are public."
        return "Everybody may read it, as soon as the day has come and the findings are public."

    return _acted(sent, form, act)


@bp.post("/cases/<uuid:submission_id>/files/<int:number>/public/end")
@requires(Permission.DISCLOSURE_END, on=_load_file)
def case_file_not_public(sent: Sent) -> ResponseReturnValue:
    """Not public: refused where only the team has agreed, else taken down."""
    form = TakeDownForm()

    def act(found: Disclosure, **who: Any) -> str:
        end = services.refuse if found.state.is_agreed else services.take_down
        end(db.session, found, form.reason.data or "", **who)
        report_requests.answer_all(db.session, found.document_id, now=who["now"], links=ReportRequestLinks())
        return "It is for its reviewers only."

    return _acted(sent, form, act)


def _acted(sent: Sent, form: HubForm, act: Callable[..., str]) -> ResponseReturnValue:
    submission, one = sent
    found = disclosures.of_document(db.session, one.document.id)
    if form.validate_on_submit():
        if found is None:
            raise NotFound("The team did not ask for this file to be public.")
        try:
            said = act(found, actor=current_actor(), facts=g.facts, now=utc_now())
        except Invalid as error:
            form.show(error)
        else:
            db.session.commit()
            flash(said)
            return redirect(url_for(".case", submission_id=submission.id), code=303)
    return _public(sent, form)


def _public(sent: Sent, form: HubForm) -> ResponseReturnValue:
    """Both forms of the page keep what was typed, whichever was sent."""
    submission, one = sent
    found = disclosures.of_document(db.session, one.document.id)
    return render_template(
        "review/file-public.html", submission=submission, one=one, found=found, form=form,
        looking=form if isinstance(form, ConfirmForm) else ConfirmForm(),
        ending=form if isinstance(form, TakeDownForm) else TakeDownForm(),
        looked=disclosures.pointed_out(db.session, one.document.id), pages=page_count(db.session, one.document.id),
    ), 422 if form.errors else 200  # fmt: skip
