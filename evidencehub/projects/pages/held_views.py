"""A table that is held: its team looks whether a row is a person, and says so or takes the file out."""

from flask import flash, g, redirect, request, url_for
from flask.typing import ResponseReturnValue

from evidencehub.authz.guard import current_actor, requires
from evidencehub.authz.values import Permission
from evidencehub.projects.disclosure import aside, holding, queries
from evidencehub.projects.models import Document
from evidencehub.projects.owners import owner_of
from evidencehub.projects.pages.blueprint import bp, load_document, render
from evidencehub.projects.pages.disclosure_views import public_page
from evidencehub.projects.pages.document_views import address
from evidencehub.projects.pages.held_forms import LetThroughForm, typed_besides
from evidencehub.shared.clock import utc_now
from evidencehub.shared.db import db
from evidencehub.shared.errors import Invalid


@bp.route("/team/documents/<uuid:document_id>/held", methods=["GET", "POST"])
@requires(Permission.DOCUMENT_UPLOAD, on=load_document)
def document_held(document: Document) -> ResponseReturnValue:
    form = LetThroughForm()
    if form.validate_on_submit():
        try:
            holding.let_through(
                db.session, document, form.why.data, actor=current_actor(), facts=g.facts, now=utc_now()
            )  # fmt: skip
        except Invalid as error:
            form.show(error)
        else:
            db.session.commit()
            flash("Reviewers get it.")
            return redirect(address(owner_of(document)), code=303)
    return _held(document, form)


def _held(document: Document, form: LetThroughForm) -> ResponseReturnValue:
    return render(
        "document-held.html", form, document=document, evaluation=document.study, project=document.project,
        looked=queries.pointed_out(db.session, document.id),
    )  # fmt: skip


@bp.post("/team/documents/<uuid:document_id>/finds")
@requires(Permission.DOCUMENT_UPLOAD, on=load_document)
def mark_finds(document: Document) -> ResponseReturnValue:
    """What somebody of the team has looked at, and is no person. What they typed besides stays in the page."""
    ticked = {name: request.form.getlist(name) for name in ("aside", "again")}
    count = aside.mark(
        db.session, document, queries.pointed_out(db.session, document.id), actor=current_actor(), facts=g.facts,
        now=utc_now(), **ticked,
    )  # fmt: skip
    db.session.commit()
    flash("Kept." if count else "Nothing was ticked.")
    is_about_rows = document.is_held or document.project_id is not None
    if typed_besides(request.form):
        return _held(document, LetThroughForm()) if is_about_rows else public_page(document)
    page = "document_held" if is_about_rows else "document_public"
    return redirect(url_for(f".{page}", document_id=document.id), code=303)
