"""Word and Excel: only parts that a document shows are kept; in them what points to the others goes too.

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
from evidencehub.extraction.cleaning.pictures import clean
from evidencehub.extraction.cleaning.taken import Cleaned, Thing
from evidencehub.extraction.limits import Limits

_COMMENTS = re.compile(r"(word/comments\w*|xl/comments\d*|xl/comments/.*|xl/threadedComments/.*)\.xml", re.I)
_ATTACHED = re.compile(r"(word|xl)/(embeddings|activeX|externalLinks|queryTables)/|word/afchunk", re.I)
# What a document shows. All other parts go: nobody can list what programs put into such a file.
_SHOWN = re.compile(
    r"""\[Content_Types\]\.xml | _rels/\.rels
    | word/(glossary/)?(document|styles|stylesWithEffects|numbering|settings|webSettings|fontTable|footnotes|endnotes|
        header\d*|footer\d*)\d*\.xml
    | xl/(workbook|styles|sharedStrings|metadata)\.xml
    | (word|xl)/(theme|charts|chartsheets|worksheets|diagrams|drawings|tables|pivotTables|pivotCache|slicers|
        slicerCaches|timelines|timelineCaches|richData|ctrlProps)/[\w.-]+\.(xml|vml)
    | (word|xl)/(\w+/)?media/[\w.-]+""",
    re.I | re.X,
)
_SAFE_ADDRESS = re.compile(r"(https?|mailto|doi|tel):|#", re.I)
_PATH = re.compile(r"(?<![A-Za-z])[A-Za-z]:[\\/]|\\\\|file:|/(home|Users)/|Macintosh HD|:Users:", re.I)
_AUTHORS = frozenset({"creator", "lastModifiedBy", "Company", "Manager"})
# Elements that name somebody or somebody's computer, wherever they stand.
_NAMING = frozenset(
    {"rsids", "trackRevisions", "attachedTemplate", "docVars", "mailMerge", "docId", "permStart", "permEnd",
     "dataBinding", "fileSharing", "absPath", "revisionPtr", "customWorkbookViews", "customSheetViews", "oleObjects",
     "OLEObject", "externalData", "writeProtection", "proofErr", "attachedSchema", "saveThroughXslt", "frameset"}
)  # fmt: skip
_OF_COMMENTS = frozenset({"commentRangeStart", "commentRangeEnd", "commentReference", "annotationRef"})
_NAMING_ATTRIBUTES = frozenset({"rsidR", "rsidRPr", "rsidP", "rsidRDefault", "rsidDel", "rsidSect", "rsidTr", "paraId",
                                "textId", "refreshedBy", "userName", "userId", "author", "authorId", "initials",
                                "providerId"})  # fmt: skip
_DESCRIBED = ("name", "descr", "title", "alt", "src", "href", "althref")


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
            elif "/media/" in name:
                content = clean(content, self.cleaned)
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
        for each in list(root.iter(etree.Comment, etree.ProcessingInstruction)):
            drop(each)
        if name == "[Content_Types].xml":
            for each in list(root):
                if attribute(each, "PartName").lstrip("/").casefold() in self._gone:
                    drop(each)
            return
        if name.endswith(".rels"):
            self._relationships(name, root)
            return
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
                elif short in _DESCRIBED and _PATH.search(each.attrib[key]):
                    each.attrib[key] = ""
        _without_paths(root)


def _without_paths(root: Any) -> None:
    """Fields that show a file keep what they show, and lose where it was: on somebody's own computer."""
    for paragraph in root.iter("{*}p"):
        codes = [each for each in paragraph.iter("{*}instrText", "{*}delInstrText")]
        if _PATH.search("".join(each.text or "" for each in codes)):
            for each in codes:
                each.text = ""
    for field in root.iter("{*}fldSimple"):
        for key in [key for key, value in field.attrib.items() if _PATH.search(value)]:
            field.attrib[key] = ""


def _is_dropped(name: str) -> bool:
    own = re.sub(r"/_rels/([^/]+)\.rels$", r"/\1", name)  # the relationships of a part go with it
    return _SHOWN.fullmatch(own) is None
