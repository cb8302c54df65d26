"""One's organisations and their teams."""

from uuid import UUID

from flask import flash, g, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from evidencehub.accounts import describing, forms, joining, renaming, services
from evidencehub.accounts.blueprint import WAIT, AccountLinks, bp, may_try, render
from evidencehub.accounts.models import Invitation, Membership, Organisation, OrganisationKind, TeamRole
from evidencehub.authz.guard import Loaded, requires
from evidencehub.authz.policies import permits
from evidencehub.authz.values import Actor, Permission, team_facts
from evidencehub.shared import ror
from evidencehub.shared.clock import utc_now
from evidencehub.shared.db import db
from evidencehub.shared.errors import Invalid, NotFound, TooMany
from evidencehub.shared.forms import EmptyForm


@bp.route("/organisations/new", methods=["GET", "POST"])
@requires(Permission.ORGANISATION_CREATE)
def new_organisation() -> ResponseReturnValue:
    form = forms.OrganisationForm()
    if form.validate_on_submit():
        try:
            services.create_organisation(
                db.session, name=form.name.data, kind=OrganisationKind(form.kind.data), town=form.town.data or "",
                founder=current_user.person, now=utc_now(),
            )  # fmt: skip
        except Invalid as error:
            form.show(error)
        else:
            db.session.commit()
            flash("Your organisation is added. Now describe your first project.")
            return redirect(url_for("projects.new"), code=303)
    return render("organisation-new.html", form)


def load_organisation(actor: Actor, organisation_id: UUID) -> Loaded[Organisation]:
    organisation = db.session.get(Organisation, organisation_id)
    if organisation is None:
        raise NotFound("There is no such organisation.")
    return Loaded(organisation, team_facts(actor, organisation.id))


@bp.get("/organisations/<uuid:organisation_id>/team")
@requires(Permission.TEAM_READ, on=load_organisation)
def team(organisation: Organisation) -> ResponseReturnValue:
    return _team_page(organisation, forms.MemberForm())


@bp.post("/organisations/<uuid:organisation_id>/team")
@requires(Permission.ORGANISATION_EDIT, on=load_organisation)
def invite(organisation: Organisation) -> ResponseReturnValue:
    """The answer is the same for every address: nobody learns here who has an account."""
    form = forms.MemberForm()
    if form.validate_on_submit():
        if not (may_try("invite", form.email.data) and may_try("invite-into", str(organisation.id))):
            raise TooMany(f"{WAIT}.")
        try:
            joining.invite(
                db.session, organisation, form.email.data, role=TeamRole(form.role.data), inviter=current_user.person,
                now=utc_now(), links=AccountLinks(),
            )  # fmt: skip
        except Invalid as error:
            form.show(error)
        else:
            db.session.commit()
            flash("If they are not in the team yet, they have an invitation. They join when they say yes.")
            return redirect(url_for(".team", organisation_id=organisation.id), code=303)
    return _team_page(organisation, form)


def _team_page(organisation: Organisation, form: forms.MemberForm) -> ResponseReturnValue:
    """Whom they invited, owners alone see: an address is nobody else's business."""
    is_owner = permits(Permission.ORGANISATION_EDIT, g.facts)
    return render(
        "team.html", form, organisation=organisation, members=joining.members(db.session, organisation.id),
        invitations=joining.open_invitations(db.session, organisation.id, now=utc_now()) if is_owner else [],
        is_owner=is_owner, roles=TeamRole,
    )  # fmt: skip


@bp.route("/organisations/<uuid:organisation_id>/about", methods=["GET", "POST"])
@requires(Permission.ORGANISATION_EDIT, on=load_organisation)
def about_organisation(organisation: Organisation) -> ResponseReturnValue:
    form = forms.AboutOrganisationForm(
        data={
            "name": organisation.name,
            "kind": organisation.kind.value, "town": organisation.town, "charity_number": organisation.charity_number,
            "ror": ror.address(organisation.ror) if organisation.ror else "",
        }
    )  # fmt: skip
    if form.validate_on_submit():
        try:
            renaming.rename(db.session, organisation, form.name.data, actor_id=current_user.id, now=utc_now())
            describing.describe(
                db.session, organisation, kind=OrganisationKind(form.kind.data), town=form.town.data or "",
                charity_number=form.charity_number.data or "", ror_number=form.ror.data or "",
                actor_id=current_user.id, now=utc_now(),
            )  # fmt: skip
        except Invalid as error:
            db.session.rollback()
            form.show(error)
        else:
            db.session.commit()
            flash("What you said of the organisation is saved.")
            return redirect(url_for(".team", organisation_id=organisation.id), code=303)
    return render("organisation-about.html", form, organisation=organisation)


def load_sent_invitation(actor: Actor, invitation_id: UUID) -> Loaded[Invitation]:
    invitation = db.session.get(Invitation, invitation_id)
    if invitation is None:
        raise NotFound("There is no such invitation.")
    return Loaded(invitation, load_organisation(actor, invitation.organisation_id).facts)


@bp.post("/invitations/<uuid:invitation_id>/withdraw")
@requires(Permission.ORGANISATION_EDIT, on=load_sent_invitation)
def withdraw_invitation(invitation: Invitation) -> ResponseReturnValue:
    joining.withdraw(db.session, invitation, facts=g.facts, actor_id=current_user.id, now=utc_now())
    db.session.commit()
    flash("The invitation is taken back.")
    return redirect(url_for(".team", organisation_id=invitation.organisation_id), code=303)


def load_membership(actor: Actor, membership_id: UUID) -> Loaded[Membership]:
    membership = db.session.get(Membership, membership_id)
    if membership is None:
        raise NotFound("They are not in the team any more.")
    facts = load_organisation(actor, membership.organisation_id).facts
    return Loaded(membership, facts.and_(own=membership.person_id == actor.id))


@bp.route("/memberships/<uuid:membership_id>/role", methods=["GET", "POST"])
@requires(Permission.ORGANISATION_EDIT, on=load_membership)
def set_role(membership: Membership) -> ResponseReturnValue:
    form = forms.RoleForm(data={"role": membership.role.value})
    if form.validate_on_submit():
        try:
            joining.set_role(db.session, membership, TeamRole(form.role.data), actor_id=current_user.id, now=utc_now())
        except Invalid as error:
            db.session.rollback()
            form.show(error)
        else:
            db.session.commit()
            flash(f"{membership.person.name} is {membership.role.named} now.")
            return redirect(url_for(".team", organisation_id=membership.organisation_id), code=303)
    return render("member-role.html", form, membership=membership, roles=TeamRole)


@bp.route("/memberships/<uuid:membership_id>/remove", methods=["GET", "POST"])
@requires(Permission.MEMBERSHIP_END, on=load_membership)
def remove_member(membership: Membership) -> ResponseReturnValue:
    form, is_own = EmptyForm(), membership.person_id == current_user.id
    organisation_id = membership.organisation_id
    if form.validate_on_submit():
        joining.remove(db.session, membership, actor_id=current_user.id, now=utc_now())
        db.session.commit()
        flash("You have left the team." if is_own else "They are not in the team any more.")
        following = url_for("projects.home") if is_own else url_for(".team", organisation_id=organisation_id)
        return redirect(following, code=303)
    return render("remove-member.html", form, membership=membership)
