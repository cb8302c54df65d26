"""Organisations: looked up, and two entries of one made one."""

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy import func, or_, select
from sqlalchemy.orm import selectinload

from evidencehub.accounts.models import FormerName, Organisation
from evidencehub.admin import queries
from evidencehub.admin.blueprint import bp
from evidencehub.authz.guard import Loaded, requires
from evidencehub.authz.values import Actor, Permission, facts_of
from evidencehub.review import merging
from evidencehub.shared.clock import utc_now
from evidencehub.shared.db import db
from evidencehub.shared.errors import Invalid, NotFound, WrongState
from evidencehub.shared.forms import EmptyForm, printable
from evidencehub.shared.paging import Page, page_number


@bp.get("/admin/organisations")
@requires(Permission.ORGANISATIONS_MANAGE)
def organisations() -> ResponseReturnValue:
    search, number = _typed("q"), page_number(request.args.get("page"))
    query = select(Organisation).where(Organisation.merged_into_id.is_(None))
    if search:
        like = f"%{search.lower()}%"
        was = select(FormerName.organisation_id).where(func.lower(FormerName.name).like(like))
        query = query.where(or_(func.lower(Organisation.name).like(like), Organisation.id.in_(was)))
    total = db.session.scalar(select(func.count()).select_from(query.subquery())) or 0
    query = query.order_by(Organisation.name, Organisation.id).limit(queries.SIZE).offset((number - 1) * queries.SIZE)
    query = query.options(selectinload(Organisation.former_names))
    found = list(db.session.scalars(query))
    return render_template("admin/organisations.html", page_of=Page(found, number, queries.SIZE, total), search=search)


def load_organisation(actor: Actor, organisation_id: UUID) -> Loaded[Organisation]:
    organisation = db.session.get(Organisation, organisation_id)
    if organisation is None:
        raise NotFound("There is no such organisation.")
    return Loaded(organisation, facts_of(actor))


@bp.route("/admin/organisations/<uuid:organisation_id>/merge", methods=["GET", "POST"])
@requires(Permission.ORGANISATIONS_MANAGE, on=load_organisation)
def merge(organisation: Organisation) -> ResponseReturnValue:
    """``into``: the last part of the other's address. With it the page says what goes along, and has the button."""
    form, into = EmptyForm(), _typed("into")
    slug = into.rstrip("/").rpartition("/")[2]
    target = db.session.scalar(select(Organisation).where(Organisation.slug == slug)) if slug else None
    problem = "There is no organisation with this address. Look at the list" if into and target is None else ""
    if target is not None and target.id == organisation.id:
        target, problem = None, "This is the organisation itself: enter the address of the other one"
    if form.validate_on_submit() and target is not None:
        try:
            merging.merge(db.session, organisation, target, actor_id=current_user.id, now=utc_now())
        except (Invalid, WrongState) as error:
            db.session.rollback()
            form.show(Invalid(str(error)))
        else:
            db.session.commit()
            flash(f"{organisation.name} is part of {target.name} now.")
            return redirect(url_for(".organisations", q=target.name), code=303)
    return render_template(
        "admin/merge.html", form=form, organisation=organisation, target=target, into=into, problem=problem,
        holds=merging.holds(db.session, organisation),
    ), 422 if form.errors or problem else 200  # fmt: skip


def _typed(name: str) -> str:
    return printable(request.args.get(name) or "").strip()[:300]
