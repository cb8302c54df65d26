"""The public register of studies whose plan is public: planned, running, overdue, finished, stopped."""

from typing import Any

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from evidencehub.authz.guard import public
from evidencehub.catalogue.downloads.plan_columns import PLANS, PlanRow
from evidencehub.catalogue.downloads.tables import TABLES
from evidencehub.catalogue.downloads.writing import as_csv
from evidencehub.catalogue.pages.being_studied import asked_of
from evidencehub.catalogue.pages.blueprint import bp
from evidencehub.catalogue.pages.packages import as_file, data_package, described
from evidencehub.projects.plans import register
from evidencehub.projects.plans.register import Asked
from evidencehub.projects.plans.status import Status
from evidencehub.shared.clock import hub_today
from evidencehub.shared.db import db
from evidencehub.shared.forms import LINE, printable
from evidencehub.shared.links import absolute
from evidencehub.shared.page_cache import same_for_everybody
from evidencehub.shared.paging import Page, page_number
from evidencehub.standards.files.outcomes import load_outcomes
from evidencehub.standards.files.vocabulary import Term


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
    asked = _asked()
    found, _ = register.entries(db.session, asked, hub_today(), page=0)
    rows = [PlanRow(each, absolute("catalogue.plan", evaluation_id=each.evaluation_id)) for each in found]
    return described(as_file("".join(as_csv(PLANS, rows)), "plans"), "catalogue.plans_package", _kept(asked))


@bp.get("/plans.datapackage.json")
@public
@same_for_everybody
def plans_package() -> ResponseReturnValue:
    kept = _kept(_asked())
    file = (TABLES["plans"], url_for("catalogue.plans_file", **kept))
    return data_package("Studies whose plan is public", url_for("catalogue.plans", **kept), file)


def _areas(asked: Asked) -> list[Term]:
    """The outcome areas, and the outcome that an address asks for."""
    tree = load_outcomes()
    chosen = tree.by_slug.get(asked.area)
    return [*tree.areas, *([chosen] if chosen and chosen not in tree.areas else [])]


def _kept(asked: Asked) -> dict[str, Any]:
    """The arguments of an address that asks for the same."""
    status = asked.status.value if asked.status else ""
    return {name: value for name, value in (("q", asked.words), ("status", status), ("area", asked.area)) if value}
