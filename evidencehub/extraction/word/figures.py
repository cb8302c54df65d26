"""The words of figures that Word draws itself: SmartArt and charts, which are parts of their own."""

from collections.abc import Iterator
from typing import Any

from lxml import etree

from evidencehub.extraction.archive import Archive, attribute, child, local_name
from evidencehub.extraction.reading import Unreadable

_DRAWN_AGAIN = frozenset({"pres", "parTrans", "sibTrans"})  # points of a SmartArt that repeat or connect others
_SHOWN = 200  # categories and values of a chart


def figure_words(archive: Archive, path: str | None) -> str | None:
    """The words in one line; None where they could not be found or are of a kind that we cannot read."""
    if path is None:
        return None
    try:
        root = archive.root(path)
    except (etree.XMLSyntaxError, Unreadable):
        return None
    match local_name(root.tag):
        case "dataModel":
            return "; ".join(_points(root))
        case "chartSpace":
            return "; ".join(_chart(root))
    return None


def _points(root: Any) -> Iterator[str]:
    for point in root.iter("{*}pt"):
        if attribute(point, "type") not in _DRAWN_AGAIN:
            yield from filter(None, (_words(paragraph) for paragraph in point.iter("{*}p")))


def _words(element: Any) -> str:
    return " ".join("".join(one.text or "" for one in element.iter("{*}t")).split())


def _chart(root: Any) -> Iterator[str]:
    for paragraph in root.iter("{*}p"):  # the titles of the chart and of its axes
        if words := _words(paragraph):
            yield words
    for series in root.iter("{*}ser"):
        name = " ".join(_cached(child(series, "tx")))
        labels = _cached(child(series, "cat") if child(series, "cat") is not None else child(series, "xVal"))
        values = _cached(child(series, "val") if child(series, "val") is not None else child(series, "yVal"))
        pairs = ", ".join(f"{labels[n]} {value}" if n < len(labels) else value for n, value in enumerate(values))
        if pairs:
            yield f"{name}: {pairs}" if name else pairs


def _cached(element: Any) -> list[str]:
    """What Word kept of the sheet behind the chart."""
    if element is None:
        return []
    points = (child(point, "v") for point in element.iter("{*}pt"))
    return [(point.text or "").strip() for point in points if point is not None][:_SHOWN]
