"""Records as JSON-LD in the words of schema.org, for search engines and for programs that follow links."""

from collections import defaultdict
from datetime import date
from typing import Any

from evidencehub.catalogue.cited.files.kinds import names_of
from evidencehub.catalogue.cited.record import Author, Kind, Record, Related, Relation, Subject
from evidencehub.shared.doi import address_of_doi

CONTEXT = "https://schema.org"
_TERMS = {  # schema.org has no word for one review that took the place of another
    Relation.IS_PART_OF: "isPartOf", Relation.HAS_PART: "hasPart", Relation.CITES: "citation",
    Relation.IS_DOCUMENTED_BY: "subjectOf", Relation.REVIEWS: "itemReviewed", Relation.IS_DERIVED_FROM: "isBasedOn",
    Relation.HAS_VERSION: "workExample",
}  # fmt: skip
_TYPES = {
    Kind.PROJECT: "WebPage", Kind.STUDY: "Report", Kind.REPORT: "Report", Kind.ACCREDITATION: "Review",
    Kind.PLAN: "CreativeWork", Kind.STANDARD: "CreativeWork", Kind.VOCABULARY: "DefinedTermSet",
    Kind.SYNTHESIS: "Report",
}  # fmt: skip


def as_json_ld(record: Record, _today: date) -> dict[str, Any]:
    return {"@context": CONTEXT} | node(record)


def node(record: Record) -> dict[str, Any]:
    """Without its context, as it stands in a graph."""
    where = record.published
    made: dict[str, Any] = {
        "@id": record.address,
        "@type": names_of(record).schema,
        "url": record.address,
        "name": record.title,
        "alternateName": list(record.other_titles),
        "identifier": [record.identifier, *([record.source_id] if record.source_id else [])],
        "author": [_author(each) for each in record.authors],
        "publisher": "" if where.is_part else _organisation(record.publisher),
        "datePublished": record.issued.on if record.issued else "",
        "dateCreated": record.first.on if record.first else "",
        "dateModified": record.modified.on if record.modified else "",
        "abstract": record.abstract,
        "about": [_subject(each) for each in record.subjects],
        "inLanguage": record.language,
        "license": record.licence,
        "copyrightNotice": record.rights,
        **(_of_our_words(record) if record.is_of_others else {"isAccessibleForFree": True}),
        "version": record.version,
        "genre": record.kind.label,
        "creativeWorkStatus": "Invented for a demonstration" if record.is_invented else record.note,
        "creditText": record.source,
        "sameAs": _elsewhere(record),
        "encoding": [
            {"@type": "MediaObject", "contentUrl": each.address, "encodingFormat": each.mimetype}
            for each in record.files
        ],
    }
    if where.is_part:
        made["isPartOf"] = [{"@type": "CreativeWork", "name": where.within}]
    for term, related in _relations(record).items():
        made[term] = [*made.get(term, []), *related]
    return {name: value for name, value in made.items() if value}


def _of_our_words(record: Record) -> dict[str, Any]:
    """Who says this of a work of others, and under which terms: of the work itself the hub can promise nothing."""
    return {"sdPublisher": _organisation(record.hub), "sdLicense": record.terms}


def _organisation(name: str) -> dict[str, str]:
    return {"@type": "Organization", "name": name} if name else {}


def _elsewhere(record: Record) -> list[str]:
    doi = address_of_doi(record.doi) if record.doi else ""
    return list(dict.fromkeys(filter(None, (doi, record.source_address))))


def _relations(record: Record) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for each in record.relations:
        if each.how in _TERMS:
            found[_TERMS[each.how]].append(_related(each))
    return found


def _related(related: Related) -> dict[str, Any]:
    address = related.address or (address_of_doi(related.doi) if related.doi else "")
    made = {"@type": _TYPES[related.kind] if related.kind else "CreativeWork", "name": related.title}
    return {"@id": address, "url": address} | made if address else made


def _author(author: Author) -> dict[str, Any]:
    made: dict[str, Any] = {"@type": "Organization" if author.is_group else "Person", "name": author.name}
    if author.given:
        made |= {"familyName": author.family, "givenName": author.given}
    if author.orcid:
        made["@id"] = f"https://orcid.org/{author.orcid}"
    if author.ror:
        made["@id"] = f"https://ror.org/{author.ror}"
    return made


def _subject(subject: Subject) -> dict[str, Any]:
    return {
        "@id": subject.address, "@type": "DefinedTerm", "name": subject.label, "termCode": subject.slug,
        "inDefinedTermSet": subject.scheme,
    }  # fmt: skip
