"""Several processes, killed writers, swapped folders, damaged files."""

import os
import shutil
import signal
import subprocess
import sys
import textwrap
import threading
import time
from pathlib import Path

import pytest

from evidencehub.search import store
from evidencehub.search.contract import Document, IndexDamaged, IndexMissing, Query, Row
from evidencehub.search.opening import open_engine

ROOT = Path(__file__).parents[3]

# Rewrites all documents again and again; each version has its own title, so a half-done change would show.
REWRITER = """
    import sys
    from pathlib import Path
    from evidencehub.search.contract import Document, Row
    from evidencehub.search.opening import open_engine

    engine = open_engine("", Path(sys.argv[1]))
    for version in range(1, 10_000):
        text = " ".join(f"word{(version * number) % 997}" for number in range(200))
        documents = [Document(str(key), "", "", f"version {version}", text, (Row(),)) for key in range(150)]
        engine.rebuild(documents) if sys.argv[2] == "rebuild" else engine.apply(documents)
        print(version, flush=True)
"""


def a_document(key, title="Clubs", text="after school clubs"):
    return Document(str(key), f"x{key}", f"p{key}", title, text, (Row(outcome=("attainment",)),))


def titles(engine):
    return [hit.title for hit in engine.search(Query(limit=1_000)).hits]


@pytest.mark.parametrize("way", ["apply", "rebuild"])
def test_a_writer_that_is_killed_leaves_one_whole_version_and_the_next_change_works(tmp_path, way):
    open_engine("", tmp_path).rebuild([])
    for kill_after in (0.02, 0.09, 0.21):  # at different places of the second version or a later one
        writer = subprocess.Popen(
            [sys.executable, "-c", textwrap.dedent(REWRITER), str(tmp_path), way],
            stdout=subprocess.PIPE,
            env=os.environ | {"PYTHONPATH": str(ROOT)},
        )
        assert writer.stdout.readline() == b"1\n"
        time.sleep(kill_after)
        writer.send_signal(signal.SIGKILL)
        writer.communicate()

        engine = open_engine("", tmp_path)
        assert len(titles(engine)) == 150
        assert len(set(titles(engine))) == 1
        wanted = [a_document(key, f"after {kill_after}") for key in range(150)]
        engine.apply(wanted)
        assert engine.ids() == {each.id: each.digest for each in wanted}
        assert set(titles(engine)) == {f"after {kill_after}"}


def test_what_killed_writers_left_behind_is_swept_away(tmp_path, monkeypatch):
    engine = open_engine("", tmp_path)
    engine.rebuild([a_document(1)])
    folder = Path(engine.status().folder)
    (folder / "_MAIN_2.toc.1700000000.5").write_bytes(b"half a table of contents")
    (folder / "MAIN_0123456789abcdef.pst").write_bytes(b"half a segment")
    (tmp_path / "index" / "index-7").mkdir()
    monkeypatch.setattr(store, "GRACE_SECONDS", -1)
    engine.apply([a_document(2)])
    assert engine.search(Query()).total == 2
    assert [path.name for path in folder.parent.glob("index-*")] == [folder.name]
    assert {path.suffix for path in folder.iterdir() if path.is_file()} == {".toc", ".col", ".postings", ".npz", ""}
    assert len(list(folder.glob("*.toc*"))) == 1


def test_a_reader_sees_changes_of_another_process_at_once(tmp_path):
    reader, writer = open_engine("", tmp_path), open_engine("", tmp_path)
    writer.rebuild([])
    assert (reader.search(Query()).total, reader.status().documents) == (0, 0)
    generations = {reader.status().generation}
    writer.apply([a_document(1), a_document(2)])
    assert reader.search(Query("clubs")).total == 2
    generations.add(reader.status().generation)
    writer.apply([a_document(1, "Homes", "housing first")], deletes=["2", "unknown"])
    assert reader.search(Query("clubs")).total == 0
    assert titles(reader) == ["Homes"]
    generations.add(reader.status().generation)
    assert len(generations) == 3


@pytest.mark.parametrize("quiet_seconds", [10, -3_600])  # after a while; or while the folder's time stands still
def test_a_reader_sees_a_change_whether_or_not_there_was_one_just_before(tmp_path, quiet_seconds):
    reader, writer = open_engine("", tmp_path), open_engine("", tmp_path)
    writer.rebuild([a_document(1)])
    (folder,) = (tmp_path / "index").glob("index-*")
    then = time.time_ns() - quiet_seconds * 1_000_000_000
    for key in (2, 3):
        os.utime(folder, ns=(then, then))
        assert reader.search(Query("clubs")).total == reader.search(Query("school")).total == key - 1
        writer.apply([a_document(key)])
        then += 1 if quiet_seconds > 0 else 0
    assert reader.search(Query("clubs")).total == 3
    writer.rebuild([a_document(4)])
    assert titles(reader) == titles(writer)


def test_a_change_of_nothing_makes_no_new_generation(tmp_path):
    engine = open_engine("", tmp_path)
    engine.rebuild([a_document(1)])
    before = engine.status()
    engine.apply([], deletes=["unknown"])
    assert engine.status() == before


def test_readers_go_on_while_folders_are_swapped_and_segments_merged(tmp_path, monkeypatch):
    monkeypatch.setattr(store, "GRACE_SECONDS", -1)  # the harshest case: a replaced folder goes at once
    writer, reader = open_engine("", tmp_path), open_engine("", tmp_path)
    writer.rebuild([a_document(key) for key in range(20)])
    totals, failures, stop = set(), [], threading.Event()

    def read():
        try:
            while not stop.is_set():
                answer = reader.search(Query("clubs", limit=50, collapse="project"))
                assert len(answer.hits) == answer.total == answer.facets["outcome"]["attainment"]
                totals.add(answer.total)
        except Exception as error:
            failures.append(error)

    threads = [threading.Thread(target=read) for _ in range(3)]
    for thread in threads:
        thread.start()
    for step in range(4):
        assert writer.rebuild(a_document(key) for key in range(20 + step)) == 20 + step
        for key in range(100, 120):
            writer.apply([a_document(key)])
        writer.apply([], deletes=[str(key) for key in range(100, 120)])
    stop.set()
    for thread in threads:
        thread.join()
    assert failures == []
    assert totals <= set(range(20, 44))
    assert reader.search(Query("clubs")).total == 23


def test_single_changes_do_not_pile_up_segments(tmp_path):
    engine = open_engine("", tmp_path)
    engine.rebuild([a_document(key) for key in range(30)])
    for key in range(100):
        engine.apply([a_document(key % 40, f"Title {key}")])
    status = engine.status()
    assert status.documents == 40
    assert status.segments <= 16
    assert engine.ids() == {
        each.id: each.digest for each in [a_document(key % 40, f"Title {key}") for key in range(100)]
    }


def test_a_rebuild_that_fails_leaves_the_old_index_and_no_folder(tmp_path):
    engine = open_engine("", tmp_path)
    engine.rebuild([a_document(1)])
    with pytest.raises(ValueError, match="given twice"):
        engine.rebuild([a_document(2), a_document(3), a_document(2)])
    assert list(engine.ids()) == ["1"]
    assert len(list((tmp_path / "index").glob("index-*"))) == 1
    engine.apply([a_document(4)])
    assert sorted(engine.ids()) == ["1", "4"]


def test_progress_is_told_document_by_document(tmp_path):
    told = []
    assert open_engine("", tmp_path).rebuild((a_document(key) for key in range(3)), told.append) == 3
    assert told == [1, 2, 3]


def lose_the_folder(root):
    (root / "current").write_text("1 index-99\n")


def garble_the_pointer(root):
    (root / "current").write_bytes(b"nonsense")


def make_it_another_version(root):
    (root / "current").write_text("0 index-1\n")


def cut_the_postings(root):
    (path,) = root.glob("index-1/*.postings")
    path.write_bytes(path.read_bytes()[:100])


def lose_the_postings(root):
    (path,) = root.glob("index-1/*.postings")
    path.unlink()


def cut_the_records(root):
    (path,) = root.glob("index-1/*.col")
    path.write_bytes(path.read_bytes()[:20])


def garble_the_contents(root):
    (path,) = root.glob("index-1/*.toc")
    path.write_bytes(b"x" * 200)


@pytest.mark.parametrize(
    "damage",
    [
        lose_the_folder,
        garble_the_pointer,
        make_it_another_version,
        cut_the_postings,
        lose_the_postings,
        cut_the_records,
        garble_the_contents,
    ],
)
def test_a_damaged_index_says_in_one_line_what_to_do_and_a_rebuild_mends_it(tmp_path, damage):
    open_engine("", tmp_path).rebuild([a_document(1)])
    damage(tmp_path / "index")
    engine = open_engine("", tmp_path)
    for use in (lambda: engine.search(Query()), engine.status, engine.ids, lambda: engine.apply([a_document(2)])):
        with pytest.raises(IndexDamaged, match="run: evidencehub index rebuild") as caught:
            use()
        assert "\n" not in str(caught.value)
    assert engine.rebuild([a_document(3)]) == 1
    assert list(engine.ids()) == ["3"]


def test_where_there_is_no_index_nobody_reads_an_empty_one_and_a_change_makes_none(tmp_path):
    """Deleted under a process that serves: the next change made an index of one record, which passed for the whole."""
    engine = open_engine("", tmp_path)
    uses = {
        "search": lambda: engine.search(Query()), "status": engine.status, "ids": engine.ids, "check": engine.check,
        "apply": lambda: engine.apply([a_document(2)]), "delete": lambda: engine.apply([], deletes=["1"]),
    }  # fmt: skip
    for _ in range(2):
        for use in uses.values():
            with pytest.raises(IndexMissing, match=r"There is no search index in .*; run: evidencehub index rebuild"):
                use()
        assert not (tmp_path / "index" / "current").exists()
        assert engine.rebuild([a_document(1)]) == 1 and list(engine.ids()) == ["1"]
        engine.check()
        shutil.rmtree(tmp_path / "index")


@pytest.mark.parametrize(
    "damage", [lose_the_folder, garble_the_pointer, cut_the_postings, cut_the_records, garble_the_contents]
)
def test_damage_that_is_done_while_an_engine_serves_is_seen_by_a_check(tmp_path, damage):
    engine = open_engine("", tmp_path)
    engine.rebuild([a_document(1)])
    engine.check()
    damage(tmp_path / "index")
    with pytest.raises(IndexDamaged):
        engine.check()


def test_damage_that_only_a_reader_meets_is_known_to_others_until_a_rebuild(tmp_path):
    writer, reader = open_engine("", tmp_path), open_engine("", tmp_path)
    writer.rebuild([a_document(1)])
    writer.check()
    (path,) = (tmp_path / "index").glob("index-1/*.postings")
    path.write_bytes(bytes(path.stat().st_size))  # as long as before: nothing is seen from outside
    writer.check()
    with pytest.raises(IndexDamaged):
        reader.search(Query("clubs"))
    with pytest.raises(IndexDamaged):
        writer.check()
    writer.rebuild([a_document(1)])
    writer.check()
    assert reader.search(Query("clubs")).total == 1


def overwrite_documents(path):
    """As long as before, with a directory that is whole: nothing shows from outside."""
    held = path.read_bytes()
    path.write_bytes(held[:24] + b"\xff" * 200 + held[224:])


def overwrite_records(path):
    held = path.read_bytes()
    path.write_bytes(held[:40] + bytes(8) + held[48:])


@pytest.mark.parametrize(("files", "damage"), [("*.postings", overwrite_documents), ("*.col", overwrite_records)])
def test_what_was_overwritten_and_still_looks_whole_is_found_by_reading_all_of_it(tmp_path, files, damage):
    engine = open_engine("", tmp_path)
    engine.rebuild([a_document(key, text="after school clubs " * 30) for key in range(300)])
    engine.verify()
    (path,) = (tmp_path / "index").glob(f"index-1/{files}")
    damage(path)
    with pytest.raises(IndexDamaged, match="run: evidencehub index rebuild"):
        open_engine("", tmp_path).verify()


def test_postings_that_were_overwritten_under_a_reader_are_no_answer(tmp_path):
    engine = open_engine("", tmp_path)
    engine.rebuild([a_document(key, text="after school clubs") for key in range(300)])
    assert engine.search(Query("clubs")).total == 300
    (path,) = (tmp_path / "index").glob("index-1/*.postings")
    with path.open("r+b") as file:
        file.write(bytes(path.stat().st_size))
    with pytest.raises(IndexDamaged):
        engine.search(Query("school"))


@pytest.mark.parametrize("content", [None, b"", b"not a zip file"])
def test_columns_that_are_missing_or_broken_are_made_again(tmp_path, content):
    open_engine("", tmp_path).rebuild([a_document(1), a_document(2)])
    (path,) = (tmp_path / "index").glob("index-1/*.npz")
    path.unlink()
    if content is not None:
        path.write_bytes(content)
    answer = open_engine("", tmp_path).search(Query("clubs"))
    assert (answer.total, answer.facets["outcome"]) == (2, {"attainment": 2})


def test_the_place_of_the_index_is_read_from_the_url(tmp_path):
    open_engine(f"whoosh://{tmp_path}/with%20space", Path("/nowhere")).rebuild([a_document(1)])
    assert (tmp_path / "with space" / "current").exists()


@pytest.mark.parametrize("url", ["elastic://host:9200", "whoosh://host/path", "/just/a/path", "sqlite:///x"])
def test_a_url_that_no_engine_stands_behind_is_a_plain_error(tmp_path, url):
    with pytest.raises(ValueError, match="must look like whoosh:///path"):
        open_engine(url, tmp_path)


def test_a_file_in_the_place_of_the_folder_is_a_plain_error(tmp_path):
    (tmp_path / "index").write_text("")
    with pytest.raises(ValueError, match="is a file and not a folder"):
        open_engine("", tmp_path)
