"""Dated versions of a synthesis: made when something public changes, kept for ever, published by an editor only."""

import pytest
from sqlalchemy import select

from evidencehub.authz.values import Actor
from evidencehub.catalogue.outcomes import access, publishing, queries, recomputing, versions
from evidencehub.catalogue.outcomes.models import SynthesisVersion
from evidencehub.catalogue.outcomes.units import RANDOMISED
from evidencehub.projects import public
from evidencehub.shared.audit import AuditEntry
from evidencehub.shared.errors import NotAllowed, WrongState
from tests.factories import NOW, a_project, a_result, an_editor, an_evaluation
from tests.support.queries import counted_queries

ODDS = {"outcome_area": "school-attendance", "outcome": "Skipping school", "outcome_slug": "truancy", "unit": "",
        "measure_name": "Skipped", "higher_is": "worse", "effect_metric": "or", "ci_low": None, "ci_high": None,
        "se": 0.2, "mean_t": None, "mean_c": None, "source_values": {"clusters": "none"}}  # fmt: skip


@pytest.fixture
def approach(session):
    """An approach from elsewhere with three trials in which more skipped school."""
    project = a_project(session, source="records", external_id="1", published_at=NOW)
    for place in range(3):
        study = an_evaluation(
            session, project, design="rct", source="records", external_id=f"s{id(object())}", participants=100 + place
        )
        a_result(session, study, **ODDS, effect=0.5)
    public.changed(session, project.id)
    session.commit()
    return project


def held(session, project, **wanted):
    session.rollback()
    query = select(SynthesisVersion).filter_by(project_id=project.id, outcome="truancy", **wanted)
    return session.scalars(query.order_by(SynthesisVersion.number)).all()


def actor_of(person):
    return Actor(id=person.id, confirmed=True, editor=person.is_editor)


def test_the_worker_makes_a_version_when_something_public_changes_and_none_when_nothing_did(session, approach, run_due):
    run_due()
    (first,) = held(session, approach)
    assert (first.number, first.studies, first.results, first.direction, first.designs) == (
        1,
        3,
        3,
        "worse",
        RANDOMISED,
    )
    assert "more skipped school among those who took part. That is worse." in first.headline
    public.changed(session, approach.id)
    session.commit()
    run_due()
    assert [each.id for each in held(session, approach)] == [first.id], "nothing that goes in has changed"
    a_result(session, an_evaluation(session, approach, design="rct"), **ODDS, effect=0.4)
    public.changed(session, approach.id)
    session.commit()
    run_due()
    before, after = held(session, approach)
    assert (before.is_current, before.studies, after.is_current, after.studies, after.number) == (False, 3, True, 4, 2)
    assert versions.pooled_of(before).studies == 3 and versions.gathered_of(before).entered, "the old one can be read"
    assert [each.number for each in queries.history(session, after)] == [2, 1]


def test_ids_and_a_hash_say_what_went_in(session, approach, run_due):
    run_due()
    (made,) = held(session, approach)
    ids = {result.id for study in approach.evaluations for result in study.results}
    assert {key for each in versions.gathered_of(made).entered for key in each.results} == ids
    assert len(made.inputs_sha256) == 64 and made.method


def test_what_holds_no_longer_ends_without_a_successor(session, approach, run_due):
    run_due()
    for study in list(approach.evaluations):
        session.delete(study)
    public.changed(session, approach.id)
    session.commit()
    run_due()
    (ended,) = held(session, approach)
    assert not ended.is_current and not queries.current(session, ["truancy"], demo=False)


def test_two_studies_are_kept_as_two_studies_without_a_figure(session, approach, run_due):
    session.delete(approach.evaluations[0])
    session.commit()
    run_due()
    (made,) = held(session, approach)
    assert (made.studies, made.result, made.headline, made.direction) == (2, None, "", "")
    with pytest.raises(WrongState, match="nothing to publish"):
        editor = an_editor(session)
        facts = access.synthesis_facts(session, actor_of(editor), made)
        publishing.publish(session, made, actor=actor_of(editor), facts=facts, now=NOW)


def test_an_editor_publishes_the_headline_once_and_as_it_is(session, approach, run_due):
    run_due()
    (made,) = held(session, approach)
    editor, words = an_editor(session), made.headline
    facts = access.synthesis_facts(session, actor_of(editor), made)
    assert queries.to_publish(session, 1).total == 2, "truancy, and the attendance that it is part of"
    publishing.publish(session, made, actor=actor_of(editor), facts=facts, now=NOW)
    session.commit()
    (made,) = held(session, approach)
    assert (made.published_at, made.published_by, made.headline) == (NOW, editor.id, words)
    entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "synthesis.published")).one()
    assert (entry.subject_id, entry.actor_id) == (str(made.id), editor.id)
    with pytest.raises(WrongState, match="published this just now"):
        publishing.publish(session, made, actor=actor_of(editor), facts=facts, now=NOW)
    assert queries.to_publish(session, 1).total == 1 and queries.last_published(session, made).id == made.id


def test_what_newer_records_took_the_place_of_cannot_be_published(session, approach, run_due):
    run_due()
    (made,) = held(session, approach)
    made.is_current = False
    session.commit()
    editor = actor_of(an_editor(session))
    with pytest.raises(WrongState):
        publishing.publish(
            session, made, actor=editor, facts=access.synthesis_facts(session, editor, made), now=NOW
        )  # fmt: skip


def test_nobody_else_publishes_and_no_editor_with_a_conflict(session, approach, run_due):
    run_due()
    (made,) = held(session, approach)
    nobody = Actor(id=approach.id, confirmed=True)
    with pytest.raises(NotAllowed):
        publishing.publish(session, made, actor=nobody, facts=access.synthesis_facts(session, nobody, made), now=NOW)


def test_invented_records_never_stand_beside_real_ones(session, approach, run_due):
    run_due()
    approach.demo = True
    public.changed(session, approach.id)
    session.commit()
    run_due()
    assert not queries.current(session, ["truancy"], demo=False)
    assert [each.demo for each in queries.current(session, ["truancy"], demo=True)] == [True]


def test_an_older_hub_catches_up_once(session, approach, run_due):
    run_due()
    session.query(SynthesisVersion).delete()
    session.commit()
    assert recomputing.catch_up(session) == 1 and recomputing.catch_up(session) == 0
    session.commit()
    run_due()
    assert held(session, approach) and recomputing.catch_up(session) == 0


def test_as_many_queries_for_many_approaches_as_for_one(session, approach):
    others = [a_project(session, source="records", external_id=str(n), published_at=NOW) for n in range(2, 12)]
    session.commit()
    ids = [approach.id, *(each.id for each in others)]
    session.expunge_all()
    with counted_queries() as one:
        versions.made(session, ids[:1])
    session.expunge_all()
    with counted_queries() as many:
        versions.made(session, ids)
    assert len(many) == len(one)
