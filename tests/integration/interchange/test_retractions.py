"""Papers that public records name are compared with a file of notices; an editor decides what readers are told."""

import os
import tracemalloc
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import func, select

from evidencehub.cli import evidencehub, worker
from evidencehub.interchange.records.files import UnusableFile
from evidencehub.interchange.retractions import comparing
from evidencehub.interchange.retractions.models import RetractionHit
from evidencehub.interchange.retractions.reading import look_up
from evidencehub.projects.frozen.strictly import written
from evidencehub.projects.references.shape import Reference
from evidencehub.shared.audit import AuditEntry
from evidencehub.shared.clock import utc_now
from evidencehub.shared.db import db
from evidencehub.shared.due import DueRow
from evidencehub.shared.outages import Outage
from tests.factories import a_person, a_project, a_result, an_editor, an_evaluation
from tests.support.queries import counted_queries
from tests.support.records import a_submission, decided, met_up_to
from tests.support.retractions import a_notice, write

OWN, OTHER, THEIRS = "10.1000/own.1", "10.1000/other.1", "10.1000/elsewhere.1"
DECIDED = {"outcome": "note", "note": "The trial that this study builds on was withdrawn.", "because": "It matters."}


def a_reference(doi, number):
    return written(Reference(id=UUID(int=number), kind="article", title="A trial", doi=doi))


@pytest.fixture
def project(session):
    """One that was graded here, whose study was published and builds on a paper; and a draft that nobody sent."""
    made = a_project(session, slug="steady")
    study = an_evaluation(session, made, title="The first study")
    study.publications, study.literature = [a_reference(OWN.upper(), 1)], [a_reference(OTHER, 2)]
    a_result(session, study)
    sent = a_submission(session, made)
    decided(session, sent, met_up_to(sent, 2), number="2026-0042")
    draft = an_evaluation(session, a_project(session, slug="draft", name="A draft"))
    draft.literature = [a_reference("10.1000/draft.1", 3), a_reference(OTHER, 4)]
    session.commit()
    return made


@pytest.fixture
def path(tmp_path):
    return tmp_path / "retraction_watch.csv"


@pytest.fixture
def compare(app, settings, path, monkeypatch, capsys):
    """Write these notices to the file, run the real command on it, and return what it printed."""
    for name, value in {"HOME": settings.home, "DATABASE_URL": settings.database_url, "DEMO": "0"}.items():
        monkeypatch.setenv(f"EVIDENCEHUB_{name}", str(value))

    def compared(*notices, others=20):
        write(path, *notices, others=others)
        evidencehub.main(["retractions", "compare", str(path)], standalone_mode=False)
        return capsys.readouterr().out

    return compared


@pytest.fixture
def editor(app, session):
    """Signed in; nobody else is in ``client``."""
    person = an_editor(session)
    session.commit()
    browser = app.test_client()
    browser.sign_in(person)
    return browser


def hits(session):
    session.rollback()
    session.expire_all()
    return {each.paper.doi: each for each in session.scalars(select(RetractionHit))}


def decide(browser, hit, **changes):
    return browser.post(f"/admin/retractions/{hit.id}", data={"digest": hit.paper.digest, **DECIDED, **changes})


def test_a_paper_that_a_record_names_waits_for_an_editor_and_no_page_changes_by_itself(
    client, editor, session, project, compare
):
    before = client.get("/projects/steady").text
    said = compare(a_notice(OTHER.upper()), a_notice(OWN, "Correction"), a_notice("10.1000/draft.1"))
    assert "public records name 2 DOIs" in said, "a draft is asked about by nobody"
    assert "Notices of 2 papers; 2 records for an editor to look at, 2 of them new." in said
    assert "withdrawn by its journal" not in client.get("/projects/steady").text == before
    found = hits(session)
    assert [each["how"] for each in found[OTHER].studies] == ["literature"]
    listed = editor.get("/admin/retractions").text
    assert "2 records wait" in listed and "Retracted" in listed and "Corrected" in listed and "A draft" not in listed
    board = editor.get("/cases").text
    assert board.count("Notice about a paper") >= 2
    page = editor.get(f"/admin/retractions/{found[OTHER].id}").text
    for told in (
        "The journal withdrew the paper", "25 June 2021", "https://doi.org/10.5555/notice.1", "Unreliable Results",
        "The first study</a>:", "the study builds on it", "2026-0042", "/accreditations/2026-0042/hold",
        "“Mentoring and attendance: a trial”, was withdrawn by its journal on 25 June 2021.",
    ):  # fmt: skip
        assert told in page, told
    assert "did not withdraw it" in editor.get(f"/admin/retractions/{found[OWN].id}").text
    assert "0 of them new" in compare(a_notice(OTHER), a_notice(OWN, "Correction"))


def test_readers_see_a_note_where_an_editor_wrote_one_and_it_comes_back_when_the_notices_change(
    client, editor, session, project, compare
):
    compare(a_notice(OTHER), a_notice(OWN, "Correction"))
    client.get("/projects/steady")  # is kept now
    hit = hits(session)[OTHER]
    assert "Choose what follows" in decide(editor, hit, outcome="").text
    empty = decide(editor, hit, note=" ")
    assert empty.status_code == 422 and "Write what readers are told" in empty.text and "It matters." in empty.text
    assert decide(editor, hit).status_code == 303
    study = project.evaluations[0].id
    for address in ("/projects/steady", f"/evaluations/{study}"):
        page = client.get(address).text
        assert DECIDED["note"] in page and "https://doi.org/10.5555/notice.1" in page and "It matters." not in page
        (told,) = client.get(f"/api/v1{address}").json["paper_notes"]
        assert told["text"] == DECIDED["note"] and told["doi"] == OTHER.lower()
        assert told["notices"] == [{"doi": "10.5555/notice.1", "on": "2021-06-25"}]
    (in_full,) = client.get("/api/v1/projects/steady?include=results").json["evaluations_in_full"]
    assert in_full["paper_notes"] == [told]
    session.rollback()
    entry = session.scalar(select(AuditEntry).where(AuditEntry.action == "retraction.decided"))
    assert entry.details == {"project": str(project.id), "outcome": "note"} and entry.actor_id
    renumbered = a_notice(OTHER, **{"Record ID": "9", "Reason": "Unreliable Results;"})
    assert "1 record for" in compare(renumbered, a_notice(OWN, "Correction"))
    assert not hits(session)[OTHER].waits
    assert decide(editor, hits(session)[OWN], outcome="nothing").status_code == 303
    assert "Nothing waits for" in editor.get("/admin/retractions").text
    back = a_notice(OTHER, "Reinstatement", "11/21/2023 0:00", "10.5555/notice.2")
    assert "1 of them new" in compare(a_notice(OTHER), back, a_notice(OWN, "Correction"))
    assert "Changed since" in editor.get("/admin/retractions").text
    assert DECIDED["note"] in client.get("/projects/steady").text, "the note stands until an editor says otherwise"
    old = decide(editor, hit, outcome="nothing")
    assert old.status_code == 422 and "The notices have changed since you opened this page" in old.text
    assert decide(editor, hits(session)[OTHER], outcome="nothing").status_code == 303
    assert DECIDED["note"] not in client.get("/projects/steady").text
    assert client.get("/api/v1/projects/steady").json["paper_notes"] == []
    assert "1 of them new" in compare(a_notice(OWN, "Correction"), others=22), "the file has no notice of it any more"
    gone = editor.get(f"/admin/retractions/{hit.id}").text
    assert "has no notice of this paper any more" in gone


@pytest.mark.parametrize(
    ("source_url", "reported"),
    [
        (f"https://doi.org/{THEIRS}", {}),
        ("https://example.org/a-repository/17", {"record": {"external_id": "17-1", "doi": THEIRS.upper()}}),
        ("https://example.org/17", {"key": "study-17", "citation": f"Doe, J. (2020). A trial. doi: {THEIRS}."}),
    ],
)  # fmt: skip
def test_a_record_from_elsewhere_is_the_paper_and_what_is_taken_down_is_not_listed(
    client, editor, session, compare, source_url, reported
):
    project = a_project(session, slug="elsewhere", source="wwc", external_id="17", source_as_of="2020-04")
    an_evaluation(session, project, source="wwc", external_id="17-1", source_url=source_url, reported=reported)
    session.commit()
    compare(a_notice(THEIRS, "Expression of concern"))
    hit = hits(session)[THEIRS]
    page = editor.get(f"/admin/retractions/{hit.id}").text
    assert "the study is this paper" in page and "was not graded here" in page
    assert decide(editor, hit).status_code == 303 and DECIDED["note"] in client.get("/projects/elsewhere").text
    session.rollback()
    project.taken_down_at = utc_now()
    session.commit()
    assert "Nothing waits" in (listed := editor.get("/admin/retractions").text) or "elsewhere" not in listed
    assert editor.get(f"/admin/retractions/{hit.id}").status_code == 404
    compare(a_notice(THEIRS, "Expression of concern"))
    assert not hits(session)[THEIRS].is_named


def test_only_editors_without_a_conflict_decide(app, client, session, project, compare):
    compare(a_notice(OTHER))
    hit = hits(session)[OTHER]
    member, admin = a_person(session, project.organisation), a_person(session, is_admin=True)
    of_team = an_editor(session, organisation=project.organisation)
    session.commit()
    client.sign_in(member)
    for address in ("/admin/retractions", f"/admin/retractions/{hit.id}"):
        assert client.get(address).status_code in {403, 404}
    for person in (admin, of_team):
        browser = app.test_client()
        browser.sign_in(person)
        assert decide(browser, hit).status_code in {403, 404}
    looking = app.test_client()
    looking.sign_in(admin)
    page = looking.get(f"/admin/retractions/{hit.id}").text
    assert "An editor without a conflict of interest" in page and "Save the decision" not in page
    assert not hits(session)[OTHER].outcome


def test_the_worker_compares_once_a_week_and_says_what_is_wrong_with_the_file(app, client, session, project, path):
    app.config["SETTINGS"] = replace(app.config["SETTINGS"], retractions=path)
    admin = a_person(session, is_admin=True)
    session.commit()
    client.sign_in(admin)

    def run():
        worker.plan_retractions(app)
        worker.plan_retractions(app)  # never two
        with app.app_context(), db.sessionmaker.begin() as writing:
            if outage := writing.get(Outage, comparing.UNUSABLE):
                outage.again_at = utc_now()
        worker.run_due(app)
        session.rollback()
        (row,) = session.scalars(select(DueRow).where(DueRow.kind == comparing.KIND))
        return row.due_at - utc_now()

    assert run() < timedelta(0), "it is tried again"
    assert "The file of retractions cannot be used" in (told := client.get("/admin/system").text)
    assert "No such file" in told and "The file cannot be used." in client.get("/admin/retractions").text
    write(path, a_notice(OTHER), others=50)
    assert run() > timedelta(days=6)
    assert "cannot be used" not in client.get("/admin/system").text and OTHER in hits(session)

    def again():
        with app.app_context(), db.sessionmaker.begin() as writing:
            writing.scalar(select(DueRow).where(DueRow.kind == comparing.KIND)).due_at = utc_now()
        return run()

    write(path, others=30)  # half of it is missing, with what was found
    again()
    assert "it is not whole" in client.get("/admin/system").text and hits(session)[OTHER].waits
    write(path, a_notice(OTHER), others=50)
    os.utime(path, (1_700_000_000, 1_700_000_000))
    assert again() > timedelta(days=6)
    assert "The file of retractions is old" in (told := client.get("/admin/system").text)
    assert "cannot be used" not in told and "newer notices are missed" in told
    os.utime(path)
    again()
    assert "is old" not in client.get("/admin/system").text


def test_a_page_costs_one_query_more_and_the_desk_a_fixed_number(client, editor, session, project, compare):
    compare(a_notice(OTHER), others=20)
    editor.get("/admin/retractions")
    with counted_queries() as few:
        editor.get("/admin/retractions")
    for number in range(5):
        other = a_project(session, source="wwc", external_id=f"1{number}", source_as_of="2020-04")
        an_evaluation(session, other, source="wwc", external_id=f"1{number}-1", literature=[a_reference(OTHER, 9)])
    session.commit()
    compare(a_notice(OTHER), others=20)
    with counted_queries() as many:
        assert editor.get("/admin/retractions").text.count("Waiting") == 6
    assert len(many) <= len(few) + 2  # records from elsewhere are read by two queries, however many there are


def test_a_large_file_is_never_in_memory(session, path, tmp_path):
    write(path, a_notice(OTHER), others=20_000)
    tracemalloc.start()
    found = look_up(path, {OTHER}, advance=lambda part: None)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert found.rows == 20_001 and most < 2_000_000 < path.stat().st_size


def test_what_breaks_off_leaves_all_as_it_was(session, project, compare, path):
    compare(a_notice(OTHER))
    path.write_bytes(path.read_bytes()[:-60])
    with pytest.raises(UnusableFile):
        evidencehub.main(["retractions", "compare", str(path)], standalone_mode=False)
    assert hits(session)[OTHER].waits and session.scalar(select(func.count()).select_from(AuditEntry)) == 1
