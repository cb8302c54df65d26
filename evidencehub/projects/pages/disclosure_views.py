"""The team decides who may read a document: what will be public, what may name somebody, agreeing, taking back."""

from uuid import UUID

from flask import flash, g, redirect, url_for
from flask.typing import ResponseReturnValue

from evidencehub.authz.guard import Loaded, current_actor, requires
from evidencehub.authz.values import Actor, Permission
from evidencehub.extraction.cleaning.words import in_words, left_in_words
from evidencehub.projects.copies.queries import copies_of
from evidencehub.projects.disclosure import queries, services
from evidencehub.projects.disclosure.models import Disclosure
from evidencehub.projects.models import Document
from evidencehub.projects.on_request import services as report_requests
from evidencehub.projects.owners import owner_of
from evidencehub.projects.pages.blueprint import ReportRequestLinks, bp, load_document, render
from evidencehub.projects.pages.disclosure_forms import AgreeForm, TakeDownForm
from evidencehub.projects.pages.document_views import address
from evidencehub.projects.queries import page_count
from evidencehub.shared.clock import utc_now
from evidencehub.shared.db import db
from evidencehub.shared.errors import Invalid, NotAllowed, NotFound


def _load(actor: Actor, document_id: UUID) -> Loaded[Document]:
    loaded = load_document(actor, document_id)
    if loaded.resource.project_id is not None:
        raise NotFound("A document of the plan of a project is for its reviewers only.")
    return loaded


@bp.route("/team/documents/<uuid:document_id>/public", methods=["GET", "POST"])
@requires(Permission.DISCLOSURE_AGREE, on=_load)
def document_public(document: Document) -> ResponseReturnValue:
    form, found = AgreeForm(), queries.of_document(db.session, document.id)
    if document.plan_study_id is not None and form.is_submitted():
        raise NotAllowed("This file goes with its plan: say who may read it beside the file, and send the plan.")
    if form.validate_on_submit():
        try:
            services.agree(
                db.session, document, form.choice(), actor=current_actor(), facts=g.facts, now=utc_now()
            )  # fmt: skip
        except Invalid as error:
            form.show(error)
        else:
            db.session.commit()
            flash("An editor looks at it before it is public.")
            return redirect(url_for(".documents", evaluation_id=document.evaluation_id), code=303)
    return _page(document, found, form)


def _page(document: Document, found: Disclosure | None, form: AgreeForm | TakeDownForm) -> ResponseReturnValue:
    is_sealed = found is None or found.state.is_sealed
    copy = copies_of(db.session, [document.sha256]).get(document.sha256)
    return render(
        "plan-file.html" if document.plan_study_id else "document-public.html", form, document=document,
        evaluation=document.study, project=document.project, found=found,
        is_sealed=is_sealed, copy=copy, taken=in_words(copy.taken) if copy else "",
        left=left_in_words(copy.taken) if copy else "", looked=queries.pointed_out(db.session, document.id),
        pages=page_count(db.session, document.id),
        ending=None if is_sealed else form if isinstance(form, TakeDownForm) else TakeDownForm(),
    )  # fmt: skip


def public_page(document: Document) -> ResponseReturnValue:
    """The page with what was typed in it, before any of it is sent."""
    found = queries.of_document(db.session, document.id)
    return _page(document, found, AgreeForm() if found is None or found.state.is_sealed else TakeDownForm())


def _load_found(actor: Actor, document_id: UUID) -> Loaded[Disclosure]:
    loaded = _load(actor, document_id)
    found = queries.of_document(db.session, document_id)
    if found is None:
        raise NotFound("Nobody asked for this document to be public.")
    return Loaded(found, loaded.facts)


@bp.post("/team/documents/<uuid:document_id>/public/end")
@requires(Permission.DISCLOSURE_END, on=_load_found)
def document_not_public(found: Disclosure) -> ResponseReturnValue:
    form = TakeDownForm()
    if form.validate_on_submit():
        now, document = utc_now(), found.document
        try:
            services.take_down(db.session, found, form.reason.data, actor=current_actor(), facts=g.facts, now=now)
            document.public_with_plan = False  # or the next version would make it public again
            report_requests.answer_all(db.session, found.document_id, now=now, links=ReportRequestLinks())
        except Invalid as error:
            form.show(error)
        else:
            db.session.commit()
            flash("It is for its reviewers only.")
            return redirect(address(owner_of(document)), code=303)
    return _page(found.document, found, form)
