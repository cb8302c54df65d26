"""Where a cluster is, as the setting says it."""

import pytest

from evidencehub.search.opensearch.address import Address, parse


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("opensearch://host", Address(("host:9200",), "http", "evidencehub", 3)),
        ("opensearch://a:9201,b/hub-1", Address(("a:9201", "b:9200"), "http", "hub-1", 3)),
        (
            "opensearchs://me:p%40ss@a,[::1]:9/x?shards=5&ca=/etc/ca.pem",
            Address(("a:9200", "[::1]:9"), "https", "x", 5, "/etc/ca.pem", "me", "p@ss"),
        ),
    ],
)
def test_an_address_names_hosts_prefix_and_who_asks(url, address):
    assert parse(url) == address
    assert parse(url).password not in repr(parse(url)).replace("password", "") or not address.password


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("opensearch:///prefix", "must look like opensearch://host:9200"),
        ("opensearch://host/Upper", "only small letters"),
        ("opensearch://host/a/b", "only small letters"),
        ("opensearch://host/x?shards=0", "from 1 to 100"),
        ("opensearch://host/x?shard=2", "none of: shards, ca"),
    ],
)
def test_what_cannot_be_meant_is_a_plain_error_without_the_password(url, told):
    with pytest.raises(ValueError, match=told) as caught:
        parse(url.replace("://", "://me:secret-word@", 1))
    assert "secret-word" not in str(caught.value)
