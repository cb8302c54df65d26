"""Cards that the worker made: the same as those made of the records now, and not shown where they differ."""

import pytest
from sqlalchemy import select, update

from evidencehub.catalogue.index import indexing
from evidencehub.catalogue.marks.cards import card
from evidencehub.catalogue.marks.kept_cards import KeptCard, cards, keep
from evidencehub.catalogue.marks.read import read
from evidencehub.shared import public_version
from evidencehub.shared.db import reading_only
from tests.factories import a_project, a_result, an_evaluation
from tests.support.queries import counted_queries
from tests.support.records import a_submission, decided, mark_changed, met_up_to


def a_graded(session, **values):
    project = a_project(session, **values)
    evaluation = an_evaluation(session, project, place="Leeds", populations=["care-leavers"])
    a_result(session, evaluation)
    a_result(session, evaluation, outcome_area="belonging", outcome="Belonging", contrast="within")
    decided(session, a_submission(session, project), met_up_to(project.submissions[0], 2))
    return project


def an_imported(session, **values):
    given = {
        "source": "wwc",
        "external_id": "18",
        "organisation": None,
        "source_ratings": [],
    }
    project = a_project(session, **{**given, **values})
    evaluation = an_evaluation(session, project, source="wwc", external_id=f"f{project.external_id}")
    a_result(session, evaluation)
    mark_changed(session, project.id)
    return project


def a_stub(session, **values):
    project = a_project(session, **values)
    an_evaluation(session, project)
    a_submission(session, project)
    mark_changed(session, project.id)
    return project


def _made_now(session, project):
    session.rollback()
    now = read(session, [project.id])
    return card(now.views[project.id], now.gradings.get(project.id)) if project.id in now.views else None


def _rows(session):
    session.rollback()
    return {row.project_id: row for row in session.scalars(select(KeptCard))}


@pytest.mark.parametrize("make", [a_graded, an_imported, a_stub])
def test_a_kept_card_is_the_card_that_would_be_made_now(session, run_due, make):
    project = make(session)
    session.commit()
    run_due()
    found = cards(session, [project.id])[project.id]
    assert found.version is not None and found.card == _made_now(session, project)


def test_a_list_of_kept_cards_costs_no_query_until_something_public_changes(session, run_due):
    projects = [an_imported(session, external_id=str(number), slug=f"p-{number}") for number in range(20)]
    session.commit()
    run_due()
    ids = [project.id for project in projects]

    def taken():
        with counted_queries() as queries:
            assert list(cards(session, ids)) == ids
        session.rollback()
        return len(queries)

    with reading_only():
        session.rollback()
        assert (taken(), taken()) == (3, 0)
        public_version.changed(session.connection())
        session.commit()
        assert (taken(), taken()) == (3, 0)


def test_a_card_that_a_process_knows_is_not_shown_once_its_project_is_no_longer_public(session, run_due):
    project, other = an_imported(session), an_imported(session, external_id="19", slug="other")
    session.commit()
    run_due()
    with reading_only():
        session.rollback()
        assert list(cards(session, [project.id, other.id])) == [project.id, other.id]
    session.rollback()
    project.source = None
    mark_changed(session, project.id)
    session.commit()
    for _ in range(2):  # the second time by what was read the first time
        with reading_only():
            session.rollback()
            assert list(cards(session, [project.id, other.id])) == [other.id]


def test_a_transaction_that_changes_a_project_sees_its_own_change_and_nobody_else_does(session, run_due):
    project = an_imported(session)
    session.commit()
    run_due()

    def name():
        return cards(session, [project.id])[project.id].card.name

    with reading_only():
        session.rollback()
        before = name()
    session.rollback()
    project.name = "A name that nobody gave"
    mark_changed(session, project.id)
    session.flush()
    assert name() == "A name that nobody gave"
    session.rollback()
    with reading_only():
        assert name() == before != "A name that nobody gave"


def test_what_waits_to_be_indexed_is_shown_as_it_is_now(session, client, run_due):
    project = a_stub(session, name="Breakfast club")
    session.commit()
    run_due()
    assert "Being graded" in client.get("/search").text
    decided(session, project.submissions[0], met_up_to(project.submissions[0], 1))
    session.commit()
    assert cards(session, [project.id])[project.id].version is None
    page = client.get("/search").text
    assert "Breakfast club" in page and "Being graded" not in page.split("hub-card__title")[1]
    run_due()
    session.rollback()
    assert cards(session, [project.id])[project.id].version is not None


def test_a_card_of_another_release_is_not_shown_and_is_made_anew_by_an_upgrade(session, run_due):
    project = a_graded(session)
    session.commit()
    run_due()
    session.execute(update(KeptCard).values(made_by="an older release", body={"slug": "of another shape"}))
    session.commit()
    assert cards(session, [project.id])[project.id].card == _made_now(session, project)
    assert indexing.complete(session) == 1
    session.rollback()
    assert cards(session, [project.id])[project.id].version is not None
    assert indexing.complete(session) == 0


def test_a_card_of_older_records_never_takes_the_place_of_a_newer(session, run_due):
    project = an_imported(session)
    session.commit()
    old = read(session, [project.id])
    project.name = "A newer name"
    mark_changed(session, project.id)
    session.commit()
    run_due()
    newer = _rows(session)[project.id].version
    assert newer > old.version
    keep(session, old)
    session.commit()
    assert _rows(session)[project.id].version == newer
    assert cards(session, [project.id])[project.id].card.name == "A newer name"


def test_the_card_of_what_is_no_longer_public_goes(session, run_due, settings):
    project, other = an_imported(session), an_imported(session, external_id="19", slug="other")
    session.commit()
    run_due()
    assert _rows(session).keys() == {project.id, other.id}
    project.source = None
    mark_changed(session, project.id)
    other.source = None  # and nobody was told
    session.commit()
    assert cards(session, [project.id]) == {}
    run_due()
    assert _rows(session).keys() == {other.id}
    engine = indexing.engine_of(settings)
    assert indexing.verify(session, engine).cards == (str(other.id),)
    indexing.rebuild(session, engine)
    assert _rows(session) == {}


def test_a_rebuild_makes_every_card_anew(session, run_due, settings):
    project = a_graded(session)
    session.commit()
    run_due()
    before = public_version.current(session.get_bind().engine)
    session.execute(update(KeptCard).values(body={**_rows(session)[project.id].body, "name": "Wrong"}, version=0))
    session.commit()
    engine = indexing.engine_of(settings)
    assert indexing.verify(session, engine).cards == (str(project.id),)
    session.rollback()
    indexing.rebuild(session, engine)
    session.rollback()
    assert indexing.verify(session, engine).count == 0
    assert public_version.current(session.get_bind().engine) > before  # pages with the wrong name are dropped
