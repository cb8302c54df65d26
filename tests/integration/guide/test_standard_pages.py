"""Public pages of the standards: anybody can read every word of one, and what changed between two versions."""

import re
from html import unescape
from urllib.parse import urlencode

import pytest

from evidencehub.guide.standard.examples import examples_of
from evidencehub.guide.standard.outlines import outline
from evidencehub.guide.standard.page import standard_page
from evidencehub.guide.words import OURS
from evidencehub.standards.files.loading import load_standard, load_standards
from tests.support.queries import counted_queries
from tests.support.standards import EVERY, best_answers, named, page_of, result_in, text_of, try_at

every_version = pytest.mark.parametrize("standard", EVERY, ids=named)
ASK_FOR_NO_GOOD_RESULT = ("wwc", "grade", "eef", "sms", "bond", "robins-i")
EEF, WWC, EIF = (load_standard(name) for name in ("eef", "wwc", "eif"))


def test_the_index_keeps_the_standard_we_grade_by_apart_from_what_other_bodies_do(client):
    page = client.get("/standards").text
    ours, others = page.split('id="others"')
    assert "The standard we grade by" in ours and "not ratings by these bodies" in others
    for standard in load_standards():
        assert f'href="{page_of(standard)}"' in (ours if standard.use == "accreditation" else others)
        assert f'href="{page_of(standard)}/try"' in page
    assert "9 of 16 questions were checked against a published text" in others


@every_version
def test_every_word_of_a_version_is_on_its_page(client, standard):
    answer = client.get(page_of(standard))
    text = text_of(answer.text)
    assert answer.status_code == 200
    for tier in standard.tiers:
        assert tier.label in text and tier.plain in text, tier.id
    for criterion in standard.criteria:
        for said in (criterion.public, criterion.question, criterion.guidance, criterion.team, criterion.template):
            assert " ".join(said.split()) in text, criterion.id
    for route in standard.routes:
        assert route.plain in text
    for step in standard.steps:
        assert step.label in text
    for band in standard.cost_bands:
        assert band.plain in text
    for note in standard.history:
        assert note.text in text
    for source in standard.sources:
        assert source.citation in text
    assert (OURS in text) is (standard.use == "crosswalk")


@every_version
def test_every_link_within_a_page_leads_somewhere_on_it(client, standard):
    for path in ("", "/try", "/try?kind=rct&1.kind=rct"):
        page = client.get(page_of(standard) + path).text
        ids = set(re.findall(r'\bid="([^"]+)"', page))
        links = {unescape(link) for link in re.findall(r'href="#([^"]+)"', page)}
        assert links <= ids, (path, links - ids)


@every_version
def test_a_page_asks_nothing_of_the_database(client, standard):
    addresses = [page_of(standard), try_at(standard, best_answers(standard)), f"/standards/{standard.id}/versions"]
    for address in addresses:
        with counted_queries() as seen:
            assert client.get(address).status_code == 200
        assert not seen, address


def test_a_flow_chart_is_a_list_of_questions_that_says_where_each_answer_leads(client):
    steps = standard_page(WWC).steps
    assert [step.number for step in steps] == list(range(1, 10))
    assert steps[5].ways == (
        ("Yes", "go to question 7", "question-sound-randomisation"),
        ("No", "go to question 9", "question-baseline"),
    )
    assert steps[0].ways[1] == ("No", "Cannot be rated by these group-design standards", "label-not-rated-here")


def test_limits_are_drawn_and_stand_beside_the_drawing_as_a_table(client):
    (chart,) = standard_page(WWC).charts
    assert [line.table.id for line in chart.lines] == ["cautious", "optimistic"]
    assert ("10%", ("6.3%", "10.9%")) in chart.rows and ("60%", ("none allowed", "1.4%")) in chart.rows
    assert len({line.pattern for line in chart.lines}) == 2, "colour never tells two lines apart alone"
    page = client.get(page_of(WWC)).text
    assert "The same as a table" in page and 'role="img"' in page


def test_a_score_says_what_each_column_needs_and_how_far_threats_lower_it():
    scores = standard_page(EEF).scores
    assert [row.score for row in scores.rows] == ["5", "4", "3", "2", "1", "0"]
    assert scores.rows[1].cells[1:] == ("up to 0.29 standard deviations", "up to 20%")
    lines = [(drop.high, drop.moderate, drop.same, drop.drop) for drop in scores.drops]
    assert ("1", "2 or more", "either", "2") in lines and (
        "none",
        "up to 2",
        "not the same way, or not known",
        "0",
    ) in lines


def test_a_requirement_reads_as_a_list():
    asks = standard_page(EIF).asks["4"]
    assert asks.text == "All of these:"
    assert [part.text for part in asks.parts] == [
        "At least 2 studies like this, each of other people:",
        "At least one study with all of these:",
        "At least one study with both of these:",
    ]
    assert asks.parts[1].parts[2].is_effect, "what is about the result is marked"
    essa = load_standard("essa")
    assert "answered “Without reservations”" in str(outline(essa, essa.tiers_by_id["1"].requirement))


@every_version
def test_worked_examples_show_what_the_rule_makes_of_them_now_and_open_with_their_answers(client, standard):
    page = client.get(page_of(standard)).text
    for example in examples_of(standard):
        assert example.story in unescape(page)
        if not example.address:
            continue
        assert f"try?{urlencode(example.address)}" in unescape(page)
        tried = client.get(try_at(standard, example.address))
        assert tried.status_code == 200, example.name
        if example.grade.tier is not None:
            assert result_in(tried.text) == example.grade.tier.title, example.name
    assert "invented" in text_of(page) or not examples_of(standard)


def test_most_worked_examples_can_be_opened_and_changed():
    shown = [example for standard in EVERY for example in examples_of(standard)]
    assert len(shown) > 30 and sum(not example.address for example in shown) <= 2


def test_versions_are_listed_with_what_each_takes_the_place_of(client):
    page = client.get("/standards/project-oracle/versions").text
    assert page.index("2026-1") < page.index("2014-reconstruction")
    assert "It takes the place of 2014-reconstruction" in text_of(page) and "Current" in page
    assert 'href="/standards/project-oracle/compare?old=2014-reconstruction&amp;new=2026-1"' in page
    assert "There is only one so far" in client.get("/standards/nesta/versions").text


def test_a_draft_of_the_next_version_and_the_one_in_force_lead_to_each_other(client):
    now, draft = load_standard("project-oracle"), load_standard("project-oracle", "2026-2")
    compare = f"/standards/{now.id}/compare?old={now.version}&amp;new={draft.version}"
    page = client.get(page_of(now)).text
    assert "There is a draft of the next version" in text_of(page) and compare in page
    assert f'href="{page_of(draft)}/comments"' in page
    page = client.get(page_of(draft)).text
    assert "This version may take the place of 2026-1 . Nobody is graded by it." in text_of(page)
    assert "This is not the current version" not in page and compare in page
    assert "It would take the place of 2026-1" in text_of(page)
    assert "It would take the place of 2026-1" in text_of(client.get(f"/standards/{now.id}/versions").text)
    older = client.get(page_of(load_standard("project-oracle", "2014-reconstruction"))).text
    assert "This is not the current version" in older and "There is a draft" not in older


def test_what_we_added_to_a_standard_is_marked_as_ours_beside_each_question(client):
    draft = load_standard("project-oracle", "2026-2")
    page = client.get(page_of(draft)).text
    assert "8 of 36 questions were checked against a published text. 4 we added ourselves: ours ." in text_of(page)
    for criterion in draft.criteria:
        head = text_of(page.partition(f'id="{criterion.id}"')[2].partition("<details")[0])
        mark = {"sourced": "", "unverified": " unverified", "ours": " ours"}[criterion.provenance]
        assert head.endswith(f"{criterion.public}{mark}"), criterion.id


def test_the_differences_of_two_versions_are_told_in_words(client):
    page = client.get("/standards/project-oracle/compare?old=2014-reconstruction&new=2026-1").text
    assert "What changed" in page and "Each kind of study now takes a route of its own." in page
    assert client.get("/standards/project-oracle/compare").text == page, "the current one and the one before it"
    backwards = client.get("/standards/project-oracle/compare?old=2026-1&new=2014-reconstruction")
    assert backwards.status_code == 200 and backwards.text != page
    assert "same version" in client.get("/standards/project-oracle/compare?old=2026-1&new=2026-1").text
    assert "only one version so far" in client.get("/standards/nesta/compare").text


@every_version
def test_only_a_scale_whose_labels_ask_for_a_good_result_is_said_to_mix(client, standard):
    """The clearinghouse's rating of one result asks for none (4.0), though its summary of all studies does."""
    text = text_of(client.get(page_of(standard)).text)
    does = "also ask for a good result" in text
    assert does is (named(standard) == "wwc@5.0-reading" or standard.id not in ASK_FOR_NO_GOOD_RESULT)
    assert ("How well it was studied:" in text) is (does and bool(examples_of(standard)))


def test_only_changes_that_readers_notice_are_counted(client):
    page = client.get("/standards/project-oracle/compare?old=2014-reconstruction&new=2026-1").text
    counted, inner = page.split("What changed in the file alone")
    told = re.findall(r"<li>(.*?)</li>", counted.split("The changes</h2>")[1], re.DOTALL)
    assert f"{len(told)} changes" in text_of(counted)
    assert "The status is now written out" in inner and "written out" not in counted
    assert "The idea it shares with other standards" in inner and len(told) < 80


@pytest.mark.parametrize(
    "path",
    ["/standards/none/versions", "/standards/none/compare", "/standards/none/1/try", "/standards/nesta/1999/try",
     "/standards/project-oracle/compare?old=1999", "/standards/project-oracle/compare?new=%00"],
)  # fmt: skip
def test_what_does_not_exist_is_not_found(client, path):
    assert client.get(path).status_code == 404
