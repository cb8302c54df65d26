"""The certificate: one tagged page (PDF/UA-1), with a code for telephones that leads to where its number is checked."""

from datetime import date
from typing import Any

import segno

from evidencehub.accreditation.credentials.told import JUDGES, Told
from evidencehub.shared.errors import HubError
from evidencehub.shared.paths import PACKAGE
from evidencehub.shared.typesetting import written
from evidencehub.shared.words import day

TEMPLATE = PACKAGE / "accreditation" / "credentials" / "certificate.typ"
EXAMPLE = "Invented example: this project does not exist, and this is no certificate."


class NotGiven(HubError):
    """What would prove an accreditation that does not stand."""

    status = 410
    title = "There is nothing to download any more"


def require_standing(told: Told) -> None:
    """:raises NotGiven: it was withdrawn or replaced, or is on hold."""
    if not told.stands:
        raise NotGiven(f"{told.standing} Papers that were given before hold no longer. The record stays public.")


def certificate(told: Told, *, site: str, address: str, today: date) -> bytes:
    """The page as a PDF.

    :param address: where its number is checked.
    :raises NotGiven: the accreditation does not stand.
    """
    require_standing(told)
    return written(TEMPLATE, content(told, site=site, address=address, today=today))


def content(told: Told, *, site: str, address: str, today: date) -> dict[str, Any]:
    rows = [("Graded by:", told.standard), ("Number:", told.number), ("Since:", told.since)]
    rows += [("Until:", told.until)] if told.until else []
    rows += [("How it stands:", told.standing)] if told.is_renewed or not told.until else []
    rows += [("Under appeal:", told.appeal)] if told.appeal else []
    named = "Example of a certificate" if told.is_example else "Certificate of accreditation"
    return {
        "title": named,
        "hub": site,
        "year": today.year,
        "month": today.month,
        "day": today.day,
        "example": EXAMPLE if told.is_example else "",
        "project": told.project,
        "by": f"run by {told.organisation}" if told.organisation else "",
        "level": told.level,
        "reached": [line for line in (told.name, told.found, told.published) if line],
        "rows": rows,
        "judges": f"{JUDGES} It holds for what was sent to us, and for nothing else.",
        "check": [
            f"This paper says how it stood on {day(today)}. It may have been put on hold, withdrawn or replaced since.",
            f"Open the site of {site} as you always do. Follow “Check a number” at the foot of any page, and type "
            f"{told.number}. Or point a telephone at the picture, and see that it leads to this address:",
        ],
        "address": address,
        "qr": segno.make(address, error="m").svg_inline(border=2, scale=4),
        "qr-says": f"A code for telephones, which leads to {address}",
    }
