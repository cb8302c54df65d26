"""One of three nodes loses its power while people search and the worker writes."""

import json
import threading
import time
from urllib.request import urlopen

import pytest

from evidencehub.search.contract import Document, IndexAway, Query, Row
from evidencehub.search.opening import open_engine
from tests.support.opensearch import Cluster

READERS = 2
SECONDS_BEFORE, SECONDS_AFTER = 2, 8


@pytest.fixture
def cluster(tmp_path):
    """Of its own: other tests would notice."""
    started = Cluster(tmp_path)
    yield started
    started.stop()


def a_document(key):
    return Document(str(key), f"x{key}", f"p{key}", "Clubs", "after school clubs", (Row(outcome=("attainment",)),))


def manager_of(cluster):
    """The number of the node that the others have chosen to lead: what hurts most."""
    with urlopen(f"http://{cluster.hosts[0]}/_cat/cluster_manager?format=json") as response:
        return int(json.load(response)[0]["node"].removeprefix("node-"))


@pytest.mark.opensearch
def test_nothing_acknowledged_is_lost_and_no_reader_sees_an_error_when_a_node_is_gone(cluster, tmp_path):
    url = f"opensearch://{','.join(cluster.hosts)}/lost?shards=3"
    engine = open_engine(url, tmp_path)
    engine.rebuild([a_document(key) for key in range(30)])
    stop, failures, acknowledged, searches = threading.Event(), [], [], []

    def read():
        reader = open_engine(url, tmp_path)
        while not stop.is_set():
            known = 30 + len(acknowledged)
            try:
                answer = reader.search(Query("clubs", limit=3, collapse="project"))
                assert answer.total >= known and answer.facets["outcome"] == {"attainment": answer.total}
                searches.append(answer.total)
            except Exception as error:
                failures.append(error)

    def write():
        writer, key = open_engine(url, tmp_path), 30
        while not stop.is_set():
            try:
                writer.apply([a_document(key)])
            except IndexAway:  # the worker tries again, with the same
                continue
            acknowledged.append(key)
            key += 1

    threads = [threading.Thread(target=read) for _ in range(READERS)] + [threading.Thread(target=write)]
    for thread in threads:
        thread.start()
    time.sleep(SECONDS_BEFORE)
    before, lost = (len(searches), len(acknowledged)), manager_of(cluster)
    cluster.kill(lost)
    time.sleep(SECONDS_AFTER)
    stop.set()
    for thread in threads:
        thread.join()
    assert failures == []
    assert len(searches) > before[0] and len(acknowledged) > before[1]  # both went on
    assert set(engine.ids()) >= {str(key) for key in [*range(30), *acknowledged]}
    engine.verify()
    cluster.start_again(lost)
    assert set(engine.ids()) >= {str(key) for key in [*range(30), *acknowledged]}
    engine.verify()
