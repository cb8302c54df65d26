"""OpenDocument text: what says who wrote, changed or commented goes; tracked changes are accepted.

Deleted words stand in a part of their own (OpenDocument 1.3 part 3, 5.5.1), so that accepting is taking that out.
"""

import re
from collections.abc import Iterator
from typing import Any, BinaryIO

from lxml import etree

from evidencehub.extraction.archive import Archive, attribute, local_name, parsed
from evidencehub.extraction.cleaning.package import as_bytes, drop, zipped
from evidencehub.extraction.cleaning.pictures import clean
from evidencehub.extraction.cleaning.taken import Cleaned, Thing
from evidencehub.extraction.limits import Limits

_DROPPED = re.compile(
    r"(.*/)?(meta\.xml|manifest\.rdf|VersionList\.xml|layout-cache)"
    r"|(Thumbnails|Versions|Configurations2|Dialogs)/.*|META-INF/.*signatures.*",
    re.I,
)
_TRACKED = frozenset({"tracked-changes", "change", "change-start", "change-end"})
_COMMENTS = frozenset({"annotation", "annotation-end"})
_SETTING = re.compile(r"(Printer|Rsid|DocumentId|Signature|Redline|CurrentDatabase).*")
_OWN = re.compile(r"(paragraph-)?rsid|author|linked-to|initial-creator")
_SAFE_ADDRESS = re.compile(r"(https?|mailto|doi|tel):|#|\.?/?(Pictures|Object|ObjectReplacements|media)\b|$", re.I)


def clean_odt(stream: BinaryIO, limits: Limits) -> Cleaned:
    """:raises Unreadable: too large when unpacked, or damaged."""
    archive = Archive(stream, limits)
    cleaned = Cleaned()
    _count_gone(archive, cleaned)
    cleaned.content = zipped(_parts(archive, cleaned))
    return cleaned


def _count_gone(archive: Archive, cleaned: Cleaned) -> None:
    for name in archive.names:
        if name.rpartition("/")[2] == "meta.xml":
            said = {local_name(each.tag) for each in archive.root(name).iter("*") if (each.text or "").strip()}
            named = said & {"creator", "initial-creator", "printed-by"}
            cleaned.taken[Thing.AUTHOR] = max(cleaned.taken[Thing.AUTHOR], int(bool(named)))
            cleaned.taken[Thing.PROPERTIES] = max(cleaned.taken[Thing.PROPERTIES], int(bool(said - named)))
        cleaned.taken[Thing.SIGNATURE] += "signatures" in name and name.startswith("META-INF/")


def _parts(archive: Archive, cleaned: Cleaned) -> Iterator[tuple[str, bytes]]:
    names = [name for name in archive.names if not _DROPPED.fullmatch(name) and not name.endswith("/")]
    for name in sorted(names, key=lambda one: one != "mimetype"):  # it has to be the first
        content = archive.open(name).read()
        if name.endswith(".xml"):
            root = parsed(content)
            _clean(name, root, cleaned)
            content = as_bytes(root)
        else:
            content = clean(content, cleaned)
        yield name, content


def _clean(name: str, root: Any, cleaned: Cleaned) -> None:
    for each in list(root.iter(etree.Comment, etree.ProcessingInstruction)):
        drop(each)
    for each in list(root.iter("*")):
        kind = local_name(each.tag)
        is_listed = name == "META-INF/manifest.xml" and _DROPPED.fullmatch(attribute(each, "full-path"))
        if is_listed or (kind == "config-item" and _SETTING.match(attribute(each, "name"))):
            drop(each)
        elif kind in _TRACKED or kind in _COMMENTS:
            cleaned.taken[Thing.CHANGE] += sum(1 for _ in each.iter("{*}changed-region"))
            cleaned.taken[Thing.COMMENT] += kind == "annotation"
            drop(each)
        elif kind == "a" and not _SAFE_ADDRESS.match(attribute(each, "href")):
            cleaned.taken[Thing.LOCAL_LINK] += 1
            _set(each, "href", "#")
        for key in [key for key in each.attrib if key.startswith("{") and _OWN.fullmatch(local_name(key))]:
            del each.attrib[key]


def _set(element: Any, short: str, value: str) -> None:
    for key in element.attrib:
        if local_name(key) == short:
            element.attrib[key] = value
