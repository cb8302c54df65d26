"""“Be erased”: asking for it, what stands in the way, taking it back; and for an admin who is asked by mail."""

from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from evidencehub.accounts.blueprint import hub_settings
from evidencehub.accounts.forms import FreshForm
from evidencehub.accounts.fresh import proved_anew, without_needless
from evidencehub.accounts.models import Person
from evidencehub.accounts.queries import person_with_teams
from evidencehub.admin.views import load_person
from evidencehub.authz.guard import public, requires
from evidencehub.authz.values import Permission
from evidencehub.privacy import erasures
from evidencehub.privacy.blueprint import PrivacyLinks, bp
from evidencehub.privacy.forms import EraseAnotherForm, EraseForm
from evidencehub.privacy.models import Erasure
from evidencehub.privacy.stopping import obstacles
from evidencehub.shared.clock import utc_now
from evidencehub.shared.db import db
from evidencehub.shared.errors import Invalid
from evidencehub.shared.forms import EmptyForm


@bp.route("/account/erase", methods=["GET", "POST"])
@requires(Permission.ACCOUNT_USE)
def erase() -> ResponseReturnValue:
    form = EraseForm()
    without_needless(form)
    if form.validate_on_submit() and (person := proved_anew(form)) is not None and _asked(form, person):
        return redirect(url_for(".erase"), code=303)
    person = current_user.person
    waiting = erasures.open_one(db.session, person.id)
    return render_template(
        "privacy/erase.html", form=form, waiting=waiting, obstacles=obstacles(db.session, person), keep=EmptyForm()
    ), 422 if form.errors else 200


@bp.post("/account/erase/take-back")
@requires(Permission.ACCOUNT_USE)
def take_back() -> ResponseReturnValue:
    waiting = erasures.open_one(db.session, current_user.id)
    if waiting is not None:
        _keep(waiting)
    return redirect(url_for("accounts.account"), code=303)


@bp.route("/account/keep/<token>", methods=["GET", "POST"])
@public
def keep(token: str) -> ResponseReturnValue:
    """By the link in the mail: who reads it has the address, and may have lost the account to somebody else."""
    found = erasures.by_token(db.session, hub_settings().secret_key, token)
    form = EmptyForm()
    if form.validate_on_submit():
        _keep(found)
        return redirect(url_for("accounts.sign_in"), code=303)
    return render_template("privacy/keep.html", form=form, due_at=found.due_at)


@bp.route("/admin/people/<uuid:person_id>/erase", methods=["GET", "POST"])
@requires(Permission.PEOPLE_MANAGE, on=load_person)
def erase_person(person: Person) -> ResponseReturnValue:
    form, person_id = EraseAnotherForm(), person.id
    without_needless(form)
    if form.validate_on_submit() and (admin := proved_anew(form)) is not None:
        admin_id, whom = admin.id, person_with_teams(db.session, person_id)
        if whom is not None and _asked(form, whom, by=admin_id):
            return redirect(url_for(".erase_person", person_id=person_id), code=303)
    whom = person_with_teams(db.session, person_id) or person
    return render_template(
        "privacy/erase-person.html", form=form, person=whom, waiting=erasures.open_one(db.session, person_id),
        done=erasures.done_ones(db.session, person_id), obstacles=obstacles(db.session, whom), keep=EmptyForm(),
    ), 422 if form.errors else 200  # fmt: skip


@bp.post("/admin/people/<uuid:person_id>/keep")
@requires(Permission.PEOPLE_MANAGE, on=load_person)
def keep_person(person: Person) -> ResponseReturnValue:
    waiting = erasures.open_one(db.session, person.id)
    if waiting is not None:
        _keep(waiting)
    return redirect(url_for(".erase_person", person_id=person.id), code=303)


def _asked(form: FreshForm, person: Person, by: UUID | None = None) -> bool:
    try:
        erasures.ask(
            db.session, person, asked_by=by, secret_key=hub_settings().secret_key, now=utc_now(),
            links=PrivacyLinks(),
        )  # fmt: skip
    except Invalid as error:
        db.session.commit()
        form.show(error)
        return False
    db.session.commit()
    return True


def _keep(waiting: Erasure) -> None:
    actor = current_user.id if current_user.is_authenticated else None
    erasures.take_back(db.session, waiting, actor_id=actor, now=utc_now(), links=PrivacyLinks())
    db.session.commit()
    flash("It is taken back. Nothing is erased.")
