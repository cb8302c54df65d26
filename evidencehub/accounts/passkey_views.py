"""Adding and removing passkeys, and signing in with one."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import structlog
from flask import flash, redirect, request, url_for
from flask import session as browser_session
from flask.typing import ResponseReturnValue
from flask_login import current_user

from evidencehub.accounts import browsers, forms, login, passkeys, second_step
from evidencehub.accounts.account_views import proved
from evidencehub.accounts.blueprint import SECOND_STEP, WAIT, bp, enter, forget_tries, hub_settings, may_try, render
from evidencehub.accounts.models import Passkey
from evidencehub.accounts.second_step_views import ASKED, code_page, halfway
from evidencehub.authz.guard import Loaded, Withheld, public, requires
from evidencehub.authz.values import Actor, Permission, facts_of
from evidencehub.shared.clock import utc_now
from evidencehub.shared.db import db
from evidencehub.shared.errors import Invalid, NotFound
from evidencehub.shared.links import path_here

log = structlog.get_logger()


def _taken() -> Mapping[str, Any] | None:
    asked: Mapping[str, Any] | None = browser_session.pop(ASKED, None)
    return asked


@bp.route("/account/passkeys", methods=["GET", "POST"])
@requires(Permission.ACCOUNT_USE)
def passkeys_page() -> ResponseReturnValue:
    settings = hub_settings()
    if not passkeys.are_possible(settings):
        raise NotFound("Passkeys need a hub with a name and https.")
    form = forms.PasskeyForm()
    if form.validate_on_submit():
        try:
            person, _ = proved(form.present.data)
            name = browsers.in_words(request.user_agent.string)
            codes = passkeys.add(
                db.session, settings, person, _taken(), form.credential.data or "", name=name, now=utc_now()
            )
        except Invalid as error:
            db.session.commit()
            form.show(error)
        else:
            db.session.commit()
            if codes:
                return render("recovery-codes.html", codes=codes)
            flash("The passkey is added.")
            return redirect(url_for(".passkeys_page"), code=303)
    form.credential.data = ""  # what was answered is over
    options, browser_session[ASKED] = passkeys.ask_for_new(settings, current_user.person, now=utc_now())
    return render("passkeys.html", form, held=current_user.person.passkeys, options=options)


def load_passkey(actor: Actor, passkey_id: UUID) -> Loaded[Passkey] | Withheld:
    passkey = db.session.get(Passkey, passkey_id)
    if actor.id is None:
        return Withheld(facts_of(actor))
    if passkey is None or passkey.person_id != actor.id:
        raise NotFound("There is no such passkey, or it is not yours.")
    return Loaded(passkey, facts_of(actor))


@bp.route("/account/passkeys/<uuid:passkey_id>/remove", methods=["GET", "POST"])
@requires(Permission.ACCOUNT_USE, on=load_passkey)
def remove_passkey(passkey: Passkey) -> ResponseReturnValue:
    form, passkey_id, name = forms.PresentForm(), passkey.id, passkey.name
    if form.validate_on_submit():
        try:
            person, _ = proved(form.present.data)
            second_step.remove_passkey(
                db.session, person, passkey_id, must=login.must_have_second_step(person), now=utc_now()
            )
        except Invalid as error:
            db.session.commit()
            form.show(error)
        else:
            db.session.commit()
            flash("The passkey is removed.")
            return redirect(url_for(".passkeys_page"), code=303)
    return render("passkey-remove.html", form, name=name)


@bp.post("/sign-in/passkey")
@public
def sign_in_passkey() -> ResponseReturnValue:
    person = halfway()
    if person is None:
        return redirect(url_for(".sign_in"), code=303)
    form = forms.CodeForm()
    following = form.next.data = path_here(form.next.data)
    if not may_try(SECOND_STEP, person.email):
        form.form_errors.append(WAIT)
    elif passkeys.is_right(
        db.session, hub_settings(), person, _taken(), request.form.get("credential", ""), now=utc_now()
    ):
        forget_tries(SECOND_STEP, person.email)
        enter(person)
        return redirect(following or url_for(".home"), code=303)
    else:
        log.warning("sign_in_failed", person=str(person.id), why="passkey")
        form.form_errors.append(passkeys.WRONG)
    db.session.commit()  # the try stays counted
    return code_page(person, form)
