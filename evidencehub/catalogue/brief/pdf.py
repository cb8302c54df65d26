"""A brief as a tagged PDF (PDF/UA-1) of two pages at most."""

from collections.abc import Callable, Mapping
from typing import Any

from evidencehub.catalogue.brief.content import Length
from evidencehub.shared.paths import PACKAGE
from evidencehub.shared.typesetting import written

TEMPLATE = PACKAGE / "catalogue" / "brief" / "brief.typ"
MOST_PAGES = 2
# From full to short: the first that fits is taken.
LENGTHS_OF_ONE = (Length(10, 6, 900), Length(8, 4, 500), Length(6, 3, 280), Length(3, 2, 140))
LENGTHS_OF_SEVERAL = (
    Length(4, 0, 300, False),
    Length(3, 0, 200, False),
    Length(2, 0, 120, False),
    Length(1, 0, 60, False),
)


def two_pages(lengths: tuple[Length, ...], content: Callable[[Length], Mapping[str, Any]]) -> bytes:
    """The fullest brief that fits; one that does not fit at its shortest is given as it is."""
    made = b""
    for length in lengths:
        made = written(TEMPLATE, content(length))
        if _pages(made) <= MOST_PAGES:
            break
    return made


def _pages(pdf: bytes) -> int:
    import pypdfium2

    document = pypdfium2.PdfDocument(pdf)
    try:
        return len(document)
    finally:
        document.close()
