"""Nobody is put into a team without saying yes, and nobody who is in one is held there."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from evidencehub.accounts.models import Invitation, Membership
from evidencehub.accounts.queries import actor_for
from evidencehub.review import access
from evidencehub.shared.clock import utc_now
from evidencehub.shared.mail import Mail
from tests.factories import a_person, an_editor, an_invitation, an_organisation
from tests.factories_review import a_case_in_review


@pytest.fixture
def team(session):
    return an_organisation(session, name="Harbour Trust")


@pytest.fixture
def member(client, session, team):
    person = a_person(session, team)
    session.commit()
    client.sign_in(person)
    return person


def invite(client, team, email):
    return client.post(f"/organisations/{team.id}/team", data={"email": email, "role": "contributor"})


def members(session, team):
    session.rollback()
    return set(session.scalars(select(Membership.person_id).where(Membership.organisation_id == team.id)))


def open_link(session):
    session.rollback()
    return session.scalar(select(Mail.body)).split("http://localhost")[1].split()[0]


def test_whoever_is_invited_is_in_the_team_when_they_say_yes_and_not_before(app, client, session, team, member):
    colleague = a_person(session)
    session.commit()
    both = {member.id, colleague.id}
    assert invite(client, team, colleague.email).status_code == 303
    assert members(session, team) == {member.id}
    theirs = app.test_client()
    theirs.sign_in(colleague)
    assert "invited to join the team of Harbour Trust" in theirs.get("/start", follow_redirects=True).text
    link = open_link(session)
    page = theirs.get(link).text
    assert member.name in page and "Harbour Trust" in page
    session.rollback()
    theirs.post(f"{link}/accept")
    assert members(session, team) == both
    told = session.scalar(select(Mail).where(Mail.about == "invitation.accepted"))
    assert told.to == member.email and colleague.name in told.subject


def test_somebody_without_an_account_registers_and_then_says_yes(app, client, session, team, member):
    invite(client, team, "New@Example.org")
    link = open_link(session)
    theirs = app.test_client()
    assert theirs.get(link).location.startswith("/sign-in")
    newcomer = a_person(session, email="new@example.org", confirmed_at=None)
    session.commit()
    theirs.sign_in(newcomer)
    assert "Confirm your email address first" in theirs.get(link).text
    assert theirs.post(f"{link}/accept").status_code == 403
    newcomer.confirmed_at = utc_now()
    session.commit()
    assert theirs.post(f"{link}/accept").status_code == 303


def test_a_no_is_a_no_and_the_team_may_ask_again(app, client, session, team, member):
    colleague = a_person(session)
    session.commit()
    email = colleague.email
    invite(client, team, email)
    theirs = app.test_client()
    theirs.sign_in(colleague)
    link = open_link(session)
    theirs.post(f"{link}/refuse")
    assert members(session, team) == {member.id}
    session.rollback()
    assert "You have said no to this invitation" in theirs.get(link).text
    assert theirs.post(f"{link}/accept").status_code == 409
    invite(client, team, email)
    session.rollback()
    assert session.scalar(select(func.count()).select_from(Invitation)) == 2


def test_what_was_taken_back_or_is_too_old_can_no_longer_be_accepted(app, client, session, team, member):
    colleague = a_person(session)
    session.commit()
    email = colleague.email
    theirs = app.test_client()
    theirs.sign_in(colleague)
    invite(client, team, email)
    link = open_link(session)
    session.execute(update(Invitation).values(expires_at=utc_now() - timedelta(minutes=1)))
    session.commit()
    assert "too old" in theirs.get(link).text and theirs.post(f"{link}/accept").status_code == 409
    invite(client, team, email)  # once more: it is the same one, with a new time
    assert theirs.get(link).status_code == 200 and "too old" not in theirs.get(link).text
    assert client.post(f"{link}/withdraw").status_code == 303
    assert "The team has taken this invitation back" in theirs.get(link).text
    assert theirs.post(f"{link}/accept").status_code == 409
    assert members(session, team) == {member.id}


def test_nobody_else_sees_or_answers_an_invitation(app, client, session, team, member):
    invite(client, team, "invited@example.org")
    link = open_link(session)
    other = a_person(session)
    session.commit()
    theirs = app.test_client()
    theirs.sign_in(other)
    for answer in (theirs.get(link), theirs.post(f"{link}/accept"), theirs.post(f"{link}/withdraw")):
        assert answer.status_code == 404 and "Harbour Trust" not in answer.text


def test_the_form_answers_the_same_for_every_address_and_its_mail_holds_no_words_of_who_invites(
    client, session, team, member
):
    known, unconfirmed = a_person(session), a_person(session, confirmed_at=None)
    session.commit()
    addresses = [known.email, unconfirmed.email, "nobody@example.org", member.email]
    answers = [
        client.post(f"/organisations/{team.id}/team", data={"email": email, "role": "contributor"})
        for email in addresses
    ]
    assert len({(answer.status_code, answer.location) for answer in answers}) == 1
    shown = [client.get(f"/organisations/{team.id}/team").text for _ in range(1)]
    assert all(email in shown[0] for email in addresses[:3])
    session.rollback()
    bodies = {mail.to: mail.body for mail in session.scalars(select(Mail))}
    assert set(bodies) == set(addresses[:3])
    for body in bodies.values():
        assert team.name not in body and member.name not in body


def test_inviting_twice_sends_one_mail_and_a_team_floods_nobody(client, session, team, member):
    for _ in range(2):
        invite(client, team, "nobody@example.org")
    assert session.scalar(select(func.count()).select_from(Mail)) == 1
    session.rollback()
    answers = [invite(client, team, f"nobody-{number}@example.org").status_code for number in range(8)]
    assert answers == [303] * 4 + [429] * 4


def test_an_invitation_whose_sender_has_no_account_any_more_can_be_answered(client, session, team):
    person = a_person(session)
    sent = an_invitation(session, team, person, email=person.email, invited_by=None)
    session.commit()
    client.sign_in(person)
    page = client.get(f"/invitations/{sent.id}")
    assert "You are invited to join the" in page.text and "None" not in page.text


# Leaving


def removal(session, person):
    session.rollback()
    return f"/memberships/{session.scalar(select(Membership.id).where(Membership.person_id == person.id))}/remove"


def test_a_member_is_taken_out_and_told_and_the_last_one_stays(app, client, session, team, member):
    other = a_person(session, team)
    session.commit()
    theirs = app.test_client()
    theirs.sign_in(other)
    address, own = removal(session, other), removal(session, member)
    assert "we tell them" in client.get(address).text
    client.post(address)
    assert members(session, team) == {member.id}
    assert theirs.get(f"/organisations/{team.id}/team").status_code == 404
    assert session.scalar(select(Mail.to)) == other.email
    refused = client.post(own)
    assert refused.status_code == 422 and "No owner would be left" in refused.text
    assert members(session, team) == {member.id}


def test_whoever_wants_to_leaves(client, session, team, member):
    other = a_person(session, team)
    session.commit()
    kept = {other.id}
    assert client.post(removal(session, member)).location == "/team"
    assert members(session, team) == kept


# What it was good for


def test_a_team_bars_no_editor_from_its_case_by_typing_their_address(client, session):
    editors = [an_editor(session) for _ in range(3)]
    case = a_case_in_review(session)
    session.commit()
    client.sign_in(case.member)
    organisation = case.submission.project.organisation
    for each in (*editors, case.editor, *case.reviewers):
        assert invite(client, organisation, each.email).status_code == 303
        session.rollback()
    for each in (*editors, case.editor):
        session.refresh(each, ["memberships"])
        facts = access.case_facts(session, actor_for(each), case.submission)
        assert facts.editor and facts.no_conflict and not facts.team
