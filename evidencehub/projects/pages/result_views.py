"""Outcome results: a list that says each in words, and a page to add or change one."""

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from evidencehub.authz.guard import current_actor, requires
from evidencehub.authz.values import Permission
from evidencehub.projects import services, terms
from evidencehub.projects.figures.doubts import open_doubts, typed_of
from evidencehub.projects.figures.kinds import KINDS, kind_of
from evidencehub.projects.frozen.keeping import frozen_evaluation, frozen_result
from evidencehub.projects.frozen.shapes import FrozenEvaluation, FrozenResult
from evidencehub.projects.models import Evaluation, OutcomeResult
from evidencehub.projects.outcomes import elsewhere, place_of
from evidencehub.projects.pages.blueprint import bp, load_evaluation, load_result, render, saves
from evidencehub.projects.pages.going_on import after_results
from evidencehub.projects.pages.result_fields import KindForm
from evidencehub.projects.pages.result_forms import ResultForm, carried
from evidencehub.projects.pages.result_starts import contrast_of, start_of
from evidencehub.projects.sheets.twins import twin_of
from evidencehub.projects.wording import mark_in_words, question, sentence
from evidencehub.shared.clock import utc_now
from evidencehub.shared.db import db
from evidencehub.shared.forms import EmptyForm
from evidencehub.standards.files.measures import load_measures
from evidencehub.standards.files.outcomes import load_outcomes


@bp.get("/team/evaluations/<uuid:evaluation_id>/results")
@requires(Permission.EVALUATION_EDIT, on=load_evaluation)
def results(evaluation: Evaluation) -> ResponseReturnValue:
    study = frozen_evaluation(evaluation)
    return render(
        "results.html", evaluation=evaluation, project=evaluation.project,
        told={result.id: _told(frozen_result(result), study) for result in evaluation.results},
        doubts={result.id: _doubts(result) for result in evaluation.results},
        places={result.id: place_of(result) for result in evaluation.results},
        measures={result.id: terms.known_measure(result.measure_name) for result in evaluation.results},
        following=after_results(evaluation),
    )  # fmt: skip


@bp.route("/team/evaluations/<uuid:evaluation_id>/results/new", methods=["GET", "POST"])
@requires(Permission.EVALUATION_EDIT, on=load_evaluation)
def new_result(evaluation: Evaluation) -> ResponseReturnValue:
    if request.method == "GET":
        kind = KindForm(request.args, meta={"csrf": False})
        is_chosen = bool(request.args)
        if (is_chosen or not evaluation.results) and not (is_chosen and kind.validate()):
            kind.contrast.data = kind.contrast.data or contrast_of(evaluation.design)
            return _choose(kind, evaluation)
        start = start_of(evaluation, kind.data if is_chosen else None)
        form = ResultForm(kind=start.values, participants=evaluation.participants)
        return _form(form, evaluation, after=start.after)
    if other := _on_the_way(evaluation):
        return other
    form = ResultForm(participants=evaluation.participants)
    if form.validate_on_submit():
        if _is(PREVIEW):
            return _form(form, evaluation)
        return _added(form, evaluation)
    return _form(form, evaluation)


def _added(form: ResultForm, evaluation: Evaluation) -> ResponseReturnValue:
    """Keep it, unless these very answers are there: somebody went back and pressed again."""
    answers = form.answers()
    twin = twin_of(services.complete(answers), evaluation.results)
    if twin is not None and twin.same:
        flash(f"“{twin.result.outcome}” is there already, with these numbers. It was not added again.")
        return redirect(url_for(".results", evaluation_id=evaluation.id), code=303)
    result = services.add_result(db.session, evaluation, answers, actor_id=current_actor().id, now=utc_now())
    db.session.commit()
    if not _is(ANOTHER):
        return redirect(url_for(".results", evaluation_id=evaluation.id), code=303)
    flash(f"{result.outcome} is saved. {sentence(frozen_result(result), frozen_evaluation(evaluation))}")
    return redirect(url_for(".new_result", evaluation_id=evaluation.id), code=303)


@bp.route("/team/results/<uuid:result_id>", methods=["GET", "POST"])
@requires(Permission.EVALUATION_EDIT, on=load_result)
def edit_result(result: OutcomeResult) -> ResponseReturnValue:
    evaluation = result.evaluation
    if request.method == "POST" and (other := _on_the_way(evaluation, result)):
        return other
    form = ResultForm(result, participants=evaluation.participants)

    def save(answers: Mapping[str, Any]) -> None:
        services.edit_result(db.session, result, answers, actor_id=current_actor().id, now=utc_now())

    if _is(PREVIEW):
        form.validate()
        return _form(form, evaluation, result)
    if saves(form, result, save):
        return redirect(url_for(".results", evaluation_id=result.evaluation_id), code=303)
    return _form(form, evaluation, result)


@bp.route("/team/results/<uuid:result_id>/remove", methods=["GET", "POST"])
@requires(Permission.EVALUATION_EDIT, on=load_result)
def remove_result(result: OutcomeResult) -> ResponseReturnValue:
    evaluation, form = result.evaluation, EmptyForm()
    if form.validate_on_submit():
        services.remove_result(db.session, result, actor_id=current_actor().id, now=utc_now())
        db.session.commit()
        flash(f"Removed: {result.outcome}.")
        return redirect(url_for(".results", evaluation_id=evaluation.id), code=303)
    return render(
        "remove.html", form, evaluation=evaluation, project=evaluation.project, what=result.outcome,
        back=url_for(".results", evaluation_id=evaluation.id),
        text="Its numbers go from your draft. What you have sent before keeps them.",
    )  # fmt: skip


CHOOSE, FILL_IN, PREVIEW = "choose", "fill-in", "preview"  # presses of a button that save nothing
ANOTHER = "another"  # saves, and goes on with the next result


def _is(step: str) -> bool:
    return request.method == "POST" and request.form.get("step") == step


def _on_the_way(evaluation: Evaluation, result: OutcomeResult | None = None) -> ResponseReturnValue | None:
    """The pages between choosing a kind and saving: what was typed goes along, and nothing is kept yet."""
    kind = KindForm()
    is_chosen = kind.contrast.data and kind.gives.data
    if _is(CHOOSE) or ((is_chosen or _is(FILL_IN)) and not kind.validate()):
        return _choose(kind, evaluation, result)
    if _is(FILL_IN):
        return _form(ResultForm(result, participants=evaluation.participants), evaluation, result)
    return None


def _choose(kind: KindForm, evaluation: Evaluation, result: OutcomeResult | None = None) -> ResponseReturnValue:
    aside = {"csrf_token", "contrast", "gives", "step"}
    typed = [(name, value) for name, value in request.form.items(multi=True) if name not in aside]
    return render(
        "result-kind.html", kind, evaluation=evaluation, project=evaluation.project, result=result, typed=typed,
        hints={kind.slug: kind.hint for kind in KINDS.values()},
        design=evaluation.design if kind.contrast.data and kind.contrast.data == contrast_of(evaluation.design) else "",
    )  # fmt: skip


def _form(
    form: ResultForm, evaluation: Evaluation, result: OutcomeResult | None = None, *, after: str = ""
) -> ResponseReturnValue:
    """:param after: the outcome of the result from which the page starts."""
    study = frozen_evaluation(evaluation)
    said = sentence(frozen_result(result), study) if result else ""
    preview = None
    if _is(PREVIEW) and not form.errors:
        columns = services.complete(form.answers())
        columns |= {name: tuple(columns[name]) for name in ("worked_out", "confirmed")}
        preview = FrozenResult(id=uuid4(), **columns)
    return render(
        "result.html", form, evaluation=evaluation, project=evaluation.project, result=result, said=said,
        kind=kind_of(form.gives.data), preview=preview, preview_said=preview and sentence(preview, study),
        preview_mark=preview and mark_in_words(preview), after=after, carried=carried(form, request.form),
        measures=[measure.label for measure in load_measures()],
        outcomes=[outcome.label for outcome in load_outcomes().outcomes],
    )  # fmt: skip


def _told(result: FrozenResult, study: FrozenEvaluation) -> tuple[str, str, str]:
    """The question that a result answers, what it says in a word, and in a sentence."""
    return question(result), mark_in_words(result), sentence(result, study)


def _doubts(result: OutcomeResult) -> list[str]:
    numbers = [each.words for each in open_doubts(typed_of(result), result.evaluation.participants)]
    return list(filter(None, (*numbers, _of_direction(result), _of_outcome(result))))


def _of_outcome(result: OutcomeResult) -> str:
    """Where the words name an outcome of another outcome area than the one that was chosen."""
    found = elsewhere(result)
    if found is None:
        return ""
    outcome, area = found
    return (
        f"On our list “{outcome.label}” is part of “{area.label}”. If that is what you mean, choose that outcome area. "
        "If not, say it in other words, so that readers are not led astray."
    )


def _of_direction(result: OutcomeResult) -> str:
    """Where the team's answer differs from what is on file for a well-known measure."""
    measure = terms.known_measure(result.measure_name)
    if measure is None or result.higher_is is None or measure.higher_is == result.higher_is:
        return ""
    usual = "better" if measure.higher_is == "better" else "worse"
    return f"With “{measure.label}” a higher number is usually {usual}. You say the opposite: please look again."
