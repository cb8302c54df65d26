"""Zips of XML written anew: no dates, no owner, only the parts that are kept."""

import zipfile
from collections.abc import Iterable
from io import BytesIO
from typing import Any

from lxml import etree

_NO_DATE = (1980, 1, 1, 0, 0, 0)  # the first that a zip can hold


def zipped(parts: Iterable[tuple[str, bytes]]) -> bytes:
    """:param parts: in the order of the file; ``mimetype`` is not compressed (OpenDocument 1.3 part 2, 3.3)."""
    target = BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, content in parts:
            entry = zipfile.ZipInfo(name, _NO_DATE)
            entry.compress_type = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)
    return target.getvalue()


def as_bytes(root: Any) -> bytes:
    written: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    return written


def drop(element: Any) -> None:
    """Take an element out, and leave the words that stand behind it."""
    parent = element.getparent()
    if parent is None:
        return
    if element.tail:
        before = element.getprevious()
        if before is None:
            parent.text = (parent.text or "") + element.tail
        else:
            before.tail = (before.tail or "") + element.tail
    parent.remove(element)


def unwrap(element: Any) -> None:
    """Put what is inside an element in its place."""
    parent = element.getparent()
    if parent is None:
        return
    place = parent.index(element)
    for child in reversed(list(element)):
        parent.insert(place, child)
    drop(element)
