"""The address of the file of graded studies. It never changes."""

from collections.abc import Iterator
from pathlib import Path

from flask import Response, current_app, request, stream_with_context

from evidencehub.authz.guard import public
from evidencehub.catalogue.pages.cited_at import this_hub
from evidencehub.harvest.blueprint import bp
from evidencehub.harvest.destiny.keeping import fresh
from evidencehub.shared.clock import hub_today
from evidencehub.shared.db import db
from evidencehub.shared.links import absolute

_PIECE = 65_536  # bytes


@bp.get("/exchange/destiny.jsonl")
@public
def destiny() -> Response:
    path = _fresh()
    answer = Response(stream_with_context(_pieces(path)), mimetype="application/x-ndjson")
    answer.set_etag(path.stem)
    answer.headers["Content-Disposition"] = 'attachment; filename="destiny.jsonl"'
    answer.headers.add("Link", f'<{absolute("legal.show", name="terms")}>; rel="terms-of-service"')
    answer.make_conditional(request)
    return answer


def _fresh() -> Path:
    return fresh(current_app.config["SETTINGS"].home, db.engine, db.sessionmaker, this_hub(), hub_today())


def _pieces(path: Path) -> Iterator[bytes]:
    try:
        file = path.open("rb")
    except FileNotFoundError:  # another took its place since, which says no more than this one
        file = _fresh().open("rb")
    with file:
        while piece := file.read(_PIECE):
            yield piece
