"""Signing in with a code, and turning the second step on and off."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import segno
import structlog
from flask import flash, redirect, request, url_for
from flask import session as browser_session
from flask.typing import ResponseReturnValue
from flask_login import current_user
from markupsafe import Markup

from evidencehub.accounts import forms, login, passkeys, second_step
from evidencehub.accounts.account_views import proved
from evidencehub.accounts.blueprint import SECOND_STEP, WAIT, bp, enter, forget_tries, hub_settings, may_try, render
from evidencehub.accounts.models import Person
from evidencehub.authz.guard import public, requires
from evidencehub.authz.values import Permission
from evidencehub.shared.clock import utc_now
from evidencehub.shared.db import db
from evidencehub.shared.errors import Invalid
from evidencehub.shared.links import path_here

log = structlog.get_logger()

ASKED = "passkey"  # in the browser's session: what it was asked last
HALFWAY = "halfway"  # in the browser's session: whose password was right, and when
_HALFWAY_FOR = timedelta(minutes=10)


def go_halfway(person: Person) -> None:
    """Remember that the password was right; nobody is signed in by that."""
    browser_session.clear()
    browser_session[HALFWAY] = [person.id.hex, person.session_version, int(utc_now().timestamp())]


def halfway() -> Person | None:
    person_id, version, at = browser_session.get(HALFWAY) or ("", 0, 0)
    if not person_id or utc_now() - datetime.fromtimestamp(at, UTC) > _HALFWAY_FOR:
        return None
    person = db.session.get(Person, UUID(person_id))
    return person if person is not None and person.is_active and person.session_version == version else None


@bp.route("/sign-in/code", methods=["GET", "POST"])
@public
def sign_in_code() -> ResponseReturnValue:
    person = halfway()
    if person is None:
        return redirect(url_for(".sign_in"), code=303)
    form = forms.CodeForm()
    following = path_here(form.next.data if request.method == "POST" else request.args.get("next"))
    form.next.data = following
    if form.validate_on_submit() and is_right(person, form):
        enter(person)
        return redirect(following or url_for(".home"), code=303)
    return code_page(person, form)


def code_page(person: Person, form: forms.CodeForm) -> ResponseReturnValue:
    return render("sign-in-code.html", form, options=_options_for(person))


def is_right(person: Person, form: forms.CodeForm | forms.FreshForm) -> bool:
    if not may_try(SECOND_STEP, person.email):
        form.form_errors.append(WAIT)
        return False
    key = hub_settings().secret_key
    if second_step.is_right(db.session, person, form.code.data, secret_key=key, now=utc_now()):
        forget_tries(SECOND_STEP, person.email)
        return True
    db.session.commit()  # the try stays counted
    log.warning("sign_in_failed", person=str(person.id), why="code")
    form.code.errors = [second_step.WRONG]
    return False


def _options_for(person: Person) -> dict[str, Any] | None:
    """What the browser is asked to sign in with; None where this person has no passkey."""
    settings = hub_settings()
    if not person.passkeys or not passkeys.are_possible(settings):
        return None
    options, browser_session[ASKED] = passkeys.ask_for_one(settings, person, now=utc_now())
    return options


@bp.route("/account/second-step", methods=["GET", "POST"])
@requires(Permission.ACCOUNT_USE)
def second_step_page() -> ResponseReturnValue:
    return _change() if current_user.person.authenticator else _set_up()


def _set_up() -> ResponseReturnValue:
    """The secret travels sealed in the form until a first code proves that an app holds it: a GET keeps nothing."""
    form, settings = forms.SecondStepForm(), hub_settings()
    secret = second_step.opened(settings.secret_key, form.secret.data or "") or second_step.new_secret()
    if form.validate_on_submit():
        try:
            person, _ = proved(form.present.data)
            codes = second_step.turn_on(
                db.session, person, secret, form.code.data, secret_key=settings.secret_key, now=utc_now()
            )
        except Invalid as error:
            db.session.commit()
            form.show(error)
        else:
            db.session.commit()
            return render("recovery-codes.html", codes=codes)
    form.secret.data = second_step.sealed(settings.secret_key, secret)
    told = second_step.address(secret, email=current_user.person.email, site=settings.site_name)
    picture = segno.make(told, error="m").svg_inline(border=4, omitsize=True, svgclass="hub-qr", lineclass=None)
    return render(
        "second-step.html", form, picture=Markup(picture),  # noqa: S704 - made of squares alone
        secret=" ".join(secret[at : at + 4] for at in range(0, len(secret), 4)), address=told,
        is_owed=login.owes_second_step(current_user.person), passkeys=passkeys.are_possible(settings),
    )  # fmt: skip


def _changed(person: Person, *, off: bool) -> ResponseReturnValue:
    if off:
        second_step.turn_off(db.session, person, actor_id=person.id, now=utc_now())
        db.session.commit()
        flash("Signing in asks for your password alone now.")
        return redirect(url_for(".account"), code=303)
    codes = second_step.new_codes(db.session, person, secret_key=hub_settings().secret_key)
    db.session.commit()
    return render("recovery-codes.html", codes=codes)


def _change() -> ResponseReturnValue:
    form = forms.FreshForm()
    must = login.must_have_second_step(current_user.person)
    if form.validate_on_submit():
        try:
            person, _ = proved(form.present.data)
        except Invalid as error:
            db.session.commit()
            form.show(error)
        else:
            if is_right(person, form):
                return _changed(person, off=request.form.get("act") == "off" and not must)
    left = second_step.codes_left(db.session, current_user.person)
    return render("second-step-change.html", form, must=must, left=left)
