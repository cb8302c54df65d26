"""Equations (Office Math, ECMA-376 part 1, 22.1) in one line: (62-55)/20, 10^-4, √(x+1), ∑_(i=1)^n x."""

import re
from collections.abc import Callable, Iterable
from typing import Any

from evidencehub.extraction.archive import attribute, child, local_name
from evidencehub.extraction.line import joined

RunText = Callable[[Any], str]

_ATOM = re.compile(r"[^\W_][\u0300-\u036f]?(?:[.,]?[^\W_][\u0300-\u036f]?)*%?(?:_[^\W_]+)?")
_SIGNED = re.compile(r"[-+\u2212\u2013]?[^\W_]+(?:\.[^\W_]+)*")
_INVISIBLE = str.maketrans({"\u2061": "", "\u2062": "·", "\u2063": ",", "\u2064": " "})  # apply, times, comma, plus
_OVER = {"\u0302": "hat", "\u0303": "tilde", "\u0304": "bar", "\u0305": "bar", "\u00af": "bar", "\u20d7": "vec"}
_DELETED = frozenset({"del", "moveFrom"})


def equation(element: Any, run_text: RunText) -> str:
    """The text of an ``oMath`` or of a part of one. :param run_text: the text of a run, "" where it is hidden."""
    pieces: list[tuple[str, int]] = []
    for one in element:
        name = local_name(one.tag)
        if name == "r":
            pieces.append((run_text(one).translate(_INVISIBLE), 0))
        elif name in _STRUCTURES:
            shown = _STRUCTURES[name](one, run_text)
            if name == "f" and shown and "".join(text for text, _ in pieces[-1:])[-1:] in {"/", "^"}:
                shown = f"({shown})"
            pieces += [("", 0), (shown, 0), ("", 0)]
        elif name and not name.endswith("Pr") and name not in _DELETED:
            pieces.append((equation(one, run_text), 0))
    return joined(pieces)


def _part(element: Any, name: str, run_text: RunText) -> str:
    found = child(element, name)
    return "" if found is None else equation(found, run_text)


def _said(element: Any, name: str, default: str) -> str:
    """The value of a property: of ``chr`` in ``naryPr`` the sign of the sum. One without a value is none at all."""
    properties = next((one for one in element if local_name(one.tag).endswith("Pr")), None)
    found = child(properties, name)
    return default if found is None else attribute(found, "val")


def _closed(text: str) -> str:
    """In brackets, unless it is one word or number or has its brackets already."""
    return text if _ATOM.fullmatch(text) or _is_bracketed(text) else f"({text})"


def _is_bracketed(text: str) -> bool:
    if not (text.startswith("(") and text.endswith(")")):
        return False
    depth = 0
    for place, letter in enumerate(text):
        depth += (letter == "(") - (letter == ")")
        if depth == 0:
            return place == len(text) - 1
    return False


def _mark(mark: str, text: str) -> str:
    if not text:
        return ""
    return mark + (text if _SIGNED.fullmatch(text) or _is_bracketed(text) else f"({text})")


def _fraction(element: Any, run_text: RunText) -> str:
    above, below = _part(element, "num", run_text), _part(element, "den", run_text)
    if not above and not below:  # both were deleted, or are hidden
        return ""
    if _said(element, "type", "bar") == "noBar":
        return f"({above} over {below})"
    return f"{_closed(above)}/{_closed(below)}"


def _root(element: Any, run_text: RunText) -> str:
    degree, below = _part(element, "deg", run_text), _closed(_part(element, "e", run_text))
    return f"{below}^(1/{_closed(degree)})" if degree else f"√{below}"


def _scripts(element: Any, run_text: RunText) -> str:
    base = _closed(_part(element, "e", run_text))
    return base + _mark("_", _part(element, "sub", run_text)) + _mark("^", _part(element, "sup", run_text))


def _scripts_before(element: Any, run_text: RunText) -> str:
    marks = _mark("_", _part(element, "sub", run_text)) + _mark("^", _part(element, "sup", run_text))
    return f"({marks}){_part(element, 'e', run_text)}"


def _sum(element: Any, run_text: RunText) -> str:
    marks = _mark("_", _part(element, "sub", run_text)) + _mark("^", _part(element, "sup", run_text))
    return f"{_said(element, 'chr', '∫')}{marks} {_closed(_part(element, 'e', run_text))}"


def _delimited(element: Any, run_text: RunText) -> str:
    opens, closes = _said(element, "begChr", "("), _said(element, "endChr", ")")
    parts = [equation(one, run_text) for one in element if local_name(one.tag) == "e"]
    return opens + _said(element, "sepChr", "|").join(parts) + closes


def _rows(rows: Iterable[str]) -> str:
    return "; ".join(rows)


def _matrix(element: Any, run_text: RunText) -> str:
    rows = (one for one in element if local_name(one.tag) == "mr")
    return _rows(", ".join(equation(cell, run_text) for cell in row) for row in rows)


def _lines(element: Any, run_text: RunText) -> str:
    return _rows(equation(one, run_text) for one in element if local_name(one.tag) == "e")


def _function(element: Any, run_text: RunText) -> str:
    of = _part(element, "e", run_text)
    return _part(element, "fName", run_text) + (of if _is_bracketed(of) else f"({of})")


def _limit(element: Any, run_text: RunText) -> str:
    mark = "_" if local_name(element.tag) == "limLow" else "^"
    return _part(element, "e", run_text) + _mark(mark, _part(element, "lim", run_text))


def _accent(element: Any, run_text: RunText) -> str:
    sign, base = _said(element, "chr", "\u0302"), _part(element, "e", run_text)
    return base + sign if len(base) == 1 and sign in _OVER else f"{_OVER.get(sign, sign)}({base})"


def _bar(element: Any, run_text: RunText) -> str:
    base = _part(element, "e", run_text)
    if _said(element, "pos", "bot") != "top":
        return base
    return f"{base}\u0304" if len(base) == 1 else f"bar({base})"


def _phantom(element: Any, run_text: RunText) -> str:
    """Takes the room of something that is not shown."""
    return "" if _said(element, "show", "1") in {"0", "off", "false"} else _part(element, "e", run_text)


_STRUCTURES: dict[str, Callable[[Any, RunText], str]] = {
    "f": _fraction, "rad": _root, "sSup": _scripts, "sSub": _scripts, "sSubSup": _scripts, "sPre": _scripts_before,
    "nary": _sum, "d": _delimited, "m": _matrix, "eqArr": _lines, "func": _function, "limLow": _limit,
    "limUpp": _limit, "acc": _accent, "bar": _bar, "phant": _phantom,
}  # fmt: skip
