"""The approaches on somebody's shortlist, with their studies, as a list of references."""

from flask import Response
from flask.typing import ResponseReturnValue

from evidencehub.authz.guard import public
from evidencehub.catalogue.cited.files.formats import FORMATS
from evidencehub.catalogue.cited.gathering import records_of
from evidencehub.catalogue.pages.blueprint import bp
from evidencehub.catalogue.pages.cited_at import this_hub
from evidencehub.catalogue.pages.shortlist_views import on_shortlist
from evidencehub.shared.clock import hub_today
from evidencehub.shared.db import db

_REFERENCES = "any({}):references".format(", ".join(f"'references.{ending}'" for ending in FORMATS))


@bp.get(f"/shortlist/<{_REFERENCES}>")
@public
def shortlist_references(references: str) -> ResponseReturnValue:
    """Of who is asking alone; empty where nothing is on it."""
    form = FORMATS[references.removeprefix("references.")]
    found = records_of(db.session, on_shortlist(), this_hub())
    records = [each for one in found.values() for each in (*([one.project] if one.project else []), *one.studies)]
    answer = Response("".join(form.many(records, hub_today())), mimetype=form.mimetype)
    answer.headers["Content-Disposition"] = f'attachment; filename="shortlist-{hub_today()}.{form.ending}"'
    answer.headers["Cache-Control"] = "private, no-store"
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer
