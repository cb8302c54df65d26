"""A record in the formats that harvesters may have it in."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from lxml import etree
from lxml.builder import ElementMaker

from evidencehub.catalogue.cited.record import Record

XSI = "http://www.w3.org/2001/XMLSchema-instance"
_OAI_DC, _DC = "http://www.openarchives.org/OAI/2.0/oai_dc/", "http://purl.org/dc/elements/1.1/"
_IN_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True)
class Format:
    namespace: str
    schema: str
    written: Callable[[Record], etree._Element]


def _dublin_core(record: Record) -> etree._Element:
    """The fifteen elements of Dublin Core, unqualified; what cannot be said in them is left out."""
    make = ElementMaker(namespace=_DC, nsmap={"oai_dc": _OAI_DC, "dc": _DC, "xsi": XSI})
    root = etree.Element(f"{{{_OAI_DC}}}dc", nsmap={"oai_dc": _OAI_DC, "dc": _DC, "xsi": XSI})
    root.set(f"{{{XSI}}}schemaLocation", f"{_OAI_DC} {FORMATS['oai_dc'].schema}")
    for name, text in _elements(record):
        if text:
            root.append(make(name, possible(text)))
    return root


def _elements(record: Record) -> Iterator[tuple[str, str]]:
    for title in (record.title, *record.other_titles):
        yield "title", title
    for author in record.authors:
        yield "creator", f"{author.family}, {author.given}" if author.given else author.name
    for subject in record.subjects:
        yield "subject", subject.label
    for text in (record.abstract, record.note, record.source):
        yield "description", text
    yield "publisher", record.publisher
    if record.issued:
        yield "date", record.issued.on
    yield "type", record.kind.label
    yield "identifier", record.address
    if record.doi:
        yield "identifier", f"https://doi.org/{record.doi}"
    yield "source", record.source_address
    yield "language", record.language
    for related in record.relations:
        yield "relation", related.address or (f"https://doi.org/{related.doi}" if related.doi else "")
    yield "coverage", record.place
    yield "rights", record.rights
    yield "rights", record.licence


def possible(text: str) -> str:
    """Without characters that no XML may hold, however they came in."""
    return _IN_NO_XML.sub(" ", text)


FORMATS: Mapping[str, Format] = {
    "oai_dc": Format(_OAI_DC, "http://www.openarchives.org/OAI/2.0/oai_dc.xsd", _dublin_core),
}
