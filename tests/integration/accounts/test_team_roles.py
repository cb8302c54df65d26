"""What owners, contributors and readers of a team may do, over all pages of a team's projects."""

import pytest
from flask import url_for
from sqlalchemy import select

from evidencehub.accounts.models import Invitation, Membership, TeamRole
from evidencehub.authz.values import Permission
from evidencehub.projects.models import Document, Evaluation, OutcomeResult
from evidencehub.shared.audit import AuditEntry
from evidencehub.shared.mail import Mail
from tests.factories import a_person, a_project, an_invitation, an_organisation
from tests.factories_review import a_decided_case
from tests.unit.authz.test_policies import NO_READERS, OWNERS_ALONE

THEIRS = "Your role in this team does not include it. Ask an owner of the team."
P = Permission
TEAMS = OWNERS_ALONE | NO_READERS | {P.TEAM_READ, P.PROJECT_FOLLOW, P.DOCUMENT_READ, P.SUBMISSION_READ, P.LETTER_READ}


@pytest.fixture
def team(session):
    return an_organisation(session, name="Harbour Trust")


@pytest.fixture
def as_(app, session):
    """A client of somebody in this team, in a role."""

    def signed_in(team, role):
        person = a_person(session, team, role=role)
        session.commit()
        client = app.test_client()
        client.sign_in(person)
        session.rollback()
        return client, person

    return signed_in


def _addresses(app, session, case, owner):
    """Each address and method that asks for a permission of the team's, filled in with what is there."""
    project = case.submission.project
    names = {
        "project_id": project.id, "organisation_id": project.organisation_id, "submission_id": case.submission.id,
        "evaluation_id": session.scalar(select(Evaluation.id)), "document_id": session.scalar(select(Document.id)),
        "result_id": session.scalar(select(OutcomeResult.id)), "number": 1,
        "membership_id": session.scalar(select(Membership.id).where(Membership.person_id == owner.id)),
        "invitation_id": an_invitation(session, project.organisation, case.member).id,
    }  # fmt: skip
    session.commit()
    slugs = {"projects.section": "name", "projects.part": "study"}
    for rule in app.url_map.iter_rules():
        permission = getattr(app.view_functions[rule.endpoint], "permission", None)
        given = names | ({"slug": slugs[rule.endpoint]} if rule.endpoint in slugs else {})
        if permission not in TEAMS or not rule.arguments <= given.keys():
            continue
        if rule.endpoint.startswith("api."):  # a session counts for nothing there: test_own_fuzz.py asks with tokens
            continue
        with app.test_request_context():
            address = url_for(rule.endpoint, **{name: given[name] for name in rule.arguments})
        for method in sorted(rule.methods & {"GET", "POST"}):
            yield permission, method, address


def test_over_all_pages_of_a_team_each_role_may_do_what_the_table_says(app, session, as_):
    case = a_decided_case(session)
    organisation = case.submission.project.organisation
    contributor, _ = as_(organisation, TeamRole.CONTRIBUTOR)
    reader, _ = as_(organisation, TeamRole.READER)
    owner, kept = as_(organisation, TeamRole.OWNER)
    addresses = list(_addresses(app, session, case, kept))
    assert len({permission for permission, _, _ in addresses}) >= 14 and len(addresses) >= 40
    for client, refused in ((reader, OWNERS_ALONE | NO_READERS), (contributor, OWNERS_ALONE)):
        asked = [(method, address) for permission, method, address in addresses if permission in refused]
        answers = [(client.open(address, method=method).status_code, address) for method, address in asked]
        # Of what is not there, such as a document that is not public, nobody is told more.
        assert all(status in {403, 404} for status, _ in answers), answers
        assert sum(status == 403 for status, _ in answers) >= 0.7 * len(answers), answers
    for client, refused in ((reader, OWNERS_ALONE | NO_READERS), (contributor, OWNERS_ALONE), (owner, set())):
        for permission, method, address in addresses:
            if permission not in refused and method == "GET":
                answer = client.get(address, follow_redirects=True)
                assert THEIRS.encode() not in answer.data, address
                assert answer.status_code in {200, 404, 409}, (address, answer.status_code)


def test_a_reader_finds_everything_to_read_and_nothing_to_change(session, as_, client):
    case = a_decided_case(session)
    project = case.submission.project
    reader, _ = as_(project.organisation, TeamRole.READER)
    home = reader.get("/team").text
    assert f"Read {project.name}" in home and "Describe another project" not in home
    assert "/team/evaluations/" not in home
    page = reader.get(f"/team/projects/{project.id}").text
    assert "You are a reader in this team" in page and "report-by-a-famous-author.pdf" in page
    assert "<form" not in page.split("<main")[1].split("</main>")[0]
    letter = reader.get(f"/submissions/{case.submission.id}/letter").text
    assert "Save the reply" not in letter and "An owner of the team can reply" in letter
    refused = reader.post(f"/team/projects/{project.id}/name", data={"name": "Other", "summary": "x"})
    assert refused.status_code == 403 and THEIRS in refused.text
    assert reader.get("/team/projects/new").status_code == 403


def test_a_contributor_edits_and_leaves_sending_to_an_owner(session, as_, team):
    project = a_project(session, team)
    contributor, _ = as_(team, TeamRole.CONTRIBUTOR)
    assert contributor.post(f"/team/projects/{project.id}/name", data={"name": "A", "summary": "B"}).status_code == 303
    page = contributor.get(f"/team/projects/{project.id}/send").text
    assert "Send to be graded" not in page and "An owner of" in page
    refused = contributor.post(f"/team/projects/{project.id}/send", data={"agreed": "y"})
    assert refused.status_code in {403, 422}, refused.status_code
    session.rollback()
    assert project.submissions == []


# Roles are given


def test_somebody_joins_in_the_role_that_the_invitation_names_and_reads_what_it_is(app, session, as_, team):
    owner, _ = as_(team, TeamRole.OWNER)
    newcomer = a_person(session)
    session.commit()
    path = f"/organisations/{team.id}/team"
    missing = owner.post(path, data={"email": newcomer.email})
    assert missing.status_code == 422 and "Choose what they may do" in missing.text and newcomer.email in missing.text
    assert owner.post(path, data={"email": newcomer.email, "role": "reader"}).status_code == 303
    session.rollback()
    invitation = session.scalar(select(Invitation))
    theirs = app.test_client()
    theirs.sign_in(newcomer)
    assert "You would be a reader" in theirs.get(f"/invitations/{invitation.id}").text
    theirs.post(f"/invitations/{invitation.id}/accept")
    session.rollback()
    assert session.scalar(select(Membership.role).where(Membership.person_id == newcomer.id)) is TeamRole.READER
    page = theirs.get(path).text
    assert "Send the invitation" not in page and "An owner of the team can invite others" in page


def test_an_owner_changes_a_role_which_counts_at_once_and_is_told(session, as_, team):
    owner, _ = as_(team, TeamRole.OWNER)
    reader, person = as_(team, TeamRole.READER)
    address = f"/memberships/{session.scalar(select(Membership.id).where(Membership.person_id == person.id))}/role"
    assert reader.get(address).status_code == 403
    assert owner.post(address, data={"role": "boss"}).status_code == 422
    assert owner.post(address, data={"role": "contributor"}).status_code == 303
    assert owner.post(address, data={"role": "contributor"}).status_code == 303, "pressed twice"
    assert reader.get("/team/projects/new").status_code == 200
    session.rollback()
    (told,) = session.scalars(select(Mail).where(Mail.about == "organisation.role-set"))
    assert told.to == person.email and "a contributor in the team of Harbour Trust" in told.subject
    (entry,) = session.scalars(select(AuditEntry).where(AuditEntry.action == "organisation.role-set"))
    assert entry.details == {"person": str(person.id), "role": "contributor"}


def test_a_team_keeps_an_owner_who_can_sign_in(session, as_, team):
    owner, person = as_(team, TeamRole.OWNER)
    as_(team, TeamRole.CONTRIBUTOR)
    _, gone = as_(team, TeamRole.OWNER)
    gone.is_active = False
    session.commit()
    own = session.scalar(select(Membership.id).where(Membership.person_id == person.id))
    refused = owner.post(f"/memberships/{own}/role", data={"role": "reader"})
    assert refused.status_code == 422 and "No owner would be left" in refused.text
    assert owner.post(f"/memberships/{own}/remove").status_code == 422
    gone.is_active = True
    session.commit()
    assert owner.post(f"/memberships/{own}/role", data={"role": "reader"}).status_code == 303


def test_everybody_can_leave_and_only_owners_take_others_out(session, as_, team):
    as_(team, TeamRole.OWNER)
    reader, person = as_(team, TeamRole.READER)
    _, other = as_(team, TeamRole.CONTRIBUTOR)
    own, theirs = (
        session.scalar(select(Membership.id).where(Membership.person_id == each.id)) for each in (person, other)
    )
    assert reader.post(f"/memberships/{theirs}/remove").status_code == 403
    assert reader.post(f"/memberships/{own}/remove").location == "/team"
    assert reader.get(f"/organisations/{team.id}/team").status_code == 404
