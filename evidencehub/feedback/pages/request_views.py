"""Public pages: what evidence people ask for, and asking for some."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from evidencehub.accounts.blueprint import may_try
from evidencehub.authz.guard import public
from evidencehub.feedback.pages.blueprint import RequestLinks, bp
from evidencehub.feedback.pages.request_forms import RequestForm
from evidencehub.feedback.requests import queries, services
from evidencehub.shared.clock import utc_now
from evidencehub.shared.db import db
from evidencehub.shared.errors import Invalid
from evidencehub.shared.page_cache import same_for_everybody
from evidencehub.shared.paging import page_number
from evidencehub.standards.files.outcomes import load_outcomes


@bp.get("/evidence-requests")
@public
@same_for_everybody
def requests() -> ResponseReturnValue:
    tree = load_outcomes()
    chosen = tree.by_slug.get(request.args.get("outcome", ""))
    found = queries.public(db.session, page_number(request.args.get("page")), [chosen.slug] if chosen else ())
    return render_template("feedback/requests.html", page_of=found, chosen=chosen, areas=tree.areas)


@bp.route("/evidence-requests/new", methods=["GET", "POST"])
@public
def new_request() -> ResponseReturnValue:
    form = RequestForm()
    form.offer(outcome=request.args.get("outcome", ""), population=request.args.get("population", ""))
    if form.validate_on_submit():
        if not may_try("evidence-request", request.remote_addr or "unknown"):
            form.form_errors.append(
                "You have asked many times in a short time. Wait 15 minutes, and send this one again"
            )
        else:
            try:
                services.send(db.session, form.typed(), now=utc_now(), links=RequestLinks())
            except Invalid as error:
                form.show(error)
            else:
                db.session.commit()
                flash("Thank you. An editor reads your request before everybody can.")
                return redirect(url_for(".requests"), code=303)
    return render_template("feedback/new-request.html", form=form), 422 if form.errors else 200
