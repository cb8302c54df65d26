"""One's organisations and their teams."""

from uuid import UUID

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from evidencehub.accounts import forms, services
from evidencehub.accounts.blueprint import bp, render
from evidencehub.accounts.models import Organisation, OrganisationKind
from evidencehub.authz.guard import Loaded, requires
from evidencehub.authz.values import Actor, Permission, facts_of
from evidencehub.shared.clock import utc_now
from evidencehub.shared.db import db
from evidencehub.shared.errors import Invalid, NotFound


@bp.route("/organisations/new", methods=["GET", "POST"])
@requires(Permission.ORGANISATION_CREATE)
def new_organisation() -> ResponseReturnValue:
    form = forms.OrganisationForm()
    if form.validate_on_submit():
        try:
            services.create_organisation(
                db.session, name=form.name.data, kind=OrganisationKind(form.kind.data), town=form.town.data or "",
                founder=current_user.person, now=utc_now(),
            )  # fmt: skip
        except Invalid as error:
            form.show(error)
        else:
            db.session.commit()
            flash("Your organisation is added. Now describe your first project.")
            return redirect(url_for("projects.new"), code=303)
    return render("organisation-new.html", form)


def load_organisation(actor: Actor, organisation_id: UUID) -> Loaded[Organisation]:
    organisation = db.session.get(Organisation, organisation_id)
    if organisation is None:
        raise NotFound("There is no such organisation.")
    return Loaded(organisation, facts_of(actor).and_(team=organisation.id in actor.organisations))


@bp.route("/organisations/<uuid:organisation_id>/team", methods=["GET", "POST"])
@requires(Permission.ORGANISATION_EDIT, on=load_organisation)
def team(organisation: Organisation) -> ResponseReturnValue:
    form = forms.MemberForm()
    if form.validate_on_submit():
        try:
            added = services.add_member(
                db.session, organisation, form.email.data, actor_id=current_user.id, now=utc_now()
            )
        except Invalid as error:
            form.show(error)
        else:
            db.session.commit()
            flash(f"{added.name} is in the team now.")
            return redirect(url_for(".team", organisation_id=organisation.id), code=303)
    return render("team.html", form, organisation=organisation)
