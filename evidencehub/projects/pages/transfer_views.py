"""An owner offers a project to another organisation; an owner there takes it on or says no."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import flash, g, redirect, url_for
from flask.typing import ResponseReturnValue

from evidencehub.accounts.blueprint import WAIT, may_try
from evidencehub.accounts.services import find_organisation
from evidencehub.authz.guard import Loaded, current_actor, requires
from evidencehub.authz.policies import permits
from evidencehub.authz.values import Actor, Permission, team_facts
from evidencehub.projects.models import Project
from evidencehub.projects.pages.blueprint import TransferLinks, bp, load_project, render
from evidencehub.projects.pages.transfer_forms import DeclineForm, OfferForm
from evidencehub.projects.transfers import queries, services
from evidencehub.projects.transfers.models import Transfer
from evidencehub.shared.clock import utc_now
from evidencehub.shared.db import db
from evidencehub.shared.errors import Invalid, NotFound, TooMany
from evidencehub.shared.forms import EmptyForm, HubForm


@bp.route("/team/projects/<uuid:project_id>/hand-over", methods=["GET", "POST"])
@requires(Permission.TRANSFER_OFFER, on=load_project)
def hand_over(project: Project) -> ResponseReturnValue:
    if (made := queries.open_of(db.session, project.id)) is not None:
        return redirect(url_for(".transfer", transfer_id=made.id), code=303)
    form = OfferForm()
    if form.validate_on_submit():
        if not may_try("hand-over", str(project.organisation_id)):
            raise TooMany(f"{WAIT}.")
        try:
            made = _offer(project, form)
        except Invalid as error:
            db.session.rollback()
            form.show(error)
        else:
            db.session.commit()
            flash(f"{made.to_name} has your offer. Until they say yes, nothing changes.")
            return redirect(url_for(".transfer", transfer_id=made.id), code=303)
    return render("hand-over.html", form, project=project, goes=queries.goes(db.session, project))


def _offer(project: Project, form: OfferForm) -> Transfer:
    taker = find_organisation(db.session, form.taker.data or "")
    if taker is None:
        problem = "No organisation here is called so. Ask them what stands on the page of their team"
        raise Invalid(problem, {"taker": problem})
    return services.offer(
        db.session, project, taker, form.reason.data or "", actor=current_actor(), now=utc_now(), links=TransferLinks()
    )


def load_transfer(actor: Actor, transfer_id: UUID) -> Loaded[Transfer]:
    """For the team that offers, and for the owners of the organisation that is to answer."""
    made = queries.transfer(db.session, transfer_id)
    if made is None:
        raise NotFound("There is no such offer.")
    return Loaded(made, team_facts(actor, made.from_id).and_(offered=made.to_id in actor.owns))


@bp.get("/team/transfers/<uuid:transfer_id>")
@requires(Permission.TRANSFER_READ, on=load_transfer)
def transfer(made: Transfer) -> ResponseReturnValue:
    return _page(made)


@bp.post("/team/transfers/<uuid:transfer_id>/accept")
@requires(Permission.TRANSFER_ANSWER, on=load_transfer)
def accept_transfer(made: Transfer) -> ResponseReturnValue:
    def act(**who: Any) -> str:
        services.accept(db.session, made, **who)
        return f"{made.project_name} is with {made.to_name} now."

    return _acted(made, EmptyForm(), act)


@bp.post("/team/transfers/<uuid:transfer_id>/decline")
@requires(Permission.TRANSFER_ANSWER, on=load_transfer)
def decline_transfer(made: Transfer) -> ResponseReturnValue:
    form = DeclineForm()

    def act(**who: Any) -> str:
        services.decline(db.session, made, form.answer.data or "", **who)
        return "You said no. The project stays where it is."

    return _acted(made, form, act)


@bp.post("/team/transfers/<uuid:transfer_id>/withdraw")
@requires(Permission.TRANSFER_OFFER, on=load_transfer)
def withdraw_transfer(made: Transfer) -> ResponseReturnValue:
    def act(**who: Any) -> str:
        services.withdraw(db.session, made, **who)
        return "The offer is taken back. The project stays with you."

    return _acted(made, EmptyForm(), act)


def _acted(made: Transfer, form: HubForm, act: Callable[..., str]) -> ResponseReturnValue:
    if form.validate_on_submit():
        try:
            said = act(actor=current_actor(), facts=g.facts, now=utc_now(), links=TransferLinks())
        except Invalid as error:
            db.session.rollback()
            form.show(error)
        else:
            db.session.commit()
            flash(said)
            return redirect(url_for(".transfer", transfer_id=made.id), code=303)
    return _page(made, form)


def _page(made: Transfer, form: HubForm | None = None) -> ResponseReturnValue:
    """What goes along is shown as long as it can be answered: after that it is the business of whose it is."""
    can_answer = made.state.is_open and utc_now() < made.expires_at
    return render(
        "transfer.html", form, made=made, can_answer=can_answer,
        is_offered=permits(Permission.TRANSFER_ANSWER, g.facts),
        may_withdraw=permits(Permission.TRANSFER_OFFER, g.facts),
        is_theirs=made.project.organisation_id in current_actor().organisations,
        no=form if isinstance(form, DeclineForm) else DeclineForm(formdata=None),
        goes=queries.goes(db.session, made.project) if can_answer else None,
    )  # fmt: skip
