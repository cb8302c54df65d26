"""Public pages: comments on a standard, the vocabularies with theirs; and sending a comment."""

from typing import Any

from flask import flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from evidencehub.accounts.blueprint import may_try
from evidencehub.authz.guard import Loaded, current_actor, public, requires
from evidencehub.authz.policies import permits
from evidencehub.authz.values import Actor, Permission, facts_of
from evidencehub.consultation import desk_views, queries, services, version_views, word_views
from evidencehub.consultation.blueprint import CommentLinks, address_of, bp
from evidencehub.consultation.following import news_of
from evidencehub.consultation.forms import CommentForm
from evidencehub.consultation.models import SubjectKind
from evidencehub.consultation.subjects import Subject, by_part, find_subject
from evidencehub.consultation.vocabularies import load_words, word_lists
from evidencehub.consultation.word_versions import kept_of, version_of
from evidencehub.shared.clock import hub_today, utc_now
from evidencehub.shared.db import db
from evidencehub.shared.errors import Invalid, NotFound, WrongState
from evidencehub.shared.feeds import atom
from evidencehub.shared.links import absolute
from evidencehub.shared.page_cache import same_for_everybody
from evidencehub.standards.files.loading import load_standard
from evidencehub.standards.model.errors import UnknownStandard

__all__ = ["bp", "desk_views", "version_views", "word_views"]  # importing them puts their views on the blueprint


def _of_standard(standard_id: str, version: str) -> Subject:
    return find_subject(SubjectKind.STANDARD, standard_id, version, today=hub_today())


def _of_vocabulary(name: str) -> Subject:
    return find_subject(SubjectKind.VOCABULARY, name, "", today=hub_today())


def _loaded(actor: Actor, subject: Subject) -> Loaded[Subject]:
    return Loaded(subject, facts_of(actor), secret=False)


@bp.get("/standards/<standard_id>/<version>/comments")
@public
def standard(standard_id: str, version: str) -> ResponseReturnValue:
    return _page(_of_standard(standard_id, version), CommentForm())


@bp.post("/standards/<standard_id>/<version>/comments")
@requires(Permission.COMMENT_SEND, on=lambda actor, **address: _loaded(actor, _of_standard(**address)))
def comment_on_standard(subject: Subject) -> ResponseReturnValue:
    return _take(subject)


@bp.get("/standards/<standard_id>/changes.atom")
@public
@same_for_everybody
def standard_feed(standard_id: str) -> ResponseReturnValue:
    """What is new of a standard, whatever its version."""
    try:
        found = load_standard(standard_id)
    except UnknownStandard as error:
        raise NotFound(f"There is {error}.") from error
    page = absolute("guide.standard_versions", standard_id=found.id)
    own = absolute("consultation.standard_feed", standard_id=found.id)
    return atom(found.title, page=page, own=own, entries=news_of(db.session, found))


@bp.get("/vocabularies")
@public
@same_for_everybody
def vocabularies() -> ResponseReturnValue:
    return render_template("consultation/vocabularies.html", lists=word_lists())


@bp.get("/vocabularies/<name>")
@public
def vocabulary(name: str) -> ResponseReturnValue:
    return _page(_of_vocabulary(name), CommentForm())


@bp.post("/vocabularies/<name>")
@requires(Permission.COMMENT_SEND, on=lambda actor, **address: _loaded(actor, _of_vocabulary(**address)))
def comment_on_vocabulary(subject: Subject) -> ResponseReturnValue:
    return _take(subject)


def _page(subject: Subject, form: CommentForm) -> ResponseReturnValue:
    """The page of a subject; what was typed stays in the form, also where the subject has closed meanwhile."""
    form.offer(subject, chosen=request.args.get("part", ""))
    facts = facts_of(current_actor())
    found = queries.published(db.session, subject)
    values: dict[str, Any] = {
        "subject": subject, "form": form, "count": len(found), "groups": by_part(subject, found),
        "mine": queries.unpublished_of(db.session, subject, current_actor().id) if current_actor().id else [],
        "may_comment": permits(Permission.COMMENT_SEND, facts),
        "may_manage": permits(Permission.COMMENTS_MANAGE, facts),
    }  # fmt: skip
    failed = 422 if form.errors else 200
    if subject.kind is SubjectKind.VOCABULARY:
        words = load_words(subject.id)
        values |= {"version": version_of(words), "kept": kept_of(db.session, words.id)}
        return render_template("consultation/vocabulary.html", list=words, **values), failed
    return render_template(
        "consultation/standard.html", standard=load_standard(subject.id, subject.version), **values
    ), failed  # fmt: skip


def _take(subject: Subject) -> ResponseReturnValue:
    form = CommentForm()
    form.offer(subject)
    if not form.validate_on_submit():
        return _page(subject, form)
    if not may_try("comment", str(current_actor().id)):
        form.form_errors.append("You have sent many comments in a short time. Wait 15 minutes, and send this one again")
        return _page(subject, form)
    try:
        services.send(
            db.session, subject, form.typed(), author=current_user.person, now=utc_now(), links=CommentLinks()
        )
    except (Invalid, WrongState) as error:
        form.show(error)
    else:
        db.session.commit()
        flash("Thank you. An editor reads your comment before it is published, and we send you a mail.")
        return redirect(address_of(subject), code=303)
    return _page(subject, form)
