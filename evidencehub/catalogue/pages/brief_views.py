"""A brief for commissioners as a PDF: of one approach, or of those that are compared."""

from collections.abc import Sequence
from threading import BoundedSemaphore
from typing import Any

from flask import Response, current_app, request
from flask.typing import ResponseReturnValue

from evidencehub.authz.guard import public
from evidencehub.catalogue.brief import content, pdf
from evidencehub.catalogue.brief.content import Length
from evidencehub.catalogue.marks.read import Read, read
from evidencehub.catalogue.pages.blueprint import bp
from evidencehub.catalogue.pages.compare_views import MOST, READ
from evidencehub.catalogue.pages.download_views import Busy
from evidencehub.projects import queries
from evidencehub.projects.public import PublicProject
from evidencehub.shared.clock import hub_today, utc_now
from evidencehub.shared.db import db
from evidencehub.shared.errors import NotFound
from evidencehub.shared.links import absolute
from evidencehub.shared.page_cache import same_for_everybody
from evidencehub.shared.words import day

AT_ONCE = 2  # briefs that one process writes at a time: pages for readers come first
_making = BoundedSemaphore(AT_ONCE)


@bp.get("/projects/<slug>/brief.pdf")
@public
@same_for_everybody
def brief(slug: str) -> ResponseReturnValue:
    return _brief([slug])


@bp.get("/compare/brief.pdf")
@public
@same_for_everybody
def compared_brief() -> ResponseReturnValue:
    return _brief(list(dict.fromkeys(request.args.getlist("with")[:READ]))[:MOST])


def _brief(slugs: Sequence[str]) -> Response:
    """:raises Busy: as many are being written as this process writes at a time."""
    found = [queries.project_by_slug(db.session, slug)[0] for slug in slugs]
    held = read(db.session, [each.id for each in found if each])
    views = [view for view in held.views.values() if not view.removed]
    if not views:
        raise NotFound("There is no such approach, or it is not public.")
    lengths = pdf.LENGTHS_OF_ONE if len(views) == 1 else pdf.LENGTHS_OF_SEVERAL
    if not _making.acquire(blocking=False):
        raise Busy("Try again in a minute.")
    try:
        made = pdf.two_pages(lengths, lambda length: _content(held, views, length))
    finally:
        _making.release()
    answer = Response(made, mimetype="application/pdf")
    name = views[0].slug if len(views) == 1 else "approaches"
    answer.headers["Content-Disposition"] = f'inline; filename="brief-{name[:60]}-{utc_now():%Y-%m-%d}.pdf"'
    return answer


def _content(held: Read, views: Sequence[PublicProject], length: Length) -> dict[str, Any]:
    today, site = hub_today(), current_app.config["SETTINGS"].site_name
    named = content.named(views[0]) if len(views) == 1 else f"{len(views)} approaches beside each other"
    return {
        "title": f"Brief: {named}",
        "hub": site,
        "year": today.year,
        "month": today.month,
        "day": today.day,
        "lead": content.lead(len(views), day(today), site),
        "footer": f"{site}, {day(today)}",
        "approaches": [
            content.approach(
                view,
                held.gradings.get(view.id),
                length,
                address=absolute("catalogue.project", slug=view.slug),
                study_address=lambda key: absolute("catalogue.evaluation", evaluation_id=key),
            )
            for view in views
        ],
        "notes": content.notes(views),
    }
