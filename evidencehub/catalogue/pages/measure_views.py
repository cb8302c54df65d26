"""Public pages of measures: the list by outcome, and one measure with the evaluations that used it."""

from flask import current_app, render_template, url_for
from flask.typing import ResponseReturnValue

from evidencehub.authz.guard import public
from evidencehub.catalogue.index import counts
from evidencehub.catalogue.index.indexing import engine_of
from evidencehub.catalogue.pages.blueprint import bp
from evidencehub.catalogue.pages.measure_page import by_outcome, facts, used_in
from evidencehub.shared.db import db
from evidencehub.shared.errors import NotFound
from evidencehub.shared.page_cache import same_for_everybody
from evidencehub.standards.files.measures import load_measures, measures_by_slug
from evidencehub.standards.files.outcomes import load_outcomes


@bp.get("/measures")
@public
@same_for_everybody
def measures() -> ResponseReturnValue:
    return render_template("catalogue/measures.html", areas=by_outcome(), count=len(load_measures()))


@bp.get("/measures/<slug>")
@public
@same_for_everybody
def measure(slug: str) -> ResponseReturnValue:
    shown = measures_by_slug().get(slug)
    if shown is None:
        raise NotFound(f"There is no measure at {url_for('catalogue.measures')}/{slug}.")
    tree = load_outcomes()
    counted = counts.scope(engine_of(current_app.config["SETTINGS"]))
    uses, more = used_in(db.session, shown, demo=counted.is_demonstration)
    return render_template(
        "catalogue/measure.html",
        measure=shown,
        outcome=tree.term(shown.outcome),
        area=tree.term(shown.outcome_area),
        facts=facts(shown),
        uses=uses,
        more=more,
    )
