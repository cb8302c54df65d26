"""Two entries of one organisation become one: nothing is lost, old addresses lead on, conflicts are found."""

import pytest
from sqlalchemy import select

from evidencehub.accounts.models import Invitation, Membership, Organisation, TeamRole
from evidencehub.accounts.states import InvitationState
from evidencehub.projects.models import Project
from evidencehub.review import helpers
from evidencehub.shared.audit import AuditEntry
from evidencehub.shared.clock import utc_now
from evidencehub.shared.mail import Mail
from tests.factories import a_person, a_project, an_invitation, an_organisation
from tests.factories_review import a_case_in_review, a_decided_case


@pytest.fixture
def admin(session):
    return a_person(session, is_admin=True)


@pytest.fixture
def merge(client, session, admin):
    def merged(source, target):
        address = f"/admin/organisations/{source.id}/merge?into={target.slug}"
        session.commit()
        client.sign_in(admin)
        session.rollback()
        answer = client.post(address)
        session.rollback()
        return answer

    return merged


def test_projects_people_invitations_and_helpers_go_along_and_old_addresses_lead_on(client, session, merge):
    case = a_decided_case(session)
    source, target = (
        case.submission.project.organisation,
        an_organisation(session, name="Harbour Trust", slug="harbour"),
    )
    draft = a_project(session, source, name="A draft")
    both = a_person(session, source, role=TeamRole.OWNER)
    session.add(Membership(person=both, organisation=target, role=TeamRole.READER, created_at=utc_now()))
    reader, helper = a_person(session, source, role=TeamRole.READER), a_person(session)
    helpers.add(session, helper, source.id, now=utc_now())
    an_invitation(session, source, both, email="one@example.org")
    an_invitation(session, source, both, email="two@example.org")
    an_invitation(session, target, both, email="two@example.org")
    old, name, projects = source.slug, source.name, {draft.id, case.submission.project.id}
    people = {case.member.id: TeamRole.OWNER, both.id: TeamRole.OWNER, reader.id: TeamRole.READER}
    assert merge(source, target).status_code == 303
    assert set(session.scalars(select(Project.id).where(Project.organisation_id == target.id))) == projects
    rows = session.execute(select(Membership.person_id, Membership.role, Membership.organisation_id)).all()
    assert {row.person_id: row.role for row in rows if row.organisation_id == target.id} == people
    assert not [row for row in rows if row.organisation_id == source.id]
    assert helpers.by_organisation(session, [target.id])[target.id] == [helper.id]
    states = {(each.email, each.state) for each in session.scalars(select(Invitation))}
    assert ("one@example.org", InvitationState.OPEN) in states
    assert len([email for email, state in states if state is InvitationState.OPEN and email == "two@example.org"]) == 1
    client.post("/sign-out")
    answer = client.get(f"/organisations/{old}")
    assert (answer.status_code, answer.location) == (301, "/organisations/harbour")
    page = client.get(f"/projects/{case.submission.project.slug}").text
    assert f"{name} ran this when it was sent. Today it is with" in page and "Harbour Trust" in page
    session.rollback()
    told = {mail.to for mail in session.scalars(select(Mail).where(Mail.about == "organisation.merged"))}
    assert told == {case.member.email, both.email, reader.email}
    kept = session.scalars(select(AuditEntry.subject_id).where(AuditEntry.action == "organisation.merged"))
    assert set(kept) == {str(source.id), str(target.id)}


@pytest.mark.parametrize("reviewer_first", [True, False])
def test_editors_hear_of_conflicts_that_arise_whichever_side_the_case_is_of(session, merge, run_due, reviewer_first):
    case = a_case_in_review(session)
    team, other = case.submission.project.organisation, an_organisation(session)
    reviewer = case.reviewers[0]
    session.add(Membership(person=reviewer, organisation=other, role=TeamRole.READER, created_at=utc_now()))
    merge(*((other, team) if reviewer_first else (team, other)))
    run_due()
    session.rollback()
    (told,) = session.scalars(select(Mail).where(Mail.about == "review.conflict-arose"))
    assert told.to == case.editor.email and "1 reviewer has a conflict" in told.body
    assert "became one with another" in told.body and reviewer.name not in told.body


def test_without_a_new_conflict_nobody_is_told(session, merge, run_due):
    case = a_case_in_review(session)
    source = an_organisation(session)
    a_person(session, source)
    merge(source, case.submission.project.organisation)
    run_due()
    session.rollback()
    assert not list(session.scalars(select(Mail).where(Mail.about == "review.conflict-arose")))


def test_it_says_what_goes_along_before_it_does_it(client, session, admin):
    source = an_organisation(session, name="One")
    an_organisation(session, name="Other", slug="other")
    a_project(session, source)
    session.commit()
    client.sign_in(admin)
    address = f"/admin/organisations/{source.id}/merge"
    assert "1 project and 0 people" in client.get(address).text
    page = client.get(f"{address}?into=https://hub.example/organisations/other").text
    assert "One becomes part of Other" in page and "cannot be taken back" in page
    for slug, said in (
        ("nowhere", "There is no organisation with this address"),
        (source.slug, "the organisation itself"),
    ):
        answer = client.get(f"{address}?into={slug}")
        assert answer.status_code == 422 and said in answer.text and slug in answer.text
    listed = client.get("/admin/organisations?q=oTh").text
    assert "Other" in listed and "1 organisation" in listed


def test_what_is_part_of_another_is_not_merged_again_and_invented_ones_stay_apart(client, session, merge):
    source, target, third = (an_organisation(session) for _ in range(3))
    invented = an_organisation(session, demo=True)
    assert merge(source, target).status_code == 303
    assert merge(source, third).status_code == 422
    assert merge(third, source).status_code == 422
    assert merge(third, invented).status_code == 422
    assert session.get(Organisation, third.id).merged_into_id is None


def test_only_an_admin_merges(client, session):
    organisation, other = an_organisation(session), an_organisation(session)
    owner = a_person(session, organisation, is_editor=True)
    session.commit()
    client.sign_in(owner)
    assert client.post(f"/admin/organisations/{organisation.id}/merge?into={other.slug}").status_code in {403, 404}
