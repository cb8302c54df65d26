"""What lies in a backup: every table but a few, and every file that a row names."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, MetaData, Table, func, select, union

from evidencehub.preservation.backup.manifest import SHA256
from evidencehub.projects.copies.models import CleanCopy
from evidencehub.projects.models import Document
from evidencehub.projects.states import DocumentState

LEFT_OUT: Mapping[str, str] = {
    "heartbeat": "whether a worker of this machine lives",
    "kept_card": "a copy, made anew with the search index",
    "maintenance": "what was said while somebody worked on this machine",
    "outage": "what is out of order around this machine",
    "program_token": "people make new ones: what has been ended since stays ended",
    "public_version": "a count of changes, by which copies of pages are dropped",
    "sign_in_attempt": "counted for a day",
    "sign_in_session": "everybody signs in again: who has been signed out since stays so",
    "typed_form": "kept for an hour, and only their browsers can open them",
    "upload": "files of which the rest has not come",
}

LINK_LEFT_OUT = "(a link that backups leave out)"
# Its last part is signed or drawn at random: whoever has it can act with it in the hub that goes on. The words of other
# addresses have neither capitals nor dots.
_LINK = re.compile(r"https?://\S+/(?=[\w-]*[A-Z.])[\w.-]{40,}\S*")


def tables(metadata: MetaData) -> list[Table]:
    """Those that are kept, each after those that it names, as far as that goes."""
    return [table for table in metadata.sorted_tables if table.name not in LEFT_OUT]


def without_links(table: str, row: dict[str, Any]) -> dict[str, Any]:
    """A row without links that act by themselves, which stand in mails alone."""
    if table != "mail":
        return row
    return row | {"body": _LINK.sub(LINK_LEFT_OUT, row["body"]), "stop_at": _LINK.sub("", row["stop_at"])}


def named_files(connection: Connection) -> list[str]:
    """The SHA-256 of each, in order: what was uploaded and not removed for good, and the copies made of that."""
    kept = select(Document.sha256).where(Document.state != DocumentState.REDACTED)
    copies = select(CleanCopy.copy_sha256).where(CleanCopy.copy_sha256.is_not(None))
    return sorted(connection.scalars(union(kept, copies)))


def count(connection: Connection, table: Table) -> int:
    return connection.scalar(select(func.count()).select_from(table)) or 0


@dataclass(frozen=True)
class ListedFile:
    """A line of ``files.jsonl``. Length and hash are those of what was there, or None where nothing was."""

    name: str  # the SHA-256 that the rows have; the member is called files/NAME
    size_bytes: int | None
    sha256: str | None

    @property
    def is_missing(self) -> bool:
        return self.size_bytes is None

    @property
    def is_damaged(self) -> bool:
        return not self.is_missing and self.sha256 != self.name

    @property
    def member(self) -> str:
        return f"files/{self.name}"

    def line(self) -> bytes:
        return json.dumps({"name": self.name, "bytes": self.size_bytes, "sha256": self.sha256}).encode() + b"\n"


def listed(lines: Iterator[Any]) -> Iterator[ListedFile]:
    """:raises ValueError: a line is none of ours."""
    for read in lines:
        if not isinstance(read, dict) or read.keys() != {"name", "bytes", "sha256"}:
            raise ValueError("it is no file of a list")
        name, size, sha256 = read["name"], read["bytes"], read["sha256"]
        is_there = type(size) is int and size >= 0 and isinstance(sha256, str) and SHA256.fullmatch(sha256)
        if not isinstance(name, str) or not SHA256.fullmatch(name) or not (is_there or (size, sha256) == (None, None)):
            raise ValueError("it is no file of a list")
        yield ListedFile(name, size, sha256)
