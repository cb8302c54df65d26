"""What no browser sends: a host that cannot be, and characters that no address has."""

import pytest

from evidencehub.shared.entrance import is_possible_host

PAGES = ("/", "/sign-in", "/healthz", "/mails", "/no-such-page", "/static/hub.css")
LONG = ("a" * 70, "a" * 300, "a" * 64 + ".org")
BROKEN = ("a..b", ".", "-", "[::1", "[::1]:x", "a b", "a@b", "a/b", "a:b:c", "a\x01b")
GOOD = ("localhost", "127.0.0.1:8000", "[::1]:8000", "evidence.example.org", "xn--bcher-kva.example", "hub_1", "a.")


@pytest.mark.parametrize("host", [*LONG, *BROKEN])
def test_a_host_that_cannot_be_is_refused_on_every_page(client, host):
    for page in PAGES:
        assert client.get(page, headers={"Host": host}).status_code == 400


@pytest.mark.parametrize(
    "host",
    ["localhost", "127.0.0.1:8000", "[::1]:8000", "evidence.example.org", "xn--bcher-kva.example", "hub_1", "a."],
)
def test_a_host_that_can_be_is_not(client, host):
    assert client.get("/healthz", headers={"Host": host}).status_code == 200


def test_a_name_that_only_looks_like_another_script_is_refused():
    assert not is_possible_host("xn--")  # Werkzeug decodes it, and raises


@pytest.mark.parametrize("character", ["\r\nX-Made-Up: 1", "\n", "\x01", "\t", "\x7f", "\x85", "\u2028", "\x00"])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_way_back_with_characters_that_no_address_has_is_refused(client, method, character):
    sent = {"query_string": {"next": f"/account{character}"}} if method == "GET" else {
        "data": {"next": f"/account{character}", "email": "a@example.org", "password": "wrong"}
    }  # fmt: skip
    assert client.open("/sign-in", method=method, **sent).status_code == 400


@pytest.mark.parametrize(
    "path",
    ["/compare/brief.pdf?with=%00", "/follow?approach=%00", "/shortlist?with=%00", "/compare?with=a%00", "/?%00=a"],
)
def test_a_nul_in_an_argument_finds_nothing(client, path):
    assert client.get(path).status_code in {200, 404}


@pytest.mark.parametrize("path", ["/projects/a%0Ab", "/admin/people?q=a%0D%0Ab", "/admin/people?q=%C2%85"])
def test_an_address_with_such_characters_leads_to_no_error(client, path):
    assert client.get(path, follow_redirects=True).status_code in {200, 404}
