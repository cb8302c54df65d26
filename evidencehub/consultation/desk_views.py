"""The editors' desk: comments that wait, and what to do with one."""

from uuid import UUID

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from evidencehub.authz.guard import Loaded, current_actor, requires
from evidencehub.authz.values import Actor, Permission, facts_of
from evidencehub.consultation import queries, services
from evidencehub.consultation.blueprint import CommentLinks, bp
from evidencehub.consultation.forms import AnswerForm, RefuseForm
from evidencehub.consultation.models import StandardComment
from evidencehub.consultation.subjects import subject_of
from evidencehub.shared.clock import hub_today, utc_now
from evidencehub.shared.db import db
from evidencehub.shared.errors import Invalid, NotFound, WrongState
from evidencehub.shared.forms import EmptyForm, HubForm
from evidencehub.shared.paging import page_number


@bp.get("/admin/comments")
@requires(Permission.COMMENTS_MANAGE)
def desk() -> ResponseReturnValue:
    page_of = queries.desk(db.session, page_number(request.args.get("page")))
    today = hub_today()
    subjects = {comment.id: subject_of(comment, today=today) for comment in page_of.entries}
    waiting = queries.waiting(db.session)
    return render_template("consultation/desk.html", page_of=page_of, subjects=subjects, waiting=waiting)


def load_comment(actor: Actor, comment_id: UUID) -> Loaded[StandardComment]:
    comment = queries.comment(db.session, comment_id)
    if comment is None:
        raise NotFound("There is no such comment.")
    return Loaded(comment, facts_of(actor))


@bp.get("/admin/comments/<uuid:comment_id>")
@requires(Permission.COMMENTS_MANAGE, on=load_comment)
def comment(comment: StandardComment) -> ResponseReturnValue:
    return _render("comment.html", comment, EmptyForm())


@bp.post("/admin/comments/<uuid:comment_id>/publish")
@requires(Permission.COMMENTS_MANAGE, on=load_comment)
def publish(comment: StandardComment) -> ResponseReturnValue:
    services.publish(db.session, comment, actor=current_actor(), facts=g.facts, now=utc_now(), links=CommentLinks())
    db.session.commit()
    flash("The comment is published, and its author is told. You can answer it now.")
    return redirect(url_for(".comment", comment_id=comment.id), code=303)


@bp.route("/admin/comments/<uuid:comment_id>/refuse", methods=["GET", "POST"])
@requires(Permission.COMMENTS_MANAGE, on=load_comment)
def refuse(comment: StandardComment) -> ResponseReturnValue:
    form = RefuseForm()
    if form.validate_on_submit():
        try:
            services.refuse(
                db.session, comment, reason=form.reason.data, actor=current_actor(), facts=g.facts, now=utc_now(),
                links=CommentLinks(),
            )  # fmt: skip
        except (Invalid, WrongState) as error:
            form.show(error)
        else:
            db.session.commit()
            flash("The comment is not public. Its author gets your reason by mail.")
            return redirect(url_for(".desk"), code=303)
    return _render("refuse.html", comment, form)


@bp.route("/admin/comments/<uuid:comment_id>/answer", methods=["GET", "POST"])
@requires(Permission.COMMENTS_MANAGE, on=load_comment)
def answer(comment: StandardComment) -> ResponseReturnValue:
    form = AnswerForm(data={"answer": comment.words.answer})
    if form.validate_on_submit():
        try:
            services.answer(
                db.session, comment, text=form.answer.data, actor=current_actor(), facts=g.facts, now=utc_now(),
                links=CommentLinks(),
            )  # fmt: skip
        except (Invalid, WrongState) as error:
            form.show(error)
        else:
            db.session.commit()
            flash("The answer is public, and the author has it by mail.")
            return redirect(url_for(".desk"), code=303)
    return _render("answer.html", comment, form)


def _render(template: str, comment: StandardComment, form: HubForm) -> ResponseReturnValue:
    return render_template(
        f"consultation/{template}", comment=comment, form=form, subject=subject_of(comment, today=hub_today())
    ), 422 if form.errors else 200  # fmt: skip
