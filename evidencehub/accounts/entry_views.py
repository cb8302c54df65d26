"""Signing in and out, and where somebody lands."""

import structlog
from flask import flash, redirect, request, url_for
from flask import session as browser_session
from flask.typing import ResponseReturnValue
from flask_login import current_user, logout_user

from evidencehub.accounts import demonstration, forms, joining, login, passwords, queries, second_step, sessions
from evidencehub.accounts.blueprint import WAIT, bp, enter, forget_tries, hub_settings, may_try, render
from evidencehub.accounts.models import Person
from evidencehub.accounts.second_step_views import go_halfway
from evidencehub.authz.guard import current_actor, public, requires
from evidencehub.authz.values import Permission
from evidencehub.shared.clock import utc_now
from evidencehub.shared.db import db, release
from evidencehub.shared.links import path_here
from evidencehub.shared.web import forms_lead_to, trying_out

log = structlog.get_logger()


@bp.route("/sign-in", methods=["GET", "POST"])
@public
def sign_in() -> ResponseReturnValue:
    if current_user.is_authenticated:
        return redirect(url_for("accounts.home"), code=303)
    form = forms.SignInForm()
    following = path_here(form.next.data if request.method == "POST" else request.args.get("next"))
    form.next.data = following
    if form.validate_on_submit() and (person := _whose_password(form)) is not None:
        if second_step.is_on(person):
            go_halfway(person)
            db.session.commit()
            return redirect(url_for(".sign_in_code", next=following), code=303)
        enter(person)
        return redirect(following or url_for("accounts.home"), code=303)
    if client := hub_settings().orcid_client:
        forms_lead_to(client.issuer)
    shown = demonstration.read(hub_settings().home) if trying_out() else None
    return render("sign-in.html", form, sign_ins=shown, orcid=client is not None)


def _whose_password(form: forms.SignInForm) -> Person | None:
    """Whose address and password these are. A try is counted before it is checked: of many at once, none is free."""
    if not may_try("sign-in", form.email.data):
        form.form_errors.append(f"{WAIT}, or choose a new password")
        return None
    person = queries.person_by_email(db.session, form.email.data)
    stored = person.password_hash if person else None
    tried = person.id if person else None
    release(db.session)
    right = passwords.matches(stored, form.password.data)
    person = queries.person_by_email(db.session, form.email.data) if right else None
    if person is None or not person.is_active or person.password_hash != stored:
        log.warning("sign_in_failed", person=str(tried) if tried else "unknown", why="password")
        form.form_errors.append("The email address or the password is not right")
        return None
    forget_tries("sign-in", form.email.data)
    return person


@bp.post("/sign-out")
@requires(Permission.ACCOUNT_USE)
def sign_out() -> ResponseReturnValue:
    sessions.end(db.session, current_user.session_id)
    db.session.commit()
    log.info("signed_out", person=str(current_user.id))
    logout_user()
    browser_session.clear()
    flash("You are signed out.")
    answer = redirect(url_for("catalogue.home"), code=303)
    answer.headers["Clear-Site-Data"] = '"cache", "storage"'  # not cookies: which browsers are known would go too
    return answer


@bp.get("/start")
@requires(Permission.ACCOUNT_USE)
def home() -> ResponseReturnValue:
    """Where somebody lands who signs in: their next step, by what they are."""
    actor = current_actor()
    if login.owes_second_step(current_user.person):
        return redirect(url_for(".second_step_page"), code=303)
    if joining.invitations_to(db.session, current_user.person, now=utc_now()):
        return redirect(url_for(".account"), code=303)
    if actor.editor:
        return redirect(url_for("review.board"), code=303)
    if actor.reviewer:
        return redirect(url_for("review.my_reviews"), code=303)
    if actor.admin and not actor.organisations:
        return redirect(url_for("admin.people"), code=303)
    return redirect(url_for("projects.home"), code=303)
