"""What was published about a study, and what it builds on: the lists, and bringing more from where a team keeps them.

As with a table of results, a list goes along in the page until somebody has looked at it: decision 0119.
"""

from uuid import UUID

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm.exc import StaleDataError

from evidencehub.authz.guard import current_actor, once_more, requires
from evidencehub.authz.values import Permission
from evidencehub.extraction.references.entry import NotAList
from evidencehub.projects import services
from evidencehub.projects.models import Evaluation
from evidencehub.projects.pages.blueprint import bp, load_evaluation, render
from evidencehub.projects.pages.reference_bringing import brought, carried, list_in
from evidencehub.projects.pages.reference_forms import BringListForm, LookForm, PickForm
from evidencehub.projects.references.keeping import Kept, moved, references_of, with_added, without
from evidencehub.projects.references.pointing_out import pointed_out
from evidencehub.projects.references.shape import LITERATURE, PUBLICATIONS, TITLES
from evidencehub.projects.references.words import KINDS, cited_list, in_one_line
from evidencehub.shared.clock import utc_now
from evidencehub.shared.db import db
from evidencehub.shared.errors import Invalid

_TRIES = 3
PART = 100  # entries of a long list that are shown together
LOOKED_AT = 50  # of a list that is not saved yet
MOVE = "move"


@bp.route("/team/evaluations/<uuid:evaluation_id>/references", methods=["GET", "POST"])
@requires(Permission.EVALUATION_EDIT, on=load_evaluation)
def references(evaluation: Evaluation) -> ResponseReturnValue:
    form, key = PickForm(), evaluation.id
    if form.validate_on_submit():
        ids = {UUID(each) for each in form.picked.data or [] if _is_id(each)}
        if ids:
            flash(_mend(evaluation, ids, request.form.get("act", "")))
            return redirect(url_for(".references", evaluation_id=key), code=303)
        form.picked.errors = ["Tick the references that you mean"]
    lists = {name: references_of(getattr(evaluation, name)) for name in TITLES}
    return render(
        "references.html", form, evaluation=evaluation, project=evaluation.project, part=PART,
        lists=[cited_list(name, held) for name, held in lists.items()],
        away=pointed_out([each for held in lists.values() for each in held]),
    )  # fmt: skip


def _is_id(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def _mend(evaluation: Evaluation, ids: set[UUID], act: str) -> str:
    """Remove them or put them into the other list, and say so."""

    def changed(now: Evaluation) -> dict[str, list[dict[str, object]]]:
        if act == MOVE:
            return moved(now.publications, now.literature, ids)
        return {PUBLICATIONS: without(now.publications, ids), LITERATURE: without(now.literature, ids)}

    key = evaluation.id
    for _ in range(_TRIES):
        try:
            services.edit_references(
                db.session, evaluation, changed(evaluation), actor_id=current_actor().id, now=utc_now()
            )
            db.session.commit()
        except StaleDataError:
            db.session.rollback()
            evaluation = _once_more(key)
            continue
        count = f"{len(ids):,} {'reference is' if len(ids) == 1 else 'references are'}"
        return f"{count} in the other list now." if act == MOVE else f"{count} removed."
    raise StaleDataError("three others were faster")


@bp.route("/team/evaluations/<uuid:evaluation_id>/references/bring", methods=["GET", "POST"])
@requires(Permission.EVALUATION_EDIT, on=load_evaluation)
def bring_references(evaluation: Evaluation) -> ResponseReturnValue:
    if request.method == "POST" and request.form.get("step") == "add":
        return _add(evaluation)
    form, key = BringListForm(), evaluation.id
    if form.validate_on_submit():
        upload = request.files.get("file")
        try:
            found = list_in(upload if upload and upload.filename else None, form.pasted.data or "")
            packed = carried(found)
        except NotAList as error:
            field = form.file if (upload and upload.filename) or not form.pasted.data else form.pasted
            field.errors = [str(error)]
            evaluation = _once_more(key)
        else:
            evaluation = _once_more(key)
            return _look(evaluation, LookForm(found, evaluation, is_first=True), packed, form.where.data)
    return render("references-bring.html", form, evaluation=evaluation, project=evaluation.project)


def _look(evaluation: Evaluation, form: LookForm, packed: str, where: str) -> ResponseReturnValue:
    return render(
        "references-look.html", form, evaluation=evaluation, project=evaluation.project, found=form.found,
        packed=packed, where=where, title=TITLES[where], part=LOOKED_AT, kinds=KINDS, words=in_one_line,
        away=pointed_out(form.added()),
    )  # fmt: skip


def _add(evaluation: Evaluation) -> ResponseReturnValue:
    """Keep what was looked at, or ask again where nothing was decided on an entry that may be there already."""
    key, packed, where = evaluation.id, request.form.get("list", ""), request.form.get("where", "")
    found = brought(packed)
    if found is None or where not in TITLES:
        return redirect(url_for(".bring_references", evaluation_id=key), code=303)
    for _ in range(_TRIES):
        form = LookForm(found, evaluation, is_first=False)
        if not form.is_ready():
            return _look(evaluation, form, packed, where)
        try:
            _keep(evaluation, form, where)
            db.session.commit()
        except Invalid as error:
            db.session.rollback()
            form.show(error)
            return _look(evaluation, form, packed, where)
        except StaleDataError:  # somebody saved in this very moment: look again at what is there now
            db.session.rollback()
            evaluation = _once_more(key)
            continue
        flash(_what_was_done(form))
        return redirect(url_for(".references", evaluation_id=key), code=303)
    raise StaleDataError("three others were faster")


def _keep(evaluation: Evaluation, form: LookForm, where: str) -> None:
    held: Kept = getattr(evaluation, where)
    other = LITERATURE if where == PUBLICATIONS else PUBLICATIONS
    lists = {where: with_added(held, form.added(), others=len(getattr(evaluation, other)))}
    services.edit_references(db.session, evaluation, lists, actor_id=current_actor().id, now=utc_now())


def _what_was_done(form: LookForm) -> str:
    added, left = len(form.added()), len(form.found.entries) - len(form.added())
    told = f"{added:,} {'reference is' if added == 1 else 'references are'} added." if added else "Nothing was added."
    return f"{told} {left:,} {'was' if left == 1 else 'were'} there already." if left else told


def _once_more(key: UUID) -> Evaluation:
    found: Evaluation = once_more(Permission.EVALUATION_EDIT, load_evaluation, evaluation_id=key)
    return found
