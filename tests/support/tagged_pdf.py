"""The tags of a PDF, as a screen reader walks through them."""

import ctypes
from collections.abc import Iterator

import pypdfium2
import pypdfium2.raw as pdfium


def is_tagged(document: pypdfium2.PdfDocument) -> bool:
    return bool(pdfium.FPDFCatalog_IsTagged(document.raw))


def tags(document: pypdfium2.PdfDocument) -> list[tuple[str, str]]:
    """Each tag with the scope of a heading of a table ("" elsewhere), page by page."""
    found: list[tuple[str, str]] = []
    for page in document:
        tree = pdfium.FPDF_StructTree_GetForPage(page.raw)
        for place in range(pdfium.FPDF_StructTree_CountChildren(tree)):
            found += _below(pdfium.FPDF_StructTree_GetChildAtIndex(tree, place))
        pdfium.FPDF_StructTree_Close(tree)
    return found


def _below(element) -> Iterator[tuple[str, str]]:
    if not element:
        return
    yield _text(pdfium.FPDF_StructElement_GetType, element), _scope(element)
    for place in range(pdfium.FPDF_StructElement_CountChildren(element)):
        yield from _below(pdfium.FPDF_StructElement_GetChildAtIndex(element, place))


def _text(read, *arguments) -> str:
    size = read(*arguments, None, 0)
    held = ctypes.create_string_buffer(size)
    read(*arguments, held, size)
    return held.raw[: max(0, size - 2)].decode("utf-16-le")


def _scope(element) -> str:
    for place in range(pdfium.FPDF_StructElement_GetAttributeCount(element)):
        attributes = pdfium.FPDF_StructElement_GetAttributeAtIndex(element, place)
        value = pdfium.FPDF_StructElement_Attr_GetValue(attributes, b"Scope")
        if value:
            size = ctypes.c_ulong()
            held = ctypes.create_string_buffer(64)
            pdfium.FPDF_StructElement_Attr_GetStringValue(value, held, 64, ctypes.byref(size))
            return held.raw[: size.value - 2].decode("utf-16-le")
    return ""
