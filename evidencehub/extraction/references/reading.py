"""The side that is trusted: what a file may be, having it read in a child, and checking what comes back."""

import json
import logging
import os
from typing import Any

from evidencehub.extraction.limits import State
from evidencehub.extraction.process import GaveUp, ReaderUnavailable, output_of
from evidencehub.extraction.reading import scrub
from evidencehub.extraction.references.entry import (
    AUTHORS,
    ENTRIES,
    GUESSED_LETTERS,
    OUTPUT_BYTES,
    PROBLEMS,
    READING,
    TEXT,
    Entry,
    Format,
    FoundList,
    Kind,
    NotAList,
    Problem,
)
from evidencehub.extraction.references.formats import NOTHING, OTHER
from evidencehub.shared.filetypes import CSV, kind_of, refusal
from evidencehub.shared.filetypes import TEXT as PLAIN

log = logging.getLogger(__name__)

_TOO_LONG = "Take out what you do not need, or bring it in several files"
_WHY = {
    State.TOO_LARGE: f"This list is too large for us to read. {_TOO_LONG}",
    State.TIMED_OUT: f"This list took too long to read, so we stopped. {_TOO_LONG}",
}
_BROKEN = (
    "We could not read this file: it is damaged or incomplete. Export the references once more and choose that file"
)


def read_references(path: str | os.PathLike[str]) -> FoundList:
    """The entries of the file at ``path``.

    :raises NotAList: it is of another kind, damaged, too large, or holds no entry.
    :raises ReaderUnavailable: the child cannot run here.
    """
    kind = kind_of(path)
    if kind not in {CSV, PLAIN, None}:
        assert kind is not None  # noqa: S101  (it is none of the three)
        raise NotAList(f"This file is a “{kind.label}”, and no list of references. {OTHER.partition('. ')[2]}")
    with open(path, "rb") as file:
        head = file.read(8)
    if not head:
        raise NotAList(NOTHING)
    if kind is None and head.startswith((b"PK", b"\xd0\xcf\x11\xe0", b"{\\rtf", b"%PDF")):
        words = refusal(path)
        raise NotAList(words.removesuffix(".") if words.startswith("This file is locked") else OTHER)
    try:
        output = output_of("evidencehub.extraction.references.child", path, PLAIN, READING, OUTPUT_BYTES)
    except GaveUp as error:
        raise NotAList(_WHY.get(error.state, _BROKEN)) from None
    return _checked(output)


def _checked(output: bytes) -> FoundList:
    """Believe nothing: a hostile file may have taken the child over."""
    try:
        said = json.loads(output)
        if said.get("state") == "unavailable":
            raise ReaderUnavailable(str(said.get("reason", ""))[:500])
        state = State(said["state"])
        if state is not State.TEXT:
            raise NotAList(_WHY.get(state, _BROKEN))
        if "other" in said:
            raise NotAList(scrub(str(said["other"]))[:TEXT])
        found = Format(said["format"])
        entries = tuple(entry_from(each) for each in said["entries"])
        problems = tuple(Problem(int(line), scrub(str(words))[:TEXT]) for line, words in said["problems"][:PROBLEMS])
        failed = int(said["failed"])
        notes = [GUESSED_LETTERS] if said.get("is_guessed") is True else []
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        log.warning("extraction: the answer about a list of references made no sense")
        raise NotAList(_BROKEN) from None
    if len(entries) > ENTRIES:
        raise NotAList(f"This list has more than {ENTRIES:,} entries. {_TOO_LONG}")
    if not entries:
        raise NotAList(_none(problems))
    if failed > len(problems):
        notes.append(f"{failed - len(problems):,} more entries could not be read")
    return FoundList(found, entries, problems, tuple(notes), counts_lines=found is not Format.ENDNOTE_XML)


def _none(problems: tuple[Problem, ...]) -> str:
    if not problems:
        return OTHER
    return f"We could not read any entry. The first trouble is in line {problems[0].line}: {problems[0].words}"


def entry_from(said: Any) -> Entry:
    """An entry of plain JSON.

    :raises ValueError, TypeError, KeyError: it is not what an honest child says.
    """
    if said["url"] and not said["url"].lower().startswith(("http://", "https://")):
        raise ValueError("no address")
    year = None if said["year"] is None else int(said["year"])
    if not said["title"] or (year is not None and not 1000 <= year <= 2200):
        raise ValueError("no entry")
    return Entry(
        line=int(said["line"]), kind=Kind(said["kind"]).value, title=_text(said["title"]),
        authors=_texts(said["authors"]), year=year, within=_text(said["within"]),
        volume=_text(said["volume"]), issue=_text(said["issue"]),
        pages=_text(said["pages"]),
        publisher=_text(said["publisher"]), doi=_text(said["doi"]), pmid=_text(said["pmid"]),
        url=_text(said["url"]), issn=_texts(said["issn"]), isbn=_texts(said["isbn"]), notes=_texts(said["notes"]),
    )  # fmt: skip


def _texts(said: Any) -> tuple[str, ...]:
    return tuple(_text(each) for each in said[:AUTHORS])


def _text(said: Any) -> str:
    if not isinstance(said, str) or len(said) > TEXT:
        raise ValueError("no text")
    return scrub(said)
