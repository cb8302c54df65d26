"""Records as CSL-JSON, which Zotero, pandoc and citation processors read (schema 1.0.2)."""

from datetime import date
from typing import Any

from evidencehub.catalogue.cited.files.keys import key_of
from evidencehub.catalogue.cited.files.kinds import is_page, names_of
from evidencehub.catalogue.cited.files.ris import notes_of
from evidencehub.catalogue.cited.record import Author, Dated, Kind, Record


def as_csl(record: Record, today: date) -> dict[str, Any]:
    """:param today: the day on which somebody took it, in days of the hub."""
    where = record.published
    made: dict[str, Any] = {
        "id": key_of(record),
        "type": names_of(record).csl,
        "title": record.title,
        "author": [_name(each) for each in record.authors],
        "issued": _day(record.issued),
        "original-date": _day(record.first),
        "accessed": {"date-parts": [[today.year, today.month, today.day]]},
        "container-title": where.within if where.is_part else record.hub if is_page(record) else "",
        "publisher": "" if where.is_part or is_page(record) else record.publisher,
        "volume": where.volume,
        "issue": where.issue,
        "page": "-".join(filter(None, (where.first_page, where.last_page))),
        "genre": "" if record.kind is Kind.STUDY or is_page(record) else record.kind.label,
        "version": record.version if record.kind is Kind.STANDARD else "",  # a day would be read as one of the text
        "DOI": record.doi,
        "URL": record.address,
        "abstract": record.abstract,
        "keyword": ", ".join(each.label.replace(",", "") for each in record.subjects),
        "language": record.language,
        "source": record.hub,
        "note": ". ".join(notes_of(record)),
    }
    return {name: value for name, value in made.items() if value}


def _day(dated: Dated | None) -> dict[str, list[list[int]]]:
    return {"date-parts": [list(dated.parts)]} if dated else {}


def _name(author: Author) -> dict[str, str]:
    if author.is_group or not author.given:
        return {"literal": author.name}
    given, _, suffix = author.given.partition(", ")
    return {"family": author.family, "given": given} | ({"suffix": suffix} if suffix else {})
