"""The cluster that other tests use: three real nodes of one release."""

import json
from urllib.request import Request, urlopen

import pytest

COPIES = {"settings": {"number_of_shards": 1, "number_of_replicas": 2}}  # one on each of three nodes


@pytest.fixture
def index_everywhere(opensearch_hosts):
    """An index of which every node has a copy. Other tests make indexes of theirs in the same cluster meanwhile."""
    address = f"http://{opensearch_hosts[0]}/on-every-node"
    asked(address, "PUT", COPIES)
    yield "on-every-node"
    asked(address, "DELETE")


def asked(address, method="GET", body=None):
    sent = None if body is None else json.dumps(body).encode()
    request = Request(address, data=sent, method=method, headers={"Content-Type": "application/json"})
    with urlopen(request) as response:
        return json.load(response)


def test_three_nodes_have_found_each_other(opensearch_hosts, index_everywhere):
    for host in opensearch_hosts:
        health = asked(f"http://{host}/_cluster/health/{index_everywhere}?wait_for_status=green&timeout=60s")
        assert (health["status"], health["number_of_nodes"], health["active_shards"]) == ("green", 3, 3)


def test_they_are_of_the_release_that_the_tests_name(opensearch_hosts):
    assert asked(f"http://{opensearch_hosts[0]}/")["version"]["number"].startswith("2.19.")
