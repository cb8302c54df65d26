"""What editors do with what a team sent without a case: say yes or no, or that a name alone is no conflict."""

from collections.abc import Callable

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from evidencehub.authz.guard import current_actor
from evidencehub.review import beside_conflicts
from evidencehub.review.pages.beside_forms import NoConflictForm
from evidencehub.shared.clock import utc_now
from evidencehub.shared.db import db
from evidencehub.shared.errors import Invalid, NotAllowed, WrongState
from evidencehub.shared.forms import HubForm


def decided(form: HubForm, decide: Callable[[], str]) -> ResponseReturnValue | None:
    """Keep what was decided, say so on the board; None: the page is to be shown, with what is wrong.

    :param decide: what the editor is told when it is done.
    """
    if not form.validate_on_submit():
        return None
    try:
        said = decide()
    except (Invalid, WrongState) as error:
        db.session.rollback()
        form.show(error)
        return None
    db.session.commit()
    flash(said)
    return redirect(url_for(".board"), code=303)


def is_ruled_on(subject: beside_conflicts.Beside, form: NoConflictForm | None) -> bool:
    """Whether the editor has just said that what stands against them is a name alone.

    :param form: None: more than a name stands against them.
    :raises NotAllowed: they pressed all the same.
    """
    if form and form.validate_on_submit():
        beside_conflicts.rule(db.session, subject, form.reason.data or "", actor=current_actor(), now=utc_now())
        db.session.commit()
        flash("It is written down. You can decide now.")
        return True
    if form is None and request.method == "POST":
        raise NotAllowed("You may not decide this: another editor has to.")
    return False
