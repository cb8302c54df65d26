"""The editors' desk: requests for evidence that wait, and what to do with one."""

from uuid import UUID

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from evidencehub.authz.guard import Loaded, current_actor, requires
from evidencehub.authz.values import Actor, Permission, facts_of
from evidencehub.feedback.pages.blueprint import RequestLinks, bp
from evidencehub.feedback.pages.request_forms import AnswerForm, RefuseForm
from evidencehub.feedback.requests import queries, services
from evidencehub.feedback.requests.models import EvidenceRequest
from evidencehub.shared.clock import utc_now
from evidencehub.shared.db import db
from evidencehub.shared.errors import Invalid, NotFound, WrongState
from evidencehub.shared.forms import EmptyForm, HubForm
from evidencehub.shared.paging import page_number


@bp.get("/admin/evidence-requests")
@requires(Permission.REQUESTS_MANAGE)
def requests_desk() -> ResponseReturnValue:
    page_of = queries.desk(db.session, page_number(request.args.get("page")))
    return render_template("feedback/requests-desk.html", page_of=page_of, waiting=queries.waiting(db.session))


def load_request(actor: Actor, request_id: UUID) -> Loaded[EvidenceRequest]:
    found = queries.request(db.session, request_id)
    if found is None:
        raise NotFound("There is no such request.")
    return Loaded(found, facts_of(actor))


@bp.get("/admin/evidence-requests/<uuid:request_id>")
@requires(Permission.REQUESTS_MANAGE, on=load_request)
def evidence_request(asked: EvidenceRequest) -> ResponseReturnValue:
    return _render("request.html", asked, EmptyForm())


@bp.post("/admin/evidence-requests/<uuid:request_id>/publish")
@requires(Permission.REQUESTS_MANAGE, on=load_request)
def publish_request(asked: EvidenceRequest) -> ResponseReturnValue:
    services.publish(db.session, asked, actor=current_actor(), facts=g.facts, now=utc_now(), links=RequestLinks())
    db.session.commit()
    flash("Everybody can read the request, and it stands on the map.")
    return redirect(url_for(".evidence_request", request_id=asked.id), code=303)


@bp.route("/admin/evidence-requests/<uuid:request_id>/refuse", methods=["GET", "POST"])
@requires(Permission.REQUESTS_MANAGE, on=load_request)
def refuse_request(asked: EvidenceRequest) -> ResponseReturnValue:
    form = RefuseForm()
    if form.validate_on_submit():
        try:
            services.refuse(
                db.session, asked, reason=form.reason.data, actor=current_actor(), facts=g.facts, now=utc_now(),
                links=RequestLinks(),
            )  # fmt: skip
        except (Invalid, WrongState) as error:
            form.show(error)
        else:
            db.session.commit()
            flash("The request is not public.")
            return redirect(url_for(".requests_desk"), code=303)
    return _render("refuse-request.html", asked, form)


@bp.route("/admin/evidence-requests/<uuid:request_id>/answer", methods=["GET", "POST"])
@requires(Permission.REQUESTS_MANAGE, on=load_request)
def answer_request(asked: EvidenceRequest) -> ResponseReturnValue:
    form = AnswerForm(data={"answer": asked.words.answer})
    if form.validate_on_submit():
        try:
            services.answer(
                db.session, asked, text=form.answer.data, actor=current_actor(), facts=g.facts, now=utc_now(),
                links=RequestLinks(),
            )  # fmt: skip
        except (Invalid, WrongState) as error:
            form.show(error)
        else:
            db.session.commit()
            flash("The answer is public.")
            return redirect(url_for(".requests_desk"), code=303)
    return _render("answer-request.html", asked, form)


def _render(template: str, asked: EvidenceRequest, form: HubForm) -> ResponseReturnValue:
    return render_template(f"feedback/{template}", asked=asked, form=form), 422 if form.errors else 200
