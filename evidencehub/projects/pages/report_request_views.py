"""Whoever answers for a team reads who asks for its full report, and gives it for some time or says why not."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import flash, g, redirect, request, url_for
from flask.typing import ResponseReturnValue

from evidencehub.authz.guard import Loaded, current_actor, requires
from evidencehub.authz.values import Actor, Permission
from evidencehub.projects import access
from evidencehub.projects.on_request import queries, services
from evidencehub.projects.on_request.models import ReportRequest
from evidencehub.projects.pages.blueprint import ReportRequestLinks, bp, render
from evidencehub.projects.pages.report_request_forms import GiveForm, SayNoForm
from evidencehub.shared.clock import utc_now
from evidencehub.shared.db import db
from evidencehub.shared.errors import Invalid, NotFound
from evidencehub.shared.forms import EmptyForm, HubForm
from evidencehub.shared.paging import page_number


@bp.get("/team/report-requests")
@requires(Permission.ACCOUNT_USE)
def report_requests() -> ResponseReturnValue:
    """Of all teams that this person answers for."""
    page_of = queries.of_organisations(db.session, current_actor().owns, page_number(request.args.get("page")))
    return render("report-requests.html", page_of=page_of, is_owner=bool(current_actor().owns))


def _load(actor: Actor, request_id: UUID) -> Loaded[ReportRequest]:
    found = queries.request(db.session, request_id)
    if found is None:
        raise NotFound("Nobody asked for a report here.")
    return Loaded(found, access.document_facts(actor, found.document))


@bp.get("/team/report-requests/<uuid:request_id>")
@requires(Permission.DISCLOSURE_AGREE, on=_load)
def report_request(asked: ReportRequest) -> ResponseReturnValue:
    return _page(asked)


@bp.post("/team/report-requests/<uuid:request_id>/give")
@requires(Permission.DISCLOSURE_AGREE, on=_load)
def give_report(asked: ReportRequest) -> ResponseReturnValue:
    form = GiveForm()

    def act(**who: Any) -> str:
        services.give(db.session, asked, int(form.days.data), links=ReportRequestLinks(), **who)
        return "They get a mail with a link."

    return _acted(asked, form, act)


@bp.post("/team/report-requests/<uuid:request_id>/refuse")
@requires(Permission.DISCLOSURE_AGREE, on=_load)
def refuse_report(asked: ReportRequest) -> ResponseReturnValue:
    form = SayNoForm()

    def act(**who: Any) -> str:
        services.refuse(db.session, asked, form.reason.data, links=ReportRequestLinks(), **who)
        return "They get a mail with your reason."

    return _acted(asked, form, act)


@bp.post("/team/report-requests/<uuid:request_id>/end")
@requires(Permission.DISCLOSURE_AGREE, on=_load)
def end_report(asked: ReportRequest) -> ResponseReturnValue:
    def act(**who: Any) -> str:
        services.end(db.session, asked, **who)
        return "The link opens nothing any more."

    return _acted(asked, EmptyForm(), act)


def _acted(asked: ReportRequest, form: HubForm, act: Callable[..., str]) -> ResponseReturnValue:
    if form.validate_on_submit():
        try:
            said = act(actor=current_actor(), facts=g.facts, now=utc_now())
        except Invalid as error:
            form.show(error)
        else:
            db.session.commit()
            flash(said)
            return redirect(url_for(".report_requests"), code=303)
    return _page(asked, form)


def _page(asked: ReportRequest, form: HubForm | None = None) -> ResponseReturnValue:
    return render(
        "report-request.html", form, asked=asked, document=asked.document, evaluation=asked.document.evaluation,
        project=asked.document.project, give=form if isinstance(form, GiveForm) else GiveForm(formdata=None),
        no=form if isinstance(form, SayNoForm) else SayNoForm(formdata=None), has_account=asked.person_id is not None,
    )  # fmt: skip
