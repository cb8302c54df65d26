"""Entries of a list of references as records of studies. A list says what was published, not what was found."""

import hashlib
from collections.abc import Collection, Iterator
from dataclasses import replace
from pathlib import Path

from marshmallow import ValidationError

from evidencehub.extraction.process import ReaderUnavailable
from evidencehub.extraction.references.entry import Entry, Format, FoundList, NotAList
from evidencehub.extraction.references.reading import read_references
from evidencehub.interchange.jsonl.importing import Read, Row, Summary
from evidencehub.interchange.jsonl.schemas import Record, record_of
from evidencehub.interchange.records.files import UnusableFile, reasons
from evidencehub.projects.references.twins import Likeness, folded, twins
from evidencehub.projects.references.words import address_of, in_one_line

SOURCE = "references"  # where the command names no other
FORMATS = {
    "ris": frozenset({Format.RIS, Format.OVID}),
    "nbib": frozenset({Format.NBIB}),
    "endnote": frozenset({Format.ENW, Format.ENDNOTE_XML}),
    "bibtex": frozenset({Format.BIBTEX}),
    "csl": frozenset({Format.CSL}),
}  # by the name of the command
TITLE, AUTHORS, NAME, KEY = 300, 200, 300, 100  # what a record takes: characters, names, characters, characters


def reader(command: str) -> Read:
    """What the command of this name reads of a file."""

    def read(path: Path, summary: Summary) -> Iterator[Row]:
        found = _list_in(path, command)
        summary.notes += [f"{path.name}: {note}." for note in found.notes]
        for problem in found.problems:
            yield Row(problem.line, problem.words, 0.5)
        again = twins(found.entries, ())
        for place, entry in enumerate(found.entries, start=1):
            done = 0.5 + place / len(found.entries) / 2
            twin = again.get(place - 1)
            if twin and twin.likeness is not Likeness.MAYBE:
                summary.twice += 1
            else:
                yield Row(entry.line, _record(entry), done)

    return read


def _list_in(path: Path, command: str) -> FoundList:
    """:raises UnusableFile: it cannot be read, or is in the format of another command."""
    try:
        found = read_references(path)
    except OSError as error:
        raise UnusableFile(f"{path} cannot be read: {error.strerror or error}.") from None
    except NotAList as error:
        raise UnusableFile(f"{path.name}: {str(error).removesuffix('.')}.") from None
    except ReaderUnavailable as error:
        raise UnusableFile(f"{path.name}: lists cannot be read on this machine: {error}") from None
    if found.format not in FORMATS[command]:
        other = next(name for name, formats in FORMATS.items() if found.format in formats)
        raise UnusableFile(f"{path.name} is {found.format.label}: use `evidencehub import {other}`.")
    return found


def _record(entry: Entry) -> Record | str:
    """What is kept of it, or what is wrong with it."""
    title = entry.title if len(entry.title) <= TITLE else f"{entry.title[: TITLE - 1].rstrip()}…"
    said = {
        "external_id": key_of(entry), "title": title, "summary": in_one_line(replace(entry, authors=())),
        "authors": [name[:NAME] for name in _first(entry.authors)],
        "year": entry.year if _is_year(entry.year) else None,
        "doi": entry.doi, "url": "" if entry.doi else address_of(entry),
    }  # fmt: skip
    try:
        return record_of(said)
    except ValidationError as error:
        return reasons(error)


def key_of(entry: Entry) -> str:
    """What an entry is known by, in whatever format it comes: its DOI, its number in PubMed, or what it says."""
    if entry.doi and len(entry.doi) + 4 <= KEY:
        return f"doi:{entry.doi.casefold()}"
    if entry.pmid:
        return f"pmid:{entry.pmid}"
    first = folded(entry.authors[0].partition(",")[0]) if entry.authors else ""
    said = "\n".join((folded(entry.title), str(entry.year or ""), first, entry.doi.casefold()))
    return f"entry:{hashlib.blake2b(said.encode(), digest_size=16).hexdigest()}"


def _first(names: Collection[str]) -> list[str]:
    held = list(names)
    return held if len(held) <= AUTHORS else [*held[: AUTHORS - 1], f"and {len(held) - AUTHORS + 1} others"]


def _is_year(year: int | None) -> bool:
    return year is not None and 1500 <= year <= 2200
