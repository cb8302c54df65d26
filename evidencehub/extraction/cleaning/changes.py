"""Tracked changes of Word, accepted (ECMA-376 part 1, 17.13.5)."""

from typing import Any

from evidencehub.extraction.archive import child, local_name
from evidencehub.extraction.cleaning.package import drop, unwrap

_ADDED = frozenset({"ins", "moveTo"})
_DELETED = frozenset({"del", "moveFrom"})
_SETTINGS = frozenset(
    {"rPrChange", "pPrChange", "sectPrChange", "tblPrChange", "tblGridChange", "trPrChange", "tcPrChange",
     "tblPrExChange", "numberingChange", "cellIns", "cellMerge"}
)  # fmt: skip
_RANGES = frozenset(
    {"moveFromRangeStart", "moveFromRangeEnd", "moveToRangeStart", "moveToRangeEnd", "customXmlInsRangeStart",
     "customXmlInsRangeEnd", "customXmlDelRangeStart", "customXmlDelRangeEnd", "customXmlMoveFromRangeStart",
     "customXmlMoveFromRangeEnd", "customXmlMoveToRangeStart", "customXmlMoveToRangeEnd"}
)  # fmt: skip
_WORD = "wordprocessingml"


def accept(root: Any) -> int:
    """Accept every change in a part, and return how many there were."""
    if _WORD not in str(root.tag):
        return 0
    found = 0
    for element in list(root.iter("*")):
        kind = local_name(element.tag)
        if _WORD not in element.tag or element.getparent() is None:
            continue
        if kind in _ADDED:
            found += 1
            unwrap(element)
        elif kind in _DELETED:
            found += 1
            _delete(element)
        elif kind == "cellDel":
            found += 1
            drop(_above(element, "tc"))
        elif kind in _SETTINGS:
            found += 1
            drop(element)
        elif kind in _RANGES:
            drop(element)
    return found


def _delete(element: Any) -> None:
    """What is deleted goes; the mark of a row takes the row along, that of a paragraph joins it to the next."""
    around = local_name(element.getparent().tag)
    if around == "trPr":
        drop(_above(element, "tr"))
    elif around == "rPr" and local_name(element.getparent().getparent().tag) == "pPr":
        paragraph = _above(element, "p")
        drop(element)
        _join(paragraph)
    else:
        drop(element)


def _join(paragraph: Any) -> None:
    """Word gives what is left of it to the paragraph behind it."""
    following = paragraph.getnext()
    while following is not None and local_name(following.tag) != "p":
        following = following.getnext()
        if following is not None and local_name(following.tag) == "tbl":
            return
    if following is None or child(child(paragraph, "pPr"), "sectPr") is not None:
        return
    settings = child(following, "pPr")
    place = 0 if settings is None else following.index(settings) + 1
    for each in [one for one in paragraph if local_name(one.tag) != "pPr"]:
        following.insert(place, each)
        place += 1
    drop(paragraph)


def _above(element: Any, kind: str) -> Any:
    return next(each for each in element.iterancestors() if local_name(each.tag) == kind)
