"""The hub's own figures, for everybody: how reviewing goes, what is in here, and what people looked for in vain."""

from flask import current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from evidencehub.authz.guard import current_actor, public, requires
from evidencehub.authz.values import Permission
from evidencehub.catalogue.index import counts, unanswered
from evidencehub.catalogue.index.indexing import engine_of
from evidencehub.catalogue.pages.blueprint import bp
from evidencehub.review import record
from evidencehub.shared import audit
from evidencehub.shared.clock import utc_now
from evidencehub.shared.db import db
from evidencehub.shared.errors import NotFound
from evidencehub.shared.page_cache import same_for_everybody


@bp.get("/figures")
@public
@same_for_everybody
def figures() -> ResponseReturnValue:
    engine = engine_of(current_app.config["SETTINGS"])
    counted = counts.scope(engine)
    return render_template(
        "catalogue/figures.html",
        counted=counted,
        totals=counts.totals(engine, db.session, counted),
        record=record.record(db.session, with_invented=counted.is_demonstration, now=utc_now()),
        promised=record.PROMISED.days,
        searches=unanswered.public(db.session),
    )


@bp.get("/figures/searches")
@requires(Permission.SEARCHES_MANAGE)
def searches() -> ResponseReturnValue:
    """The editors' desk: words that found nothing, before anybody else sees them."""
    return render_template(
        "catalogue/unanswered.html", waiting=unanswered.waiting(db.session), shown=unanswered.public(db.session, 100)
    )


@bp.post("/figures/searches")
@requires(Permission.SEARCHES_MANAGE)
def show_searches() -> ResponseReturnValue:
    shown = unanswered.Shown.PUBLIC if request.form.get("act") == "show" else unanswered.Shown.HIDDEN
    words = request.form.get("words", "")
    if not unanswered.show(db.session, words, shown):
        raise NotFound("There is no such search.")
    # The entry names no words: they may be somebody's name, and an entry is for ever.
    audit.record(
        db.session, f"searches.{shown.value}", subject_type="search", subject_id="", actor_id=current_actor().id,
        at=utc_now(),
    )  # fmt: skip
    db.session.commit()
    flash(f"Everybody sees “{words}”." if shown is unanswered.Shown.PUBLIC else f"Nobody sees “{words}”.")
    return redirect(url_for(".searches"), code=303)
