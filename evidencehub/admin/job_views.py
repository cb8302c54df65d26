"""The page of what waits for the worker."""

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from evidencehub.admin import jobs as keeping
from evidencehub.admin.blueprint import bp
from evidencehub.admin.jobs import JobState
from evidencehub.authz.guard import Loaded, requires
from evidencehub.authz.values import Actor, Permission, facts_of
from evidencehub.shared.clock import utc_now
from evidencehub.shared.db import db
from evidencehub.shared.due import DueRow
from evidencehub.shared.errors import NotFound
from evidencehub.shared.forms import printable
from evidencehub.shared.paging import page_number


@bp.get("/admin/jobs")
@requires(Permission.SYSTEM_READ)
def jobs() -> ResponseReturnValue:
    kind = printable(request.args.get("kind") or "").strip()[:40]
    state = next((each for each in JobState if each.value == request.args.get("state")), None)
    now = utc_now()
    found = keeping.jobs(db.session, kind=kind, state=state, number=page_number(request.args.get("page")), now=now)
    states = {row.id: keeping.state_of(row, now) for row in found.page_of.entries}
    return render_template(
        "admin/jobs.html", page_of=found.page_of, kinds=found.kinds, kind=kind, state=state, every_state=JobState,
        states=states, asked_state=state.value if state else "",
    )  # fmt: skip


def load_job(actor: Actor, job_id: UUID) -> Loaded[DueRow]:
    found = db.session.get(DueRow, job_id, with_for_update=True)
    if found is None:
        raise NotFound("It is done: it does not wait any more.")
    return Loaded(found, facts_of(actor))


@bp.post("/admin/jobs/<uuid:job_id>/again")
@requires(Permission.JOBS_MANAGE, on=load_job)
def try_job_again(found: DueRow) -> ResponseReturnValue:
    keeping.try_again(db.session, found, actor_id=current_user.id, now=utc_now())
    db.session.commit()
    flash("The worker tries it now. Look again in a moment.")
    return redirect(url_for(".jobs", kind=found.kind), code=303)
