"""Two who do the same at once: the second reads what was there first; any other refusal of the database is our bug."""

from datetime import date
from enum import Enum
from uuid import uuid4

import pytest
from sqlalchemy import JSON, PrimaryKeyConstraint, Uuid, insert, inspect, select, text
from sqlalchemy.exc import IntegrityError
from structlog.testing import capture_logs

from evidencehub.accounts.models import Organisation, Person
from evidencehub.authz.guard import public
from evidencehub.catalogue.outcomes.certainty.models import Confirmation
from evidencehub.projects.models import DefaultStandard, OfferedStandard, OldSlug, Project
from evidencehub.review.models import FactEntry
from evidencehub.shared import constraints
from evidencehub.shared.db import Base, db
from tests.factories import NOW, a_person, an_invitation, an_organisation
from tests.factories_review import a_decided_case
from tests.support import judged

WITH_WORDS = sorted(constraints.with_words(Base.metadata.tables), key=lambda each: str(each.name))


def _refusals(session, refusing):
    """What is said when a row of the constraint's table is added once more, with whatever it does not look at new."""
    others = [column for column in refusing.table.columns if column not in list(refusing.columns)]
    for row in session.execute(select(refusing.table)).mappings().all():
        fresh = {column.name: uuid4() for column in others if isinstance(column.type, Uuid) and not column.foreign_keys}
        fresh |= {column.name: str(uuid4())[:20] for column in others if column.name in {"number", "slug", "email"}}
        keys = [column for column in others if column.primary_key and column.foreign_keys]
        fresh |= {column.name: _another(session, column, row[column.name]) for column in keys}
        with pytest.raises(IntegrityError) as caught:
            session.execute(insert(refusing.table).values(**{**row, **fresh}))
        session.rollback()
        yield constraints.message_for(caught.value)


def _another(session, column, value):
    """What else is there for a row to belong to."""
    (key,) = column.foreign_keys
    return session.execute(select(key.column).where(key.column != value).limit(1)).scalar_one()


_SIMPLE = {bool: False, int: 1, float: 1.0, str: "x", object: NOW, date: NOW.date()}  # the hub's own kind is a moment


def _simplest(kind):
    if isinstance(kind, JSON):
        return []
    return next(iter(kind.python_type)) if issubclass(kind.python_type, Enum) else _SIMPLE[kind.python_type]


def _a_row(session, table):
    """One row where a table has none, with the least that it takes."""
    if session.execute(select(table).limit(1)).first() is not None:
        return
    values = {}
    for column in table.columns:
        if column.foreign_keys:
            (key,) = column.foreign_keys
            _a_row(session, key.column.table)
            values[column.name] = session.execute(select(key.column).limit(1)).scalar()
        elif isinstance(column.type, Uuid):
            values[column.name] = uuid4()
        elif not column.nullable:
            values[column.name] = _simplest(column.type)
    session.execute(insert(table).values(**values))


def test_each_constraint_that_says_something_is_known_by_the_error_that_it_makes(session, run_due):
    case = a_decided_case(session)
    told = {"submission_id": case.submission.id, "name": "mdes", "value": "0.1", "at": NOW}
    session.add_all([FactEntry(**told), FactEntry(**told, assignment_id=case.assignments[0].id)])
    an_invitation(session, case.submission.project.organisation, case.member)
    session.add_all([OldSlug(slug="before", project_id=case.submission.project_id), OfferedStandard(standard_id="x")])
    session.flush()
    session.add(DefaultStandard(outcome_area="", standard_id="x"))
    session.commit()
    approach = judged.an_approach(session, run_due)
    decided = judged.published(session, judged.held(session, approach))
    session.add(
        Confirmation(judgement_id=decided.judgement_id, version_id=decided.version_id, person_id=case.member.id, at=NOW)
    )
    for each in WITH_WORDS:
        _a_row(session, each.table)
    session.commit()
    not_known = [each.name for each in WITH_WORDS if constraints.said_by(each) not in _refusals(session, each)]
    assert not_known == []


def _pressing(app, act):
    def press():
        act()
        db.session.commit()
        return "done"

    app.add_url_rule("/press", view_func=public(press), endpoint="press")


def test_the_second_of_two_reads_what_was_there_first(app, client, session):
    an_organisation(session, slug="a-charity")
    session.commit()
    _pressing(app, lambda: db.session.add(Organisation(slug="a-charity", name="A charity", created_at=NOW)))
    answer = client.get("/press")
    assert answer.status_code == 409
    assert "There is an organisation with this name now. If you pressed twice, it is yours" in answer.text


def test_somebody_who_registers_twice_at_once_is_not_told_whether_there_is_an_account(app, client, session):
    known = a_person(session)
    session.commit()
    values = {"name": "Somebody", "email": known.email, "password_hash": "x", "created_at": NOW}
    _pressing(app, lambda: db.session.add(Person(**values)))
    answer = client.get("/press")
    assert answer.status_code == 409 and "This form was sent twice." in answer.text
    assert "account" not in answer.text.partition("<main")[2].partition("</main")[0]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE person SET name = NULL",
        "UPDATE submission SET number = 0",
        "UPDATE submission SET sent_by = '00000000-0000-0000-0000-000000000001'",
    ],
    ids=["nothing where something must be", "a check", "a key that leads nowhere"],
)
def test_a_refusal_that_nobody_expected_is_logged_and_is_our_fault(app, client, session, statement):
    a_decided_case(session)
    session.commit()
    app.testing = False
    _pressing(app, lambda: db.session.execute(text(statement)))
    with capture_logs() as logs:
        answer = client.get("/press")
    assert answer.status_code == 500 and "there is a problem with the hub" in answer.text
    assert [entry["event"] for entry in logs if entry["log_level"] == "error"] == ["unexpected_error"]


def test_a_constraint_that_says_nothing_is_our_fault(app, client, session):
    accreditation = a_decided_case(session).submission.project
    session.commit()
    key = inspect(accreditation).identity[0]
    app.testing = False
    _pressing(
        app,
        lambda: db.session.execute(insert(Project).values(id=key, slug="x", name="x", created_at=NOW, updated_at=NOW)),
    )
    assert client.get("/press").status_code == 500


def test_no_name_of_a_constraint_is_longer_than_postgresql_keeps():
    names = [str(each.name) for each in WITH_WORDS]
    assert len(names) > 10 and any(isinstance(each, PrimaryKeyConstraint) for each in WITH_WORDS)
    assert [name for name in names if len(name) > 63] == []
