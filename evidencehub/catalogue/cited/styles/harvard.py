"""Harvard as “Cite them right” writes it, 12th edition: up to three authors by name."""

from collections.abc import Sequence
from datetime import date

from evidencehub.catalogue.cited.files.kinds import is_page
from evidencehub.catalogue.cited.record import Author, Record
from evidencehub.catalogue.cited.styles.names import ended, initials, suffix
from evidencehub.catalogue.cited.styles.where import link_of, pages_of

MOST = 3  # authors; of more, the first


def cite(record: Record, today: date) -> str:
    when, who = f"({record.year or 'no date'})", _who(record.authors, has_more=record.has_more_authors)
    link, is_lasting = link_of(record)
    seen = "" if is_lasting else f" (Accessed: {today.day} {today:%B %Y})"
    at = f"Available at: {link}{seen}."
    where = record.published
    if where.is_part:
        named, volume = f"‘{record.title}’", f"{where.volume}({where.issue})" if where.issue else where.volume
        pages = f"p{'p' if where.last_page else ''}. {pages_of(where)}" if where.first_page else ""
        rest = ended(", ".join(filter(None, (where.within, volume, pages))))
        return f"{who} {when} {named}, {rest} {at}" if who else f"{named} {when} {rest} {at}"
    title, by = record.title, ended(record.publisher)
    if who and is_page(record):
        return f"{who} {when} {title}, {by} {at}"
    begins = [who, when, ended(title)] if who else [title, when if by else ended(when)]
    return " ".join(filter(None, [*begins, by, at]))


def _who(authors: Sequence[Author], *, has_more: bool) -> str:
    names = [_name(each) for each in authors]
    if len(names) > MOST or has_more:
        return f"{names[0]} et al."
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} and {names[-1]}"


def _name(author: Author) -> str:
    if author.is_group or not author.given:
        return author.name
    return ", ".join(filter(None, (author.family, initials(author.given, apart=""), suffix(author))))
