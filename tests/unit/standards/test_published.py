"""A published version never changes: its file is held by the hash of its bytes."""

import hashlib

import pytest

from evidencehub.shared.paths import standards_dir
from evidencehub.standards.model.errors import BadFile, UnknownStandard
from evidencehub.standards.versions.published import LOCK, CannotPublish, check_lock, not_locked, publish, read_lock


@pytest.fixture
def version(write_standard, a_tier, a_criterion):
    """A sound version file, ``small/1.toml``."""
    return write_standard(a_tier("1", rank=1), a_criterion("a", "1"))


@pytest.fixture
def root(version):
    return version.parent.parent


def problems(root):
    return [str(problem) for problem in check_lock(root)]


def edit(path, old, new):
    path.write_bytes(path.read_bytes().replace(old, new))


def test_no_published_file_of_the_hub_has_changed():
    assert problems(standards_dir()) == []


def test_nothing_is_published_until_somebody_publishes_it(root):
    assert read_lock(root).entries == {}
    assert problems(root) == []
    assert not_locked(root) == ["small/1.toml"]


def test_publishing_writes_the_hash_of_the_bytes_in_the_form_that_sha256sum_checks(root, version):
    published = publish(root, "small", "1")
    sha256 = hashlib.sha256(version.read_bytes()).hexdigest()
    assert (published.name, published.sha256, published.is_new) == ("small/1.toml", sha256, True)
    assert (root / LOCK).read_bytes() == f"{sha256}  small/1.toml\n".encode()
    assert not_locked(root) == []


def test_publishing_the_same_file_again_changes_nothing(root):
    publish(root, "small", "1")
    before = (root / LOCK).stat()
    assert publish(root, "small", "1").is_new is False
    assert (root / LOCK).stat().st_mtime_ns == before.st_mtime_ns


def test_lines_are_sorted_whatever_the_order_of_publishing(root, version):
    for name in ("3", "2"):
        (version.parent / f"{name}.toml").write_bytes(
            version.read_bytes().replace(b'version = "1"', f'version = "{name}"'.encode())
        )
    for name in ("3", "1", "2"):
        publish(root, "small", name)
    assert [line.split()[1] for line in (root / LOCK).read_text(encoding="utf-8").splitlines()] == [
        "small/1.toml",
        "small/2.toml",
        "small/3.toml",
    ]
    assert [path.name for path in root.iterdir() if path.is_file()] == [LOCK]  # nothing half written is left


@pytest.mark.parametrize(
    ("old", "new"),
    [(b"Is it so?", b"Is it not so?"), (b"\n", b"\r\n"), (b'"For tests."', b'"For tests."  # so')],
)
def test_a_published_file_that_changes_is_named_and_the_way_out_told_even_for_line_ends(root, version, old, new):
    publish(root, "small", "1")
    edit(version, old, new)
    assert problems(root) == [
        "1.toml: small/1.toml has changed since it was published. A published file never changes: "
        "put it back as it was, and write the correction as a new version file"
    ]
    with pytest.raises(CannotPublish, match=r"small/1\.toml was published with other content. A published file never"):
        publish(root, "small", "1")


def test_a_published_file_that_is_gone_is_told_with_its_line(root, version):
    publish(root, "small", "1")
    version.unlink()
    (found,) = problems(root)
    assert found.startswith("published.lock:1: small/1.toml was published and is gone, or cannot be read. ")


def test_cases_and_what_may_change_are_not_locked(root, version):
    publish(root, "small", "1")
    version.with_name("1.cases.toml").write_text("", encoding="utf-8")
    edit(version.with_name("standard.toml"), b"For tests.", b"For more tests.")
    assert problems(root) == []
    assert not_locked(root) == []
    for name in ("1.cases", "standard"):
        with pytest.raises(UnknownStandard, match=f'small has no version "{name}"'):
            publish(root, "small", name)


def test_a_draft_is_not_published(root, version):
    edit(version, b'note = "For tests."', b'note = "For tests."\nstatus = "draft"')
    with pytest.raises(CannotPublish, match=r'small/1\.toml is a draft: it says status = "draft"'):
        publish(root, "small", "1")
    assert not (root / LOCK).exists()
    assert not_locked(root) == []


def test_a_file_with_problems_is_not_published_and_every_problem_is_told(root, version):
    edit(version, b'about = "evidence"', b'about = "efect"')
    with pytest.raises(BadFile) as caught:
        publish(root, "small", "1")
    assert [found.message for found in caught.value.problems] == ['"about" cannot be "efect"; did you mean "effect"?']
    assert not (root / LOCK).exists()


@pytest.mark.parametrize(
    ("standard", "version_name", "message"),
    [
        ("smal", "1", 'no standard "smal"; did you mean "small"'),
        ("small", "2", 'small has no version "2"'),
        ("small", "../small/1", 'small has no version "../small/1"'),
        ("../standards/small", "1", 'no standard "../standards/small"'),
        ("vocabularies", "designs", 'no standard "vocabularies"'),
    ],
)
def test_only_versions_of_standards_are_published(root, standard, version_name, message):
    with pytest.raises(UnknownStandard, match=message):
        publish(root, standard, version_name)


HASH = "0" * 64


@pytest.mark.parametrize(
    "line",
    [
        "",
        "# a remark",
        f"{HASH} small/1.toml",
        f"{HASH}  1.toml",
        f"{HASH}  ../small/1.toml",
        f"{HASH}  small/1.cases.toml",
        f"{HASH}  small/standard.toml",
        f"{HASH}  vocabularies/designs.toml",
        f"{'g' * 64}  small/1.toml",
        "<<<<<<< main",
    ],
)
def test_a_line_that_cannot_be_read_is_told_with_its_number_and_never_overwritten(root, line):
    publish(root, "small", "1")
    lock = root / LOCK
    lock.write_text(f"{lock.read_text(encoding='utf-8')}{line}\n", encoding="utf-8")
    before = lock.read_bytes()
    assert problems(root) == ['published.lock:2: must be "<sha256>  <id>/<version>.toml", for a version file']
    with pytest.raises(BadFile, match=r"published\.lock:2"):
        publish(root, "small", "1")
    assert lock.read_bytes() == before


def test_a_version_listed_twice_is_told(root):
    publish(root, "small", "1")
    lock = root / LOCK
    lock.write_text(lock.read_text(encoding="utf-8") + f"{HASH}  small/1.toml\n", encoding="utf-8")
    assert problems(root) == ["published.lock:2: small/1.toml is listed twice (first on line 1)"]


def test_a_lock_with_other_line_ends_is_read_all_the_same(root):
    publish(root, "small", "1")
    edit(root / LOCK, b"\n", b"\r\n")
    assert problems(root) == []


def test_a_lock_that_is_no_text_is_told(root):
    (root / LOCK).write_bytes(b"\xff\xfe")
    assert problems(root) == ["published.lock: is not UTF-8 text"]


def test_every_version_that_ships_is_locked_or_a_draft():
    assert not_locked(standards_dir()) == []
