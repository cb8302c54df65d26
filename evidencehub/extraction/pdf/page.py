"""The text of one page: what can be seen, with raised and lowered figures apart, and letters that cannot be told."""

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pypdfium2.raw as pdfium

from evidencehub.extraction.line import Line
from evidencehub.extraction.pdf.hyphens import MARK
from evidencehub.extraction.pdf.unseen import Box, Drawn, address_of, drawn_on
from evidencehub.extraction.signs import MISSING, in_signs

# Parts of the size of the letters beside them.
_SMALLER = 0.86
_RAISED, _RAISED_AT_FULL_SIZE = (0.12, 1.0), (0.27, 0.75)
_LOWERED = (0.08, 0.6)
_SAME_LINE = 0.1
_NEXT_TO = 0.5
_GAP = 0.15
_LONGEST_MARK, _LONGEST_WORD = 8, 3  # characters, with and without a figure; longer small print is beside the line
# Letters that the file does not tell come as the places that its typeface has them at. That is the right letter where
# the typeface keeps the usual order, and then as many of them are vowels as in European languages.
_VOWELS = frozenset("aeiouyAEIOUY")
_VOWELS_OF_LETTERS = (0.25, 0.55)
_ENOUGH_LETTERS = 40


@dataclass
class _Run:
    """Letters of one object of the page, on one baseline."""

    text: str
    x: float = 0.0
    y: float = 0.0
    size: float = 0.0  # points, as drawn; 0 for what PDFium put in between
    right: float = 0.0
    is_level: bool = False  # not turned, and not the guessed layer of a scan: its height says something


@dataclass
class PageText:
    is_guessed: bool  # letters that the file does not tell are most likely what they seem to be
    text: str = ""
    is_partly_hidden: bool = False
    unmapped: int = 0  # letters that the file does not tell
    _line: list[_Run] = field(default_factory=list)
    _lines: list[str] = field(default_factory=list)

    def add(self, run: _Run) -> None:
        self._line.append(run)

    def end_line(self) -> None:
        self._lines.append(_told(self._line))
        self._line = []

    def finished(self) -> "PageText":
        self.end_line()
        self.text = "\n".join(line for line in self._lines if line.strip() or not self.is_partly_hidden)
        return self

    def goes_on(self, run: _Run) -> bool:
        """PDFium broke the line before ``run`` only because of a figure that is raised or lowered."""
        here = [one for one in self._line if one.size and one.is_level]
        if not here or not run.is_level:
            return False
        base, last = max(here, key=lambda one: one.size), here[-1]
        if not -_NEXT_TO * base.size <= run.x - last.right <= 2 * base.size:
            return False
        is_back = last.y != base.y and abs(run.y - base.y) <= _SAME_LINE * base.size
        return is_back or _level(run, base) != 0


def read_page(page: Any, textpage: Any) -> PageText:
    found, drawn = PageText(is_guessed=_are_in_usual_order(textpage.raw)), _Lazily(page)
    broken = False  # PDFium has ended the line, and we do not know yet whether we do
    for run, is_hidden in _runs(textpage.raw, drawn, found):
        if is_hidden:
            found.is_partly_hidden = True
        elif not run.size:
            broken = broken or "\n" in run.text
            if "\n" not in run.text and not broken:
                found.add(run)
        elif broken and not found.goes_on(run):
            found.end_line()
            found.add(run)
            broken = False
        else:
            if broken and run.x - max((one.right for one in found._line), default=0.0) > _GAP * run.size:
                found.add(_Run(" "))
            found.add(run)
            broken = False
    return found.finished()


class _Lazily:
    """What is drawn, looked at only where a page has text."""

    def __init__(self, page: Any) -> None:
        self._page = page
        self._drawn: Drawn | None = None
        self._known: dict[int, bool] = {}

    def is_hidden(self, text: Any, address: int, box: Box, size: float) -> bool:
        if self._drawn is None:
            self._drawn = drawn_on(self._page)
        if address not in self._known:
            self._known[address] = self._drawn.is_hidden(text, address, box, size)
        return self._known[address]


def _runs(raw: Any, drawn: _Lazily, found: PageText) -> Iterator[tuple[_Run, bool]]:
    """Letters by the object that draws them, in PDFium's order; what PDFium put in between is a run without size."""
    letters: list[str] = []
    first, last_address, text = 0, -1, None
    count = pdfium.FPDFText_CountChars(raw)
    for n in range(count + 1):
        one = pdfium.FPDFText_GetTextObject(raw, n) if n < count else None
        address = address_of(one) if one else 0
        if letters and (n == count or address != last_address):
            yield _run(raw, text, last_address, (first, n - 1), letters, drawn)
            letters = []
        if n < count:
            if not letters:
                first, last_address, text = n, address, one
            letters.append(_letter(raw, n, found))


def _are_in_usual_order(raw: Any) -> bool:
    places = range(pdfium.FPDFText_CountChars(raw))
    codes = (pdfium.FPDFText_GetUnicode(raw, n) for n in places if pdfium.FPDFText_HasUnicodeMapError(raw, n) == 1)
    letters = [chr(code) for code in codes if code < 0x80 and chr(code).isalpha()]
    if len(letters) < _ENOUGH_LETTERS:
        return False
    share = sum(letter in _VOWELS for letter in letters) / len(letters)
    return _VOWELS_OF_LETTERS[0] <= share <= _VOWELS_OF_LETTERS[1]


def _letter(raw: Any, n: int, found: PageText) -> str:
    code = pdfium.FPDFText_GetUnicode(raw, n)
    if code in {0x02, 0xFFFE}:
        return MARK
    is_told = (found.is_guessed and code >= ord(" ")) or pdfium.FPDFText_HasUnicodeMapError(raw, n) != 1
    if not is_told or not 0 < code <= 0x10FFFF or 0xD800 <= code <= 0xDFFF:
        found.unmapped += 1
        return MISSING
    return chr(code)


def _run(
    raw: Any, text: Any, address: int, places: tuple[int, int], letters: list[str], drawn: _Lazily
) -> tuple[_Run, bool]:
    shown = "".join(letters)
    if not address:
        return _Run(shown), False
    first, last = places
    x, y = ctypes.c_double(), ctypes.c_double()
    pdfium.FPDFText_GetCharOrigin(raw, first, x, y)
    matrix = pdfium.FS_MATRIX()
    pdfium.FPDFText_GetMatrix(raw, first, matrix)
    size = abs(pdfium.FPDFText_GetFontSize(raw, first)) * (matrix.c**2 + matrix.d**2) ** 0.5
    begins, ends = _letter_box(raw, first), _letter_box(raw, last)
    box = (min(begins[0], ends[0]), min(begins[1], ends[1]), max(begins[2], ends[2]), max(begins[3], ends[3]))
    is_level = matrix.b == matrix.c == 0 and matrix.d > 0
    is_level &= pdfium.FPDFTextObj_GetTextRenderMode(text) != pdfium.FPDF_TEXTRENDERMODE_INVISIBLE
    if any("\ue000" <= letter <= "\uf8ff" for letter in letters):
        shown = in_signs(shown, _font(text))
    is_hidden = bool(shown.strip()) and drawn.is_hidden(text, address, box, size)
    return _Run(shown, x.value, y.value, size or 1e-6, ends[2], is_level), is_hidden


def _letter_box(raw: Any, n: int) -> Box:
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    pdfium.FPDFText_GetCharBox(raw, n, left, right, bottom, top)
    return left.value, bottom.value, right.value, top.value


def _font(text: Any) -> str:
    """The typeface as Word calls it: ``ABCDEF+SymbolMT`` is Symbol."""
    buffer = ctypes.create_string_buffer(200)
    pdfium.FPDFFont_GetBaseFontName(pdfium.FPDFTextObj_GetFont(text), buffer, len(buffer))
    name = buffer.value.decode(errors="replace").rpartition("+")[2].casefold().replace("-regular", "")
    return {"symbolmt": "symbol", "wingdings2": "wingdings 2", "wingdings3": "wingdings 3"}.get(name, name)


def _told(runs: list[_Run]) -> str:
    """A line; its height is that of most of its letters, by their size."""
    weights: dict[tuple[float, float], float] = {}
    for run in runs:
        if run.size and run.is_level:
            key = (round(run.y, 1), round(run.size, 1))
            weights[key] = weights.get(key, 0.0) + run.size * len(run.text.strip())
    line = Line()
    if not weights:
        return "".join(run.text for run in runs)
    (y, size), _ = max(weights.items(), key=lambda one: one[1])
    base = _Run("", y=y, size=size, is_level=True)
    for run in runs:
        line.add(run.text, _level(run, base))
    return line.text()


def _is_mark(text: str) -> bool:
    return len(text) <= (_LONGEST_MARK if any(map(str.isdigit, text)) else _LONGEST_WORD)


def _level(run: _Run, base: _Run) -> int:
    if not run.size or not run.is_level or not _is_mark(run.text.strip()):
        return 0
    rise = (run.y - base.y) / base.size
    if run.size <= _SMALLER * base.size:
        if _RAISED[0] <= rise <= _RAISED[1]:
            return 1
        return -1 if _LOWERED[0] <= -rise <= _LOWERED[1] else 0
    return 1 if _RAISED_AT_FULL_SIZE[0] <= rise <= _RAISED_AT_FULL_SIZE[1] else 0
