"""What ends one day is told with every answer, in the description and on the page. Nothing ends today."""

from datetime import date

import pytest

from evidencehub.api import deprecated, describing

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)  # the same answers on any database
DAYS = date(2026, 1, 1), date(2027, 6, 1)


@pytest.fixture
def endings(monkeypatch):
    made = {
        "standards": deprecated.Ending(*DAYS, "vocabularies"), "standard": deprecated.Ending(*DAYS, "vocabulary"),
        "search.collapse": deprecated.Ending(*DAYS, "group"),
    }  # fmt: skip
    monkeypatch.setattr(deprecated, "ENDING", made)
    describing.description.cache_clear()
    yield
    describing.description.cache_clear()


def test_nothing_ends_today_and_the_page_says_so(client):
    assert deprecated.ENDING == {}
    assert "Deprecation" not in client.get("/api/v1/standards").headers
    assert "Nothing ends at present." in client.get("/api/docs").text
    assert '"deprecated"' not in client.get("/api/v1/openapi.json").text
    with pytest.raises(ValueError, match="365"):  # nor does anything within a year of being told
        deprecated.Ending(date(2026, 1, 1), date(2026, 12, 31), "standards")


def test_an_answer_says_since_when_until_when_and_what_instead(client, endings):
    for _ in range(2):  # the second is one that was kept
        told = client.get("/api/v1/standards").headers
        assert (told["Deprecation"], told["Sunset"]) == ("@1767225600", "Tue, 01 Jun 2027 00:00:00 GMT")
        assert told.getlist("Link") == [
            '<http://localhost/api/docs#endings>; rel="deprecation"; type="text/html"',
            '<http://localhost/api/v1/vocabularies>; rel="successor-version"',
        ]
    assert len(client.get("/api/v1/standards/project-oracle/2026-1").headers.getlist("Link")) == 1  # it has other keys
    assert "Sunset" in client.get("/api/v1/search?collapse=project").headers
    assert "Sunset" not in client.get("/api/v1/search").headers


def test_the_description_and_the_page_say_it_too(client, endings):
    told = client.get("/api/v1/openapi.json").json["paths"]
    assert told["/api/v1/standards"]["get"]["deprecated"]
    old = [each["name"] for each in told["/api/v1/search"]["get"]["parameters"] if each.get("deprecated")]
    assert old == ["collapse"]
    page = client.get("/api/docs").text
    assert page.count("It ends on 1 June 2027. Use “vocabularies” instead.") == 2 and "Nothing ends" not in page
    assert "It ends on 1 June 2027. Use “group” instead." in page
