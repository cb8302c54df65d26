"""The page of one word of a list: its permanent address, also when other words took its place."""

from typing import Any

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from evidencehub.authz.guard import public
from evidencehub.consultation.blueprint import bp
from evidencehub.consultation.vocabularies import Word, load_words
from evidencehub.shared.errors import NotFound
from evidencehub.shared.page_cache import same_for_everybody
from evidencehub.standards.files.measure_keys import MEASURES
from evidencehub.standards.files.vocabulary import DELIVERY, NEEDS, OUTCOME_AREAS, OUTCOMES, PLACES, POPULATIONS

OWN_PAGES = {OUTCOME_AREAS: "catalogue.outcome", OUTCOMES: "catalogue.outcome", MEASURES: "catalogue.measure"}
_FILTERS = {
    POPULATIONS: "population", "settings": "setting", DELIVERY: "delivery", PLACES: "place", NEEDS: "need",
    "designs": "design",
}  # fmt: skip


@bp.get("/vocabularies/<name>/<slug>")
@public
@same_for_everybody
def word(name: str, slug: str) -> ResponseReturnValue:
    words = load_words(name)
    shown = words.by_id.get(slug)
    if shown is None:
        raise NotFound(f"There is no such word among “{words.label}”.")
    if name in OWN_PAGES:
        return redirect(url_for(OWN_PAGES[name], slug=slug), code=301)
    values: dict[str, Any] = {_FILTERS[name]: slug} if name in _FILTERS and not shown.replaced_by else {}
    return render_template(
        "consultation/word.html",
        list=words,
        word=shown,
        above=_above(words.by_id, shown),
        parts=[each for each in words.words if each.broader == slug],
        instead=words.by_id.get(shown.replaced_by),
        search=url_for("catalogue.search", **values) if values else "",
    )


def _above(by_id: dict[str, Word], shown: Word) -> list[Word]:
    """What a word is part of, the widest first."""
    found: list[Word] = []
    while shown.broader in by_id:
        shown = by_id[shown.broader]
        found.insert(0, shown)
    return found
