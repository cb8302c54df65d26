"""Reviews as ORCID takes them: one XML document each, as ``peer-review`` of its record schema 3.0, in a zip.

Each says that a review was done for this hub in a year, and nothing of what was reviewed: the elements about the
subject are optional, and left out. The identifier of the review is a keyed hash, the same each time, so that nothing is
counted twice and nobody finds the case by it.

Source: ORCID's peer-review-3.0.xsd and its example for writing, both read in ORCID's public repository. ORCID takes
such documents from its member organisations alone, by its API, and wants the group registered before.
"""

import hashlib
import hmac
import io
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from lxml import etree

from evidencehub.review.thanking.tally import Graded

_REVIEW, _COMMON = "http://www.orcid.org/ns/peer-review", "http://www.orcid.org/ns/common"
_SAME_MOMENT = (1980, 1, 1, 0, 0, 0)  # the first that a zip can hold: when a file was made tells nothing


@dataclass(frozen=True)
class Convener:
    """For whom reviews are done, as ORCID wants to know it."""

    group: str  # as registered with ORCID, such as "orcid-generated:evidencehub"
    name: str
    city: str
    country: str  # by ISO 3166-1, two letters
    ror: str  # https://ror.org/…


def as_zip(rows: Iterable[Graded], convener: Convener, *, key: str) -> bytes:
    """:param key: the hub's secret, for the identifiers."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for number, one in enumerate(rows, 1):
            info = zipfile.ZipInfo(f"peer-review-{one.year}-{number}.xml", _SAME_MOMENT)
            archive.writestr(info, document(one, convener, key=key))
    return made.getvalue()


def document(one: Graded, convener: Convener, *, key: str) -> bytes:
    root = etree.Element(f"{{{_REVIEW}}}peer-review", nsmap={"peer-review": _REVIEW, "common": _COMMON})
    _add(root, "reviewer-role", "reviewer")
    identifier = etree.SubElement(_add(root, "review-identifiers"), f"{{{_COMMON}}}external-id")
    _say(identifier, "external-id-type", "source-work-id")
    _say(identifier, "external-id-value", identifier_of(one.assignment_id, key))
    _say(identifier, "external-id-relationship", "self")
    _add(root, "review-type", "review")
    _say(_add(root, "review-completion-date"), "year", str(one.year))
    _add(root, "review-group-id", convener.group)
    organisation = _add(root, "convening-organization")
    _say(organisation, "name", convener.name)
    address = etree.SubElement(organisation, f"{{{_COMMON}}}address")
    _say(address, "city", convener.city)
    _say(address, "country", convener.country)
    known = etree.SubElement(organisation, f"{{{_COMMON}}}disambiguated-organization")
    _say(known, "disambiguated-organization-identifier", convener.ror)
    _say(known, "disambiguation-source", "ROR")
    text: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)
    return text


def identifier_of(assignment_id: UUID, key: str) -> str:
    return hmac.new(key.encode(), b"orcid:" + assignment_id.bytes, hashlib.sha256).hexdigest()[:32]


def _add(root: etree._Element, name: str, text: str | None = None) -> etree._Element:
    made = etree.SubElement(root, f"{{{_REVIEW}}}{name}")
    made.text = text
    return made


def _say(parent: etree._Element, name: str, text: str) -> None:
    etree.SubElement(parent, f"{{{_COMMON}}}{name}").text = text
