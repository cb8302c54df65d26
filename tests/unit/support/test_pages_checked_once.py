"""A page like one that was found right is not parsed again; one that differs in more than keys and numbers is."""

from uuid import uuid4

import pytest

from tests.support import clients


def page(first: str, second: str, *, token: str = "abc.def-1", end: str = "</p>") -> str:
    return (
        f'<!DOCTYPE html><html lang="en"><head><title>Page</title></head><body><p id="{first}">Project 12{end}'
        f'<input name="csrf_token" value="{token}"><p id="{second}">org-7</p></body></html>'
    )


@pytest.fixture
def parsed(monkeypatch):
    """The pages that were parsed, and not taken as known; what other tests found right is forgotten."""
    pages, check_html = [], clients.check_html
    monkeypatch.setattr(clients, "_found_right", set())
    monkeypatch.setattr(clients, "check_html", lambda text: (pages.append(text), check_html(text)))
    return pages


def test_the_same_page_about_other_records_is_not_parsed_again(parsed):
    clients.check_once(page(str(uuid4()), str(uuid4())))
    clients.check_once(page(str(uuid4()), str(uuid4()), token="Xy_9").replace("Project 12", "Project 345"))
    assert len(parsed) == 1


def test_an_id_used_twice_is_found_also_when_two_ids_were_right_before(parsed):
    clients.check_once(page(str(uuid4()), str(uuid4())))
    key = str(uuid4())
    with pytest.raises(AssertionError, match="ids used twice"):
        clients.check_once(page(key, key))


@pytest.mark.parametrize("end", ["</div>", " & </i>", '<a href="/" href="/x"></a></p>'])
def test_what_is_broken_is_found_each_time(parsed, end):
    key = str(uuid4())
    clients.check_once(page(key, "other"))
    for _ in range(2):
        with pytest.raises(AssertionError, match="broken HTML"):
            clients.check_once(page(key, "other", end=end))


def test_words_that_differ_make_another_page(parsed):
    clients.check_once(page("a", "b"))
    clients.check_once(page("a", "b").replace("org-7", "orgs-7"))
    clients.check_once(page("a", "b").replace("<p ", "<p title='x' "))
    assert len(parsed) == 3
