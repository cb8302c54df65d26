"""The index is a copy of what is public: kept by due rows, made anew by one command, compared by another."""

import json

import pytest
from click.testing import CliRunner

from evidencehub.accreditation.models import Accreditation
from evidencehub.accreditation.states import AccreditationState
from evidencehub.catalogue.index import indexing
from evidencehub.catalogue.index.documents import documents
from evidencehub.catalogue.marks.gradings import gradings
from evidencehub.catalogue.marks.read import read
from evidencehub.cli import evidencehub, main
from evidencehub.projects.models import Evaluation, OutcomeResult
from evidencehub.projects.public import public_view
from evidencehub.search import store
from evidencehub.search.contract import Query
from evidencehub.shared.db import reading_only
from evidencehub.standards.files.outcomes import load_outcomes
from tests.factories import a_project, a_result, an_evaluation
from tests.support.queries import counted_queries
from tests.support.records import a_submission, decided, mark_changed, met_up_to


@pytest.fixture
def engine(settings):
    return indexing.engine_of(settings)


def a_decided_project(session, rank=2, effects="met", results=({},), **values):
    project = a_project(session, **values)
    evaluation = an_evaluation(session, project)
    for result in results:
        a_result(session, evaluation, **result)
    sent = a_submission(session, project)
    decided(session, sent, met_up_to(sent, rank, effects=effects))
    return project


def an_imported_project(session, result=None, **values):
    project = a_project(session, **{"source": "wwc", "external_id": "17", **values})
    project.organisation = None
    evaluation = an_evaluation(
        session, project, source="wwc", external_id=f"{project.external_id}-1", title="A study from elsewhere"
    )
    a_result(session, evaluation, **({"outcome_area": "attainment", **result} if result else {}))
    mark_changed(session, project.id)
    return project


def made(session, project):
    view = public_view(session, project)
    return list(documents(view, gradings(session, [view]).get(view.id)))


def held(engine, **filters):
    return {
        hit.id for hit in engine.search(Query(filters={k: frozenset({v}) for k, v in filters.items()}, limit=100)).hits
    }


def test_a_decided_project_makes_a_document_for_each_evaluation_with_a_row_for_each_result(session):
    project = a_decided_project(
        session,
        rank=3,
        results=({}, {"outcome_area": "belonging", "outcome": "Belonging", "ci_low": -1.0}, {"is_subgroup": True}),
    )
    (document,) = made(session, project)
    assert document.id == str(project.evaluations[0].id) and document.project == str(project.id)
    assert [(row.outcome, row.direction, row.tier, row.population) for row in document.rows] == [
        (("school-attendance", "attendance"), "better", "graded-3", ("young-people-12-15",)),
        (("belonging",), "unclear", "graded-3", ("young-people-12-15",)),
    ]
    assert document.certainty == 3 and "truancy" in document.text and project.need in document.text


def test_a_result_that_went_wrong_has_the_tier_its_evidence_earned(session):
    project = a_decided_project(
        session, rank=3, effects="not-met", results=({"effect": -3.0, "ci_low": -5.0, "ci_high": -1.0},)
    )
    (document,) = made(session, project)
    assert [(row.direction, row.tier) for row in document.rows] == [("worse", "graded-3")]


def test_nothing_reached_is_no_tier(session):
    project = a_project(session)
    an_evaluation(session, project)
    sent = a_submission(session, project)
    decided(session, sent, [(item[0], item[1], "not-met", "No.") for item in met_up_to(sent, 1)])
    (document,) = made(session, project)
    assert {row.tier for row in document.rows} == {"graded-none"} and document.certainty == 0


def test_a_plan_without_an_evaluation_is_a_document_of_its_own(session):
    project = a_project(session)
    sent = a_submission(session, project)
    decided(session, sent, met_up_to(sent, 1))
    (document,) = made(session, project)
    assert document.id == str(project.id)
    assert [(row.design, row.tier, row.direction) for row in document.rows] == [
        ("theory-and-plan", "graded-1", "not-measured")
    ]


def test_what_comes_from_elsewhere_never_looks_graded(session):
    (document,) = made(session, an_imported_project(session))
    assert (
        {row.tier for row in document.rows} == {"rated-elsewhere"}
        and document.source == "wwc"
        and document.certainty == 0
    )


@pytest.mark.parametrize("state", [AccreditationState.ON_HOLD, AccreditationState.WITHDRAWN])
def test_an_award_on_hold_or_withdrawn_gives_no_tier(session, state):
    project = a_decided_project(session)
    session.query(Accreditation).one().state = state
    session.flush()
    assert {row.tier for document in made(session, project) for row in document.rows} == {"award-ended"}


def test_an_outcome_is_found_by_its_own_words_by_those_of_its_parts_and_by_those_of_what_it_is_part_of(
    session, run_due, engine
):
    of_reading, of_phonics, of_maths = (
        str(an_imported_project(session, external_id=str(n), slug=slug, result=result).evaluations[0].id)
        for n, slug, result in (
            (1, "one", {"outcome": "Reading achievement", "outcome_slug": "reading"}),
            (2, "two", {"outcome": "Alphabetics", "outcome_slug": "phonics"}),
            (3, "three", {"outcome": "General Mathematics Achievement", "outcome_slug": "maths"}),
        )
    )
    session.commit()
    run_due()

    def found(text):
        return [hit.id for hit in engine.search(Query(text=text)).hits]

    assert sorted(found("decoding")) == sorted([of_phonics, of_reading]), "a synonym of “Reading words”, below both"
    assert sorted(found("reading")) == sorted([of_phonics, of_reading]) and found("mathematics") == [of_maths]
    assert found("geometry") == [of_maths], "which is part of maths"
    assert sorted(found("attainment")) == sorted([of_reading, of_phonics, of_maths])
    assert found("university") == [], "a synonym of the outcome area says nothing of one study in it"


WORKERS_WORDS = {
    "seeing-a-parent": "contact arrangements", "keeping-to-an-order": "recall to prison", "falls": "falls prevention",
    "sick-leave": "fit notes", "warm-home": "energy bills", "social-support": "support network",
    "green-space": "access to nature", "gambling-harm": "betting", "anxiety": "worry",
    "carers-wellbeing": "carer strain",
}  # fmt: skip


def test_the_words_of_front_line_workers_find_what_is_filed_under_the_label(session, run_due, engine):
    tree = load_outcomes()
    filed = {
        slug: str(
            an_imported_project(
                session,
                external_id=slug,
                slug=f"filed-{slug}",
                result={"outcome": tree.term(slug).label, "outcome_slug": slug, "outcome_area": tree.area_of(slug)},
            )
            .evaluations[0]
            .id
        )
        for slug in WORKERS_WORDS
    }
    session.commit()
    run_due()
    for slug, words in WORKERS_WORDS.items():
        assert engine.search(Query(text=words)).hits[0].id == filed[slug], words


def test_a_filter_by_the_whole_finds_the_part_and_counts_a_project_once(session, run_due, engine):
    project = a_decided_project(
        session,
        results=(
            {"outcome_area": "attainment", "outcome": "Phonics", "outcome_slug": "phonics"},
            {"outcome_area": "attainment", "outcome": "Vocabulary", "outcome_slug": "vocabulary"},
            {"outcome_area": "attainment", "outcome": "What nobody has a word for"},
        ),
    )
    other = an_imported_project(session, result={"outcome": "Spelling", "outcome_slug": "spelling"})
    session.commit()
    run_due()
    mine, theirs = str(project.evaluations[0].id), str(other.evaluations[0].id)
    assert held(engine, outcome="attainment") == held(engine, outcome="english") == {mine, theirs}
    assert held(engine, outcome="reading") == held(engine, outcome="phonics") == {mine}
    counts = engine.search(Query(collapse="project", limit=0)).facets["outcome"]
    assert counts == {
        "attainment": 2, "english": 2, "reading": 1, "phonics": 1, "vocabulary": 1, "spelling": 1
    }  # fmt: skip


def test_a_result_that_was_sent_before_outcomes_had_slugs_is_found_by_its_words(session):
    project = a_decided_project(session, results=({"outcome": "Truancy", "outcome_slug": ""},))
    (document,) = made(session, project)
    assert document.rows[0].outcome == ("school-attendance", "attendance", "truancy")


def test_a_slug_of_another_outcome_area_does_not_move_a_result(session):
    project = a_decided_project(session, results=({"outcome": "Marks", "outcome_slug": "phonics"},))
    (document,) = made(session, project)
    assert document.rows[0].outcome == ("school-attendance",)


def test_filters_hold_for_one_and_the_same_result(session, run_due, engine):
    project = a_decided_project(
        session,
        results=(
            {},
            {"outcome_area": "belonging", "outcome": "Belonging", "effect": -3.0, "ci_low": -5.0, "ci_high": -1.0},
        ),
    )
    session.commit()
    run_due()
    key = str(project.evaluations[0].id)
    assert held(engine, outcome="school-attendance", direction="better") == {key}
    assert held(engine, outcome="belonging", direction="better") == set()


def test_a_decision_is_findable_after_the_worker_ran_and_the_stub_is_gone(session, run_due, engine):
    project = a_project(session)
    evaluation = an_evaluation(session, project)
    a_result(session, evaluation)
    sent = a_submission(session, project)
    mark_changed(session, project.id)
    session.commit()
    run_due()
    assert held(engine) == {str(project.id)}
    decided(session, sent, met_up_to(sent, 2))
    session.commit()
    run_due()
    assert held(engine) == {str(evaluation.id)}


@pytest.mark.parametrize("typed", ["ISRCTN-demo-0042", "isrctn demo 0042", "https://registry.example/demo/0042"])
def test_a_study_is_found_by_where_it_was_registered(session, run_due, engine, typed):
    project = a_project(session)
    for where in ("ISRCTN-demo-0042, https://registry.example/demo/0042", "ISRCTN-demo-0043", ""):
        a_result(session, an_evaluation(session, project, registration=where))
    decided(session, sent := a_submission(session, project), met_up_to(sent, 2))
    mark_changed(session, project.id)
    session.commit()
    run_due()
    assert engine.search(Query(text=typed)).hits[0].id == str(project.evaluations[0].id)


def test_a_deleted_project_leaves_nothing_behind(session, run_due, engine):
    kept, gone = an_imported_project(session), an_imported_project(session, external_id="18", slug="gone")
    session.commit()
    run_due()
    assert len(held(engine)) == 2
    mark_changed(session, gone.id)
    session.query(OutcomeResult).filter(OutcomeResult.evaluation_id == gone.evaluations[0].id).delete()
    session.query(Evaluation).filter(Evaluation.project_id == gone.id).delete()
    session.query(type(gone)).filter_by(id=gone.id).delete()
    session.commit()
    run_due()
    assert held(engine) == {str(kept.evaluations[0].id)}


def test_verify_names_what_is_missing_extra_or_changed_and_rebuild_mends_it(session, run_due, engine):
    project, other = a_decided_project(session), an_imported_project(session)
    session.commit()
    run_due()
    with reading_only():
        assert indexing.verify(session, engine).count == 0
    later = an_imported_project(session, external_id="19", slug="later")
    other.evaluations[0].title = "Another title"
    project.published_at = None  # so that it is no longer public
    session.commit()
    found = indexing.verify(session, engine)
    assert found.missing == (str(later.evaluations[0].id),)
    assert found.changed == (str(other.evaluations[0].id),)
    assert found.extra == (str(project.evaluations[0].id),)
    assert indexing.rebuild(session, engine) == 2
    assert indexing.verify(session, engine).count == 0


def test_indexing_many_takes_as_many_queries_as_indexing_one(session, settings):
    projects = [an_imported_project(session, external_id=str(n), slug=f"p-{n}") for n in range(6)]
    session.commit()
    counts = []
    for ids in ([projects[0].id], [project.id for project in projects]):
        session.expire_all()
        with counted_queries() as queries:
            indexing.changes(session, indexing.engine_of(settings), read(session, ids))
        counts.append(len(queries))
    assert counts[0] == counts[1]


@pytest.fixture
def console(settings, monkeypatch):
    for name, value in {
        "HOME": settings.home,
        "DATABASE_URL": settings.database_url,
        "SEARCH_URL": settings.search_url,
    }.items():
        monkeypatch.setenv(f"EVIDENCEHUB_{name}", str(value))
    return lambda *arguments: CliRunner().invoke(evidencehub, arguments)


def test_the_console_rebuilds_verifies_and_searches(session, console):
    project = a_decided_project(session, rank=3)
    session.commit()
    assert console("index", "verify").exit_code == 1
    assert "Indexed 1 records" in console("index", "rebuild").output
    assert "agree" in console("index", "verify").output
    found = json.loads(
        console("search", "truancy", "--tier", "graded-3", "--outcome", "school-attendance", "--json").output
    )
    assert found["total"] == 1 and found["hits"][0]["id"] == str(project.evaluations[0].id)
    assert {"id", "external_id", "title", "score"} <= found["hits"][0].keys()
    assert found["facets"]["tier"] == {"graded-3": 1} and found["facets"]["source"] == {"here": 1}
    assert json.loads(console("search", "truancy", "--tier", "graded-1", "--json").output)["total"] == 0


def test_an_upgrade_makes_an_index_of_another_version_anew(session, console, client, monkeypatch):
    a_decided_project(session)
    session.commit()
    with monkeypatch.context() as then:
        then.setattr(store, "FORMAT", "another")
        console("index", "rebuild")
    answer = client.get("/")
    assert answer.status_code == 503 and str(console("index", "status").exception).startswith("The search index in")
    assert "/index" not in answer.text, "readers learn where the hub keeps its files"
    assert "1 records are indexed anew" in console("db", "upgrade").output
    assert "agree" in console("index", "verify").output
    assert client.get("/").status_code == 200
    assert console("db", "upgrade").output == "", "an index that can be read is left as it is"


def test_an_unknown_word_on_the_console_names_the_nearest(console, capsys):
    with pytest.raises(SystemExit) as ended:
        main(["search", "x", "--outcome", "attainmnt"])
    assert ended.value.code == 2 and 'did you mean "attainment"' in capsys.readouterr().err
