"""The fixed words of pages can be read at fourteen: in a hub that holds nothing, nothing else is on them."""

import pytest

from evidencehub.standards.files.loading import load_installed
from tests.factories_review import a_case_in_review
from tests.support.crawling import crawl
from tests.support.reading import reading_age, sentences

OLDEST = 14  # years
FEWEST = 40  # words: of fewer, one long name decides
# The words of the trade in lists, and other bodies’ frameworks, which have words of their own; ours are read.
QUOTED = ["/vocabularies/", *(f"/standards/{each.id}" for each in load_installed()[0] if each.use == "crosswalk")]


def ages(pages):
    said = {address: sentences(text) for address, text in pages.items()}
    long = {address: each for address, each in said.items() if len(" ".join(each).split()) >= FEWEST}
    return {address: reading_age(each) for address, each in long.items()}


def test_a_text_of_the_trade_is_too_old():
    trade = "Heterogeneity of treatment effects was investigated through random-effects meta-regression."
    assert reading_age([trade]) > 20
    assert reading_age(["We keep what did not work, too.", "It saves others from trying it again."]) < 9


def test_public_pages_can_be_read_at_fourteen(client):
    found = ages(crawl(client, "/", "/search", "/search?q=zzzz", "/outcomes", "/gap-map", "/compare", but=QUOTED))
    assert len(found) > 8
    assert not {address: age for address, age in found.items() if age > OLDEST}


@pytest.mark.parametrize("who", ["team", "reviewer"])
def test_pages_of_teams_and_reviewers_can_be_read_at_fourteen(app, session, who):
    case = a_case_in_review(session)
    session.commit()
    client = app.test_client()
    client.sign_in(case.member if who == "team" else case.reviewers[0])
    found = ages(crawl(client, "/start", "/account", but=["/standards", "/projects", "/evaluations"]))
    assert len(found) > 4
    assert not {address: age for address, age in found.items() if age > OLDEST}
