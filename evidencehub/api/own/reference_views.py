"""Calls for what was published about one's own study, and what it builds on."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any
from uuid import UUID

from evidencehub.accounts.programs.scopes import Scope
from evidencehub.api.bearer import needs
from evidencehub.api.blueprint import Answer, bp, removed
from evidencehub.api.own import reference_schemas as schemas
from evidencehub.api.own import versions
from evidencehub.api.own.answering import filled, on_top, save
from evidencehub.api.own.once import once
from evidencehub.api.own.typed import UNPROTECTED
from evidencehub.api.own.versions import versioned
from evidencehub.api.own.wrong import Wrong
from evidencehub.api.said import or_none
from evidencehub.authz.guard import Loaded, current_actor, once_more, requires
from evidencehub.authz.values import Actor, Permission
from evidencehub.extraction.references.entry import FoundList, NotAList
from evidencehub.projects import services
from evidencehub.projects.models import Evaluation
from evidencehub.projects.pages.blueprint import load_evaluation
from evidencehub.projects.pages.reference_bringing import list_in
from evidencehub.projects.pages.reference_forms import DIFFERENT, SAME, BringListForm, LookForm
from evidencehub.projects.references.keeping import moved, references_of, with_added, without
from evidencehub.projects.references.shape import LITERATURE, PUBLICATIONS, TITLES, Reference
from evidencehub.shared.clock import utc_now
from evidencehub.shared.db import db
from evidencehub.shared.errors import NotFound
from evidencehub.shared.links import absolute

Values = Mapping[str, Any]
Found = tuple[Evaluation, str, Reference]
_GONE = "There is no such reference. Somebody in your team may have removed it."
_SAY = "It may be there already. Say in “same” or “different” which it is: {title}"


def load_reference(actor: Actor, evaluation_id: UUID, reference_id: UUID) -> Loaded[Found]:
    loaded = load_evaluation(actor, evaluation_id)
    for name in TITLES:
        for each in references_of(getattr(loaded.resource, name)):
            if each.id == reference_id:
                return Loaded((loaded.resource, name, each), loaded.facts)
    raise NotFound(_GONE)


@bp.get("/team/evaluations/<uuid:evaluation_id>/references")
@needs(Scope.READ)
@requires(Permission.PROJECT_FOLLOW, on=load_evaluation)
@bp.response(200, schemas.OwnReferences)
def own_references(evaluation: Evaluation) -> Values:
    """What was published about a study, and what it builds on."""
    listed = {name: [_record(name, each) for each in references_of(getattr(evaluation, name))] for name in TITLES}
    return {**listed, "page": absolute("projects.references", evaluation_id=evaluation.id)}


@bp.post("/team/evaluations/<uuid:evaluation_id>/references")
@needs(Scope.PROJECTS_WRITE)
@once
@requires(Permission.EVALUATION_EDIT, on=load_evaluation)
@bp.arguments(schemas.ReferencesSent, location="json")
@bp.response(201, schemas.AddedReferences)
def add_references(evaluation: Evaluation, sent: Values) -> Answer:
    """Add references, as a reference manager writes them.

    What is there already is left out. Where we cannot tell, nothing is added before you say.
    """
    form = filled(lambda **how: BringListForm(meta=UNPROTECTED, **how), sent["answers"])
    key, where = evaluation.id, form.where.data
    try:
        found = list_in(None, form.pasted.data or "")
    except NotAList as error:
        raise Wrong({"/answers/pasted": [str(error)]}) from error

    def add() -> LookForm:
        now: Evaluation = once_more(Permission.EVALUATION_EDIT, load_evaluation, evaluation_id=key)
        looked = _looked(found, now, sent)
        other = len(getattr(now, LITERATURE if where == PUBLICATIONS else PUBLICATIONS))
        _keep(now, {where: with_added(getattr(now, where), looked.added(), others=other)})
        return looked

    looked = on_top(add)
    now = db.session.get_one(Evaluation, key)
    count = len(looked.added())
    kept = references_of(getattr(now, where)[len(getattr(now, where)) - count :])
    told = {
        "added": [_record(where, each) for each in kept], "were_there": len(found.entries) - count,
        "problems": [{"line": each.line, "says": each.words} for each in found.problems],
    }  # fmt: skip
    return Answer(told, 201)


@bp.get("/team/evaluations/<uuid:evaluation_id>/references/<uuid:reference_id>")
@needs(Scope.READ)
@requires(Permission.PROJECT_FOLLOW, on=load_reference)
@bp.response(200, schemas.OwnReference)
def own_reference(found: Found) -> Answer:
    """One reference.

    Its ETag names this version.
    """
    _, where, reference = found
    return _answer(where, reference)


@bp.patch("/team/evaluations/<uuid:evaluation_id>/references/<uuid:reference_id>")
@needs(Scope.PROJECTS_WRITE)
@versioned("own_reference")
@requires(Permission.EVALUATION_EDIT, on=load_reference)
@bp.arguments(schemas.ReferenceChange, location="json")
@bp.response(200, schemas.OwnReference)
def move_reference(found: Found, sent: Values) -> Answer:
    """Put a reference into the other list."""
    evaluation, where, reference = found
    is_current = versions.is_current(versions.marker_of(_record(where, reference)))
    if sent["where"] != where:
        if not is_current:
            raise versions.overtaken()
        save(lambda: _keep(evaluation, moved(evaluation.publications, evaluation.literature, {reference.id})))
    return _answer(sent["where"], reference)


@bp.delete("/team/evaluations/<uuid:evaluation_id>/references/<uuid:reference_id>")
@needs(Scope.PROJECTS_WRITE)
@versioned("own_reference")
@requires(Permission.EVALUATION_EDIT, on=load_reference)
@bp.response(204)
def remove_reference(found: Found) -> Answer:
    """Remove a reference.

    What was sent before keeps it.
    """
    evaluation, where, reference = found
    versions.refuse_other(_record(where, reference))
    save(lambda: _keep(evaluation, {where: without(getattr(evaluation, where), {reference.id})}))
    return removed()


def _looked(found: FoundList, evaluation: Evaluation, sent: Values) -> LookForm:
    """:raises Wrong: nobody said of an entry whether it is there already."""
    said = {f"twin-{place}": name for name in (SAME, DIFFERENT) for place in sent[name]}
    form = LookForm(found, evaluation, is_first=False, said=said, formdata=None, meta=UNPROTECTED)
    if form.open:
        titles = {place: found.entries[place].title[:80] for place in form.open}
        db.session.rollback()
        raise Wrong({f"/entries/{place}": [_SAY.format(title=title)] for place, title in titles.items()})
    return form


def _keep(evaluation: Evaluation, lists: dict[str, list[dict[str, Any]]]) -> None:
    services.edit_references(db.session, evaluation, lists, actor_id=current_actor().id, now=utc_now())


def _record(where: str, reference: Reference) -> dict[str, Any]:
    return {"where": where, **{name: or_none(value) for name, value in asdict(reference).items()}}


def _answer(where: str, reference: Reference) -> Answer:
    record = _record(where, reference)
    return Answer(record, headers={"ETag": f'"{versions.marker_of(record)}"'})
