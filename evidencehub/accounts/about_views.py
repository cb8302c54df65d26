"""One's own account: the ORCID iD, and the days on which one takes no reviews."""

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from evidencehub.accounts import about, forms
from evidencehub.accounts.blueprint import bp, hub_settings, render
from evidencehub.accounts.orcid_sign_in import linking
from evidencehub.authz.guard import requires
from evidencehub.authz.values import Permission
from evidencehub.shared.clock import utc_now
from evidencehub.shared.db import db
from evidencehub.shared.errors import Invalid


@bp.route("/account/orcid", methods=["GET", "POST"])
@requires(Permission.ACCOUNT_USE)
def orcid() -> ResponseReturnValue:
    form = forms.AboutForm(data={"orcid": current_user.person.orcid})
    if form.validate_on_submit():
        try:
            about.set_orcid(db.session, current_user.person, form.orcid.data or "", now=utc_now())
        except Invalid as error:
            form.show(error)
        else:
            return _done("Your ORCID iD is saved." if current_user.person.orcid else "Your ORCID iD is taken away.")
    return render(
        "orcid.html", form, person=current_user.person, link=linking.link_of(db.session, current_user.person),
        can_connect=hub_settings().orcid_client is not None,
    )  # fmt: skip


@bp.route("/account/away", methods=["GET", "POST"])
@requires(Permission.ACCOUNT_USE)
def away() -> ResponseReturnValue:
    person = current_user.person
    form = forms.AwayForm(data={"away_from": person.away_from, "away_until": person.away_until})
    if form.validate_on_submit():
        try:
            about.set_away(db.session, person, form.away_from.data, form.away_until.data, now=utc_now())
        except Invalid as error:
            form.show(error)
        else:
            return _done("The days on which you are away are saved." if person.away_from else "You are not away.")
    return render("away.html", form)


def _done(message: str) -> ResponseReturnValue:
    db.session.commit()
    flash(message)
    return redirect(url_for(".account"), code=303)
