"""Words of a page that nobody can see: drawn invisibly, in the colour of what lies below, tiny, off the page, covered.

The text layer of a scan is invisible too, and is what the picture above or below it says: it counts as seen.
"""

import ctypes
from dataclasses import dataclass, field
from typing import Any

import pypdfium2.raw as pdfium

_INVISIBLE_MODES = frozenset({pdfium.FPDF_TEXTRENDERMODE_INVISIBLE, pdfium.FPDF_TEXTRENDERMODE_CLIP})
_STROKE_MODES = frozenset({pdfium.FPDF_TEXTRENDERMODE_STROKE, pdfium.FPDF_TEXTRENDERMODE_STROKE_CLIP})
_BOTH_MODES = frozenset({pdfium.FPDF_TEXTRENDERMODE_FILL_STROKE, pdfium.FPDF_TEXTRENDERMODE_FILL_STROKE_CLIP})
_SMALLEST_POINTS = 1.0
_FAINTEST = 12  # of 255: what is less opaque is not seen
_NEAREST = 10  # of 255 in each colour: what differs less is not seen
# What is compared with each piece of text; a drawing may have 100,000 shapes, and a scan be cut into many strips.
_MOST_SHAPES, _MOST_PICTURES = 400, 2_000
_PIXELS_A_POINT, _MOST_PIXELS = 1.5, 4_000_000
_BGR = pdfium.FPDFBitmap_BGR
_MOST_CLIPS = 8
_RECTANGLE = 6  # points at most
_DEEPEST = 8  # groups within groups
_WHITE = (255, 255, 255)

Box = tuple[float, float, float, float]  # left, bottom, right, top in points
Colour = tuple[int, int, int]


@dataclass(frozen=True)
class _Shape:
    order: int
    box: Box
    colour: Colour | None  # None: a picture or a blend of colours
    covers: bool  # an opaque rectangle: what lies below it cannot be seen


@dataclass
class Drawn:
    """What is drawn on a page besides text, and when each piece of text is, in the order of drawing."""

    page: Any
    page_box: Box
    shapes: list[_Shape] = field(default_factory=list)
    texts: dict[int, int] = field(default_factory=dict)  # order, by the address of the object
    nested: set[int] = field(default_factory=set)  # texts within groups, whose clips are told in the group's own places
    count: int = 0
    _picture: "_Picture | None" = None

    def is_hidden(self, text: Any, address: int, box: Box, size: float) -> bool:
        """:param size: of the letters as they are drawn, in points."""
        middle = ((box[0] + box[2]) / 2, (box[1] + box[3]) / 2)
        order = self.texts.get(address, self.count)
        under = [shape for shape in self.shapes if _holds(shape.box, middle)]
        if not _holds(self.page_box, middle) or size < _SMALLEST_POINTS:
            return True
        if address not in self.nested and _is_clipped_away(text, middle):
            return True
        mode = pdfium.FPDFTextObj_GetTextRenderMode(text)
        is_on_picture = any(shape.colour is None for shape in under)
        if mode in _INVISIBLE_MODES:
            return not is_on_picture
        if any(shape.covers and shape.order > order for shape in under):
            return True
        paints = [_colour(text, is_stroke=True)] if mode in _STROKE_MODES | _BOTH_MODES else []
        paints += [_colour(text, is_stroke=False)] if mode not in _STROKE_MODES else []
        if all(alpha <= _FAINTEST for _, alpha in paints):
            return not is_on_picture
        below = next((shape for shape in reversed(under) if shape.order < order), None)
        background = _WHITE if below is None else below.colour
        if any(
            colour is None or background is None or not _are_alike(colour, background)
            for colour, alpha in paints
            if alpha > _FAINTEST
        ):
            return False
        if self._picture is None:
            self._picture = _Picture(self.page, self.page_box)
        return self._picture.is_blank(box)


def drawn_on(page: Any) -> Drawn:
    found = Drawn(page, _page_box(page))
    raw = page.raw
    objects = (pdfium.FPDFPage_GetObject(raw, n) for n in range(pdfium.FPDFPage_CountObjects(raw)))
    for one in objects:
        _look_at(one, found, None, 0)
    return found


class _Picture:
    """The page as it is seen. PDFium calls patterns and blends white: only a look tells whether words stand out."""

    def __init__(self, page: Any, page_box: Box) -> None:
        self._left, _, _, self._top = page_box
        width, height = max(page_box[2] - page_box[0], 1.0), max(page_box[3] - page_box[1], 1.0)
        self._scale = min(_PIXELS_A_POINT, (_MOST_PIXELS / (width * height)) ** 0.5)
        turned = page.get_rotation()
        page.set_rotation(0)  # places on the page are told as if it were not turned
        try:
            bitmap = page.render(scale=self._scale, may_draw_forms=False, draw_annots=False, force_bitmap_format=_BGR)
        finally:
            page.set_rotation(turned)
        self._width, self._height, self._stride = bitmap.width, bitmap.height, bitmap.stride
        self._pixels = bytes(bitmap.buffer)

    def is_blank(self, box: Box) -> bool:
        """All of it is of one colour."""
        first, last = (self._place(side - self._left, self._width) for side in (box[0], box[2]))
        top, bottom = (self._place(self._top - side, self._height) for side in (box[3], box[1]))
        starts = (row * self._stride for row in range(top, bottom + 1))
        rows = [self._pixels[start + 3 * first : start + 3 * (last + 1)] for start in starts]
        return all(
            max(max(row[colour::3]) for row in rows) - min(min(row[colour::3]) for row in rows) <= _NEAREST
            for colour in range(3)
        )

    def _place(self, points: float, size: int) -> int:
        return min(max(int(points * self._scale), 0), size - 1)


def _look_at(one: Any, found: Drawn, matrix: Any, depth: int) -> None:
    found.count += 1
    kind = pdfium.FPDFPageObj_GetType(one)
    if kind == pdfium.FPDF_PAGEOBJ_TEXT:
        found.texts[address_of(one)] = found.count
        if matrix is not None:
            found.nested.add(address_of(one))
    elif kind == pdfium.FPDF_PAGEOBJ_FORM and depth < _DEEPEST:
        inner = pdfium.FS_MATRIX()
        pdfium.FPDFPageObj_GetMatrix(one, inner)
        inner = inner if matrix is None else _product(inner, matrix)
        for n in range(pdfium.FPDFFormObj_CountObjects(one)):
            _look_at(pdfium.FPDFFormObj_GetObject(one, n), found, inner, depth + 1)
    elif kind in {pdfium.FPDF_PAGEOBJ_IMAGE, pdfium.FPDF_PAGEOBJ_SHADING} and len(found.shapes) < _MOST_PICTURES:
        found.shapes.append(_Shape(found.count, _box(one, matrix), None, covers=False))
    elif kind == pdfium.FPDF_PAGEOBJ_PATH and len(found.shapes) < _MOST_SHAPES:
        mode, stroke = ctypes.c_int(), ctypes.c_int()
        pdfium.FPDFPath_GetDrawMode(one, mode, stroke)
        colour, alpha = _colour(one, is_stroke=False)
        if mode.value != pdfium.FPDF_FILLMODE_NONE and alpha > _FAINTEST:
            is_opaque = not pdfium.FPDFPageObj_HasTransparency(one)
            covers = is_opaque and pdfium.FPDFPath_CountSegments(one) <= _RECTANGLE
            found.shapes.append(_Shape(found.count, _box(one, matrix), colour if is_opaque else None, covers))


def _is_clipped_away(text: Any, point: tuple[float, float]) -> bool:
    """Outside of the box around one of the shapes that it is cut to."""
    clip = pdfium.FPDFPageObj_GetClipPath(text)
    for path in range(min(pdfium.FPDFClipPath_CountPaths(clip), _MOST_CLIPS) if clip else 0):
        xs, ys = [], []
        x, y = ctypes.c_float(), ctypes.c_float()
        for n in range(min(pdfium.FPDFClipPath_CountPathSegments(clip, path), _MOST_SHAPES)):
            pdfium.FPDFPathSegment_GetPoint(pdfium.FPDFClipPath_GetPathSegment(clip, path, n), x, y)
            xs.append(x.value)
            ys.append(y.value)
        if xs and len(xs) < _MOST_SHAPES and not _holds((min(xs), min(ys), max(xs), max(ys)), point):
            return True
    return False


def address_of(one: Any) -> int:
    return ctypes.cast(one, ctypes.c_void_p).value or 0


def _page_box(page: Any) -> Box:
    left, bottom, right, top = page.get_bbox()
    return left, bottom, right, top


def _box(one: Any, matrix: Any) -> Box:
    sides = [ctypes.c_float() for _ in range(4)]
    pdfium.FPDFPageObj_GetBounds(one, *sides)
    left, bottom, right, top = (side.value for side in sides)
    if matrix is None:
        return left, bottom, right, top
    corners = [(x, y) for x in (left, right) for y in (bottom, top)]
    xs = [matrix.a * x + matrix.c * y + matrix.e for x, y in corners]
    ys = [matrix.b * x + matrix.d * y + matrix.f for x, y in corners]
    return min(xs), min(ys), max(xs), max(ys)


def _product(first: Any, second: Any) -> Any:
    return pdfium.FS_MATRIX(
        first.a * second.a + first.b * second.c,
        first.a * second.b + first.b * second.d,
        first.c * second.a + first.d * second.c,
        first.c * second.b + first.d * second.d,
        first.e * second.a + first.f * second.c + second.e,
        first.e * second.b + first.f * second.d + second.f,
    )


def _colour(one: Any, *, is_stroke: bool) -> tuple[Colour | None, int]:
    """Colour and opacity; a pattern has no colour, and counts as opaque."""
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    get = pdfium.FPDFPageObj_GetStrokeColor if is_stroke else pdfium.FPDFPageObj_GetFillColor
    if not get(one, red, green, blue, alpha):
        return None, 255
    return (red.value, green.value, blue.value), alpha.value


def _holds(box: Box, point: tuple[float, float]) -> bool:
    return box[0] <= point[0] <= box[2] and box[1] <= point[1] <= box[3]


def _are_alike(one: Colour, other: Colour) -> bool:
    return all(abs(a - b) <= _NEAREST for a, b in zip(one, other, strict=True))
