"""The page of the audit."""

from datetime import date

from flask import render_template, request
from flask.typing import ResponseReturnValue

from evidencehub.admin import audit_search
from evidencehub.admin.audit_search import Asked
from evidencehub.admin.blueprint import bp
from evidencehub.authz.guard import requires
from evidencehub.authz.values import Permission
from evidencehub.shared.db import db
from evidencehub.shared.forms import printable
from evidencehub.shared.paging import page_number


@bp.get("/admin/audit")
@requires(Permission.SYSTEM_READ)
def audit() -> ResponseReturnValue:
    given = {name: _typed(name) for name in ("act", "record", "person", "day")}
    day, problem = None, ""
    if given["day"]:
        try:
            day = date.fromisoformat(given["day"])
        except ValueError:
            problem = "Enter a day as 2026-03-31"
    asked = Asked(given["act"], given["record"], given["person"], day)
    found = None if problem else audit_search.entries(db.session, asked, page_number(request.args.get("page")))
    return render_template(
        "admin/audit.html", page_of=found, asked=asked, given=given, problem=problem, acts=audit_search.acts(db.session)
    ), 422 if problem else 200  # fmt: skip


def _typed(name: str) -> str:
    return printable(request.args.get(name) or "").strip()[:200]
