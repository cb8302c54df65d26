"""The DocMap of an accreditation: the steps of its public record in their order, and nobody who is not named there."""

import json
from datetime import datetime

import pytest
from sqlalchemy import select

from evidencehub.accreditation.models import Accreditation
from evidencehub.accreditation.public_record import Happened, PublicRecord, What
from evidencehub.harvest.docmaps.making import Addresses, docmap
from evidencehub.review.voices import naming
from evidencehub.shared.clock import utc_now
from tests.factories import NOW
from tests.factories_review import LATER, a_decided_case
from tests.integration.review.test_voices import names_of, speak

HUB = "http://localhost"


@pytest.fixture
def case(session):
    return a_decided_case(session)


def test_who_graded_on_appeal_and_what_came_of_it_are_told(session, client, case):
    session.commit()
    award = session.scalars(select(Accreditation)).one()
    record = PublicRecord(
        names=[], names_on_appeal=[], people="4, 2 of them on appeal", graded_on_appeal=2, conflicts="", typed="",
        beside={}, history=[Happened(What.DECIDED, NOW, "Decided."), Happened(What.ACCREDITED, LATER, "Accredited.")],
    )  # fmt: skip
    where = Addresses("docmap", "hub", f"/accreditations/{award.number}", "project", [])
    made = docmap("The hub", where, record, ["an academic", "a practitioner"], "An appeal was made and upheld.")
    assert who(made, "peer-reviewer") == [
        "Reviewer, an academic", "Reviewer, a practitioner", "Reviewer on appeal", "Reviewer on appeal",
    ]  # fmt: skip
    assert statuses(made) == ["reviewed", "accredited"]
    assert in_order(made)[-1]["assertions"][-1]["status"] == "An appeal was made and upheld."


@pytest.fixture
def read(session, client, case):
    def read():
        session.commit()
        award = session.scalars(select(Accreditation)).one()
        answer = client.get(f"/accreditations/{award.number}/docmap.json")
        assert answer.status_code == 200 and answer.mimetype == "application/ld+json"
        return json.loads(answer.text)

    return read


def in_order(docmap):
    """The steps from the first on, each of which must know the one before and the one after."""
    steps, name, before, found = docmap["steps"], docmap["first-step"], None, []
    while name is not None:
        step = steps[name]
        assert step.get("previous-step") == before
        found.append(step)
        before, name = name, step.get("next-step")
    assert len(found) == len(steps)
    return found


def statuses(docmap):
    return [each["assertions"][0]["status"] for each in in_order(docmap)]


def who(docmap, role):
    return [
        one["actor"]["name"]
        for step in in_order(docmap)
        for action in step["actions"]
        for one in action["participants"]
        if one["role"] == role
    ]


def test_it_tells_the_steps_of_the_public_record(client, case, read):
    docmap = read()
    assert docmap["@context"] == "https://w3id.org/docmaps/context.jsonld" and docmap["type"] == "docmap"
    assert docmap["publisher"] == {"id": f"{HUB}/", "name": "EvidenceHub", "homepage": f"{HUB}/"}
    assert statuses(docmap) == ["submitted", "reviewed", "accredited"]
    times = [datetime.fromisoformat(each["assertions"][0]["happened"]) for each in in_order(docmap)]
    assert times == sorted(times)
    assert (docmap["created"], docmap["updated"]) == tuple(
        in_order(docmap)[place]["assertions"][0]["happened"] for place in (0, -1)
    )
    (review,) = in_order(docmap)[1]["actions"]
    assert [each["type"] for each in review["outputs"]] == ["review"], "what was found is one review of all"
    read_by_them = {each["id"] for each in in_order(docmap)[1]["inputs"]}
    assert f"{HUB}/projects/{case.submission.project.slug}" in read_by_them and len(read_by_them) == 2
    public = in_order(docmap)[2]["assertions"][0]["happened"]
    assert review["outputs"][0]["published"] == public, "the team had it before it was public"
    for address in read_by_them | {each["id"] for each in review["outputs"]}:
        assert client.get(address.removeprefix(HUB)).status_code == 200


def test_who_graded_is_told_by_role_until_all_agree_to_be_named(session, case, read):
    naming.answer(session, case.assignments[0], yes=True, **speak(case, 0))
    assert all(name.startswith("Reviewer, ") for name in who(read(), "peer-reviewer"))
    assert not any(name in json.dumps(read()) for name in names_of(case))
    naming.answer(session, case.assignments[1], yes=True, **speak(case, 1))
    assert who(read(), "peer-reviewer") == names_of(case)
    assert who(read(), "editor") == ["An editor"]


def test_a_project_that_is_down_and_an_invented_one_have_none(session, client, case, read):
    read()
    award = session.scalars(select(Accreditation)).one()
    award.demo = True
    session.commit()
    assert client.get(f"/accreditations/{award.number}/docmap.json").status_code == 404
    award.demo = False
    case.submission.project.taken_down_at = utc_now()
    session.commit()
    assert client.get(f"/accreditations/{award.number}/docmap.json").status_code == 410
    assert client.get("/accreditations/2020-0000/docmap.json").status_code == 404


def test_the_page_of_the_accreditation_leads_to_it(session, client, case):
    session.commit()
    award = session.scalars(select(Accreditation)).one()
    said = ", ".join(client.get(f"/accreditations/{award.number}").headers.getlist("Link"))
    assert (
        f'<{HUB}/accreditations/{award.number}/docmap.json>; rel="describedby"; type="application/ld+json"; '
        'profile="https://w3id.org/docmaps/context.jsonld"'
    ) in said
