"""How a run of text looks where that changes what it says: hidden, raised, lowered, in a typeface of signs.

The rules are those of ECMA-376 part 1, 17.7: defaults, then the paragraph's style, then the run's, then the run itself.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from evidencehub.extraction.archive import attribute, child, local_name

_OFF = frozenset({"0", "false", "off"})
_WHITE = "FFFFFF"
_LEVELS = {"superscript": 1, "subscript": -1}
_SHIFT_HALF_POINTS = 3  # a shift that the eye takes for raised or lowered: a point and a half


@dataclass(frozen=True)
class Look:
    is_hidden: bool = False
    level: int = 0  # 1 raised, -1 lowered
    font: str = ""
    is_white: bool = False  # and nothing of its own is behind it


class Styles:
    def __init__(self, root: Any) -> None:
        """:param root: of the part with styles; None where a file has none."""
        styles = [] if root is None else [one for one in root if local_name(one.tag) == "style"]
        self._styles = {attribute(one, "styleId"): one for one in styles}
        self._default = next(
            (attribute(one, "styleId") for one in styles
             if attribute(one, "type") == "paragraph" and attribute(one, "default") not in _OFF | {""}), "",
        )  # fmt: skip
        self._base = _properties(child(child(child(root, "docDefaults"), "rPrDefault"), "rPr"))
        self._known: dict[str, Mapping[str, Any]] = {}

    def look(self, properties: Any, paragraph_style: str) -> Look:
        """:param properties: the run's own ``rPr``, or None. :param paragraph_style: "" for the default one."""
        own = _properties(properties)
        of_paragraph = self._of(paragraph_style or self._default)
        of_run = self._of(attribute(style, "val")) if (style := child(properties, "rStyle")) is not None else {}
        merged = {**self._base, **of_paragraph, **of_run, **own}
        # 17.7.3: styles of two kinds that both hide show it again; what the run says itself is final.
        is_hidden = own.get("vanish")
        if is_hidden is None:
            is_hidden = self._base.get("vanish", False) or (
                of_paragraph.get("vanish", False) != of_run.get("vanish", False)
            )
        return Look(
            is_hidden, merged.get("level") or merged.get("shift", 0), merged.get("font", ""),
            is_white=merged.get("colour", "").upper() == _WHITE and not merged.get("is_shaded", False),
        )  # fmt: skip

    def _of(self, name: str) -> Mapping[str, Any]:
        if name not in self._known:
            chain, following = [], name
            while following in self._styles and following not in chain:  # in a damaged file it may be based on itself
                chain.append(following)
                based_on = child(self._styles[following], "basedOn")
                following = "" if based_on is None else attribute(based_on, "val")
            found: dict[str, Any] = {}
            for one in reversed(chain):
                found |= _properties(child(self._styles[one], "rPr"))
                if child(child(self._styles[one], "pPr"), "shd") is not None:
                    found["is_shaded"] = True
            self._known[name] = found
        return self._known[name]


def is_on(element: Any) -> bool:
    """A property that is there is on, unless it says that it is off."""
    return element is not None and attribute(element, "val") not in _OFF


def _properties(element: Any) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for one in element if element is not None else ():
        match local_name(one.tag):
            case "vanish":
                found["vanish"] = is_on(one)
            case "vertAlign":
                found["level"] = _LEVELS.get(attribute(one, "val"), 0)
            case "color":
                found["colour"] = attribute(one, "val")
            case "shd" | "highlight":
                found["is_shaded"] = True
            case "position":
                found["shift"] = _shift(attribute(one, "val"))
            case "rFonts":
                if font := attribute(one, "hAnsi") or attribute(one, "ascii"):
                    found["font"] = font
    return found


def _shift(value: str) -> int:
    try:
        half_points = int(value.removesuffix("pt"))
    except ValueError:
        return 0
    return 0 if abs(half_points) < _SHIFT_HALF_POINTS else (1 if half_points > 0 else -1)
