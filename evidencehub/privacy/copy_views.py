"""“What we hold about you”: asking for a copy, watching it being made, getting it, and having it deleted."""

from flask import flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from evidencehub.accounts.blueprint import hub_settings
from evidencehub.accounts.forms import FreshForm
from evidencehub.accounts.fresh import proved_anew, without_needless
from evidencehub.accounts.models import Person
from evidencehub.authz.guard import requires
from evidencehub.authz.values import Permission
from evidencehub.privacy import copies
from evidencehub.privacy.blueprint import bp
from evidencehub.privacy.models import DataCopy
from evidencehub.shared.clock import utc_now
from evidencehub.shared.db import db


@bp.route("/account/data", methods=["GET", "POST"])
@requires(Permission.ACCOUNT_USE)
def data() -> ResponseReturnValue:
    form = FreshForm()
    without_needless(form)
    if form.validate_on_submit() and (person := proved_anew(form)) is not None:
        return _done(person, request.form.get("act", ""))
    copy = copies.of_person(db.session, current_user.id)
    return render_template("privacy/data.html", form=form, copy=copy), 422 if form.errors else 200


def _done(person: Person, act: str) -> ResponseReturnValue:
    """What was pressed; of a page that was left open, as far as that is possible now."""
    copy = copies.of_person(db.session, person.id)
    if act == "get" and copy is not None and copy.part:
        return _given(person, copy)
    if act == "delete" and copy is not None:
        copies.let_go(db.session, copy)
        db.session.commit()
        copies.remove_bytes(hub_settings(), copy.id)
        flash("Your copy is deleted.")
    elif act == "make" and copy is None:
        copies.ask(db.session, person, now=utc_now())
        db.session.commit()
    else:
        db.session.commit()  # a code that was used is used
    return redirect(url_for(".data"), code=303)


def _given(person: Person, copy: DataCopy) -> ResponseReturnValue:
    stream = copies.opened(hub_settings(), copy)
    if stream is None:
        copies.let_go(db.session, copy)
        db.session.commit()
        flash("The copy is not there any more. You can have another made.")
        return redirect(url_for(".data"), code=303)
    copies.fetched(db.session, person, now=utc_now())
    db.session.commit()
    response = send_file(
        stream, mimetype="application/zip", as_attachment=True,
        download_name="about-you.zip", etag=False, conditional=False, max_age=0,
    )  # fmt: skip
    response.content_length = copy.size_bytes
    response.headers["Cache-Control"] = "no-store"
    return response
