"""The badge: a picture with words, which says how an accreditation stands on the day it is asked for.

It brings its own ground, so that it can be read on a light page and on a dark one, and no style, script or font. Its
width is fixed and its height follows from what there is to say.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from html import escape
from textwrap import wrap

from evidencehub.accreditation.credentials.told import JUDGES, Told

WIDTH = 340
_SIDE = 16
_TEAL, _INK, _GREY, _WHITE = "#00565b", "#0b0c0c", "#505a5f", "#ffffff"
_MOST_LINES = 3
# Letters of a sans-serif face are about this wide for their size; a wide one stays inside the picture.
_BROAD, _BROAD_BOLD = 0.58, 0.64
_NOT_IN_XML = re.compile(r"[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True)
class Line:
    text: str
    size: int
    colour: str = _INK
    is_bold: bool = False
    gap: int = 4  # above it


def drawn(told: Told, *, site: str, extra: str = "") -> str:
    """The picture as SVG.

    :param extra: markup of ours that stands in it and shows nothing.
    """
    band = _TEAL if told.stands and not told.is_example else _GREY
    head = _lines([Line(_headline(told, site), 15, _WHITE, True, 0)])
    head_height = 20 + _height(head)
    parts, at = [], head_height + 10
    if told.rank:
        parts.append(_bar(told.rank, told.steps, at))
        at += 16
    for line in _lines(_body(told)):
        at += line.gap + line.size
        parts.append(_text(line, at))
        at += round(line.size * 0.25)
    height = at + 14
    described = _safe(told.in_a_sentence)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height}" viewBox="0 0 {WIDTH} {height}" '
        f'role="img" aria-labelledby="title desc" font-family="Helvetica, Arial, sans-serif">'
        f'<title id="title">{_safe(_title(told, site))}</title><desc id="desc">{described}</desc>{extra}'
        f'<rect width="{WIDTH}" height="{height}" rx="8" fill="{_WHITE}"/>'
        f'<rect x="2" y="2" width="{WIDTH - 4}" height="{height - 4}" rx="6" fill="{_WHITE}" stroke="{band}" '
        f'stroke-width="2"/>'
        f'<path d="M2 8a6 6 0 0 1 6-6h{WIDTH - 16}a6 6 0 0 1 6 6v{head_height - 8}H2z" fill="{band}"/>'
        f"{''.join(_text(line, y) for line, y in _placed(head, 8))}{''.join(parts)}</svg>"
    )


def _title(told: Told, site: str) -> str:
    return f"{'Invented example of a badge' if told.is_example else 'Badge'} by {site}: {told.project}"


def _headline(told: Told, site: str) -> str:
    if told.is_example:
        return "INVENTED EXAMPLE, not a real badge"
    return f"{site}: {told.ended.upper() if told.ended else 'evidence graded'}"


def _body(told: Told) -> Iterable[Line]:
    if told.is_example:
        yield Line("This project and its people do not exist.", 12, _GREY)
    if told.ended:
        yield Line(told.ended, 20, is_bold=True)
    else:
        yield Line(told.level, 20, is_bold=True)
        yield Line(told.name, 14)
    if told.found:
        yield Line(told.found, 14, is_bold=True, gap=7)
        yield Line(told.published, 12, gap=2)
    yield Line(told.project, 14, is_bold=True, gap=9)
    if told.ended:
        yield Line(told.standing, 12)
    else:
        yield Line(told.dates, 12)
        if told.is_renewed or (not told.until and "not rechecked" in told.standing.lower()):
            yield Line(told.standing, 12)
    if told.appeal:
        yield Line(told.appeal, 12, is_bold=True)
    yield Line(told.standard, 12)
    yield Line(f"Number {told.number}", 12)
    yield Line(JUDGES, 11, _GREY, gap=8)


def _lines(lines: Iterable[Line]) -> list[Line]:
    """Broken to the width; of a long text the end is left out, and marked."""
    made: list[Line] = []
    for line in lines:
        letters = int((WIDTH - 2 * _SIDE) / (line.size * (_BROAD_BOLD if line.is_bold else _BROAD)))
        parts = wrap(line.text, letters, max_lines=_MOST_LINES, placeholder=" …") or [""]
        made += [
            Line(part, line.size, line.colour, line.is_bold, 2 if place else line.gap)
            for place, part in enumerate(parts)
        ]
    return made


def _height(lines: Iterable[Line]) -> int:
    return sum(line.gap + line.size for line in lines)


def _placed(lines: Iterable[Line], top: int) -> Iterable[tuple[Line, int]]:
    for line in lines:
        top += line.gap + line.size
        yield line, top


def _text(line: Line, y: int) -> str:
    weight = ' font-weight="bold"' if line.is_bold else ""
    return f'<text x="{_SIDE}" y="{y}" font-size="{line.size}" fill="{line.colour}"{weight}>{_safe(line.text)}</text>'


def _safe(text: str) -> str:
    return escape(_NOT_IN_XML.sub("", text))


def _bar(filled: int, steps: int, y: int) -> str:
    """The steps of the standard, for the eye; the words beside them say the same."""
    return "".join(
        f'<rect x="{_SIDE + step * 20}" y="{y}" width="16" height="10" stroke="{_TEAL}" stroke-width="1.5" '
        f'fill="{_TEAL if step < filled else _WHITE}"/>'
        for step in range(steps)
    )
