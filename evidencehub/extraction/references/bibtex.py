"""BibTeX, by bibtexparser: it tells in which line something is wrong, and reads on behind it."""

import logging
import re
from collections.abc import Iterable, Iterator

from bibtexparser.entrypoint import parse_string
from bibtexparser.library import Library
from bibtexparser.middlewares.names import parse_single_name_into_parts, split_multiple_persons_names
from bibtexparser.middlewares.parsestack import default_parse_stack
from bibtexparser.model import Block, DuplicateBlockKeyBlock, DuplicateFieldKeyBlock, Field, ParsingFailedBlock
from bibtexparser.model import Entry as Bib
from pylatexenc.latex2text import LatexNodes2Text

from evidencehub.extraction.references.entry import Entry, Kind, Problem
from evidencehub.extraction.references.pieces import plain
from evidencehub.extraction.references.record import Fields, entry_of

_KINDS = {
    "article": Kind.ARTICLE, "book": Kind.BOOK, "mvbook": Kind.BOOK, "booklet": Kind.BOOK, "collection": Kind.BOOK,
    "proceedings": Kind.BOOK, "inbook": Kind.CHAPTER, "incollection": Kind.CHAPTER, "techreport": Kind.REPORT,
    "report": Kind.REPORT, "unpublished": Kind.REPORT, "manual": Kind.REPORT, "phdthesis": Kind.THESIS,
    "mastersthesis": Kind.THESIS, "thesis": Kind.THESIS, "inproceedings": Kind.CONFERENCE,
    "conference": Kind.CONFERENCE, "online": Kind.WEB, "electronic": Kind.WEB, "www": Kind.WEB,
}  # fmt: skip
_LATEX = LatexNodes2Text(math_mode="verbatim", keep_comments=True)
_BARE_PERCENT = re.compile(r"(?<!\\)((?:\\\\)*)%")
_IN_MATHS = LatexNodes2Text(math_mode="text")
_FORMULA = re.compile(r"\$[^$]*[\\_^][^$]*\$")  # other signs of the kind are dollars
BROKEN = "An entry that we could not read: a bracket, a comma or a quotation mark is missing near here"
logging.getLogger("bibtexparser").setLevel(logging.CRITICAL)  # it writes what it could not read to standard error


def read_bibtex(text: str) -> Iterator[Entry | Problem]:
    """In the order of the file."""
    found = list(_whole(parse_string(text, parse_stack=[]).blocks))
    for step in default_parse_stack():
        # What stands twice was set aside with its braces on: now that each has a key of its own, it goes along.
        found = step.transform(Library(found)).blocks
    for block in found:
        line = (block.start_line or 0) + 1
        if isinstance(block, Bib):
            yield _entry(block, line)
        elif isinstance(block, ParsingFailedBlock):
            yield Problem(line, BROKEN)


def _whole(blocks: Iterable[Block]) -> Iterator[Block]:
    """Two entries under one key are two; of a field that stands twice in one entry the first counts."""
    for number, each in enumerate(blocks):
        block = each
        if isinstance(each, DuplicateBlockKeyBlock | DuplicateFieldKeyBlock) and each.ignore_error_block:
            block = each.ignore_error_block
        if isinstance(block, Bib):
            first = dict[str, Field]()
            for field in block.fields:
                first.setdefault(field.key.lower(), field)
            block.key, block.fields = str(number), list(first.values())
        yield block


def _entry(bib: Bib, line: int) -> Entry | Problem:
    said = {each.key.lower(): str(each.value) for each in bib.fields}
    kind = _KINDS.get(bib.entry_type.lower(), Kind.OTHER)

    def of(*names: str) -> list[str]:
        return [_letters(said[name]) for name in names if name in said]

    title = of("title")
    if title and (subtitle := of("subtitle")):
        title = [f"{title[0].strip()}: {subtitle[0].strip()}"]
    fields = Fields(
        line=line, kind=kind, title=title, dates=of("year", "date"),
        within=of(*(("journal", "journaltitle", "booktitle") if kind is not Kind.BOOK else ())),
        volume=of("volume"), issue=of("number", "issue"), pages=("".join(of("pages")), ""),
        publisher=of("publisher", "school", "institution", "organization"), doi=of("doi", "url"), pmid=of("pmid"),
        urls=of("url", "howpublished"), serials=of("issn", "isbn"),
    )  # fmt: skip
    return entry_of(fields, names=_people(said.get("author") or said.get("editor") or ""))


def _people(text: str) -> list[str]:
    found = []
    for name in split_multiple_persons_names(" ".join(text.split())):
        if name.casefold() in {"", "others"}:
            continue
        if name.startswith("{") and name.endswith("}") and name.count("{") == name.count("}"):
            found.append(plain(_letters(name)))  # a group: braces keep its name in one piece
            continue
        parts = parse_single_name_into_parts(name, strict=False)
        family, given = " ".join([*parts.von, *parts.last]), " ".join([*parts.first, *parts.jr])
        found.append(plain(_letters(f"{family}, {given}" if given else family)))
    return [each for each in found if each]


def _letters(text: str) -> str:
    """LaTeX as plain letters. A percent sign begins a comment there, and people write it for percent."""
    if not any(sign in text for sign in "\\{}$~"):
        return text
    text = _FORMULA.sub(lambda found: _IN_MATHS.latex_to_text(found.group()), text)
    plainly: str = _LATEX.latex_to_text(_BARE_PERCENT.sub(r"\1\\%", text))
    return plainly.replace("{", "").replace("}", "")
