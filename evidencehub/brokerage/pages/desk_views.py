"""The editors' desk: offers and requests that wait or were reported, and what to do with one."""

from uuid import UUID

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from evidencehub.authz.guard import Loaded, current_actor, requires
from evidencehub.authz.values import Actor, Permission, facts_of
from evidencehub.brokerage import queries, services
from evidencehub.brokerage.models import HelpNotice
from evidencehub.brokerage.pages.blueprint import HelpLinks, bp
from evidencehub.brokerage.pages.forms import RefuseForm
from evidencehub.shared.clock import utc_now
from evidencehub.shared.db import db
from evidencehub.shared.errors import Invalid, NotFound, WrongState
from evidencehub.shared.forms import EmptyForm, HubForm
from evidencehub.shared.paging import page_number


@bp.get("/admin/help-with-evaluations")
@requires(Permission.HELP_MANAGE)
def desk() -> ResponseReturnValue:
    page_of = queries.desk(db.session, page_number(request.args.get("page")))
    return render_template("brokerage/desk.html", page_of=page_of, waiting=queries.waiting(db.session))


def load_for_desk(actor: Actor, notice_id: UUID) -> Loaded[HelpNotice]:
    found = queries.notice(db.session, notice_id)
    if found is None:
        raise NotFound("There is no such offer or request.")
    return Loaded(found, facts_of(actor))


@bp.get("/admin/help-with-evaluations/<uuid:notice_id>")
@requires(Permission.HELP_MANAGE, on=load_for_desk)
def notice(notice: HelpNotice) -> ResponseReturnValue:
    return _render("notice.html", notice, EmptyForm())


@bp.post("/admin/help-with-evaluations/<uuid:notice_id>/publish")
@requires(Permission.HELP_MANAGE, on=load_for_desk)
def publish(notice: HelpNotice) -> ResponseReturnValue:
    services.publish(db.session, notice, actor=current_actor(), facts=g.facts, now=utc_now(), links=HelpLinks())
    db.session.commit()
    flash("Everybody can read it.")
    return redirect(url_for(".notice", notice_id=notice.id), code=303)


@bp.route("/admin/help-with-evaluations/<uuid:notice_id>/refuse", methods=["GET", "POST"])
@requires(Permission.HELP_MANAGE, on=load_for_desk)
def refuse(notice: HelpNotice) -> ResponseReturnValue:
    form = RefuseForm()
    if form.validate_on_submit():
        try:
            services.refuse(
                db.session, notice, reason=form.reason.data or "", actor=current_actor(), facts=g.facts, now=utc_now(),
                links=HelpLinks(),
            )  # fmt: skip
        except (Invalid, WrongState) as error:
            form.show(error)
        else:
            db.session.commit()
            flash("It is not public.")
            return redirect(url_for(".desk"), code=303)
    return _render("refuse.html", notice, form)


@bp.post("/admin/help-with-evaluations/<uuid:notice_id>/keep")
@requires(Permission.HELP_MANAGE, on=load_for_desk)
def keep(notice: HelpNotice) -> ResponseReturnValue:
    services.keep(db.session, notice, actor=current_actor(), now=utc_now())
    db.session.commit()
    flash("It stands on. What was reported is settled.")
    return redirect(url_for(".notice", notice_id=notice.id), code=303)


def _render(template: str, notice: HelpNotice, form: HubForm) -> ResponseReturnValue:
    page = render_template(
        f"brokerage/{template}", notice=notice, form=form, reports=queries.reports(db.session, [notice.id])
    )
    return page, 422 if form.errors else 200
