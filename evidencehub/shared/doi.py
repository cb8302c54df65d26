"""DOIs as they stand in addresses."""

import re
from urllib.parse import quote

_DOI = re.compile(r"10\.\d{4,9}/[^\s\"<>]+")


def doi_in(address: str) -> str:
    """Bare, where an address is one of a DOI; else ""."""
    found = _DOI.search(address) if "doi.org/" in address else None
    return found.group() if found else ""


def address_of_doi(doi: str) -> str:
    return f"https://doi.org/{quote(doi, safe='/:;().-_')}"
