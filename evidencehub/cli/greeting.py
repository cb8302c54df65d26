"""What `serve` prints: the address, and what to try first."""

import os
from collections.abc import Callable
from pathlib import Path

from flask import Flask

from evidencehub.accounts import demonstration, queries
from evidencehub.shared.db import db, reading_only
from evidencehub.shared.settings import Settings


def text(app: Flask, *, make_code: Callable[[], str]) -> str:
    """The greeting; on a hub without an admin it holds a set-up code, made once."""
    settings: Settings = app.config["SETTINGS"]
    lines = ["", f"  {settings.site_name} is running at {settings.base_url}", ""]
    sign_ins = demonstration.read(settings.home)
    if sign_ins:
        lines += ["  This is a demonstration: every project and person in it is invented.", "  Sign in as:"]
        lines += [f"    {email:<38} {role}" for email, role in sign_ins.people]
        lines += [f"  The password of each is: {sign_ins.password}", ""]
        lines += [
            "  Try first:  search “attendance” on the home page and open a project;",
            "              sign in as the team and submit an evaluation;",
            "              sign in as the editor and follow the case to its decision.",
        ]
    elif not _has_admin(app):
        lines += [f"  Nobody has an account yet. Open {settings.base_url}/set-up and give this code:"]
        lines += [f"    {_code(settings.home, make_code)}"]
    if settings.development:
        lines += [
            "",
            f"  For trying out: {settings.base_url}/mails shows all mails, and the page to sign in these people,",
        ]
        lines += ["  to this machine alone. EVIDENCEHUB_DEVELOPMENT=0 turns that off."]
    return "\n".join([*lines, "", "  Stop with Ctrl+C.", ""])


def _has_admin(app: Flask) -> bool:
    with app.app_context(), reading_only():
        return queries.has_admin(db.session)


def _code(home: Path, make_code: Callable[[], str]) -> str:
    path = home / "set-up-code"
    if not path.exists():
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600), "w") as file:
            file.write(make_code())
    return path.read_text()
