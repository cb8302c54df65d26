"""Public pages for finding: home, search, the list of outcome areas."""

from flask import current_app, render_template, request
from flask.typing import ResponseReturnValue

from evidencehub.authz.guard import public
from evidencehub.catalogue.index import counts, facets, searching, unanswered
from evidencehub.catalogue.index.indexing import engine_of
from evidencehub.catalogue.index.limited import limited
from evidencehub.catalogue.index.listing import listing
from evidencehub.catalogue.index.suggesting import suggestions
from evidencehub.catalogue.pages import (
    agreement_views,
    alerts_views,
    brief_views,
    certainty_desk_views,
    certainty_views,
    cite_views,
    compare_views,
    document_views,
    download_views,
    figures_views,
    follow_views,
    gap_map_views,
    log_views,
    measure_views,
    organisation_views,
    outcome_views,
    plan_file_views,
    plan_views,
    project_views,
    register_views,
    report_request_views,
    shortlist_file_views,
    shortlist_views,
    signposting_views,
    sitemap_views,
    typeahead_views,
)
from evidencehub.catalogue.pages.being_studied import being_studied
from evidencehub.catalogue.pages.blueprint import bp
from evidencehub.catalogue.pages.lists import listed
from evidencehub.catalogue.pages.my_people_views import my_people
from evidencehub.search.contract import Engine
from evidencehub.shared.clock import hub_today
from evidencehub.shared.db import db
from evidencehub.shared.page_cache import same_for_everybody
from evidencehub.shared.paging import Page
from evidencehub.standards.files.outcomes import load_outcomes

# Importing these puts their views on the blueprint.
__all__ = [
    "agreement_views", "alerts_views", "bp", "brief_views", "certainty_desk_views", "certainty_views", "cite_views",
    "compare_views", "document_views", "download_views", "figures_views", "follow_views", "gap_map_views",
    "log_views", "measure_views", "organisation_views", "outcome_views", "plan_file_views", "plan_views",
    "project_views", "register_views", "report_request_views", "shortlist_file_views", "shortlist_views",
    "signposting_views", "sitemap_views", "typeahead_views",
]  # fmt: skip


def engine() -> Engine:
    return engine_of(current_app.config["SETTINGS"])


@bp.get("/")
@public
@same_for_everybody
def home() -> ResponseReturnValue:
    counted = counts.scope(engine())
    return render_template(
        "catalogue/home.html",
        counted=counted,
        totals=counts.totals(engine(), db.session, counted),
        areas=counts.outcome_counts(engine(), counted),
        accredited=counts.lately_accredited(db.session, counted),
        suggestions=[term.label for term in load_outcomes().by_slug.values()],
    )


@bp.get("/search", endpoint="search")
@public
@same_for_everybody
def search_page() -> ResponseReturnValue:
    asked = searching.parse(request.args.get, request.args.getlist)
    try:
        return _searched(asked)
    except searching.SearchAway:
        return _searched_in_short(asked)


def _searched_in_short(asked: searching.Request) -> ResponseReturnValue:
    """By the database, while nobody answers for the index."""
    found = limited(db.session, asked.text)
    return render_template(
        "catalogue/search-limited.html", asked=asked, found=found,
        cards=listed(db.session, found.answer.hits, people=my_people()),
    )  # fmt: skip


def _searched(asked: searching.Request) -> ResponseReturnValue:
    counted = counts.scope(engine())
    found, offered = listing(engine(), asked, counted), suggestions(engine(), asked, counted)
    nothing_has = ""
    if not found.answer.total and offered and offered[0].is_whole:  # "not effective": no report says so of itself
        nothing_has, asked, offered = asked.text, offered[0].request, offered[1:]
        found = listing(engine(), asked, counted)
    answer = found.answer
    wanted = asked.chosen.get(facets.OUTCOME, ())
    if asked.text and not answer.total and not asked.count_chosen:
        unanswered.note(db.engine, asked.text, today=hub_today())
    without_filters = searching.count(engine(), asked.only_words()) if not answer.total and asked.count_chosen else 0
    return render_template(
        "catalogue/search.html",
        asked=asked,
        found=found,
        offered=offered,
        nothing_has=nothing_has,
        answer=answer,
        cards=listed(db.session, answer.hits, prefer=wanted, people=my_people(), question=asked.text),
        facets=facets.views(found.facets, asked.chosen),
        sorts=searching.SORTS,
        may_go_by_meaning=current_app.config["SETTINGS"].meaning,
        page_of=Page(answer.hits, asked.page, searching.PAGE_SIZE, answer.total),
        nearest=searching.nearest(asked.text),
        without_filters=without_filters,
        studied=being_studied(asked, counted),
    )


@bp.get("/outcomes")
@public
@same_for_everybody
def outcomes() -> ResponseReturnValue:
    counted = counts.scope(engine())
    return render_template("catalogue/outcomes.html", areas=counts.outcome_counts(engine(), counted), counted=counted)
