"""The editors' desk of papers that were retracted, doubted, corrected or put back after public records named them."""

from uuid import UUID

from flask import current_app, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from evidencehub.authz.guard import Loaded, current_actor, requires
from evidencehub.authz.policies import permits
from evidencehub.authz.values import Actor, Permission
from evidencehub.interchange.retractions import comparing, notices, queries, services
from evidencehub.interchange.retractions.access import hit_facts
from evidencehub.interchange.retractions.known import How, named_by
from evidencehub.interchange.retractions.models import Outcome, RetractionHit
from evidencehub.interchange.retractions.pages.blueprint import bp
from evidencehub.interchange.retractions.pages.forms import DecideForm
from evidencehub.projects.frozen.shapes import FrozenEvaluation
from evidencehub.projects.public import PublicProject, public_view, public_views
from evidencehub.shared import outages
from evidencehub.shared.clock import utc_now
from evidencehub.shared.db import db
from evidencehub.shared.doi import address_of_doi
from evidencehub.shared.errors import Invalid, NotFound, WrongState
from evidencehub.shared.paging import page_number

__all__ = ["bp"]


@bp.get("/admin/retractions")
@requires(Permission.RETRACTIONS_READ)
def retractions() -> ResponseReturnValue:
    page = queries.desk(db.session, page_number(request.args.get("page")))
    return render_template(
        "interchange/retractions.html", page_of=page, waiting=queries.waiting_count(db.session),
        names=_names([each.project_id for each in page.entries]), file=queries.file(db.session),
        is_set=current_app.config["SETTINGS"].retractions is not None,
        trouble=[each for each in outages.current(db.session) if each.name in (comparing.UNUSABLE, comparing.OLD)],
    )  # fmt: skip


def _names(project_ids: list[UUID]) -> dict[UUID, str]:
    """As everybody reads them: a draft may have another name by now."""
    return {key: view.name for key, view in public_views(db.session, project_ids).items()}


def _load(actor: Actor, hit_id: UUID) -> Loaded[tuple[RetractionHit, PublicProject]]:
    hit = queries.hit(db.session, hit_id)
    view = public_view(db.session, hit.project) if hit else None
    if hit is None or view is None:
        raise NotFound("There is no such page, or the record is not public now.")
    return Loaded((hit, view), hit_facts(db.session, actor, hit))


@bp.get("/admin/retractions/<uuid:hit_id>")
@requires(Permission.RETRACTIONS_READ, on=_load)
def retraction(found: tuple[RetractionHit, PublicProject]) -> ResponseReturnValue:
    hit, view = found
    return _page(hit, view, DecideForm(formdata=None, data=_as_it_is(hit)))


@bp.post("/admin/retractions/<uuid:hit_id>")
@requires(Permission.RETRACTION_DECIDE, on=_load)
def decide_retraction(found: tuple[RetractionHit, PublicProject]) -> ResponseReturnValue:
    hit, view = found
    form = DecideForm()
    if form.validate_on_submit():
        try:
            services.decide(
                db.session, hit, Outcome(form.outcome.data), note=form.note.data or "", because=form.because.data or "",
                digest=form.digest.data or "", actor=current_actor(), now=utc_now(),
            )  # fmt: skip
        except (Invalid, WrongState) as error:
            form.show(error)
            form.digest.data = hit.paper.digest
        else:
            db.session.commit()
            flash(_SAID[Outcome(hit.outcome)])
            return redirect(url_for(".retractions"), code=303)
    return _page(hit, view, form), 422


_SAID = {
    Outcome.NOTHING: "It is written down that nothing follows. It comes back if the notices change.",
    Outcome.NOTE: "Readers see your note now. It comes back to this list if the notices change.",
    Outcome.ELSEWHERE: "It is written down. It comes back if the notices change.",
}


def _as_it_is(hit: RetractionHit) -> dict[str, str]:
    return {
        "digest": hit.paper.digest, "outcome": hit.outcome, "because": hit.because,
        "note": hit.note or notices.proposed(hit.paper.title, hit.paper.told, is_it=How.ITSELF in hit.hows),
    }  # fmt: skip


def _page(hit: RetractionHit, view: PublicProject, form: DecideForm) -> str:
    others = queries.others(db.session, hit)
    return render_template(
        "interchange/retraction.html", hit=hit, view=view, form=form, studies=_studies(hit, view), others=others,
        names=_names([each.project_id for each in others]), awards=queries.awards(db.session, hit.project_id),
        may_decide=permits(Permission.RETRACTION_DECIDE, g.facts), address_of_doi=address_of_doi,
    )  # fmt: skip


def _studies(hit: RetractionHit, view: PublicProject) -> list[tuple[FrozenEvaluation, list[str]]]:
    """Those that name the paper as the record stands now, each with what the paper is to it."""
    hows: dict[UUID, list[str]] = {}
    for each in named_by(view):
        if each.doi == hit.paper.doi:
            hows.setdefault(each.study_id, []).append(each.how.in_words)
    return [(study, hows[study.id]) for study in view.evaluations if study.id in hows]
