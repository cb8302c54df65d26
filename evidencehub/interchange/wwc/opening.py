"""Which export somebody gave, told by its columns and not by its name: the archive of 2025, or the two tables of 2020.

A zip is opened within limits. As of when it speaks is said by its own name, by its read-me, or by the newest day in it.
"""

import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from zipfile import BadZipFile, ZipFile, ZipInfo, is_zipfile

from evidencehub.interchange.records.files import UnusableFile
from evidencehub.interchange.wwc import archive
from evidencehub.interchange.wwc.direction import Table
from evidencehub.interchange.wwc.reading import FETCH, Source, check_columns, columns_of, content_sha256
from evidencehub.interchange.wwc.schemas import FINDING_COLUMNS

MOST_MEMBERS = 100
LARGEST_TABLE_BYTES = 500 * 1_048_576  # the archive's is 16 MB
LARGEST_RATIO = 100  # unpacked to packed; the archive's is 12
LONGEST_READ_ME = 100_000
_DATE = re.compile(r"(?<!\d)(20\d\d)-(\d\d)-(\d\d)(?!\d)")
# The tables of 2020 hold no date. These are the ones whose date is known, by the SHA-256 of what is in them.
_APRIL_2020 = frozenset({"22a4099154e3a35b3d352322e7dd43f1d962acd29c74ebc30fbb533164df8e19"})


@dataclass(frozen=True)
class Export:
    table: Table
    findings: Source
    reports: Source | None
    as_of: str  # 2025-08-25, or 2020-04; "" where the file does not say


def open_export(paths: Sequence[Path], as_of: str = "") -> Export:
    """:param as_of: what somebody who knows says of its date.
    :raises UnusableFile: it is neither; the message says all that is missing, and what to fetch.
    """
    first, *others = map(_table_of, paths)
    columns = columns_of(first)
    dated = as_of or _date_of(paths[0])
    if archive.MARK in columns:
        return Export("archive", first, others[0] if others else None, dated)
    if not others and set(FINDING_COLUMNS) <= set(columns):
        raise UnusableFile(
            f"{first} holds the findings of the export of 2020. Give its intervention reports too, as a second file; "
            f"or take all in one. {FETCH}"
        )
    if not others:
        check_columns(first, archive.NEEDED)
    if not dated and content_sha256(first) in _APRIL_2020:
        dated = "2020-04"
    return Export("tables", first, others[0], dated)


def _table_of(path: Path) -> Source:
    """The table that a file is or, in a zip, the one that holds findings."""
    try:
        if not path.is_file() or not is_zipfile(path):
            return Source(path)
        with ZipFile(path) as packed:
            return _member_of(path, packed.infolist())
    except BadZipFile:
        raise UnusableFile(f"{path} is a damaged zip: fetch it again.") from None
    except OSError as error:
        raise UnusableFile(f"{path} cannot be read: {error.strerror or error}.") from None


def _member_of(path: Path, members: Sequence[ZipInfo]) -> Source:
    if len(members) > MOST_MEMBERS:
        raise UnusableFile(
            f"{path} holds {len(members):,} files; the archive holds 3, and {MOST_MEMBERS} is the limit."
        )
    tables = [each for each in members if each.filename.lower().endswith(".csv") and not each.is_dir()]
    for each in sorted(tables, key=lambda member: -member.file_size):
        _check(path, each)
        source = Source(path, each.filename)
        if archive.MARK in columns_of(source):
            return source
    raise UnusableFile(f"{path} holds no table of findings (a CSV file with a column {archive.MARK}). {FETCH}")


def _check(path: Path, member: ZipInfo) -> None:
    if member.flag_bits & 1:
        raise UnusableFile(f"{path} is locked with a password: give it unlocked.")
    if member.file_size > LARGEST_TABLE_BYTES:
        size, limit = member.file_size / 1_048_576, LARGEST_TABLE_BYTES // 1_048_576
        raise UnusableFile(f"{path}, {member.filename} is {size:,.0f} MB unpacked; {limit} MB is the limit.")
    if member.file_size > LARGEST_RATIO * max(member.compress_size, 1) and member.file_size > 1_048_576:
        raise UnusableFile(f"{path}, {member.filename} would unpack to more than {LARGEST_RATIO} times its size.")


def _date_of(path: Path) -> str:
    """From its own name, else from a read-me that comes with it."""
    if found := _day(path.name):
        return found
    if not is_zipfile(path):
        return ""
    with ZipFile(path) as packed:
        for member in packed.infolist():
            if "readme" in member.filename.lower().replace("-", "").replace("_", "") and not member.flag_bits & 1:
                with packed.open(member) as file:
                    return _day(file.read(LONGEST_READ_ME).decode(errors="replace"))
    return ""


def _day(text: str) -> str:
    for match in _DATE.finditer(text):
        with suppress(ValueError):
            return date(*map(int, match.groups())).isoformat()
    return ""
