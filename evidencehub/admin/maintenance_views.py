"""The page on which admins say that somebody works on the hub."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from evidencehub.admin import forms
from evidencehub.admin import maintenance as keeping
from evidencehub.admin.blueprint import bp
from evidencehub.authz.guard import requires
from evidencehub.authz.values import Permission
from evidencehub.shared import maintenance
from evidencehub.shared.clock import local, utc_now
from evidencehub.shared.db import db
from evidencehub.shared.errors import Invalid


@bp.route("/admin/maintenance", methods=["GET", "POST"], endpoint="maintenance")
@requires(Permission.MAINTENANCE_MANAGE)
def work() -> ResponseReturnValue:
    said = maintenance.current(db.session)
    until = local(said.until).strftime("%Y-%m-%d %H:%M") if said and said.until else ""
    form = forms.MaintenanceForm(
        data={"message": said.message, "until": until, "read_only": said.read_only} if said else {}
    )
    if form.validate_on_submit():
        try:
            keeping.begin(
                db.session, message=form.message.data or "", until=form.until.data or "",
                read_only=bool(form.read_only.data), actor_id=current_user.id, now=utc_now(),
            )  # fmt: skip
        except Invalid as error:
            form.show(error)
        else:
            db.session.commit()
            flash("Every page says it now.")
            return redirect(url_for(".maintenance"), code=303)
    return render_template("admin/maintenance.html", form=form, said=said), 422 if form.errors else 200


@bp.post("/admin/maintenance/end")
@requires(Permission.MAINTENANCE_MANAGE)
def end_maintenance() -> ResponseReturnValue:
    if keeping.end(db.session, actor_id=current_user.id, now=utc_now()):
        db.session.commit()
        flash("The message is gone, and everything can be sent again.")
    return redirect(url_for(".maintenance"), code=303)
