"""A password that was forgotten, and a new one by the link in a mail."""

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from evidencehub.accounts import changing, forms, passwords, resetting
from evidencehub.accounts.blueprint import (
    AccountLinks,
    bp,
    forget_tries,
    hub_settings,
    is_known_here,
    know_here,
    may_try,
    render,
)
from evidencehub.accounts.tokens import reset_tokens
from evidencehub.authz.guard import public
from evidencehub.shared.clock import utc_now
from evidencehub.shared.db import db, release
from evidencehub.shared.errors import Invalid


@bp.route("/forgotten-password", methods=["GET", "POST"])
@public
def forgotten() -> ResponseReturnValue:
    form = forms.EmailForm()
    if form.validate_on_submit():
        if may_try("reset", form.email.data):
            resetting.ask(db.session, form.email.data, spared=is_known_here(form.email.data))
        db.session.commit()
        return redirect(url_for(".check_email"), code=303)
    return render("forgotten.html", form)


@bp.route("/new-password/<token>", methods=["GET", "POST"])
@public
def new_password(token: str) -> ResponseReturnValue:
    person = reset_tokens(hub_settings().secret_key).person(db.session, token)
    form = forms.NewPasswordForm()
    if form.validate_on_submit():
        email, name = person.email, person.name
        release(db.session)
        try:
            passwords.refuse_weak(form.password.data, email=email, name=name, site=hub_settings().site_name)
        except Invalid as error:
            form.show(error)
            return render("new-password.html", form)
        hashed = passwords.hash_password(form.password.data)
        person = reset_tokens(hub_settings().secret_key).person(db.session, token)  # again: it works once
        changing.set_password_by_link(db.session, person, hashed, now=utc_now(), links=AccountLinks())
        forget_tries("sign-in", person.email)
        db.session.commit()
        know_here(person.email)  # so that nobody who goes on failing elsewhere keeps them out of here
        flash("Your password is changed. Sign in with the new one.")
        return redirect(url_for(".sign_in"), code=303)
    return render("new-password.html", form)
