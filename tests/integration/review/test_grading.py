"""What a reviewer does alone: the invitation, the declaration, the report, grading page by page, sending."""

import pytest
from sqlalchemy import select

from evidencehub.accounts.queries import actor_for
from evidencehub.projects.frozen.keeping import freeze, frozen_evaluation
from evidencehub.projects.states import SubmissionState
from evidencehub.review import services
from evidencehub.review.grading import facts_by_key, findings_by_key
from evidencehub.review.models import FactEntry, Finding
from evidencehub.review.sheet import sheet_of
from evidencehub.review.states import AssignmentState
from evidencehub.shared.errors import Invalid, NotAllowed, WrongState
from evidencehub.shared.files import FileStore
from evidencehub.shared.mail import Mail
from tests.factories import NOW, a_result, a_reviewer
from tests.factories_review import (
    COPY,
    LATER,
    a_case_in_review,
    a_frozen_case,
    a_submission,
    an_assigned_case,
    grade,
)


def answers_for(assignment, tier, answer="met", **more):
    """What a browser sends for one page with every question answered."""
    sheet = sheet_of(assignment.submission)
    data = {}
    for place, item in enumerate(item for item in sheet.items if item.criterion.tier == tier):
        data |= {f"q{place}-answer": answer, f"q{place}-reason": f"Reason {item.criterion.id}", f"q{place}-page": "2"}
    return {**data, **more}


def test_what_is_answered_once_for_all_outcomes_is_counted_once_in_the_invitation(client, session):
    case = an_assigned_case(session, results=8)
    session.commit()
    client.sign_in(case.reviewers[0])
    text = client.get(f"/reviews/{case.assignments[0].id}").text
    assert "up to 34 questions, some of them about 8 outcome results" in text and "about 3 hours" in text


def test_the_steps_are_length_then_names_and_declaration_then_the_report(client, session):
    case = an_assigned_case(session)
    assignment, name = case.assignments[0], case.submission.project.name
    session.commit()
    client.sign_in(case.reviewers[0])
    address = f"/reviews/{assignment.id}"
    for page in ("/reviews", address):
        text = client.get(page).text
        assert name not in text and case.submission.project.organisation.name not in text
    text = client.get(address).text
    assert "3 pages in 1 file" in text and "up to 34 questions" in text and "about 3 hours" in text
    assert client.get(f"{address}/report").status_code == 403, "nothing opens before the declaration"
    assert client.get(f"{address}/files/1").status_code == 403
    declaring = client.get(f"{address}/declare").text
    assert name in declaring and "A. Author" in declaring and "Nothing found" in declaring
    unsaid = client.post(f"{address}/declare", data={})
    assert unsaid.status_code == 422 and 'href="#conflict"' in unsaid.text
    assert client.post(f"{address}/declare", data={"conflict": "none"}).status_code == 303
    report = client.get(f"{address}/report").text
    assert "What stands on page 3 of the report." in report and 'id="report-1-page-3"' in report


def test_a_declared_conflict_needs_words_and_closes_the_report_for_good(client, session):
    case = an_assigned_case(session)
    session.commit()
    client.sign_in(case.reviewers[0])
    address = f"/reviews/{case.assignments[0].id}"
    without = client.post(f"{address}/declare", data={"conflict": "family"})
    assert without.status_code == 422 and 'href="#what"' in without.text
    client.post(f"{address}/declare", data={"conflict": "family", "what": "My sister works there."})
    session.rollback()
    assert case.assignments[0].state is AssignmentState.CONFLICT
    assert client.get(f"{address}/report").status_code == 403
    assert client.post(f"{address}/declare", data={"conflict": "none"}).status_code == 403, "it cannot be taken back"
    mails = session.scalars(select(Mail).where(Mail.about == "review.seat-open")).all()
    assert mails and not any("sister" in mail.body for mail in mails), "the reason stays on the case page"


def test_a_file_is_downloaded_under_a_neutral_name(client, session, settings):
    case = a_case_in_review(session, files=FileStore(settings.files_url))
    session.commit()
    client.sign_in(case.reviewers[0])
    answer = client.get(f"/reviews/{case.assignments[0].id}/files/1")
    assert answer.data == COPY and answer.headers["Content-Disposition"] == "attachment; filename=report.pdf"
    page = client.get(f"/reviews/{case.assignments[0].id}/report").text
    assert "famous" not in page
    assert client.get(f"/reviews/{case.assignments[0].id}/files/2").status_code == 404


def test_files_are_numbered_only_where_two_are_of_one_kind(client, session, settings):
    files = FileStore(settings.files_url)
    case = a_case_in_review(
        session, designs=("qed-matched", "rct"), files=files, with_instruments=("Diary", "Protocol")
    )
    session.commit()
    client.sign_in(case.reviewers[0])
    address = f"/reviews/{case.assignments[0].id}"
    given = [client.get(f"{address}/files/{n}").headers["Content-Disposition"].partition("=")[2] for n in range(1, 6)]
    assert given == ["report-1.pdf", "instrument-1.pdf", "report-2.pdf", "instrument-2.pdf", "protocol.pdf"]


def test_a_page_is_saved_in_parts_and_nothing_typed_is_lost(client, session):
    case = a_case_in_review(session)
    session.commit()
    client.sign_in(case.reviewers[0])
    address = f"/reviews/{case.assignments[0].id}/grade/1"
    typed = {"q0-answer": "met", "q0-reason": "Sources are named.", "q0-page": "1", "q1-reason": "Only a reason yet.",
             "q2-answer": "partly", "q3-answer": "perhaps", "q3-reason": "An answer that is none."}  # fmt: skip
    answer = client.post(address, data=typed)
    assert answer.status_code == 422
    for link in ("#q1-answer", "#q2-reason", "#q3-answer"):
        assert f'href="{link}"' in answer.text
    assert "#q0" not in answer.text.partition("<form")[0], "what is right is not complained of"
    assert "1 of 9 graded, saved" in answer.text.replace("</strong>", "")
    assert "An answer that is none." in answer.text, "the page keeps what could not be saved"
    again = client.get(address).text
    assert "Sources are named." in again and "Only a reason yet." in again
    session.rollback()
    kept = {key[0]: finding.answer for key, finding in findings_by_key(session, case.assignments[0]).items()}
    assert kept == {"po1.1": "met", "po1.2": "", "po1.3": "partly"}


def test_each_outcome_result_is_asked_about_by_itself_and_subgroups_are_not(session):
    submission, _ = a_submission(session, results=2)
    asked = [item for item in sheet_of(submission).items if item.criterion.id == "po2.2"]
    assert len(asked) == 2 and len({item.result_key for item in asked}) == 2
    case_with_subgroup, _ = a_submission(session, results=1)
    evaluation = case_with_subgroup.evaluation_versions[0].evaluation
    a_result(session, evaluation, is_subgroup=True)
    version = case_with_subgroup.evaluation_versions[0]
    session.expire(evaluation)
    version.frozen_sha256 = freeze(session, frozen_evaluation(evaluation))
    session.flush()
    session.expire(version)
    assert len([item for item in sheet_of(case_with_subgroup).items if item.criterion.id == "po2.2"]) == 1


def test_a_study_without_numbers_is_asked_the_same_questions_as_a_whole(session):
    alone, _ = a_submission(session, designs=("qualitative",), results=0)
    assert [item.result_key for item in sheet_of(alone).items if item.criterion.id == "po2.2"] == [""]
    two, _ = a_submission(session, designs=("qualitative", "qualitative"), results=0)
    keys = [item.result_key for item in sheet_of(two).items if item.criterion.id == "po2.2"]
    assert keys == [str(version.evaluation_id) for version in two.evaluation_versions]


def test_n_a_is_offered_only_where_the_criterion_lists_the_design(session):
    trial, _ = a_submission(session, designs=("rct",))
    stories, _ = a_submission(session, designs=("qualitative",))
    both, _ = a_submission(session, designs=("qualitative", "rct"))
    offered = ["n-a" in sheet_of(one).item("po3.3", "").answers for one in (trial, stories, both)]
    assert offered == [False, True, False]


def test_a_number_is_checked_by_its_kind_and_needs_its_page(client, session):
    case = a_case_in_review(session)
    session.commit()
    assignment = case.assignments[0]
    place = next(n for n, item in enumerate(i for i in sheet_of(case.submission).items if i.criterion.tier == "2")
                 if item.criterion.id == "po2.4")  # fmt: skip
    client.sign_in(case.reviewers[0])
    name = f"q{place}-fact-attrition_overall"
    wrong = client.post(
        f"/reviews/{assignment.id}/grade/2", data={name: "12", f"q{place}-factpage-attrition_overall": "3"}
    )
    assert wrong.status_code == 422 and f'href="#{name}"' in wrong.text and "12% is 0.12" in wrong.text
    unpaged = client.post(f"/reviews/{assignment.id}/grade/2", data={name: "12%"})
    assert f'href="#q{place}-factpage-attrition_overall"' in unpaged.text
    client.post(f"/reviews/{assignment.id}/grade/2", data={name: "12%", f"q{place}-factpage-attrition_overall": "3"})
    session.rollback()
    assert [fact.value for fact in facts_by_key(session, assignment).values()] == ["0.12"]
    for fact, value in [("n_reached", "many"), ("n_reached", "-1"), ("itt", "perhaps"), ("unheard_of", "1")]:
        with pytest.raises(Invalid):
            services.record_fact(session, assignment, fact, "", value, 3, now=NOW)


def test_unknown_criteria_answers_and_results_are_refused(session):
    assignment = a_case_in_review(session).assignments[0]
    for criterion, result, answer, reason in [
        ("po9.9", "", "met", "why"), ("po1.1", "", "brilliant", "why"), ("po1.1", "", "met", " "),
        ("po2.2", "no-such-result", "met", "why"), ("po3.3", "", "n-a", "why"), ("po1.1", "", "met", "x" * 20_001),
    ]:  # fmt: skip
        with pytest.raises(Invalid):
            services.record_finding(session, assignment, criterion, result, answer, reason, 1, now=NOW)


def test_a_reviewer_may_stop_after_the_first_step_that_is_not_reached(client, session):
    case = a_case_in_review(session)
    session.commit()
    client.sign_in(case.reviewers[0])
    address = f"/reviews/{case.assignments[0].id}"
    client.post(f"{address}/grade/1", data=answers_for(case.assignments[0], "1"))
    early = client.post(f"{address}/check")
    assert early.status_code == 422 and "8 criteria are not finished yet" in early.text
    missed = answers_for(case.assignments[0], "2", **{"q7-answer": "not-met"})
    assert client.post(f"{address}/grade/2", data=missed).location.endswith("/check")
    unsaid = client.post(f"{address}/check")
    assert unsaid.status_code == 422 and "Say whether anything got worse for people" in unsaid.text
    client.post(f"{address}/harm", data={"seen": "no", "looked_for": "yes"})
    assert "You may stop here. By what you found, Standard 2 is not reached" in client.get(f"{address}/check").text
    assert client.post(f"{address}/check").status_code == 303
    session.rollback()
    assert case.assignments[0].state is AssignmentState.IN
    assert case.submission.state is SubmissionState.IN_REVIEW, "the other has not sent yet"
    assert "You get a mail when it is decided" in client.get(address).text


def test_a_null_result_does_not_let_the_grading_stop_early(session):
    case = a_case_in_review(session)
    assignment = case.assignments[0]
    grade(session, assignment, {"po2.6": "not-met"}, tiers="12")
    with pytest.raises(Invalid, match="8 criteria"):
        services.send_findings(session, assignment, actor=actor_for(case.reviewers[0]), now=LATER)
    grade(session, assignment, {"po3.7": "not-met", "po3.2": "not-met"}, tiers="3")
    services.send_findings(session, assignment, actor=actor_for(case.reviewers[0]), now=LATER)


def test_what_was_begun_above_must_be_finished_or_cleared(client, session):
    case = a_case_in_review(session)
    grade(session, case.assignments[0], {"po2.8": "not-met"})
    session.commit()
    client.sign_in(case.reviewers[0])
    address = f"/reviews/{case.assignments[0].id}"
    client.post(f"{address}/grade/3", data={"q0-answer": "met"})
    assert client.post(f"{address}/check").status_code == 422
    assert "Clear it" in client.get(f"{address}/check").text
    client.post(f"{address}/clear", data={"criterion": "po3.2", "result": ""})
    assert client.post(f"{address}/check").status_code == 303


def test_with_the_second_in_both_freeze_and_nothing_of_them_can_change(client, session):
    case = a_frozen_case(session)
    assert case.submission.state is SubmissionState.RECONCILING
    before = snapshot(session)
    for assignment, reviewer in zip(case.assignments, case.reviewers, strict=True):
        assert assignment.state is AssignmentState.FROZEN and assignment.frozen_at == LATER
        for act in (
            lambda a=assignment: services.record_finding(session, a, "po1.1", "", "not-met", "Changed", 9, now=LATER),
            lambda a=assignment: services.record_fact(session, a, "n_reached", "", "5", 9, now=LATER),
            lambda a=assignment, r=reviewer: services.save_page(session, a, [], [], actor=actor_for(r), now=LATER),
            lambda a=assignment, r=reviewer: services.clear(session, a, ("po1.1", ""), actor=actor_for(r), now=LATER),
            lambda a=assignment, r=reviewer: services.send_findings(session, a, actor=actor_for(r), now=LATER),
        ):
            with pytest.raises(WrongState):
                act()
    session.commit()
    client.sign_in(case.reviewers[0])
    address = f"/reviews/{case.assignments[0].id}"
    assert client.post(f"{address}/grade/1", data=answers_for(case.assignments[0], "1", "not-met")).status_code == 403
    assert client.post(f"{address}/clear", data={"criterion": "po1.1"}).status_code == 403
    session.rollback()
    assert snapshot(session) == before


def snapshot(session):
    query = select(Finding).where(Finding.assignment_id.is_not(None)).order_by(Finding.id)
    findings = [(f.id, f.answer, f.reason, f.page, f.at) for f in session.scalars(query)]
    query = select(FactEntry).where(FactEntry.assignment_id.is_not(None)).order_by(FactEntry.id)
    return findings + [(f.id, f.value, f.page) for f in session.scalars(query)]


def test_only_the_reviewer_of_a_seat_declares_grades_and_sends_in_it(session):
    case = a_case_in_review(session)
    stranger = actor_for(a_reviewer(session))
    grade(session, case.assignments[0], {"po2.8": "not-met"})
    for actor in (stranger, actor_for(case.reviewers[1]), case.team, actor_for(case.editor)):
        with pytest.raises(NotAllowed):
            services.send_findings(session, case.assignments[0], actor=actor, now=LATER)
    invited = an_assigned_case(session)
    with pytest.raises(NotAllowed):
        services.declare(session, invited.assignments[0], conflict="", actor=stranger, now=NOW)
