"""What the tags of RIS, PubMed, Ovid and EndNote mean."""

import re
from collections.abc import Iterator, Mapping

from evidencehub.extraction.references.entry import Entry, Format, Kind, Problem
from evidencehub.extraction.references.record import Fields, entry_of
from evidencehub.extraction.references.tagged import Record, records

_RIS_KINDS = {
    **dict.fromkeys(["JOUR", "EJOUR", "JFULL", "MGZN", "NEWS", "INPR", "ABST"], Kind.ARTICLE),
    **dict.fromkeys(["BOOK", "EBOOK", "EDBOOK"], Kind.BOOK),
    **dict.fromkeys(["CHAP", "ECHAP"], Kind.CHAPTER),
    **dict.fromkeys(["RPRT", "GOVDOC", "STAND", "UNPB", "PAMP"], Kind.REPORT),
    **dict.fromkeys(["THES"], Kind.THESIS),
    **dict.fromkeys(["CONF", "CPAPER"], Kind.CONFERENCE),
    **dict.fromkeys(["ELEC", "WEB", "BLOG"], Kind.WEB),
}
# By words, as PubMed, Ovid and EndNote name kinds; the first that is met counts.
_WORDS: Mapping[str, Kind] = {
    "conference": Kind.CONFERENCE, "congress": Kind.CONFERENCE, "thesis": Kind.THESIS, "dissertation": Kind.THESIS,
    "section": Kind.CHAPTER, "chapter": Kind.CHAPTER, "article": Kind.ARTICLE, "journal": Kind.ARTICLE,
    "review": Kind.ARTICLE, "trial": Kind.ARTICLE, "magazine": Kind.ARTICLE, "report": Kind.REPORT,
    "government": Kind.REPORT, "web": Kind.WEB, "electronic": Kind.WEB, "online": Kind.WEB, "book": Kind.BOOK,
}  # fmt: skip
_SAYS = {  # tags without which there is no entry, but only something between entries
    Format.RIS: ("TI", "T1", "CT", "BT", "AU", "A1", "DO"),
    Format.OVID: ("TI", "AU", "DO"),
    Format.NBIB: ("PMID", "TI", "BTI", "AU", "FAU"),
    Format.ENW: ("0", "T", "A", "R"),
}


def read_tagged(text: str, format_: Format) -> Iterator[Entry | Problem]:
    for record in records(text, format_):
        if record.is_open or record.all(*_SAYS[format_]):
            yield entry_of(_READERS[format_](record))


def kind_in_words(*names: str) -> Kind:
    for name in names:
        for word, kind in _WORDS.items():
            if word in name.casefold():
                return kind
    return Kind.OTHER


def _ris(record: Record) -> Fields:
    kind = _RIS_KINDS.get("".join(record.all("TY")[:1]).strip(" .").upper(), Kind.OTHER)
    is_book = kind is Kind.BOOK
    journal = ("JF", "T2", "JO", "JA", "J2", "BT")
    in_part = kind in {Kind.ARTICLE, Kind.CHAPTER, Kind.CONFERENCE, Kind.OTHER}
    return Fields(
        line=record.line, kind=kind,
        title=record.all("TI", "T1", "CT", *(("BT",) if is_book else ()), "ST"),
        # Editors stand for authors where there are none. Ovid puts the authors of all that is cited into A2.
        authors=record.all("AU", "A1") or record.all(*(("A2", "ED", "A3") if is_book else ("ED",))),
        dates=record.all("PY", "Y1", "YR", "DA"),
        within=record.all(*(journal if kind is not Kind.CHAPTER else ("T2", "BT", "JF", "JO"))) if in_part else [],
        volume=record.all("VL"), issue=record.all("IS"),
        # Articles of journals on the web have a number in place of pages.
        pages=("".join(record.all("SP", "C7")[:1]), "".join(record.all("EP")[:1])),
        publisher=record.all("PB"),
        doi=[*record.all("DO", "DI"), *_with_doi(record.all("UR", "L2", "L3", "M3", "N1"))],
        urls=record.all("UR", "L1", "LK"), serials=record.all("SN"),
        pmid=_pubmed(record),
    )  # fmt: skip


def _pubmed(record: Record) -> list[str]:
    """Zotero notes the number of PubMed in words; others name the database."""
    noted = [found[1] for each in record.all("N1", "C2") if (found := re.search(r"PMID:\s*(\d+)", each))]
    return noted or (record.all("AN", "ID") if is_pubmed(record.all("DB", "DP")) else [])


def is_pubmed(databases: list[str]) -> bool:
    return any(name in each.lower() for each in databases for name in ("pubmed", "medline"))


def _with_doi(values: list[str]) -> list[str]:
    return [each for each in values if "doi" in each.lower()]


def _nbib(record: Record) -> Fields:
    ids = [each for each in record.all("LID", "AID") if "[doi]" in each.lower()]
    book, is_chapter = record.all("BTI"), bool(record.all("BTI") and record.all("TI"))
    journal = record.all("JT", "TA")
    kind = Kind.ARTICLE if journal else kind_in_words(*record.all("PT"))
    return Fields(
        line=record.line, kind=Kind.CHAPTER if is_chapter else Kind.BOOK if book else kind,
        title=record.all("TI", "BTI", "TT"), authors=record.all("FAU") or record.all("AU") or record.all("FED", "ED"),
        groups=record.all("CN"), dates=record.all("DP", "DEP"), within=book if is_chapter else journal,
        volume=record.all("VI"), issue=record.all("IP"), pages=("".join(record.all("PG")[:1]), ""),
        publisher=record.all("PB"), doi=ids, pmid=record.all("PMID"), serials=record.all("IS", "ISBN"),
    )  # fmt: skip


def _ovid(record: Record) -> Fields:
    source = "".join(record.all("SO")[:1])
    return Fields(
        line=record.line, kind=kind_in_words(*record.all("PT", "ST"), "article"),
        title=record.all("TI"), authors=record.all("FA") or record.all("AU"), groups=record.all("CA"),
        dates=[*record.all("YR", "DP"), source],
        within=[*record.all("JN", "JT", "BT"), re.split(r"\.\s", source)[0]],
        volume=record.all("VI", "VO"), issue=record.all("IP"), pages=("".join(record.all("PG")[:1]), ""),
        publisher=record.all("PB"), doi=record.all("DO", "DI", "AO"), urls=record.all("UR"),
        serials=record.all("IS", "IB"), pmid=record.all("UI") if is_pubmed(record.all("DB")) else [],
    )  # fmt: skip


def _enw(record: Record) -> Fields:
    kind = kind_in_words(*record.all("0"))
    return Fields(
        line=record.line, kind=kind, title=record.all("T", "!"), authors=record.all("A") or record.all("E", "?"),
        dates=record.all("D", "8"), within=record.all("J", "B") if kind is not Kind.BOOK else [],
        volume=record.all("V"), issue=record.all("N"), pages=("".join(record.all("P")[:1]), ""),
        publisher=record.all("I"), doi=[*record.all("R"), *_with_doi(record.all("U"))],
        urls=record.all("U"), serials=record.all("@"),
        pmid=record.all("M") if is_pubmed(record.all("W", "~")) else [],
    )  # fmt: skip


_READERS = {Format.RIS: _ris, Format.NBIB: _nbib, Format.OVID: _ovid, Format.ENW: _enw}
