"""The page of one version of a list of words: what a paper meant that used it."""

from flask import current_app, render_template
from flask.typing import ResponseReturnValue

from evidencehub.authz.guard import public
from evidencehub.consultation.blueprint import bp
from evidencehub.consultation.vocabularies import load_words
from evidencehub.consultation.word_versions import kept_of, version_of, words_in
from evidencehub.shared.db import db
from evidencehub.shared.page_cache import same_for_everybody


@bp.get("/vocabularies/<name>/v-<version>")
@public
@same_for_everybody
def vocabulary_version(name: str, version: str) -> ResponseReturnValue:
    shown, now = words_in(db.session, name, version), load_words(name)
    return render_template(
        "consultation/vocabulary-version.html",
        list=shown,
        version=version,
        current=version_of(now),
        kept=kept_of(db.session, name),
        known=now.by_id,
        added=[word for slug, word in now.by_id.items() if slug not in shown.by_id],
        origin=current_app.config["SETTINGS"].origin,
    )
