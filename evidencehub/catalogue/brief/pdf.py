"""A brief as a tagged PDF (PDF/UA-1) of two pages at most."""

import json
import re
from collections.abc import Callable, Mapping
from typing import Any

from evidencehub.catalogue.brief.content import Length
from evidencehub.shared.paths import PACKAGE

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
# Letters that the fonts in the package have; another one would stand as a box, which no reader can be told.
_NO_LETTER = re.compile(
    r"[^\t\n\u0020-\u007e\u00a0-\u024f\u0370-\u0377\u037a-\u037f\u0384-\u038a\u038c\u038e-\u03a1\u03a3-\u03ff"
    r"\u0400-\u045f\u1e00-\u1eff\u2010-\u203a\u20a0-\u20ba\u20bd-\u20bf\u2212]"
)
_NOT_ASCII = re.compile(r"[^\t\n\u0020-\u007e]")


def two_pages(lengths: tuple[Length, ...], content: Callable[[Length], Mapping[str, Any]]) -> bytes:
    """The fullest brief that fits; one that does not fit at its shortest is given as it is."""
    made = b""
    for length in lengths:
        made = written(content(length))
        if _pages(made) <= MOST_PAGES:
            break
    return made


def written(brief: Mapping[str, Any]) -> bytes:
    """Texts go in as data: whatever stands in them, none becomes markup of the typesetter.

    A letter that no font has is shown as a question mark.
    """
    import typst  # a third of a second, and only a brief needs it

    given = json.dumps(brief)
    try:
        return _compiled(given)
    except typst.TypstError:
        pass
    try:
        return _compiled(json.dumps(_without(_NO_LETTER, brief)))
    except typst.TypstError:  # a letter of these ranges that the fonts lack all the same
        return _compiled(json.dumps(_without(_NOT_ASCII, brief)))


def _compiled(data: str) -> bytes:
    import typst

    made: bytes = typst.compile(TEMPLATE.read_bytes(), format="pdf", pdf_standards="ua-1", sys_inputs={"brief": data})
    return made


def _without(letters: re.Pattern[str], value: Any) -> Any:
    if isinstance(value, str):
        return letters.sub("?", value)
    if isinstance(value, Mapping):
        return {key: _without(letters, each) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [_without(letters, each) for each in value]
    return value


def _pages(pdf: bytes) -> int:
    import pypdfium2

    document = pypdfium2.PdfDocument(pdf)
    try:
        return len(document)
    finally:
        document.close()
