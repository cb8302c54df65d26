"""Public pages of one project and of one evaluation."""

from datetime import date
from functools import partial
from uuid import UUID

from flask import current_app, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from evidencehub.authz.guard import public
from evidencehub.catalogue.cited import single
from evidencehub.catalogue.cited.files.highwire import highwire
from evidencehub.catalogue.marks import answer, effects, marks
from evidencehub.catalogue.marks.cards import card, first_sentence
from evidencehub.catalogue.marks.gradings import Grading, gradings
from evidencehub.catalogue.pages import log_views, project_page, theory
from evidencehub.catalogue.pages.blueprint import bp
from evidencehub.catalogue.pages.cited_at import this_hub
from evidencehub.catalogue.pages.citing import is_about
from evidencehub.catalogue.pages.several_studies import several
from evidencehub.feedback.notes.queries import published_count
from evidencehub.interchange.retractions import queries as retractions
from evidencehub.projects import queries, reported_words, shares, wording
from evidencehub.projects.costs.words import in_words as in_lines
from evidencehub.projects.described import described
from evidencehub.projects.figures import showing
from evidencehub.projects.frozen.shapes import FrozenEvaluation
from evidencehub.projects.later import queries as later_results
from evidencehub.projects.later.models import LaterResults
from evidencehub.projects.left_out import left_out
from evidencehub.projects.pages.study_words import study_sections
from evidencehub.projects.plans.told import comparisons
from evidencehub.projects.public import PublicProject, public_view, public_view_on
from evidencehub.projects.reported import study_of
from evidencehub.projects.sources import is_day, source_of
from evidencehub.projects.takedown.services import refuse_down
from evidencehub.projects.transfers import queries as transfers
from evidencehub.shared.clock import end_of, hub_today
from evidencehub.shared.db import db
from evidencehub.shared.doi import address_of_doi
from evidencehub.shared.errors import NotFound
from evidencehub.shared.links import absolute
from evidencehub.shared.page_cache import same_for_everybody

_NONE = "There is no such page. It may have moved, or it is not public."


@bp.get("/projects/<slug>")
@public
@same_for_everybody
def project(slug: str) -> ResponseReturnValue:
    found, has_moved = queries.project_by_slug(db.session, slug)
    refuse_down(found)
    view = public_view(db.session, found) if found else None
    if view is None:
        raise NotFound(_NONE)
    if has_moved:
        return redirect(url_for(".project", slug=view.slug), code=301)
    return _project_page(view)


@bp.get("/projects/<slug>/as-of/<day>")
@public
@same_for_everybody
def project_as_of(slug: str, day: str) -> ResponseReturnValue:
    """The page as it stood at the end of a day: what a paper that cites it was written from."""
    found, has_moved = queries.project_by_slug(db.session, slug)
    if found is None or not is_day(day) or (on := date.fromisoformat(day)) > hub_today():
        raise NotFound(_NONE)
    refuse_down(found)
    view = public_view_on(db.session, found, on)
    if view is None:
        raise NotFound("We have no version of this page from that day: nothing of it was decided, or it is of later.")
    if has_moved:
        return redirect(url_for(".project_as_of", slug=view.slug, day=day), code=301)
    return _project_page(view, as_of=day)


def _project_page(view: PublicProject, as_of: str = "") -> str:
    """:param as_of: the day of which it is, as an ISO date; "" for now."""
    grading = _grading(view)
    lines = marks.lines(view, grading, by_area=False)
    if not as_of and not view.removed:
        is_about(single.of_project(db.session, view, this_hub()))
    whole, imported = card(view, grading), view.stage == "imported"
    seen = project_page.checked(db.session, view, grading) if grading and not view.removed else None
    shown = effects.outcomes_shown(
        lines, imported=imported, address=lambda key: url_for(".evaluation", evaluation_id=key)
    )
    return render_template(
        "catalogue/project.html",
        view=view,
        theory=theory.theory_of(view),
        described=described(view.project),
        costs=in_lines(view.project.costs),
        notes=published_count(db.session, view.id),
        # What was public on a day that is over is not kept by days.
        log=() if as_of else log_views.latest(view),
        log_most=log_views.LATEST,
        project=view.project,
        run_by=view.run_by,
        handed_over=transfers.seen_by_all(db.session, view.id) if view.run_by else [],
        grading=grading,
        card=whole,
        lead=first_sentence(view.project.summary) if imported else view.project.summary,
        happened=answer.what_happened(view, whole, lines),
        harm_among_extras=answer.harm_among_extras(view) if imported else "",
        how_sure=answer.how_sure(view, whole, grading),
        lines=lines,
        effects=shown,
        # They hold now: studies of later days may be in them.
        syntheses=[] if as_of else several(db.session, view.id),
        said_results=sum(len(line.results) for line in lines),
        told_above={each.line.results[0][1].id for each in shown if len(each.line.results) == 1},
        parts_of_groups=project_page.parts_of_groups(view),
        our_name=partial(project_page.our_name, view),
        next_step=project_page.next_step(grading),
        said=marks.in_one_sentence(view, lines),
        source=source_of(view.source, view.project.source_as_of) if imported else None,
        checked=seen,
        award_note=grading.award_note if grading else "",
        appeal_note=project_page.appealed(db.session, view, grading) if grading else "",
        earlier=None if as_of else project_page.earlier_award(db.session, view),
        as_of=as_of,
        dated=project_page.dated(view, grading),
        history=project_page.history(db.session, view),
        noted=retractions.noted(db.session, view),
        address_of_doi=address_of_doi,
        citation=_citation(view, grading, as_of),
        later=later_of(view, as_of),
        **_wording(),
    )


@bp.get("/evaluations/<uuid:evaluation_id>")
@public
@same_for_everybody
def evaluation(evaluation_id: UUID) -> ResponseReturnValue:
    found, has_moved = queries.public_evaluation(db.session, evaluation_id)
    refuse_down(found.project if found else None)
    view = public_view(db.session, found.project) if found else None
    shown = view.evaluation(found.id) if view and found else None
    if view is None or shown is None:
        raise NotFound(_NONE)
    if has_moved:
        return redirect(url_for(".evaluation", evaluation_id=shown.id), code=301)
    if view.stage.is_stub:  # its title is public, and stands on the project's page
        return redirect(url_for(".project", slug=view.slug), code=303)
    return _study_page(view, shown)


@bp.get("/evaluations/<uuid:evaluation_id>/as-of/<day>")
@public
@same_for_everybody
def evaluation_as_of(evaluation_id: UUID, day: str) -> ResponseReturnValue:
    """The study as it stood at the end of a day."""
    found, has_moved = queries.public_evaluation(db.session, evaluation_id)
    if found is None or not is_day(day) or (on := date.fromisoformat(day)) > hub_today():
        raise NotFound(_NONE)
    refuse_down(found.project)
    view = public_view_on(db.session, found.project, on)
    shown = view.evaluation(found.id) if view else None
    if view is None or shown is None or view.stage.is_stub:
        raise NotFound("We have no version of this page from that day: nothing of it was decided, or it is of later.")
    if has_moved:
        return redirect(url_for(".evaluation_as_of", evaluation_id=shown.id, day=day), code=301)
    return _study_page(view, shown, as_of=day)


def _study_page(view: PublicProject, shown: FrozenEvaluation, as_of: str = "") -> str:
    """:param as_of: the day of which it is, as an ISO date; "" for now."""
    if not as_of:
        is_about(single.of_study(db.session, view, shown, this_hub()))
    grading = _grading(view)
    study = study_of(shown.reported)
    # A record that no later file names keeps its own date, which may be another than its project's.
    source_as_of = study.as_of if study else ""
    dated = project_page.dated(view, grading)
    is_of_that_day = view.stage != "imported" or source_as_of == dated
    results = [result for result in shown.results if result.counts]
    return render_template(
        "catalogue/evaluation.html",
        view=view,
        evaluation=shown,
        study=study,
        as_of=as_of,
        dated=dated if is_of_that_day else "",
        shares=shares.in_words(shown),
        study_sections=list(study_sections(shown, public=True)),
        grading=grading,
        source=source_of(view.source, source_as_of) if view.stage == "imported" else None,
        history=project_page.corrected(db.session, view.id, shown.id),
        noted=retractions.noted_of(db.session, view, shown.id),
        address_of_doi=address_of_doi,
        results=results,
        highwire=() if as_of else _highwire(view, shown),
        forests=effects.results_shown(shown, results),
        compared=None if as_of else comparisons(db.session, [shown]).get(shown.id),
        subgroups=[result for result in shown.results if result.is_subgroup and not result.is_superseded],
        earlier=[result for result in shown.results if result.is_superseded],
        not_read_again=project_page.not_read_again(shown),
        later=later_of(view, as_of).get(shown.id, ()),
        sure=lambda result: marks.sure_of(view, grading, grading.of_result(str(result.id)) if grading else None),
        **_wording(),
    )


def _highwire(view: PublicProject, study: FrozenEvaluation) -> tuple[tuple[str, str], ...]:
    """Of the full report, where everybody may read it."""
    report = next((each for each in view.documents_of(study.id) if each.is_report), None)
    return tuple(highwire(single.of_report(view, study, report, this_hub()))) if report else ()


def later_of(view: PublicProject, as_of: str = "") -> dict[UUID, list[tuple[LaterResults, FrozenEvaluation]]]:
    """By study, results that came after it was graded, each with its study; of a day, those public by its end."""
    if view.submission is None or not view.submission.state.is_over:
        return {}
    until = end_of(date.fromisoformat(as_of)) if as_of else None
    sent = later_results.public_of(db.session, view.submission.id, until=until)
    read = {key: [(each, later_results.study_in(each)) for each in every] for key, every in sent.items()}
    return {key: [(each, study) for each, study in every if study is not None] for key, every in read.items()}


def _grading(view: PublicProject) -> Grading | None:
    return gradings(db.session, [view]).get(view.id)


def _citation(view: PublicProject, grading: Grading | None, as_of: str) -> str:
    """With the permanent address of this version, where it has one."""
    settings = current_app.config["SETTINGS"]
    day = as_of or project_page.dated(view, grading)
    address = absolute("catalogue.project_as_of", slug=view.slug, day=day) if day else ""
    address = address or absolute("catalogue.project", slug=view.slug)
    return project_page.citation(view, grading, site=settings.site_name, address=address, today=hub_today())


def _wording() -> dict[str, object]:
    """What templates need to say what a result means."""
    return {
        "difference": lambda result: marks.difference(wording.direction_of(result)),
        "sentence": wording.sentence,
        "shown_effect": showing.shown_effect,
        "effect_kind": showing.effect_kind,
        "method_of": showing.method_of,
        "few": wording.few,
        "in_people": wording.people,
        "counted_in": reported_words.counted_in,
        "left_out": left_out,
        "explained": reported_words.explained,
        "hides_averages": reported_words.hides_averages,
        "source_figures": reported_words.figures,
        "study_of": study_of,
    }
