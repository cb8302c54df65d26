"""Where a record is found, and on which pages: what styles of citing have in common."""

from evidencehub.catalogue.cited.published import Published
from evidencehub.catalogue.cited.record import Record
from evidencehub.shared.doi import address_of_doi


def link_of(record: Record) -> tuple[str, bool]:
    """The address to give, and whether it leads to a text that never changes: that of a DOI does."""
    if record.doi:
        return address_of_doi(record.doi), True
    return record.address_of_version or record.address, False


def pages_of(where: Published, *, short: bool = False) -> str:
    """ "1620–1633".

    :param short: without the figures in which the last is as the first, "1620–33".
    """
    first, last = where.first_page, where.last_page
    if short and len(first) == len(last):
        same = next((place for place, (a, b) in enumerate(zip(first, last, strict=True)) if a != b), 0)
        last = last[same:]
    return "–".join(filter(None, (first, last)))
