"""Nothing of a backup is believed: each way in which one can be wrong is told in a sentence, before any use."""

import json
import struct
import zipfile

import pytest

from evidencehub.preservation.backup.checking import check
from evidencehub.preservation.backup.manifest import NotABackup
from evidencehub.preservation.backup.opening import open_archive
from tests.support.backups import changed, members, packed, silently, told_anew


def refusal(path):
    """Why a backup is refused; "" where it is whole."""
    try:
        with open_archive(path) as archive:
            check(archive, silently)
    except NotABackup as error:
        return str(error)
    return ""


def other_format(parts, manifest):
    manifest["format_number"] = 2


def of_somebody_else(parts, manifest):
    manifest["format"] = "a-photo-album"


def without_manifest(parts, manifest):
    del parts["manifest.json"]


def with_a_path(parts, manifest):
    parts["../../etc/cron.d/x"] = b"* * * * * root true"


def naming_a_path(parts, manifest):
    manifest["parts"].append({"name": "standards/../../x", "bytes": 1, "sha256": "0" * 64})


def naming_a_table_that_is_a_path(parts, manifest):
    manifest["tables"][0]["name"] = "../person"


def without_a_table(parts, manifest):
    del parts["tables/person.jsonl"]


def shorter_than_told(parts, manifest):
    parts["tables/person.jsonl"] = parts["tables/person.jsonl"][:-20]


def with_other_words(parts, manifest):
    parts["tables/person.jsonl"] = parts["tables/person.jsonl"].replace(b"Okafor", b"Okafar")


def with_another_count(parts, manifest):
    manifest["tables"][0]["rows"] += 1


def with_a_row_that_is_none(parts, manifest):
    parts["tables/person.jsonl"] = parts["tables/person.jsonl"].replace(b'"is_admin":false', b'"is_admin":"no"')
    told_anew(parts, manifest)


def with_half_a_line(parts, manifest):
    parts["tables/person.jsonl"] += b'{"id":'
    told_anew(parts, manifest)


def with_deep_json(parts, manifest):
    parts["tables/person.jsonl"] = b"[" * 100_000 + b"\n"
    told_anew(parts, manifest)


def without_a_file(parts, manifest):
    del parts[next(name for name in parts if name.startswith("files/"))]


def with_another_file(parts, manifest):
    name = next(name for name in parts if name.startswith("files/"))
    parts[name] = bytes(len(parts[name]))


def with_a_file_that_is_a_path(parts, manifest):
    parts["files.jsonl"] = b'{"name": "../../x", "bytes": null, "sha256": null}\n'
    told_anew(parts, manifest)


def with_a_file_twice(parts, manifest):
    parts["files.jsonl"] += parts["files.jsonl"].splitlines(keepends=True)[-1]
    told_anew(parts, manifest)


def that_would_fill_the_disk(parts, manifest):
    parts["tables/person.jsonl"] = bytes(50_000_000)
    told_anew(parts, manifest)


def that_claims_less(parts, manifest):
    parts["tables/person.jsonl"] = bytes(5_000_000)


WRONG = [
    (other_format, "has the format 2, and this release reads 1"),
    (of_somebody_else, "not a backup of an evidence hub"),
    (without_manifest, "is a ZIP archive and no backup"),
    (with_a_path, "has a part '../../etc/cron.d/x' that its manifest does not name"),
    (naming_a_path, "is not as it should be (parts"),
    (naming_a_table_that_is_a_path, "is not as it should be (tables.0.name)"),
    (without_a_table, "the part tables/person.jsonl is missing"),
    (shorter_than_told, "the part tables/person.jsonl has"),
    (with_other_words, "the part tables/person.jsonl is not what was written"),
    (with_another_count, "rows instead of"),
    (with_a_row_that_is_none, "line 1 of tables/person.jsonl is no row: is_admin holds no boolean"),
    (with_half_a_line, "the last line of tables/person.jsonl is cut off"),
    (with_deep_json, "a line of tables/person.jsonl is no JSON"),
    (without_a_file, "is missing"),
    (with_another_file, "is not what was written"),
    (with_a_file_that_is_a_path, "the list of files cannot be used"),
    (with_a_file_twice, "the list of files cannot be used"),
    (that_would_fill_the_disk, "would unpack to more than 200 times its size"),
    (that_claims_less, "has 5,000,000 bytes instead of"),
]  # fmt: skip


def test_every_wrong_backup_is_refused_with_the_reason(case, write, tmp_path):
    path = tmp_path / "hub.zip"
    write(path)
    assert refusal(path) == "" and refusal(changed(path, tmp_path / "same.zip", lambda _parts, _manifest: None)) == ""
    for change, wanted in WRONG:
        said = refusal(changed(path, tmp_path / "wrong.zip", change))
        assert wanted in said and said.endswith(".") and "\n" not in said, (change.__name__, said)
    content = path.read_bytes()
    for end in (len(content) - 1, len(content) // 2, 10):
        (tmp_path / "short.zip").write_bytes(content[:end])
        assert "it was cut off, or is damaged" in refusal(tmp_path / "short.zip"), end
    for place in flips(path, content):
        flipped = bytearray(content)
        flipped[place] ^= 0x10
        (tmp_path / "flipped.zip").write_bytes(flipped)
        # One bit of packed text may name another place where the same words stand: nothing is lost by that.
        assert refusal(tmp_path / "flipped.zip") or members(tmp_path / "flipped.zip") == members(path), place


def flips(path, content):
    """A byte in the middle of the content of each part that has any."""
    with zipfile.ZipFile(path) as opened:
        for info in opened.infolist():
            name, extra = struct.unpack("<HH", content[info.header_offset + 26 : info.header_offset + 30])
            if info.file_size:
                yield info.header_offset + 30 + name + extra + info.compress_size // 2


def test_what_is_no_archive_at_all_is_told(tmp_path):
    for content in (b"", b"SQLite format 3\0" * 100, b"PK"):
        (tmp_path / "x").write_bytes(content)
        assert "is no ZIP archive" in refusal(tmp_path / "x")
    assert "No such file" in refusal(tmp_path / "nothing") and "Is a directory" in refusal(tmp_path)
    packed(tmp_path / "y.zip", {"manifest.json": b"[" * 100_000})
    assert "manifest.json cannot be read" in refusal(tmp_path / "y.zip")
    packed(tmp_path / "y.zip", {"manifest.json": bytes(20_000_000)})
    assert "manifest.json is larger than one can be" in refusal(tmp_path / "y.zip")
    packed(tmp_path / "y.zip", {"manifest.json": json.dumps({"format": "evidencehub-backup", "format_number": 1})})
    assert "manifest.json is not as it should be" in refusal(tmp_path / "y.zip")


def test_a_name_that_stands_twice_is_told(case, write, tmp_path):
    write(tmp_path / "hub.zip")
    with zipfile.ZipFile(tmp_path / "hub.zip", "a") as opened, pytest.warns(UserWarning, match="Duplicate name"):
        opened.writestr("manifest.json", members(tmp_path / "hub.zip")["manifest.json"])
    assert "it names a part twice" in refusal(tmp_path / "hub.zip")
