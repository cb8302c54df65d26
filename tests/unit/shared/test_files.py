import hashlib
import io
import os
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from evidencehub.shared.errors import HubError, Invalid, NotFound
from evidencehub.shared.files import BadFileName, FileMissing, FileStore, FileTooLarge

REPORT = b"Attendance rose in both arms. " * 100_000  # 3 MB: more than one chunk
SHA256 = hashlib.sha256(REPORT).hexdigest()
UNKNOWN = "0" * 64


@pytest.fixture(params=["file", "memory"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> FileStore:
    return FileStore(f"file://{tmp_path}/files" if request.param == "file" else f"memory://{uuid4().hex}")


def put(store: FileStore, content: bytes = REPORT, max_bytes: int = len(REPORT)):
    return store.put(io.BytesIO(content), max_bytes=max_bytes)


def names(store: FileStore) -> list[str]:
    fs, root = store._place()
    return sorted(path.removeprefix(root).lstrip("/") for path in fs.find(root))


def test_a_file_is_kept_under_the_hash_of_its_content(store):
    stored = put(store)
    assert (stored.sha256, stored.size) == (SHA256, len(REPORT))
    assert names(store) == [f"{SHA256[:2]}/{SHA256[2:4]}/{SHA256}"]
    with store.open(SHA256) as stream:
        assert stream.read() == REPORT


def test_the_same_content_twice_is_one_file(store):
    assert put(store) == put(store)
    assert len(names(store)) == 1


def test_a_file_of_exactly_the_limit_is_taken_and_one_byte_more_leaves_nothing(store):
    put(store, b"12345", max_bytes=5)
    before = names(store)
    with pytest.raises(FileTooLarge) as refused:
        put(store, REPORT, max_bytes=len(REPORT) - 1)
    assert refused.value.max_bytes == len(REPORT) - 1
    assert isinstance(refused.value, Invalid)
    assert names(store) == before


def test_the_limit_is_told_in_megabytes():
    assert "25 MB" in str(FileTooLarge(25 * 1024 * 1024))


def test_an_upload_that_breaks_off_leaves_nothing(store):
    class Broken(io.BytesIO):
        def read(self, size: int = -1) -> bytes:
            if self.tell():
                raise ConnectionError("the browser went away")
            return super().read(1000)

    with pytest.raises(ConnectionError):
        store.put(Broken(REPORT), max_bytes=len(REPORT))
    assert names(store) == []


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "", "a" * 63, "A" * 64, "g" * 64, f"{UNKNOWN}\n", f"../{UNKNOWN}"]
)
def test_nobody_can_choose_a_path(store, name):
    for act in (store.open, store.exists, store.delete, lambda sha256: store.local_path(sha256).__enter__()):
        with pytest.raises(BadFileName):
            act(name)
    assert issubclass(BadFileName, HubError)


def test_what_is_not_there_is_said_to_be_missing(store):
    assert not store.exists(UNKNOWN)
    with pytest.raises(FileMissing):
        store.open(UNKNOWN)
    with pytest.raises(FileMissing), store.local_path(UNKNOWN):
        pass
    assert issubclass(FileMissing, NotFound)


def test_a_deleted_file_is_gone_and_deleting_it_again_is_no_error(store):
    put(store)
    store.delete(SHA256)
    store.delete(SHA256)
    assert not store.exists(SHA256)
    assert names(store) == []


def test_a_local_path_holds_the_content_and_a_fetched_copy_goes_away(store):
    put(store)
    with store.local_path(SHA256) as path:
        assert path.read_bytes() == REPORT
    assert path.exists() == store.url.startswith("file:")


def test_uploads_that_a_crash_cut_off_are_swept_and_running_ones_are_not(store):
    put(store)
    fs, root = store._place()
    fs.pipe_file(f"{root}/incoming/abandoned", b"half a report")
    now = datetime.now(UTC)
    assert store.sweep(before=now - timedelta(hours=1)) == 0
    assert store.sweep(before=now + timedelta(seconds=5)) == 1
    assert names(store) == [f"{SHA256[:2]}/{SHA256[2:4]}/{SHA256}"]


def test_many_uploads_of_one_content_at_the_same_time_end_as_one_whole_file(tmp_path):
    store = FileStore(f"file://{tmp_path}/files")
    found: list[str] = []
    threads = [threading.Thread(target=lambda: found.append(put(store).sha256)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [SHA256] * 8
    with store.local_path(SHA256) as path:
        assert path.read_bytes() == REPORT
    assert len(names(store)) == 1


def test_other_users_of_the_machine_cannot_look_into_the_store(tmp_path):
    put(FileStore(f"file://{tmp_path}/files"))
    assert os.stat(tmp_path / "files").st_mode & 0o077 == 0
