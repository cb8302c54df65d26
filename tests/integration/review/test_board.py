"""The editors' board: filters, pages, the same as a file; and how much each reviewer has to do."""

import csv
import io
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import openpyxl
import pytest

from evidencehub.accounts.models import Membership
from evidencehub.accounts.queries import actor_for
from evidencehub.authz.told import Who
from evidencehub.projects.states import Column, SubmissionState
from evidencehub.review import services, thirds, workload
from evidencehub.review.board import Asked, Source, Whose, board
from evidencehub.review.board_rows import BoardRow, Kind
from evidencehub.review.deadlines import Turn
from tests.factories import NOW, a_reviewer, an_editor
from tests.factories_review import (
    LATER,
    a_case,
    a_case_in_review,
    a_frozen_case,
    a_screened_case,
    an_assigned_case,
    grade,
)
from tests.support.appeals import opened, sends
from tests.support.queries import counted_queries

LONG_AFTER = NOW + timedelta(days=400)


def found(session, editor, now=NOW, **asked):
    number, size = asked.pop("number", 1), asked.pop("size", 50)
    shown = board(session, editor_id=editor.id, now=now, asked=Asked(**asked), number=number, size=size)
    return [row.id for row in (*shown.yours, *shown.others)]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_board_shows_what_is_asked_for(session):
    new, looked_at, reviewing = a_case(session), a_screened_case(session), an_assigned_case(session)
    editor = looked_at.editor
    ids = {case.submission.id for case in (new, looked_at, reviewing)}
    assert set(found(session, editor)) == ids
    assert found(session, editor, state="submitted") == [new.submission.id]
    assert found(session, editor, waits="reviewers") == [reviewing.submission.id]
    assert found(session, editor, owner=str(editor.id)) == [looked_at.submission.id]
    assert set(found(session, editor, standard="project-oracle")) == ids
    assert found(session, editor, standard="nesta") == []
    assert found(session, editor, late=True) == []
    assert set(found(session, editor, now=LONG_AFTER, late=True)) == ids
    assert found(session, editor, state="submitted", waits="reviewers") == []


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_every_row_stands_on_one_page_and_a_page_that_is_not_there_is_the_last(session):
    made = {a_case(session).submission.id for _ in range(5)}
    editor = an_editor(session)
    pages = [found(session, editor, number=number, size=2) for number in (1, 2, 3)]
    assert [len(page) for page in pages] == [2, 2, 1] and {key for page in pages for key in page} == made
    assert found(session, editor, number=9, size=2) == pages[-1]
    shown = board(session, editor_id=editor.id, now=NOW, number=2, size=2)
    assert shown.totals[Column.YOURS] == 5 and all(row.project for row in shown.yours)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_what_another_room_gives_stands_among_the_cases_by_the_same_order(session):
    case = a_screened_case(session)
    appeal = Kind("appeal", "Appeal", "review.case", "submission_id")
    due = Turn(Who.EDITORS, "Answer it", NOW - timedelta(days=2))
    given = BoardRow(appeal, uuid4(), "Somewhere Else", "open", "Open", NOW, due, NOW)
    mine = replace(given, id=uuid4(), owner="Somebody", owner_id=uuid4())
    source = Source(appeal, lambda _session, editor_id, _now: [mine, given] if editor_id == case.editor.id else [])
    shown = board(session, editor_id=case.editor.id, now=NOW, sources=[source])
    assert [row.id for row in shown.yours] == [given.id, mine.id, case.submission.id], "nobody's first, then late"
    assert shown.counts[Whose.ALL] == 3 and shown.choices.kind == {"appeal": "Appeal", "case": "Case"}
    other = board(session, editor_id=uuid4(), now=NOW, sources=[source])
    assert other.counts[Whose.ALL] == 1


def test_the_board_is_taken_away_as_a_file_without_reviewers_and_without_formulas(app, session):
    case = an_assigned_case(session, project={"name": '=HYPERLINK("http://evil.example")'})
    a_case(session)
    session.commit()
    client = app.test_client()
    client.sign_in(case.editor)
    answer = client.get("/cases/board.csv?state=in-review")
    rows = list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert len(rows) == 1 and rows[0]["Project"] == '\'=HYPERLINK("http://evil.example")'
    assert rows[0]["Waits for"] == "the reviewers" and rows[0]["Run by"] == case.editor.name
    assert rows[0]["Page"].endswith(f"/cases/{case.submission.id}") and rows[0]["Page"].startswith("http")
    sheet = openpyxl.load_workbook(io.BytesIO(client.get("/cases/board.xlsx").data)).active
    cells = [cell for row in sheet.iter_rows() for cell in row]
    assert sheet.max_row == 3 and all(cell.data_type != "f" for cell in cells)
    assert any(cell.is_date for cell in cells)
    for person in case.reviewers:
        assert person.name not in answer.text and person.name not in {cell.value for cell in cells}
    for stranger in (case.member, case.reviewers[0]):
        other = app.test_client()
        other.sign_in(stranger)
        for address in ("/cases/board.csv", "/cases/board.xlsx", "/cases/reviewers"):
            assert other.get(address).status_code == 403


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_filters_of_the_page_are_kept_from_page_to_page_and_in_the_files(client, session):
    case = a_screened_case(session)
    session.commit()
    client.sign_in(case.editor)
    page = client.get("/cases?state=submitted&whose=mine").text
    assert "Nothing that waits fits" in page and "Show all cases again" in page
    page = client.get("/cases?state=screening&whose=mine").text
    assert "/cases/board.csv?state=screening&amp;whose=mine" in page
    for nonsense in ("/cases?page=900", "/cases?state=%00&owner=x", "/cases?waits=nobody&kind=" + "x" * 500):
        assert client.get(nonsense).status_code == 200


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_how_much_reviewers_have_to_do_is_told_with_days_and_who_is_away(client, session):
    case = a_case_in_review(session)
    busy, idle = case.reviewers[0], a_reviewer(session)
    idle.away_from, idle.away_until = LONG_AFTER.date(), (LONG_AFTER + timedelta(days=3650)).date()
    grade(session, case.assignments[1], {"po2.8": "not-met"})
    sent_at = NOW + timedelta(days=4)
    services.send_findings(session, case.assignments[1], actor=actor_for(case.reviewers[1]), now=sent_at)
    session.commit()
    by_name = {load.person.name: load for load in workload.loads(session, editor_id=case.editor.id, now=LONG_AFTER)}
    assert [seat.case_id for seat in by_name[busy.name].seats] == [case.submission.id]
    assert by_name[busy.name].late == 1 and by_name[case.reviewers[1].name].seats == ()
    assert (by_name[case.reviewers[1].name].done, by_name[case.reviewers[1].name].days) == (1, 4)
    client.sign_in(case.editor)
    page = client.get("/cases/reviewers").text
    assert busy.name in page and "Late" in page and "1, in about 4 days each" in " ".join(page.split())


@pytest.mark.parametrize("tie", ["team", "asked", "name"])
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_an_editor_with_a_conflict_does_not_learn_who_grades_from_their_load(session, tie):
    case = a_case_in_review(session, authors=["Octavia Unusual-Name"])
    editor = an_editor(session, name="Octavia Unusual-Name" if tie == "name" else "Somebody Else")
    if tie == "team":
        session.add(Membership(person=editor, organisation=case.submission.project.organisation, created_at=NOW))
    if tie == "asked":
        editor.is_reviewer = True
        case.assignments[0].reviewer = editor
    session.flush()
    session.expire_all()
    loads = workload.loads(session, editor_id=editor.id, now=NOW)
    assert loads and all(load.seats == () for load in loads)
    assert any(load.seats for load in workload.loads(session, editor_id=case.editor.id, now=NOW))


@pytest.mark.parametrize("sent", [False, True])
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_who_grades_an_appeal_is_told_by_no_load_but_to_the_editor_who_has_it_in_hand(client, session, sent):
    found = opened(session)
    if sent:
        sends(session, found.seats[0], "met")
    session.commit()

    def told(editor):
        of_pair = [one for one in workload.loads(session, editor_id=editor.id, now=LATER) if one.person in found.pair]
        return sum(len(one.seats) + one.done for one in of_pair)

    assert told(found.editor) == 2
    assert told(found.case.editor) == 0, "who decided, and may act on the case itself"
    client.sign_in(found.case.editor)
    assert found.case.submission.project.name not in client.get("/cases/reviewers").text
    assert found.case.submission.project.name not in client.get("/cases/reminders").text


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_review_that_was_sent_counts_for_nobody_whom_a_conflict_keeps_from_knowing_it(session):
    case = a_frozen_case(session, authors=["Octavia Unusual-Name"])
    editor = an_editor(session, name="Octavia Unusual-Name")
    assert not any(load.done for load in workload.loads(session, editor_id=editor.id, now=LATER))
    assert any(load.done for load in workload.loads(session, editor_id=case.editor.id, now=LATER))


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_board_load_and_file_take_as_many_queries_for_many_cases_as_for_two(client, session):
    case = a_case_in_review(session)
    a_case(session)
    session.commit()
    client.sign_in(case.editor)

    def asked(address):
        with counted_queries() as queries:
            assert client.get(address).status_code == 200
        return len(queries)

    addresses = ["/cases", "/cases?late=yes", "/cases/board.csv", "/cases/reviewers"]
    few = [asked(address) for address in addresses]
    for _ in range(4):
        a_case(session)
        a_case_in_review(session)
    session.commit()
    assert [asked(address) for address in addresses] == few


def test_every_open_state_stands_in_the_filter_by_its_own_words():
    labels = [state.told.editor.label for state in SubmissionState if state.is_under_way]
    assert len(labels) == len(set(labels))


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_an_editor_with_a_conflict_does_not_read_on_the_board_that_two_differ(session):
    case = a_frozen_case(session, first={"po1.4": "partly", "po2.8": "not-met"}, authors=["Octavia Unusual-Name"])
    third = {"actor": actor_for(case.editor), "facts": case.facts(session), "now": NOW}
    thirds.ask_third(session, case.submission, a_reviewer(session), **third)
    conflicted = an_editor(session, name="Octavia Unusual-Name")
    session.flush()
    session.expire_all()

    def todo(editor):
        shown = board(session, editor_id=editor.id, now=NOW, asked=Asked(), number=1, size=50)
        return [row.turn.what for row in (*shown.yours, *shown.others)]

    assert todo(case.editor) == ["Grade what two see differently"]
    assert todo(conflicted) == [SubmissionState.RECONCILING.told.todo]
