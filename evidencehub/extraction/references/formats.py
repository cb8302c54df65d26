"""Which format a list is in, by its content; what is something else is told with the way out."""

import re

from evidencehub.extraction.references.entry import Format

_EXPORT = "Open it in your reference manager, export the references as RIS, and choose that file"
_TAGS = re.compile(r"^[ \t]{0,3}(?:TI|T1|AU|A1|PY|Y1|JO|JF|T2|DO)[ \t]{0,4}-[ \t]", re.MULTILINE)
_HEAD = 20_000  # characters, in which the first entry begins
NOTHING = "This file is empty. Check that it is the file you meant"
OTHER = (
    "We found no references in it. We can read RIS, PubMed’s format, EndNote (tagged or XML), BibTeX and CSL-JSON. "
    f"{_EXPORT}"
)
PUBMED_XML = "This is PubMed’s XML. In PubMed choose “Send to: Citation manager”, and choose the file that you get"
WEB_PAGE = f"This is a web page. {_EXPORT}"
SOME_XML = f"This is XML, and not EndNote’s. {_EXPORT}"
TABLE = f"This looks like a table. {_EXPORT}"


def format_of(text: str) -> Format | str:
    """The format, or what is wrong in words."""
    head = text.lstrip("\ufeff \r\n\t")[:_HEAD]
    if not head:
        return NOTHING
    if head.startswith("<") and not re.match(r"<\s*\d+\s*\.?\s*>", head):
        return _of_markup(head)
    if head.startswith(("[", "{")):
        return Format.CSL
    lines = head.replace("\r\n", "\n").replace("\r", "\n")
    for pattern, found in (
        (r"^VN[ \t]{1,2}-[ \t]+Ovid", Format.OVID),
        (r"^PMID[ \t]{0,2}-", Format.NBIB),
        (r"^[ \t]{0,3}TY[ \t]{0,4}-", Format.RIS),
        (r"^[ \t]{0,3}%[0AT][ \t]+\S", Format.ENW),
        (r"^[ \t]*@[A-Za-z]+[ \t]*[{(]", Format.BIBTEX),
    ):
        if re.search(pattern, lines, re.MULTILINE):
            return found
    if len(_TAGS.findall(lines)) > 1:
        return Format.RIS
    first = lines.split("\n", 1)[0]
    return TABLE if max(first.count(","), first.count("\t"), first.count(";")) > 2 else OTHER


def _of_markup(head: str) -> Format | str:
    lower = head.lower()
    if "<pubmedarticle" in lower:
        return PUBMED_XML
    if "<record>" in lower or "<ref-type" in lower or "<records" in lower:
        return Format.ENDNOTE_XML
    return WEB_PAGE if "<html" in lower or "<!doctype html" in lower or "<body" in lower else SOME_XML
