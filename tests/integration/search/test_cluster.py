"""The cluster that other tests use: three real nodes of one release."""

import json
from urllib.request import urlopen


def test_three_nodes_have_found_each_other(opensearch_hosts):
    for host in opensearch_hosts:
        with urlopen(f"http://{host}/_cluster/health") as response:
            health = json.load(response)
        assert (health["status"], health["number_of_nodes"]) == ("green", 3)


def test_they_are_of_the_release_that_the_tests_name(opensearch_hosts):
    with urlopen(f"http://{opensearch_hosts[0]}/") as response:
        assert json.load(response)["version"]["number"].startswith("2.19.")
