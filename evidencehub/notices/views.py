"""What somebody was told, in their account; and how they want to be told."""

from uuid import UUID

from flask import Flask, current_app, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from evidencehub.accounts.models import Person
from evidencehub.authz.guard import Loaded, Withheld, current_actor, public, requires
from evidencehub.authz.values import Actor, Permission, facts_of
from evidencehub.notices import choosing, queries, reading
from evidencehub.notices.blueprint import bp
from evidencehub.notices.forms import choices_form, chosen_in
from evidencehub.notices.models import Notice
from evidencehub.notices.topics import TOPICS, topic_of
from evidencehub.shared.clock import utc_now
from evidencehub.shared.db import db
from evidencehub.shared.errors import NotFound
from evidencehub.shared.forms import EmptyForm
from evidencehub.shared.paging import page_number

__all__ = ["bp"]


def init_app(app: Flask) -> None:
    app.jinja_env.globals["unread_notices"] = _unread


def _unread() -> int:
    """Of whoever is signed in, for the head of every page. Asked once a page: its header is rendered twice."""
    if "unread_notices" not in g:
        actor = current_actor()
        g.unread_notices = queries.unread(db.session, actor.id) if actor.id else 0
    count: int = g.unread_notices
    return count


@bp.get("/account/notices")
@requires(Permission.ACCOUNT_USE)
def inbox() -> ResponseReturnValue:
    actor = current_actor()
    found = queries.page(db.session, current_user.id, page_number(request.args.get("page")))
    may_read = {one.mail_id: reading.may_read(one, actor) for one in found.entries}
    return render_template(
        "notices/inbox.html", page_of=found, may_read=may_read, topic_of=topic_of, form=EmptyForm(formdata=None),
    )  # fmt: skip


def _load(actor: Actor, mail_id: UUID) -> Loaded[Notice] | Withheld:
    """One's own alone."""
    if actor.id is None:
        return Withheld(facts_of(actor))
    found = queries.notice(db.session, mail_id)
    if found is None or found.person_id != actor.id:
        raise NotFound("There is no such notice.")
    return Loaded(found, facts_of(actor))


@bp.get("/account/notices/<uuid:mail_id>")
@requires(Permission.ACCOUNT_USE, on=_load)
def show(notice: Notice) -> ResponseReturnValue:
    actor = current_actor()
    may_read = reading.may_read(notice, actor)
    page = reading.page_of(notice) if may_read else None
    return render_template(
        "notices/show.html", notice=notice, may_read=may_read, topic=topic_of(notice.mail.about),
        page=url_for(page[0], **page[1]) if page else None,
    )  # fmt: skip


@bp.post("/account/notices/<uuid:mail_id>")
@requires(Permission.ACCOUNT_USE, on=_load)
def open_notice(notice: Notice) -> ResponseReturnValue:
    """Reading is an act: looking at a page changes nothing."""
    if EmptyForm().validate_on_submit() and notice.read_at is None:
        notice.read_at = utc_now()
        db.session.commit()
    return redirect(url_for(".show", mail_id=notice.mail_id), code=303)


@bp.post("/account/notices/read")
@requires(Permission.ACCOUNT_USE)
def read_all() -> ResponseReturnValue:
    if EmptyForm().validate_on_submit():
        choosing.read_all(db.session, current_user.id, now=utc_now())
        db.session.commit()
        flash("All notices are marked as read.")
    return redirect(url_for(".inbox"), code=303)


@bp.route("/account/notices/choices", methods=["GET", "POST"])
@requires(Permission.ACCOUNT_USE)
def choices() -> ResponseReturnValue:
    now_chosen = choosing.chosen(db.session, current_user.id)
    form = choices_form()(data={name: way.value for name, way in now_chosen.items()})
    if form.validate_on_submit():
        choosing.choose(db.session, current_user.id, chosen_in(form), now=utc_now())
        db.session.commit()
        flash("We tell you so from now on.")
        return redirect(url_for(".inbox"), code=303)
    fixed = [topic for topic in TOPICS if topic.is_fixed]
    open_topics = [topic for topic in TOPICS if not topic.is_fixed]
    return render_template(
        "notices/choices.html", form=form, fixed=fixed, open_topics=open_topics
    ), 422 if form.errors else 200  # fmt: skip


@bp.route("/notices/stop/<token>", methods=["GET", "POST"])
@public
def stop(token: str) -> ResponseReturnValue:
    """One press, here or in the mail program; that sends no token against forgery, and the address is secret enough."""
    person_id, topic = choosing.read_stop(current_app.config["SETTINGS"].secret_key, token)
    person = db.session.get(Person, person_id)
    if person is None:
        raise NotFound("This account is gone, and no mails are sent to it.")
    if request.method == "POST":
        choosing.choose(db.session, person_id, {topic.name: topic.quietest}, now=utc_now())
        db.session.commit()
        return render_template("notices/stopped.html", topic=topic)
    return render_template("notices/stop.html", topic=topic)
