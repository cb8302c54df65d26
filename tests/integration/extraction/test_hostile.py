"""Files that attack their reader, and a reader that was taken over: the hub answers plainly and goes on."""

import io
import json
import os
import signal
import subprocess
import sys
import threading
import time
import zlib
from pathlib import Path

import pytest

from evidencehub.extraction import State, extract
from evidencehub.extraction.runner import ReaderUnavailable
from evidencehub.shared.files import FileStore
from evidencehub.shared.filetypes import PDF, download_name, kind_of, refusal
from tests.support.documents import a_body, a_docx, a_paragraph, a_pdf, is_fit_to_store, read, words

MIB = 1024 * 1024


def test_an_empty_file_and_a_renamed_web_page_are_no_kind_of_document(tmp_path):
    for name, content, reason in (("a.pdf", b"", "empty"), ("b.pdf", b"<!DOCTYPE html><script>", "web page")):
        (tmp_path / name).write_bytes(content)
        assert kind_of(tmp_path / name) is None
        assert reason in refusal(tmp_path / name)
        assert extract(tmp_path / name, PDF).state is State.BROKEN  # and would do no harm if it got this far


def test_a_name_that_climbs_folders_reaches_neither_the_store_nor_the_download(tmp_path):
    original = "../../über/../Evaluación ☠ final.html"
    stored = FileStore(f"file://{tmp_path}/files").put(io.BytesIO(a_pdf(words("Hello"))), max_bytes=MIB)
    assert [path.name for path in (tmp_path / "files").rglob("*") if path.is_file()] == [stored.sha256]
    assert download_name(original, PDF) == "Evaluación final.pdf"


@pytest.mark.parametrize(
    ("part", "limits"),
    [
        (b"\x00" * 30 * MIB, {}),  # a ratio no real file has
        (os.urandom(MIB), {"uncompressed_bytes": MIB}),  # an honest ratio, and too much of it
    ],
)
def test_a_zip_bomb_is_not_unpacked(tmp_path, part, limits):
    found = read(tmp_path, a_docx(word__media__image1=part), **limits)
    assert (found.state, found.pages) == (State.TOO_LARGE, ())
    assert "too large" in found.message


def test_a_word_file_that_lies_about_its_size_is_stopped_by_the_memory_limit(tmp_path):
    content = bytearray(a_docx(word__document=a_body("<w:p/>" * 10_000_000)))
    entry = content.rfind(b"PK\x01\x02", 0, content.rfind(b"word/document.xml"))
    content[entry + 24 : entry + 28] = (1_000).to_bytes(4, "little")  # APPNOTE.TXT 4.3.12: uncompressed size
    assert read(tmp_path, bytes(content), memory_bytes=200 * MIB).state in {State.BROKEN, State.TOO_LARGE}


LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 11))


@pytest.mark.parametrize(
    "body",
    [
        a_body(a_paragraph("a &l10; b"), before=f'<!DOCTYPE x [<!ENTITY l0 "lol">{LAUGHS}]>'),
        a_body('<w:p w:x="&l10;"/>' + a_paragraph("a"), before=f'<!DOCTYPE x [<!ENTITY l0 "lol">{LAUGHS}]>'),
        a_body(a_paragraph("a &f; b"), before='<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]>'),
        a_body("<w:sdt>" * 50_000),
    ],
    ids=["billion laughs", "billion laughs in an attribute", "a file of ours", "endless nesting"],
)
def test_xml_that_attacks_its_reader_is_a_broken_file(tmp_path, body):
    assert read(tmp_path, a_docx(word__document=body)).state is State.BROKEN


def test_a_file_that_eats_memory_is_stopped_and_the_hub_goes_on(tmp_path):
    packer = zlib.compressobj(1)
    page = b"".join(packer.compress(b"q " * (MIB // 2)) for _ in range(200)) + packer.flush()
    bomb = a_pdf(zlib.compress(page), filters=b"/Filter[/FlateDecode/FlateDecode]")
    assert len(bomb) < 10_000  # becomes 200 MB
    assert read(tmp_path, bomb, memory_bytes=150 * MIB).state is State.TOO_LARGE
    many = a_docx(word__document=a_body("<w:p/>" * 1_500_000))
    assert read(tmp_path, many, memory_bytes=150 * MIB).state is State.TOO_LARGE
    assert read(tmp_path, a_pdf(words("Next"))).pages == ("Next",)


# Sorting accents into their normal order takes a time that grows with the square of their number.
SLOW = ("a" + "\u0301\u0327" * 400_000).encode()


def test_a_file_that_eats_time_is_stopped_at_the_limit_with_its_process(tmp_path, others):
    found = read(tmp_path, SLOW, seconds=1)
    assert (found.state, found.pages) == (State.TIMED_OUT, ())
    assert "took too long" in found.message
    assert children() == others


def test_the_child_limits_itself_even_when_nobody_watches(tmp_path):
    path = tmp_path / "slow.txt"
    path.write_bytes(SLOW)
    command = [sys.executable, "-m", "evidencehub.extraction.child", ".txt", json.dumps({"seconds": 1})]
    with path.open("rb") as stream:
        done = subprocess.run(command, check=False, stdin=stream, cwd=Path(__file__).parents[3], timeout=20)
    assert done.returncode == -signal.SIGXCPU


def children() -> list[Path]:
    """Running children of this process, as folders of /proc."""
    found = []
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, parent = status.read_text().rpartition(")")[2].split()[:2]
        except OSError:  # it ended while we looked
            continue
        if int(parent) == os.getpid() and state != "Z":
            found.append(status.parent)
    return sorted(found)


@pytest.fixture
def others() -> list[Path]:
    """Children that were there before the test: a hub or a browser that other tests of this process use."""
    return children()


@pytest.mark.skipif(not Path("/proc/self/limits").exists(), reason="looks at the child through /proc, which Linux has")
def test_the_child_knows_no_secret_and_can_write_nothing(tmp_path, monkeypatch):
    monkeypatch.setenv("EVIDENCEHUB_SECRET_KEY", "do not tell")
    before = {path.name for path in children()}
    thread = threading.Thread(target=read, args=(tmp_path, SLOW), kwargs={"seconds": 3})
    thread.start()
    limits: dict[str, str] = {}
    try:
        while thread.is_alive() and limits.get("Max file size") != "0":  # until the child has limited itself
            time.sleep(0.02)
            for process in (path for path in children() if path.name not in before):
                lines = (process / "limits").read_text().splitlines()[1:]
                limits = {line[:26].strip(): line[26:].split()[0] for line in lines}
                environment = (process / "environ").read_bytes()
                folder = (process / "cwd").readlink()
    finally:
        thread.join()
    assert limits["Max file size"] == limits["Max processes"] == limits["Max core file size"] == "0"
    assert limits["Max address space"] == str(1024 * MIB)
    assert {entry.partition(b"=")[0] for entry in environment.split(b"\0") if entry} == {
        b"PYTHONPATH",
        b"LANG",
        b"HOME",
        b"TMPDIR",
    }
    assert folder.name.startswith("evidencehub-") and not folder.exists()  # its own, and gone with it


@pytest.mark.parametrize(
    ("script", "state"),
    [
        ("while :; do printf '%01000d' 0; done", State.BROKEN),
        ("printf 'not json'", State.BROKEN),
        ("""printf '{"state": "text", "pages": [["nested"]]}'""", State.BROKEN),
        ("""printf '{"state": "text", "pages": []}'""", State.BROKEN),
        ("""printf '{"state": "text", "pages": ["1", "2", "3", "4"]}'""", State.BROKEN),
        ("""printf '{"state": "text", "pages": ["far too long for the limit"]}'""", State.BROKEN),
        ("""printf '{"state": "accredited"}'""", State.BROKEN),
        ("printf '%s' '" + "[" * 20_000 + "'", State.BROKEN),
        ("kill -9 $$", State.TOO_LARGE),
        ("kill -11 $$", State.BROKEN),
        ("exec sleep 60", State.TIMED_OUT),
        ("exec >&-; exec sleep 60", State.TIMED_OUT),
    ],
)
def test_a_child_that_was_taken_over_is_not_believed(tmp_path, monkeypatch, others, script, state):
    taken_over(tmp_path, monkeypatch, script)
    found = read(tmp_path, a_pdf(words("Hello")), seconds=1.5, pages=3, characters=20)
    assert (found.state, found.pages) == (state, ())
    assert children() == others


def test_controls_and_half_characters_from_a_child_are_removed(tmp_path, monkeypatch):
    taken_over(tmp_path, monkeypatch, r"""printf '%s' '{"state": "text", "pages": ["a\u0000b\ud800c"]}'""")
    found = read(tmp_path, a_pdf(words("Hello")))
    assert found.pages == ("ab\ufffdc",)
    is_fit_to_store(found)


def test_a_reader_that_cannot_start_is_our_fault_and_not_the_file_s(tmp_path, monkeypatch):
    taken_over(tmp_path, monkeypatch, "exit 1")
    with pytest.raises(ReaderUnavailable):
        read(tmp_path, a_pdf(words("Hello")))


def taken_over(folder: Path, monkeypatch: pytest.MonkeyPatch, script: str) -> None:
    """From here on the child is another program, as it would be after an attack on a library in it."""
    program = folder / "python"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o700)
    monkeypatch.setattr(sys, "executable", str(program))
