"""The standards in the back office: what is installed, what is wrong with it, and what teams are offered."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from evidencehub.admin import standards as installed
from evidencehub.admin.blueprint import bp
from evidencehub.admin.forms import StandardsForm, fingerprint_of, standards_form
from evidencehub.authz.guard import current_actor, requires
from evidencehub.authz.values import Permission
from evidencehub.projects import standards_in_use
from evidencehub.projects.standards_in_use import Choice
from evidencehub.shared.clock import utc_now
from evidencehub.shared.db import db
from evidencehub.shared.errors import Invalid
from evidencehub.shared.forms import printable
from evidencehub.shared.paths import OWN_STANDARDS, own_standards_dir, standards_dir
from evidencehub.standards.files.loading import load_installed


@bp.route("/admin/standards", methods=["GET", "POST"])
@requires(Permission.STANDARDS_MANAGE)
def standards() -> ResponseReturnValue:
    current, _ = load_installed()
    choice = standards_in_use.stored(db.session)
    form = standards_form()()
    candidates = installed.candidates(choice, current)
    offer = standards_in_use.effective(choice, current)
    shown = Choice(
        choice.offered or tuple(standard.id for standard in offer.offered),
        choice.default or (offer.default.id if offer.default else ""),
    )
    form.fill(candidates, choice, shown=shown)
    if form.validate_on_submit() and _saved(form, choice):
        flash("What teams are offered is saved. What was sent before keeps its standard and version.")
        return redirect(url_for(".standards"), code=303)
    found = installed.overview(db.session)
    search = printable(request.args.get("q") or "").strip()[:100]
    known = {standard.id: standard for standard in current}
    page = render_template(
        "admin/standards.html", form=form, found=found, search=search, candidates=candidates,
        rows=[row for row in found.rows if row.matches(search)], reasons=installed.reasons(current),
        useless=[known[each] for each in choice.offered if each in known and each not in candidates],
        setting=OWN_STANDARDS, own_folder=own_standards_dir(), folder=standards_dir(),
    )  # fmt: skip
    return page, 409 if form.overtaken else 422 if form.errors else 200


def _saved(form: StandardsForm, choice: Choice) -> bool:
    if form.choice() == choice:
        return True  # the same press twice
    if form.seen.data and form.seen.data != fingerprint_of(choice):
        form.show_overtaken(choice)
        return False
    try:
        standards_in_use.choose(db.session, form.choice(), actor_id=current_actor().id, now=utc_now())
    except Invalid as error:
        db.session.rollback()
        form.show(error)
        return False
    db.session.commit()
    return True
