"""The registry's file as it is published: a zip with JSON and CSV in it, or that JSON alone. Read as a stream."""

import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any
from zipfile import BadZipFile, ZipFile, ZipInfo, is_zipfile

import ijson

from evidencehub.interchange.records.files import UnusableFile

MOST_MEMBERS = 100
_NEWER = "schema_v2"  # until 2025 a zip held both schemas, and the name told them apart
FETCH = "Fetch the registry's newest release: https://doi.org/10.5281/zenodo.6347574"


def given(path: Path) -> Iterator[tuple[int, Any, float]]:
    """Each record with its number from 1, and how much of the file is read, 0 to 1. Never more than one is in memory.

    :raises UnusableFile: it cannot be read, or not to its end.
    """
    number = 0
    try:
        with _opened(path) as (file, size):
            if _first_sign(file) != b"[":
                raise UnusableFile(f"{path} is no list of records, which begins with “[”. {FETCH}")
            file.seek(0)
            for number, each in enumerate(ijson.items(file, "item", use_float=True), start=1):
                yield number, each, min(file.tell() / max(size, 1), 1.0)
    except ijson.JSONError:
        raise UnusableFile(f"{path} breaks off or is damaged after record {number:,}: fetch it again.") from None
    except (BadZipFile, zlib.error, EOFError, NotImplementedError):
        raise UnusableFile(f"{path} is a damaged zip: fetch it again.") from None
    except UnicodeDecodeError:
        raise UnusableFile(f"{path} is not written in UTF-8 after record {number:,}: fetch it again.") from None
    except OSError as error:
        raise UnusableFile(f"{path} cannot be read: {error.strerror or error}.") from None


@contextmanager
def _opened(path: Path) -> Iterator[tuple[IO[bytes], int]]:
    if not path.is_file() or not is_zipfile(path):
        with path.open("rb") as file:
            yield file, path.stat().st_size
        return
    with ZipFile(path) as packed:
        member = _member_of(path, packed.infolist())
        with packed.open(member) as unpacked:
            yield unpacked, member.file_size


def _member_of(path: Path, members: list[ZipInfo]) -> ZipInfo:
    if len(members) > MOST_MEMBERS:
        raise UnusableFile(f"{path} holds {len(members):,} files, and {MOST_MEMBERS} is the limit. {FETCH}")
    found = [each for each in members if each.filename.lower().endswith(".json") and not each.is_dir()]
    newer = [each for each in found if _NEWER in each.filename.lower()]
    if not found:
        raise UnusableFile(f"{path} holds no JSON file. {FETCH}")
    member = max(newer or found, key=lambda each: each.file_size)
    if member.flag_bits & 1:
        raise UnusableFile(f"{path} is locked with a password: give it unlocked.")
    return member


def _first_sign(file: IO[bytes]) -> bytes:
    while (sign := file.read(1)).isspace():
        pass
    return sign
