"""The public page of an organisation: its graded projects and its numbers; and what closing it changes."""

import pytest
from sqlalchemy import select

from evidencehub.accounts.institutions.models import Institution, Listing
from evidencehub.accounts.models import TeamRole
from evidencehub.projects import public
from evidencehub.shared.audit import AuditEntry
from tests.factories import a_person, a_project, an_organisation
from tests.factories_review import a_case_in_review, a_decided_case
from tests.support.queries import counted_queries

ABOUT = {"kind": "charity", "town": "Riverton", "charity_number": "", "ror": ""}


@pytest.fixture
def graded(session):
    case = a_decided_case(session)
    session.commit()
    return case


@pytest.fixture
def owned(client, session):
    """An organisation whose owner is signed in."""
    organisation = an_organisation(session)
    owner = a_person(session, organisation)
    session.commit()
    client.sign_in(owner)
    return organisation


def about(organisation):
    return f"/organisations/{organisation.id}/about"


def test_it_lists_what_was_graded_and_says_who_it_is(client, session, graded):
    organisation, project = graded.submission.project.organisation, graded.submission.project
    a_project(session, organisation, name="A draft of theirs")
    session.commit()
    client.sign_in(graded.member)
    typed = ABOUT | {"name": organisation.name, "charity_number": "sc 012345", "ror": "https://ror.org/02JX3X895"}
    assert client.post(about(organisation), data=typed).status_code == 303
    client.post("/sign-out")
    page = client.get(f"/organisations/{organisation.slug}").text
    assert organisation.name in page and "Riverton" in page and "1 approach here" in page
    assert project.name in page and "A draft of theirs" not in page
    assert "SC012345" in page and "Scotland" in page and 'href="https://ror.org/02jx3x895"' in page
    assert f'href="/organisations/{organisation.slug}"' in client.get(f"/projects/{project.slug}").text


def test_as_long_as_nothing_was_decided_nobody_learns_whose_a_project_is(client, session):
    case = a_case_in_review(session)
    organisation = case.submission.project.organisation
    session.commit()
    assert client.get(f"/organisations/{organisation.slug}").status_code == 404
    stub = client.get(f"/projects/{case.submission.project.slug}").text
    assert organisation.name not in stub and f"/organisations/{organisation.slug}" not in stub


def test_of_one_without_a_public_project_nobody_learns_that_it_is_here(client, session):
    organisation = an_organisation(session)
    a_project(session, organisation)
    session.commit()
    hidden, missing = (client.get(f"/organisations/{slug}") for slug in (organisation.slug, "nobody-here"))
    assert hidden.status_code == missing.status_code == 404


def test_the_page_asks_no_more_for_more_projects(client, session, graded):
    organisation = graded.submission.project.organisation
    address = f"/organisations/{organisation.slug}"
    client.get(address)
    with counted_queries() as one:
        client.get(f"{address}?a")
    for _ in range(2):
        other = a_decided_case(session).submission.project
        other.organisation_id = organisation.id
        session.flush()
        public.changed(session, other.id)
    session.commit()
    assert client.get(f"{address}?b").text.count("hub-card__title") == 3
    with counted_queries() as three:
        client.get(f"{address}?c")
    assert len(three) == len(one)


# What it says of itself


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("charity_number", "12345", "A charity number has 6 or 7 figures"),
        ("ror", "02jx3x896", "is no ROR number: a sign is wrong"),
        ("ror", "a university", "A ROR number has nine letters and figures"),
        ("kind", "", "Choose the kind of organisation"),
    ],
)
def test_a_wrong_number_is_told_beside_it_and_all_that_was_typed_is_kept(client, owned, field, typed, said):
    answer = client.post(about(owned), data=ABOUT | {"name": owned.name, field: typed})
    assert answer.status_code == 422 and said in answer.text and "Riverton" in answer.text
    assert f'href="#{field}' in answer.text and typed in answer.text


def test_two_wrong_numbers_are_told_at_once(client, owned):
    answer = client.post(about(owned), data=ABOUT | {"name": owned.name, "charity_number": "1", "ror": "2"}).text
    assert 'href="#charity_number"' in answer and 'href="#ror"' in answer


def test_where_the_registry_was_imported_the_number_has_to_be_in_it(client, session, owned):
    session.add_all(
        Institution(ror=ror, name="Of the registry", listing=listing, domains=[], related=[])
        for ror, listing in (("02jx3x895", Listing.ACTIVE), ("041kmwe10", Listing.WITHDRAWN))
    )
    session.commit()
    for number, said in (("027m9bs27", "does not have this number"), ("041kmwe10", "has withdrawn this number")):
        answer = client.post(about(owned), data=ABOUT | {"name": owned.name, "ror": number})
        assert answer.status_code == 422 and said in answer.text
    assert client.post(about(owned), data=ABOUT | {"name": owned.name, "ror": "02jx3x895"}).status_code == 303
    session.rollback()
    assert owned.ror == "02jx3x895"


# Another name


def test_a_new_name_keeps_the_old_one_findable_and_old_addresses_lead_on(client, session, graded):
    organisation, project = graded.submission.project.organisation, graded.submission.project
    was, old = organisation.name, organisation.slug
    client.sign_in(graded.member)
    assert client.post(about(organisation), data=ABOUT | {"name": " The  Walking Trust "}).status_code == 303
    session.rollback()
    assert (organisation.name, organisation.slug) == ("The Walking Trust", "the-walking-trust")
    assert session.scalar(select(AuditEntry.action).where(AuditEntry.action == "organisation.renamed"))
    client.post("/sign-out")
    assert client.get(f"/organisations/{old}").location == "/organisations/the-walking-trust"
    assert f"it was called {was}." in client.get("/organisations/the-walking-trust").text
    page = " ".join(client.get(f"/projects/{project.slug}").text.split())
    session.rollback()
    assert f"{was}, as it stands here, is called" in page and "Today it is with" not in page
    admin = a_person(session, is_admin=True)
    session.commit()
    client.sign_in(admin)
    assert "The Walking Trust" in client.get("/admin/organisations", query_string={"q": was}).text


def test_nobody_takes_a_name_that_another_has_or_had_and_one_can_go_back_to_ones_own(client, session, owned):
    was, other = owned.name, an_organisation(session, name="Others", slug="others")
    session.commit()
    for taken in (other.name, "others!"):
        answer = client.post(about(owned), data=ABOUT | {"name": taken})
        assert answer.status_code == 422 and 'href="#name"' in answer.text and "Riverton" in answer.text
    assert client.post(about(owned), data=ABOUT | {"name": "New Name"}).status_code == 303
    founder = client.post("/organisations/new", data={"name": was, "kind": "charity", "town": ""})
    assert founder.status_code == 422 and "There is an organisation with this name" in founder.text
    assert client.post(about(owned), data=ABOUT | {"name": was}).status_code == 303
    session.rollback()
    assert owned.name == was and [each.name for each in owned.former_names] == ["New Name"]


# Closing


def test_a_closed_organisation_keeps_its_public_pages_which_say_so_and_sends_nothing(client, session, graded):
    organisation, project = graded.submission.project.organisation, graded.submission.project
    name, close = organisation.name, f"/organisations/{organisation.id}/close"
    public_pages = f"/organisations/{organisation.slug}", f"/projects/{project.slug}"
    send, letter = f"/team/projects/{project.id}/send", f"/submissions/{graded.submission.id}/letter"
    session.rollback()
    client.sign_in(graded.member)
    assert client.post(close).status_code == 303
    for page in public_pages:
        assert f"{name} closed on" in client.get(page).text, page
    assert client.get("/team/projects/new").status_code == 303
    assert "Send to be graded" not in client.get(send).text
    assert client.get(letter).status_code == 200
    assert client.post(close).status_code == 303, "and it is opened again"
    assert "closed on" not in client.get(public_pages[1]).text
    session.rollback()
    assert {"organisation.closed", "organisation.reopened"} <= set(session.scalars(select(AuditEntry.action)))


def test_while_something_of_it_is_being_graded_it_cannot_be_closed(client, session):
    case = a_case_in_review(session)
    organisation = case.submission.project.organisation
    session.commit()
    client.sign_in(case.member)
    address = f"/organisations/{organisation.id}/close"
    page = client.get(address).text
    assert "You cannot close it yet" in page and case.submission.project.name in page
    session.rollback()
    assert client.post(address).status_code == 422
    session.rollback()
    assert organisation.closed_at is None


def test_only_an_owner_closes_it_or_says_what_it_is(client, session):
    organisation = an_organisation(session)
    contributor = a_person(session, organisation, role=TeamRole.CONTRIBUTOR)
    session.commit()
    client.sign_in(contributor)
    for address in (about(organisation), f"/organisations/{organisation.id}/close"):
        assert client.post(address, data=ABOUT).status_code == 403
