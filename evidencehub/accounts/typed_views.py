"""A form that is sent after its session has ended: kept, and there again after signing in."""

from uuid import UUID

import structlog
from flask import Response, current_app, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from flask_wtf.csrf import CSRFError
from itsdangerous import BadData, URLSafeTimedSerializer

from evidencehub.accounts import devices, typed
from evidencehub.accounts.blueprint import bp, device, hub_settings, render
from evidencehub.authz.guard import current_actor, requires
from evidencehub.authz.values import Permission
from evidencehub.shared import saving
from evidencehub.shared.clock import utc_now
from evidencehub.shared.db import db
from evidencehub.shared.errors import NotFound
from evidencehub.shared.requests import asked

log = structlog.get_logger()
_KEPT = "You were signed out while you were typing. We have kept what you typed for an hour. Sign in to go on."


@bp.app_errorhandler(CSRFError)
def stale_form(error: CSRFError) -> ResponseReturnValue:
    """The form belongs to a session that has ended, or to no page of ours at all."""
    log.warning("form_refused", **asked(), reason=error.description)
    if saving.is_by_itself():
        return saving.told("ended")
    if _is_from_our_page() and _keeps():
        return _to_what_was_typed()
    title = "This form is too old"
    message = (
        "Go back, reload the page and send it again. If you signed out since, sign in first. If it happens again, let "
        "your browser keep cookies for this site."
    )
    return render_template("error.html", title=title, message=message, status=400), 400


@bp.after_app_request
def after(response: Response) -> Response:
    """Keep what somebody sends who must sign in first, and drop what has been sent again and was taken."""
    if request.method != "POST" or saving.is_by_itself() or "typed_is_kept" in g:
        return response
    if current_actor().id is None:
        is_refused = response.status_code == 303 and response.location.split("?")[0] == url_for("accounts.sign_in")
        if is_refused and _is_from_our_page() and _keeps():
            return current_app.make_response(_to_what_was_typed())
    elif response.status_code in (302, 303) and (sent := request.form.get("typed_form")):
        _drop(sent)
    return response


def _is_from_our_page() -> bool:
    """Whether a browser says so: another site could otherwise have something typed in somebody's name."""
    origin = request.headers.get("Origin")
    return request.headers.get("Sec-Fetch-Site") == "same-origin" or origin == request.host_url.rstrip("/")


def _keeps() -> bool:
    """Keep the form of this request, if it is one that only people with an account are shown."""
    view = current_app.view_functions.get(request.endpoint or "")
    known = device()
    if not hasattr(view, "permission") or request.blueprint == bp.name or not (account := _whose_form(known)):
        return False
    fields = list(request.form.items(multi=True))
    holder = typed.Holder(known, account, hub_settings().secret_key)
    db.session.rollback()
    path = f"{request.script_root}{request.full_path}".rstrip("?")
    kept = typed.keep(db.session, holder, path, fields, now=utc_now())
    db.session.commit()
    g.typed_is_kept = kept
    return kept


def _whose_form(known: devices.Device) -> str:
    """The account whose page the form was on, by the mark that each session puts into its forms.

    Somebody else may have signed in here since. "" where it cannot be told, or the account is not known here.
    """
    marks = URLSafeTimedSerializer(hub_settings().secret_key, salt="wtf-csrf-token")  # as flask-wtf writes it
    try:
        mark = str(marks.loads(request.form.get("csrf_token", "")))
    except BadData:
        mark = ""
    account, says_whose, _ = mark.partition(".")
    if says_whose:
        return account if account in known.accounts else ""
    return known.last if len(known.accounts) == 1 else ""


def _to_what_was_typed() -> ResponseReturnValue:
    if current_user.is_authenticated:
        return redirect(url_for("accounts.what_was_typed"), code=303)
    flash(_KEPT, "important")
    return redirect(url_for("accounts.sign_in", next=url_for("accounts.what_was_typed")), code=303)


def _holder() -> typed.Holder:
    """The account that asks, on the browser that asks: what another account typed here is not shown."""
    key = hub_settings().secret_key
    return typed.Holder(device(), devices.account(key, current_user.person.email), key)


@bp.get("/typed")
@requires(Permission.ACCOUNT_USE)
def what_was_typed() -> ResponseReturnValue:
    return render("typed.html", held=typed.held_by(db.session, _holder(), now=utc_now()))


@bp.post("/typed/<uuid:typed_id>/discard")
@requires(Permission.ACCOUNT_USE)
def discard_typed(typed_id: UUID) -> ResponseReturnValue:
    if not typed.drop(db.session, _holder(), typed_id):
        raise NotFound("It is no longer kept.")
    db.session.commit()
    flash("Thrown away.")
    return redirect(url_for("accounts.what_was_typed"), code=303)


def _drop(raw: str) -> None:
    try:
        typed_id = UUID(raw)
    except ValueError:
        return
    typed.drop(db.session, _holder(), typed_id)
    db.session.commit()
