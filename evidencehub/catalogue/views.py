"""Public pages for finding: home, search, outcome areas."""

from flask import current_app, render_template, request, url_for
from flask.typing import ResponseReturnValue

from evidencehub.authz.guard import public
from evidencehub.catalogue import facets, project_views, queries, search
from evidencehub.catalogue.blueprint import bp
from evidencehub.catalogue.cards import cards
from evidencehub.catalogue.indexing import engine_of
from evidencehub.search.contract import Engine
from evidencehub.shared.db import db
from evidencehub.shared.errors import NotFound
from evidencehub.shared.paging import Page, page_number
from evidencehub.standards.vocabulary import load_vocabulary

__all__ = ["bp", "project_views"]  # importing puts their views on the blueprint


def engine() -> Engine:
    return engine_of(current_app.config["SETTINGS"])


@bp.get("/")
@public
def home() -> ResponseReturnValue:
    counted = queries.scope(engine())
    return render_template(
        "catalogue/home.html",
        counted=counted,
        totals=queries.totals(engine(), db.session, counted),
        areas=queries.outcome_counts(engine(), counted),
        accredited=queries.lately_accredited(db.session, counted),
    )


@bp.get("/search", endpoint="search")
@public
def search_page() -> ResponseReturnValue:
    asked = search.parse(request.args.get, request.args.getlist)
    answer = search.run(engine(), asked)
    wanted = asked.chosen.get("outcome", ())
    without_filters = search.count(engine(), asked.only_words()) if not answer.total and asked.count_chosen else 0
    return render_template(
        "catalogue/search.html",
        asked=asked,
        answer=answer,
        cards=cards(db.session, answer.hits, prefer=wanted),
        facets=facets.views(answer.facets, asked.chosen),
        chips=[
            (facets.BY_NAME[facet].title, facets.value_label(facet, value), asked.without(facet, value).arguments())
            for facet, values in asked.chosen.items()
            for value in values
        ],
        sorts=search.SORTS,
        page_of=Page(answer.hits, asked.page, search.PAGE_SIZE, answer.total),
        nearest=search.nearest_areas(asked.text),
        without_filters=without_filters,
    )


@bp.get("/outcomes")
@public
def outcomes() -> ResponseReturnValue:
    counted = queries.scope(engine())
    return render_template("catalogue/outcomes.html", areas=queries.outcome_counts(engine(), counted), counted=counted)


@bp.get("/outcomes/<slug>")
@public
def outcome(slug: str) -> ResponseReturnValue:
    area = load_vocabulary("outcome-areas").by_slug.get(slug)
    if area is None:
        raise NotFound(f"There is no outcome area at {url_for('catalogue.outcomes')}/{slug}.")
    number = min(page_number(request.args.get("page")), search.DEEPEST_PAGE)
    answer = search.run(engine(), search.Request(chosen={"outcome": (slug,)}, sort="surest", page=number))
    return render_template(
        "catalogue/outcome.html",
        area=area,
        known=queries.known(engine(), slug, queries.scope(engine())),
        cards=cards(db.session, answer.hits, prefer=(slug,)),
        page_of=Page(answer.hits, number, search.PAGE_SIZE, answer.total),
    )
