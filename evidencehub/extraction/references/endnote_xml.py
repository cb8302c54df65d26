"""EndNote’s XML. Its text stands in pieces that say how they are printed."""

import io
from collections.abc import Iterator
from typing import Any

from lxml import etree

from evidencehub.extraction.limits import State
from evidencehub.extraction.reading import Unreadable
from evidencehub.extraction.references.entry import Entry, Kind, Problem
from evidencehub.extraction.references.from_tags import is_pubmed, kind_in_words
from evidencehub.extraction.references.record import Fields, entry_of

BROKEN = "We could not read on behind this entry: the file is damaged or incomplete"
_DECLARATION = "?>"


def read_endnote_xml(text: str) -> Iterator[Entry | Problem]:
    """The number of an entry stands for its line: EndNote writes all of them on one."""
    if "<!ENTITY" in text:
        raise Unreadable(State.BROKEN)  # EndNote declares none
    text = text.lstrip("\ufeff \r\n\t")
    if text.startswith("<?xml"):
        text = text.partition(_DECLARATION)[2]  # it was decoded already, whatever it says there
    content, number = io.BytesIO(text.encode("utf-8", errors="replace")), 0
    try:
        for _, record in etree.iterparse(
            content, tag="{*}record", resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
        ):
            number += 1
            yield entry_of(_fields(record, number))
            record.clear()
    except etree.XMLSyntaxError:
        yield Problem(max(number, 1), BROKEN)


def _fields(record: Any, number: int) -> Fields:
    def of(*paths: str) -> list[str]:
        return ["".join(each.itertext()).replace("\r", "\n") for path in paths for each in record.iterfind(path)]

    kinds = [each.get("name") or each.text or "" for each in record.iterfind("ref-type")]
    kind = kind_in_words(*kinds)
    return Fields(
        line=number, kind=kind, title=of("titles/title", "titles/short-title"),
        authors=of("contributors/authors/author") or of("contributors/secondary-authors/author"),
        dates=of("dates/year", "dates/pub-dates/date"),
        within=[] if kind is Kind.BOOK else of("periodical/full-title", "titles/secondary-title", "titles/alt-title"),
        volume=of("volume"), issue=of("number", "issue"), pages=("".join(of("pages")[:1]), ""),
        publisher=of("publisher"),
        doi=[*of("electronic-resource-num"), *(each for each in of(".//url") if "doi.org" in each)],
        urls=[each for each in of("urls/related-urls/url", "urls/web-urls/url", ".//url") if each.startswith("http")],
        serials=of("isbn", "issn"),
        pmid=of("accession-num") if is_pubmed(of("remote-database-name", "remote-database-provider")) else [],
    )  # fmt: skip
