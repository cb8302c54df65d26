"""One record of the Research Organization Registry (its schema 2.0 or 2.1), and what of it the hub keeps.

``domains`` is empty in most records, so a website stands in for it where it is at the top of a domain of its own: a
page below somebody else's domain says whose server it is on, not who somebody is.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from evidencehub.accounts.institutions.domains import own_domain
from evidencehub.accounts.institutions.models import Listing
from evidencehub.shared import ror

LONGEST_NAME = 500
_LANGUAGE = re.compile(r"[a-z]{2}(-[a-z]{2})?", re.IGNORECASE)
_LEADING = frozenset({"", "www"})


@dataclass(frozen=True)
class Record:
    ror: str
    name: str
    town: str
    country: str
    listing: Listing
    domains: tuple[str, ...]
    related: tuple[str, ...]

    def as_row(self) -> dict[str, Any]:
        return {
            "ror": self.ror, "name": self.name, "town": self.town, "country": self.country, "listing": self.listing,
            "domains": list(self.domains), "related": list(self.related),
        }  # fmt: skip


def record_of(given: Any) -> Record:
    """:raises ValueError: it is no record of schema 2; the message says what is wrong with it."""
    if not isinstance(given, Mapping):
        raise ValueError("not a record")
    number = ror.canonical(_text(given, "id"))
    if not number:
        raise ValueError("id: it has none")
    try:
        listing = Listing(given.get("status"))
    except ValueError:
        raise ValueError(f"status: {given.get('status')!r} is none that the registry has") from None
    town, country = _where(given)
    gone = listing is Listing.WITHDRAWN
    return Record(
        number, _name(given), town, country, listing,
        () if gone else tuple(sorted(set(_domains(given)))), () if gone else tuple(sorted(set(_related(given)))),
    )  # fmt: skip


def is_of_schema_1(given: Any) -> bool:
    """Schema 1 had one ``name`` and a ``country``; the registry ended it in 2025."""
    return isinstance(given, Mapping) and "name" in given and "names" not in given


def _name(given: Mapping[str, Any]) -> str:
    names = [each for each in _objects(given, "names") if isinstance(each.get("value"), str) and each["value"].strip()]
    shown = [each for each in names if "ror_display" in (each.get("types") or ())]
    if not names:
        raise ValueError("names: it has none")
    return " ".join(str((shown or names)[0]["value"]).split())[:LONGEST_NAME]


def _where(given: Mapping[str, Any]) -> tuple[str, str]:
    for place in _objects(given, "locations"):
        details = place.get("geonames_details")
        if isinstance(details, Mapping):
            country = str(details.get("country_code") or "")
            return str(details.get("name") or "")[:LONGEST_NAME], country if len(country) == 2 else ""
    return "", ""


def _domains(given: Mapping[str, Any]) -> Iterator[str]:
    named = [own_domain(each) for each in given.get("domains") or () if isinstance(each, str)]
    if any(named):
        yield from filter(None, named)
        return
    for link in _objects(given, "links"):
        if link.get("type") == "website" and (domain := _of_website(str(link.get("value") or ""))):
            yield domain


def _of_website(address: str) -> str:
    """Its domain, if the address is the top of it, or of it in one language.

    >>> _of_website("https://www.riverton.ac.uk/en/"), _of_website("https://www.riverton.ac.uk/dentistry")
    ('riverton.ac.uk', '')
    """
    try:
        parts = urlsplit(address if "//" in address else f"//{address}")
        host = (parts.hostname or "").lower()
    except ValueError:
        return ""
    own, path = own_domain(host), parts.path.strip("/")
    leading = host.removesuffix(own).strip(".")
    at_the_top = leading in _LEADING or _LANGUAGE.fullmatch(leading)
    return own if at_the_top and (not path or _LANGUAGE.fullmatch(path)) else ""


def _related(given: Mapping[str, Any]) -> Iterator[str]:
    """Every kind counts: parent, child, related, and whom it followed or who followed it."""
    for each in _objects(given, "relationships"):
        try:
            yield ror.canonical(str(each.get("id") or ""))
        except ValueError:
            continue  # the record is of use without it


def _text(given: Mapping[str, Any], key: str) -> str:
    value = given.get(key)
    if not isinstance(value, str):
        raise ValueError(f"{key}: it has none")
    return value


def _objects(given: Mapping[str, Any], key: str) -> list[Mapping[str, Any]]:
    listed = given.get(key)
    return [each for each in listed if isinstance(each, Mapping)] if isinstance(listed, list) else []
