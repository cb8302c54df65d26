"""Registering, confirming an address, and setting up a new hub."""

import secrets

from flask import flash, redirect, request, url_for
from flask import session as browser_session
from flask.typing import ResponseReturnValue
from flask_login import current_user

from evidencehub.accounts import forms, login, passwords, queries, second_step, services
from evidencehub.accounts.attempts import keyed
from evidencehub.accounts.blueprint import WAIT, AccountLinks, bp, enter, hub_settings, may_try, render
from evidencehub.accounts.models import Person
from evidencehub.accounts.tokens import confirm_tokens
from evidencehub.authz.guard import public, requires
from evidencehub.authz.values import Permission
from evidencehub.shared.clock import utc_now
from evidencehub.shared.db import db, release
from evidencehub.shared.errors import Invalid, NotFound, TooMany
from evidencehub.shared.forms import EmptyForm

REGISTERED = "registered"  # of the browser's session


@bp.route("/register", methods=["GET", "POST"])
@public
def register() -> ResponseReturnValue:
    form = forms.RegisterForm()
    if form.validate_on_submit():
        release(db.session)
        try:
            passwords.refuse_weak(
                form.password.data, email=form.email.data, name=form.name.data, site=hub_settings().site_name
            )
        except Invalid as error:
            form.show(error)
            return render("register.html", form)
        if not may_try("register", form.email.data):  # each sends a mail to an address that anybody may type
            form.form_errors.append(WAIT)
            return render("register.html", form)
        release(db.session)
        hashed = passwords.hash_password(form.password.data)
        services.register(
            db.session, name=form.name.data, email=form.email.data, password_hash=hashed, now=utc_now(),
            links=AccountLinks(),
        )  # fmt: skip
        db.session.commit()
        browser_session[REGISTERED] = _mark(hashed)
        return redirect(url_for(".check_email"), code=303)
    return render("register.html", form)


def _mark(password_hash: str) -> str:
    """What a browser keeps that has registered, so that it need not type the password again to confirm.

    It fits no account that was there before, nor one that somebody else registered with the same address: its hash is
    another. So it tells nobody whether an address is known, and leads nobody into an account that a stranger made.
    """
    return keyed(hub_settings().secret_key, f"registered:{password_hash}")


@bp.get("/check-your-email")
@public
def check_email() -> ResponseReturnValue:
    return render("check-email.html")


@bp.route("/confirm/<token>", methods=["GET", "POST"])
@public
def confirm(token: str) -> ResponseReturnValue:
    """A button confirms, not the link itself: mail scanners open links, and a GET changes nothing."""
    person = confirm_tokens(hub_settings().secret_key).person(db.session, token)
    form = EmptyForm()
    if form.validate_on_submit():
        is_first = person.confirmed_at is None
        services.confirm(db.session, person, now=utc_now())
        if is_first and not current_user.is_authenticated and _registered_here(person):
            enter(person)
            flash("Your email address is confirmed, and you are signed in.")
            return redirect(url_for(".home"), code=303)
        db.session.commit()
        told = "Your email address is confirmed."
        flash(told if current_user.is_authenticated else f"{told} You can sign in now.")
        return redirect(url_for(".sign_in"), code=303)
    return render("confirm.html", form, email=person.email)


def _registered_here(person: Person) -> bool:
    """Whether this browser chose the password that the account has, and nothing more is asked of whoever signs in."""
    mark = str(browser_session.get(REGISTERED, ""))
    return secrets.compare_digest(mark, _mark(person.password_hash)) and not second_step.is_on(person)


@bp.post("/confirm-again")
@requires(Permission.ACCOUNT_USE)
def confirm_again() -> ResponseReturnValue:
    if not may_try("confirm", current_user.person.email):
        raise TooMany(f"{WAIT}, and look among your unwanted mails.")
    services.send_confirmation(db.session, current_user.person, now=utc_now(), links=AccountLinks())
    db.session.commit()
    return redirect(url_for(".check_email"), code=303)


@bp.before_app_request
def lead_to_set_up() -> ResponseReturnValue | None:
    """The first page of a hub that waits for its first admin leads there."""
    waits = request.endpoint == "catalogue.home" and (hub_settings().home / "set-up-code").is_file()
    return redirect(url_for("accounts.set_up"), code=303) if waits and not queries.has_admin(db.session) else None


@bp.route("/set-up", methods=["GET", "POST"])
@public
def set_up() -> ResponseReturnValue:
    """Make the first admin of a new hub, with the code printed in the terminal. Gone once there is one."""
    code_file = hub_settings().home / "set-up-code"
    if queries.has_admin(db.session) or not code_file.is_file():
        raise NotFound("This hub is set up already.")
    form = forms.SetUpForm()
    if form.validate_on_submit():
        allowed = may_try("set-up", request.remote_addr or "unknown")
        release(db.session)
        if not allowed:
            form.form_errors.append(WAIT)
        elif not secrets.compare_digest(form.token.data.strip().encode(), code_file.read_bytes().strip()):
            form.token.errors = ["The set-up code is not right"]
        else:
            try:
                person = _first_admin(form)
            except Invalid as error:
                form.show(error)
            else:
                enter(person)
                code_file.unlink(missing_ok=True)
                owes = login.owes_second_step(person)
                following = "set up your second step" if owes else "give people their roles as they register"
                flash(f"The hub is yours. Next: {following}.")
                return redirect(url_for(".home" if owes else "admin.people"), code=303)
    return render("set-up.html", form)


def _first_admin(form: forms.SetUpForm) -> Person:
    """:raises Invalid: the password is too weak.
    :raises NotFound: somebody was faster.
    """
    passwords.refuse_weak(form.password.data, email=form.email.data, name=form.name.data, site=hub_settings().site_name)
    hashed = passwords.hash_password(form.password.data)
    if queries.has_admin(db.session):
        raise NotFound("This hub is set up already.")
    person = services.create_person(
        db.session, name=form.name.data, email=form.email.data, password_hash=hashed, now=utc_now(), confirmed=True
    )
    services.set_roles(db.session, person, {"is_admin", "is_editor"}, actor_id=person.id, now=utc_now())
    return person
