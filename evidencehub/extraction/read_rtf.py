"""Rich text by striprtf, after a walk that takes out what nobody sees and marks what striprtf would run together.

striprtf knows the codes of letters in all their encodings. It gives hidden and deleted words, leaves out footnotes, and
joins a raised figure to its number; so these are settled before it reads, with private letters as marks.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any, BinaryIO, cast

from striprtf.striprtf import rtf_to_text

from evidencehub.extraction import messages
from evidencehub.extraction.limits import Limits
from evidencehub.extraction.line import Line
from evidencehub.extraction.places import Places
from evidencehub.extraction.reading import Reading, add_pages, clean, in_parts
from evidencehub.extraction.signs import MISSING, in_signs

_TOKEN = re.compile(
    r"\\(?P<word>[a-zA-Z]{1,32})(?P<number>-?\d{1,10})?[ ]?|\\'(?P<code>[0-9a-fA-F]{2})|\\(?P<sign>[^a-zA-Z])"
    r"|(?P<brace>[{}])|(?P<text>[^\\{}\r\n]+)|[\r\n]+",
    re.S,
)
_BRACE = re.compile(r"\\[\\{}]|[{}]")
_LEVEL_MARKS = {0: "\ue000", 1: "\ue001", -1: "\ue002"}
_PAGE = "\ue003"
_LEVELS = {mark: level for level, mark in _LEVEL_MARKS.items()}
_RUNNING = {
    "header": "header", "headerl": "header", "headerr": "header", "headerf": "header",
    "footer": "footer", "footerl": "footer", "footerr": "footer", "footerf": "footer",
}  # fmt: skip
_PICTURES = frozenset({"pict", "nonshppict", "themedata", "colorschememapping", "datastore", "datafield"})
_LETTERS = frozenset({"u", "emdash", "endash", "bullet", "lquote", "rquote", "ldblquote", "rdblquote", "tab", "line"})
_DIGITS = re.compile(r"(?<![\w-])(?:[0-9a-fA-F]{2}\s*){32,}")
_FONT = re.compile(r"\\f(\d+)(?:\\[a-z]+-?\d*[ ]?)*[ ]?([^;{}\\]+)")


@dataclass(frozen=True)
class _Look:
    is_hidden: bool = False
    is_deleted: bool = False
    level: int = 0
    font: str = ""
    ends_with: str = ""  # what to say where the group ends
    stand_ins: int = 1  # letters after one by its number, for programs that do not know it


@dataclass
class _Walk:
    """What is given to striprtf, and what was met."""

    given: list[str] = field(default_factory=list)
    is_hidden: bool = False
    is_tracked: bool = False
    has_running_lines: bool = False
    has_author: bool = False
    comments: int = 0
    unread_equations: int = 0
    pictures: int = 0
    places: Places = field(default_factory=Places)


def read_rtf(stream: BinaryIO, limits: Limits) -> Reading:
    source = stream.read().decode("cp1252", errors="replace")
    walk = _walked(source)
    text: str = cast(Any, rtf_to_text)("".join(walk.given), errors="replace")
    text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    reading = Reading(is_picture=walk.pictures > 0)
    stretches = (page.split("\n") for page in text.split(_PAGE))
    add_pages(reading, (part for lines in stretches for part in walk.places.parts(lines, _parts)), limits)
    reading.pictures = walk.places.pictures()
    reading.notes += [messages.NO_FIXED_PAGES_OF_TEXT, *_notes(walk, text)]
    return reading


def _notes(walk: _Walk, text: str) -> Iterator[str]:
    if walk.is_hidden:
        yield messages.HIDDEN
    if unknown := text.count(MISSING):
        yield messages.unknown_signs(unknown)
    if walk.unread_equations:
        yield messages.unread_equations(walk.unread_equations)
    if walk.comments:
        yield messages.comments(walk.comments)
    if walk.has_running_lines:
        yield messages.RUNNING_LINES_IN_PLACE
    if walk.is_tracked:
        yield messages.TRACKED_CHANGES
    if walk.has_author:
        yield messages.AUTHOR


def _parts(lines: list[str]) -> Iterator[str]:
    if page := clean("\n".join(map(_line, lines))):
        yield from in_parts(page.split("\n"))


def _line(text: str) -> str:
    line, level = Line(), 0
    for piece in re.split("([\ue000-\ue002])", text):
        if piece in _LEVELS:
            level = _LEVELS[piece]
        else:
            line.add(piece, level)
    return " | ".join(cell.strip() for cell in line.text().rstrip("|").split("|"))


def _walked(source: str) -> _Walk:
    walk, look, outer = _Walk(), _Look(), list[_Look]()
    fonts = dict(_FONT.findall(source[: source.find("\\colortbl")] if "\\colortbl" in source else source[:20_000]))
    given_level = place = skipped = 0
    while found := _TOKEN.match(source, place):
        place = found.end()
        word, number, text = found["word"], found["number"], found["text"]
        is_letter = bool(text or found["code"])
        now_skipped, skipped = (skipped, max(0, skipped - len(text or "x"))) if is_letter else (0, 0)
        if found["brace"] == "{":
            outer.append(look)
            look = replace(look, ends_with="")
            walk.given.append("{")
        elif found["brace"] == "}":
            walk.given.append(f"{look.ends_with}}}")
            look = outer.pop() if outer else _Look()
        elif word == "bin":
            place += int(number or 0)
        elif word in _PICTURES:
            place = _group_end(source, place)
            walk.given.append(_met(source[found.end() : place], walk) if word == "pict" else "")
        elif word == "mmath":
            walk.unread_equations += 1
            walk.given.append(" [equation: not read] ")
            place = _group_end(source, place)
        elif word and word not in _LETTERS:
            look = _changed(look, word, number, fonts, walk)
        elif text or word or found["code"] or found["sign"] in {"~", "_", "-"}:
            skipped = look.stand_ins if word == "u" else skipped
            if look.is_hidden or look.is_deleted:
                walk.is_hidden |= look.is_hidden and bool((text or "x").strip())
                continue
            if look.level != given_level:
                given_level = look.level
                walk.given.append(_letter(_LEVEL_MARKS[given_level]))
            walk.given.append(_in_font(found, look.font, now_skipped))
        else:
            walk.given.append(found[0])
    return walk


def _changed(look: _Look, word: str, number: str | None, fonts: dict[str, str], walk: _Walk) -> _Look:
    """The look after a control word, which goes on to striprtf unless we answer to it ourselves."""
    is_on = number != "0"
    if word in _RUNNING:
        walk.has_running_lines = True
        walk.given.append(f"[{_RUNNING[word]}] ")
        return replace(look, ends_with="\\par ")
    if word == "shppict":  # striprtf would leave the group out, and with it where the picture stands
        if walk.given[-1:] == ["\\*"]:
            walk.given.pop()
        return look
    if word == "footnote":
        walk.given.append(_letter(_LEVEL_MARKS[0]) + "[note: ")
        return replace(look, level=0, ends_with="]")
    walk.comments += word == "annotation"
    walk.has_author |= word in {"author", "operator", "manager", "company"}
    walk.is_tracked |= word in {"deleted", "revised"} and is_on
    walk.given.append(_letter(_PAGE) if word == "page" else f"\\{word}{number or ''} ")
    match word:
        case "v":
            return replace(look, is_hidden=is_on)
        case "deleted":
            return replace(look, is_deleted=is_on)
        case "super" | "sub":
            return replace(look, level=(1 if word == "super" else -1) if is_on else 0)
        case "up" | "dn":
            return replace(look, level=(1 if word == "up" else -1) if (number or "6") not in {"0", "1", "2"} else 0)
        case "nosupersub":
            return replace(look, level=0)
        case "uc":
            return replace(look, stand_ins=int(number or 1))
        case "plain":
            return replace(look, is_hidden=False, is_deleted=False, level=0, font="")
        case "f":
            return replace(look, font=fonts.get(number or "", "").strip())
    return look


def _in_font(found: re.Match[str], font: str, skipped: int) -> str:
    """Letters of a typeface of signs as the signs they show. :param skipped: letters that stand in for one before."""
    if found["word"] == "u":
        place = int(found["number"] or 0) % 0x10000
        is_sign = 0xF000 <= place <= 0xF0FF
        return "".join(map(_letter, in_signs(chr(place), font or "Symbol") if is_sign else chr(place)))
    if found["code"]:
        letter = chr(int(found["code"], 16))
        shown = in_signs(letter, font)
        return "" if skipped else found[0] if shown == letter else "".join(map(_letter, shown))
    if found["text"]:
        letters = found["text"][skipped:]
        shown = in_signs(letters, font)
        return letters if shown == letters else "".join(map(_letter, shown))
    return found[0]


def _letter(letter: str) -> str:
    units = letter.encode("utf-16-be", "surrogatepass")
    codes = (int.from_bytes(units[n : n + 2], "big", signed=True) for n in range(0, len(units), 2))
    return "".join(f"{{\\uc1\\u{code}?}}" for code in codes)


def _met(group: str, walk: _Walk) -> str:
    walk.pictures += 1
    return _letter(walk.places.mark(partial(_picture, group)))


def _picture(group: str) -> bytes:
    """What is written as hexadecimal digits, behind the words that say how large it is."""
    return bytes.fromhex(max(_DIGITS.findall(group), key=len, default=""))


def _group_end(source: str, place: int) -> int:
    """Where the group that ``place`` is in ends: at its closing brace."""
    depth = 0
    for found in _BRACE.finditer(source, place):
        depth += {"{": 1, "}": -1}.get(found[0], 0)
        if depth < 0:
            return found.start()
    return len(source)
