"""The back office: people and their roles, mails, what is due, the audit chain; and the health checks.

Standards have a file of their own; importing it puts its views on the blueprint.
"""

from uuid import UUID

from flask import current_app, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from evidencehub.accounts import queries as accounts
from evidencehub.accounts import second_step, services
from evidencehub.accounts.models import Person
from evidencehub.admin import (
    audit_views,
    forms,
    job_views,
    maintenance_views,
    organisation_views,
    queries,
    standards_views,
)
from evidencehub.admin.blueprint import bp
from evidencehub.authz.guard import Loaded, public, requires
from evidencehub.authz.values import Actor, Permission, facts_of
from evidencehub.search.opening import place_of
from evidencehub.shared import due, heartbeat, mail, outages, readiness
from evidencehub.shared.clock import utc_now
from evidencehub.shared.db import db
from evidencehub.shared.errors import Invalid, NotFound
from evidencehub.shared.forms import printable
from evidencehub.shared.mail import Mail
from evidencehub.shared.paging import Page, page_number
from evidencehub.shared.settings import Settings
from evidencehub.shared.web import trying_out

__all__ = ["audit_views", "bp", "job_views", "maintenance_views", "organisation_views", "standards_views"]


@bp.get("/admin/people")
@requires(Permission.PEOPLE_MANAGE)
def people() -> ResponseReturnValue:
    search = printable(request.args.get("q") or "").strip()[:100]
    number = page_number(request.args.get("page"))
    found, total = accounts.people(db.session, search=search, limit=queries.SIZE, offset=(number - 1) * queries.SIZE)
    return render_template("admin/people.html", page_of=Page(found, number, queries.SIZE, total), search=search)


def load_person(actor: Actor, person_id: UUID) -> Loaded[Person]:
    person = accounts.person_with_teams(db.session, person_id)
    if person is None:
        raise NotFound("There is no such person.")
    return Loaded(person, facts_of(actor))


@bp.route("/admin/people/<uuid:person_id>", methods=["GET", "POST"])
@requires(Permission.PEOPLE_MANAGE, on=load_person)
def person(person: Person) -> ResponseReturnValue:
    roles = [role for role in services.ROLES if getattr(person, role)]
    form = forms.RolesForm(data={"roles": roles, "kind": person.reviewer_kind})
    if form.validate_on_submit():
        try:
            services.set_roles(db.session, person, set(form.roles.data), actor_id=current_user.id, now=utc_now())
            # What sends no kind, such as a page that was opened before there was one, changes none.
            if form.kind.raw_data:
                kind = form.kind.data or ""
                services.set_reviewer_kind(db.session, person, kind, actor_id=current_user.id, now=utc_now())
        except Invalid as error:
            form.show(error)
        else:
            return _done(f"The roles of {person.name} are saved.")
    return render_template("admin/person.html", form=form, person=person), 422 if form.errors else 200


def _done(message: str) -> ResponseReturnValue:
    """What each act on a person ends with: it is kept, and the list says so."""
    db.session.commit()
    flash(message)
    return redirect(url_for(".people"), code=303)


@bp.post("/admin/people/<uuid:person_id>/switch-off")
@requires(Permission.PEOPLE_MANAGE, on=load_person)
def switch_off(person: Person) -> ResponseReturnValue:
    services.switch_off(db.session, person, actor_id=current_user.id, now=utc_now())
    return _done(f"The account of {person.name} is switched off. They are signed out everywhere.")


@bp.post("/admin/people/<uuid:person_id>/switch-on")
@requires(Permission.PEOPLE_MANAGE, on=load_person)
def switch_on(person: Person) -> ResponseReturnValue:
    services.switch_on(db.session, person, actor_id=current_user.id, now=utc_now())
    return _done(f"{person.name} can sign in again.")


@bp.post("/admin/people/<uuid:person_id>/second-step-off")
@requires(Permission.PEOPLE_MANAGE, on=load_person)
def second_step_off(person: Person) -> ResponseReturnValue:
    """For somebody who lost their phone and their recovery codes."""
    second_step.turn_off(db.session, person, actor_id=current_user.id, now=utc_now())
    return _done(f"{person.name} signs in with the password alone now, and is told.")


@bp.get("/admin/system")
@requires(Permission.SYSTEM_READ)
def system() -> ResponseReturnValue:
    now = utc_now()
    return render_template(
        "admin/system.html", waiting=due.waiting(db.session, now), for_later=due.for_later(db.session, now),
        late=queries.failed_rows(db.session), searched=_searched(),
        outages=outages.current(db.session), refused=queries.refused_mails(db.session),
        worker=heartbeat.told(db.session, heartbeat.WORKER, now),
        backups=queries.backups(db.session, current_app.config["SETTINGS"], now),
        entries=queries.audit_entries(db.session),
    )  # fmt: skip


def _searched() -> str:
    settings: Settings = current_app.config["SETTINGS"]
    return place_of(settings.search_url, settings.home)


@bp.get("/admin/mails")
@requires(Permission.SYSTEM_READ)
def mails() -> ResponseReturnValue:
    """Every mail without its body: bodies hold sign-in links and letters, which are not an admin's to read."""
    search, state = printable(request.args.get("q") or "").strip()[:100], request.args.get("state", "")
    found = queries.mails(db.session, page_number(request.args.get("page")), search=search, state=state)
    return render_template(
        "admin/mails.html", page_of=found, ways=queries.ways(db.session, found.entries), search=search, state=state,
        every_state=queries.MAIL_STATES,
    )  # fmt: skip


def load_mail(actor: Actor, mail_id: UUID) -> Loaded[Mail]:
    found = db.session.get(Mail, mail_id)
    if found is None:
        raise NotFound("There is no such mail.")
    return Loaded(found, facts_of(actor))


@bp.post("/admin/mails/<uuid:mail_id>/again")
@requires(Permission.MAILS_MANAGE, on=load_mail)
def send_mail_again(found: Mail) -> ResponseReturnValue:
    mail.send_again(db.session, found)
    db.session.commit()
    flash("The mail is tried once more.")
    return redirect(url_for(".mails"), code=303)


@bp.get("/mails")
@public
def outbox() -> ResponseReturnValue:
    """The mails of a hub that runs for trying out on one's own machine; elsewhere there is no such page."""
    if not trying_out():
        raise NotFound("There is no such page.")
    return render_template(
        "admin/outbox.html", page_of=queries.mails(db.session, page_number(request.args.get("page")))
    )


@bp.get("/mails/<uuid:mail_id>")
@public
def outbox_mail(mail_id: UUID) -> ResponseReturnValue:
    mail = db.session.get(Mail, mail_id)
    if mail is None or not trying_out():
        raise NotFound("There is no such page.")
    return render_template("admin/outbox-mail.html", mail=mail)


@bp.get("/healthz")
@public
def healthz() -> ResponseReturnValue:
    return jsonify(status="ok")


@bp.get("/readyz")
@public
def readyz() -> ResponseReturnValue:
    """Whether the hub can do its work (503 with what is wrong, if not), whether a worker lives, and what waits for it.

    Without a worker pages can be read and answers be saved, so that is told and keeps nobody out.
    """
    if found := readiness.problems():
        return jsonify(status="failing", problems=found), 503
    worker = heartbeat.told(db.session, heartbeat.WORKER, utc_now())
    return jsonify(status="ok", worker=worker, waiting=due.waiting(db.session, utc_now()))
