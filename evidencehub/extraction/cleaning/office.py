"""Word and Excel: parts that say who wrote, changed or commented go; in the others what points to them goes too.

Tracked changes are accepted: what was added stays, what was deleted is gone, which is how the text was read. Names of
elements are those of ECMA-376; editions differ in their namespaces, so these are not looked at.
"""

import posixpath
import re
from collections.abc import Iterator
from typing import Any, BinaryIO

from lxml import etree

from evidencehub.extraction.archive import Archive, attribute, local_name, parsed
from evidencehub.extraction.cleaning.changes import accept
from evidencehub.extraction.cleaning.package import as_bytes, drop, zipped
from evidencehub.extraction.cleaning.pictures import without_notes
from evidencehub.extraction.cleaning.taken import Cleaned, Thing
from evidencehub.extraction.limits import Limits

_ABOUT = re.compile(r"docProps/|docMetadata/|customXml/|package/services/metadata/", re.I)
_COMMENTS = re.compile(r"(word/comments\w*|xl/comments\d*|xl/comments/.*|xl/threadedComments/.*)\.xml", re.I)
_PEOPLE = re.compile(r"(word/people|xl/persons/.*|xl/revisions/.*)|xl/(users|connections)\.xml", re.I)
_SIGNATURES = re.compile(r"_xmlsignatures/", re.I)
_ATTACHED = re.compile(r"(word|xl)/(embeddings|activeX|externalLinks|queryTables)/|word/afchunk", re.I)
_PRINTERS = re.compile(r".*printerSettings\d*\.bin", re.I)
_DROPPED = (_ABOUT, _COMMENTS, _PEOPLE, _SIGNATURES, _ATTACHED, _PRINTERS)
_SAFE_ADDRESS = re.compile(r"(https?|mailto|doi|tel):|#", re.I)
_PATH = re.compile(r"[A-Za-z]:[\\/]|\\\\|file:|/(home|Users)/", re.I)
_AUTHORS = frozenset({"creator", "lastModifiedBy", "Company", "Manager"})
# Elements that name somebody or somebody's computer, wherever they stand.
_NAMING = frozenset(
    {"rsids", "trackRevisions", "attachedTemplate", "docVars", "mailMerge", "docId", "permStart", "permEnd",
     "dataBinding", "fileSharing", "absPath", "revisionPtr", "customWorkbookViews", "customSheetViews", "oleObjects",
     "OLEObject", "externalData", "writeProtection", "proofErr"}
)  # fmt: skip
_OF_COMMENTS = frozenset({"commentRangeStart", "commentRangeEnd", "commentReference", "annotationRef"})
_NAMING_ATTRIBUTES = frozenset({"rsidR", "rsidRPr", "rsidP", "rsidRDefault", "rsidDel", "rsidSect", "rsidTr", "paraId",
                                "textId", "refreshedBy", "userName"})  # fmt: skip
_DESCRIBED = ("name", "descr", "title", "alt")


def clean_office(stream: BinaryIO, limits: Limits) -> Cleaned:
    """:raises Unreadable: locked, too large when unpacked, or damaged."""
    archive = Archive(stream, limits)
    package = _Package(archive)
    package.cleaned.content = zipped(package.parts())
    return package.cleaned


class _Package:
    def __init__(self, archive: Archive) -> None:
        self.cleaned = Cleaned()
        self._archive = archive
        self._kept = [name for name in archive.names if not name.endswith("/") and not _is_dropped(name)]
        self._gone = {name.casefold() for name in archive.names if _is_dropped(name)}
        self._count_gone()

    def parts(self) -> Iterator[tuple[str, bytes]]:
        for name in self._kept:
            content = self._archive.open(name).read()
            if name.endswith((".xml", ".rels", ".vml")):
                root = parsed(content)
                self._clean(name, root)
                content = as_bytes(root)
            elif "/media/" in name and (less := without_notes(content)) != content:
                self.cleaned.taken[Thing.PICTURE] += 1
                content = less
            yield name, content

    def _count_gone(self) -> None:
        taken = self.cleaned.taken
        for name in self._archive.names:
            if _COMMENTS.fullmatch(name):
                found = self._archive.root(name).iter("{*}comment") if "threaded" not in name.lower() else ()
                taken[Thing.COMMENT] += sum(1 for each in found if attribute(each, "ref") or attribute(each, "id"))
            taken[Thing.SIGNATURE] += bool(re.fullmatch(r"_xmlsignatures/sig\d*\.xml", name, re.I))
            taken[Thing.ATTACHMENT] += bool(_ATTACHED.match(name)) and "/_rels/" not in name
            if name.lower().startswith("docprops/") and name.endswith(".xml"):
                said = {local_name(each.tag) for each in self._archive.root(name).iter() if (each.text or "").strip()}
                taken[Thing.AUTHOR] = max(taken[Thing.AUTHOR], int(bool(said & _AUTHORS)))
                taken[Thing.PROPERTIES] = max(taken[Thing.PROPERTIES], int(bool(said - _AUTHORS)))

    def _clean(self, name: str, root: Any) -> None:
        if name == "[Content_Types].xml":
            for each in list(root):
                if attribute(each, "PartName").lstrip("/").casefold() in self._gone:
                    drop(each)
            return
        if name.endswith(".rels"):
            self._relationships(name, root)
            return
        for each in list(root.iter(etree.Comment, etree.ProcessingInstruction)):
            drop(each)
        self.cleaned.taken[Thing.CHANGE] += accept(root)
        self._unlink(name, root)
        self._names(root)

    def _relationships(self, name: str, root: Any) -> None:
        lost = self._lost(name)
        for each in list(root):
            if attribute(each, "Id") in lost:
                drop(each)

    def _lost(self, rels: str) -> set[str]:
        """Ids of relationships that lead to what is gone, or to somebody's own computer."""
        if not self._archive.holds(rels):
            return set()
        folder = posixpath.dirname(posixpath.dirname(rels))
        lost = set()
        for each in self._archive.root(rels):
            target = attribute(each, "Target")
            if attribute(each, "TargetMode") == "External":
                if not _SAFE_ADDRESS.match(target):
                    lost.add(attribute(each, "Id"))
            elif posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/").casefold() in self._gone:
                lost.add(attribute(each, "Id"))
        return lost

    def _unlink(self, name: str, root: Any) -> None:
        folder, _, file_name = name.rpartition("/")
        lost = self._lost(posixpath.join(folder, "_rels", f"{file_name}.rels"))
        if not lost:
            return
        for each in list(root.iter("*")):
            for key, value in list(each.attrib.items()):
                if value in lost and "relationships" in key:
                    self.cleaned.taken[Thing.LOCAL_LINK] += local_name(each.tag) == "hyperlink"
                    del each.attrib[key]
                    if local_name(each.tag) not in {"hyperlink", "blip", "imagedata"} or not len(each):
                        drop(each)

    def _names(self, root: Any) -> None:
        for each in list(root.iter("*")):
            kind = local_name(each.tag)
            is_note = kind == "ClientData" and attribute(each, "ObjectType") == "Note"
            if kind in _NAMING or kind in _OF_COMMENTS:
                drop(each)
            elif is_note and each.getparent() is not None:
                drop(each.getparent())
            for key in list(each.attrib):
                short = local_name(key) if key.startswith("{") else key
                if short in _NAMING_ATTRIBUTES or (kind == "scenario" and short == "user"):
                    del each.attrib[key]
                elif short in _DESCRIBED and _PATH.match(each.attrib[key]):
                    each.attrib[key] = ""


def _is_dropped(name: str) -> bool:
    own = re.sub(r"/_rels/([^/]+)\.rels$", r"/\1", name)  # the relationships of a part go with it
    return any(pattern.match(own) for pattern in _DROPPED)
