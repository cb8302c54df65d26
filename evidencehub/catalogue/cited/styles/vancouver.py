"""Vancouver, as the National Library of Medicine and medical journals write it: up to six authors by name."""

from collections.abc import Sequence
from datetime import date

from evidencehub.catalogue.cited.published import CHAPTER, JOURNAL
from evidencehub.catalogue.cited.record import Author, Record
from evidencehub.catalogue.cited.styles.names import ended, initials, suffix
from evidencehub.catalogue.cited.styles.where import link_of, pages_of

MOST = 6  # authors; of more, the first six


def cite(record: Record, today: date) -> str:
    link, is_lasting = link_of(record)
    year, where = record.year or "[date unknown]", record.published
    # What has a DOI is found by it, and stays as it is.
    medium, seen = ("", "") if is_lasting else (" [Internet]", f" [cited {today.year} {today:%b} {today.day}]")
    at = f"doi:{record.doi}" if is_lasting else f"Available from: {link}"
    if where.kind == JOURNAL:
        volume = f"{where.volume}({where.issue})" if where.issue else where.volume
        numbers = ":".join(filter(None, (volume, pages_of(where, short=True))))
        rest = f"{ended(f'{where.within}{medium}')} {year}{seen}{f';{numbers}' if numbers else ''}."
        said = [ended(record.title), rest]
    elif where.kind == CHAPTER:
        pages = f" p. {pages_of(where, short=True)}." if where.first_page else ""
        said = [ended(record.title), f"In: {ended(f'{where.within}{medium}')} {year}{seen}.{pages}"]
    else:
        title = f"{record.title}{medium}" if medium else record.title
        by = f"{record.publisher}; " if record.publisher else ""
        said = [ended(title), f"{by}{year}{seen}."]
    return " ".join(
        filter(
            None, [ended(_who(record.authors, has_more=record.has_more_authors)) if record.authors else "", *said, at]
        )
    )


def _who(authors: Sequence[Author], *, has_more: bool) -> str:
    names = [_name(each) for each in authors]
    return ", ".join([*names[:MOST], "et al"] if len(names) > MOST or has_more else names)


def _name(author: Author) -> str:
    if author.is_group or not author.given:
        return author.name
    after = suffix(author).rstrip(".")
    return " ".join(filter(None, (author.family, initials(author.given, apart="", dot=""), after)))
