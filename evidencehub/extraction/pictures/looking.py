"""One file's pictures looked at, each once however often it stands there, until the time for it is over."""

import io
import time
import warnings
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from PIL import Image

from evidencehub.extraction.limits import Limits
from evidencehub.extraction.pictures.beside import said_beside
from evidencehub.extraction.pictures.photograph import SMALLEST, is_photograph
from evidencehub.extraction.pictures.seen import LONGEST, MOST, Seen, What

FORMATS = ("JPEG", "PNG", "GIF", "TIFF", "WEBP", "JPEG2000", "BMP")
MOST_DOTS = 60_000_000  # of one picture, when unpacked
_TIME_FOR_IT = 0.7  # of the limit: the answer has to be written too
# EMF, WMF and SVG hold lines, not dots.
_DRAWINGS = (b"\x01\x00\x00\x00", b"\xd7\xcd\xc6\x9a", b"\x01\x00\x09\x00", b"<svg", b"<?xml")

Image.init()  # before the means are given up: rarer formats are loaded when first asked for
Image.MAX_IMAGE_PIXELS = MOST_DOTS
warnings.simplefilter("error", Image.DecompressionBombWarning)


@dataclass(frozen=True)
class _Known:
    is_photograph: bool
    size: tuple[int, int]  # dots
    beside: tuple[str, ...] = ()
    is_damaged: bool = False  # further than what is written beside it


class Looker:
    """``look`` at each; then ``seen`` says what there was, and ``unseen`` how many could not be looked at."""

    def __init__(self, limits: Limits) -> None:
        self.unseen = 0
        self._until = time.monotonic() + _TIME_FOR_IT * limits.seconds
        self._known: dict[int, _Known | None] = {}
        self._photographs: Counter[tuple[int, tuple[int, int], str]] = Counter()
        self._others: dict[Seen, None] = {}

    def look(self, page: int, content: bytes, where: str = "") -> bool:
        """Whether it is a photograph. :param where: what to say of its place, if a page does not."""
        return self._look(page, hash(content), lambda: _opened(content), where)

    def look_at(self, page: int, key: int, picture: Callable[[], Image.Image]) -> bool:
        """The same of one whose dots alone are known. :param key: the same for the same picture."""
        return self._look(page, key, lambda: _judged(picture()), "")

    def is_whole_page(self, page: int) -> None:
        self._others[Seen(page, What.WHOLE_PAGE, "")] = None

    def seen(self) -> Iterator[Seen]:
        for (page, (width, height), where), count in list(self._photographs.items())[:MOST]:
            pictures = "Picture" if count == 1 else f"{count:,} pictures"
            yield Seen(page, What.PHOTOGRAPH, f"{pictures} of {width:,} by {height:,} dots{where}"[:LONGEST])
        yield from list(self._others)[:MOST]

    def _look(self, page: int, key: int, judge: Callable[[], _Known | None], where: str) -> bool:
        if key not in self._known:
            if time.monotonic() > self._until:
                self.unseen += 1
                return False
            try:
                known = judge()
            except Exception:  # a damaged picture may fail anywhere in a library, with any exception
                known = _Known(False, (0, 0), is_damaged=True)
            self._known[key] = known
            self.unseen += known is not None and known.is_damaged
        if (known := self._known[key]) is None:
            return False
        if known.is_photograph:
            self._photographs[page, known.size, where] += 1
        for words in known.beside:
            self._others[Seen(page, What.BESIDE, f"{words}{where}"[:LONGEST])] = None
        return known.is_photograph


def _opened(content: bytes) -> _Known | None:
    if content[:200].lstrip().startswith(_DRAWINGS):
        return None
    with Image.open(io.BytesIO(content), formats=FORMATS) as picture:
        beside = tuple(said_beside(picture))
        try:
            return _judged(picture, beside)
        except Exception:  # as above
            return _Known(False, picture.size, beside, is_damaged=True)


def _judged(picture: Image.Image, beside: tuple[str, ...] = ()) -> _Known:
    size = picture.size
    return _Known(min(size) >= SMALLEST and is_photograph(picture), size, beside)
