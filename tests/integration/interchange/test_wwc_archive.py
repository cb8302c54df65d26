"""The clearinghouse's archive of August 2025 in the hub: its counts exactly, each study once, what 2020 had kept."""

import csv
import zipfile
from collections import Counter

import pytest
from sqlalchemy import func, select

from evidencehub.catalogue.index import counts, indexing, searching
from evidencehub.projects.models import Evaluation, OldEvaluation, OldSlug, OutcomeResult, Project
from evidencehub.projects.public import RECORDS, SYNTHESIS
from evidencehub.projects.reported import study_of
from evidencehub.shared.due import DueRow
from tests.factories import NOW
from tests.support.wwc import ARCHIVE, MEMBER, rows_of_archive, write


@pytest.fixture
def database_url(tmp_path, sqlite_template):
    """What an import makes of rows does not depend on the database; that both take it, test_wwc_import.py says."""
    path = tmp_path / "hub.sqlite3"
    path.write_bytes(sqlite_template.read_bytes())
    return f"sqlite:///{path}"


@pytest.fixture
def inputs(sample_data):
    """Small inputs with the names of the archive's columns, and of those of 2020."""
    return sample_data / "reports"


def count(session, model, *where):
    session.rollback()
    return session.scalar(select(func.count()).select_from(model).where(*where))


def everything(session):
    session.rollback()
    models = (Project, Evaluation, OutcomeResult, OldSlug, OldEvaluation)
    return [sorted(map(repr, session.execute(select(*model.__table__.c)))) for model in models]


def test_the_whole_archive_comes_in_with_its_counts_and_twice_changes_nothing(session, app, settings, sample_data, run):
    path, rows = sample_data / "wwc" / ARCHIVE, rows_of_archive(sample_data)
    code, out, errors = run(path, "--dry-run")
    assert code == 0 and "nothing was written" in out and count(session, Project) == 0, errors
    code, out, errors = run(path)
    assert code == 0 and "Making it searchable: 100%" in errors
    for said in (
        "Read 13,023 findings (5,299 of parts of a group) and 464 ratings on 1,035 interventions", "25 August 2025;",
        "0 rows refused", "1,601 studies, read 1,904 times; 1,753 pairs of study and intervention",
        "“IES Funded Studies”, “IES Funded Studies (NCER)”. Their studies stand on their own.",
    ):  # fmt: skip
        assert said in out
    assert (count(session, Evaluation), count(session, OutcomeResult)) == (1753, 13_023)
    assert count(session, OutcomeResult, OutcomeResult.is_subgroup) == 5299
    alone = {row["s_StudyID"] for row in rows if row["s_Intervention_Name"].startswith("IES Funded Studies")}
    assert count(session, Project) == 1035 - 2 + len(alone) and len(alone) == 15

    shown, reviews = {}, Counter()
    for evaluation in session.scalars(select(Evaluation)):
        study = study_of(evaluation.reported)
        reviews[study.key] += len(study.reviews)
        shown[evaluation.external_id] = study.reviews[0].number
        assert evaluation.title and study.as_of == "2025-08-25" and study.citation
    assert len(reviews) == 1601 and reviews.total() == 1904
    kept = Counter()
    for result, key in session.execute(select(OutcomeResult, Evaluation.external_id).join(OutcomeResult.evaluation)):
        is_earlier = result.source_values["ReviewID"] != shown[key]
        assert is_earlier or not result.is_superseded
        kept[is_earlier, result.is_superseded] += 1
    assert kept[True, True] == 1090 and kept[True, False] == 101, "of outcomes and measures that nobody read again"
    of_two = {row["ReviewID"] for row in rows if (row["s_StudyID"], row["s_interventionID"]) == ("29250", "418")}
    assert of_two == {"21669", "1912182"} and shown["29250/418"] == "1912182", "posted in 2022, by version 4.1"

    result = session.scalar(select(OutcomeResult).where(OutcomeResult.external_id == "20600"))
    assert (result.sd_t, result.effect, result.source_values["Intervention_Standard_Deviation"]) == (
        None,
        1.09,
        "-0.09",
    )
    assert {each for (each,) in session.execute(select(OutcomeResult.comparison_note).distinct())} == {""}
    with app.app_context():
        assert indexing.verify(session, indexing.engine_of(settings)).count == 0

    before = everything(session)
    code, out, errors = run(path)
    assert code == 0 and "Nothing has changed." in out, errors
    assert everything(session) == before
    assert count(session, DueRow, DueRow.kind.not_in([SYNTHESIS, RECORDS])) == 0, "the worker does these"


def test_after_the_tables_of_2020_the_archive_updates_the_same_records_and_every_address_still_leads_on(
    session, client, sample_data, run
):
    folder = sample_data / "wwc"
    tables = folder / "Findings.csv.gz", folder / "InterventionReports.csv.gz"
    assert run(*tables)[0] == 0
    session.rollback()
    results = dict(session.execute(select(OutcomeResult.external_id, OutcomeResult.id)).all())
    notes = dict(session.execute(select(OutcomeResult.external_id, OutcomeResult.comparison_note)).all())
    projects = dict(session.execute(select(Project.slug, Project.id)).all())
    evaluations = list(session.scalars(select(Evaluation.id)))

    code, out, errors = run(folder / ARCHIVE)
    assert code == 0, errors
    assert "63 evaluations are one with another now" in out and "Changed: " in out
    assert "149 results that the hub holds are not in this export, and stay as of the date before." in out
    session.rollback()
    now = dict(session.execute(select(OutcomeResult.external_id, OutcomeResult.id)).all())
    assert len(now) == 13_023 + 149 and results.items() <= now.items(), "nothing is lost, and every id stays"
    kept = dict(session.execute(select(OutcomeResult.external_id, OutcomeResult.comparison_note)).all())
    assert all(kept[key] == note for key, note in notes.items()), "what the others got comes from 2020"
    slugs = set(session.scalars(select(Project.slug))) | set(session.scalars(select(OldSlug.slug)))
    ids = set(session.scalars(select(Evaluation.id))) | set(session.scalars(select(OldEvaluation.id)))
    assert projects.keys() <= slugs and ids.issuperset(evaluations)
    old = session.scalars(select(OldEvaluation)).first()
    assert client.get(f"/evaluations/{old.id}").location == f"/evaluations/{old.evaluation_id}"

    before = everything(session)
    assert "Nothing has changed." in run(folder / ARCHIVE)[1] and everything(session) == before
    session.execute(OutcomeResult.__table__.update().values(comparison_note=""))
    session.commit()
    code, out, errors = run(*tables)
    assert code == 0 and "as of 25 August 2025, which is newer. Only what the others got was taken" in out, errors
    session.rollback()
    again = dict(session.execute(select(OutcomeResult.external_id, OutcomeResult.comparison_note)).all())
    assert again == kept, "an older table adds what the newer does not say, and nothing else"


def test_the_small_table_with_the_new_names_is_read_with_the_reports_beside_it(session, client, inputs, run):
    code, out, errors = run(inputs / "wwc-2025-combined.csv", inputs / "wwc-reports.csv")
    assert code == 0 and "Read 4 findings" in out and "0 rows refused" in out, errors
    session.rollback()
    ratings = {project.name: len(project.source_ratings) for project in session.scalars(select(Project))}
    assert ratings == {f"Invented Reading Game {number}": int(number < 3) for number in range(1, 5)}
    page = " ".join(client.get("/projects/invented-reading-game-1").text.split())
    assert "Potentially Positive Effects" in page and "1 of 2 studies that it could review met its standards" in page
    assert "Rated elsewhere: meets WWC standards without reservations" in page
    evaluation = session.scalar(select(Evaluation).where(Evaluation.external_id == "70003/98003"))
    assert (evaluation.title, evaluation.year, evaluation.design) == ("An invented study", 2023, "rct")
    assert {each for (each,) in session.execute(select(Project.source_as_of))} == {""}, "no date: none is made up"


def test_findings_without_an_intervention_come_in_and_the_summary_says_so(session, inputs, run):
    code, out, errors = run(inputs / "wwc-no-intervention.csv", inputs / "wwc-reports.csv")
    assert code == 0 and "0 rows refused" in out, errors
    assert "2 findings give no number of an intervention. They are in, and their studies stand on their own." in out
    session.rollback()
    query = select(OutcomeResult.external_id, Project.name).join(OutcomeResult.evaluation).join(Evaluation.project)
    held = dict(session.execute(query).all())
    assert held == {
        "900001": "Invented Reading Game 1",
        "900002": "Study without a named approach (WWC review 990002)",
        "900003": "Invented Reading Game 3",
    }


def test_the_outcome_domains_of_2025_have_their_places(session, inputs, run):
    code, out, errors = run(inputs / "wwc-new-domains.csv", inputs / "wwc-reports.csv")
    assert code == 0 and "Read 6 findings" in out and "0 rows refused" in out, errors
    session.rollback()
    areas = dict(session.execute(select(OutcomeResult.outcome, OutcomeResult.outcome_area)).all())
    assert len(areas) == 6 and areas["Employment"] == "employment" and all(areas.values())


def test_a_file_has_the_date_of_its_name_or_its_read_me_or_of_the_newest_day_in_it_or_the_one_that_is_told(
    session, sample_data, run, tmp_path
):
    rows = [dict(row) for row in rows_of_archive(sample_data)[:40]]
    posted = [row | {"s_Posting_Date": "9/1/2023 10:04:00 AM"} for row in rows]
    plain, dated = write(tmp_path / "T.csv", posted), write(tmp_path / "T-2024-05-06.csv", posted)
    packed = tmp_path / "archive.zip"
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as made:
        made.write(plain, MEMBER)
        made.writestr("ReadMe.txt", "Exported on 2025-08-24.")
    for file, options, said in (
        (plain, (), "1 September 2023"), (dated, (), "6 May 2024"), (packed, (), "24 August 2025"),
        (plain, ("--as-of", "2026-01"), "January 2026"),
    ):  # fmt: skip
        assert f"as of {said};" in run(file, "--dry-run", *options)[1]
    code, _, errors = run(plain, "--as-of", "yesterday")
    assert code == 2 and "write it as 2025-08-25" in errors


def test_what_is_no_archive_is_told_with_all_that_is_wrong_and_nothing_is_written(session, sample_data, run, tmp_path):
    rows = rows_of_archive(sample_data)[:3]
    lacking = write(tmp_path / "lacking.csv", [
        {key: value for key, value in row.items() if key not in {"s_Citation", "f_Effect_Size_WWC"}} for row in rows
    ])  # fmt: skip
    parted = tmp_path / "parted.csv"
    with lacking.open(newline="") as file, parted.open("w", newline="") as to:
        csv.writer(to, delimiter=";").writerows(csv.reader(file))
    locked, bomb, empty, cut = (tmp_path / f"{name}.zip" for name in ("locked", "bomb", "empty", "cut"))
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr(MEMBER, "s_StudyID," + "0" * 5_000_000)
    with zipfile.ZipFile(empty, "w") as made:
        made.writestr("ReadMe.txt", "nothing here")
    cut.write_bytes((sample_data / "wwc" / ARCHIVE).read_bytes()[:100_000])
    whole = empty.read_bytes().replace(b"ReadMe.txt", b"Locked.csv")
    locked.write_bytes(_with_flag(whole))
    for path, said in (
        (lacking, "it lacks f_Effect_Size_WWC and s_Citation. Fetch WWC-export-archive-2025-08-25.zip"),
        (parted, "parted by semicolons, not by commas. Besides, it lacks f_Effect_Size_WWC and s_Citation. Fetch WWC"),
        (bomb, "would unpack to more than 100 times its size"),
        (empty, "holds no table of findings"),
        (locked, "is locked with a password"),
        (cut, "Error: "),
        (sample_data / "wwc" / "Findings.csv.gz", "Give its intervention reports too, as a second file"),
    ):
        code, out, errors = run(path)
        assert (code, out) == (1, "") and said in errors.splitlines()[-1] and "Traceback" not in errors, errors
    assert count(session, Project) == 0


def _with_flag(packed):
    """The same zip, its members marked as encrypted."""
    marked = bytearray(packed)
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = marked.find(signature)
        while place >= 0:
            marked[place + offset] |= 1
            place = marked.find(signature, place + 1)
    return bytes(marked)


def test_a_study_under_several_approaches_is_counted_once_and_what_nobody_studied_only_on_request(
    session, app, settings, client, sample_data, run, tmp_path
):
    rows = rows_of_archive(sample_data)
    under = {}
    for row in rows:
        under.setdefault(row["s_StudyID"], set()).add(row["s_interventionID"])
    study = next(key for key, interventions in under.items() if len(interventions) == 2)
    table = write(tmp_path / "T.csv", [row for row in rows if row["s_StudyID"] == study])
    assert run(table)[0] == 0
    empty = Project(
        slug="nobody", name="Nobody studied this", source="wwc", external_id="1", published_at=NOW, created_at=NOW,
        updated_at=NOW,
    )  # fmt: skip
    session.rollback()
    session.add(empty)
    session.commit()
    engine = indexing.engine_of(settings)
    with app.app_context():
        indexing.rebuild(session, engine)
        assert count(session, Evaluation) == 2
        found = searching.find(engine, "", {}, limit=10, collapse="none")
        assert (found.total, len(found.hits), found.hits[0].others) == (1, 1, 1)
        assert sum(found.facets["design"].values()) == 1, "facets count it once too"
        assert searching.find(engine, "", {}, limit=10, collapse="project").total == 2
        assert searching.find(engine, "", {"results": ["none"]}, limit=10, collapse="project").total == 3
        assert counts.totals(engine, session, counts.scope(engine)).evaluations == 1
    assert "Nobody studied this" not in client.get("/search").text
    page = client.get("/search?results=none").text
    assert "Nobody studied this" in page and "Show also those without results" in page


SERIOUS = ("0.56", "10.8", "23.5")


def test_a_result_says_what_decided_its_arrow_and_what_is_not_recorded(session, client, sample_data, run, tmp_path):
    """Serious violence, 10.8 against 23.5: the source gives an effect of plus 0.56."""
    turned = next(row for row in rows_of_archive(sample_data) if row["f_FindingID"] == "320")
    assert (turned["f_Effect_Size_Study"], turned["f_Intervention_Mean"], turned["f_Comparison_Mean"]) == SERIOUS
    assert run(write(tmp_path / "T.csv", [turned]))[0] == 0
    session.rollback()
    evaluation = session.scalar(select(Evaluation))
    page = " ".join(client.get(f"/evaluations/{evaluation.id}").text.split())
    assert "The source had turned its effect round, so that plus means better." in page
    assert "was lower for those who took part" in page and "That is better" in page and "conflict" not in page
    assert "What the others got: not recorded" in page and "than usual" not in page
    assert "Its rating of the study: Meets WWC standards" in page


def test_what_the_source_calls_clear_against_its_own_p_gets_no_arrow(session, client, inputs, run):
    code, _, errors = run(inputs / "wwc-significance.csv", inputs / "wwc-reports.csv")
    assert code == 0, errors
    session.rollback()
    held = {result.external_id: result for result in session.scalars(select(OutcomeResult))}
    said = {key: result.source_values["reading"]["significance"] for key, result in held.items()}
    assert said == {"900001": "own-figures-differ", "900002": "own-figures-differ", "900003": "clear"}
    assert not {result.source_values["direction"] for result in held.values()} & {"better", "worse"}
    page = client.get(f"/evaluations/{held['900001'].evaluation_id}").text
    assert "The source calls this clear; its own figures do not." in page and "improvement index 0" in page


def test_schools_are_not_told_as_people(session, client, sample_data, run, tmp_path):
    """Twelve schools against twelve: the source's unit of analysis is the school."""
    of_schools = next(row for row in rows_of_archive(sample_data) if row["f_FindingID"] == "13871")
    assert run(write(tmp_path / "T.csv", [of_schools]))[0] == 0
    session.rollback()
    page = " ".join(client.get(f"/evaluations/{session.scalar(select(Evaluation)).id}").text.split())
    assert "24 in all. The source counts in schools, not in people" in page and "12 in this group" in page
    assert "in a line of 100 schools" in page
    assert "12 people" not in page and "24 people" not in page and "spread between people" not in page
