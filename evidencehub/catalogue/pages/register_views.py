"""The public register of studies whose plan is public: planned, running, overdue, finished, stopped."""

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue

from evidencehub.authz.guard import public
from evidencehub.catalogue.pages.blueprint import bp
from evidencehub.projects import terms
from evidencehub.projects.plans import register
from evidencehub.projects.plans.outcomes import planned_of
from evidencehub.projects.plans.register import Asked, Entry
from evidencehub.projects.plans.status import Status
from evidencehub.shared.clock import day_of, hub_today
from evidencehub.shared.db import db
from evidencehub.shared.forms import LINE, printable
from evidencehub.shared.links import absolute
from evidencehub.shared.page_cache import same_for_everybody
from evidencehub.shared.paging import Page, page_number
from evidencehub.shared.spreadsheets import Value, as_csv
from evidencehub.standards.files.vocabulary import load_vocabulary

_HEADS = (
    "title", "project", "status", "main_outcomes", "planned_start", "planned_end", "planned_report", "started",
    "ended", "results_are_public", "why_nothing_is_published", "first_version_sent", "address", "invented",
)  # fmt: skip


def _asked() -> Asked:
    """What the address asks for; what is no status or no area asks for nothing."""
    status, area = request.args.get("status", ""), request.args.get("area", "")
    known = {term.slug for term in load_vocabulary("outcome-areas").terms}
    words = " ".join(printable(request.args.get("q", "")).split())[:LINE]
    return Asked(
        words, Status(status) if status in {each.value for each in Status} else None, area if area in known else ""
    )


@bp.get("/plans")
@public
@same_for_everybody
def plans() -> ResponseReturnValue:
    asked, number, today = _asked(), page_number(request.args.get("page")), hub_today()
    found, total = register.entries(db.session, asked, today, page=number)
    return render_template(
        "catalogue/plans.html", asked=asked, page_of=Page(found, number, register.PAGE_SIZE, total),
        counts=register.counts(db.session, asked, today), statuses=list(Status), areas=terms.choices("outcome-areas"),
        main=lambda each: [one.outcome for one in planned_of(each.version) if one.is_main],
        today=today, kept=_kept(asked),
    )  # fmt: skip


@bp.get("/plans.csv")
@public
@same_for_everybody
def plans_file() -> ResponseReturnValue:
    """All that the filters leave, with each day in a column of its own."""
    found, _ = register.entries(db.session, _asked(), hub_today(), page=0)
    return Response(as_csv(_HEADS, [_row(each) for each in found]), mimetype="text/csv; charset=utf-8")


def _kept(asked: Asked) -> dict[str, str]:
    """The arguments of an address that asks for the same."""
    status = asked.status.value if asked.status else ""
    return {name: value for name, value in (("q", asked.words), ("status", status), ("area", asked.area)) if value}


def _row(each: Entry) -> tuple[Value, ...]:
    it = each.version
    main = tuple(one.outcome for one in planned_of(it) if one.is_main)
    return (
        it.title, it.project_name, each.status.value, main, it.starts_on, it.ends_on, it.reports_on, it.started_on,
        it.ended_on, each.has_results, each.why_nothing, day_of(it.first_sent_at) if it.first_sent_at else None,
        absolute("catalogue.plan", evaluation_id=each.evaluation_id), each.is_demo,
    )  # fmt: skip
