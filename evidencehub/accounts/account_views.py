"""One's own account: where one is signed in, the password, the email address."""

from uuid import UUID

import structlog
from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from evidencehub.accounts import changing, forms, joining, login, passkeys, passwords, queries, second_step, sessions
from evidencehub.accounts.blueprint import WAIT, AccountLinks, bp, enter, forget_tries, hub_settings, may_try, render
from evidencehub.accounts.models import Person, SignInSession
from evidencehub.accounts.orcid_sign_in import linking
from evidencehub.accounts.tokens import email_tokens, restoring_tokens
from evidencehub.authz.guard import Loaded, Withheld, public, requires
from evidencehub.authz.values import Actor, Permission, facts_of
from evidencehub.shared.clock import utc_now
from evidencehub.shared.db import db, release
from evidencehub.shared.errors import Invalid, NotFound
from evidencehub.shared.forms import EmptyForm

log = structlog.get_logger()
_WRONG = "The current password is not right"
_SAME = "Choose a password that differs from the current one"


@bp.get("/account")
@requires(Permission.ACCOUNT_USE)
def account() -> ResponseReturnValue:
    held = sessions.of_person(db.session, current_user.id, now=utc_now(), limits=login.limits(hub_settings()))
    invitations = joining.invitations_to(db.session, current_user.person, now=utc_now())
    return render(
        "account.html",
        person=current_user.person,
        held=held,
        own=current_user.session_id,
        invitations=invitations,
        passkeys=passkeys.are_possible(hub_settings()),
        second_step=second_step.is_on(current_user.person),
        orcid_link=linking.link_of(db.session, current_user.person),
    )


def load_session(actor: Actor, session_id: UUID) -> Loaded[SignInSession] | Withheld:
    """One's own; an admin ends nobody else's either, but switches the account off."""
    held = db.session.get(SignInSession, session_id)
    if actor.id is None:
        return Withheld(facts_of(actor))
    if held is None or held.person_id != actor.id:
        raise NotFound("This session has ended, or it is not yours.")
    return Loaded(held, facts_of(actor))


@bp.post("/account/sessions/<uuid:session_id>/end")
@requires(Permission.ACCOUNT_USE, on=load_session)
def end_session(held: SignInSession) -> ResponseReturnValue:
    sessions.end(db.session, held.id)
    db.session.commit()
    flash("That browser is signed out.")
    return redirect(url_for(".account"), code=303)


@bp.post("/account/sessions/end-others")
@requires(Permission.ACCOUNT_USE)
def end_other_sessions() -> ResponseReturnValue:
    sessions.end_all(db.session, current_user.id, but=current_user.session_id)
    db.session.commit()
    flash("You are signed out everywhere else.")
    return redirect(url_for(".account"), code=303)


@bp.route("/account/password", methods=["GET", "POST"])
@requires(Permission.ACCOUNT_USE)
def change_password() -> ResponseReturnValue:
    form = forms.ChangePasswordForm()
    if form.validate_on_submit():
        names = {"email": current_user.person.email, "name": current_user.name}
        release(db.session)
        try:
            if form.password.data == form.present.data:
                raise Invalid(_SAME, {"password": _SAME})
            passwords.refuse_weak(form.password.data, **names, site=hub_settings().site_name)
            person, hashed = proved(form.present.data, form.password.data)
        except Invalid as error:
            form.show(error)
        else:
            changing.set_password(db.session, person, hashed, now=utc_now(), links=AccountLinks())
            enter(person)
            flash("Your password is changed. You are signed out everywhere else.")
            return redirect(url_for(".account"), code=303)
    return render("change-password.html", form)


@bp.route("/account/email", methods=["GET", "POST"])
@requires(Permission.ACCOUNT_USE)
def change_email() -> ResponseReturnValue:
    form = forms.ChangeEmailForm()
    if form.validate_on_submit():
        try:
            person, _ = proved(form.present.data)
            # Each sends a mail to an address that anybody may type.
            if not (may_try("new-address", form.email.data) and may_try("new-address-of", person.email)):
                raise Invalid(WAIT)
            changing.ask_for_email(db.session, person, form.email.data, now=utc_now(), links=AccountLinks())
        except Invalid as error:
            form.show(error)
        else:
            db.session.commit()
            return redirect(url_for(".check_email"), code=303)
    return render("change-email.html", form)


def proved(present: str, new: str = "") -> tuple[Person, str]:
    """The person, read anew, after they gave their present password; and the hash of a new one, "" without one.

    :raises Invalid: it is not their password, or there were too many tries.
    """
    person_id, email, stored = current_user.id, current_user.person.email, current_user.person.password_hash
    if not may_try("present-password", email):
        raise Invalid(WAIT)
    release(db.session)
    right = passwords.matches(stored, present)
    hashed = passwords.hash_password(new) if right and new else ""
    person = queries.person_with_teams(db.session, person_id)
    if not right or person is None or person.password_hash != stored:
        log.warning("sign_in_failed", person=str(person_id), why="present password")
        raise Invalid(_WRONG, {"present": _WRONG})
    forget_tries("present-password", email)
    return person, hashed


@bp.route("/account/email/<token>", methods=["GET", "POST"])
@public
def confirm_email(token: str) -> ResponseReturnValue:
    """As for the first address, a button confirms. Nobody need be signed in: the mail may be read elsewhere."""
    person, email = email_tokens(hub_settings().secret_key).person_and_email(db.session, token)
    form = EmptyForm()
    if form.validate_on_submit():
        changing.confirm_email(db.session, person, email, now=utc_now(), links=AccountLinks())
        db.session.commit()
        flash("Your email address is changed. Sign in with the new one from now on.")
        return redirect(url_for(".account"), code=303)
    return render("confirm.html", form, email=email)


@bp.route("/account/email-back/<token>", methods=["GET", "POST"])
@public
def restore_email(token: str) -> ResponseReturnValue:
    person, old = restoring_tokens(hub_settings().secret_key).person_and_email(db.session, token)
    form = EmptyForm()
    if form.validate_on_submit():
        changing.restore_email(db.session, person, old, now=utc_now())
        db.session.commit()
        return redirect(url_for(".check_email"), code=303)
    return render("restore-email.html", form, email=old)
