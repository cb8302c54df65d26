"""What a backup says of itself: the part ``manifest.json``, as values and as JSON."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from marshmallow import Schema, ValidationError, fields, post_load, validate

from evidencehub.preservation.backup.kinds import KINDS
from evidencehub.shared.errors import HubError

NAME = "manifest.json"
FORMAT, FORMAT_NUMBER = "evidencehub-backup", 1
MOST_BYTES = 16 * 1024 * 1024
SHA256 = re.compile(r"[0-9a-f]{64}")
_WORD = r"[a-z_][a-z0-9_]{0,62}"  # as PostgreSQL takes names
_PART = re.compile(r"README\.txt|files\.jsonl|keys/[\w.-]{1,80}|standards/(?:[\w-][\w.-]{0,80}/){0,2}[\w-][\w.-]{0,80}")


class NotABackup(HubError):
    """The file cannot be used as a backup; the message says why, in a sentence."""


@dataclass(frozen=True)
class Part:
    """A member of the archive: its length and SHA-256 as it is when unpacked."""

    name: str
    bytes: int
    sha256: str


@dataclass(frozen=True)
class TablePart:
    """All rows of a table, a line each, in the order of their keys."""

    name: str
    rows: int
    columns: Mapping[str, str]  # the kind of each, by name
    bytes: int
    sha256: str

    @property
    def part(self) -> Part:
        return Part(f"tables/{self.name}.jsonl", self.bytes, self.sha256)


@dataclass(frozen=True)
class FilesTold:
    """How many files the rows name: ``missing`` were not in the store, ``damaged`` were not what their names say."""

    count: int
    bytes: int
    missing: int
    damaged: int


@dataclass(frozen=True)
class AuditTold:
    entries: int
    last_hash: str


@dataclass(frozen=True)
class Manifest:
    made_by: str  # the release of the hub
    taken_at: datetime  # all that was there at this moment is in it
    migration: str
    database: str
    settings: Mapping[str, str]  # that are no secret, as they were
    with_keys: bool
    audit: AuditTold
    redactions: list[str]  # ids of those that had been made by then
    left_out: Mapping[str, str]  # tables, and why
    tables: list[TablePart]
    files: FilesTold
    parts: list[Part]  # all others, with the list of files

    @property
    def rows(self) -> int:
        return sum(table.rows for table in self.tables)

    def part(self, name: str) -> Part:
        return next(part for part in self.parts if part.name == name)


class _Values(Schema):
    makes: type[Any]

    @post_load
    def _make(self, data: Mapping[str, Any], **_: Any) -> Any:
        return self.makes(**data)


def _count() -> fields.Integer:
    return fields.Integer(required=True, strict=True, validate=validate.Range(min=0))


def _sha256() -> fields.String:
    return fields.String(required=True, validate=validate.Regexp(SHA256.pattern + r"\Z"))


class _Part(_Values):
    makes = Part
    name = fields.String(required=True, validate=validate.Regexp(f"(?:{_PART.pattern})\\Z"))
    bytes = _count()
    sha256 = _sha256()


class _TablePart(_Values):
    makes = TablePart
    name = fields.String(required=True, validate=validate.Regexp(_WORD + r"\Z"))
    rows = _count()
    columns = fields.Dict(
        required=True, keys=fields.String(validate=validate.Regexp(_WORD + r"\Z")),
        values=fields.String(validate=validate.OneOf(list(KINDS))),
    )  # fmt: skip
    bytes = _count()
    sha256 = _sha256()


class _FilesTold(_Values):
    makes = FilesTold
    count = _count()
    bytes = _count()
    missing = _count()
    damaged = _count()


class _AuditTold(_Values):
    makes = AuditTold
    entries = _count()
    last_hash = fields.String(required=True)


class _Manifest(_Values):
    makes = Manifest
    made_by = fields.String(required=True)
    taken_at = fields.AwareDateTime(required=True, format="iso")
    migration = fields.String(required=True, validate=validate.Regexp(r"\w{1,32}\Z"))
    database = fields.String(required=True)
    settings = fields.Dict(required=True, keys=fields.String(), values=fields.String())
    with_keys = fields.Boolean(required=True)
    audit = fields.Nested(_AuditTold, required=True)
    redactions = fields.List(fields.String(), required=True)
    left_out = fields.Dict(required=True, keys=fields.String(), values=fields.String())
    tables = fields.List(fields.Nested(_TablePart), required=True)
    files = fields.Nested(_FilesTold, required=True)
    parts = fields.List(fields.Nested(_Part), required=True)


def written(manifest: Manifest) -> bytes:
    body = {"format": FORMAT, "format_number": FORMAT_NUMBER, **_Manifest().dump(manifest)}
    return json.dumps(body, ensure_ascii=False, indent=1).encode() + b"\n"


def read(content: bytes) -> Manifest:
    """:raises NotABackup: it is none, or of a format that this release does not know."""
    try:
        body = json.loads(content)
    except (ValueError, RecursionError):
        raise NotABackup(f"This backup is damaged: its {NAME} cannot be read.") from None
    if not isinstance(body, dict) or body.pop("format", None) != FORMAT:
        raise NotABackup(f"This is not a backup of an evidence hub: its {NAME} does not say so.")
    if (number := body.pop("format_number", None)) != FORMAT_NUMBER:
        raise NotABackup(
            f"This backup has the format {number!r}, and this release reads {FORMAT_NUMBER}: "
            "use the release that made it."
        )
    try:
        found: Manifest = _Manifest().load(body)
    except ValidationError as error:
        raise NotABackup(f"This backup is damaged: its {NAME} is not as it should be ({_first(error)}).") from None
    return found


def _first(error: ValidationError) -> str:
    where: Any = error.messages
    names = []
    while isinstance(where, dict) and where:
        name, where = next(iter(where.items()))
        names.append(str(name))
    return ".".join(names)
