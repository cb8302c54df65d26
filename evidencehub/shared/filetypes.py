"""What a file is, by its content: neither its name nor what the browser says about it is believed."""

import csv
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
    rb"(?:\xef\xbb\xbf)?\s*(?:<(?:!doctype|!--|\?xml|html|head|body|script|svg|style|iframe)|%!ps)", re.I
)
_RTF = b"{\\rtf"
_TABLE_BYTES, _TABLE_LINES = 64 * 1024, 20  # looked at to tell a table from prose with commas
_FEWEST_ROWS_AND_COLUMNS = 5  # together: two rows of three cells, three rows of two
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
    program: str = "the program you made it with"


_OFFICE = "application/vnd.openxmlformats-officedocument"
PDF = FileKind("application/pdf", ".pdf", "PDF")
DOCX = FileKind(f"{_OFFICE}.wordprocessingml.document", ".docx", "Word document", "Word")
# Of its own, because Word opens neither under the name of the other.
DOTX = FileKind(f"{_OFFICE}.wordprocessingml.template", ".dotx", "Word template", "Word")
ODT = FileKind("application/vnd.oasis.opendocument.text", ".odt", "OpenDocument text")
RTF = FileKind("application/rtf", ".rtf", "Rich text")
XLSX = FileKind(f"{_OFFICE}.spreadsheetml.sheet", ".xlsx", "Excel workbook", "Excel")
CSV = FileKind("text/csv; charset=utf-8", ".csv", "Table as text")
TEXT = FileKind("text/plain; charset=utf-8", ".txt", "Plain text")
KINDS = (PDF, DOCX, DOTX, ODT, RTF, XLSX, CSV, TEXT)
BY_MEDIA_TYPE = {kind.media_type: kind for kind in KINDS}

TAKEN = (
    "a PDF, a Word document (.docx), OpenDocument text (.odt), rich text (.rtf), plain text or a table (.xlsx, .csv)"
)

Source = BinaryIO | str | os.PathLike[str]


def kind_of(source: Source) -> FileKind | None:
    """Return what the content is, or None when it is nothing that the hub takes.

    :param source: a path, or a seekable stream, which is left where it stood.
    """
    with _opened(source) as stream:
        head = stream.read(_HEAD_BYTES)
        if head.startswith(b"PK\x03\x04"):
            return _kind_of_zip(stream)
        if head.startswith(_RTF):
            return None if _holds_objects(stream) else RTF
        if _MARKUP.match(head):  # before the PDF header, which a web page may carry somewhere in its first lines
            return None
        if b"%PDF-" in head:
            return PDF
        if not head or not _is_utf8(stream):
            return None
        return CSV if is_table(_beginning(stream)) else TEXT


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
            return _refusal_of_zip(stream)
        if head.startswith(_RTF):
            return (
                "This file holds objects of other programs, which can harm who opens it. "
                "Save it as a Word document (.docx) or a PDF and upload that."
            )
        if _MARKUP.match(head):
            return "This is a web page or another kind of marked-up text. Save it as a PDF and upload that."
        if _is_old_text(head):
            return (
                "This text is not in UTF-8, so we cannot tell its letters. In Notepad choose “Save as” and “UTF-8”, in "
                "Excel “CSV UTF-8”, and upload that."
            )
        return f"We can take {TAKEN}. This file is none of them."


def is_in_another_encoding(source: Source) -> bool:
    """Whether it is text that is not in UTF-8: UTF-16, or what Windows wrote before."""
    with _opened(source) as stream:
        head = stream.read(_HEAD_BYTES)
        is_other = head.startswith((_OLE, b"PK", _RTF, b"%PDF-")) or _MARKUP.match(head)
        return bool(head) and not is_other and _is_old_text(head)


def is_old_office(source: Source) -> bool:
    """Whether it is a file of Office before 2007 that no password locks."""
    with _opened(source) as stream:
        if not stream.read(len(_OLE)).startswith(_OLE):
            return False
        stream.seek(0)
        return not _contains(stream, _LOCKED)


def is_table(lines: list[str]) -> str:
    """The sign that parts the cells of a table in plain text; "" where it is no table."""
    for delimiter in ",;\t":
        try:
            widths = [len(row) for row in csv.reader(lines, delimiter=delimiter, strict=True) if row]
        except csv.Error:
            continue
        if len(set(widths)) == 1 and widths[0] > 1 and len(widths) + widths[0] >= _FEWEST_ROWS_AND_COLUMNS:
            return delimiter
    return ""


def download_name(original: str, kind: FileKind) -> str:
    """Return a name that is safe to offer for download: no path, no control characters, the true extension.

    Letters and digits of any script stay, with their accents, and spaces, hyphens, full stops and underscores.
    """
    stem = re.sub(r"\.[A-Za-z][A-Za-z0-9]{0,4}$", "", _plain(original))
    while stem.lower().endswith(kind.extension):
        stem = stem[: -len(kind.extension)]
    stem = stem.encode()[: _MAX_NAME_BYTES - len(kind.extension)].decode(errors="ignore").strip(" .-")
    if not stem or stem.upper() in _RESERVED:  # Windows keeps a few names for devices
        stem = "document"
    return stem + kind.extension


def plain_name(original: str) -> str:
    """A name to be shown of a file that nobody has looked into: no path, no control characters, 200 bytes at most."""
    return _plain(original).encode()[:_MAX_NAME_BYTES].decode(errors="ignore").strip() or "document"


def _plain(original: str) -> str:
    name = unicodedata.normalize("NFC", original.replace("\\", "/").rpartition("/")[2])
    kept = "".join(c if c in " -_." or unicodedata.category(c)[0] in "LMN" else " " for c in name)
    return " ".join(kept.split())


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


def _kind_of_zip(stream: BinaryIO) -> FileKind | None:
    names = _zip_names(stream)
    if "mimetype" in names and "content.xml" in names:
        is_text = _part(stream, "mimetype").strip() == ODT.media_type.encode()
        return ODT if is_text and not _holds_macros(names, b"") else None
    if "[Content_Types].xml" not in names:
        return None
    types = _part(stream, "[Content_Types].xml")
    if _holds_macros(names, types):
        return None
    if any(_WORD_DOCUMENT.fullmatch(name) for name in names):
        return DOTX if _main(DOTX) in types else DOCX
    return XLSX if _main(XLSX) in types else None


def _refusal_of_zip(stream: BinaryIO) -> str:
    names = _zip_names(stream)
    if _holds_macros(names, _part(stream, "[Content_Types].xml")):
        if any(name.startswith("xl/") for name in names):
            return "This workbook holds macros. Save it as an Excel workbook (.xlsx) and upload that."
        return "This Word file holds macros. Save it as a Word document (.docx) without macros and upload that."
    if any(name.startswith("ppt/") for name in names):
        return "This is a presentation. Save it as a PDF and upload that."
    if any(name.startswith("xl/") for name in names) and any(name.endswith(".bin") for name in names):
        return "This is not a Word document, and no workbook that we can read. Save it as .xlsx and upload that."
    if _part(stream, "mimetype").startswith(b"application/vnd.oasis.opendocument"):
        return "We can take OpenDocument text (.odt) only. Save this as a PDF, or a table as .xlsx, and upload that."
    return "This is not a Word document. Save it as a Word document (.docx) or a PDF and upload that."


def _main(kind: FileKind) -> bytes:
    return kind.media_type.encode() + b".main+xml"


def _part(stream: BinaryIO, name: str) -> bytes:
    """A small part of a zip that says what the file is, as far as a real one goes; b"" where it has none."""
    try:
        with zipfile.ZipFile(stream) as archive, archive.open(name) as part:
            return part.read(_MAX_CONTENT_TYPES_BYTES)
    except (KeyError, zipfile.BadZipFile, zlib.error, OSError, ValueError, NotImplementedError, RuntimeError):
        return b""


def _holds_macros(names: frozenset[str], types: bytes) -> bool:
    return b"macroEnabled" in types or any(
        name.lower().endswith("vbaproject.bin") or name.startswith(("Basic/", "Scripts/")) for name in names
    )


def _holds_objects(stream: BinaryIO) -> bool:
    """Rich text can carry other programs' files, which open with it; a report needs none."""
    stream.seek(0)
    return _contains(stream, b"\\objdata", start=0) or _contains(stream, b"\\objupdate", start=0)


def _beginning(stream: BinaryIO) -> list[str]:
    """The first lines, without one that was cut."""
    stream.seek(0)
    content = stream.read(_TABLE_BYTES)
    lines = content.decode("utf-8-sig", errors="replace").splitlines(keepends=True)
    return lines[:_TABLE_LINES] if len(content) < _TABLE_BYTES else lines[:-1][:_TABLE_LINES]


def _is_old_text(head: bytes) -> bool:
    """In another encoding than UTF-8: UTF-16 says so at its beginning, and letters outnumber what is no letter."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    plain = sum(byte in b"\t\r\n" or 0x20 <= byte < 0x7F for byte in head)
    return not any(byte < 0x20 and byte not in b"\t\r\n\f" for byte in head) and plain * 10 > len(head) * 7


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


def _contains(stream: BinaryIO, needle: bytes, *, start: int | None = None) -> bool:
    if start is not None:
        stream.seek(start)
    rest = b""
    while chunk := stream.read(_CHUNK_BYTES):
        if needle in rest + chunk:
            return True
        rest = chunk[-len(needle) :]
    return False
