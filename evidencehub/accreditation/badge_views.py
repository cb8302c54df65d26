"""The badge of an accreditation, the words with which a team shows it, and the page that checks a number."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import Response, current_app, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from evidencehub.accreditation import queries
from evidencehub.accreditation.blueprint import bp
from evidencehub.accreditation.credentials import badge
from evidencehub.accreditation.credentials.issuer import is_resolvable
from evidencehub.accreditation.credentials.numbers import as_number
from evidencehub.accreditation.credentials.told import Told, told
from evidencehub.accreditation.models import Accreditation
from evidencehub.authz.guard import public
from evidencehub.projects.appeals import queries as appeals
from evidencehub.projects.takedown.services import refuse_down
from evidencehub.shared import pace
from evidencehub.shared.clock import day_of
from evidencehub.shared.db import db
from evidencehub.shared.errors import NotFound
from evidencehub.shared.links import absolute
from evidencehub.shared.page_cache import same_for_everybody

A_MINUTE = 120  # numbers that one address may look up in each process; pages that are kept do not count


def found(number: str) -> Accreditation:
    """:raises NotFound: there is none, or nobody may know of it yet."""
    accreditation = queries.by_number(db.session, number)
    if accreditation is None:
        raise NotFound("There is no accreditation with this number. Check that you typed it right, such as 2026-0001.")
    refuse_down(accreditation.project)
    return accreditation


@dataclass(frozen=True)
class Proofs:
    """What an accreditation can be shown with, beside its page."""

    has_credential: bool  # for programs: not of what does not stand, nor of what is invented
    for_programs: Mapping[str, Any]  # what its page says, in the words of schema.org


def proofs(accreditation: Accreditation) -> Proofs:
    said = said_of(accreditation)
    record = absolute("accreditation.show", number=said.number)
    about = {
        "@context": "https://schema.org",
        "@type": "Certification",
        "@id": record,
        "url": record,
        "name": said.ended or f"{said.level}: {said.name}",
        "description": said.in_a_sentence,
        "certificationIdentification": said.number,
        "certificationStatus": f"Certification{'Active' if accreditation.state.is_in_date else 'Inactive'}",
        "about": {
            "@type": "Project",
            "name": said.project,
            "url": absolute("catalogue.project", slug=accreditation.project.slug),
        },
        "issuedBy": {"@type": "Organization", "name": _site(), "url": absolute("catalogue.home")},
        "logo": absolute("accreditation.badge_picture", number=said.number),
        "validFrom": day_of(accreditation.accredited_at).isoformat(),
    }
    if accreditation.valid_until:
        about["expires"] = day_of(accreditation.valid_until).isoformat()
    has_credential = is_resolvable(current_app.config["SETTINGS"].base_url) and said.stands and not accreditation.demo
    if has_credential:
        about["encoding"] = {
            "@type": "MediaObject",
            "name": "Credential (Open Badges 3.0)",
            "contentUrl": absolute("accreditation.credential_file", number=said.number),
            "encodingFormat": "application/ld+json",
        }
    return Proofs(has_credential, about)


def said_of(accreditation: Accreditation) -> Told:
    return told(accreditation, appeal=appeals.of_submission(db.session, accreditation.submission))


def _site() -> str:
    return str(current_app.config["SETTINGS"].site_name)


@bp.get("/accreditations/<number>/badge.svg")
@public
@same_for_everybody
def badge_picture(number: str) -> ResponseReturnValue:
    answer = Response(badge.drawn(said_of(found(number)), site=_site()), mimetype="image/svg+xml")
    return for_other_sites(answer)


def for_other_sites(answer: Response) -> Response:
    """What pages of others may show or read: it is public, and hangs on no cookie."""
    answer.headers["Access-Control-Allow-Origin"] = "*"
    answer.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return answer


def embedding(said: Told) -> str:
    """Markup for a team's own site. Its words hold whatever becomes of the award: the picture says how it stands."""
    page, picture = (
        absolute(f"accreditation.{name}", number=said.number) for name in ("verify_number", "badge_picture")
    )
    example = "invented example of a badge" if said.is_example else "badge"
    return str(
        render_template(
            "accreditation/parts/embed.html", page=page, picture=picture, width=badge.WIDTH, project=said.project,
            kind=f"{_site()} {example}", number=said.number,
        )
    ).strip()  # fmt: skip


@bp.get("/accreditations/<number>/badge")
@public
@same_for_everybody
def badge_page(number: str) -> ResponseReturnValue:
    """The badge as it is today, and what to copy to show it elsewhere."""
    accreditation = found(number)
    said = said_of(accreditation)
    return render_template(
        "accreditation/badge.html", accreditation=accreditation, told=said, embed=embedding(said), width=badge.WIDTH,
        picture=absolute("accreditation.badge_picture", number=number),
        has_credential=proofs(accreditation).has_credential,
    )  # fmt: skip


@bp.get("/oembed")
@public
@same_for_everybody
def oembed() -> ResponseReturnValue:
    """The badge for programs that are given the address of an accreditation and ask how to show it (oEmbed 1.0)."""
    if request.args.get("format", "json") != "json":
        return Response("Only JSON is offered here.\n", 501, mimetype="text/plain")
    address = request.args.get("url", "")
    stem = absolute("accreditation.show", number="").rstrip("/")
    number = re.fullmatch(re.escape(stem) + r"/([0-9a-z-]+)(?:/badge)?", address)
    if number is None:
        raise NotFound("This address is no accreditation of this hub.")
    said = said_of(found(number[1]))
    return for_other_sites(
        jsonify(
            version="1.0", type="rich", title=f"{said.project}: accreditation {said.number}", provider_name=_site(),
            provider_url=absolute("catalogue.home"), html=embedding(said), width=badge.WIDTH, height=_height(said),
            cache_age=3600,
        )
    )  # fmt: skip


def _height(said: Told) -> int:
    size = re.search(r'height="([0-9]+)"', badge.drawn(said, site=_site()))
    return int(size[1]) if size else badge.WIDTH


@bp.get("/verify")
@public
@same_for_everybody
def verify() -> ResponseReturnValue:
    """Ask for a number; one that was typed leads to its own page."""
    if typed := as_number(request.args.get("number", "")):
        return redirect(url_for(".verify_number", number=typed), code=303)
    return render_template("accreditation/verify.html", told=None, number="")


@bp.get("/verify/<number>")
@public
@same_for_everybody
def verify_number(number: str) -> ResponseReturnValue:
    """What is accredited, against what, since when and until when, and how it stands now.

    :raises TooMany: one address asks faster than people read.
    """
    pace.take("verify", request.remote_addr or "", most=A_MINUTE)
    accreditation = queries.by_number(db.session, number)
    if accreditation is None:
        return render_template("accreditation/verify.html", told=None, number=number[:40]), 404
    refuse_down(accreditation.project)
    return render_template(
        "accreditation/verify.html", told=said_of(accreditation), number=number, accreditation=accreditation,
        address=absolute("accreditation.verify_number", number=number),
        replaced_by=queries.replaced_by(db.session, accreditation),
    )  # fmt: skip
