"""The public register of studies whose plan is public: planned, running, overdue, finished, stopped."""

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue

from evidencehub.authz.guard import public
from evidencehub.catalogue.pages.being_studied import asked_of
from evidencehub.catalogue.pages.blueprint import bp
from evidencehub.projects.plans import register
from evidencehub.projects.plans.register import Asked, Entry
from evidencehub.projects.plans.status import Status
from evidencehub.shared.clock import day_of, hub_today
from evidencehub.shared.db import db
from evidencehub.shared.forms import LINE, printable
from evidencehub.shared.links import absolute
from evidencehub.shared.page_cache import same_for_everybody
from evidencehub.shared.paging import Page, page_number
from evidencehub.shared.spreadsheets import Value, as_csv
from evidencehub.standards.files.outcomes import load_outcomes
from evidencehub.standards.files.vocabulary import Term

_HEADS = (
    "title", "project", "status", "main_outcomes", "planned_start", "planned_end", "planned_report", "started",
    "ended", "results_are_public", "why_nothing_is_published", "first_version_sent", "address", "invented",
)  # fmt: skip


def _asked() -> Asked:
    """What the address asks for; what is no status and no outcome asks for nothing."""
    status, area = request.args.get("status", ""), request.args.get("area", "")
    words = " ".join(printable(request.args.get("q", "")).split())[:LINE]
    known = status in {each.value for each in Status}
    return asked_of(words, Status(status) if known else None, area if area in load_outcomes().by_slug else "")


@bp.get("/plans")
@public
@same_for_everybody
def plans() -> ResponseReturnValue:
    asked, number, today = _asked(), page_number(request.args.get("page")), hub_today()
    found, total = register.entries(db.session, asked, today, page=number)
    return render_template(
        "catalogue/plans.html", asked=asked, page_of=Page(found, number, register.PAGE_SIZE, total),
        counts=register.counts(db.session, asked, today), statuses=list(Status), areas=_areas(asked), today=today,
        kept=_kept(asked),
    )  # fmt: skip


@bp.get("/plans.csv")
@public
@same_for_everybody
def plans_file() -> ResponseReturnValue:
    """All that the filters leave, with each day in a column of its own."""
    found, _ = register.entries(db.session, _asked(), hub_today(), page=0)
    return Response(as_csv(_HEADS, [_row(each) for each in found]), mimetype="text/csv; charset=utf-8")


def _areas(asked: Asked) -> list[Term]:
    """The outcome areas, and the outcome that an address asks for."""
    tree = load_outcomes()
    chosen = tree.by_slug.get(asked.area)
    return [*tree.areas, *([chosen] if chosen and chosen not in tree.areas else [])]


def _kept(asked: Asked) -> dict[str, str]:
    """The arguments of an address that asks for the same."""
    status = asked.status.value if asked.status else ""
    return {name: value for name, value in (("q", asked.words), ("status", status), ("area", asked.area)) if value}


def _row(each: Entry) -> tuple[Value, ...]:
    it = each.version
    first_sent = day_of(it.first_sent_at) if it.first_sent_at else None
    return (
        it.title, it.project_name, each.status.value, each.main_outcomes, it.starts_on, it.ends_on, it.reports_on,
        it.started_on, it.ended_on, each.has_results, each.why_nothing, first_sent,
        absolute("catalogue.plan", evaluation_id=each.evaluation_id), each.is_demo,
    )  # fmt: skip
