"""Tokens for programs in one's account: making one, which is shown once, and ending one."""

from uuid import UUID

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from evidencehub.accounts.account_views import proved
from evidencehub.accounts.blueprint import AccountLinks, bp, render
from evidencehub.accounts.programs import keeping
from evidencehub.accounts.programs.forms import TokenForm
from evidencehub.accounts.programs.models import ProgramToken
from evidencehub.accounts.programs.scopes import Scope
from evidencehub.authz.guard import Loaded, Withheld, requires
from evidencehub.authz.values import Actor, Permission, facts_of
from evidencehub.shared.clock import utc_now
from evidencehub.shared.db import db
from evidencehub.shared.errors import Invalid, NotFound
from evidencehub.shared.forms import EmptyForm


@bp.route("/account/tokens", methods=["GET", "POST"])
@requires(Permission.ACCOUNT_USE)
def tokens() -> ResponseReturnValue:
    form = TokenForm()
    if form.validate_on_submit():
        try:
            person, _ = proved(form.present.data)
            token = keeping.make(
                db.session, person, name=form.name.data or "", scopes=[Scope(each) for each in form.scopes.data or ()],
                days=int(form.days.data or 0), now=utc_now(), links=AccountLinks(),
            )  # fmt: skip
        except Invalid as error:
            db.session.commit()  # the try stays counted
            form.show(error)
        else:
            db.session.commit()
            return render("token-made.html", token=token, name=form.name.data)
    held, now = keeping.of_person(db.session, current_user.id), utc_now()
    return render("tokens.html", form, held=held, now=now, told={each.value: each.told for each in Scope})


def load_token(actor: Actor, program_token_id: UUID) -> Loaded[ProgramToken] | Withheld:
    token = db.session.get(ProgramToken, program_token_id)
    if actor.id is None:
        return Withheld(facts_of(actor))
    if token is None or token.person_id != actor.id:
        raise NotFound("This token has ended, or it is not yours.")
    return Loaded(token, facts_of(actor))


@bp.route("/account/tokens/<uuid:program_token_id>/end", methods=["GET", "POST"])
@requires(Permission.ACCOUNT_USE, on=load_token)
def end_token(token: ProgramToken) -> ResponseReturnValue:
    form = EmptyForm()
    if form.validate_on_submit():
        name = token.name
        keeping.end(db.session, token, now=utc_now())
        db.session.commit()
        flash(f"The token for “{name}” works no more.")
        return redirect(url_for(".tokens"), code=303)
    return render("token-end.html", form, token=token)
