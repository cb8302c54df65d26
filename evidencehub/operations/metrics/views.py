"""`/metrics`, for a program that knows the token of the settings; for everybody else there is no such page.

Being asked from this machine counts for nothing: behind a proxy that the settings do not name, everybody is.
"""

import hmac

from flask import Blueprint, Flask, Response, current_app, request
from flask.typing import ResponseReturnValue

from evidencehub.authz.guard import Loaded, requires
from evidencehub.authz.values import Actor, Permission, facts_of
from evidencehub.shared import pace
from evidencehub.shared.clock import utc_now
from evidencehub.shared.db import db
from evidencehub.shared.errors import HubError, NotFound
from evidencehub.shared.settings import Secret, Settings

bp = Blueprint("operations", __name__)

WRONG_IN_A_MINUTE = 30  # tokens of one address, counted by each process


class WrongToken(HubError):
    status = 401
    title = "Not known"
    headers = {"WWW-Authenticate": 'Bearer realm="metrics"'}  # noqa: RUF012


def init_app(app: Flask) -> None:
    """Count requests, where somebody may ask for it. The library is read only then: it takes a while."""
    settings: Settings = app.config["SETTINGS"]
    if settings.metrics_token is None:
        return
    from evidencehub.operations.metrics import answering, counting

    app.extensions["metrics"] = answering.Metrics(settings, counting.init_app(app))


def load_metrics(actor: Actor) -> Loaded[str]:
    """What formats are taken. :raises WrongToken: it is not the one of the settings. :raises TooMany: many were not."""
    held: Secret | None = current_app.config["SETTINGS"].metrics_token
    if held is None:
        raise NotFound("There is no such page.")
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not hmac.compare_digest(token.strip().encode(), held.encode()):
        pace.take("metrics-wrong", request.remote_addr or "", most=WRONG_IN_A_MINUTE)
        raise WrongToken("Send the token that the setting EVIDENCEHUB_METRICS_TOKEN holds.")
    return Loaded(request.headers.get("Accept", ""), facts_of(actor).and_(metrics_token=True))


@bp.get("/metrics")
@requires(Permission.METRICS_READ, on=load_metrics)
def metrics(accepted: str) -> ResponseReturnValue:
    text, kind = current_app.extensions["metrics"].answer(db.session, accepted, utc_now())
    return Response(text, content_type=kind, headers={"Cache-Control": "no-store"})
