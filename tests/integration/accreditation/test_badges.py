"""The badge and the page that checks a number: in each state what holds, at once, and never a real one of a demo."""

import re
from xml.etree import ElementTree

import pytest
from lxml import html
from sqlalchemy import select
from werkzeug.test import Client

from evidencehub.accreditation.models import Accreditation
from evidencehub.accreditation.publishing import publish
from evidencehub.projects.models import Project
from evidencehub.projects.states import SubmissionState
from evidencehub.review.appeals import making
from evidencehub.shared.words import day
from tests.factories import a_project, a_result, an_evaluation
from tests.factories_review import LATER, a_decided_case
from tests.integration.catalogue.test_pages import WORSE, a_decided_project
from tests.support.appeals import as_team
from tests.support.records import a_submission, decided, met_up_to

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)  # nothing here differs between the two
SVG = "{http://www.w3.org/2000/svg}"
NO_DIFFERENCE = {"effect": 0.1, "ci_low": -0.5, "ci_high": 0.7, "smallest_worthwhile": 2.0}
BETTER = {"effect": 0.5, "ci_low": 0.2, "ci_high": 0.8}
NOT_CLEAR = {"effect": 0.5, "ci_low": -3.0, "ci_high": 4.0, "smallest_worthwhile": 2.0}


def copied_from(client, number):
    """The text to copy, as a browser would copy it."""
    (field,) = html.fromstring(client.get(f"/accreditations/{number}/badge").text).xpath("//textarea[@id='embed']")
    return field.text


@pytest.fixture
def badge(app):
    """The picture as another site's page gets it: its words, its description, and the answer."""
    outside = Client(app, use_cookies=False)

    def look(number, **headers):
        answer = outside.get(f"/accreditations/{number}/badge.svg", headers=headers)
        if answer.status_code != 200:
            return [], "", answer
        root = ElementTree.fromstring(answer.data)
        words = [each.text for each in root.iter(f"{SVG}text")]
        return words, root.find(f"{SVG}desc").text, answer

    return look


def test_a_badge_says_level_standard_version_and_dates_in_words(award, badge):
    words, described, answer = badge(award.number)
    told = " ".join(words)
    assert answer.mimetype == "image/svg+xml" and "Standard 1 of 5" in told
    for said in (award.standard_version, f"Number {award.number}", "stands until", "judges the evidence, not the"):
        assert said in told, said
        assert said.removeprefix("Number ") in described or said == "stands until", said
    title = ElementTree.fromstring(answer.data).find(f"{SVG}title").text
    assert title.startswith("Badge by EvidenceHub: ")
    assert f"Accredited {day(award.accredited_at)}, stands until" in told and "Decided" not in told
    assert "<style" not in answer.text and "<script" not in answer.text and "href" not in answer.text
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize(
    ("becomes", "headline", "verdict"),
    [
        ("withdrawn", "Withdrawn", "No: withdrawn"),
        ("held", "On hold", "No: on hold"),
        ("replaced", "Replaced by a later decision", "No: replaced by a later decision"),
        ("expired", "not rechecked since", "Yes, but it was not rechecked"),
    ],
)
def test_it_changes_with_the_state_at_once_and_for_those_who_kept_it(
    request, client, award, badge, becomes, headline, verdict
):
    _, _, before = badge(award.number)
    kept = before.headers["ETag"]
    assert before.headers["Cache-Control"] == "no-cache", "to be asked about each time, so never an hour old"
    assert badge(award.number, **{"If-None-Match": kept})[2].status_code == 304
    assert "Yes: this accreditation stands" in client.get(f"/verify/{award.number}").text
    request.getfixturevalue(becomes)()
    words, described, after = badge(award.number, **{"If-None-Match": kept})
    assert after.status_code == 200 and after.headers["ETag"] != kept
    told = " ".join(words)
    assert headline in told and headline in described
    assert ("Standard 1 of 5" in told) == (becomes == "expired"), "what does not stand shows no step"
    assert "stands until" not in told
    page = client.get(f"/verify/{award.number}")
    for leads in (f"/standards/{award.standard_id}/{award.standard_version}", "/verify/credentials"):
        assert f'href="{leads}"' in page.text, "what a step means, and what to do with a file"
    assert page.status_code == 200 and verdict in " ".join(page.text.split())
    shown = client.get(f"/accreditations/{award.number}/badge")
    assert shown.status_code == 200 and headline in shown.text


def test_an_appeal_stands_on_it_for_as_long_as_nobody_knows_what_comes_of_it(session, client, award, case, badge):
    wanted = making.Wanted("fact", ("po2.8 ",), "Look again.")
    made = making.make(session, case.submission, wanted, **as_team(case))
    session.commit()
    words, described, _ = badge(award.number)
    said = "This decision is under appeal since"
    assert said in " ".join(words) and said in described and "Standard 1 of 5" in described, "it stands meanwhile"
    assert said in client.get(f"/verify/{award.number}").text
    making.withdraw(session, made, **as_team(case))
    session.commit()
    assert "appeal" not in badge(award.number)[1]


def test_what_a_team_copies_holds_whatever_becomes_of_the_award(client, session, case, award, withdrawn):
    client.sign_in(case.member)
    letter = client.get(f"/submissions/{case.submission.id}/letter").text
    assert f"/accreditations/{award.number}/badge" in letter
    copied = copied_from(client, award.number)
    assert re.search(rf'<a href="http://localhost/verify/{award.number}"><img src="[^"]+/badge\.svg"', copied)
    assert "Standard" not in copied, "the picture says the step: a copied sentence would go on saying it"
    withdrawn()
    client.post("/sign-out")
    assert copied_from(client, award.number) == copied


@pytest.mark.parametrize(
    ("result", "words"),
    [
        (NO_DIFFERENCE, "Rigorously tested: no effect found"),
        (NOT_CLEAR, "Rigorously tested: no clear effect found"),
        (WORSE, "Rigorously tested: some results got worse"),
        (BETTER, "Rigorously tested: some results got better, not all that the rule asks for"),
    ],
)
def test_a_rigorous_result_that_is_not_good_has_the_same_badge_by_how_well_it_was_studied(
    session, client, badge, result, words
):
    project = a_decided_project(session, rank=3, effects="not-met", result=result, slug="camp")
    number = session.scalar(select(Accreditation.number).where(Accreditation.project_id == project.id))
    session.commit()
    told = " ".join(badge(number)[0])
    assert "Standard 3 of 5" in told and words in told and "By the published rule: Standard" in told
    assert words in client.get(f"/verify/{number}").text


def test_a_good_result_says_nothing_of_effects(award, badge):
    assert "tested" not in " ".join(badge(award.number)[0]).lower()


def test_an_invented_case_never_looks_like_a_real_one(session, client, badge):
    project = a_project(session, slug="invented", demo=True)
    a_result(session, an_evaluation(session, project))
    sent = a_submission(session, project)
    decided(session, sent, met_up_to(sent, 1))
    session.commit()
    number = session.scalar(select(Accreditation.number).where(Accreditation.project_id == project.id))
    words, described, answer = badge(number)
    assert words[0] == "INVENTED EXAMPLE, not a real" and described.startswith("An invented example")
    assert "Invented example of a badge" in answer.text
    assert "No: this is an invented example" in client.get(f"/verify/{number}").text
    assert "invented example" in copied_from(client, number)


def test_before_everybody_sees_what_was_found_there_is_nothing(client, session):
    case = a_decided_case(session, days=10)
    session.commit()
    assert case.submission.state is SubmissionState.DECIDED, "its team has the letter"
    client.sign_in(case.member)
    for last in ("badge.svg", "badge", "certificate.pdf", "credential.json", "credential.jwt"):
        assert client.get(f"/accreditations/2026-0001/{last}").status_code == 404, last
    assert client.get("/verify/2026-0001").status_code == 404
    assert "/badge" not in client.get(f"/submissions/{case.submission.id}/letter").text
    publish(session, case.submission, actor_id=None, now=LATER)
    session.commit()
    assert client.get("/accreditations/2026-0001/badge.svg").status_code == 200


def test_a_number_that_nobody_has_is_answered_kindly(client, award):
    page = client.get("/verify/2026-9999")
    assert page.status_code == 404 and "We have no accreditation with the number 2026-9999" in page.text
    assert 'name="number"' in page.text and "a digit was read wrongly" in page.text
    assert (
        client.get(f"/verify?number=+No.+{award.number.replace('-', '+–+')}")
        .headers["Location"]
        .endswith(f"/verify/{award.number}")
    )
    assert client.get("/verify").status_code == client.get("/verify?number=+").status_code == 200
    assert client.get("/verify?number=%3Cb%3E").headers["Location"].endswith("/verify/b")


def test_programs_that_ask_how_to_show_a_page_get_the_same_words(client, award):
    address = f"http://localhost/accreditations/{award.number}"
    answer = client.get("/oembed", query_string={"url": address, "format": "json"}).json
    copied = copied_from(client, award.number)
    assert (answer["type"], answer["version"], answer["html"]) == ("rich", "1.0", copied)
    assert answer["height"] > 100 and answer["width"] == 340
    for other in ("https://elsewhere.example/accreditations/2026-0001", f"{address}0", ""):
        assert client.get("/oembed", query_string={"url": other}).status_code == 404
    assert client.get("/oembed", query_string={"url": address, "format": "xml"}).status_code == 501
    page = html.fromstring(client.get(f"/accreditations/{award.number}").text)
    (link,) = page.xpath("//link[@type='application/json+oembed']/@href")
    assert client.get(link.removeprefix("http://localhost")).json == answer


def test_the_name_of_a_project_is_no_markup(session, badge):
    project = a_decided_project(session, slug="sly", name='<script>&"\x0b</svg> ' + "very long " * 16)
    number = session.scalar(select(Accreditation.number).where(Accreditation.project_id == project.id))
    session.commit()
    words, _, answer = badge(number)
    assert any("<script>" in each for each in words) and "<script>" not in answer.text
    assert session.get(Project, project.id) is not None
