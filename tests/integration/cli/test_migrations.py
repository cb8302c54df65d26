"""What migrations do with the records of a hub that is in use."""

from datetime import timedelta
from uuid import uuid4

import pytest
from alembic.util import CommandError
from sqlalchemy import column, create_engine, func, insert, inspect, select, table, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from evidencehub.accreditation import appealed, publishing
from evidencehub.accreditation.models import Accreditation
from evidencehub.cli import schema
from evidencehub.projects.disclosure.queries import of_documents
from evidencehub.projects.models import Project, Submission
from evidencehub.projects.states import SubmissionState
from evidencehub.review.appeals import making
from evidencehub.review.models import FactEntry
from evidencehub.shared import working_days
from evidencehub.shared.db import Base
from evidencehub.shared.due import DueRow
from evidencehub.shared.files import FileStore
from tests.factories import NOW
from tests.factories_disclosure import a_report, agree, publish
from tests.factories_review import LATER, a_case, a_case_in_review, a_decided_case, withdraw
from tests.support.appeals import frozen, opened, sends


def _an_agreed_fact(submission, **values):
    return FactEntry(**_agreed_fact(submission, **values))


def _agreed_fact(submission, **values):
    told = {"id": uuid4(), "submission_id": submission.id, "name": "attrition_overall", "value": "0.1", "page": "4"}
    return {**told, "result_key": "", "at": NOW, **values}


def _records(session):
    tables = Base.metadata.sorted_tables
    return {table.name: session.scalar(select(func.count()).select_from(table)) for table in tables}


def test_the_newest_migration_goes_down_and_up_over_a_hub_in_use(session, database_url):
    """An empty database takes a column that may not be empty; one with records needs a value for them."""
    a_decided_case(session)
    session.commit()
    before = _records(session)
    session.close()
    schema.downgrade(database_url, "-1")
    kept = inspect(session.get_bind()).get_table_names()  # a table goes down with the migration that makes it
    session.close()
    schema.upgrade(database_url)
    assert schema.differences(database_url) == []
    after = _records(session)
    assert before["evaluation"] and all(after[name] == before[name] for name in before if name in kept)


def test_a_fact_is_agreed_once(session):
    submission = a_case(session).submission
    session.add(_an_agreed_fact(submission))
    session.commit()
    session.add(_an_agreed_fact(submission, result_key="another result"))
    session.commit()
    session.add(_an_agreed_fact(submission))
    with pytest.raises(IntegrityError):
        session.commit()


def test_of_a_fact_that_was_agreed_twice_what_was_settled_last_stays(session, database_url):
    submission = a_case(session).submission
    session.commit()
    schema.downgrade(database_url, "0003")
    last = NOW + timedelta(days=1)
    for row in (
        _agreed_fact(submission, value="0.1"),
        _agreed_fact(submission, value="0.3", at=last),
        _agreed_fact(submission, value="0.2"),
        _agreed_fact(submission, name="mdes", value="0.4"),
        _agreed_fact(submission, name="mdes", value="0.4"),
        _agreed_fact(submission, name="mdes", value="0.5", result_key="another result"),
    ):  # what the table had then: columns that came later are not named
        columns = [column(each.name, each.type) for each in FactEntry.__table__.columns if each.name in row]
        session.execute(insert(table("fact_entry", *columns)).values(row))
    session.commit()
    session.close()
    schema.upgrade(database_url)
    engine = create_engine(database_url)
    with Session(engine) as looking:
        kept = sorted((fact.name, fact.result_key, fact.value) for fact in looking.scalars(select(FactEntry)))
    engine.dispose()
    assert kept == [("attrition_overall", "", "0.3"), ("mdes", "", "0.4"), ("mdes", "another result", "0.5")]
    assert schema.differences(database_url) == []


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_what_two_graded_on_appeal_leaves_nothing_behind_where_the_release_before_cannot_read_it(session, database_url):
    """PostgreSQL follows foreign keys while it migrates."""
    found = opened(session)
    sends(session, found.seats[0], "met")
    making.withdraw(session, found.appeal, **found.as_team())
    session.commit()
    session.close()
    schema.downgrade(database_url, "0056")
    assert session.connection().exec_driver_sql("PRAGMA foreign_key_check").all() == []
    session.close()
    schema.upgrade(database_url)


def test_what_was_looked_through_stays_public_and_the_rest_is_not(session, database_url):
    """A hub from before the list asked what may be public: everything that was sent was."""
    sent, graded, withdrawn = a_case(session), a_case_in_review(session), a_case_in_review(session)
    withdraw(session, withdrawn)
    cases = {each.submission.id: each.submission.project_id for each in (sent, graded, withdrawn)}
    session.execute(update(Project).values(published_at=NOW))
    session.commit()
    session.close()
    schema.downgrade(database_url, "0066")
    schema.upgrade(database_url)
    found = {key: session.get(Submission, key) for key in cases}
    assert [found[key].cleared_at for key in cases] == [None, NOW, NOW]
    assert [found[key].project.published_at for key in cases] == [None, NOW, NOW]
    due = session.scalars(select(DueRow.kind).where(DueRow.key == str(sent.submission.project_id)))
    assert {"index", "synthesis"} <= set(due)


def test_a_report_that_is_for_those_who_ask_is_for_reviewers_only_again(session, database_url, tmp_path):
    """Without that choice it would be public to everybody, or have a state that nobody knows."""
    store = FileStore(str(tmp_path))
    for_those_who_ask, not_looked_at, for_everybody = (a_report(session, store) for _ in range(3))
    publish(session, for_those_who_ask, on_request=True)
    agree(session, not_looked_at, on_request=True)
    publish(session, for_everybody)
    keys = [each.document.id for each in (for_those_who_ask, not_looked_at, for_everybody)]
    session.commit()
    session.close()
    schema.downgrade(database_url, "0074")
    schema.upgrade(database_url)
    found = of_documents(session, keys)
    assert [found[key].state.value for key in keys] == ["sealed", "sealed", "open"]


def _awards(session):
    query = select(Accreditation.number, Accreditation.state, Accreditation.appeal_id)
    return session.execute(query.order_by(Accreditation.number)).all()


@pytest.mark.parametrize("is_decided", [False, True], ids=["open", "decided"])
def test_an_appeal_that_waits_or_was_answered_is_not_taken_away(session, database_url, is_decided):
    found = frozen(session)
    if is_decided:
        appealed.conclude(session, found.appeal, **found.as_editor(session))
        appealed.publish(session, found.appeal, now=working_days.start_of(2, after=LATER))
    session.commit()
    before = _awards(session)
    session.close()
    with pytest.raises(CommandError, match="1 appeal is open or decided"):
        schema.downgrade(database_url, "0056")
    schema.upgrade(database_url)
    assert _awards(session) == before and sum(state.stands for _, state, _ in before) == 1


def test_what_is_a_teams_alone_is_not_published_by_going_a_release_back(session, database_url):
    case, over = a_decided_case(session, days=10), a_decided_case(session)
    key, day, number = case.submission.id, case.submission.public_from, over.submission.id
    session.commit()
    session.close()
    with pytest.raises(CommandError, match="1 decided case are still their team's alone"):
        schema.downgrade(database_url, "0054")
    schema.upgrade(database_url)
    told = session.get(Submission, key)
    assert (told.state, told.public_from) == (SubmissionState.DECIDED, day)
    assert session.get(Submission, number).state is SubmissionState.ACCREDITED


@pytest.mark.parametrize("values", [{}, {"first": {"po1.4": "not-met"}, "second": {"po1.4": "not-met"}, "tiers": "1"}])
def test_when_something_became_public_is_known_after_going_back_and_up_again(session, database_url, values):
    case = a_decided_case(session, days=10, **values)
    submission = case.submission
    key, day = submission.id, submission.public_from
    publishing.publish(session, submission, actor_id=None, now=day)
    assert day > submission.decided_at and submission.state.is_over
    session.commit()
    session.close()
    schema.downgrade(database_url, "0054")
    schema.upgrade(database_url)
    assert session.get(Submission, key).public_from == day
