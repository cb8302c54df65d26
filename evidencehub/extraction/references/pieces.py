"""The parts of an entry that every format writes in several ways: numbers, names, years, pages, plain text."""

import html
import re
from collections.abc import Iterable, Iterator
from urllib.parse import unquote

from evidencehub.extraction.reading import clean

_MARKUP = re.compile(r"</?(?:i|b|em|strong|sub|sup|u|italic|bold|scp|span|jats:\w+)\b[^<>]{0,100}>", re.IGNORECASE)
_DOI = re.compile(r"10\.\d{4,9}/[^\s\"<>]+")
_ISSN = re.compile(r"(?<![\dXx-])\d{4}-?\d{3}[\dXx](?![\dXx-])")
_ISBN = re.compile(r"(?<![\dXx-])(?:97[89][- ]?)?\d(?:[- ]?\d){8}[- ]?[\dXx](?![\dXx-])")
_YEAR = re.compile(r"(?<!\d)(1[4-9]\d\d|20\d\d|21\d\d)(?!\d)")
_INITIALS = r"(?:[^\W\d_a-z]{1,3}|(?:[^\W\d_]\.[ -]?){1,5})"
_FAMILY_FIRST = re.compile(
    rf"(?P<family>[^,]*?[a-zà-ÿ’'][^,]*?)\s+(?P<given>{_INITIALS})(?P<suffix>\s+(?:Jr|Sr|II|III|IV)\.?)?"
)
_NO_PAGES = re.compile(r"no(?: pagination)?(?: specified)?|specified|n\.?\s?pag\.?|undefined", re.IGNORECASE)
MOST_OF_A_NUMBER = 30  # characters of a volume, an issue or pages; more is something else


def plain(text: str) -> str:
    """On one line, with real letters in place of a web page's."""
    if "&" in text:
        text = html.unescape(text)
    if "<" in text:
        text = _MARKUP.sub("", text)
    return " ".join(clean(text).split())


def person(name: str) -> str:
    """ "Family, Given" of "Family, Given" and of "Family FM"; anything else as it stands."""
    name = plain(name).strip(" ;,*")
    if "," in name:
        family, _, given = name.partition(",")
        return ", ".join(filter(None, (family.strip(), " ".join(given.replace(",", " ").split()))))
    if found := _FAMILY_FIRST.fullmatch(name):
        return f"{found['family']}, {found['given'].strip()}{found['suffix'] or ''}"
    return name


def people(names: Iterable[str]) -> tuple[str, ...]:
    """Each once. Several on one line are parted by semicolons; “and others” is nobody."""
    apart = (part for name in names for part in name.split(";"))
    found = (person(part) for part in apart)
    return tuple(dict.fromkeys(each for each in found if each and each.casefold() not in {"others", "et al", "et al."}))


def doi_in(texts: Iterable[str]) -> str:
    """The first DOI, without the address or the word before it and the mark behind it."""
    for text in texts:
        if found := _DOI.search(unquote(text) if "%" in text else text):
            doi = re.sub(r"\[doi\]$", "", found.group(), flags=re.IGNORECASE).rstrip(".,;'’”")
            while doi.endswith((")", "]")) and doi.count(doi[-1]) > doi.count("(" if doi[-1] == ")" else "["):
                doi = doi[:-1].rstrip(".,;")
            return doi
    return ""


def year_in(texts: Iterable[str]) -> int | None:
    return next((int(found.group()) for text in texts if (found := _YEAR.search(text))), None)


def issns_in(texts: Iterable[str]) -> tuple[str, ...]:
    found = (each for text in texts for each in _ISSN.findall(_ISBN.sub(" ", text)))
    return tuple(dict.fromkeys(f"{each[:4]}-{each[-4:]}".upper() for each in found))


def isbns_in(texts: Iterable[str]) -> tuple[str, ...]:
    found = (re.sub(r"[- ]", "", each).upper() for text in texts for each in _ISBN.findall(text))
    return tuple(dict.fromkeys(each for each in found if len(each) in {10, 13}))


def address_in(texts: Iterable[str]) -> str:
    """The first address of the web that is no DOI’s."""
    for text in texts:
        for part in re.split(r"[\s<>]+", text):
            if re.match(r"https?://[^/\s]+\.", part, re.IGNORECASE) and "doi.org/" not in part:
                return part
    return ""


def pages_of(first: str, last: str = "") -> str:
    """ "12–34" of what is given in one piece or two; "" where it only says that there are none."""
    parts = [part for part in (plain(first), plain(last)) if part and not _NO_PAGES.fullmatch(part)]
    joined = "-".join(dict.fromkeys(parts))
    return re.sub(r"\s*[-\u2010-\u2015]+\s*", "–", joined).strip("–")


def numbers(values: dict[str, str]) -> Iterator[tuple[str, str, str]]:
    """Name, value, and what is wrong with it: some databases put a sentence where a number should be."""
    for name, value in values.items():
        too_long = len(value) > MOST_OF_A_NUMBER
        yield name, "" if too_long else value, f"Its {name} is a sentence, so we left that out" if too_long else ""
