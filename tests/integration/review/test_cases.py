"""What editors do with a case: look it through, return it, choose reviewers; and what stops them."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import event, select

from evidencehub.accounts.models import Membership
from evidencehub.accounts.queries import actor_for
from evidencehub.projects.states import SubmissionState
from evidencehub.review import access, services
from evidencehub.review.models import Assignment
from evidencehub.review.questions import asking
from evidencehub.review.states import AssignmentState
from evidencehub.shared.db import db
from evidencehub.shared.errors import Invalid, NotAllowed, WrongState
from evidencehub.shared.mail import Mail
from tests.factories import NOW, a_person, a_reviewer, an_editor, an_organisation
from tests.factories_review import (
    LATER,
    a_case,
    a_case_in_review,
    a_cleared_case,
    a_frozen_case,
    an_assigned_case,
    grade,
)


def mails_about(session, about):
    return list(session.scalars(select(Mail).where(Mail.about == about).order_by(Mail.to)))


def test_an_editor_takes_a_case_looks_it_through_and_chooses_two_reviewers(client, session):
    case = a_case(session)
    session.commit()
    client.sign_in(case.editor)
    address = f"/cases/{case.submission.id}"
    assert case.submission.project.name in client.get("/cases").text
    assert client.post(f"{address}/screen").location.endswith(address)
    seen = re.search(r'name="seen"[^>]* value="(\w+)"', client.get(f"{address}/first-look").text)[1]
    assert client.post(f"{address}/first-look", data={"seen": seen, "may-be-public": "yes"}).status_code == 303
    page = client.get(f"{address}/assign").text
    assert case.reviewers[0].name in page and "no open cases; no conflict found" in page
    chosen = {"reviewers": [str(person.id) for person in case.reviewers]}
    assert client.post(f"{address}/assign", data=chosen).status_code == 303
    session.rollback()
    assert case.submission.state is SubmissionState.IN_REVIEW
    assert {mail.to for mail in mails_about(session, "review.invited")} == {person.email for person in case.reviewers}
    assert [mail.to for mail in mails_about(session, "review.started")] == [case.member.email]
    story = client.get(address).text
    for words in (
        "The team sent it in",
        "began to look it through",
        "A reviewer was invited",
        f"by {case.editor.name}",
    ):
        assert words in story


def test_the_case_page_offers_what_is_possible_and_says_why_the_rest_is_not(client, session):
    case = a_case(session)
    session.commit()
    client.sign_in(case.editor)
    page = client.get(f"/cases/{case.submission.id}").text
    possible, _, others = page.partition("What you cannot do now, and why")
    assert "Start looking it through" in possible and "Return it to the team" in possible
    assert "Choose two reviewers: it is “Sent in” now; this step needs it to be “Being looked through”" in others
    assert "Decide: it is “Sent in” now" in others


def test_returning_a_case_needs_a_reason_which_the_team_gets_by_mail(client, session):
    case = a_case(session)
    session.commit()
    client.sign_in(case.editor)
    address = f"/cases/{case.submission.id}/return"
    refused = client.post(address, data={"reason": "  "})
    assert refused.status_code == 422 and 'href="#reason"' in refused.text
    assert client.post(address, data={"reason": "The file is empty."}).status_code == 303
    session.rollback()
    assert case.submission.state is SubmissionState.RETURNED
    (mail,) = mails_about(session, "submission.returned")
    assert mail.to == case.member.email and "The file is empty." in mail.body
    assert client.post(address, data={"reason": "Again."}).status_code == 409, "it has gone back already"
    for page in ("return", "reject"):  # nobody writes a reason for nothing
        gone = client.get(f"/cases/{case.submission.id}/{page}", follow_redirects=True)
        assert gone.request.path == f"/cases/{case.submission.id}" and "has moved on" in gone.text


def test_with_both_places_taken_the_page_for_choosing_leads_back_to_the_case(client, session):
    case = a_cleared_case(session)
    third = a_person(session, is_reviewer=True)
    session.commit()
    client.sign_in(case.editor)
    address = f"/cases/{case.submission.id}"
    chosen = {"reviewers": [str(person.id) for person in case.reviewers]}
    assert client.post(f"{address}/assign", data=chosen).status_code == 303
    for answer in (
        client.get(f"{address}/assign", follow_redirects=True),
        client.post(f"{address}/assign", data={"reviewers": [str(third.id)]}, follow_redirects=True),
    ):
        assert answer.request.path == address and "Both places are taken" in answer.text
    assert len(mails_about(session, "review.invited")) == 2


def test_those_whom_we_suggest_stand_first_among_who_can_be_asked(client, session):
    case = a_cleared_case(session)
    one_place, areas = an_organisation(session), list(case.submission.project.outcome_areas)
    for _ in range(2):  # both know it, so both are listed first; but they cannot be asked together
        a_person(session, one_place, is_reviewer=True, reviewer_kind="practitioner", expertise=areas)
    session.commit()
    client.sign_in(case.editor)
    page = client.get(f"/cases/{case.submission.id}/assign").text
    marks = [("Suggested." in item) for item in page.split("govuk-checkboxes__item")[1:]]
    assert marks[:2] == [True, True] and not any(marks[2:])


def test_a_reviewer_from_the_teams_organisation_is_shown_as_blocked_and_refused_by_the_service(client, session):
    case = a_cleared_case(session)
    colleague = a_person(session, case.submission.project.organisation, is_reviewer=True, name="Colleague Of The Team")
    session.commit()
    client.sign_in(case.editor)
    page = client.get(f"/cases/{case.submission.id}/assign").text
    choosable, _, blocked = page.partition("Cannot be chosen")
    assert colleague.name in blocked and colleague.name not in choosable
    chosen = {"reviewers": [str(colleague.id), str(case.reviewers[0].id)]}
    refused = client.post(f"/cases/{case.submission.id}/assign", data=chosen)
    assert refused.status_code == 422
    with pytest.raises(Invalid, match="organisation"):
        services.assign(
            session, case.submission, [colleague, case.reviewers[0]], actor=actor_for(case.editor),
            facts=case.facts(session), now=NOW,
        )  # fmt: skip


def test_a_member_of_the_team_an_author_and_a_neighbour_by_mail_are_each_blocked(session):
    case = a_cleared_case(session, authors=["SMITH-JONES, Ann", "B. Other"])
    team_domain = case.member.email.rpartition("@")[2]
    author = a_reviewer(session, name="Dr Ann Smith-Jones")
    neighbour = a_reviewer(session, email=f"somebody@sub.{team_domain}")
    case.member.is_reviewer = True
    session.flush()
    found = {one.person.id: one for one in services.candidates(session, case.submission, now=NOW)}
    assert "the name of an author" in found[author.id].doubt and "SMITH-JONES, Ann" in found[author.id].doubt
    assert "email address" in found[neighbour.id].doubt
    assert found[author.id].blocked == found[neighbour.id].blocked == "", "an editor decides"
    assert "in the team" in found[case.member.id].blocked
    assert found[case.reviewers[0].id].blocked == found[case.reviewers[0].id].doubt == ""


def test_people_with_addresses_at_a_public_mail_provider_are_not_neighbours(session):
    case = a_case(session, member=a_person(session, an_organisation(session), email="team@gmail.com"))
    reviewer = a_reviewer(session, email="reviewer@gmail.com")
    found = {one.person.id: one for one in services.candidates(session, case.submission, now=NOW)}
    assert found[reviewer.id].blocked == found[reviewer.id].doubt == ""


def test_two_reviewers_must_be_two_people_from_two_organisations(session):
    case = a_cleared_case(session)
    one = case.reviewers[0]
    same = a_person(session, one.memberships[0].organisation, is_reviewer=True)
    told = {"actor": actor_for(case.editor), "facts": case.facts(session), "now": NOW}
    for choice, reason in [([one], "two different"), ([one, one], "two different"), ([one, same], "organisations")]:
        with pytest.raises(Invalid, match=reason):
            services.assign(session, case.submission, choice, **told)
    assert case.submission.state is SubmissionState.SCREENING


def test_nobody_grades_a_case_that_they_run_or_ran(session):
    case = a_cleared_case(session, editor=an_editor(session, is_reviewer=True))
    found = {one.person.id: one.blocked for one in services.candidates(session, case.submission, now=NOW)}
    assert "acted on this case as an editor" in found[case.editor.id]
    other = an_editor(session, is_reviewer=True)
    with pytest.raises(Invalid, match="running this case"):
        services.assign(
            session, case.submission, [other, case.reviewers[0]], actor=actor_for(other),
            facts=access.case_facts(session, actor_for(other), case.submission), now=NOW,
        )  # fmt: skip


def test_an_editor_with_a_conflict_reads_the_case_and_can_do_nothing_with_it(client, session):
    case = an_assigned_case(session, editor=None)
    team_domain = case.member.email.rpartition("@")[2]
    neighbour = an_editor(session, email=f"editor@{team_domain}")
    session.commit()
    client.sign_in(neighbour)
    page = client.get(f"/cases/{case.submission.id}")
    assert page.status_code == 200 and "You have a conflict of interest with this team" in page.text
    assert not any(person.name in page.text for person in case.reviewers), "a conflict hides who grades"
    assert case.submission.project.need not in page.text, "and what a team wrote that is near to one's own"
    assert client.get(f"/cases/{case.submission.id}/assign").status_code in {403, 404}
    facts = access.case_facts(session, actor_for(neighbour), case.submission)
    with pytest.raises(NotAllowed):
        services.return_to_team(session, case.submission, reason="No", actor=actor_for(neighbour), facts=facts, now=NOW)


def test_an_editor_who_is_in_the_team_or_grades_the_case_is_no_editor_of_it(client, session):
    case = an_assigned_case(session)
    case.member.is_editor = True
    case.reviewers[0].is_editor = True
    session.commit()
    for person in (case.member, case.reviewers[0]):
        client.sign_in(person)
        assert client.get(f"/cases/{case.submission.id}").status_code in {403, 404}
        client.post("/sign-out")
    for person in (case.member, case.reviewers[0]):
        client.sign_in(person)
        assert case.submission.project.name not in client.get("/cases").text
        client.post("/sign-out")


def test_an_editor_with_a_conflict_does_not_learn_how_far_reviewers_are_or_that_they_differ(client, session):
    case = a_frozen_case(session, first={"po2.8": "not-met", "po1.4": "partly"}, second={"po2.8": "not-met"})
    neighbour = an_editor(session, email=f"editor@{case.member.email.rpartition('@')[2]}")
    told = {"actor": actor_for(case.editor), "now": NOW}
    asking.tell_editors(session, case.assignments[0], text="Odd.", actor=actor_for(case.reviewers[0]), now=NOW)
    services.ask_third(session, case.submission, a_reviewer(session), facts=case.facts(session), **told)
    session.commit()
    secret = ("third", "differ", "settled", "A reviewer", "Both reviews", "differently")
    client.sign_in(case.editor)
    whole = client.get(f"/cases/{case.submission.id}").text
    assert "A third reviewer was asked" in whole and "A reviewer wrote a note" in whole
    client.post("/sign-out")
    client.sign_in(neighbour)
    page = client.get(f"/cases/{case.submission.id}").text
    story = page[page.index("What happened") :]
    assert "The team sent it in" in story
    assert [word for word in secret if word in story] == ["Both reviews"], "the state of the case says that much"
    assert "reviewers’ turn" not in page


def test_a_reviewer_who_declines_is_replaced_and_the_editors_are_told(client, session):
    case = an_assigned_case(session)
    third = a_reviewer(session)
    services.decline(session, case.assignments[0], actor=actor_for(case.reviewers[0]), now=NOW)
    session.commit()
    assert [mail.to for mail in mails_about(session, "review.seat-open")] == [case.editor.email]
    client.sign_in(case.editor)
    page = client.get(f"/cases/{case.submission.id}/assign").text
    assert "was asked for this case already" in page.lower()
    assert client.post(f"/cases/{case.submission.id}/assign", data={"reviewers": [str(third.id)]}).status_code == 303
    session.rollback()
    query = select(Assignment).where(Assignment.submission_id == case.submission.id)
    states = sorted(one.state.value for one in session.scalars(query))
    assert states == ["declined", "invited", "invited"]


def test_a_case_with_two_reviewers_takes_no_third(session):
    case = a_case_in_review(session)
    with pytest.raises(WrongState):
        services.assign(
            session,
            case.submission,
            [a_reviewer(session)],
            actor=actor_for(case.editor),
            facts=case.facts(session),
            now=NOW,
        )


def test_a_conflict_that_arises_between_invitation_and_declaration_closes_the_seat(session):
    case = an_assigned_case(session)
    assignment = case.assignments[0]
    session.add(Membership(person=case.reviewers[0], organisation=case.submission.project.organisation, created_at=NOW))
    session.flush()
    services.declare(session, assignment, conflict="", actor=actor_for(case.reviewers[0]), now=NOW)
    assert assignment.state is AssignmentState.CONFLICT


def test_a_conflict_that_arises_while_grading_closes_the_seat_and_hands_nothing_in(client, session):
    case = a_case_in_review(session)
    assignment, reviewer = case.assignments[0], case.reviewers[0]
    grade(session, assignment)
    session.add(Membership(person=reviewer, organisation=case.submission.project.organisation, created_at=NOW))
    session.commit()
    client.sign_in(reviewer)
    answer = client.post(f"/reviews/{assignment.id}/check", follow_redirects=True)
    assert "somebody else grades this" in answer.text and "Your findings are sent" not in answer.text
    session.rollback()
    session.refresh(assignment)
    assert assignment.state is AssignmentState.CONFLICT and assignment.sent_at is None


def test_whoever_goes_back_to_a_page_that_is_done_is_not_told_that_they_lack_permission(client, session):
    case = a_case_in_review(session)
    assignment, reviewer = case.assignments[0], case.reviewers[0]
    grade(session, assignment, {"po2.8": "not-met"})
    services.send_findings(session, assignment, actor=actor_for(reviewer), now=LATER)
    session.commit()
    client.sign_in(reviewer)
    for page in ("check", "harm", "grade/1", "declare"):
        answer = client.get(f"/reviews/{assignment.id}/{page}")
        assert answer.status_code == 403 and "It may be done already" in answer.text, page


def test_the_board_shows_late_cases_first_and_whose_turn_it_is(client, session):
    fresh = a_case(session, now=NOW + timedelta(days=4000))
    late = a_case(session, editor=fresh.editor)
    reviewing = an_assigned_case(session, editor=fresh.editor)
    session.commit()
    client.sign_in(fresh.editor)
    page = client.get("/cases").text
    names = [one.submission.project.name for one in (late, fresh, reviewing)]
    places = [page.index(f">{name}<") for name in names]
    assert places == sorted(places)
    assert "Late" in page and "the reviewers&#39; turn" in page


def count_queries(app, do):
    seen = []
    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", listener := lambda *arguments: seen.append(arguments[2]))
    try:
        do()
    finally:
        event.remove(engine, "before_cursor_execute", listener)
    return len(seen)


def test_the_board_and_the_grading_page_take_as_many_queries_for_many_cases_as_for_one(app, client, session):
    case = a_case_in_review(session)
    a_case(session, editor=case.editor)
    session.commit()
    editor, reviewer = app.test_client(), app.test_client()
    editor.sign_in(case.editor)
    reviewer.sign_in(case.reviewers[0])
    grading = f"/reviews/{case.assignments[0].id}/grade/1"
    pages = [(editor, "/cases"), (reviewer, "/reviews"), (reviewer, grading)]
    few = [count_queries(app, lambda a=a, who=who: who.get(a)) for who, a in pages]
    for _ in range(3):
        a_case(session, editor=case.editor)
        other = a_cleared_case(session, editor=case.editor)
        services.assign(
            session, other.submission, [case.reviewers[0], a_reviewer(session)], actor=actor_for(case.editor),
            facts=other.facts(session), now=NOW,
        )  # fmt: skip
    session.commit()
    assert [count_queries(app, lambda a=a, who=who: who.get(a)) for who, a in pages] == few
