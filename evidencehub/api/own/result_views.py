"""Calls for outcome results: each is sent whole, since what is asked of it hangs on what its report gives."""

from collections.abc import Mapping
from typing import Any

from evidencehub.accounts.programs.scopes import Scope
from evidencehub.api.bearer import needs
from evidencehub.api.blueprint import Answer, bp, removed
from evidencehub.api.own import schemas, versions, wrong
from evidencehub.api.own.answering import save
from evidencehub.api.own.once import once
from evidencehub.api.own.typed import UNPROTECTED, fields_of, sent_of, shown
from evidencehub.api.own.versions import versioned
from evidencehub.authz.guard import current_actor, requires
from evidencehub.authz.values import Permission
from evidencehub.projects import services
from evidencehub.projects.models import Evaluation, OutcomeResult
from evidencehub.projects.pages.blueprint import load_evaluation, load_result
from evidencehub.projects.pages.result_fields import KindForm
from evidencehub.projects.pages.result_forms import ResultForm
from evidencehub.projects.sheets.twins import twin_of
from evidencehub.shared.clock import utc_now
from evidencehub.shared.db import db
from evidencehub.shared.links import absolute

Values = Mapping[str, Any]
_NOT_ASKED = "This is not asked of a result of this kind."
_KIND = frozenset({"contrast", "gives"})


@bp.post("/team/evaluations/<uuid:evaluation_id>/results")
@needs(Scope.PROJECTS_WRITE)
@once
@requires(Permission.EVALUATION_EDIT, on=load_evaluation)
@bp.arguments(schemas.ResultSent, location="json")
@bp.response(201, schemas.OwnResult)
def add_result(evaluation: Evaluation, sent: Values) -> Answer:
    """Add an outcome result.

    The very same one is not added a second time: the answer is the one that is there.
    """
    answers = _checked(sent["answers"], evaluation).answers()
    twin = twin_of(services.complete(answers), evaluation.results)
    if twin is not None and twin.same:
        return _answer(twin.result, 201)
    added = services.add_result(db.session, evaluation, answers, actor_id=current_actor().id, now=utc_now())
    return _answer(added, 201)


@bp.get("/team/results/<uuid:result_id>")
@needs(Scope.READ)
@requires(Permission.PROJECT_FOLLOW, on=load_result)
@bp.response(200, schemas.OwnResult)
def own_result(result: OutcomeResult) -> Answer:
    """One outcome result as its team has it.

    Its ETag names this version.
    """
    return _answer(result)


@bp.put("/team/results/<uuid:result_id>")
@needs(Scope.PROJECTS_WRITE)
@versioned("own_result")
@requires(Permission.EVALUATION_EDIT, on=load_result)
@bp.arguments(schemas.ResultSent, location="json")
@bp.response(200, schemas.OwnResult)
def change_result(result: OutcomeResult, sent: Values) -> Answer:
    """Put other answers in the place of all that a result has."""
    form = _checked(sent["answers"], result.evaluation)
    answers = form.answers()
    if not versions.is_current(versions.marker_of(_record(result))) and form.answers_of(result) != answers:
        raise versions.overtaken()
    save(lambda: services.edit_result(db.session, result, answers, actor_id=current_actor().id, now=utc_now()))
    return _answer(result)


@bp.delete("/team/results/<uuid:result_id>")
@needs(Scope.PROJECTS_WRITE)
@versioned("own_result")
@requires(Permission.EVALUATION_EDIT, on=load_result)
@bp.response(204)
def remove_result(result: OutcomeResult) -> Answer:
    """Remove an outcome result.

    What was sent before keeps it.
    """
    versions.refuse_other(_record(result))
    services.remove_result(db.session, result, actor_id=current_actor().id, now=utc_now())
    return removed()


def _checked(sent: Values, evaluation: Evaluation) -> ResultForm:
    """The page of this kind of result, filled in.

    :raises Wrong: it is not as the page wants it.
    """
    chosen = {name: sent[name] for name in _KIND}
    kind = KindForm(formdata=sent_of(KindForm(formdata=None, meta=UNPROTECTED), chosen), meta=UNPROTECTED)
    if not kind.validate():
        raise wrong.of_form(kind, "/answers")
    blank = ResultForm(kind=chosen, participants=evaluation.participants, formdata=None, meta=UNPROTECTED)
    asked = {*blank.visible, *_KIND, "confirmed"}
    if strange := {f"/answers/{name}": [_NOT_ASKED] for name, value in sent.items() if value and name not in asked}:
        raise wrong.Wrong(strange)
    form = ResultForm(participants=evaluation.participants, formdata=sent_of(blank, dict(sent)), meta=UNPROTECTED)
    if not form.validate():
        raise wrong.of_form(form, "/answers")
    return form


def _record(result: OutcomeResult) -> dict[str, Any]:
    form = ResultForm(result, participants=result.evaluation.participants, formdata=None, meta=UNPROTECTED)
    asked = {*form.visible, *_KIND, "confirmed"}
    return {
        "id": result.id, "evaluation_id": result.evaluation_id,
        "page": absolute("projects.edit_result", result_id=result.id),
        "answers": {name: shown(field) for name, field in fields_of(form) if name in asked},
    }  # fmt: skip


def _answer(result: OutcomeResult, status: int = 200) -> Answer:
    record = _record(result)
    here = {"Location": absolute("api.own_result", result_id=result.id)} if status == 201 else {}
    return Answer(record, status, {"ETag": f'"{versions.marker_of(record)}"', **here})
