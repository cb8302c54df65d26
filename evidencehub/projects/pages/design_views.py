"""Finding out how a study was done by plain questions, one a page.

What was answered so far stands in the address, so going back loses nothing and nothing is kept before somebody says so.
"""

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from evidencehub.authz.guard import current_actor, requires
from evidencehub.authz.values import Permission
from evidencehub.projects import services, terms
from evidencehub.projects.models import Evaluation
from evidencehub.projects.pages.blueprint import bp, load_evaluation, render
from evidencehub.projects.pages.evaluation_forms import DesignAnswerForm
from evidencehub.projects.pages.going_on import next_part
from evidencehub.shared.clock import utc_now
from evidencehub.shared.db import db
from evidencehub.shared.forms import EmptyForm
from evidencehub.standards.files.designs import Way, load_design_tree

BETWEEN = "."  # answers in the address: ?answered=yes.numbers.no


@bp.route("/team/evaluations/<uuid:evaluation_id>/find-design", methods=["GET", "POST"])
@requires(Permission.EVALUATION_EDIT, on=load_evaluation)
def find_design(evaluation: Evaluation) -> ResponseReturnValue:
    way = load_design_tree().way(request.args.get("answered", "").split(BETWEEN))
    if way.question is None:
        return _found(evaluation, way)
    form = DesignAnswerForm.asking(way.question)
    if form.validate_on_submit():
        return redirect(_address(evaluation, (*way.path, form.answer.data)), code=303)
    return render("find-design.html", form, way=way, **_around(evaluation, way))


def _found(evaluation: Evaluation, way: Way) -> ResponseReturnValue:
    """The design in words; a press keeps it."""
    found, form = way.found, EmptyForm()
    assert found is not None  # noqa: S101  (there is no question left)
    if form.validate_on_submit():
        services.edit_evaluation(
            db.session, evaluation, {"design": found.design}, actor_id=current_actor().id, now=utc_now()
        )
        db.session.commit()
        flash("Saved. What we ask now fits this design.")
        return redirect(next_part(evaluation, "design"), code=303)
    return render("design-found.html", form, found=found, design=terms.term("designs", found.design),
                  was=evaluation.design, **_around(evaluation, way))  # fmt: skip


def _around(evaluation: Evaluation, way: Way) -> dict[str, object]:
    """What both pages show: the answers so far, each with the address of its question."""
    answered = [
        (question.question, answer.label, _address(evaluation, way.path[:place]))
        for place, (question, answer) in enumerate(way.answered)
    ]
    return {"evaluation": evaluation, "project": evaluation.project, "answered": answered}


def _address(evaluation: Evaluation, path: tuple[str, ...]) -> str:
    return url_for(".find_design", evaluation_id=evaluation.id, answered=BETWEEN.join(path) or None)
