"""A record in the formats that harvesters may have it in."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from lxml import etree
from lxml.builder import ElementMaker

from evidencehub.catalogue.cited.files.datacite import SCHEMA as DATACITE
from evidencehub.catalogue.cited.record import Record
from evidencehub.harvest.oai.datacite import LOCATION, datacite
from evidencehub.harvest.oai.words import XSI, possible

_OAI_DC, _DC = "http://www.openarchives.org/OAI/2.0/oai_dc/", "http://purl.org/dc/elements/1.1/"


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
    yield "publisher", record.out_in
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


FORMATS: Mapping[str, Format] = {
    "oai_dc": Format(_OAI_DC, "http://www.openarchives.org/OAI/2.0/oai_dc.xsd", _dublin_core),
    "datacite": Format(DATACITE, LOCATION, datacite),
}
