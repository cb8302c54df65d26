"""The pictures of a PDF by PDFium, page by page; lines that draw something are none, nor is what hangs on a page."""

from collections.abc import Iterator
from typing import Any, BinaryIO

import pypdfium2
import pypdfium2.raw as pdfium

from evidencehub.extraction.limits import Limits
from evidencehub.extraction.pictures.looking import MOST_DOTS, Looker
from evidencehub.extraction.pictures.photograph import SMALLEST

_WHOLE = 0.75  # of a page's area
_DEPTH = 8  # groups within groups
_AS_MADE = (["DCTDecode"], ["JPXDecode"])  # kept as the file that the picture was


def look_at_pdf(stream: BinaryIO, limits: Limits, looker: Looker) -> None:
    """:raises pypdfium2.PdfiumError: locked, or damaged."""
    document = pypdfium2.PdfDocument(stream.read())
    for index in range(min(len(document), limits.pages)):
        try:
            page = document[index]
        except pypdfium2.PdfiumError:
            continue
        area, is_photograph = 0.0, False
        for top in page.get_objects(max_depth=1):
            pictures = list(_pictures(top, page))
            is_photograph |= any([_look(index + 1, each, looker) for each in pictures])
            area += _area(top, page) if pictures else 0.0
        if area >= _WHOLE * page.get_width() * page.get_height() and not is_photograph:
            looker.is_whole_page(index + 1)
        page.close()


def _pictures(found: Any, page: Any) -> Iterator[Any]:
    if found.type == pdfium.FPDF_PAGEOBJ_IMAGE:
        yield found
    elif found.type == pdfium.FPDF_PAGEOBJ_FORM:
        yield from page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE], max_depth=_DEPTH, form=found, level=1)


def _look(page: int, found: Any, looker: Looker) -> bool:
    width, height = found.get_px_size()
    if min(width, height) < SMALLEST:
        return False
    content = bytes(found.get_data(decode_simple=False))
    if found.get_filters() in _AS_MADE:
        return looker.look(page, content)
    if width * height > MOST_DOTS:
        looker.unseen += 1
        return False
    return looker.look_at(page, hash((width, height, content)), lambda: found.get_bitmap(render=False).to_pil())


def _area(found: Any, page: Any) -> float:
    """In square points, as far as it lies on the page."""
    left, bottom, right, top = found.get_bounds()
    width = min(right, page.get_width()) - max(left, 0.0)
    height = min(top, page.get_height()) - max(bottom, 0.0)
    return float(max(0.0, width) * max(0.0, height))
