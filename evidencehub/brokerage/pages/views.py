"""Help with evaluations: what everybody reads, one's own, and being put in touch."""

from uuid import UUID

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from evidencehub.accounts.models import Person
from evidencehub.authz.guard import Loaded, current_actor, public, requires
from evidencehub.authz.values import Actor, Permission, facts_of
from evidencehub.brokerage import access, contacts, matching, meeting, queries, services
from evidencehub.brokerage.kinds import kinds
from evidencehub.brokerage.models import HelpContact, HelpNotice, Side
from evidencehub.brokerage.pages import desk_views
from evidencehub.brokerage.pages.blueprint import HelpLinks, bp
from evidencehub.brokerage.pages.forms import YES, AnswerForm, ContactForm, NoticeForm, ReportForm
from evidencehub.projects.queries import projects_of
from evidencehub.shared.clock import utc_now
from evidencehub.shared.db import db
from evidencehub.shared.errors import Invalid, NotFound, WrongState
from evidencehub.shared.forms import EmptyForm
from evidencehub.shared.page_cache import same_for_everybody
from evidencehub.shared.paging import page_number
from evidencehub.standards.files.vocabulary import load_vocabulary

__all__ = ["bp", "desk_views"]


def _side() -> Side:
    return Side.REQUEST if request.args.get("side") == Side.REQUEST.value else Side.OFFER


def _me() -> Person:
    person = db.session.get(Person, current_actor().id)
    if person is None:
        raise NotFound("Sign in first.")
    return person


@bp.get("/help-with-evaluations")
@public
@same_for_everybody
def notices() -> ResponseReturnValue:
    """``?side=request`` shows what teams look for; ``kind`` and ``area`` narrow it."""
    side, areas = _side(), load_vocabulary("outcome-areas")
    kind, area = request.args.get("kind", ""), request.args.get("area", "")
    kind, area = kind if kind in kinds() else "", area if area in areas.by_slug else ""
    page_of = queries.public(db.session, page_number(request.args.get("page")), side=side, kind=kind, area=area)
    return render_template(
        "brokerage/notices.html", page_of=page_of, side=side, sides=Side, kind=kind, area=area, kinds=kinds().values(),
        areas=areas.terms,
    )  # fmt: skip


@bp.route("/help-with-evaluations/new", methods=["GET", "POST"])
@requires(Permission.HELP_ASK)
def new_notice() -> ResponseReturnValue:
    """``?side=request`` for a team; ``project`` and ``kind`` are chosen beforehand where a link names them."""
    side, projects = _side(), projects_of(db.session, current_actor(), to_edit=True)
    if side is Side.REQUEST and not projects:
        return redirect(url_for("projects.home"), code=303)
    form = NoticeForm()
    form.offer(side, projects, request.args)
    if form.validate_on_submit():
        try:
            services.send(
                db.session, form.typed(side), person=_me(), project=form.project_among(projects), now=utc_now(),
                links=HelpLinks(),
            )  # fmt: skip
        except Invalid as error:
            form.show(error)
        else:
            db.session.commit()
            flash("Thank you. An editor reads it before everybody can.")
            return redirect(url_for(".yours"), code=303)
    return render_template("brokerage/new.html", form=form, side=side, sides=Side), 422 if form.errors else 200


@bp.get("/help-with-evaluations/yours")
@requires(Permission.HELP_ASK)
def yours() -> ResponseReturnValue:
    actor = current_actor()
    own = queries.own(db.session, actor)
    return render_template(
        "brokerage/yours.html", own=own, to_answer=queries.to_answer(db.session, actor),
        asked=queries.asked_by(db.session, actor), form=EmptyForm(), now=utc_now(),
        matches={each.id: matching.for_notice(db.session, each) for each in own if each.state.is_published},
    )  # fmt: skip


def load_notice(actor: Actor, notice_id: UUID) -> Loaded[HelpNotice]:
    found = queries.notice(db.session, notice_id)
    if found is None:
        raise NotFound("There is no such offer or request.")
    return Loaded(found, access.notice_facts(actor, found))


def load_published(actor: Actor, notice_id: UUID) -> Loaded[HelpNotice]:
    found = queries.notice(db.session, notice_id)
    if found is None or not found.state.is_published or (found.is_offer and not found.person.is_active):
        raise NotFound("This is not open any more: it was taken back, or its time is over.")
    return Loaded(found, facts_of(actor), secret=False)


@bp.post("/help-with-evaluations/<uuid:notice_id>/end")
@requires(Permission.HELP_OWN, on=load_notice)
def end(notice: HelpNotice) -> ResponseReturnValue:
    services.end(db.session, notice, actor=current_actor(), facts=g.facts, now=utc_now())
    db.session.commit()
    flash("It is taken back. Nobody can ask about it any more.")
    return redirect(url_for(".yours"), code=303)


@bp.post("/help-with-evaluations/<uuid:notice_id>/renew")
@requires(Permission.HELP_OWN, on=load_notice)
def renew(notice: HelpNotice) -> ResponseReturnValue:
    services.renew(db.session, notice, actor=current_actor(), facts=g.facts, now=utc_now())
    db.session.commit()
    flash(f"It stands for {services.STANDS_DAYS} more days.")
    return redirect(url_for(".yours"), code=303)


@bp.route("/help-with-evaluations/<uuid:notice_id>/contact", methods=["GET", "POST"])
@requires(Permission.HELP_ASK, on=load_published)
def contact(notice: HelpNotice) -> ResponseReturnValue:
    if access.is_own(current_actor(), notice):
        return redirect(url_for(".yours"), code=303)
    projects = projects_of(db.session, current_actor(), to_edit=True)
    if notice.is_offer and not projects:
        return render_template("brokerage/no-project.html", notice=notice)
    form = ContactForm()
    form.offer(projects, asks_project=notice.is_offer)
    if request.method == "GET" and notice.is_offer:
        form.project.data = request.args.get("project", "")
    if form.validate_on_submit():
        try:
            contacts.ask(
                db.session, notice, person=_me(), project=form.project_among(projects), text=form.text.data or "",
                now=utc_now(), links=HelpLinks(),
            )  # fmt: skip
        except (Invalid, WrongState) as error:
            form.show(error)
        else:
            db.session.commit()
            flash("We pass it on, unless something stands against it. If nobody answers, we tell you.")
            return redirect(url_for(".yours"), code=303)
    return render_template(
        "brokerage/contact.html", form=form, notice=notice, days=contacts.ANSWER_DAYS
    ), 422 if form.errors else 200


@bp.route("/help-with-evaluations/<uuid:notice_id>/report", methods=["GET", "POST"])
@requires(Permission.HELP_ASK, on=load_published)
def report(notice: HelpNotice) -> ResponseReturnValue:
    form = ReportForm()
    if form.validate_on_submit():
        try:
            services.report(
                db.session, notice, text=form.text.data or "", actor=current_actor(), now=utc_now(), links=HelpLinks()
            )
        except Invalid as error:
            form.show(error)
        else:
            db.session.commit()
            flash("Thank you. The editors have a mail.")
            return redirect(url_for(".notices", side=notice.side.value), code=303)
    return render_template("brokerage/report.html", form=form, notice=notice), 422 if form.errors else 200


def load_contact(actor: Actor, contact_id: UUID) -> Loaded[HelpContact]:
    found = queries.contact(db.session, contact_id)
    if found is None:
        raise NotFound("There is no such page, or it is not yours to see.")
    passed_on = not found.state.is_open or meeting.is_passed_on(db.session, found)
    return Loaded(found, access.contact_facts(actor, found, passed_on=passed_on))


@bp.route("/help-with-evaluations/contacts/<uuid:contact_id>", methods=["GET", "POST"])
@requires(Permission.HELP_OWN, on=load_contact)
def answer(asked: HelpContact) -> ResponseReturnValue:
    """Say yes or no; gone back to after that, it says what became of it."""
    if not asked.state.is_open:
        return redirect(url_for(".yours"), code=303)
    form = AnswerForm()
    if form.validate_on_submit():
        acting = {"actor": current_actor(), "facts": g.facts, "now": utc_now()}
        if form.answer.data == YES:
            contacts.agree(db.session, asked, person=_me(), **acting)
            done = "You are in touch: each of you has a mail with the other’s name and address."
        else:
            contacts.decline(db.session, asked, links=HelpLinks(), **acting)
            done = "We tell them that you cannot do it at present."
        db.session.commit()
        flash(done)
        return redirect(url_for(".yours"), code=303)
    return render_template("brokerage/answer.html", form=form, asked=asked), 422 if form.errors else 200
