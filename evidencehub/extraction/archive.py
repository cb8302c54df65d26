"""Files that are zips of XML (Word and others): how large they unpack, and their parts, parsed without trust."""

import posixpath
import zipfile
from collections.abc import Iterator
from typing import IO, Any, BinaryIO
from urllib.parse import unquote

from lxml import etree

from evidencehub.extraction.limits import MIB, Limits, State
from evidencehub.extraction.reading import Unreadable

_RATIO_MATTERS_ABOVE_BYTES = 10 * MIB  # below that a high ratio is only a small, dull file


def local_name(tag: object) -> str:
    """The name without its namespace (editions of the standards differ in it); "" for comments and the like."""
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def attribute(element: Any, name: str) -> str:
    """Its value; "" where it has none, or there is no element."""
    if element is None:
        return ""
    return next((str(value) for key, value in element.attrib.items() if local_name(key) == name), "")


def child(element: Any, name: str) -> Any:
    """The first child of that name, or None; of None, None."""
    return None if element is None else next((one for one in element if local_name(one.tag) == name), None)


def parsed(content: bytes) -> Any:
    """:raises Unreadable: it declares entities, which no program that writes such files does."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    root = etree.fromstring(content, parser)
    if root.getroottree().docinfo.internalDTD is not None:
        raise Unreadable(State.BROKEN)
    return root


class Archive:
    """Its directory is looked at first: nothing is unpacked before the sizes are known to be bearable."""

    def __init__(self, stream: BinaryIO, limits: Limits) -> None:
        """:raises Unreadable: locked, too large when unpacked, or no zip."""
        try:
            self._zip = zipfile.ZipFile(stream)
        except zipfile.BadZipFile:
            raise Unreadable(State.BROKEN) from None
        entries = self._zip.infolist()
        unpacked = sum(entry.file_size for entry in entries)
        # Measured against the file itself: the packed sizes in the directory are only what it claims.
        ratio = unpacked / max(1, stream.seek(0, 2))
        if unpacked > limits.uncompressed_bytes:
            raise Unreadable(State.TOO_LARGE)
        if unpacked > _RATIO_MATTERS_ABOVE_BYTES and ratio > limits.compression_ratio:
            raise Unreadable(State.TOO_LARGE)
        if any(entry.flag_bits & 0x1 for entry in entries):  # APPNOTE.TXT 4.4.4: bit 0, encrypted
            raise Unreadable(State.ENCRYPTED)
        self.names = [entry.filename for entry in entries]
        self._by_name = {name.casefold(): name for name in self.names}  # ECMA-376 part 2: case does not count
        self._known: dict[str, list[tuple[str, str, str]]] = {}  # relationships of each part

    def holds(self, path: str) -> bool:
        return path.casefold() in self._by_name

    def root(self, path: str) -> Any:
        """:raises Unreadable: there is no such part, or it declares entities."""
        if not self.holds(path):
            raise Unreadable(State.BROKEN)
        return parsed(self._zip.read(self._by_name[path.casefold()]))

    def open(self, path: str) -> IO[bytes]:
        return self._zip.open(self._by_name[path.lstrip("/").casefold()])

    def declares_entities(self, path: str) -> bool:
        """For parts that a library is to parse; in encodings other than UTF-8, which no Office program writes, too."""
        content = self._zip.read(self._by_name[path.casefold()])
        return b"<!DOCTYPE" in content or b"\x00" in content[:200]

    def related(self, path: str, *kinds: str) -> list[str]:
        """Paths that the part at ``path`` ("" for the whole file) points to by a relationship of one of the kinds."""
        return [target for kind, _, target in self._of(path) if kind in kinds]

    def target(self, path: str, relationship_id: str) -> str | None:
        return next((target for _, name, target in self._of(path) if name == relationship_id), None)

    def _of(self, path: str) -> list[tuple[str, str, str]]:
        if path not in self._known:
            self._known[path] = list(self._relationships(path))
        return self._known[path]

    def _relationships(self, path: str) -> Iterator[tuple[str, str, str]]:
        """Kind, id and target of what is there; Word itself keeps relationships that lead nowhere, and skips them."""
        folder, _, name = path.rpartition("/")
        where = posixpath.join(folder, "_rels", f"{name}.rels")
        if not self.holds(where):
            return
        for one in self.root(where):
            if attribute(one, "TargetMode") == "External":
                continue
            target = posixpath.normpath(posixpath.join("/", folder, unquote(attribute(one, "Target")))).lstrip("/")
            if self.holds(target):
                yield attribute(one, "Type").rpartition("/")[2], attribute(one, "Id"), target
