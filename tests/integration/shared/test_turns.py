"""Rows of different owners take turns, and of one owner never two are done at once, whoever does them."""

import threading

import pytest
from sqlalchemy import func, select

from evidencehub.shared import due
from evidencehub.shared.clock import utc_now
from evidencehub.shared.db import db
from evidencehub.shared.due import DueRow, Handler
from evidencehub.shared.turns import Turns

PATIENCE = 20  # seconds, for what takes a moment


@pytest.fixture
def new_session(app):
    with app.app_context():
        return db.sessionmaker


def rows(session, *names):
    """Due in this order; the first letter is whose it is."""
    for name in names:
        due.add(session, "test", name, {"name": name}, owner=name[0], at=utc_now())
    session.commit()


def _handler(work, turns=None):
    def one(payloads, _new_session):
        (payload,) = payloads
        work(payload["name"])
        return lambda _session: None

    return {"test": Handler(one, turns=turns or Turns())}


def test_who_waited_longest_since_the_last_turn_is_next(session, new_session):
    rows(session, "a1", "a2", "a3", "b1", "c1", "b2")
    done = []
    due.run(new_session, _handler(done.append))
    assert done == ["a1", "b1", "c1", "a2", "b2", "a3"]


def test_what_comes_in_meanwhile_goes_before_the_rest_of_a_long_list(session, new_session):
    rows(session, "a1", "a2", "a3")
    done = []

    def work(name):
        done.append(name)
        if name == "a1":
            rows(session, "b1")

    due.run(new_session, _handler(work))
    assert done == ["a1", "b1", "a2", "a3"]


def test_two_threads_never_work_for_one_owner_at_once(session, new_session):
    rows(session, "a1", "a2", "a3", "b1")
    done, a1_runs, a1_may_end = [], threading.Event(), threading.Event()

    def work(name):
        if name == "a1":
            a1_runs.set()
            assert a1_may_end.wait(PATIENCE)
        done.append(name)

    handlers = _handler(work)
    first = threading.Thread(target=due.run, args=(new_session, handlers))
    first.start()
    try:
        assert a1_runs.wait(PATIENCE)
        assert due.run(new_session, handlers) == 1  # what is left for the second thread
        assert done == ["b1"]
    finally:
        a1_may_end.set()
        first.join(PATIENCE)
    assert done == ["b1", "a1", "a2", "a3"]
    session.rollback()
    assert session.scalar(select(func.count()).select_from(DueRow)) == 0


@pytest.mark.parametrize("database_url", [pytest.param("postgresql", marks=pytest.mark.postgresql)], indirect=True)
def test_two_workers_never_do_one_row_twice(session, new_session):
    """Each has its own idea of whose turn it is; the row is held by its lock."""
    rows(session, *(f"{owner}{number}" for number in range(5) for owner in "abc"))
    done = []
    workers = [threading.Thread(target=due.run, args=(new_session, _handler(done.append))) for _ in range(3)]
    for each in workers:
        each.start()
    for each in workers:
        each.join(PATIENCE)
    due.run(new_session, _handler(done.append))  # what one left because another held it
    assert sorted(done) == sorted(f"{owner}{number}" for number in range(5) for owner in "abc")


def test_a_row_that_always_fails_lets_the_others_of_its_owner_go_first(session, new_session):
    rows(session, "a-bad", "a1", "b1")
    done = []

    def work(name):
        if "bad" in name:
            raise RuntimeError("it broke")
        done.append(name)

    due.run(new_session, _handler(work))
    assert done == ["b1", "a1"]
    session.rollback()
    assert session.scalar(select(DueRow.attempts)) == 1
