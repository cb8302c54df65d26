"""The What Works Clearinghouse's export in the hub: all of it, as given, once, and searchable when the command ends."""

import csv
import gzip
import signal
import time
from collections import Counter
from decimal import Decimal

import pytest
from sqlalchemy import func, select

from evidencehub.catalogue.index import indexing
from evidencehub.cli.worker import only_one
from evidencehub.projects.frozen.keeping import frozen_result
from evidencehub.projects.models import Evaluation, Measure, OutcomeResult, Project
from evidencehub.projects.public import RECORDS, SYNTHESIS
from evidencehub.projects.wording import direction_of
from evidencehub.search.contract import Query
from evidencehub.shared import audit
from evidencehub.shared.audit import AuditEntry
from evidencehub.shared.due import DueRow
from tests.factories import a_project
from tests.support.wwc import write

EFFECTS = ("Effect_Size_WWC", "Effect_Size_Study", "Improvement_Index")
MODELS = (Project, Evaluation, OutcomeResult, Measure)


@pytest.fixture
def files(sample_data):
    return sample_data / "wwc" / "Findings.csv.gz", sample_data / "wwc" / "InterventionReports.csv.gz"


def rows_of(path):
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture
def few(files, tmp_path):
    """The findings and reports of five interventions, to be changed and written by the test."""
    findings, reports = map(rows_of, files)
    chosen = list(dict.fromkeys(row["InterventionID"] for row in reports if row["Effectiveness_Rating"]))
    chosen = [key for key in chosen if any(row["InterventionID"] == key for row in findings)][:5]
    few = ([row for row in table if row["InterventionID"] in chosen] for table in (findings, reports))
    names = ("Findings.csv", "InterventionReports.csv")

    def written(*tables):
        return [write(tmp_path / name, table) for name, table in zip(names, tables, strict=True)]

    return (*few, written)


def everything(session):
    """Every column of every record, to see whether anything changed."""
    session.rollback()
    return {
        model.__name__: sorted(map(repr, session.execute(select(*model.__table__.c).order_by(model.id))))
        for model in MODELS
    }


def count(session, *where):
    session.rollback()
    return session.scalar(select(func.count()).select_from(OutcomeResult).where(*where))


def figure(text):
    return Decimal(text) if text.strip() else None


CONTAINERS = {"(Not applicable)", "IES Funded Studies", "IES Funded Studies (NCER)"}


def test_all_of_the_export_comes_in_as_given_and_searchable_and_twice_changes_nothing(
    session, app, settings, files, run
):
    findings, reports = map(rows_of, files)
    code, out, errors = run(*files)
    assert code == 0 and "7,020 findings" in out and "0 rows refused" in out, errors
    assert "Making it searchable: 100%" in errors
    session.rollback()

    results = {result.external_id: result for result in session.scalars(select(OutcomeResult))}
    projects = {project.external_id: project for project in session.scalars(select(Project))}
    evaluations = {evaluation.external_id: evaluation for evaluation in session.scalars(select(Evaluation))}
    alone = {row["ReviewID"] for row in findings if row["Intervention_Name"].strip() in CONTAINERS}
    assert (len(results), len(evaluations), len(alone)) == (7020, 1067, 45)
    assert len(projects) == 854 - len(CONTAINERS) + 45
    assert sum(result.is_subgroup for result in results.values()) == 2409

    for row in findings:
        result = results[row["FindingID"]]
        assert row.items() >= {key: result.source_values[key] for key in row if key in result.source_values}.items()
        assert all(key in result.source_values for key, value in row.items() if value)
        effect = figure(row["Effect_Size_WWC"] or row["Effect_Size_Study"])
        assert result.effect == (None if effect is None else float(effect)) and result.ci_low is None
        assert result.mean_t == (float(row["Intervention_Mean"]) if row["Intervention_Mean"] else None)
        assert result.n_total == (int(row["Outcome_Sample_Size"] or 0) or None) and not result.flag
        assert result.outcome == row["Outcome_Domain"].strip()
    directions = Counter(direction_of(frozen_result(result)) for result in results.values())
    unmeasured = [row for row in findings if not any(figure(row[name]) is not None for name in EFFECTS)]
    assert directions["not-given"] == len(unmeasured) and "flagged" not in directions

    rated = Counter(
        (row["InterventionID"], row["Outcome_Domain"], row["Effectiveness_Rating"])
        for row in reports
        if row["Effectiveness_Rating"] and row["Intervention_Name"].strip() not in CONTAINERS
    )
    held = Counter(
        (key, each["domain"], each["rating"]) for key, project in projects.items() for each in project.source_ratings
    )
    assert held == rated and sum(held.values()) > 390

    names = {row["ReviewID"]: row["Intervention_Name"] for row in findings}
    for key, evaluation in evaluations.items():
        assert key in alone or evaluation.title.startswith(f"WWC review {key}: ")
        assert evaluation.reported["as_of"] == "2020-04" and evaluation.source_note == ""
        assert evaluation.design == "not-stated" and evaluation.outcome_areas
    assert evaluations["50142"].title == f"WWC review 50142: {names['50142']}"
    assert all(project.organisation_id is None and project.published_at for project in projects.values())
    assert len({project.slug for project in projects.values()}) == len(projects)
    assert {project.source_as_of for project in projects.values()} == {"2020-04"}

    with app.app_context():
        engine = indexing.engine_of(settings)
        session.rollback()
        assert indexing.verify(session, engine).count == 0
    # 365 interventions have no evaluation; each is a document of its own.
    found = engine.search(Query(filters={"source": frozenset({"wwc"})}, limit=1))
    assert (
        found.total == 1067 + 365
        and found.facets["outcome"]["attainment"] > 500
        and found.facets["direction"]["unclear"] > 500
    )
    assert set(found.facets["tier"]) == {"rated-elsewhere"} and set(found.facets["design"]) == {"not-stated"}
    assert engine.search(Query("dropout prevention", filters={"outcome": frozenset({"school-attendance"})})).total > 0

    before = everything(session)
    code, out, errors = run(*files)
    assert code == 0 and "Nothing has changed." in out, errors
    assert everything(session) == before
    due = select(func.count()).select_from(DueRow).where(DueRow.kind.not_in([SYNTHESIS, RECORDS]))
    assert session.scalar(due) == 0, "the worker does these"
    assert [entry.details["findings"] for entry in session.scalars(select(AuditEntry))] == [7020]
    assert audit.verify(session) == []


def test_a_run_that_is_killed_in_the_middle_is_completed_by_the_next(
    session, app, settings, files, start, run, tmp_path
):
    rows = rows_of(files[0])
    some = set(list(dict.fromkeys(row["InterventionID"] for row in rows))[::3])  # several transactions of 500 rows each
    rows = [row for row in rows if row["InterventionID"] in some]
    files = write(tmp_path / "Findings.csv", rows), files[1]
    with start(*files) as process:
        deadline = time.monotonic() + 60
        while not 0 < count(session) < len(rows) and time.monotonic() < deadline:
            time.sleep(0.02)
        process.send_signal(signal.SIGKILL)
        process.communicate()
    written = count(session)
    assert 0 < written < len(rows)
    whole = Counter(row["InterventionID"] for row in rows)
    held = session.execute(
        select(Project.external_id, func.count(OutcomeResult.id))
        .join(Project.evaluations)
        .join(Evaluation.results)
        .group_by(Project.external_id)
    )
    assert all(whole[key] == number for key, number in held)
    ids = set(session.scalars(select(OutcomeResult.id)))

    code, _, errors = run(*files)
    assert code == 0, errors
    assert count(session) == len(rows) and ids < set(session.scalars(select(OutcomeResult.id)))
    with app.app_context():
        assert indexing.verify(session, indexing.engine_of(settings)).count == 0


def test_a_broken_row_is_named_with_its_line_and_the_rest_goes_in(session, few, run):
    findings, reports, written = few
    broken = [dict(row) for row in findings]
    broken[1]["Outcome_Sample_Size"] = "12x"
    broken[3]["FindingID"] = broken[2]["FindingID"]
    broken[4]["Outcome_Domain"] = "Juggling"
    broken[5]["Is_Subgroup"] = "perhaps"
    worse = [{**reports[0], "Sample_Size_Intervention": "many"}, *reports[1:]]
    code, out, errors = run(*written(broken, worse))
    assert code == 0 and "4 rows refused" in out
    assert "Findings.csv line 3: Outcome_Sample_Size: not a number ('12x')\n" in errors
    assert f"Findings.csv line 5: FindingID: {broken[2]['FindingID']} stands on line 4 already\n" in errors
    assert "Findings.csv line 7: Is_Subgroup: neither True nor False ('perhaps')\n" in errors
    assert "1 finding stands in outcome domains that have no place here yet" in out and "Juggling (1)" in out
    assert "InterventionReports.csv line 2: Sample_Size_Intervention: not a number ('many')\n" in errors
    assert count(session) == len(findings) - 3

    code, out, _ = run(*written(findings, reports))
    assert code == 0 and "0 rows refused" in out and count(session) == len(findings)
    rated = sum(bool(row["Effectiveness_Rating"]) for row in reports)
    assert sum(len(project.source_ratings) for project in session.scalars(select(Project))) == rated


def test_a_corrected_file_changes_what_was_corrected_and_keeps_every_id(session, few, run):
    findings, reports, written = few
    assert run(*written(findings, reports))[0] == 0
    session.rollback()
    before = {model: dict(session.execute(select(model.external_id, model.id)).all()) for model in MODELS[:3]}
    stamps = dict(session.execute(select(Project.external_id, Project.updated_at)).all())
    corrected = [
        {**findings[0], "Effect_Size_WWC": "-0.25", "Intervention_Mean": "", "Outcome_Measure": "Renamed"},
        *findings[1:],
    ]
    renamed = [
        {**row, "Intervention_Name": "Another name"} if row["InterventionID"] == reports[-1]["InterventionID"] else row
        for row in reports
    ]
    code, _, errors = run(*written(corrected, renamed))
    assert code == 0, errors
    session.rollback()
    assert before == {model: dict(session.execute(select(model.external_id, model.id)).all()) for model in MODELS[:3]}
    result = session.scalar(select(OutcomeResult).where(OutcomeResult.external_id == findings[0]["FindingID"]))
    assert (result.effect, result.mean_t, result.measure_name) == (-0.25, None, "Renamed")
    project = session.scalar(select(Project).where(Project.external_id == reports[-1]["InterventionID"]))
    assert project.name == "Another name" and project.slug != "another-name" and project.version == 2
    changed = {
        key for key, stamp in session.execute(select(Project.external_id, Project.updated_at)) if stamp != stamps[key]
    }
    assert changed == {findings[0]["InterventionID"], reports[-1]["InterventionID"]}


def test_a_corrected_file_without_a_date_still_corrects_what_the_dated_one_brought_in(session, few, run):
    findings, reports, written = few
    assert run(*written(findings, reports), "--as-of", "2020-04")[0] == 0
    code, out, errors = run(*written(findings, reports), "--as-of", "2019-01")
    assert code == 0 and "as of April 2020, which is newer" in out, errors
    corrected = [{**findings[0], "Outcome_Measure": "Renamed"}, *findings[1:]]
    code, out, errors = run(*written(corrected, reports))
    assert code == 0 and "Changed: " in out and "newer" not in out, errors
    session.rollback()
    assert {each for (each,) in session.execute(select(Project.source_as_of))} == {""}, "nobody knows any more"


def test_what_a_later_file_no_longer_names_stays_and_still_counts(session, few, run):
    findings, reports, written = few
    assert run(*written(findings, reports))[0] == 0
    before = everything(session)
    code, out, errors = run(*written(findings[::2], reports))
    assert code == 0 and "Nothing has changed." in out, errors
    assert everything(session) == before


def test_a_finding_that_moves_to_another_study_is_counted_there_alone(session, few, run):
    findings, reports, written = few
    first, other = findings[0], next(row for row in findings if row["InterventionID"] != findings[0]["InterventionID"])
    moved = [
        {**first, **{key: other[key] for key in ("ReviewID", "InterventionID", "Intervention_Name")}},
        *findings[1:],
    ]
    assert run(*written(findings, reports))[0] == 0
    assert run(*written(moved, reports))[0] == 0
    session.rollback()
    result = session.scalar(select(OutcomeResult).where(OutcomeResult.external_id == first["FindingID"]))
    assert result.evaluation.external_id == other["ReviewID"] and count(session) == len(findings)
    assert "Nothing has changed." in run(*written(moved, reports))[1]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, "cannot be read: No such file"),
        (b"FindingID,ReviewID\n1,2\n", "has wrong columns: it lacks InterventionID, Intervention_Name, Protocol"),
        (b"\xff\xfe\x00", "is not in UTF-8"),
        ("cut", "is cut off or damaged"),
    ],
)
def test_a_file_that_cannot_be_used_is_named_in_one_line_and_nothing_is_written(
    session, files, run, tmp_path, content, message
):
    path = tmp_path / "Findings.csv.gz"
    if content is not None:
        path.write_bytes(files[0].read_bytes()[:200_000] if content == "cut" else content)
    code, out, errors = run(path, files[1])
    assert code == 1 and out == "" and count(session) == 0
    assert (
        message in errors.splitlines()[-1]
        and errors.splitlines()[-1].startswith("Error: ")
        and "Traceback" not in errors
    )


def test_a_running_worker_does_the_indexing_and_the_command_waits_for_it(session, settings, few, start, run_due):
    findings, reports, written = few
    with only_one(settings), start(*written(findings, reports)) as process:
        deadline = time.monotonic() + 60
        while count(session) < len(findings) and time.monotonic() < deadline:
            time.sleep(0.05)
        time.sleep(1)
        assert process.poll() is None  # it does not index beside the worker
        run_due()
        out, errors = process.communicate(timeout=30)
    assert process.returncode == 0 and "New: 5 projects" in out, errors


def test_an_imported_project_never_takes_the_address_of_another(session, few, run):
    findings, reports, written = few
    named = [{**row, "Intervention_Name": "Walk to school"} for row in reports]
    a_project(session, slug="walk-to-school")
    session.commit()
    code, _, errors = run(*written(findings, named))
    assert code == 0, errors
    session.rollback()
    slugs = set(session.scalars(select(Project.slug).where(Project.source == "wwc")))
    assert len(slugs) == 5 and all(slug.startswith("walk-to-school-wwc-") for slug in slugs)
