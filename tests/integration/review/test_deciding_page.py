"""What the page costs on which an editor decides."""

from evidencehub.standards.grading import engine
from tests.factories_review import a_frozen_case, settle
from tests.support.queries import counted_queries

# 2 for who is asking, 2 for the case, 4 for what this editor may do with it, 6 for what both found and what was agreed,
# 1 for the rounds.
SELECTS = 15


def test_the_page_to_decide_on_grades_once_and_asks_the_database_no_more_than_it_needs(client, session, monkeypatch):
    case = a_frozen_case(session, designs=("qed-matched", "pre-post"), results=3)
    settle(session, case)
    session.commit()
    client.sign_in(case.editor)
    graded, really = [], engine.grade

    def grade(*arguments):
        graded.append(arguments)
        return really(*arguments)

    monkeypatch.setattr(engine, "grade", grade)
    with counted_queries() as queries:
        page = client.get(f"/cases/{case.submission.id}/decide")
    assert "Decide and send the letter" in page.text
    assert (len(graded), len(queries)) == (1, SELECTS)
