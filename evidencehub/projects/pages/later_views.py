"""Results that a team adds to a study after it was graded."""

from uuid import UUID

from flask import flash, g, redirect, url_for
from flask.typing import ResponseReturnValue
from wtforms import SelectChoice
from wtforms.validators import DataRequired, InputRequired

from evidencehub.authz.guard import current_actor, requires
from evidencehub.authz.policies import permits
from evidencehub.authz.values import Permission
from evidencehub.projects.frozen.keeping import frozen_evaluation, frozen_result
from evidencehub.projects.frozen.shapes import FrozenEvaluation
from evidencehub.projects.later import queries, sending
from evidencehub.projects.models import Evaluation, OutcomeResult
from evidencehub.projects.pages.answers import studies_in_words
from evidencehub.projects.pages.blueprint import LaterLinks, bp, load_evaluation, render
from evidencehub.projects.wording import sentence
from evidencehub.shared.clock import utc_now
from evidencehub.shared.db import db
from evidencehub.shared.errors import Invalid
from evidencehub.shared.forms import Checkboxes, HubForm, ShortText, Tick


class LaterForm(HubForm):
    results = Checkboxes("Which results?", [InputRequired("Choose at least one result")])
    read_where = ShortText(
        "Where can they be read?",
        [DataRequired("Say where they can be read")],
        limit=sending.MAX_WHERE,
        description="For example: our follow-up report of 2027, page 8. Or its address.",
    )
    agreed = Tick(
        "There is nothing in it that names people who took part, and my team agrees that everybody may read it",
        [InputRequired("Confirm that nothing names people, and that your team agrees")],
    )


@bp.route("/team/evaluations/<uuid:evaluation_id>/later", methods=["GET", "POST"])
@requires(Permission.EVALUATION_EDIT, on=load_evaluation)
def later(evaluation: Evaluation) -> ResponseReturnValue:
    """What can be added, what was, and what an editor says of it."""
    graded, form = queries.graded_version(evaluation), LaterForm()
    sent = queries.of_evaluation(db.session, evaluation.id)
    waits = any(each.state.is_waiting for each in sent)
    results = sending.new_results(db.session, evaluation) if graded else []
    study = frozen_evaluation(evaluation)
    form.results.choices = [SelectChoice(str(each.id), _called(each, study)) for each in results]
    may_send = bool(graded and results) and not waits and permits(Permission.LATER_SEND, g.facts)
    if form.validate_on_submit():
        try:
            sending.send(
                db.session, evaluation, {UUID(key) for key in form.results.data}, read_where=form.read_where.data or "",
                actor=current_actor(), facts=g.facts, now=utc_now(), links=LaterLinks(),
            )  # fmt: skip
        except Invalid as error:
            db.session.rollback()
            form.show(error)
        else:
            db.session.commit()
            flash("An editor reads them. You get a mail.")
            return redirect(url_for(".later", evaluation_id=evaluation.id), code=303)
    read = [(each, found) for each in sent if (found := queries.study_in(each))]
    return render(
        "later.html", form, evaluation=evaluation, project=evaluation.project, graded=graded, results=results,
        may_send=may_send, waits=waits,
        sent=[(each, studies_in_words([found])[0].results) for each, found in reversed(read)],
    )  # fmt: skip


def _called(result: OutcomeResult, study: FrozenEvaluation) -> str:
    head = ", ".join(filter(None, (result.outcome, result.timepoint)))
    return f"{head}. {sentence(frozen_result(result), study)}"
