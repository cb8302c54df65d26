"""The example that a reviewer grades before their first case."""

from typing import Any

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_login import current_user
from wtforms import SelectChoice
from wtforms.validators import InputRequired

from evidencehub.authz.guard import requires
from evidencehub.authz.values import Permission
from evidencehub.review import training
from evidencehub.review.pages.blueprint import bp
from evidencehub.review.wording import answer_label
from evidencehub.shared.clock import utc_now
from evidencehub.shared.db import db
from evidencehub.shared.forms import HubForm, Radios


def training_form() -> HubForm:
    """A choice for each question of the example, by its place."""
    choices = [SelectChoice(answer, answer_label(answer)) for answer in training.ANSWERS]
    fields: dict[str, Any] = {
        f"q{place}": Radios(
            question.criterion.question,
            [InputRequired(f"{question.criterion.short}: choose an answer")],  # several may be missing at once
            choices=choices,
        )
        for place, question in enumerate(training.example().questions)
    }
    form: HubForm = type("TrainingForm", (HubForm,), fields)()
    return form


@bp.route("/reviews/training", methods=["GET", "POST"])
@requires(Permission.ASSIGNMENTS_LIST)
def train() -> ResponseReturnValue:
    """What was sent is answered at once, beside what was agreed; nothing of it is kept but that it was done."""
    form, compared = training_form(), None
    if form.validate_on_submit():
        questions = training.example().questions
        answers = {question.criterion.id: form[f"q{place}"].data for place, question in enumerate(questions)}
        compared = training.finish(db.session, current_user.person, answers, now=utc_now())
        db.session.commit()
    return render_template(
        "review/training.html", form=form, example=training.example(), compared=compared, label=answer_label
    ), 422 if form.errors else 200  # fmt: skip
