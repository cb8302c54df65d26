"""The blueprint of accounts, apart from its views so that all files of views can stand on it."""

from typing import Any

from flask import Blueprint, current_app, render_template, request
from flask import session as browser_session
from flask.typing import ResponseReturnValue
from flask_login import login_user

from evidencehub.accounts import attempts
from evidencehub.accounts.login import SignedIn
from evidencehub.accounts.models import Person
from evidencehub.accounts.tokens import confirm_tokens, reset_tokens
from evidencehub.shared.clock import utc_now
from evidencehub.shared.db import db
from evidencehub.shared.links import absolute
from evidencehub.shared.settings import Settings

bp = Blueprint("accounts", __name__)
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

    def sign_in(self) -> str:
        return absolute("accounts.sign_in")

    def forgotten(self) -> str:
        return absolute("accounts.forgotten")


def render(template: str, form: Any = None, **values: Any) -> ResponseReturnValue:
    failed = form is not None and bool(form.errors)
    return render_template(f"accounts/{template}", form=form, **values), 422 if failed else 200


def may_try(act: str, subject: str) -> bool:
    return attempts.may_try(
        db.session, act, secret_key=hub_settings().secret_key, subject=subject,
        address=request.remote_addr or "unknown", now=utc_now(),
    )  # fmt: skip


def enter(person: Person) -> None:
    """Start a session of one's own: nothing that the browser held before, by whoever's hand, is carried into it."""
    browser_session.clear()
    login_user(SignedIn(person))
