"""The blueprint of accounts, apart from its views so that all files of views can stand on it."""

import secrets
from typing import Any
from uuid import UUID

import structlog
from flask import Blueprint, Response, after_this_request, current_app, render_template, request
from flask import session as browser_session
from flask.typing import ResponseReturnValue
from flask_login import current_user, login_user

from evidencehub.accounts import attempts, browsers, cookies, devices, login, sessions
from evidencehub.accounts.models import Person
from evidencehub.accounts.tokens import confirm_tokens, email_tokens, reset_tokens, restoring_tokens
from evidencehub.shared.clock import utc_now
from evidencehub.shared.db import db
from evidencehub.shared.links import absolute
from evidencehub.shared.settings import Settings

log = structlog.get_logger()
bp = Blueprint("accounts", __name__)
SECOND_STEP = "second-step"  # the act that is counted
WAIT = "There were too many tries. Wait 15 minutes"


def hub_settings() -> Settings:
    settings: Settings = current_app.config["SETTINGS"]
    return settings


class AccountLinks:
    """The addresses that mails about an account hold."""

    def confirm(self, person: Person) -> str:
        return absolute("accounts.confirm", token=confirm_tokens(hub_settings().secret_key).make(person))

    def reset(self, person: Person) -> str:
        return absolute("accounts.new_password", token=reset_tokens(hub_settings().secret_key).make(person))

    def confirm_email(self, person: Person, email: str) -> str:
        return absolute("accounts.confirm_email", token=email_tokens(hub_settings().secret_key).make(person, email))

    def restore_email(self, person: Person, old: str) -> str:
        token = restoring_tokens(hub_settings().secret_key).make(person, old)
        return absolute("accounts.restore_email", token=token)

    def invitation(self, invitation_id: UUID) -> str:
        return absolute("accounts.invitation", invitation_id=invitation_id)

    def team(self, organisation_id: UUID) -> str:
        return absolute("accounts.team", organisation_id=organisation_id)

    def account(self) -> str:
        return absolute("accounts.account")

    def tokens(self) -> str:
        return absolute("accounts.tokens")

    def sign_in(self) -> str:
        return absolute("accounts.sign_in")

    def forgotten(self) -> str:
        return absolute("accounts.forgotten")


@bp.app_context_processor
def who_reads() -> dict[str, Any]:
    """Read from the database where a page says it, and not before: a page of error says what is wrong without."""
    return {"current_user": current_user}


@bp.after_request
def keep_nothing(response: Response) -> Response:
    """No page of an account stays in a browser or on the way; an address with a link's token is told to no other page.

    The origin stays in the Referer, since forms are checked by it under TLS.
    """
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "strict-origin"
    return response


def render(template: str, form: Any = None, **values: Any) -> ResponseReturnValue:
    failed = form is not None and bool(form.errors)
    return render_template(f"accounts/{template}", form=form, **values), 422 if failed else 200


def _counted(act: str, subject: str) -> dict[str, Any]:
    """How tries are counted that come from this browser with this account.

    No browser is spared with the second step: whoever is there has the password, and with the person's mails too they
    would have as many known browsers as they ask for links.
    """
    key = hub_settings().secret_key
    known = device()
    return {
        "secret_key": key, "subject": subject, "address": request.remote_addr or "unknown",
        "device": known.id if act != SECOND_STEP and known.knows(key, subject) else "",
    }  # fmt: skip


def device() -> devices.Device:
    name = cookies.named(hub_settings(), cookies.DEVICE)
    return devices.read(hub_settings().secret_key, request.cookies.get(name))


def may_try(act: str, subject: str) -> bool:
    may = attempts.may_try(db.session, act, **_counted(act, subject), now=utc_now())
    if not may:
        log.warning("tries_used_up", act=act)
    return may


def forget_tries(act: str, subject: str) -> None:
    attempts.forget(db.session, act, **_counted(act, subject))


def is_known_here(email: str) -> bool:
    """Whether somebody signed in to this account from this browser before."""
    return device().knows(hub_settings().secret_key, email)


def know_here(email: str) -> None:
    """Have the browser remember that this account is used from it."""
    settings = hub_settings()
    name = cookies.named(settings, cookies.DEVICE)
    cookie = devices.written(settings.secret_key, device().with_account(settings.secret_key, email))

    @after_this_request
    def remember(response: Response) -> Response:
        response.set_cookie(name, cookie, max_age=devices.KEPT_SECONDS, **cookies.attributes(settings))
        return response


def enter(person: Person) -> None:
    """Start a session and commit: nothing that the browser held before, by whoever's hand, is carried into it."""
    browser_session.clear()
    account = devices.account(hub_settings().secret_key, person.email)
    browser_session["csrf_token"] = f"{account}.{secrets.token_hex(20)}"  # so that a form says whose page it was on
    session_id, token = sessions.begin(
        db.session, person, browser=browsers.in_words(request.user_agent.string), now=utc_now(),
        limits=login.limits(hub_settings()),
    )  # fmt: skip
    db.session.commit()
    login_user(login.SignedIn(person, session_id=session_id, token=token))
    know_here(person.email)
    log.info("signed_in", person=str(person.id), by=request.endpoint)
