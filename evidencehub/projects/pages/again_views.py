"""The same outcome at later times, several in one go: asked of each time what differs, then looked at as a table is."""

from flask import request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from evidencehub.authz.guard import requires
from evidencehub.authz.values import Permission
from evidencehub.projects.figures.kinds import kind_of
from evidencehub.projects.frozen.keeping import frozen_evaluation, frozen_result
from evidencehub.projects.models import OutcomeResult
from evidencehub.projects.pages.again_forms import MORE, AgainForm
from evidencehub.projects.pages.blueprint import bp, load_result, render
from evidencehub.projects.pages.table_preview import TIME, PreviewForm, sent_of
from evidencehub.projects.pages.table_views import preview
from evidencehub.projects.wording import sentence


@bp.route("/team/results/<uuid:result_id>/again", methods=["GET", "POST"])
@requires(Permission.EVALUATION_EDIT, on=load_result)
def result_again(result: OutcomeResult) -> ResponseReturnValue:
    evaluation = result.evaluation
    sent = MultiDict(request.form)
    form = AgainForm(result, sent)
    if request.method == "POST" and sent.get("step") != MORE and form.validate():
        rows = form.rows(result, sent)
        if not form.errors:
            typed, problems = sent_of(rows, TIME)
            return preview(PreviewForm(typed, evaluation, problems=problems, is_first=True), evaluation)
    return render(
        "result-again.html", form, result=result, evaluation=evaluation, project=evaluation.project,
        said=sentence(frozen_result(result), frozen_evaluation(evaluation)), kind=kind_of(result.gives),
        back=url_for(".results", evaluation_id=evaluation.id),
    )  # fmt: skip
