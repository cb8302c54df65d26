"""What a project costs line by line: typed by a team in small forms, and the same on every face of the record."""

import csv
import re
from io import StringIO
from uuid import uuid4

import pytest
from sqlalchemy import select

from evidencehub.accounts.queries import actor_for
from evidencehub.projects.access import project_facts
from evidencehub.projects.costs.keeping import costs_of, stored
from evidencehub.projects.costs.shape import CostLine, Costs
from evidencehub.projects.models import Project
from evidencehub.projects.sending import Offer, send
from evidencehub.review import services
from evidencehub.shared.files import FileStore
from evidencehub.standards.files.loading import load_standard
from tests.factories import NOW, a_person, a_project, an_organisation
from tests.factories_review import LATER, a_cleared_case, decide, grade, look_through, settle

WORKER = {
    "what": "One worker", "kind": "staff", "amount": "12,000", "currency": "GBP", "per": "year", "price_year": "2024",
    "paid_by": "The city",
}  # fmt: skip
TRAINING = WORKER | {"what": "Two evenings", "kind": "set-up", "amount": "£1,250.50", "per": "once", "paid_by": ""}
MAP = WORKER | {"what": "A map", "kind": "materials", "amount": "2.5", "per": "person", "paid_by": "The school"}


@pytest.fixture
def project(client, session):
    team = an_organisation(session)
    member = a_person(session, team)
    made = a_project(session, team)
    session.commit()
    client.sign_in(member)
    return made


def address(project, *parts):
    return "/".join([f"/team/projects/{project.id}/costs", *map(str, parts)])


def add(client, project, said, **more):
    answer = client.post(address(project, "new"), data=said | more)
    assert (answer.status_code, answer.location) == (303, address(project, "new")), answer.text


def lines(session, project):
    session.rollback()
    return costs_of(project).lines


@pytest.fixture
def listed(client, session, project):
    for said in (WORKER, TRAINING, MAP):
        add(client, project, said)
    assert client.post(address(project, "people"), data={"people": "40", "groups": ""}).location == address(project)
    return project


def text_of(page):
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def test_a_team_adds_lines_and_sees_what_they_come_to(client, session, listed):
    page = text_of(client.get(address(listed)).text)
    for said in (
        "£12,000 a year", "£1,250.50 once", "£2.50 a person", "For 40 people a year.",
        "A running year, for 40 people £12,100 (£12,000 every year + 40 people × £2.50)",
        "For one person, in a running year £302.50 (£12,100 ÷ 40 people)", "Licence and fees: not yet", "Staff: there",
    ):  # fmt: skip
        assert said in page, said
    assert "You have listed 3 lines" in text_of(client.get(f"/team/projects/{listed.id}/cost").text)
    again = client.get(address(listed, "new")).text
    assert re.search(r'value="GBP" selected', again) and re.search(r'name="price_year"[^>]*value="2024"', again)


def test_an_empty_list_says_how_to_begin_and_pressing_twice_adds_one_line(client, session, project):
    assert "Add the first line" in client.get(address(project)).text
    add(client, project, WORKER)
    answer = client.post(address(project, "new"), data=WORKER | {"then": "list"})
    assert answer.location == address(project)
    assert [line.what for line in lines(session, project)] == ["One worker"]


WRONG = (
    ({"what": " "}, "Say what it is"),
    ({"kind": ""}, "Choose the kind of cost"),
    ({"per": "week"}, "Not a valid choice"),
    ({"amount": ""}, "Enter how much it is, or 0 if it is free"),
    ({"amount": "0,35"}, "use a point for decimals, such as 0.35"),
    ({"amount": "-1"}, "must be 0 or more"),
    ({"amount": "12.345"}, "two figures after the point"),
    ({"amount": "€12"}, "You typed € and chose other money. Choose euros, or leave it out"),
    ({"amount": "99999999999"}, "too large"),
    ({"price_year": "last"}, "write one number in figures"),
    ({"price_year": ""}, "Enter the year of the price"),
    ({"currency": "XYZ"}, "Not a valid choice"),
    ({"paid_by": "x" * 201}, "must be 200 characters or fewer"),
)


def test_what_cannot_be_saved_is_told_beside_its_field_and_kept(client, session, project):
    for wrong, says in WRONG:
        page = client.post(address(project, "new"), data=WORKER | wrong)
        name, typed = next(iter(wrong.items()))
        assert page.status_code == 422 and page.text.count(says) >= 2, f"{wrong}: beside the field and in the summary"
        assert f'href="#{name}' in page.text
        assert name in {"per", "currency"} or typed.strip() in page.text, "a choice that is none is not offered"
        assert "One worker" in page.text or name == "what"
    assert lines(session, project) == ()


def test_fewer_than_five_people_are_not_taken(client, session, listed):
    page = client.post(address(listed, "people"), data={"people": "4"})
    assert page.status_code == 422 and "must be 5 or more" in page.text and 'value="4"' in page.text


def test_a_line_is_changed_moved_and_removed_after_a_question(client, session, listed):
    worker, training, _ = lines(session, listed)
    page = client.get(address(listed, "lines", training.id)).text
    assert 'value="1250.5"' in page
    seen = re.search(r'name="seen"[^>]*value="(\w+)"', page).group(1)
    changed = {"amount": "1,300", "price_year": "2025", "seen": seen}
    assert client.post(address(listed, "lines", training.id), data=TRAINING | changed).location == address(listed)
    assert lines(session, listed)[1].hundredths == 130000
    assert "in prices of 2024 and 2025. We do not adjust for inflation" in text_of(client.get(address(listed)).text)
    late = client.post(address(listed, "lines", training.id), data=TRAINING | {"amount": "7", "seen": seen})
    assert late.status_code == 409 and "1,300.00" in late.text and 'value="7"' in late.text
    assert client.post(address(listed), data={"up": str(training.id)}).status_code == 303
    assert [line.what for line in lines(session, listed)] == ["Two evenings", "One worker", "A map"]
    assert client.post(address(listed), data={"down": str(training.id)}).status_code == 303
    assert [line.id for line in lines(session, listed)][:2] == [worker.id, training.id]
    assert client.post(address(listed), data={"up": "no id"}).status_code == 404
    own = address(listed, "lines", worker.id)
    assert "What you have sent before keeps it" in client.get(f"{own}/remove").text
    assert client.post(f"{own}/remove").location == address(listed)
    gone = client.post(own, data=WORKER)
    assert gone.status_code == 404 and "Somebody in your team may have removed it" in gone.text
    for path in (address(listed), own):
        assert client.post(path, data={"up": str(worker.id)}).status_code == 404, "it was removed"
    assert [line.what for line in lines(session, listed)] == ["Two evenings", "A map"]


def test_the_teams_own_figure_stays_until_it_takes_over_what_the_lines_come_to(client, session, listed):
    session.refresh(listed)
    listed.cost_per_person_gbp, listed.cost_year = 340, 2023
    session.commit()
    page = text_of(client.get(address(listed)).text)
    assert "You say it is £340 (2023)." in page and "Make it £303 (2024)" in page
    assert client.post(address(listed), data={"headline": "1"}).status_code == 303
    session.rollback()
    assert (listed.cost_per_person_gbp, listed.cost_year) == (303, 2024)
    assert "Make it" not in client.get(address(listed)).text


def test_it_is_the_teams_alone(app, session, listed):
    (worker, *_) = lines(session, listed)
    session.rollback()
    other = a_person(session, an_organisation(session))
    session.commit()
    stranger = signed_in(app, other)
    for path in (address(listed), address(listed, "new"), address(listed, "lines", worker.id)):
        assert stranger.get(path).status_code == 404
        assert stranger.post(path, data=WORKER).status_code == 404


def signed_in(app, person):
    client = app.test_client()
    client.sign_in(person)
    return client


def a_line(what, kind, hundredths, per, paid_by=""):
    return CostLine(
        id=uuid4(), kind=kind, what=what, hundredths=hundredths, currency="GBP", price_year=2024, per=per,
        paid_by=paid_by,
    )  # fmt: skip


PAYER = "The Fund for Mornings"
SENT = Costs(
    lines=(
        a_line("One worker", "staff", 1200000, "year", PAYER), a_line("Two evenings", "set-up", 125050, "once"),
        a_line("A map", "materials", 250, "person"),
    ),
    people=40,
)  # fmt: skip
PARTS = (
    "One worker", "Two evenings", "£12,000 a year", "£1,250.50 once", "£2.50 a person",
    "For one person, in a running year £302.50 (£12,100 ÷ 40 people)",
)  # fmt: skip


@pytest.fixture
def rounds(session, settings):
    """A project that was returned, and sent again with its costs line by line; nobody has declared yet."""
    case = a_cleared_case(session, files=FileStore(settings.files_url))
    editor, project = actor_for(case.editor), case.submission.project
    services.return_to_team(
        session, case.submission, reason="Say what it costs.", actor=editor, facts=case.facts(session), now=NOW
    )
    session.flush()
    session.refresh(project)
    project.costs = stored(SENT)
    actor = actor_for(case.member)
    offer = Offer(load_standard("project-oracle"), "We say it now.")
    case.submission = send(
        session, project, project.evaluations, offer=offer, actor=actor, facts=project_facts(actor, project), now=LATER
    )
    services.screen(session, case.submission, actor=editor, facts=case.facts(session), now=LATER)
    look_through(session, case, LATER)
    case.assignments = tuple(
        services.assign(session, case.submission, case.reviewers, actor=editor, facts=case.facts(session), now=LATER)
    )
    session.commit()
    return case


def test_every_line_is_on_every_face_and_reviewers_learn_who_pays_where_they_declare(app, session, rounds, run_due):
    project, mine = session.scalars(select(Project)).one(), rounds.assignments[0]
    reviewer = signed_in(app, mine.reviewer)
    assert PAYER in reviewer.get(f"/reviews/{mine.id}/declare").text
    session.rollback()
    for seat in rounds.assignments:
        services.declare(session, seat, conflict="", actor=actor_for(seat.reviewer), now=LATER)
    session.commit()
    faces = {
        "the team's": signed_in(app, rounds.member).get(f"/team/projects/{project.id}/costs").text,
        "reviewers'": reviewer.get(f"/reviews/{mine.id}/report").text,
        "the editor's": signed_in(app, rounds.editor).get(f"/cases/{rounds.submission.id}/record").text,
    }
    changes = text_of(reviewer.get(f"/reviews/{mine.id}/changes").text)
    assert "A line of cost" in changes and "Staff: One worker: £12,000 a year, in prices of 2024" in changes
    assert "One worker" not in app.test_client().get(f"/projects/{project.slug}").text, "before a decision"
    session.rollback()
    for seat in rounds.assignments:
        grade(session, seat, {"po2.8": "not-met"}, tiers="12345")
        services.send_findings(session, seat, actor=actor_for(seat.reviewer), now=LATER)
    settle(session, rounds)
    decide(session, rounds)
    project.costs = {}
    session.commit()
    anybody = app.test_client()
    faces["everybody's"] = anybody.get(f"/projects/{project.slug}").text
    for whose, page in faces.items():
        words = text_of(page)
        assert all(part in words for part in PARTS), whose
        assert (PAYER in page) == (whose != "reviewers'"), whose
    assert PAYER not in changes
    missing = "Not listed: licence and fees; rooms; who pays, for each line that is not free."
    assert missing in text_of(faces["everybody's"])
    run_due()
    (row, *_) = csv.DictReader(StringIO(anybody.get("/search/studies.csv").get_data(as_text=True).lstrip("\ufeff")))
    assert f"Staff: One worker: £12,000 a year, in prices of 2024; paid by {PAYER}" in row["cost_lines"]
    assert "£302.50 (£12,100 ÷ 40 people); pounds, in prices of 2024" in row["cost_sums"]
    told = anybody.get("/search/studies.json").get_json()["studies"][0]
    assert len(told["cost_lines"]) == 3 and len(told["cost_sums"]) == 4
