"""A record as XML of DataCite's metadata schema 4: what the hub gives as JSON of the same schema, in other brackets."""

from collections.abc import Mapping
from typing import Any

from lxml import etree

from evidencehub.catalogue.cited.files.datacite import SCHEMA, as_datacite
from evidencehub.catalogue.cited.record import Record
from evidencehub.harvest.oai.words import XSI, possible
from evidencehub.shared.clock import hub_today

LOCATION = "http://schema.datacite.org/meta/kernel-4/metadata.xsd"
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_ATTRIBUTES = {"lang": _LANG, "schemeUri": "schemeURI", "valueUri": "valueURI", "rightsUri": "rightsURI"}
# By key: the element of each entry, and which of its values is the text; all others are attributes.
_LISTS = {
    "titles": ("title", "title"),
    "subjects": ("subject", "subject"),
    "dates": ("date", "date"),
    "alternateIdentifiers": ("alternateIdentifier", "alternateIdentifier"),
    "relatedIdentifiers": ("relatedIdentifier", "relatedIdentifier"),
    "rightsList": ("rights", "rights"),
    "descriptions": ("description", "description"),
}


def datacite(record: Record) -> etree._Element:
    made = as_datacite(record, hub_today())
    root = etree.Element(f"{{{SCHEMA}}}resource", nsmap={None: SCHEMA, "xsi": XSI})
    root.set(f"{{{XSI}}}schemaLocation", f"{SCHEMA} {LOCATION}")
    named, how = (made["doi"], "DOI") if "doi" in made else (made["url"], "URL")
    _add(root, "identifier", named, {"identifierType": how})
    creators = _add(root, "creators")
    for each in made["creators"]:
        _add_creator(creators, each)
    _add(root, "publisher", made["publisher"]["name"])
    _add(root, "publicationYear", made["publicationYear"])
    kind = made["types"]
    _add(root, "resourceType", kind["resourceType"], {"resourceTypeGeneral": kind["resourceTypeGeneral"]})
    for name in ("language", "version"):
        if name in made:
            _add(root, name, made[name])
    for name, (child, text) in _LISTS.items():
        if name in made:
            entries = _add(root, name)
            for each in made[name]:
                _add(entries, child, each[text], {key: value for key, value in each.items() if key != text})
    if "formats" in made:
        formats = _add(root, "formats")
        for each in made["formats"]:
            _add(formats, "format", each)
    return root


def _add_creator(creators: etree._Element, each: Mapping[str, Any]) -> None:
    creator = _add(creators, "creator")
    _add(creator, "creatorName", each["name"], {key: each[key] for key in ("nameType",) if key in each})
    for name in ("givenName", "familyName"):
        if name in each:
            _add(creator, name, each[name])
    for known in each.get("nameIdentifiers", ()):
        _add(creator, "nameIdentifier", known["nameIdentifier"],
             {key: value for key, value in known.items() if key != "nameIdentifier"})  # fmt: skip


def _add(
    parent: etree._Element, name: str, text: str | None = None, attributes: Mapping[str, str] | None = None
) -> etree._Element:
    made = etree.SubElement(parent, f"{{{SCHEMA}}}{name}")
    made.text = None if text is None else possible(text)
    for key, value in (attributes or {}).items():
        made.set(_ATTRIBUTES.get(key, key), possible(value))
    return made
