"""The address at which libraries harvest what is public."""

import re

from flask import Response, current_app, request
from flask.typing import ResponseReturnValue

from evidencehub.authz.guard import public
from evidencehub.catalogue.pages.cited_at import this_hub
from evidencehub.harvest.blueprint import bp
from evidencehub.harvest.oai.answers import Repository, answer, document, error
from evidencehub.harvest.oai.arguments import Refused, read
from evidencehub.shared.clock import utc_now
from evidencehub.shared.db import db
from evidencehub.shared.links import absolute

_EMAIL = re.compile(r"\S+@(\S+\.)+\S+")  # as the protocol's schema has it
_NOBODY = "nobody@hub.invalid"  # on a machine of one's own
_NO_REQUEST = ("badVerb", "badArgument")


@bp.route("/oai", methods=["GET", "POST"])
@public
def oai() -> ResponseReturnValue:
    """OAI-PMH 2.0. Errors are answers, too, as the protocol has it."""
    sent = request.form if request.method == "POST" else request.args
    at = _repository()
    try:
        verb, given = read(sent)
        written = document(at, {"verb": verb, **given}, answer(at, verb, given))
    except Refused as refused:
        repeated = {} if refused.code in _NO_REQUEST else sent.to_dict()
        written = document(at, repeated, error(refused))
    return Response(written, mimetype="text/xml")


def _repository() -> Repository:
    settings = current_app.config["SETTINGS"]
    asked = (settings.operator.contact, settings.mail_from)
    email = next((each for each in asked if _EMAIL.fullmatch(each)), _NOBODY)
    return Repository(db.session, this_hub(), absolute("harvest.oai"), email, settings.secret_key, utc_now())
