"""The page of an outcome area or an outcome, the pages of syntheses, and the desk where editors publish them."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from flask import current_app, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from evidencehub.authz.guard import Loaded, current_actor, public, requires
from evidencehub.authz.policies import permits
from evidencehub.authz.values import Actor, Permission
from evidencehub.catalogue.fit.people import EVERYBODY
from evidencehub.catalogue.index import counts, facets, searching
from evidencehub.catalogue.index.indexing import engine_of
from evidencehub.catalogue.index.listing import narrowed
from evidencehub.catalogue.marks.kept_cards import cards
from evidencehub.catalogue.outcomes import publishing, queries
from evidencehub.catalogue.outcomes.access import synthesis_facts
from evidencehub.catalogue.outcomes.certainty import queries as certainties
from evidencehub.catalogue.outcomes.models import SynthesisVersion
from evidencehub.catalogue.outcomes.versions import gathered_of, narrowest, pooled_of
from evidencehub.catalogue.pages.being_studied import being_studied
from evidencehub.catalogue.pages.blueprint import bp
from evidencehub.catalogue.pages.certainty_page import judgement_page
from evidencehub.catalogue.pages.lists import listed
from evidencehub.catalogue.pages.measure_page import measures_of
from evidencehub.catalogue.pages.my_people_views import my_people
from evidencehub.catalogue.pages.outcome_page import put_together
from evidencehub.catalogue.pages.synthesis_page import synthesis_page
from evidencehub.projects.public import PublicProject, public_view
from evidencehub.projects.sources import TOLD_ELSEWHERE, is_elsewhere
from evidencehub.search.contract import Engine
from evidencehub.shared.clock import utc_now
from evidencehub.shared.db import db
from evidencehub.shared.errors import NotFound, WrongState
from evidencehub.shared.forms import EmptyForm
from evidencehub.shared.page_cache import same_for_everybody
from evidencehub.shared.paging import Page, page_number
from evidencehub.shared.words import listed as listed_words
from evidencehub.shared.words import lower_first
from evidencehub.standards.files.outcomes import load_outcomes
from evidencehub.standards.files.vocabulary import load_vocabulary


def _engine() -> Engine:
    return engine_of(current_app.config["SETTINGS"])


def _address(version_id: UUID) -> str:
    return url_for("catalogue.synthesis", version_id=version_id)


MOST_CARDS = 5  # on a page: a search has 20, and here what is known stands above them


@bp.get("/outcomes/<slug>")
@public
@same_for_everybody
def outcome(slug: str) -> ResponseReturnValue:
    """An outcome area, or an outcome below one."""
    tree = load_outcomes()
    if tree.now(slug) != slug:
        return redirect(url_for("catalogue.outcome", slug=tree.now(slug)), code=301)
    if slug not in tree.by_slug:
        raise NotFound(f"There is no outcome area and no outcome at {url_for('catalogue.outcomes')}/{slug}.")
    engine = _engine()
    counted = counts.scope(engine)
    number = min(page_number(request.args.get("page")), searching.DEEPEST_PAGE)
    asked = searching.Request(chosen={facets.OUTCOME: (slug,)}, sort="surest", page=number)
    shown = narrowed(asked, counted)
    query = replace(searching.query_of(shown), sort=shown.order, offset=(number - 1) * MOST_CARDS, limit=MOST_CARDS)
    answer = searching.ask(engine, query)
    is_area = slug in {area.slug for area in tree.areas}
    slugs = [term.slug for term in tree.below(slug)] if is_area else [slug]
    held = queries.current(db.session, slugs, demo=counted.is_demonstration, pooled=is_area)
    together = put_together(narrowest(held) if is_area else held, _address, certainties.certainties(db.session, held))
    told = {each.slug for each in together.worse}
    worse, worse_in_all = _came_out_worse(engine, asked, counted)
    return render_template(
        "catalogue/outcome.html",
        term=tree.by_slug[slug],
        is_area=is_area,
        above=[tree.by_slug[each] for each in tree.path(slug)[:-1]],
        measures=measures_of(slug),
        parts=counts.parts(engine, slug, counted),
        known=counts.known(engine, slug, counted),
        cards=listed(db.session, answer.hits, prefer=(slug,), people=my_people()),
        page_of=Page(answer.hits, number, MOST_CARDS, answer.total),
        together=together,
        worse=[each for each in worse if each["slug"] not in told],
        worse_in_all=worse_in_all if worse_in_all > len(worse) else 0,
        unstudied=_unstudied(answer.facets),
        from_elsewhere=_is_from_elsewhere(answer.facets),
        studied=being_studied(asked, counted),
    )


def _came_out_worse(
    engine: Engine, asked: searching.Request, counted: counts.Scope
) -> tuple[list[dict[str, Any]], int]:
    """The surest approaches that had a study come out worse in this outcome, with the marks of it, and how many did."""
    (slug,) = asked.chosen[facets.OUTCOME]
    harmed = searching.Request(chosen={**asked.chosen, facets.DIRECTION: ("worse", "mixed")}, sort="surest")
    answer = searching.run(engine, narrowed(harmed, counted))
    found = cards(db.session, [searching.project_of(hit) for hit in answer.hits])
    told = []
    for each in found.values():
        finer = [(one.outcome, one.direction, one.detail) for one in each.card.finer if one.slug == slug]
        lines = [(line.outcome, line.difference, line.detail) for line in each.card.lines if line.area == slug]
        told.append({"name": each.card.name, "slug": each.card.slug, "finer": finer, "lines": lines})
    return told, answer.total


def _unstudied(held: dict[str, dict[str, int]]) -> str:
    """The populations that no study here is about: "under-fives, older people or carers"; "" for none.

    Where some evidence comes from elsewhere, only those of which its records would tell.
    """
    studied = held.get("population", {})
    terms = tuple(term for term in load_vocabulary("populations").terms if term.slug != EVERYBODY)
    if _is_from_elsewhere(held):
        terms = tuple(term for term in terms if term.slug in TOLD_ELSEWHERE)
    missing = [lower_first(term.label) for term in terms if not studied.get(term.slug)]
    if len(missing) == len(terms):
        return "anybody in particular"
    return listed_words(missing, last="or") if missing else ""


def _is_from_elsewhere(held: dict[str, dict[str, int]]) -> bool:
    return any(count and is_elsewhere(source) for source, count in held.get("source", {}).items())


def public_synthesis(version_id: UUID) -> tuple[SynthesisVersion, PublicProject]:
    """A synthesis with the approach that it is about. :raises NotFound: one of them is not there for everybody."""
    version = queries.version(db.session, version_id)
    view = public_view(db.session, version.project) if version else None
    if version is None or view is None or view.removed:
        raise NotFound("There is no such synthesis, or what it was made of is public no more.")
    return version, view


def load_synthesis(actor: Actor, version_id: UUID) -> Loaded[SynthesisVersion]:
    version, _ = public_synthesis(version_id)
    return Loaded(version, synthesis_facts(db.session, actor, version))


@bp.get("/syntheses/<uuid:version_id>")
@public
def synthesis(version_id: UUID) -> ResponseReturnValue:
    """One version, for ever: what went in, what came of it, and what was left out."""
    version, view = public_synthesis(version_id)
    certainty = certainties.certainty_of(db.session, version)
    judged = certainties.published_judgement(db.session, version) if certainty and certainty.is_of_this else None
    facts = synthesis_facts(db.session, current_actor(), version)
    return render_template(
        "catalogue/synthesis.html",
        version=version,
        headline=certainties.told(version, certainty),
        certainty=certainty,
        judgement=judgement_page(judged) if judged else None,
        page=synthesis_page(
            version, gathered_of(version), pooled_of(version), view, queries.history(db.session, version),
            lambda key: url_for("catalogue.evaluation", evaluation_id=key),
        ),
        may_publish=permits(Permission.SYNTHESIS_PUBLISH, facts),
        may_manage=permits(Permission.CERTAINTY_MANAGE, facts),
        form=EmptyForm(),
    )  # fmt: skip


@bp.get("/syntheses")
@requires(Permission.SYNTHESES_LIST)
def syntheses() -> ResponseReturnValue:
    """What waits for an editor."""
    page_of = queries.to_publish(db.session, page_number(request.args.get("page")))
    return render_template("catalogue/syntheses.html", page_of=page_of)


@bp.post("/syntheses/<uuid:version_id>/publish")
@requires(Permission.SYNTHESIS_PUBLISH, on=load_synthesis)
def publish_synthesis(version: SynthesisVersion) -> ResponseReturnValue:
    try:
        publishing.publish(db.session, version, actor=current_actor(), facts=g.facts, now=utc_now())
    except WrongState as error:
        db.session.rollback()
        flash(str(error))
    else:
        db.session.commit()
        flash("The headline is published as it stands.")
    return redirect(url_for(".synthesis", version_id=version.id), code=303)
