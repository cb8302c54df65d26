"""Registering, signing in and out, passwords, and one's organisations."""

import secrets
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask import session as browser_session
from flask.typing import ResponseReturnValue
from flask_login import current_user, login_user, logout_user

from evidencehub.accounts import attempts, demonstration, forms, passwords, queries, services
from evidencehub.accounts.login import SignedIn
from evidencehub.accounts.models import Organisation, OrganisationKind, Person
from evidencehub.accounts.tokens import confirm_tokens, reset_tokens
from evidencehub.authz.guard import Loaded, current_actor, public, requires
from evidencehub.authz.values import Actor, Permission, facts_of
from evidencehub.shared.clock import utc_now
from evidencehub.shared.db import db
from evidencehub.shared.errors import Invalid, NotFound, TooMany
from evidencehub.shared.forms import EmptyForm
from evidencehub.shared.links import absolute
from evidencehub.shared.settings import Settings
from evidencehub.shared.web import trying_out

bp = Blueprint("accounts", __name__)


def _settings() -> Settings:
    settings: Settings = current_app.config["SETTINGS"]
    return settings


class AccountLinks:
    """The addresses that mails about an account hold."""

    def confirm(self, person: Person) -> str:
        return absolute("accounts.confirm", token=confirm_tokens(_settings().secret_key).make(person))

    def reset(self, person: Person) -> str:
        return absolute("accounts.new_password", token=reset_tokens(_settings().secret_key).make(person))

    def sign_in(self) -> str:
        return absolute("accounts.sign_in")

    def forgotten(self) -> str:
        return absolute("accounts.forgotten")


def _render(template: str, form: Any = None, **values: Any) -> ResponseReturnValue:
    failed = form is not None and bool(form.errors)
    return render_template(f"accounts/{template}", form=form, **values), 422 if failed else 200


def _safe_next(raw: str | None) -> str | None:
    """Only a path of this site: never another host, however it is spelled."""
    if not raw or not raw.startswith("/") or raw.startswith(("//", "/\\")) or "\\" in raw:
        return None
    parts = urlsplit(raw)
    return raw if not parts.scheme and not parts.netloc else None


_WAIT = "There were too many tries. Wait 15 minutes"


def _may_try(act: str, subject: str) -> bool:
    return attempts.may_try(
        db.session, act, secret_key=_settings().secret_key, subject=subject,
        address=request.remote_addr or "unknown", now=utc_now(),
    )  # fmt: skip


def _enter(person: Person) -> None:
    """Start a session of one's own: nothing that the browser held before, by whoever's hand, is carried into it."""
    browser_session.clear()
    login_user(SignedIn(person))


@bp.route("/sign-in", methods=["GET", "POST"])
@public
def sign_in() -> ResponseReturnValue:
    if current_user.is_authenticated:
        return redirect(url_for("accounts.home"), code=303)
    form = forms.SignInForm()
    if request.method == "GET":
        form.next.data = _safe_next(request.args.get("next"))
    if form.validate_on_submit() and _signs_in(form):
        return redirect(_safe_next(form.next.data) or url_for("accounts.home"), code=303)
    shown = demonstration.read(_settings().home) if trying_out() else None
    return _render("sign-in.html", form, sign_ins=shown)


def _signs_in(form: forms.SignInForm) -> bool:
    counted = {"secret_key": _settings().secret_key, "subject": form.email.data}
    address = request.remote_addr or "unknown"
    now = utc_now()
    if attempts.too_many(db.session, **counted, address=address, now=now):
        form.form_errors.append(f"{_WAIT}, or choose a new password")
        return False
    person = queries.person_by_email(db.session, form.email.data)
    right = passwords.matches(person.password_hash if person else None, form.password.data)
    if not right or person is None or not person.is_active:
        attempts.record_failure(db.session, **counted, address=address, now=now)
        db.session.commit()
        form.form_errors.append("The email address or the password is not right")
        return False
    attempts.forget(db.session, **counted)
    db.session.commit()
    _enter(person)
    return True


@bp.post("/sign-out")
@requires(Permission.ACCOUNT_USE)
def sign_out() -> ResponseReturnValue:
    logout_user()
    browser_session.clear()
    flash("You are signed out.")
    return redirect(url_for("catalogue.home"), code=303)


@bp.route("/register", methods=["GET", "POST"])
@public
def register() -> ResponseReturnValue:
    form = forms.RegisterForm()
    if form.validate_on_submit():
        if not _may_try("register", form.email.data):  # each sends a mail to an address that anybody may type
            form.form_errors.append(_WAIT)
            return _render("register.html", form)
        try:
            services.register(
                db.session, name=form.name.data, email=form.email.data, password=form.password.data, now=utc_now(),
                links=AccountLinks(),
            )  # fmt: skip
        except Invalid as error:
            form.show(error)
        else:
            db.session.commit()
            return redirect(url_for(".check_email"), code=303)
    return _render("register.html", form)


@bp.get("/check-your-email")
@public
def check_email() -> ResponseReturnValue:
    return _render("check-email.html")


@bp.route("/confirm/<token>", methods=["GET", "POST"])
@public
def confirm(token: str) -> ResponseReturnValue:
    """A button confirms, not the link itself: mail scanners open links, and a GET changes nothing."""
    person = confirm_tokens(_settings().secret_key).person(db.session, token)
    form = EmptyForm()
    if form.validate_on_submit():
        services.confirm(db.session, person, now=utc_now())
        db.session.commit()
        flash("Your email address is confirmed. You can sign in now.")
        return redirect(url_for(".sign_in"), code=303)
    return _render("confirm.html", form, person=person)


@bp.post("/confirm-again")
@requires(Permission.ACCOUNT_USE)
def confirm_again() -> ResponseReturnValue:
    if not _may_try("confirm", current_user.person.email):
        raise TooMany(f"{_WAIT}, and look among your unwanted mails.")
    services.send_confirmation(db.session, current_user.person, now=utc_now(), links=AccountLinks())
    db.session.commit()
    return redirect(url_for(".check_email"), code=303)


@bp.route("/forgotten-password", methods=["GET", "POST"])
@public
def forgotten() -> ResponseReturnValue:
    form = forms.EmailForm()
    if form.validate_on_submit():
        if _may_try("reset", form.email.data):
            services.send_reset(db.session, form.email.data, now=utc_now(), links=AccountLinks())
        db.session.commit()
        return redirect(url_for(".check_email"), code=303)
    return _render("forgotten.html", form)


@bp.route("/new-password/<token>", methods=["GET", "POST"])
@public
def new_password(token: str) -> ResponseReturnValue:
    person = reset_tokens(_settings().secret_key).person(db.session, token)
    form = forms.NewPasswordForm()
    if form.validate_on_submit():
        try:
            services.set_password(db.session, person, form.password.data, now=utc_now())
        except Invalid as error:
            form.show(error)
        else:
            attempts.forget(db.session, secret_key=_settings().secret_key, subject=person.email)
            db.session.commit()
            flash("Your password is changed. Sign in with the new one.")
            return redirect(url_for(".sign_in"), code=303)
    return _render("new-password.html", form)


@bp.get("/account")
@requires(Permission.ACCOUNT_USE)
def home() -> ResponseReturnValue:
    """Where somebody lands who signs in: their next step, by what they are."""
    actor = current_actor()
    if actor.editor:
        return redirect(url_for("review.board"), code=303)
    if actor.reviewer:
        return redirect(url_for("review.my_reviews"), code=303)
    if actor.admin and not actor.organisations:
        return redirect(url_for("admin.people"), code=303)
    return redirect(url_for("projects.home"), code=303)


@bp.route("/organisations/new", methods=["GET", "POST"])
@requires(Permission.ORGANISATION_CREATE)
def new_organisation() -> ResponseReturnValue:
    form = forms.OrganisationForm()
    if form.validate_on_submit():
        try:
            services.create_organisation(
                db.session, name=form.name.data, kind=OrganisationKind(form.kind.data), town=form.town.data or "",
                founder=current_user.person, now=utc_now(),
            )  # fmt: skip
        except Invalid as error:
            form.show(error)
        else:
            db.session.commit()
            flash("Your organisation is added. Now describe your first project.")
            return redirect(url_for("projects.new"), code=303)
    return _render("organisation-new.html", form)


def load_organisation(actor: Actor, organisation_id: UUID) -> Loaded[Organisation]:
    organisation = db.session.get(Organisation, organisation_id)
    if organisation is None:
        raise NotFound("There is no such organisation.")
    return Loaded(organisation, facts_of(actor).and_(team=organisation.id in actor.organisations))


@bp.route("/organisations/<uuid:organisation_id>/team", methods=["GET", "POST"])
@requires(Permission.ORGANISATION_EDIT, on=load_organisation)
def team(organisation: Organisation) -> ResponseReturnValue:
    form = forms.MemberForm()
    if form.validate_on_submit():
        try:
            added = services.add_member(
                db.session, organisation, form.email.data, actor_id=current_user.id, now=utc_now()
            )
        except Invalid as error:
            form.show(error)
        else:
            db.session.commit()
            flash(f"{added.name} is in the team now.")
            return redirect(url_for(".team", organisation_id=organisation.id), code=303)
    return _render("team.html", form, organisation=organisation)


@bp.before_app_request
def lead_to_set_up() -> ResponseReturnValue | None:
    """The first page of a hub that waits for its first admin leads there."""
    waits = request.endpoint == "catalogue.home" and (_settings().home / "set-up-code").is_file()
    return redirect(url_for("accounts.set_up"), code=303) if waits and not queries.has_admin(db.session) else None


@bp.route("/set-up", methods=["GET", "POST"])
@public
def set_up() -> ResponseReturnValue:
    """Make the first admin of a new hub, with the code printed in the terminal. Gone once there is one."""
    code_file = _settings().home / "set-up-code"
    if queries.has_admin(db.session) or not code_file.is_file():
        raise NotFound("This hub is set up already.")
    form = forms.SetUpForm()
    if form.validate_on_submit():
        may_try = _may_try("set-up", request.remote_addr or "unknown")
        db.session.commit()
        if not may_try:
            form.form_errors.append(_WAIT)
        elif not secrets.compare_digest(form.token.data.strip().encode(), code_file.read_bytes().strip()):
            form.token.errors = ["The set-up code is not right"]
        else:
            try:
                person = services.create_person(
                    db.session, name=form.name.data, email=form.email.data, password=form.password.data, now=utc_now(),
                    confirmed=True,
                )  # fmt: skip
                services.set_roles(db.session, person, {"is_admin", "is_editor"}, actor_id=person.id, now=utc_now())
            except Invalid as error:
                form.show(error)
            else:
                db.session.commit()
                code_file.unlink(missing_ok=True)
                _enter(person)
                flash("The hub is yours. Next: give people their roles as they register.")
                return redirect(url_for("admin.people"), code=303)
    return _render("set-up.html", form)
