"""The hub's own figures: how far projects came and how long it took, and what people looked for in vain."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest

from evidencehub.catalogue.index import unanswered
from evidencehub.catalogue.index.unanswered import Shown, UnansweredSearch
from evidencehub.cli import worker
from evidencehub.projects.states import SubmissionState
from evidencehub.review.record import PROMISED, Sent, record, summed
from evidencehub.shared.db import db
from tests.factories_review import LATER, a_case_in_review, a_decided_case
from tests.support.queries import counted_queries

NOW = datetime(2026, 11, 29, tzinfo=UTC)
S = SubmissionState


def sent(state, days=None, *, ago=10, again=False, agreed=0, compared=0):
    """:param days: from sending to the letter, which came ``ago`` days before now."""
    decided = NOW - timedelta(days=ago) if days is not None else None
    begun = (decided or NOW) - timedelta(days=days or 0)
    return Sent(state, begun, decided, again, agreed, compared)


def test_figures_count_each_project_once_and_take_time_from_sending_to_the_letter():
    found = summed(
        [
            sent(S.SUBMITTED), sent(S.IN_REVIEW), sent(S.RETURNED), sent(S.ACCREDITED, 20, agreed=9, compared=10),
            sent(S.ACCREDITED, 42, again=True, agreed=7, compared=10),
            sent(S.NOT_ACCREDITED, 60, agreed=8, compared=10),
            sent(S.NOT_ACCREDITED, 300, ago=400, agreed=0, compared=10),
        ],
        now=NOW,
    )  # fmt: skip
    assert (found.sent, found.returned, found.under_way, found.decided) == (7, 1, 2, 4)
    assert found.returned + found.under_way + found.decided == found.sent
    assert (found.accredited, found.not_accredited, found.again) == (2, 2, 1)
    assert (found.decided_lately, found.days, found.most_days, found.in_time) == (3, 42, 60, 2)
    assert (found.agreed_first, found.compared) == (24, 30)


def test_of_nothing_there_is_no_time():
    found = summed([], now=NOW)
    assert (found.sent, found.days, found.most_days, found.compared) == (0, None, None, 0)


def test_the_time_we_allow_is_what_the_steps_come_to():
    steps = (S.SUBMITTED, S.SCREENING, S.IN_REVIEW, S.RECONCILING)
    assert sum(each.told.days for each in steps) == PROMISED.days


def test_a_decided_case_is_counted_in_one_query(client, session):
    a_decided_case(session)
    session.commit()
    with counted_queries() as queries:
        found = record(session, with_invented=False, now=LATER)
    assert (found.sent, found.decided, found.decided_lately, found.in_time) == (1, 1, 1, 1)
    assert 0 < found.agreed_first <= found.compared
    assert len(queries) == 1
    page = client.get("/figures").text
    assert re.search(r"Graded</th><td [^>]*>1</td>", page)


def test_an_empty_hub_says_so(client):
    page = client.get("/figures").text
    assert "No project has been sent for grading yet." in page and "None is shown yet." in page


def test_words_that_found_nothing_are_noted_by_day_and_stand_there_when_an_editor_says_so(app, client, session):
    case = a_case_in_review(session)
    session.commit()
    client.get("/search?q=Unicycle   Mentoring")
    client.get("/search?q=unicycle mentoring&page=1")
    held = session.get(UnansweredSearch, "unicycle mentoring")
    assert (held.days, held.shown) == (1, Shown.WAITING)
    assert "unicycle" not in client.get("/figures").text

    editor = app.test_client()
    editor.sign_in(case.editor)
    assert "unicycle mentoring" in editor.get("/figures/searches").text
    editor.post("/figures/searches", data={"words": "unicycle mentoring", "act": "show"})
    assert "unicycle mentoring" in client.get("/figures").text, "at once, though the page was kept"
    editor.post("/figures/searches", data={"words": "unicycle mentoring", "act": "hide"})
    assert "unicycle mentoring" not in client.get("/figures").text
    assert editor.post("/figures/searches", data={"words": "never asked", "act": "show"}).status_code == 404


def test_only_editors_and_admins_see_what_waits(app, client, session):
    case = a_case_in_review(session)
    session.commit()
    for person in (case.member, case.reviewers[0]):
        client.sign_in(person)
        assert client.get("/figures/searches").status_code == 403
        assert client.post("/figures/searches", data={"words": "x", "act": "show"}).status_code == 403


def test_each_day_counts_once_and_another_day_again(app, session):
    for day in (date(2026, 11, 1), date(2026, 11, 1), date(2026, 11, 3)):
        with app.app_context():
            unanswered.note(db.engine, "county  lines", today=day)
    held = session.get(UnansweredSearch, "county lines")
    assert (held.days, held.last_on) == (2, date(2026, 11, 3))


@pytest.mark.parametrize(
    "text", ["07700 900123", "me@example.org", "ab", "x" * 61, "???", "http://example.org/a", "a\x00b c"]
)
def test_what_is_no_question_of_words_is_not_noted(text):
    assert unanswered.words_of(text) is None


def test_a_search_with_filters_or_with_hits_is_not_noted(client, session):
    client.get("/search?q=unicycle&outcome=attendance")
    client.get("/search")
    assert session.query(UnansweredSearch).count() == 0


def test_words_are_forgotten_after_a_year(app, session):
    old, new = date.today() - timedelta(days=400), date.today()
    session.add(UnansweredSearch(words="old words", days=1, last_on=old))
    session.add(UnansweredSearch(words="new words", days=1, last_on=new))
    session.commit()
    worker.forget_searches(app)
    session.rollback()
    assert [each.words for each in session.query(UnansweredSearch)] == ["new words"]


def test_nonsense_that_was_typed_once_makes_room_for_what_is_asked_now(app, session, monkeypatch):
    monkeypatch.setattr(unanswered, "MOST", 3)
    day = date(2026, 11, 20)
    session.add(UnansweredSearch(words="asked often", days=4, last_on=day))
    session.add(UnansweredSearch(words="nonsense", days=1, last_on=day))
    session.add(UnansweredSearch(words="decided", days=1, last_on=day - timedelta(days=9), shown=Shown.HIDDEN))
    session.commit()
    for words in ("newer", "newest"):
        with app.app_context():
            unanswered.note(db.engine, words, today=day + timedelta(days=1))
        day += timedelta(days=1)
    session.rollback()
    assert {each.words for each in session.query(UnansweredSearch)} == {"asked often", "decided", "newest"}


def test_where_all_was_decided_nothing_makes_room(app, session, monkeypatch):
    monkeypatch.setattr(unanswered, "MOST", 1)
    session.add(UnansweredSearch(words="decided", days=1, last_on=date(2026, 11, 1), shown=Shown.PUBLIC))
    session.commit()
    with app.app_context():
        unanswered.note(db.engine, "newer", today=date(2026, 11, 2))
    session.rollback()
    assert [each.words for each in session.query(UnansweredSearch)] == ["decided"]


def test_words_that_cannot_be_are_no_search(client, session):
    case = a_case_in_review(session)
    session.commit()
    client.sign_in(case.editor)
    for words in ("a\x00b", "Never Noted", ""):
        assert client.post("/figures/searches", data={"words": words, "act": "show"}).status_code == 404


def test_while_somebody_writes_a_search_waits_for_nobody(app, client, session):
    with app.app_context(), db.sessionmaker() as writing:
        writing.add(UnansweredSearch(words="being written", days=1, last_on=date.today()))
        writing.flush()
        assert client.get("/search?q=unicycle").status_code == 200
        writing.rollback()
