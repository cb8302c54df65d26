"""Signing in with ORCID, connecting an iD to one's account, and taking that back."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from evidencehub.accounts import forms, second_step
from evidencehub.accounts.account_views import proved
from evidencehub.accounts.blueprint import bp, enter, hub_settings, render
from evidencehub.accounts.models import Person
from evidencehub.accounts.orcid_sign_in import linking
from evidencehub.accounts.orcid_sign_in.errors import Denied, Refused, Unanswered
from evidencehub.accounts.second_step_views import go_halfway
from evidencehub.authz.guard import public, requires
from evidencehub.authz.values import Permission
from evidencehub.shared.clock import utc_now
from evidencehub.shared.db import db, release, writing
from evidencehub.shared.errors import Invalid, NotFound
from evidencehub.shared.links import absolute, path_here
from evidencehub.shared.settings import OrcidClient
from evidencehub.shared.web import forms_lead_to

if TYPE_CHECKING:
    from evidencehub.accounts.orcid_sign_in.provider import Provider

SIGN_IN, CONNECT = "sign-in", "connect"
_BACK_WITHIN = timedelta(minutes=30)
UNKNOWN = (
    "There is no account here that can be used with this ORCID iD. Sign in with your email address and your password, "
    "then connect the iD in your account. If you have no account yet, register first."
)
REFUSED = 422


def _client() -> OrcidClient:
    """:raises NotFound: this hub is not known to ORCID."""
    client = hub_settings().orcid_client
    if client is None:
        raise NotFound("Nobody signs in with ORCID here.")
    return client


def _provider() -> "Provider":
    # What speaks the protocol takes half a second to import, and most hubs never need it.
    from evidencehub.accounts.orcid_sign_in.provider import Provider

    return Provider(_client())


@bp.post("/sign-in/orcid")
@public
def sign_in_orcid() -> ResponseReturnValue:
    if current_user.is_authenticated:
        return redirect(url_for("accounts.home"), code=303)
    form = forms.OrcidSignInForm()
    if not form.validate_on_submit():
        return redirect(url_for(".sign_in"), code=303)
    return _send_there({"for": SIGN_IN, "next": path_here(form.next.data)})


def _send_there(kept: dict[str, Any]) -> ResponseReturnValue:
    release(db.session)
    kept["at"] = int(utc_now().timestamp())
    try:
        return _provider().send_there(absolute("accounts.back_from_orcid"), kept)
    except Unanswered as error:
        return _problem(str(error), 503)


@bp.get("/sign-in/orcid/back")
@public
def back_from_orcid() -> ResponseReturnValue:
    """Where ORCID sends people back to, whatever they went there for."""
    release(db.session)
    try:
        orcid, kept = _provider().who_came_back()
    except Denied as error:
        return _problem(str(error), 200)
    except Refused as error:
        return _problem(str(error), REFUSED)
    except Unanswered as error:
        return _problem(str(error), 503)
    if utc_now() - datetime.fromtimestamp(kept["at"], UTC) > _BACK_WITHIN:
        return _problem("You came back from ORCID too late. Nothing has changed here. Begin again.", REFUSED)
    with writing():
        return _connect(kept, orcid) if kept["for"] == CONNECT else _enter(kept["next"], orcid)


def _enter(following: str, orcid: str) -> ResponseReturnValue:
    """As with a password: whoever has a second step is asked for it, and an account that is switched off opens not."""
    person = linking.whose(db.session, orcid)
    if person is None:
        return _problem(UNKNOWN, REFUSED)
    linking.used(db.session, person, now=utc_now())
    if second_step.is_on(person):
        go_halfway(person)
        db.session.commit()
        return redirect(url_for(".sign_in_code", next=following), code=303)
    enter(person)
    return redirect(following or url_for(".home"), code=303)


def _connect(kept: Mapping[str, Any], orcid: str) -> ResponseReturnValue:
    """Only to the account that asked for it, in the session that asked."""
    person = db.session.get(Person, UUID(kept["person"])) if current_user.is_authenticated else None
    if person is None or person.id != current_user.id or person.session_version != kept["version"]:
        return _problem("You are not signed in as whoever asked for this. Nothing has changed here.", REFUSED)
    try:
        linking.connect(db.session, person, orcid, now=utc_now())
    except Invalid as error:
        return _problem(str(error), REFUSED)
    db.session.commit()
    flash("Your ORCID iD is connected. You can sign in with it.")
    return redirect(url_for(".orcid"), code=303)


@bp.route("/account/orcid/connect", methods=["GET", "POST"])
@requires(Permission.ACCOUNT_USE)
def connect_orcid() -> ResponseReturnValue:
    """The password is asked for: it is another way in from now on."""
    forms_lead_to(_client().issuer)
    form = forms.PresentForm()
    if form.validate_on_submit():
        try:
            person, _ = proved(form.present.data)
        except Invalid as error:
            db.session.commit()
            form.show(error)
        else:
            kept = {"for": CONNECT, "person": person.id.hex, "version": person.session_version}
            db.session.commit()
            return _send_there(kept)
    return render("orcid-connect.html", form)


@bp.route("/account/orcid/disconnect", methods=["GET", "POST"])
@requires(Permission.ACCOUNT_USE)
def disconnect_orcid() -> ResponseReturnValue:
    form = forms.PresentForm()
    if linking.link_of(db.session, current_user.person) is None:
        return redirect(url_for(".orcid"), code=303)
    if form.validate_on_submit():
        try:
            person, _ = proved(form.present.data)
            linking.disconnect(db.session, person, now=utc_now())
        except Invalid as error:
            db.session.commit()
            form.show(error)
        else:
            db.session.commit()
            flash("Your ORCID iD is disconnected. You sign in with your password.")
            return redirect(url_for(".orcid"), code=303)
    return render("orcid-disconnect.html", form, orcid=current_user.person.orcid)


def _problem(said: str, status: int) -> ResponseReturnValue:
    return render_template("accounts/orcid-problem.html", said=said), status
