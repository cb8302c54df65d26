"""A test client that signs people in as a browser would.

It fails on broken HTML, a missing title, a repeated id or a description that is not there or says nothing.
"""

import re
from collections import Counter
from hashlib import sha256
from typing import Any

import html5lib
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from evidencehub.accounts.models import Person
from tests.support.shown import ShownResponse

# html5lib does not know these; browsers and the HTML standard do.
_TOLERATED = {"unexpected-null-character"}
# What is new in each test: keys of records, numbers of what tests/factories.py makes, the token in every form.
_NEW = re.compile(
    r"\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b"
    r"|\b(?:organisation|org|person|project|evaluation)[ -]\d+\b"
    r'|(?<=name="csrf_token" value=")[\w.-]+',
    re.IGNORECASE,
)
_found_right: set[bytes] = set()
PASSWORD = "correct horse battery"


class StrictClient(FlaskClient):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.response_wrapper = type("PageShown", (ShownResponse, self.response_wrapper), {})

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        response = super().open(*args, **kwargs)
        is_page = response.mimetype == "text/html" and response.request.method != "HEAD"
        if is_page and response.status_code not in range(300, 400):
            check_once(response.get_data(as_text=True))
        return response

    def sign_in(self, person: Person, password: str = PASSWORD) -> TestResponse:
        response = self.post("/sign-in", data={"email": person.email, "password": password})
        assert response.status_code == 303, response.get_data(as_text=True)
        return response


def check_once(page: str) -> None:
    """Check a page, unless one was found right that differs in nothing but what is new in each test.

    Each such word is replaced by the order in which it first comes, so that ids that were different stay different.
    """
    places: dict[str, str] = {}
    shape = _NEW.sub(lambda found: places.setdefault(found[0], f"\0{len(places)}\0"), page)
    digest = sha256(shape.encode()).digest()
    if digest not in _found_right:
        check_html(page)
        _found_right.add(digest)


def check_html(page: str) -> None:
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    tree = parser.parse(page)
    wrong = [error for error in parser.errors if error[1] not in _TOLERATED]
    assert not wrong, f"broken HTML: {wrong[:3]} near {page.splitlines()[wrong[0][0][0] - 1][:200]!r}"
    title = tree.find("head/title")
    assert title is not None and title.text and title.text.strip(), "the page has no title"
    repeated = [name for name, count in Counter(e.get("id") for e in tree.iter() if e.get("id")).items() if count > 1]
    assert not repeated, f"ids used twice: {repeated}"
    said = {e.get("id"): "".join(e.itertext()).strip() for e in tree.iter() if e.get("id")}
    named = {name for e in tree.iter() for name in (e.get("aria-describedby") or "").split()}
    silent = sorted(name for name in named if not said.get(name))
    assert not silent, f"these describe something, and are not there or say nothing: {silent}"
    assert not [e.tag for e in tree.iter() if e.get("style")], (
        "style attributes are against the content security policy"
    )
