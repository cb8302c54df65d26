"""CSL-JSON, as Zotero and Crossref write it; a file that is broken in the middle is read on behind that place."""

import json
import re
from collections.abc import Iterator
from typing import Any

from evidencehub.extraction.references.entry import Entry, Kind, Problem
from evidencehub.extraction.references.pieces import plain
from evidencehub.extraction.references.record import Fields, entry_of

_KINDS = {
    **dict.fromkeys(("article", "article-journal", "article-magazine", "article-newspaper", "journal-article",
                     "review"), Kind.ARTICLE),
    "book": Kind.BOOK, "monograph": Kind.BOOK, "edited-book": Kind.BOOK, "chapter": Kind.CHAPTER,
    "book-chapter": Kind.CHAPTER, "report": Kind.REPORT, "manuscript": Kind.REPORT, "thesis": Kind.THESIS,
    "dissertation": Kind.THESIS, "paper-conference": Kind.CONFERENCE, "proceedings-article": Kind.CONFERENCE,
    "webpage": Kind.WEB, "post-weblog": Kind.WEB, "post": Kind.WEB,
}  # fmt: skip
_NEXT = re.compile(r"\}\s*,\s*(?=\{)")
BROKEN = "We could not read on here: a bracket, a comma or a quotation mark is missing"
NO_OBJECT = "This is no entry: an entry stands between { and }"


def read_csl(text: str) -> Iterator[Entry | Problem]:
    for line, found in _objects(text):
        if isinstance(found, dict):
            yield entry_of(_fields(found, line), names=list(_people(found)))
        else:
            yield Problem(line, found if isinstance(found, str) else NO_OBJECT)


def _objects(text: str) -> Iterator[tuple[int, Any]]:
    """Each entry with its line, and what is wrong in words."""
    decoder = json.JSONDecoder()
    try:
        whole = decoder.decode(text)
    except json.JSONDecodeError:
        pass
    else:
        if isinstance(whole, dict) and not any(key in whole for key in ("title", "type", "author")):
            held = next((value for value in whole.values() if isinstance(value, list)), [])
            yield from ((number, each) for number, each in enumerate(held, start=1))
            return
        if isinstance(whole, dict):
            yield 1, whole
            return
    place, counted, line = text.find("[") + 1, 0, 1
    while True:
        while place < len(text) and text[place] in " \t\r\n,":
            place += 1
        if place >= len(text) or text[place] == "]":
            return
        line, counted = line + text.count("\n", counted, place), place
        try:
            found, place = decoder.raw_decode(text, place)
        except json.JSONDecodeError as error:
            yield error.lineno, BROKEN
            after = _NEXT.search(text, place)
            if after is None:
                return
            place = after.end()
            continue
        yield line, found if isinstance(found, dict) else None


def _fields(said: dict[str, Any], line: int) -> Fields:
    def of(*names: str) -> list[str]:
        found = list[str]()
        for name in names:
            value = said.get(name)
            values = value if isinstance(value, list) else [value]
            found += [str(each) for each in values if isinstance(each, str | int) and not isinstance(each, bool)]
        return found

    return Fields(
        line=line, kind=_KINDS.get(str(said.get("type", "")), Kind.OTHER), title=of("title", "title-short"),
        dates=[date for name in ("issued", "published", "original-date") for date in _date(said.get(name))],
        within=of("container-title", "container-title-short", "journalAbbreviation"), volume=of("volume"),
        issue=of("issue", "number"), pages=("".join(of("page")[:1]), ""), publisher=of("publisher"),
        doi=of("DOI", "URL"), pmid=of("PMID"), urls=of("URL"), serials=of("ISSN", "ISBN"),
    )  # fmt: skip


def _date(said: Any) -> list[str]:
    if isinstance(said, str | int):
        return [str(said)]
    if not isinstance(said, dict):
        return []
    parts = said.get("date-parts")
    first = parts[0] if isinstance(parts, list) and parts else None
    year = first[0] if isinstance(first, list) and first else None
    return [str(each) for each in (year, said.get("raw"), said.get("literal"), said.get("year")) if each]


def _people(said: dict[str, Any]) -> Iterator[str]:
    for each in said.get("author") or said.get("editor") or []:
        if isinstance(each, str):
            yield plain(each)
        elif isinstance(each, dict):
            part = {name: plain(str(value)) for name, value in each.items() if isinstance(value, str)}
            family = f"{part.get('non-dropping-particle', '')} {part.get('family', '')}".strip()
            given = " ".join(filter(None, (part.get(n, "") for n in ("given", "dropping-particle", "suffix"))))
            name = ", ".join(filter(None, (family, given))) or part.get("literal", "") or part.get("name", "")
            if name:
                yield name
