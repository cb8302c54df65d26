"""Records as RIS, for reference managers. Written by hand: a tag a line is less than any library asks to be fed.

What goes wrong elsewhere and is kept out: readers such as rispy keep only the first of a repeated tag unless it is a
list (AU, KW, N1 and UR are); a line break inside a value ends it; a year followed by slashes is no year to many. What
T2 and PB mean hangs on the kind: Zotero takes T2 for a journal, a book or a site, of a report for a series, and PB for
who gave it out.
"""

from collections.abc import Iterator
from datetime import date

from evidencehub.catalogue.cited.files.keys import key_of
from evidencehub.catalogue.cited.files.kinds import is_page, names_of
from evidencehub.catalogue.cited.record import Author, Kind, Record, Relation


def as_ris(record: Record, today: date) -> str:
    """:param today: the day on which somebody took it, in days of the hub."""
    return "".join(f"{tag}  - {' '.join(value.split())}\r\n" for tag, value in _lines(record, today)) + "ER  - \r\n"


def _lines(record: Record, today: date) -> Iterator[tuple[str, str]]:
    where = record.published
    yield "TY", names_of(record).ris
    yield "ID", key_of(record)
    yield "TI", record.title
    for author in record.authors:
        yield "AU", _name(author)
    within = where.within if where.is_part else record.hub if is_page(record) else ""
    optional = (
        ("PY", record.year),
        ("DA", "/".join(record.issued.on.split("-")) if record.issued and len(record.issued.on) > len("2025") else ""),
        ("AB", record.abstract),
        ("T2", within),
        ("VL", where.volume),
        ("IS", where.issue),
        ("SP", where.first_page),
        ("EP", where.last_page),
        ("PB", "" if where.is_part else record.publisher),
        ("DO", record.doi),
        ("AN", record.source_id),
        ("CY", record.place),
        ("M3", record.kind.label),
        ("LA", record.language),
    )
    yield from ((tag, value) for tag, value in optional if value)
    for subject in record.subjects:
        yield "KW", subject.label
    for note in notes_of(record):
        yield "N1", note
    yield "DB", record.hub
    yield "Y2", f"{today:%Y/%m/%d}"
    for address in dict.fromkeys(filter(None, (record.address, record.source_address))):
        yield "UR", address


def notes_of(record: Record) -> Iterator[str]:
    """What a reader of a reference has to know of it, in sentences without their stop."""
    for each in record.relations:
        if record.kind is Kind.STUDY and each.how is Relation.IS_PART_OF:
            yield f"A study of: {each.title}"
    if record.has_more_authors:
        yield "It has more authors than are named here"
    if record.source:
        yield record.source
    if record.note:
        yield f"On {record.hub}: {record.note}"
    if record.is_invented:
        yield "Invented for a demonstration"


def _name(author: Author) -> str:
    if author.is_group or not author.given:
        return author.name
    return f"{author.family}, {author.given}"
