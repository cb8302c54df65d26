"""Parts of files: on a disk, and in a store that has no folders, as S3 has none."""

import io
import random
import zipfile
from datetime import timedelta
from uuid import uuid4

import pytest

from evidencehub.shared.clock import utc_now
from evidencehub.shared.file_parts import PartStore
from evidencehub.shared.files import FileTooLarge

CONTENT = bytes(random.Random(7).randbytes(3000))


@pytest.fixture(params=["file", "memory"])
def store(request, tmp_path):
    return PartStore(f"file://{tmp_path}/files" if request.param == "file" else f"memory://{uuid4().hex}")


def _added(store, of, *ends):
    return [
        store.add_part(of, io.BytesIO(CONTENT[start:end]), max_bytes=3000)
        for start, end in zip((0, *ends), (*ends, len(CONTENT)), strict=True)
    ]


@pytest.mark.parametrize("ends", [(), (1,), (1000, 2000), (1000, 1000, 2999)])
def test_parts_are_read_as_one_file_from_anywhere(store, ends):
    of = uuid4()
    with store.open_parts(of, _added(store, of, *ends)) as joined:
        assert joined.read() == CONTENT and joined.read() == b""
        for start, size in ((0, 10), (995, 10), (1999, 2), (2998, 10), (4000, 10)):
            joined.seek(start)
            assert joined.read(size) == CONTENT[start : start + size]
        assert joined.seek(-5, io.SEEK_END) == 2995 and joined.read() == CONTENT[-5:]


def test_a_zip_in_parts_can_be_looked_into(store):
    target, of = io.BytesIO(), uuid4()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("word/document.xml", "Attendance rose" * 500)
    content = target.getvalue()
    parts = [
        store.add_part(of, io.BytesIO(content[at : at + 1000]), max_bytes=1000) for at in range(0, len(content), 1000)
    ]
    with store.open_parts(of, parts) as joined, zipfile.ZipFile(joined) as archive:
        assert archive.namelist() == ["word/document.xml"]


def test_a_part_that_is_too_large_leaves_nothing(store):
    with pytest.raises(FileTooLarge):
        store.add_part(uuid4(), io.BytesIO(CONTENT), max_bytes=2999)
    assert store.sweep_parts(before=utc_now() + timedelta(days=1)) == 0


def test_removing_takes_the_parts_of_one_file_and_can_be_done_again(store):
    one, other = uuid4(), uuid4()
    _added(store, one, 1000)
    kept = _added(store, other, 1000)
    store.remove_parts(one)
    store.remove_parts(one)
    with store.open_parts(other, kept) as joined:
        assert joined.read() == CONTENT
    assert store.sweep_parts(before=utc_now() + timedelta(days=1)) == 2


def test_what_is_younger_is_not_swept(store):
    of = uuid4()
    kept = _added(store, of, 1000)
    assert store.sweep_parts(before=utc_now() - timedelta(minutes=1)) == 0
    with store.open_parts(of, kept) as joined:
        assert joined.read() == CONTENT
