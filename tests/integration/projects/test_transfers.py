"""A project goes to another organisation: both say so, rights go at once, and nobody may grade who might not before."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from evidencehub.accounts.models import Organisation, TeamRole
from evidencehub.projects.models import Project
from evidencehub.projects.transfers.models import Transfer
from evidencehub.projects.transfers.states import TransferState
from evidencehub.shared.audit import AuditEntry
from evidencehub.shared.clock import utc_now
from evidencehub.shared.due import DueRow
from evidencehub.shared.mail import Mail
from tests.factories import a_person, a_project, an_evaluation, an_organisation

WHY = "Our charity closes in May, and they run the same groups already."


@pytest.fixture
def sides(session):
    """Two organisations, each with an owner, and a project with a study of the first."""
    giver, taker = (
        an_organisation(session, name="Tyne Trust", slug="tyne-trust"),
        an_organisation(session, name="Wear Works", slug="wear-works"),
    )
    owner, other = a_person(session, giver), a_person(session, taker)
    project = a_project(session, giver, name="Boats")
    study = an_evaluation(session, project, title="Did boats help?")
    session.commit()
    return {"owner": owner, "other": other, "project": project, "giver": giver, "taker": taker, "study": study}


@pytest.fixture
def as_(app, session):
    def signed_in(person):
        client = app.test_client()
        session.commit()
        client.sign_in(person)
        session.rollback()
        return client

    return signed_in


def _offer(client, session, project, taker="wear  works", reason=WHY):
    session.commit()
    answer = client.post(f"/team/projects/{project.id}/hand-over", data={"taker": taker, "reason": reason})
    session.rollback()
    return answer


def _offered(as_, session, sides):
    client = as_(sides["owner"])
    assert _offer(client, session, sides["project"]).status_code == 303
    return client, f"/team/transfers/{session.scalar(select(Transfer.id))}"


def _mails(session, about):
    session.rollback()
    return {mail.to: mail.body for mail in session.scalars(select(Mail).where(Mail.about == about))}


def test_one_side_offers_and_the_other_takes_it_on_and_rights_go_at_once(session, sides, as_):
    project, contributor = sides["project"], a_person(session, sides["giver"], role=TeamRole.CONTRIBUTOR)
    mine, address = _offered(as_, session, sides)
    asked = _mails(session, "transfer.offered")
    assert list(asked) == [sides["other"].email] and address in asked[sides["other"].email]
    assert WHY not in str(asked) and "Boats" not in str(asked)
    assert set(_mails(session, "transfer.offered-by-us")) == {sides["owner"].email, contributor.email}
    assert "It is offered to Wear Works until" in mine.get(f"/team/projects/{project.id}").text
    theirs = as_(sides["other"])
    home = " ".join(theirs.get("/team").text.split())
    assert "Tyne Trust offers Wear Works a project to run from now on: Boats." in home
    page = theirs.get(address).text
    assert WHY in page and "Did boats help?" in page and "Take it on" in page and "Take the offer back" not in page
    assert theirs.get(f"/team/projects/{project.id}").status_code == 404
    answer = theirs.post(f"{address}/accept")
    assert answer.status_code == 303
    assert theirs.get(f"/team/projects/{project.id}").status_code == 200
    typed = "A sentence that took somebody a long while to write."
    refused = as_(contributor).post(f"/team/projects/{project.id}/need", data={"need": typed})
    assert refused.status_code == 403 and typed in refused.text
    assert "handed this project over to another organisation" in refused.text
    after = mine.get(address).text
    assert "Wear Works runs it now" in after and "Did boats help?" not in after
    assert set(_mails(session, "transfer.accepted")) == {sides["owner"].email, contributor.email}
    assert list(_mails(session, "transfer.taken-on")) == [sides["other"].email]
    acts = session.execute(select(AuditEntry.action, AuditEntry.actor_id).where(AuditEntry.action.like("transfer.%")))
    assert set(acts) == {("transfer.offer", sides["owner"].id), ("transfer.accept", sides["other"].id)}


@pytest.mark.parametrize("who", ["a stranger", "a reader of the other", "a contributor", "nobody"])
def test_nobody_else_offers_or_answers(session, sides, as_, app, who):
    _, address = _offered(as_, session, sides)
    people = {
        "a stranger": lambda: a_person(session, an_organisation(session)),
        "a reader of the other": lambda: a_person(session, sides["taker"], role=TeamRole.READER),
        "a contributor": lambda: a_person(session, sides["giver"], role=TeamRole.CONTRIBUTOR),
    }
    client = as_(people[who]()) if who in people else app.test_client()
    for step in ("accept", "decline", "withdraw"):
        answer = client.post(f"{address}/{step}")
        assert answer.status_code in {403, 404} or "/sign-in" in answer.location
    assert client.get(address).status_code == (200 if who == "a contributor" else 303 if who == "nobody" else 404)
    assert session.scalar(select(Transfer.state)) is TransferState.OFFERED


def test_the_one_that_offers_does_not_accept_and_takes_it_back(session, sides, as_):
    mine, address = _offered(as_, session, sides)
    assert mine.post(f"{address}/accept").status_code == 403
    assert mine.post(f"{address}/withdraw").status_code == 303
    assert set(_mails(session, "transfer.withdrawn")) == {sides["other"].email}
    theirs = as_(sides["other"])
    assert theirs.post(f"{address}/accept").status_code == 409
    assert "Taken back" in theirs.get(address).text and "Did boats help?" not in theirs.get(address).text
    assert session.get(Project, sides["project"].id).organisation_id == sides["giver"].id


def test_no_is_said_with_a_reason_or_without_and_it_can_be_offered_again(session, sides, as_):
    mine, address = _offered(as_, session, sides)
    assert as_(sides["other"]).post(f"{address}/decline", data={"answer": "We have no boats."}).status_code == 303
    assert "We have no boats." in mine.get(address).text
    assert "We have no boats." not in str(_mails(session, "transfer.declined"))
    assert _offer(mine, session, sides["project"]).status_code == 303


def test_an_offer_ends_by_itself(session, sides, as_, run_due):
    _, address = _offered(as_, session, sides)
    made = session.scalars(select(Transfer)).one()
    made.expires_at = utc_now() - timedelta(minutes=1)
    session.scalars(select(DueRow).where(DueRow.kind == "transfer")).one().due_at = made.expires_at
    session.commit()
    theirs = as_(sides["other"])
    assert "Not answered" in theirs.get(address).text and theirs.post(f"{address}/accept").status_code == 409
    assert "a project to run" not in theirs.get("/team").text
    run_due()
    assert set(_mails(session, "transfer.lapsed")) == {sides["owner"].email}
    assert session.scalar(select(Transfer.state)) is TransferState.LAPSED


@pytest.mark.parametrize(
    ("taker", "reason", "said"),
    [
        ("", WHY, "Enter the organisation"),
        ("Wear Works", "  ", "Say why"),
        ("Nobody of that name", WHY, "No organisation here is called so"),
        ("Tyne Trust", WHY, "Your project is with this organisation already"),
        ("Closed House", WHY, "is closed, and takes nothing on"),
        ("Invented", WHY, "An invented project stays among invented organisations"),
    ],
)
def test_what_cannot_be_offered_says_why_and_keeps_what_was_typed(session, sides, as_, taker, reason, said):
    an_organisation(session, name="Closed House", slug="closed-house", closed_at=utc_now())
    an_organisation(session, name="Invented", slug="invented", demo=True)
    answer = _offer(as_(sides["owner"]), session, sides["project"], taker, reason)
    assert answer.status_code == 422 and answer.text.count(said) >= 2
    assert taker in answer.text and reason.strip() in answer.text
    assert session.scalar(select(Transfer.id)) is None


def test_one_that_closed_offers_to_what_another_became_by_its_address(session, sides, as_):
    session.get(Organisation, sides["giver"].id).closed_at = utc_now()
    gone = an_organisation(session, name="Old Works", slug="old-works", merged_into_id=sides["taker"].id)
    gone.closed_at = utc_now()
    where = "https://hub.example/organisations/old-works/"
    assert _offer(as_(sides["owner"]), session, sides["project"], where).status_code == 303
    assert session.scalar(select(Transfer.to_id)) == sides["taker"].id


def test_it_is_not_taken_on_by_an_organisation_that_closed_meanwhile(session, sides, as_):
    _, address = _offered(as_, session, sides)
    session.get(Organisation, sides["taker"].id).closed_at = utc_now()
    answer = as_(sides["other"]).post(f"{address}/accept")
    assert answer.status_code == 409 and "is closed, and takes nothing on" in answer.text
