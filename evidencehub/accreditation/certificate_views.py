"""The certificate of an accreditation, for as long as it stands."""

from threading import BoundedSemaphore

from flask import Response, current_app, request
from flask.typing import ResponseReturnValue

from evidencehub.accreditation.badge_views import found, said_of
from evidencehub.accreditation.blueprint import bp
from evidencehub.accreditation.credentials.certificate import certificate
from evidencehub.authz.guard import public
from evidencehub.shared import pace
from evidencehub.shared.clock import hub_today
from evidencehub.shared.errors import TooMany
from evidencehub.shared.links import absolute
from evidencehub.shared.page_cache import same_for_everybody

A_MINUTE = 60  # that one address may have made in each process
_making = BoundedSemaphore(1)  # at a time: pages for readers come first


@bp.get("/accreditations/<number>/certificate.pdf")
@public
@same_for_everybody
def certificate_file(number: str) -> ResponseReturnValue:
    """A page to print.

    :raises NotGiven: the accreditation does not stand any more.
    :raises TooMany: others are having one made just now, or this address too many.
    """
    pace.take("certificate", request.remote_addr or "", most=A_MINUTE)
    said, site = said_of(found(number)), current_app.config["SETTINGS"].site_name
    if not _making.acquire(timeout=5):
        raise TooMany("Others are having certificates made just now. Try again in a minute.")
    try:
        made = certificate(
            said, site=site, address=absolute("accreditation.verify_number", number=number), today=hub_today()
        )
    finally:
        _making.release()
    answer = Response(made, mimetype="application/pdf")
    answer.headers["Content-Disposition"] = f'inline; filename="certificate-{number}.pdf"'
    return answer
