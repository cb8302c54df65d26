"""The page on which an owner closes an organisation, or opens it again."""

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from evidencehub.accounts.models import Organisation
from evidencehub.accounts.organisation_views import load_organisation
from evidencehub.authz.guard import requires
from evidencehub.authz.values import Permission
from evidencehub.projects import closing
from evidencehub.projects.pages.blueprint import bp, render
from evidencehub.shared.clock import utc_now
from evidencehub.shared.db import db
from evidencehub.shared.errors import Invalid
from evidencehub.shared.forms import EmptyForm


@bp.route("/organisations/<uuid:organisation_id>/close", methods=["GET", "POST"])
@requires(Permission.ORGANISATION_EDIT, on=load_organisation)
def close(organisation: Organisation) -> ResponseReturnValue:
    form = EmptyForm()
    if form.validate_on_submit():
        done = closing.close if organisation.closed_at is None else closing.reopen
        try:
            done(db.session, organisation, actor_id=current_user.id, now=utc_now())
        except Invalid as error:
            db.session.rollback()
            form.show(error)
        else:
            db.session.commit()
            flash(f"{organisation.name} is {'closed' if organisation.closed_at else 'open again'}.")
            return redirect(url_for("accounts.team", organisation_id=organisation.id), code=303)
    names = closing.under_way(db.session, organisation)
    return render("close-organisation.html", form, organisation=organisation, under_way=names)
