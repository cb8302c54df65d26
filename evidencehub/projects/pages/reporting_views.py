"""What a report of this kind should say, and how far it does: for the team alone, and never compulsory."""

from collections.abc import Mapping
from typing import Any

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from evidencehub.authz.guard import current_actor, requires
from evidencehub.authz.values import Permission
from evidencehub.projects import services
from evidencehub.projects.models import Evaluation
from evidencehub.projects.pages.blueprint import bp, load_evaluation, render, saves, told
from evidencehub.projects.pages.forms import TeamForm
from evidencehub.projects.study.reporting import answered_on, progress
from evidencehub.shared import saving
from evidencehub.shared.clock import utc_now
from evidencehub.shared.db import db
from evidencehub.shared.errors import NotFound
from evidencehub.shared.forms import ShortText
from evidencehub.standards.files.reporting import ReportingItem, ReportingList, reporting_lists


class ReportingForm(TeamForm):
    """Where the report says each item; the lists are those of the design when the page was opened."""

    items: tuple[ReportingItem, ...] = ()

    @classmethod
    def of(cls, lists: tuple[ReportingList, ...], evaluation: Evaluation) -> "ReportingForm":
        items = tuple(item for each in lists for item in each.items)
        fields = {item.id: ShortText(_told(item)) for item in items}
        kind = type("ReportingForm", (cls,), {**fields, "items": items})
        form: ReportingForm = kind(data=evaluation.reporting)
        return form

    def answers_of(self, record: Any) -> dict[str, Any]:
        return {item.id: record.reporting.get(item.id, "") for item in self.items}


def _told(item: ReportingItem) -> str:
    return f"{item.number}{f' ({item.also})' if item.also else ''}: {item.text}"


@bp.route("/team/evaluations/<uuid:evaluation_id>/reporting", methods=["GET", "POST"])
@requires(Permission.EVALUATION_EDIT, on=load_evaluation)
def reporting(evaluation: Evaluation) -> ResponseReturnValue:
    lists = reporting_lists(evaluation.design)
    if not lists and not request.form:
        raise NotFound("There is no such list for how this study was done.")
    form = ReportingForm.of(lists, evaluation)

    def save(answers: Mapping[str, Any]) -> None:
        services.edit_reporting(db.session, evaluation, answers, actor_id=current_actor().id, now=utc_now())

    saved = saves(form, evaluation, save)
    if saving.is_by_itself():
        return told(form, evaluation, saved=saved)
    if saved:
        return redirect(url_for(".evaluation", evaluation_id=evaluation.id), code=303)
    return render(
        "reporting.html", form, evaluation=evaluation, project=evaluation.project, lists=lists,
        progress={each.slug: progress(evaluation, each) for each in lists},
        answered_on={item.id: answered_on(evaluation, item) for item in form.items},
    )  # fmt: skip
