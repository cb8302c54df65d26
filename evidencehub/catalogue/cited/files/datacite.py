"""Records as DataCite describes what has a DOI (metadata schema 4, as JSON), though most have none of their own.

The DOI of a report from elsewhere is not that of our record of it: it stands among what the record is related to.
"""

from datetime import date
from typing import Any

from evidencehub.catalogue.cited.files.kinds import names_of
from evidencehub.catalogue.cited.record import Author, Dated, Record, Related

SCHEMA = "http://datacite.org/schema/kernel-4"
# What has to be there and is not known, in DataCite's own codes. Of a year it takes four digits only, so that no code
# can stand there; 0000 is what DataCite asks for then (datacite/mds, issue 322). The year of a change would be a lie.
UNKNOWN, OTHERS, NO_YEAR = ":unav", ":etal", "0000"


def as_datacite(record: Record, _today: date) -> dict[str, Any]:
    made: dict[str, Any] = {
        "schemaVersion": SCHEMA,
        "doi": record.doi if record.has_own_doi else "",
        "url": record.address,
        "types": {"resourceTypeGeneral": names_of(record).datacite, "resourceType": record.kind.label},
        "creators": _creators(record),
        "titles": [
            {"title": record.title, "lang": record.language},
            *({"title": each, "titleType": "Other"} for each in dict.fromkeys(record.other_titles)
              if each != record.title),
        ],
        "publisher": {"name": record.out_in or UNKNOWN},
        "publicationYear": record.year or NO_YEAR,
        "subjects": [
            {"subject": each.label, "subjectScheme": each.scheme, "valueUri": each.address}
            for each in record.subjects
        ],
        "dates": [*_dated("Issued", record.issued), *_dated("Updated", record.modified),
                  *_dated("Other", record.first)],
        "language": record.language,
        "alternateIdentifiers": _alternatives(record),
        "relatedIdentifiers": _related(record),
        "formats": sorted({each.mimetype for each in record.files}),
        "version": record.version,
        "rightsList": [{"rights": record.rights, "rightsUri": record.licence}] if record.rights else [],
        "descriptions": _descriptions(record),
    }  # fmt: skip
    return {name: value for name, value in made.items() if value}


def _creators(record: Record) -> list[dict[str, Any]]:
    others = [{"name": OTHERS}] if record.has_more_authors else []
    return [*map(_creator, record.authors), *others] or [{"name": UNKNOWN}]


def _creator(author: Author) -> dict[str, Any]:
    made: dict[str, Any] = {"name": author.name, "nameType": "Organizational" if author.is_group else "Personal"}
    if author.given:
        made |= {"name": f"{author.family}, {author.given}", "familyName": author.family, "givenName": author.given}
    if author.orcid:
        made["nameIdentifiers"] = [_identified(f"https://orcid.org/{author.orcid}", "ORCID", "https://orcid.org")]
    if author.ror:
        made["nameIdentifiers"] = [_identified(f"https://ror.org/{author.ror}", "ROR", "https://ror.org")]
    return made


def _identified(identifier: str, scheme: str, address: str) -> dict[str, str]:
    return {"nameIdentifier": identifier, "nameIdentifierScheme": scheme, "schemeUri": address}


def _dated(kind: str, dated: Dated | None) -> list[dict[str, str]]:
    return [{"date": dated.on, "dateType": kind, "dateInformation": dated.source}] if dated else []


def alternatives_of(identifier: str, hub: str) -> list[dict[str, str]]:
    return [{"alternateIdentifier": identifier, "alternateIdentifierType": f"Record of {hub}"}]


def _alternatives(record: Record) -> list[dict[str, str]]:
    made = alternatives_of(record.identifier, record.hub)
    if record.source_id:
        made.append({"alternateIdentifier": record.source_id, "alternateIdentifierType": "Number at its source"})
    return made


def _related(record: Record) -> list[dict[str, str]]:
    made = [_relation(each) for each in record.relations if each.doi or each.address]
    if record.doi and not record.has_own_doi:
        made.append(_link("IsMetadataFor", record.doi, "DOI"))
    if record.source_address and not record.doi:
        made.append(_link("IsDerivedFrom", record.source_address, "URL"))
    return made


def _relation(related: Related) -> dict[str, str]:
    if related.doi:
        return _link(related.how.value, related.doi, "DOI")
    return _link(related.how.value, related.address, "URL")


def _link(how: str, identifier: str, kind: str) -> dict[str, str]:
    return {"relatedIdentifier": identifier, "relatedIdentifierType": kind, "relationType": how}


def _descriptions(record: Record) -> list[dict[str, str]]:
    said = [("Abstract", record.abstract), ("Other", record.source), ("Other", record.note)]
    said.append(("Other", "Invented for a demonstration" if record.is_invented else ""))
    return [{"description": text, "descriptionType": kind, "lang": record.language} for kind, text in said if text]
