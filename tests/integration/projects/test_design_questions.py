"""Finding out how a study was done by plain questions, on the pages of its team."""

import pytest

from evidencehub.accounts.models import Membership, TeamRole
from tests.factories import NOW, a_person, a_project, an_evaluation, an_organisation


@pytest.fixture
def study(client, session):
    """The address of an evaluation without a design, for somebody of its team."""
    team, member = an_organisation(session), a_person(session)
    session.add(Membership(person=member, organisation=team, role=TeamRole.OWNER, created_at=NOW))
    evaluation = an_evaluation(session, a_project(session, team), design="")
    session.commit()
    client.sign_in(member)
    return evaluation


def page_of(evaluation):
    return f"/team/evaluations/{evaluation.id}"


def answered(client, evaluation, *answers):
    """The address where one comes by these answers."""
    address = f"{page_of(evaluation)}/find-design"
    for answer in answers:
        taken = client.post(address, data={"answer": answer})
        assert taken.status_code == 303, taken.text
        address = taken.location
    return address


def test_answers_lead_to_a_design_that_is_kept_when_somebody_says_so(client, session, study):
    assert f'href="{page_of(study)}/find-design"' in client.get(page_of(study)).text, "the task leads to the questions"
    address = answered(client, study, "yes", "numbers", "yes", "chance", "groups")
    found = client.get(address).text
    assert "Random groups of schools or places" in found and "Whole schools, classes or places were put" in found
    session.rollback()
    assert study.design == "", "looking keeps nothing"
    assert client.post(address).location == f"{page_of(study)}/results", "what is not done yet comes next"
    session.rollback()
    assert study.design == "cluster-rct"
    assert f'href="{page_of(study)}/design"' in client.get(page_of(study)).text, "what was found is shown, and changed"
    assert f'href="{page_of(study)}/find-design"' in client.get(f"{page_of(study)}/design").text


def test_each_answer_has_its_way_back_and_keeps_those_before(client, study):
    address = answered(client, study, "yes", "numbers", "no")
    page = client.get(address).text
    own = f"{page_of(study)}/find-design"
    assert [f'href="{own}{rest}"' in page for rest in ("", "?answered=yes", "?answered=yes.numbers")] == [True] * 3
    assert client.post(f"{own}?answered=yes", data={"answer": "words"}).location == f"{own}?answered=yes.words"


def test_no_answer_and_one_that_is_none_are_told_beside_the_question(client, study):
    for data in ({}, {"answer": "perhaps"}):
        page = client.post(f"{page_of(study)}/find-design", data=data)
        assert page.status_code == 422 and "There is a problem" in page.text and 'href="#answer"' in page.text, data


def test_an_address_that_somebody_cut_off_or_made_up_asks_where_it_stops_to_make_sense(client, study):
    page = client.get(f"{page_of(study)}/find-design?answered=yes.numbers.nonsense.chance")
    assert page.status_code == 200 and "Did some people not get the project" in page.text
    assert "Has the study been done?" in client.get(f"{page_of(study)}/find-design?answered=").text


def test_another_design_says_what_stood_there_and_that_nothing_is_lost(client, session, study):
    study.design = "rct"
    session.commit()
    page = client.get(answered(client, study, "yes", "numbers", "no", "once")).text
    assert "Until now you had “Random groups of people”" in page and "A survey at the end cannot show" in page


def test_somebody_of_another_team_is_asked_nothing(app, session, study):
    stranger, theirs = a_person(session), app.test_client()
    session.commit()
    theirs.sign_in(stranger)
    for call in (theirs.get, theirs.post):
        assert call(f"{page_of(study)}/find-design").status_code == 404


def test_a_design_that_does_not_exist_is_refused_and_none_is_no_mistake(client, session, study):
    for sent, status, kept in (("pre-post", 303, "pre-post"), ("made-up", 422, "pre-post"), ("", 303, "")):
        assert client.post(f"{page_of(study)}/design", data={"design": sent}).status_code == status, sent
        session.rollback()
        assert study.design == kept
