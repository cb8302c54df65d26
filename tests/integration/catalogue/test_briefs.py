"""Briefs for commissioners: two tagged pages at most, the same words as on the pages, nothing of a text as markup."""

import re
from itertools import pairwise

import pypdfium2
import pytest

from evidencehub.catalogue.pages import brief_views
from evidencehub.shared import typesetting
from evidencehub.shared.clock import utc_now
from evidencehub.shared.words import day
from tests.factories import a_project, a_result, an_evaluation
from tests.integration.catalogue.test_pages import WORSE, a_decided_project, an_imported_project
from tests.support.records import a_submission, decided, met_up_to
from tests.support.tagged_pdf import is_tagged, tags


@pytest.fixture
def read(client):
    """The brief at an address, and its text on one line."""
    opened = []

    def brief(address):
        answer = client.get(address)
        assert answer.status_code == 200 and answer.mimetype == "application/pdf"
        document = pypdfium2.PdfDocument(answer.data)
        opened.append(document)
        text = " ".join(page.get_textpage().get_text_bounded() for page in document)
        return document, " ".join(text.split())

    yield brief
    for document in opened:
        document.close()


def a_long_project(session, **values):
    """As long as anybody may make one."""
    project = a_project(
        session, slug="long", name="A long name " * 16, summary="Much is said. " * 300,
        delivery="Much is needed. " * 300,
        theory_of_change="If then because. " * 300, activities="A walk. " * 300, cost_note="It depends. " * 100,
        cost_per_person_gbp=340, **values,
    )  # fmt: skip
    for study in range(9):
        evaluation = an_evaluation(session, project, title=f"A study of many things, number {study} " * 4)
        for number in range(40):
            a_result(session, evaluation, outcome=f"An outcome with a long name {number} {study}", position=number)
    sent = a_submission(session, project)
    decided(session, sent, met_up_to(sent, 1))
    return project


def test_a_brief_says_what_its_page_says(session, read):
    a_decided_project(
        session, rank=3, effects="not-met", result=WORSE, slug="camp", name="Boot camp", cost_per_person_gbp=340,
        cost_year=2024, delivery="Two coaches for ten people.",
    )  # fmt: skip
    session.commit()
    document, text = read("/projects/camp/brief.pdf")
    for said in (
        "Brief: Boot camp", "http://localhost/projects/camp", day(utc_now().date()), "Standard 3 of 5", "Worse",
        "About £340 a person (2024)", "Two coaches for ten people.", "84 people", "http://localhost/evaluations/",
        "This judges the evidence, not the organisation",
    ):  # fmt: skip
        assert said in text, said
    assert len(document) <= 2


def test_it_is_tagged_so_that_it_can_be_heard(session, read):
    a_decided_project(session, slug="one")
    a_decided_project(session, slug="other")
    session.commit()
    for address in ("/projects/one/brief.pdf", "/compare/brief.pdf?with=one&with=other"):
        document, _ = read(address)
        found = tags(document)
        kinds = [kind for kind, _ in found]
        assert is_tagged(document) and document.get_metadata_value("Title").startswith("Brief: ")
        assert {"Table", "TR", "TH", "TD", "H1", "P", "Link"} <= set(kinds)
        assert {scope for kind, scope in found if kind == "TH"} == {"Column"}
        levels = [int(kind[1:]) for kind in kinds if kind[:1] == "H" and kind[1:].isdigit()]
        assert levels[0] == 1 and all(after - before <= 1 for before, after in pairwise(levels))
        assert "Figure" not in kinds  # the bars are for the eye; the words beside them say the same


@pytest.mark.parametrize("with_others", [False, True])
def test_the_longest_has_two_pages_and_says_what_is_left_out(session, read, with_others):
    a_long_project(session)
    for number in range(3 if with_others else 0):
        a_decided_project(session, slug=f"other-{number}", name="Another long name " * 10)
    session.commit()
    address = "/projects/long/brief.pdf"
    if with_others:
        address = "/compare/brief.pdf?with=long&with=other-0&with=other-1&with=other-2"
    document, text = read(address)
    assert len(document) <= 2 and "http://localhost/projects/long" in text
    assert with_others or ("more outcomes, on its page" in text and "more studies, on its page" in text)


@pytest.mark.parametrize(
    "name",
    ['#read("/etc/passwd")', "*bold* _it_ $x^2$ `raw` <label> @ref", "] #panic() [", "\\u{41} // gone", "= Head"],
)
def test_no_text_becomes_markup(session, read, name):
    a_decided_project(session, slug="sly", name=name, delivery=name)
    session.commit()
    _, text = read("/projects/sly/brief.pdf")
    assert text.count(" ".join(name.split())) >= 2


def test_letters_that_no_font_has_stop_nobody(session, read):
    a_decided_project(session, slug="far", name="Łódź Ωμέγα Дом 名前")
    session.commit()
    _, text = read("/projects/far/brief.pdf")
    assert "Łódź Ωμέγα Дом" in text


@pytest.mark.parametrize("letter", ["\x85", "\x9f", "\u0378", "\u0381", "\u03a2", "\u20bb", "\u2029", "\u202e"])
def test_no_letter_is_an_error(session, read, letter):
    a_decided_project(session, slug="odd", name=f"Walk {letter} on", delivery=f"名 {letter} and more")
    session.commit()
    assert "Walk" in read("/projects/odd/brief.pdf")[1]


def test_a_letter_that_was_thought_known_is_an_error_neither(session, read, monkeypatch):
    monkeypatch.setattr(typesetting, "_NO_LETTER", re.compile("(?!)"))
    a_decided_project(session, slug="far", name="Łódź 名前")
    session.commit()
    assert "??d? ??" in read("/projects/far/brief.pdf")[1]


def test_so_many_are_written_at_a_time(session, client, read):
    a_decided_project(session, slug="one")
    session.commit()
    for _ in range(brief_views.AT_ONCE):
        assert brief_views._making.acquire(blocking=False)
    try:
        busy = client.get("/projects/one/brief.pdf")
        assert busy.status_code == 503 and "Try again in a minute" in busy.text
    finally:
        for _ in range(brief_views.AT_ONCE):
            brief_views._making.release()
    read("/projects/one/brief.pdf")


def test_what_comes_from_elsewhere_says_so(session, read):
    an_imported_project(session, slug="afar")
    session.commit()
    _, text = read("/projects/afar/brief.pdf")
    assert "Not graded here" in text and "What Works Clearinghouse, as of April 2020" in text
    assert "its source's own" in text.replace("’", "'")


def test_of_what_is_being_graded_it_tells_the_stub_alone(session, read):
    project = a_project(session, slug="waiting", delivery="Secret so far.")
    a_result(session, an_evaluation(session, project), outcome="Secret outcome")
    a_submission(session, project)
    session.commit()
    _, text = read("/projects/waiting/brief.pdf")
    assert "It is being graded." in text and "Secret" not in text


def test_invented_examples_say_so(session, read):
    a_decided_project(session, slug="made-up", name="Made Up", demo=True)
    session.commit()
    assert "Made Up (an invented example)" in read("/projects/made-up/brief.pdf")[1]


def test_what_is_not_public_has_no_brief_and_four_are_the_most(session, client, read):
    a_project(session, slug="draft")
    for number in range(5):
        a_decided_project(session, slug=f"p{number}", name=f"Approach number {number}")
    session.commit()
    for address in ("/projects/draft/brief.pdf", "/projects/none/brief.pdf", "/compare/brief.pdf"):
        assert client.get(address).status_code == 404
    _, text = read("/compare/brief.pdf?with=draft&" + "&".join(f"with=p{number}" for number in range(5)))
    assert "Approach number 2" in text and "Approach number 4" not in text


def test_pages_lead_to_it_and_the_file_is_named_by_day(session, client):
    a_decided_project(session, slug="one")
    a_decided_project(session, slug="other")
    session.commit()
    assert 'href="/projects/one/brief.pdf"' in client.get("/projects/one").text
    assert 'href="/compare/brief.pdf?with=one&amp;with=other"' in client.get("/compare?with=one&with=other").text
    name = client.get("/projects/one/brief.pdf").headers["Content-Disposition"]
    assert name == f'inline; filename="brief-one-{utc_now():%Y-%m-%d}.pdf"'
