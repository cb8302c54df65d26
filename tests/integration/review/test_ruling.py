"""The machine reports, an editor decides: what was found of somebody is kept, ruled on with a reason, and logged."""

import pytest
from sqlalchemy import select

from evidencehub.accounts.models import Membership
from evidencehub.accounts.queries import actor_for
from evidencehub.review import access, barred, joined, services
from evidencehub.review.choosing import Said
from evidencehub.review.declaring import Kind
from evidencehub.review.links import IN_WORDS
from evidencehub.review.models import Assignment, ConflictRuling
from evidencehub.review.states import AssignmentState
from evidencehub.shared.audit import AuditEntry
from evidencehub.shared.errors import Invalid, NotAllowed
from tests.factories import NOW, a_person, a_project, a_reviewer, an_editor, an_evaluation, an_organisation
from tests.factories_review import a_case_in_review, a_cleared_case, an_assigned_case

ORCID = "0000-0002-1825-0097"
WHY = "Another person: the author is at a school in Leeds."


def rulings(session):
    return [entry.details for entry in session.scalars(select(AuditEntry).where(AuditEntry.action == "conflict.ruled"))]


def editor_facts(session, editor, case):
    return access.case_facts(session, actor_for(editor), case.submission)


@pytest.mark.parametrize("authors", [["Ann Smith-Jones"], ["A. Smith-Jones"], [f"Somebody Else {ORCID}"]])
def test_somebody_with_an_authors_name_or_number_is_asked_once_an_editor_says_why_it_is_no_conflict(session, authors):
    case = a_cleared_case(session, authors=authors)
    alike = a_reviewer(session, name="Dr Ann Smith-Jones", orcid=ORCID)
    told = {"actor": actor_for(case.editor), "facts": case.facts(session), "now": NOW}
    with pytest.raises(Invalid, match="Say why this is no conflict"):
        services.assign(session, case.submission, [alike, case.reviewers[0]], **told)
    services.assign(session, case.submission, [alike, case.reviewers[0]], said=Said(WHY), **told)
    (kept,) = session.scalars(select(ConflictRuling))
    assert (kept.person_id, kept.reason, kept.ruled_by) == (alike.id, WHY, case.editor.id)
    (entry,) = rulings(session)
    assert entry["ruling"] == str(kept.id) and WHY not in str(entry), "the audit chain holds no words about people"
    seat = session.scalars(select(Assignment).where(Assignment.reviewer_id == alike.id)).one()
    assert joined.conflicted(session, case.submission, [seat]) == [], "what was ruled on is no conflict"
    services.declare(session, seat, conflict="", actor=actor_for(alike), now=NOW)
    assert seat.state is AssignmentState.GRADING


def test_the_team_itself_is_refused_whatever_an_editor_says(session):
    case = a_cleared_case(session)
    case.member.is_reviewer = True
    session.flush()
    told = {"actor": actor_for(case.editor), "facts": case.facts(session), "now": NOW, "said": Said(WHY)}
    with pytest.raises(Invalid, match="in the team"):
        services.assign(session, case.submission, [case.member, case.reviewers[0]], **told)
    assert rulings(session) == []


@pytest.mark.parametrize("number", ["", ORCID])
def test_two_accounts_that_may_be_one_person_take_both_seats_only_when_an_editor_says_so(session, number):
    case = a_cleared_case(session)
    one, other = a_reviewer(session, name="Rosa Ash", orcid=number), a_reviewer(session, name="Ash, Rosa", orcid=number)
    told = {"actor": actor_for(case.editor), "facts": case.facts(session), "now": NOW}
    with pytest.raises(Invalid, match="second account"):
        services.assign(session, case.submission, [one, other], **told)
    services.assign(session, case.submission, [one, other], said=Said("Two people, I know both."), **told)
    assert [entry["kinds"] for entry in rulings(session)] == [["twin"]]
    kinds = {entry["kind"] for seat in session.scalars(select(Assignment)) for entry in seat.machine_check}
    assert "twin" not in kinds, "a reviewer reads what was compared, and would learn who the other is"


def test_who_wrote_with_an_author_here_lately_is_a_doubt_and_longer_ago_is_none(session):
    case = a_cleared_case(session, authors=["Ann Smith-Jones"])
    together = case.submission.evaluation_versions[0].evaluation
    mate = a_reviewer(session, name="Kofi Writer")

    def doubt():
        found = {one.person.id: one for one in services.candidates(session, case.submission, now=NOW)}
        return found[mate.id].doubt

    assert doubt() == ""
    together.authors, together.year = ["Writer, Kofi", "Smith-Jones, Ann"], NOW.year - 5
    session.flush()
    assert "the team names as an author beside one of its own" in doubt() and "Smith-Jones, Ann" in doubt()
    together.year = NOW.year - 6
    session.flush()
    assert doubt() == ""


@pytest.mark.parametrize("authors", [["Edith Ledger"], ["Edith Ledger", "Ann Smith-Jones"]])
def test_a_team_cannot_bar_a_hubs_only_editor_by_typing_their_name(client, session, authors):
    case = an_assigned_case(session, authors=authors)
    together = case.submission.evaluation_versions[0].evaluation
    together.authors, together.year = authors, NOW.year
    editor = case.editor
    editor.name = "Edith Ledger"
    session.commit()
    assert editor_facts(session, editor, case).no_conflict is False
    client.sign_in(editor)
    page = f"/cases/{case.submission.id}"
    assert f"{page}/conflicts" in client.get(page).text
    shown = client.get(f"{page}/conflicts").text
    assert "You" in shown and "Edith Ledger" in shown
    assert not any(person.name in shown for person in case.reviewers), "until then they may not know who grades"
    assert client.post(f"{page}/conflicts", data={"person": str(editor.id)}).status_code == 422, "without a reason"
    said = {"person": str(editor.id), "reason": WHY}
    assert client.post(f"{page}/conflicts", data=said).status_code == 303
    assert client.post(f"{page}/conflicts", data=said).status_code == 422, "pressed twice it is said once"
    session.rollback()
    assert editor_facts(session, editor, case).no_conflict is True
    (entry,) = rulings(session)
    assert session.scalars(select(ConflictRuling)).one().reason == WHY and WHY not in str(entry)
    assert "is no conflict" in client.get(page).text


@pytest.mark.parametrize("by", ["another team", "the team, with a number"])
def test_what_somebody_else_wrote_down_or_a_number_an_editor_does_not_clear_of_themselves(session, by):
    case = an_assigned_case(session, authors=["Ann Smith-Jones"])
    editor, elsewhere = case.editor, a_project(session, an_organisation(session))
    editor.orcid = ORCID
    project = case.submission.project if "number" in by else elsewhere
    together = an_evaluation(session, project, year=NOW.year)
    together.authors = ["Ann Smith-Jones", f"{editor.name} {ORCID}" if "number" in by else editor.name]
    session.flush()
    facts = editor_facts(session, editor, case)
    assert facts.no_conflict is False
    with pytest.raises(NotAllowed):
        barred.rule(session, case.submission, editor.id, reason=WHY, actor=actor_for(editor), facts=facts, now=NOW)


def test_of_more_than_a_name_another_editor_decides_and_of_the_team_nobody(session):
    case = an_assigned_case(session)
    neighbour = an_editor(session, email=f"editor@{case.member.email.rpartition('@')[2]}")
    facts = editor_facts(session, neighbour, case)
    told = {"reason": WHY, "now": NOW}
    with pytest.raises(NotAllowed):
        barred.rule(session, case.submission, neighbour.id, actor=actor_for(neighbour), facts=facts, **told)
    barred.rule(session, case.submission, neighbour.id, actor=actor_for(case.editor), facts=case.facts(session), **told)
    assert editor_facts(session, neighbour, case).no_conflict is True
    case.member.is_editor = True
    session.flush()
    with pytest.raises(NotAllowed):
        barred.rule(
            session, case.submission, case.member.id, actor=actor_for(case.editor), facts=case.facts(session), **told
        )


def test_a_name_that_comes_up_after_the_invitation_ends_no_seat(session):
    case = a_case_in_review(session)
    seat = case.assignments[0]
    case.member.name = seat.reviewer.name
    seat.state = AssignmentState.INVITED
    session.flush()
    (found,) = joined.conflicted(session, case.submission, [seat])
    assert "may be the same person" in found.findings[0], "the editor sees it, and decides"
    services.declare(session, seat, conflict="", actor=actor_for(seat.reviewer), now=NOW)
    assert seat.state is AssignmentState.GRADING


def test_a_declared_conflict_has_a_kind_that_the_editor_reads(app, client, session):
    case = a_case_in_review(session)
    seat = case.assignments[0]
    seat.state = AssignmentState.INVITED
    session.commit()
    client.sign_in(seat.reviewer)
    page = client.get(f"/reviews/{seat.id}/declare").text
    assert all(kind.label in page for kind in Kind)
    client.post(f"/reviews/{seat.id}/declare", data={"conflict": "money", "what": "They pay for my post."})
    session.rollback()
    assert (seat.state, seat.declared_kind) == (AssignmentState.CONFLICT, "money")
    desk = app.test_client()
    desk.sign_in(case.editor)
    assert "Money: They pay for my post." in desk.get(f"/cases/{case.submission.id}").text


def test_who_wrote_with_an_author_since_they_were_chosen_is_found_on_the_case_editors_too(session):
    case = an_assigned_case(session, authors=["Ann Smith-Jones"])
    together = an_evaluation(session, a_project(session, an_organisation(session)), year=NOW.year)
    grader, editor = case.reviewers[0], case.editor
    assert editor_facts(session, editor, case).no_conflict is True
    together.authors = ["Smith-Jones, Ann", grader.name, editor.name]
    session.flush()
    (found,) = joined.conflicted(session, case.submission, case.assignments)
    assert found.assignment.reviewer_id == grader.id and "may have written an evaluation here" in found.findings[0]
    assert editor_facts(session, editor, case).no_conflict is False
    another = an_editor(session)
    who = {one.person_id for one in barred.people(
        session, case.submission, actor=actor_for(another), facts=editor_facts(session, another, case)
    )}  # fmt: skip
    assert who == {grader.id, editor.id}


def test_who_joins_the_team_brings_along_those_they_wrote_with(session):
    case = an_assigned_case(session)
    newcomer = a_person(session, name="Ngozi Newcomer")
    together = an_evaluation(session, a_project(session, an_organisation(session)), year=NOW.year)
    together.authors = ["Newcomer, Ngozi", case.reviewers[0].name]
    session.add(Membership(person=newcomer, organisation=case.submission.project.organisation, created_at=NOW))
    session.flush()
    payload = {"person": str(newcomer.id), "organisation": str(case.submission.project.organisation_id)}
    joined.handler(IN_WORDS, lambda: NOW).work([payload], None)(session)
    (entry,) = session.scalars(select(AuditEntry).where(AuditEntry.action == "conflict.arose"))
    assert entry.details["reviewers"] == 1
