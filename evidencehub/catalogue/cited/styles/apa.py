"""APA, 7th edition: author and date first, up to twenty authors by name."""

from collections.abc import Sequence
from datetime import date

from evidencehub.catalogue.cited.files.kinds import is_page
from evidencehub.catalogue.cited.published import CHAPTER, JOURNAL
from evidencehub.catalogue.cited.record import Author, Dated, Record
from evidencehub.catalogue.cited.styles.names import ended, initials, suffix
from evidencehub.catalogue.cited.styles.where import link_of, pages_of

MOST = 20  # authors; of more, nineteen and the last


def cite(record: Record, today: date) -> str:
    title, when = ended(record.title), f"({_when(record)})."
    who = _who(record.authors, has_more=record.has_more_authors)
    begins = [ended(who), when, title] if who else [title, when]
    return " ".join(filter(None, [*begins, _within(record), _found_at(record, today)]))


def _within(record: Record) -> str:
    where = record.published
    if where.kind == JOURNAL:
        volume = f"{where.volume}({where.issue})" if where.issue else where.volume
        return ended(", ".join(filter(None, (where.within, volume, pages_of(where)))))
    if where.kind == CHAPTER:
        return f"In {where.within} (pp. {pages_of(where)})." if where.first_page else ended(f"In {where.within}")
    # A name that stands before as the author's is not said twice.
    is_said = [each.name for each in record.authors] == [record.publisher]
    return "" if is_said else ended(record.publisher)


def _found_at(record: Record, today: date) -> str:
    link, is_lasting = link_of(record)
    may_change = not (record.issued or is_lasting)
    return f"Retrieved {today.day} {today:%B %Y}, from {link}" if may_change else link


def _when(record: Record) -> str:
    """A text has a year, a page has a day."""
    if record.issued is None:
        return "n.d."
    return _day(record.issued) if is_page(record) else record.year


def _day(dated: Dated) -> str:
    year, *rest = dated.parts
    if not rest:
        return str(year)
    month = f"{date(year, rest[0], 1):%B}"
    return f"{year}, {month} {rest[1]}" if len(rest) > 1 else f"{year}, {month}"


def _who(authors: Sequence[Author], *, has_more: bool) -> str:
    names = [_name(each) for each in authors]
    if len(names) > MOST:
        return f"{', '.join(names[: MOST - 1])}, … {names[-1]}"
    if has_more:
        return f"{', '.join(names)}, et al."
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])}, & {names[-1]}"


def _name(author: Author) -> str:
    if author.is_group or not author.given:
        return author.name
    return ", ".join(filter(None, (author.family, initials(author.given, apart=" "), suffix(author))))
