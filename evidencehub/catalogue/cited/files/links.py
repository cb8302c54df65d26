"""What belongs to a record, as typed links for programs: in headers by Signposting, and as a set by RFC 9264.

Which relations there are, and which way they lead: signposting.org/FAIR, level 2.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from evidencehub.catalogue.cited.files.formats import FORMATS
from evidencehub.catalogue.cited.files.kinds import names_of
from evidencehub.catalogue.cited.record import Kind, Record, Relation
from evidencehub.shared.doi import address_of_doi

LINKSET, LINKSET_TYPE = "linkset.json", "application/linkset+json"
MOST = 10  # authors, and files, in a header: servers before a hub take 8 KB of them; the set has all
_SCHEMA = "https://schema.org/"
_DOCMAP = "https://w3id.org/docmaps/context.jsonld"


@dataclass(frozen=True, slots=True)
class Link:
    rel: str
    address: str
    mimetype: str = ""
    profile: str = ""  # which form of that type it has

    @property
    def as_header(self) -> str:
        kind = f'; type="{self.mimetype}"' if self.mimetype else ""
        profile = f'; profile="{self.profile}"' if self.profile else ""
        return f'<{self.address}>; rel="{self.rel}"{kind}{profile}'

    @property
    def as_target(self) -> dict[str, str]:
        said = {"href": self.address, "type": self.mimetype, "profile": self.profile}
        return {name: value for name, value in said.items() if value}


def links_of(record: Record) -> Iterator[Link]:
    yield Link("cite-as", address_of_doi(record.doi) if record.has_own_doi else record.address)
    yield Link("type", f"{_SCHEMA}AboutPage")
    yield Link("type", f"{_SCHEMA}{names_of(record).schema}")
    for form in FORMATS.values():
        yield Link("describedby", file_of(record, form.ending), form.mimetype)
    if record.kind is Kind.ACCREDITATION and not record.is_invented:
        yield Link("describedby", f"{record.address}/docmap.json", "application/ld+json", _DOCMAP)
    for author in record.authors:
        if author.orcid or author.ror:
            yield Link(
                "author", f"https://orcid.org/{author.orcid}" if author.orcid else f"https://ror.org/{author.ror}"
            )
    for file in record.files:
        yield Link("item", file.address, file.mimetype)
    for each in record.relations:
        if each.how is Relation.IS_PART_OF and each.kind:
            yield Link("collection", each.address, "text/html")
    if record.licence:
        yield Link("license", record.licence)


def in_headers(record: Record) -> Iterator[str]:
    seen: Counter[str] = Counter()
    for link in links_of(record):
        seen[link.rel] += 1
        if seen[link.rel] <= MOST:
            yield link.as_header
    yield Link("linkset", file_of(record, LINKSET), LINKSET_TYPE).as_header


def as_linkset(record: Record) -> dict[str, Any]:
    """The links of the page, and those that lead back to it from its files."""
    page: dict[str, list[dict[str, str]]] = defaultdict(list)
    back = []
    for link in links_of(record):
        page[link.rel].append(link.as_target)
        if rel := {"describedby": "describes", "item": "collection"}.get(link.rel):
            back.append({"anchor": link.address, rel: [{"href": record.address, "type": "text/html"}]})
    return {"linkset": [{"anchor": record.address, **page}, *back]}


def file_of(record: Record, ending: str) -> str:
    """The address of a record in one of the formats."""
    return f"{record.address}/cite.{ending}"
