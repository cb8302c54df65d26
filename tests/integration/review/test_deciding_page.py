"""What the pages cost on which an editor settles and decides."""

import re

import pytest

from evidencehub.standards.grading import engine
from tests.factories_review import a_frozen_case, settle
from tests.support.queries import counted_queries

# 2 for who is asking, 2 for the case, 5 for what this editor may do with it, 8 for what both found, what was written
# about it, what was agreed and whether a question to the team is open, 1 for the rounds, 1 for a decision that waits,
# 1 for the editor's own words, 1 for notices not read, 5 for whether reasons quote a file that is not public.
SELECTS = 27


@pytest.fixture
def graded(monkeypatch):
    """Every time something is graded."""
    found, really = [], engine.grade

    def grade(*arguments):
        found.append(arguments)
        return really(*arguments)

    monkeypatch.setattr(engine, "grade", grade)
    return found


def test_the_page_to_decide_on_grades_once_and_asks_the_database_no_more_than_it_needs(client, session, graded):
    case = a_frozen_case(session, designs=("qed-matched", "pre-post"), results=3)
    settle(session, case)
    session.commit()
    client.sign_in(case.editor)
    graded.clear()
    with counted_queries() as queries:
        page = client.get(f"/cases/{case.submission.id}/decide")
    assert "Decide and send the letter" in page.text
    assert (len(graded), len(queries)) == (1, SELECTS)
    graded.clear()
    hidden = dict(re.findall(r'name="(seen|shown)" value="([^"]*)"', page.text))
    with counted_queries() as queries:
        pressed = client.post(f"/cases/{case.submission.id}/decide", data={"strengths": "", **hidden})
    assert pressed.status_code == 303
    compared = [each for each in queries if "FROM finding" in each and "assignment_id IS NULL" in each]
    assert (len(graded), len(compared)) == (1, 2), "compared once; the letter reads what was agreed"


# The same without the rounds, the decision, own words and quotes.
SELECTS_SETTLING = 19


def test_the_page_to_settle_on_grades_once_at_most_and_compares_once_however_many_differ(client, session, graded):
    for differing in (("po2.8",), ("po2.8", "po1.1", "po1.2", "po1.4", "po2.4")):
        case = a_frozen_case(session, second=dict.fromkeys(differing, "partly"), designs=("qed-matched", "pre-post"))
        session.commit()
        client.sign_in(case.editor)
        graded.clear()
        with counted_queries() as queries:
            page = client.get(f"/cases/{case.submission.id}/reconcile")
        assert page.status_code == 200 and page.text.count('class="hub-question"') == len(differing)
        assert (len(graded), len(queries)) == (0, SELECTS_SETTLING), queries
