"""A test client that signs people in as a browser would.

It fails on broken HTML, a missing title, a repeated id or a missing label.
"""

from collections import Counter
from typing import Any

import html5lib
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from evidencehub.accounts.models import Person

# html5lib does not know these; browsers and the HTML standard do.
_TOLERATED = {"unexpected-null-character"}
PASSWORD = "correct horse battery"


class StrictClient(FlaskClient):
    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        response = super().open(*args, **kwargs)
        if response.mimetype == "text/html" and response.status_code not in range(300, 400):
            check_html(response.get_data(as_text=True))
        return response

    def sign_in(self, person: Person, password: str = PASSWORD) -> TestResponse:
        response = self.post("/sign-in", data={"email": person.email, "password": password})
        assert response.status_code == 303, response.get_data(as_text=True)
        return response


def check_html(page: str) -> None:
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    tree = parser.parse(page)
    wrong = [error for error in parser.errors if error[1] not in _TOLERATED]
    assert not wrong, f"broken HTML: {wrong[:3]} near {page.splitlines()[wrong[0][0][0] - 1][:200]!r}"
    title = tree.find("head/title")
    assert title is not None and title.text and title.text.strip(), "the page has no title"
    repeated = [name for name, count in Counter(e.get("id") for e in tree.iter() if e.get("id")).items() if count > 1]
    assert not repeated, f"ids used twice: {repeated}"
    assert not [e.tag for e in tree.iter() if e.get("style")], (
        "style attributes are against the content security policy"
    )
