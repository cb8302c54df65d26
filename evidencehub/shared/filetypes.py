"""What a file is, by its content: neither its name nor what the browser says about it is believed."""

import os
import re
import unicodedata
import zipfile
import zlib
from codecs import getincrementaldecoder
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import BinaryIO

_HEAD_BYTES = 1024  # readers accept a PDF whose header starts within its first 1,024 bytes (ISO 32000-1, annex H)
_CHUNK_BYTES = 1024 * 1024
_MAX_ZIP_DIRECTORY_BYTES = 1024 * 1024  # some 10,000 names; Word writes a few dozen
_MAX_CONTENT_TYPES_BYTES = 256 * 1024  # Word writes some 200 bytes a part
_MAX_NAME_BYTES = 200  # file systems allow 255, and a browser may add " (1)"
_WORD_DOCUMENT = re.compile(r"word/document\d*\.xml")
_MARKUP = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<(?:!doctype|!--|\?xml|html|head|body|script|svg|style|iframe)|\{\\rtf|%!ps)", re.I
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # Word before 2007, and any Office file locked with a password
_LOCKED = "EncryptedPackage".encode(
    "utf-16-le"
)  # the stream in which Office keeps a locked file ([MS-OFFCRYPTO] 1.3.2)
_RESERVED = frozenset({"CON", "PRN", "AUX", "NUL", *(f"{port}{n}" for port in ("COM", "LPT") for n in range(1, 10))})


@dataclass(frozen=True)
class FileKind:
    media_type: str
    extension: str  # with its dot
    label: str


PDF = FileKind("application/pdf", ".pdf", "PDF")
DOCX = FileKind("application/vnd.openxmlformats-officedocument.wordprocessingml.document", ".docx", "Word document")
DOTX = FileKind(
    "application/vnd.openxmlformats-officedocument.wordprocessingml.template", ".dotx", "Word template"
)  # of its own, because Word opens neither under the name of the other
TEXT = FileKind("text/plain; charset=utf-8", ".txt", "Plain text")
KINDS = (PDF, DOCX, DOTX, TEXT)

Source = BinaryIO | str | os.PathLike[str]


def kind_of(source: Source) -> FileKind | None:
    """Return what the content is, or None when it is nothing that the hub takes.

    :param source: a path, or a seekable stream, which is left where it stood.
    """
    with _opened(source) as stream:
        head = stream.read(_HEAD_BYTES)
        if head.startswith(b"PK\x03\x04"):
            return _word_kind(stream)
        if _MARKUP.match(head):  # before the PDF header, which a web page may carry somewhere in its first lines
            return None
        if b"%PDF-" in head:
            return PDF
        return TEXT if head and _is_utf8(stream) else None


def refusal(source: Source) -> str:
    """Say in a plain sentence why ``kind_of`` returned None, and what to do."""
    with _opened(source) as stream:
        head = stream.read(_HEAD_BYTES)
        if not head:
            return "This file is empty. Check that it is the file you meant."
        if head.startswith(_OLE):
            stream.seek(0)
            if _contains(stream, _LOCKED):
                return "This file is locked with a password. Save a copy without the password and upload that."
            return "This looks like an old Office file. Save it as a Word document (.docx) or a PDF and upload that."
        if head.startswith(b"PK"):
            if _holds_macros(_zip_names(stream), _content_types(stream)):
                return "This Word file holds macros. Save it as a Word document (.docx) without macros and upload that."
            return "This is not a Word document. Save it as a Word document (.docx) or a PDF and upload that."
        if _MARKUP.match(head):
            return "This is a web page or another kind of marked-up text. Save it as a PDF and upload that."
        return "We can take a PDF, a Word document (.docx) or plain text (UTF-8). This file is none of them."


def download_name(original: str, kind: FileKind) -> str:
    """Return a name that is safe to offer for download: no path, no control characters, the true extension.

    Letters and digits of any script stay, with their accents, and spaces, hyphens, full stops and underscores.
    """
    name = unicodedata.normalize("NFC", original.replace("\\", "/").rpartition("/")[2])
    kept = "".join(c if c in " -_." or unicodedata.category(c)[0] in "LMN" else " " for c in name)
    stem = re.sub(r"\.[A-Za-z][A-Za-z0-9]{0,4}$", "", " ".join(kept.split()))
    while stem.lower().endswith(kind.extension):
        stem = stem[: -len(kind.extension)]
    stem = stem.encode()[:_MAX_NAME_BYTES].decode(errors="ignore").strip(" .-")
    if not stem or stem.upper() in _RESERVED:  # Windows keeps a few names for devices
        stem = "document"
    return stem + kind.extension


@contextmanager
def _opened(source: Source) -> Iterator[BinaryIO]:
    if isinstance(source, str | os.PathLike):
        with open(source, "rb") as file:
            yield file
        return
    start = source.tell()
    source.seek(0)
    try:
        yield source
    finally:
        source.seek(start)


def _zip_names(stream: BinaryIO) -> frozenset[str]:
    """Names in the archive's directory; none when it is damaged, or so long that reading it would cost us memory."""
    size = stream.seek(0, os.SEEK_END)
    stream.seek(max(0, size - 65_600))  # the end record (22 bytes), what stands before it, the longest comment after it
    tail = stream.read()
    end = tail.rfind(b"PK\x05\x06")
    if end < 0 or len(tail) - end < 22:
        return frozenset()
    # A zip64 record would overrule the length read here, and a file small enough to upload needs none.
    if tail[max(0, end - 20) : end].startswith(b"PK\x06\x07"):
        return frozenset()
    if int.from_bytes(tail[end + 12 : end + 16], "little") > _MAX_ZIP_DIRECTORY_BYTES:
        return frozenset()
    try:
        with zipfile.ZipFile(stream) as archive:
            return frozenset(archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return frozenset()


def _word_kind(stream: BinaryIO) -> FileKind | None:
    names = _zip_names(stream)
    if "[Content_Types].xml" not in names or not any(_WORD_DOCUMENT.fullmatch(name) for name in names):
        return None
    types = _content_types(stream)
    if _holds_macros(names, types):
        return None
    return DOTX if DOTX.media_type.encode() + b".main+xml" in types else DOCX


def _content_types(stream: BinaryIO) -> bytes:
    """Where an Office file says what its parts are, as far as a real one goes; b"" where it has none."""
    try:
        with zipfile.ZipFile(stream) as archive, archive.open("[Content_Types].xml") as part:
            return part.read(_MAX_CONTENT_TYPES_BYTES)
    except (KeyError, zipfile.BadZipFile, zlib.error, OSError, ValueError, NotImplementedError, RuntimeError):
        return b""


def _holds_macros(names: frozenset[str], types: bytes) -> bool:
    return b"macroEnabled" in types or any(name.lower().endswith("vbaproject.bin") for name in names)


def _is_utf8(stream: BinaryIO) -> bool:
    stream.seek(0)
    decoder = getincrementaldecoder("utf-8")()
    try:
        while chunk := stream.read(_CHUNK_BYTES):
            if b"\x00" in chunk:
                return False
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _contains(stream: BinaryIO, needle: bytes) -> bool:
    rest = b""
    while chunk := stream.read(_CHUNK_BYTES):
        if needle in rest + chunk:
            return True
        rest = chunk[-len(needle) :]
    return False
