"""The credential of an accreditation, the document with the hub's keys, and the lists by which it is refused later."""

import json
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from flask import Response, current_app, render_template
from flask.typing import ResponseReturnValue

from evidencehub.accreditation.badge_views import for_other_sites, found, said_of
from evidencehub.accreditation.blueprint import bp
from evidencehub.accreditation.credentials import badge
from evidencehub.accreditation.credentials.certificate import require_standing
from evidencehub.accreditation.credentials.content import Addresses, credential
from evidencehub.accreditation.credentials.issuer import Issuer, did_of, document, is_resolvable
from evidencehub.accreditation.credentials.keys import Keys, keys
from evidencehub.accreditation.credentials.numbers import place
from evidencehub.accreditation.credentials.signing import as_jwt, baked, with_proof
from evidencehub.accreditation.credentials.status import PURPOSES, status_list
from evidencehub.accreditation.credentials.told import Told
from evidencehub.accreditation.models import Accreditation
from evidencehub.authz.guard import public
from evidencehub.shared.clock import end_of, hub_today
from evidencehub.shared.db import db
from evidencehub.shared.errors import NotFound
from evidencehub.shared.links import absolute
from evidencehub.shared.page_cache import same_for_everybody
from evidencehub.shared.settings import Settings

JSON_LD = "application/ld+json"  # "application/vc" has no "json" in it, and many clients then read nothing
JWT = "application/vc+jwt"
NO_ADDRESS = (
    "This hub has no address with https, so nobody could check a credential by it. Whoever runs it sets "
    "EVIDENCEHUB_BASE_URL."
)
INVENTED = "This accreditation is an invented example, and programs cannot be told so: there is no credential of it."
Sign = Callable[[Mapping[str, Any], Issuer, Keys], Any]


def _settings() -> Settings:
    settings: Settings = current_app.config["SETTINGS"]
    return settings


def issuer() -> Issuer:
    """:raises NotFound: nobody could find this hub's keys."""
    settings = _settings()
    if not is_resolvable(settings.base_url):
        raise NotFound(NO_ADDRESS)
    return Issuer(did_of(settings.base_url), settings.site_name, settings.base_url)


def _keys() -> Keys:
    settings = _settings()
    return keys(settings.home, settings.credential_key)


@bp.get("/.well-known/did.json", endpoint="did_document")
@bp.get("/did.json", endpoint="did_document_below")
@public
@same_for_everybody
def did_document() -> ResponseReturnValue:
    """Where did:web looks: in the first place for a hub at the root of its host, in the second for one below a path."""
    return _file(json.dumps(document(issuer(), _keys().published)), "application/json")


@bp.get("/accreditations/<number>/credential.json")
@public
@same_for_everybody
def credential_file(number: str) -> ResponseReturnValue:
    return _file(json.dumps(_signed(number, "json", with_proof), ensure_ascii=False), JSON_LD)


@bp.get("/accreditations/<number>/credential.jwt")
@public
@same_for_everybody
def credential_jwt(number: str) -> ResponseReturnValue:
    return _file(_signed(number, "jwt", as_jwt), JWT)


@bp.get("/accreditations/<number>/badge-with-credential.svg")
@public
@same_for_everybody
def baked_badge(number: str) -> ResponseReturnValue:
    """The badge as it is today with the credential inside, for collections of badges."""
    token, said = _signed(number, "jwt", as_jwt), said_of(found(number))
    answer = _file(badge.drawn(said, site=_settings().site_name, extra=baked(token)), "image/svg+xml")
    answer.headers["Content-Disposition"] = f'attachment; filename="badge-{number}.svg"'
    return answer


@bp.get("/credentials/status/<int:year>/<any('revocation', 'suspension'):purpose>.json")
@public
@same_for_everybody
def status_file(year: int, purpose: str) -> ResponseReturnValue:
    return _file(json.dumps(_list(year, purpose, "json", with_proof)), JSON_LD)


@bp.get("/credentials/status/<int:year>/<any('revocation', 'suspension'):purpose>.jwt")
@public
@same_for_everybody
def status_jwt(year: int, purpose: str) -> ResponseReturnValue:
    return _file(_list(year, purpose, "jwt", as_jwt), JWT)


@bp.get("/verify/credentials")
@public
@same_for_everybody
def verify_credentials() -> ResponseReturnValue:
    """How to check one without this hub's pages."""
    settings = _settings()
    offered = is_resolvable(settings.base_url)
    return render_template(
        "accreditation/verify-credentials.html", offered=offered, did=did_of(settings.base_url) if offered else "",
        keys_at=absolute(f"accreditation.did_document{'_below' if settings.path else ''}"),
    )  # fmt: skip


def _file(content: str, mimetype: str) -> Response:
    return for_other_sites(Response(content, mimetype=mimetype))


def _signed(number: str, form: str, sign: Sign) -> Any:
    """:raises NotFound: there is none, or it is invented, or this hub can give none.
    :raises NotGiven: the accreditation does not stand.
    """
    accreditation = found(number)
    who, said = issuer(), said_of(accreditation)
    if accreditation.demo:
        raise NotFound(INVENTED)
    require_standing(said)
    return sign(credential(accreditation, said, issuer=who, where=_where(accreditation, said, form)), who, _keys())


def _where(accreditation: Accreditation, said: Told, form: str) -> Addresses:
    year, _ = place(said.number)
    return Addresses(
        credential=absolute("accreditation.credential_file", number=said.number),
        record=absolute("accreditation.show", number=said.number),
        project=absolute("catalogue.project", slug=accreditation.project.slug),
        badge=absolute("accreditation.badge_picture", number=said.number),
        standard=absolute(
            "guide.standard", standard_id=accreditation.standard_id, version=accreditation.standard_version
        ),
        lists={purpose: _list_address(year, purpose, form) for purpose in PURPOSES},
    )


def _list_address(year: int, purpose: str, form: str) -> str:
    return absolute(f"accreditation.status_{'file' if form == 'json' else 'jwt'}", year=year, purpose=purpose)


def _list(year: int, purpose: str, form: str, sign: Sign) -> Any:
    who, today = issuer(), end_of(hub_today() - timedelta(days=1))
    made = status_list(db.session, year, purpose, issuer=who, address=_list_address(year, purpose, form), today=today)
    return sign(made, who, _keys())
