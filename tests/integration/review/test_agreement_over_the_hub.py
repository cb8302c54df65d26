"""How far the reviewers of a hub agree: from what both said alone, on public cases, from forty of them up."""

import pytest

from evidencehub.review.agreeing import keeping, working_out
from evidencehub.review.agreeing.working_out import Case, Figures, Row, figures
from evidencehub.shared import due
from tests.factories import NOW
from tests.factories_review import a_decided_case, a_frozen_case, decide, settle

PAGE = "/figures/agreement"
ROW = Row("", 41, 812, 84.2, 79.5, 88.9, 0.815, 0.76, 0.87)


def figures_of_one(session) -> Row:
    return working_out.worked_out(session, least=1)["project-oracle"].rows[0]


def test_what_both_answered_before_they_talked_counts_once_it_is_public(session):
    case = a_frozen_case(session, first={"po2.8": "not-met", "po1.1": "partly"}, second={"po2.8": "not-met"})
    assert working_out.worked_out(session, least=1) == {}, "it is not public yet"
    settle(session, case)
    decide(session, case)
    row = figures_of_one(session)
    both = [{(f.criterion_id, f.result_key): f.answer for f in seat.findings} for seat in case.assignments]
    alike = sum(both[0][key] == both[1][key] for key in both[0])
    assert both[0].keys() == both[1].keys()
    assert (row.cases, row.questions) == (1, len(both[0]))
    assert alike == len(both[0]) - 1, "what was settled later is not alike at first"
    assert row.percent == pytest.approx(100 * alike / len(both[0]))


def test_what_only_one_answered_and_invented_cases_do_not_count(session):
    case = a_decided_case(session)
    whole = figures_of_one(session).questions
    session.delete(case.assignments[0].findings[0])
    session.flush()
    assert figures_of_one(session).questions == whole - 1
    case.submission.demo = True
    session.flush()
    assert working_out.worked_out(session, least=1) == {}


def test_below_forty_cases_nothing_is_worked_out_and_a_step_needs_as_many():
    case = Case({"1": [("met", "met"), ("met", "partly")]})
    beyond = Case({"1": [("met", "met")], "2": [("met", "not-met")]})
    made = figures([*[case] * 39, beyond], ("met", "partly", "not-met"), steps=("1", "2"), least=40)
    assert [(row.step, row.cases) for row in made.rows] == [("", 40), ("1", 40)]


def test_a_case_that_becomes_public_has_it_worked_out_by_the_worker(session, run_due):
    a_decided_case(session)
    session.commit()
    assert due.waiting(session)[keeping.KIND] == 1
    session.rollback()
    run_due()
    assert keeping.KIND not in due.waiting(session)
    assert keeping.kept_of(session) == [], "one case is too few"


def test_the_page_says_how_many_are_public_until_there_are_enough(session, client):
    a_decided_case(session)
    session.commit()
    page = client.get(PAGE)
    assert "Nothing stands here yet" in page.text and "1 case is public so far" in " ".join(page.text.split())
    assert client.get(f"{PAGE}.csv").text.splitlines()[1:] == []


def test_the_page_and_the_file_say_what_was_worked_out(session, client):
    keeping.keep(
        session, {"project-oracle": Figures((ROW, Row("2", 40, 300, 80.0, 70, 90, None, None, None)))}, now=NOW
    )
    session.commit()
    page = " ".join(client.get(PAGE).text.split())
    assert "In 41 cases both answered 812 questions" in page and "84 in every 100" in page
    assert "0.76 to 0.87" in page and "80 to 89" in page
    lines = client.get(f"{PAGE}.csv").text.splitlines()
    assert lines[1] == "project-oracle,,41,812,84.2,79.5,88.9,0.815,0.76,0.87,2026-03-02"
    assert lines[2].startswith("project-oracle,2,40,300,80.0")


def test_what_stays_as_it_was_keeps_its_day(session):
    found = {"project-oracle": Figures((ROW,))}
    keeping.keep(session, found, now=NOW)
    keeping.keep(session, found, now=NOW.replace(year=2027))
    assert [row.worked_out_at for row in keeping.kept_of(session)] == [NOW]
    keeping.keep(session, {}, now=NOW)
    assert keeping.kept_of(session) == []
