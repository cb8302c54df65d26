"""A list of references that a team brings: a file or a text that a child reads, and the list as a page keeps it."""

import base64
import binascii
import json
import tempfile
import zlib
from dataclasses import asdict
from threading import BoundedSemaphore
from typing import Any, BinaryIO

from werkzeug.datastructures import FileStorage

from evidencehub.extraction.references.entry import FILE_BYTES, Format, FoundList, NotAList, Problem
from evidencehub.extraction.references.reading import entry_from, read_references
from evidencehub.shared.db import db, release

# A file holds a thread of this process while a child reads it: others are left for everybody else's pages.
READING, _WAIT_SECONDS = BoundedSemaphore(2), 3.0
_CHUNK_BYTES = 1024 * 1024
_CARRIED = 1_500_000  # characters that a page takes along
_UNPACKED_BYTES = 20 * _CHUNK_BYTES


def list_in(upload: FileStorage | None, pasted: str) -> FoundList:
    """:raises NotAList: nothing was brought, both were, or it cannot be read."""
    if upload is not None and pasted.strip():
        raise NotAList("Choose a file or paste a list, not both: we cannot tell which you mean")
    if upload is None and not pasted.strip():
        raise NotAList("Choose a file, or paste a list below")
    release(db.session)
    if not READING.acquire(timeout=_WAIT_SECONDS):
        raise NotAList("Several lists are being read at this moment. Choose the file again in a minute")
    try:
        with tempfile.NamedTemporaryFile(prefix="evidencehub-list-") as file:
            if upload is None:
                file.write(pasted.encode())
            else:
                _copy(upload.stream, file)
            file.flush()
            return read_references(file.name)
    finally:
        READING.release()


def _copy(source: Any, file: BinaryIO | Any) -> None:
    size = 0
    while chunk := source.read(_CHUNK_BYTES):
        size += len(chunk)
        if size > FILE_BYTES:
            raise NotAList(
                f"This file is larger than {FILE_BYTES // _CHUNK_BYTES} MB. Export the references without their "
                "abstracts, or bring them in several files"
            )
        file.write(chunk)


def carried(found: FoundList) -> str:
    """The list as the next page keeps it: nothing is stored on our side before somebody has looked at it.

    :raises NotAList: it is too long for a page.
    """
    entries = [{name: value for name, value in asdict(each).items() if value} for each in found.entries]
    problems = [[each.line, each.words] for each in found.problems]
    text = json.dumps([found.format, entries, problems, found.notes], ensure_ascii=False, separators=(",", ":"))
    packed = base64.urlsafe_b64encode(zlib.compress(text.encode())).decode()
    if len(packed) > _CARRIED:
        raise NotAList("This list is too long to look at on one page. Bring it in several files")
    return packed


def brought(packed: str) -> FoundList | None:
    """The list that a page kept; None where it is none, since anybody can send anything."""
    try:
        unpacking = zlib.decompressobj()
        text = unpacking.decompress(base64.urlsafe_b64decode(packed.encode()), _UNPACKED_BYTES)
        if not unpacking.eof:
            return None
        format_, entries, problems, notes = json.loads(text)
        return FoundList(
            Format(format_),
            tuple(entry_from(_EMPTY | each) for each in entries),
            tuple(Problem(int(line), str(words)) for line, words in problems),
            tuple(map(str, notes)),
            counts_lines=Format(format_) is not Format.ENDNOTE_XML,
        )
    except (ValueError, TypeError, KeyError, zlib.error, binascii.Error, RecursionError):
        return None


_EMPTY: dict[str, Any] = {
    **dict.fromkeys(("title", "within", "volume", "issue", "pages", "publisher", "doi", "pmid", "url"), ""),
    **dict.fromkeys(("authors", "issn", "isbn", "notes"), ()),
    "year": None, "line": 0, "kind": "other",
}  # fmt: skip
