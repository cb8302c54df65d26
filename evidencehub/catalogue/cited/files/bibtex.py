"""Records as BibTeX: letters beyond ASCII as LaTeX writes them, for programs of any age.

pylatexenc knows the letters. Braces are its own: around a title, so that no style changes capitals of names in it, and
around a group, so that none takes it for a person.
"""

from collections.abc import Iterator
from datetime import date
from functools import cache
from urllib.parse import quote

from pylatexenc.latexencode import UnicodeToLatexEncoder

from evidencehub.catalogue.cited.files.keys import key_of
from evidencehub.catalogue.cited.files.kinds import is_page, names_of
from evidencehub.catalogue.cited.files.ris import notes_of
from evidencehub.catalogue.cited.record import Author, Record

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_WITHIN = {"article": "journal", "incollection": "booktitle"}
_GIVEN_OUT_BY = {"techreport": "institution", "phdthesis": "school", "incollection": "publisher", "misc": "publisher"}


def as_bibtex(record: Record, today: date) -> str:
    """:param today: the day on which somebody took it, in days of the hub."""
    entry = names_of(record).bibtex
    lines = ",\n".join(f"  {name} = {value}" for name, value in _fields(record, entry, today))
    return f"@{entry}{{{key_of(record)},\n{lines}\n}}\n\n"


def _fields(record: Record, entry: str, today: date) -> Iterator[tuple[str, str]]:
    where = record.published
    yield "title", f"{{{{{_text(record.title)}}}}}"
    pages = "--".join(filter(None, (where.first_page, where.last_page)))
    by = "" if where.is_part else record.publisher
    optional = (
        ("author", " and ".join([*map(_name, record.authors), *(["others"] if record.has_more_authors else [])])),
        ("year", record.year),
        (_WITHIN.get(entry, "howpublished"), _text(where.within if where.is_part else "")),
        ("volume", _text(where.volume)),
        ("number", _text(where.issue)),
        ("pages", _text(pages)),
        (_GIVEN_OUT_BY.get(entry, "publisher"), f"{{{_text(by)}}}" if by else ""),
        ("type", record.kind.label if entry == "techreport" or is_page(record) else ""),
        ("doi", _address(record.doi)),
        ("url", _address(record.address)),
        ("urldate", today.isoformat()),
        ("abstract", _text(record.abstract)),
        ("keywords", _text(", ".join(each.label.replace(",", "") for each in record.subjects))),
        ("language", "english"),
        ("note", _text(". ".join(notes_of(record)))),
    )
    yield from ((name, f"{{{value}}}") for name, value in optional if value)
    if record.issued and len(record.issued.parts) > 1:
        yield "month", _MONTHS[record.issued.parts[1] - 1]


def _name(author: Author) -> str:
    if author.is_group or not author.family:
        return f"{{{_text(author.name)}}}"
    if not author.given:
        return f"{{{_text(author.family)}}}"
    given, _, after = author.given.partition(", ")  # "John, Jr." is "Smith, Jr., John" here
    return ", ".join(_text(part) for part in (author.family, after, given) if part)


def _text(text: str) -> str:
    return _encoder().unicode_to_latex(" ".join(text.split()))


def _address(address: str) -> str:
    """An address stands as it is, but for what would end a field or begin a comment in some reader."""
    return quote(address, safe=":/?#[]@!$&'()*+,;=~%-._")


@cache
def _encoder() -> UnicodeToLatexEncoder:
    return UnicodeToLatexEncoder(
        unknown_char_policy="keep", replacement_latex_protection="braces-all", unknown_char_warning=False
    )
