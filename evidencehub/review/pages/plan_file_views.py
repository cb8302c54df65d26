"""An editor reads the files of a plan before everybody can, and says what in them is no person."""

from uuid import UUID

from flask import Response, current_app, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from evidencehub.authz.guard import Loaded, Withheld, current_actor, requires
from evidencehub.authz.policies import permits
from evidencehub.authz.values import Actor, Permission
from evidencehub.projects import queries
from evidencehub.projects.disclosure import aside, services
from evidencehub.projects.disclosure import queries as disclosures
from evidencehub.projects.models import Document
from evidencehub.projects.pages.disclosure_forms import TakeDownForm
from evidencehub.projects.pages.downloads import as_download
from evidencehub.projects.plans.files import PlanFile, files_of
from evidencehub.projects.plans.models import PlanVersion
from evidencehub.review.pages.blueprint import bp
from evidencehub.review.pages.plan_views import load_plan
from evidencehub.shared.clock import utc_now
from evidencehub.shared.db import db
from evidencehub.shared.errors import Invalid, NotFound
from evidencehub.shared.files import FileStore
from evidencehub.shared.paging import Page, page_number

Sent = tuple[PlanVersion, PlanFile, Document]


def _load(actor: Actor, plan_version_id: UUID, document_id: UUID) -> Loaded[Sent] | Withheld:
    """Whether somebody may look is asked before it is said whether there is such a file."""
    loaded = load_plan(actor, plan_version_id)
    if not permits(Permission.PLAN_LOOK, loaded.facts):
        return Withheld(loaded.facts)
    file = next((each for each in files_of(loaded.resource) if each.id == document_id), None)
    document = queries.document(db.session, document_id) if file else None
    if file is None or document is None:
        raise NotFound("There is no such file in this plan.")
    return Loaded((loaded.resource, file, document), loaded.facts)


@bp.get("/cases/plans/<uuid:plan_version_id>/files/<uuid:document_id>")
@requires(Permission.PLAN_LOOK, on=_load)
def plan_file(sent: Sent) -> ResponseReturnValue:
    """The text of a file, one page at a time, and what may name somebody in it."""
    return _page(sent, TakeDownForm())


def _page(sent: Sent, ending: TakeDownForm) -> ResponseReturnValue:
    made, file, document = sent
    total = queries.page_count(db.session, document.id)
    page: Page[str] = Page([], page_number(request.args.get("page")), 1, total)
    text = queries.page_text(db.session, document.id, page.number)
    if text is None and total:
        raise NotFound("The file has no such page.")
    return render_template(
        "review/plan-file.html", made=made, file=file, document=document, page=page, text=text,
        looked=disclosures.pointed_out(db.session, document.id), ending=ending,
        found=disclosures.of_document(db.session, document.id),
    ), 422 if ending.errors else 200  # fmt: skip


@bp.post("/cases/plans/<uuid:plan_version_id>/files/<uuid:document_id>/end")
@requires(Permission.DISCLOSURE_END, on=_load)
def plan_file_not_public(sent: Sent) -> ResponseReturnValue:
    """One file alone is taken down; the plan stays."""
    made, _, document = sent
    form, found = TakeDownForm(), disclosures.of_document(db.session, document.id)
    if form.validate_on_submit():
        if found is None:
            raise NotFound("The team did not ask for this file to be public.")
        try:
            services.take_down(
                db.session, found, form.reason.data or "", actor=current_actor(), facts=g.facts, now=utc_now()
            )  # fmt: skip
        except Invalid as error:
            form.show(error)
        else:
            db.session.commit()
            flash("Nobody but editors and reviewers can open it.")
            return redirect(url_for(".plan", plan_version_id=made.id), code=303)
    return _page(sent, form)


@bp.get("/cases/plans/<uuid:plan_version_id>/files/<uuid:document_id>/file")
@requires(Permission.PLAN_LOOK, on=_load)
def plan_file_download(sent: Sent) -> Response:
    return as_download(FileStore(current_app.config["SETTINGS"].files_url), sent[2])


@bp.post("/cases/plans/<uuid:plan_version_id>/files/<uuid:document_id>/finds")
@requires(Permission.PLAN_LOOK, on=_load)
def mark_plan_finds(sent: Sent) -> ResponseReturnValue:
    made, _, document = sent
    ticked = {name: request.form.getlist(name) for name in ("aside", "again")}
    count = aside.mark(
        db.session, document, disclosures.pointed_out(db.session, document.id), actor=current_actor(), facts=g.facts,
        now=utc_now(), **ticked,
    )  # fmt: skip
    db.session.commit()
    flash("Kept." if count else "Nothing was ticked.")
    return redirect(url_for(".plan_file", plan_version_id=made.id, document_id=document.id), code=303)
