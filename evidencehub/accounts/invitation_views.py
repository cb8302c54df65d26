"""What somebody is invited to, and their yes or no."""

from uuid import UUID

from flask import flash, g, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from evidencehub.accounts import joining
from evidencehub.accounts.blueprint import AccountLinks, bp, render
from evidencehub.accounts.models import Invitation
from evidencehub.authz.guard import Loaded, Withheld, requires
from evidencehub.authz.values import Actor, Permission, facts_of
from evidencehub.shared.clock import utc_now
from evidencehub.shared.db import db
from evidencehub.shared.errors import NotFound


def load_invitation(actor: Actor, invitation_id: UUID) -> Loaded[Invitation] | Withheld:
    """Only for the account with the address that it was sent to; to others there is no such page."""
    if actor.id is None:
        return Withheld(facts_of(actor))
    invitation = db.session.get(Invitation, invitation_id)
    if invitation is None or invitation.email != current_user.person.email:
        raise NotFound(
            "There is no such invitation, or it was sent to another address than your account has. Ask for one that is "
            "sent to the address of your account."
        )
    return Loaded(invitation, facts_of(actor).and_(invited=True), secret=False)


@bp.get("/invitations/<uuid:invitation_id>")
@requires(Permission.INVITATION_READ, on=load_invitation)
def invitation(invitation: Invitation) -> ResponseReturnValue:
    can_answer = invitation.state.is_open and utc_now() < invitation.expires_at
    return render("invitation.html", invitation=invitation, can_answer=can_answer)


@bp.post("/invitations/<uuid:invitation_id>/accept")
@requires(Permission.INVITATION_ANSWER, on=load_invitation)
def accept_invitation(invitation: Invitation) -> ResponseReturnValue:
    told = {"facts": g.facts, "now": utc_now(), "links": AccountLinks()}
    joining.accept(db.session, invitation, current_user.person, **told)
    db.session.commit()
    flash(f"You are in the team of {invitation.organisation.name} now.")
    return redirect(url_for("projects.home"), code=303)


@bp.post("/invitations/<uuid:invitation_id>/refuse")
@requires(Permission.INVITATION_ANSWER, on=load_invitation)
def refuse_invitation(invitation: Invitation) -> ResponseReturnValue:
    joining.refuse(db.session, invitation, facts=g.facts, actor_id=current_user.id, now=utc_now())
    db.session.commit()
    flash("You said no. You are not in that team.")
    return redirect(url_for(".account"), code=303)
