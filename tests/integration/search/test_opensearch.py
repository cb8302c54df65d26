"""What only a cluster meets: several writers, indexes behind one name, no room for a part of a change, and silence."""

import http.server
import json
import threading
import time

import pytest

from evidencehub.search.contract import Document, IndexAway, IndexDamaged, IndexMissing, Query, Row
from evidencehub.search.opening import open_engine, take_away
from evidencehub.search.opensearch import client as clients
from evidencehub.search.opensearch import lease, store
from evidencehub.search.opensearch.address import parse
from evidencehub.search.opensearch.client import Client
from tests.support.engines import EngineAt


def a_document(key, title="Clubs", text="after school clubs"):
    return Document(str(key), f"x{key}", f"p{key}", title, text, (Row(outcome=("attainment",)),))


@pytest.fixture
def url(opensearch_hosts, tmp_path):
    return EngineAt(opensearch_hosts).url(tmp_path)


@pytest.fixture
def engine(url, tmp_path):
    return open_engine(url, tmp_path)


@pytest.fixture
def client(url):
    return Client(parse(url))


@pytest.fixture
def alias(url):
    return f"{parse(url).prefix}-records"


def titles(engine):
    return sorted(hit.title for hit in engine.search(Query(limit=1_000)).hits)


def indexes(client, alias):
    return set(client.get(f"/{alias}-*/_settings"))


def test_where_there_is_no_index_nobody_reads_an_empty_one_and_a_change_makes_none(engine, url, tmp_path):
    uses = {
        "search": lambda: engine.search(Query()), "status": engine.status, "ids": engine.ids, "check": engine.check,
        "apply": lambda: engine.apply([a_document(2)]), "delete": lambda: engine.apply([], deletes=["1"]),
    }  # fmt: skip
    for _ in range(2):
        for use in uses.values():
            with pytest.raises(IndexMissing, match=r"There is no search index in .*; run: evidencehub index rebuild"):
                use()
        assert engine.rebuild([a_document(1)]) == 1 and list(engine.ids()) == ["1"]
        engine.check()
        engine.verify()
        take_away(url, tmp_path)


def test_readers_go_on_while_indexes_are_swapped_and_what_was_replaced_goes(engine, client, alias, url, tmp_path):
    engine.rebuild([a_document(key) for key in range(20)])
    totals, failures, stop = set(), [], threading.Event()
    reader = open_engine(url, tmp_path)

    def read():
        try:
            while not stop.is_set():
                answer = reader.search(Query("clubs", limit=50, collapse="project"))
                assert len(answer.hits) == answer.total == answer.facets["outcome"]["attainment"]
                totals.add(answer.total)
        except Exception as error:
            failures.append(error)

    threads = [threading.Thread(target=read) for _ in range(2)]
    for thread in threads:
        thread.start()
    for step in range(1, 3):
        assert engine.rebuild(a_document(key) for key in range(20 + step)) == 20 + step
        engine.apply([a_document(100)])
        engine.apply([], deletes=["100"])
    stop.set()
    for thread in threads:
        thread.join()
    assert failures == []
    assert totals <= {20, 21, 22, 23}
    assert len(indexes(client, alias)) == 3
    engine.forget_replaced()
    assert len(indexes(client, alias)) == 1 and engine.search(Query("clubs")).total == 22


def test_what_a_killed_rebuild_left_is_swept_away_and_after_the_swap_nothing_is_lost(engine, client, alias):
    engine.rebuild([a_document(1)])
    client.put(f"/{alias}-7", {})
    before = engine.status()
    engine.apply([], deletes=["unknown"])
    assert engine.status() == before  # a change of nothing makes no new generation
    engine.apply([a_document(2)])
    assert len(indexes(client, alias)) == 1
    client.put(f"/{alias}-9999999999", {})
    actions = [
        {"remove": {"index": f"{alias}-*", "alias": alias}},
        {"add": {"index": f"{alias}-9999999999", "alias": alias}},
    ]
    client.post("/_aliases", {"actions": actions})  # and killed before the state was written
    engine.apply([a_document(3)])
    assert list(engine.ids()) == ["3"]
    assert indexes(client, alias) == {f"{alias}-9999999999"}


def test_a_rebuild_that_fails_leaves_the_old_index_and_no_other(engine, client, alias):
    engine.rebuild([a_document(1)])
    with pytest.raises(ValueError, match="given twice"):
        engine.rebuild([a_document(2), a_document(3), a_document(2)])
    assert list(engine.ids()) == ["1"] and len(indexes(client, alias)) == 1


def test_an_index_of_another_release_asks_for_a_rebuild(engine, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(store, "FORMAT", "0:other")
        engine.rebuild([a_document(1)])
    for use in (lambda: engine.search(Query()), engine.check, lambda: engine.apply([a_document(2)])):
        with pytest.raises(IndexDamaged, match="was made by another version; run: evidencehub index rebuild"):
            use()
    engine.rebuild([a_document(1)])
    engine.check()


def test_what_was_changed_or_lost_behind_our_back_is_found_by_reading_all_of_it(engine, client, alias):
    engine.rebuild([a_document(key) for key in range(3)])
    engine.verify()
    client.post(f"/{alias}/_update/1?refresh=true", {"doc": {"text": ["other words"]}})
    with pytest.raises(IndexDamaged, match="is damaged; run: evidencehub index rebuild"):
        engine.verify()
    engine.apply([a_document(1)])
    engine.verify()
    client.delete(f"/{alias}/_doc/2?refresh=true")
    with pytest.raises(IndexDamaged, match="has lost documents"):
        engine.verify()


def test_what_the_cluster_has_no_room_for_just_now_is_sent_again(engine, client, alias):
    engine.rebuild([a_document(1)])
    blocked = "index.blocks.read_only_allow_delete"  # as a node does whose disk is full; writes are refused with 429
    client.put(f"/{alias}/_settings", {blocked: True})
    freed = threading.Timer(1.0, lambda: client.put(f"/{alias}/_settings", {blocked: None}))
    freed.start()
    engine.apply([a_document(key, "Homes") for key in (1, 2)])
    freed.join()
    assert titles(engine) == ["Homes", "Homes"]


def test_a_document_that_the_index_cannot_take_is_an_error_and_not_sent_for_ever(engine, client, alias):
    engine.rebuild([a_document(1)])
    client.put(f"/{alias}/_settings", {"index.blocks.write": True})
    with pytest.raises(ValueError, match="OpenSearch answered 403"):
        engine.apply([a_document(2)])


def test_writers_on_several_machines_wait_for_each_other(engine, url, tmp_path):
    engine.rebuild([])
    writers = [open_engine(url, tmp_path) for _ in range(3)]
    threads = [threading.Thread(target=each.apply, args=([a_document(key)],)) for key, each in enumerate(writers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(engine.ids()) == ["0", "1", "2"]
    engine.verify()


def test_a_writer_that_died_is_waited_for_no_longer_than_it_takes_to_be_sure(engine, client, alias, monkeypatch):
    engine.rebuild([])
    client.put(f"/{alias.removesuffix('-records')}-state/_create/records-writing", {"writer": "dead"})
    monkeypatch.setattr(lease, "GIVEN_UP_SECONDS", 0.5)
    engine.apply([a_document(1)])
    assert list(engine.ids()) == ["1"]


def test_a_cluster_that_does_not_answer_is_left_alone_for_a_while_and_then_asked_again(url, tmp_path, monkeypatch):
    monkeypatch.setattr(clients, "AGAIN_SECONDS", ())
    monkeypatch.setattr(clients, "REST_SECONDS", 0.5)
    open_engine(url, tmp_path).rebuild([a_document(1)])
    found = parse(url)
    away = Client(parse("opensearch://127.0.0.1:9"))
    asked = [(f"{found.prefix}-records", {"size": 0})]
    with pytest.raises(IndexAway, match="does not answer"):
        away.searches(asked)
    with pytest.raises(IndexAway, match="a moment ago"):
        away.searches(asked)
    away.address = found  # it is back
    with pytest.raises(IndexAway, match="a moment ago"):
        away.searches(asked)
    time.sleep(0.6)
    assert away.searches(asked) and away.searches(asked)


def test_a_node_that_does_not_answer_is_passed_over(opensearch_hosts, url, tmp_path):
    open_engine(url, tmp_path).rebuild([a_document(1)])
    some_away = url.replace("://", "://127.0.0.1:9,", 1)
    engine = open_engine(some_away, tmp_path)
    assert [engine.search(Query("clubs")).total for _ in range(6)] == [1] * 6


def test_who_asks_is_told_with_each_question():
    heard = []

    class Listening(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            heard.append(self.headers["Authorization"])
            body = json.dumps({"status": "green"}).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *given): ...

    with http.server.HTTPServer(("127.0.0.1", 0), Listening) as server:
        threading.Thread(target=server.handle_request).start()
        asking = Client(parse(f"opensearch://me:secret@127.0.0.1:{server.server_port}"))
        assert asking.get("/_cluster/health") == {"status": "green"}
        asking.close()
    assert heard == ["Basic bWU6c2VjcmV0"]
