"""PDF by PDFium, page by page. What a page shows is read; what hangs on it (comments, attachments, answers) is not."""

import re
import zlib
from dataclasses import dataclass, field
from typing import Any, BinaryIO

import pypdfium2
import pypdfium2.raw as pdfium

from evidencehub.extraction import messages
from evidencehub.extraction.limits import MIB, Limits, State
from evidencehub.extraction.pdf.hyphens import mended
from evidencehub.extraction.pdf.page import read_page
from evidencehub.extraction.reading import Reading, Unreadable, clean, has_text

_LOCKED = frozenset({pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY})
_COMMENTS = frozenset(
    {
        pdfium.FPDF_ANNOT_TEXT,
        pdfium.FPDF_ANNOT_FREETEXT,
        pdfium.FPDF_ANNOT_HIGHLIGHT,
        pdfium.FPDF_ANNOT_UNDERLINE,
        pdfium.FPDF_ANNOT_SQUIGGLY,
        pdfium.FPDF_ANNOT_STRIKEOUT,
        pdfium.FPDF_ANNOT_CARET,
        pdfium.FPDF_ANNOT_INK,
        pdfium.FPDF_ANNOT_STAMP,
    }
)
# PDFium does not read XMP. Its packet is a stream object of its own, so it is found by looking at the bytes.
_METADATA = re.compile(rb"/Type\s*/Metadata\b[^\x00]{0,400}?stream\r?\n")
_XMP_BYTES = MIB  # packets are a few thousand bytes
_XMP_AUTHOR = re.compile(
    rb"<(?P<tag>dc:creator|tiff:Artist|pdf:Author|xmp:Author)\b[^>]*>(?P<value>.{0,2000}?)</(?P=tag)>"
    rb"|\b(?:tiff:Artist|pdf:Author|xmp:Author)\s*=\s*[\"'](?P<attribute>[^\"']+)",
    re.S,
)
_XML_TAG = re.compile(rb"<[^>]*>")


@dataclass
class _Hanging:
    """Things on the pages that are noted and not read."""

    comments: int = 0
    has_attachment: bool = False
    without_text: list[int] = field(default_factory=list)  # page numbers from 1, of pages with something drawn on them
    unreadable: list[int] = field(default_factory=list)
    partly_hidden: list[int] = field(default_factory=list)
    unmapped: list[int] = field(default_factory=list)
    guessed: list[int] = field(default_factory=list)


def read_pdf(stream: BinaryIO, limits: Limits) -> Reading:
    """:raises Unreadable: locked with a password, or damaged so far that no page can be read."""
    content = stream.read()
    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        raise Unreadable(State.ENCRYPTED if error.err_code in _LOCKED else State.BROKEN) from None
    reading, hanging = Reading(), _Hanging()
    total, room = len(document), limits.characters
    for index in range(min(total, limits.pages)):
        text = _page_text(document, index, reading, hanging)
        reading.pages.append(text[:room])
        room -= len(text)
        if room < 0:
            break
    # A hyphen takes the place of its mark, so no page grows.
    reading.pages = [clean(text) for text in mended(reading.pages)]
    if not reading.pages or len(hanging.unreadable) == len(reading.pages):
        raise Unreadable(State.BROKEN)
    if room < 0:
        reading.notes.append(messages.text_beyond(limits.characters))
    elif total > limits.pages:
        reading.notes.append(messages.pages_beyond(limits.pages, total))
    if hanging.unreadable:
        reading.notes.append(messages.pages_unreadable(hanging.unreadable, total))
    reading.is_complete = room >= 0 and total <= limits.pages and not hanging.unreadable
    _note_hanging(document, content, reading, hanging, total)
    return reading


def _page_text(document: Any, index: int, reading: Reading, hanging: _Hanging) -> str:
    """One page's text; "" where there is none or the page is damaged, so that page numbers stay true."""
    try:
        page = document[index]
        found = read_page(page, page.get_textpage())
    except pypdfium2.PdfiumError:
        hanging.unreadable.append(index + 1)
        return ""
    text = found.text
    if found.is_partly_hidden:
        hanging.partly_hidden.append(index + 1)
    if found.unmapped:
        hanging.unmapped.append(index + 1)
    if found.is_guessed:
        hanging.guessed.append(index + 1)
    if not has_text(text) and pdfium.FPDFPage_CountObjects(page.raw) > 0:
        reading.is_picture = True
        hanging.without_text.append(index + 1)
    for number in range(pdfium.FPDFPage_GetAnnotCount(page.raw)):
        annotation = pdfium.FPDFPage_GetAnnot(page.raw, number)
        subtype = pdfium.FPDFAnnot_GetSubtype(annotation)
        pdfium.FPDFPage_CloseAnnot(annotation)
        hanging.comments += subtype in _COMMENTS
        hanging.has_attachment |= subtype == pdfium.FPDF_ANNOT_FILEATTACHMENT
    page.close()
    return text


def _note_hanging(document: Any, content: bytes, reading: Reading, hanging: _Hanging, total: int) -> None:
    if hanging.without_text and reading.state is State.TEXT:
        reading.notes.append(messages.pages_without_text(hanging.without_text, total))
    if hanging.partly_hidden:
        reading.notes.append(messages.pages_partly_hidden(hanging.partly_hidden, total))
    if hanging.unmapped:
        reading.notes.append(messages.pages_unmapped(hanging.unmapped, total))
    if hanging.guessed:
        reading.notes.append(messages.pages_guessed(hanging.guessed, total))
    if hanging.comments:
        reading.notes.append(messages.comments(hanging.comments))
    if hanging.has_attachment or document.count_attachments() > 0:
        reading.notes.append(messages.ATTACHMENT)
    if document.get_formtype() != pdfium.FORMTYPE_NONE:
        reading.notes.append(messages.FORM)
    if document.get_metadata_value("Author").strip() or _names_an_author_in_xmp(content):
        reading.notes.append(messages.AUTHOR)


def _names_an_author_in_xmp(content: bytes) -> bool:
    for start in _METADATA.finditer(content):
        packet = content[start.end() : start.end() + _XMP_BYTES]
        if not packet.lstrip().startswith(b"<"):  # compressed, which the standard allows and few programs do
            try:
                packet = zlib.decompressobj().decompress(packet, _XMP_BYTES)
            except zlib.error:
                continue
        packet = packet.partition(b"</x:xmpmeta>")[0]
        for author in _XMP_AUTHOR.finditer(packet):
            if author["attribute"] or _XML_TAG.sub(b"", author["value"]).strip():
                return True
    return False
