"""Calls for one's own evaluations and what is asked about the study."""

from collections.abc import Mapping
from typing import Any

from evidencehub.accounts.programs.scopes import Scope
from evidencehub.api.asking import asks, each_only
from evidencehub.api.bearer import needs
from evidencehub.api.blueprint import Answer, bp
from evidencehub.api.own import schemas, versions, wrong
from evidencehub.api.own.answering import Make, answers_in, checked, makers, refuse_overtaken, save
from evidencehub.api.own.once import once
from evidencehub.api.own.typed import UNPROTECTED, sent_of
from evidencehub.api.own.versions import versioned
from evidencehub.authz.guard import current_actor, requires
from evidencehub.authz.values import Permission
from evidencehub.projects import queries, services
from evidencehub.projects.models import Evaluation, Project
from evidencehub.projects.pages.blueprint import load_evaluation, load_project
from evidencehub.projects.pages.evaluation_forms import EVALUATION_FORMS, NewEvaluationForm
from evidencehub.projects.pages.study_forms import StudyForm
from evidencehub.projects.study import asked as study
from evidencehub.shared.clock import utc_now
from evidencehub.shared.db import db
from evidencehub.shared.links import absolute

Values = Mapping[str, Any]
_FORMS = tuple(EVALUATION_FORMS.values())
_NOT_ASKED = "This is not asked of a study of this design."


@bp.get("/team/projects/<uuid:project_id>/evaluations")
@needs(Scope.READ)
@requires(Permission.PROJECT_FOLLOW, on=load_project)
@bp.arguments(asks(schemas.OwnEvaluationInShort), location="query")
@bp.response(200, schemas.OwnEvaluations)
def own_evaluations(project: Project, asked: Values) -> Values:
    """The evaluations of a project with their results."""
    queries.load_studies(db.session, project)
    items = [
        {"id": each.id, "title": each.title,
         "results": [{"id": one.id, "outcome": one.outcome} for one in each.results]}
        for each in project.evaluations
    ]  # fmt: skip
    return {"items": each_only(asked, items)}


@bp.post("/team/projects/<uuid:project_id>/evaluations")
@needs(Scope.PROJECTS_WRITE)
@once
@requires(Permission.PROJECT_EDIT, on=load_project)
@bp.arguments(schemas.NewEvaluation, location="json")
@bp.response(201, schemas.OwnEvaluation)
def add_evaluation(project: Project, sent: Values) -> Answer:
    """Add an evaluation to a project.

    All else is answered by changing it.
    """
    blank = NewEvaluationForm(formdata=None, meta=UNPROTECTED)
    form = NewEvaluationForm(formdata=sent_of(blank, sent["answers"]), meta=UNPROTECTED)
    if not form.validate():
        raise wrong.of_form(form, "/answers")
    evaluation = services.create_evaluation(
        db.session, project, title=form.title.data or "", actor_id=current_actor().id, now=utc_now()
    )
    return _answer(evaluation, 201)


@bp.get("/team/evaluations/<uuid:evaluation_id>")
@needs(Scope.READ)
@requires(Permission.PROJECT_FOLLOW, on=load_evaluation)
@bp.response(200, schemas.OwnEvaluation)
def own_evaluation(evaluation: Evaluation) -> Answer:
    """What a team has answered of an evaluation.

    Its ETag names this version.
    """
    return _answer(evaluation)


@bp.patch("/team/evaluations/<uuid:evaluation_id>")
@needs(Scope.PROJECTS_WRITE)
@versioned("own_evaluation")
@requires(Permission.EVALUATION_EDIT, on=load_evaluation)
@bp.arguments(schemas.EvaluationChange, location="json")
@bp.response(200, schemas.OwnEvaluation)
def change_evaluation(evaluation: Evaluation, sent: Values) -> Answer:
    """Change answers of an evaluation.

    Which questions about the study are asked hangs on the design as it is kept.
    """
    marker, answers = (
        versions.marker_of(_record(evaluation)),
        checked(makers(_FORMS, evaluation), sent.get("answers", {})),
    )
    about = sent.get("study", {})
    if strange := {f"/study/{name}": [_NOT_ASKED] for name in about if name not in _asked(evaluation)}:
        raise wrong.Wrong(strange)
    studied = checked(_sections(evaluation), about, at="study")
    kept = {name: getattr(evaluation, name) for name in answers}
    kept |= {each.name: study.answer(evaluation, each) for each in _asked(evaluation).values() if each.name in studied}
    refuse_overtaken({**answers, **studied}, kept, marker)

    def change(changes: Values) -> Any:
        return services.edit_evaluation(db.session, evaluation, changes, actor_id=current_actor().id, now=utc_now())

    save(lambda: change(answers))
    save(lambda: change(studied), at="study")
    return _answer(evaluation)


def _asked(evaluation: Evaluation) -> dict[str, Any]:
    parts = study.sections(evaluation.design)
    return {each.name: each for part in parts for each in part.fitting(evaluation.design)}


def _sections(evaluation: Evaluation) -> list[Make]:
    def of(part: Any) -> Make:
        return lambda **how: StudyForm.of(part, evaluation, meta=UNPROTECTED, **how)

    return [of(part) for part in study.sections(evaluation.design)]


def _record(evaluation: Evaluation) -> dict[str, Any]:
    return {
        "id": evaluation.id, "project_id": evaluation.project_id,
        "page": absolute("projects.evaluation", evaluation_id=evaluation.id),
        "answers": answers_in(makers(_FORMS, evaluation)), "study": answers_in(_sections(evaluation)),
    }  # fmt: skip


def _answer(evaluation: Evaluation, status: int = 200) -> Answer:
    record = _record(evaluation)
    here = {"Location": absolute("api.own_evaluation", evaluation_id=evaluation.id)} if status == 201 else {}
    return Answer(record, status, {"ETag": f'"{versions.marker_of(record)}"', **here})
