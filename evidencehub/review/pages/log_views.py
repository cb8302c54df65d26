"""An editor reads an entry of a learning log before everybody can, and says yes or no. Nothing is graded."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from flask import g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from evidencehub.authz.guard import Loaded, current_actor, requires
from evidencehub.authz.values import Actor, Permission
from evidencehub.projects.learning import looking, queries, sending
from evidencehub.projects.learning.models import LogVersion
from evidencehub.projects.pages.blueprint import LogLinks
from evidencehub.review import beside_conflicts
from evidencehub.review.barred import is_a_name_alone
from evidencehub.review.beside_conflicts import of_entry
from evidencehub.review.conflicts import Check
from evidencehub.review.pages.beside_deciding import decided, is_ruled_on
from evidencehub.review.pages.beside_forms import YES, EntryLookForm, NoConflictForm
from evidencehub.review.pages.blueprint import bp
from evidencehub.shared.clock import utc_now
from evidencehub.shared.db import db
from evidencehub.shared.errors import NotFound
from evidencehub.shared.forms import HubForm


def _load(actor: Actor, log_version_id: UUID) -> Loaded[LogVersion]:
    made = queries.version(db.session, log_version_id)
    if made is None:
        raise NotFound("There is no such entry.")
    return Loaded(made, beside_conflicts.beside_facts(db.session, actor, of_entry(made)))


@bp.route("/cases/learning-log/<uuid:log_version_id>", methods=["GET", "POST"])
@requires(Permission.LOG_OPEN, on=_load)
def log_entry(made: LogVersion) -> ResponseReturnValue:
    """Read it, and say yes or no; or say that what stands against you is no conflict, where it is a name alone."""
    against = beside_conflicts.against(db.session, current_actor(), of_entry(made))
    return _rule(made, against) if against else _look(made)


def _rule(made: LogVersion, against: Sequence[Check]) -> ResponseReturnValue:
    form = NoConflictForm() if is_a_name_alone(against) else None
    if is_ruled_on(of_entry(made), form):
        return redirect(url_for(".log_entry", log_version_id=made.id), code=303)
    return _page(made, form, against)


def _look(made: LogVersion) -> ResponseReturnValue:
    form = EntryLookForm()
    if (done := decided(form, lambda: _decide(made, form))) is not None:
        return done
    form.seen.data, form.seen.raw_data = str(made.version), None
    return _page(made, form, ())


def _page(made: LogVersion, form: HubForm | None, against: Sequence[Check]) -> ResponseReturnValue:
    before = sending.public_of(made.entry)
    said = {name: getattr(made, name) for name in ("learned", "changed", "because")}
    return render_template(
        "review/log-entry.html", made=made, form=form, against=against,
        before=before if made.state.is_waiting else None,
        is_graded=queries.is_being_graded(db.session, made.entry.project_id),
        looked=looking.look(db.session, made.entry.project_id, said),
    ), 422 if form and form.errors else 200  # fmt: skip


def _decide(made: LogVersion, form: EntryLookForm) -> str:
    """What the editor is told when it is done."""
    who: dict[str, Any] = {
        "seen": form.seen.data or "", "actor": current_actor(), "facts": g.facts, "now": utc_now(), "links": LogLinks(),
    }  # fmt: skip
    if form.act.data == YES:
        sending.show(db.session, made, **who)
        return "Everybody can read the entry now, and its team gets a mail."
    sending.refuse(db.session, made, form.because.data or "", **who)
    return "The entry is not public, and its team gets your words by mail."
