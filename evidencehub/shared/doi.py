"""DOIs: as they stand in addresses, and in the one form in which two of them are compared."""

import re
from urllib.parse import quote, unquote

_DOI = re.compile(r"10\.\d{4,9}/[^\s\"<>]+")
_BARE = re.compile(r"10\.\d{4,9}/\S+")
_BEFORE = re.compile(r"(?:https?://)?(?:(?:dx\.|www\.)?doi\.org/|doi:\s*)", re.IGNORECASE)
_CITED = re.compile(rf"(?:doi\.org/|\bdoi:\s*)({_DOI.pattern})", re.IGNORECASE)
_ENCODED = re.compile(r"%[0-9a-f]{2}", re.IGNORECASE)


def doi_in(address: str) -> str:
    """Bare, where an address is one of a DOI; else ""."""
    found = _DOI.search(address) if "doi.org/" in address else None
    return found.group() if found else ""


def doi_cited(citation: str) -> str:
    """Bare, of the one paper whose DOI a citation gives; "" where it gives none, or those of several.

    >>> doi_cited("Science, 350(6257), 196–198. doi: 10.1126/science.aac7427."), doi_cited("Science, 350(6257).")
    ('10.1126/science.aac7427', '')
    """
    found = {each.rstrip(".,;").casefold(): each.rstrip(".,;") for each in _CITED.findall(citation)}
    return found.popitem()[1] if len(found) == 1 else ""


def canonical(text: str) -> str:
    """Bare and in small letters, since case tells no DOIs apart; "" for what is none.

    >>> canonical(" https://doi.org/10.2147/IJN.S97476 "), canonical("unavailable")
    ('10.2147/ijn.s97476', '')
    """
    bare = _BEFORE.sub("", text.strip(), count=1).strip()
    if _ENCODED.search(bare):
        bare = unquote(bare)
    return bare.rstrip(".,;").lower() if _BARE.fullmatch(bare) else ""


def address_of_doi(doi: str) -> str:
    return f"https://doi.org/{quote(doi, safe='/:;().-_')}"
