"""Words explained: on a page of their own, and where they stand."""

import re

import pytest
from markupsafe import Markup

from evidencehub.guide.glossary import explained, term_link
from evidencehub.standards.files.vocabulary import GLOSSARY, load_vocabulary
from evidencehub.standards.model.errors import UnknownTerm
from tests.support.reading import reading_age, sentences


@pytest.fixture
def on_a_page(app):
    with app.test_request_context("/"):
        yield


def test_the_page_has_every_term_once_by_its_letter(client):
    page = client.get("/glossary").text
    shown = re.findall(r'<dt id="([^"]+)">([^<]+)', page)
    assert sorted(slug for slug, _ in shown) == sorted(load_vocabulary(GLOSSARY).slugs)
    labels = [label.lower() for _, label in shown]
    assert labels == sorted(labels)
    assert "Researchers say: randomised controlled trial, RCT" in page


def test_each_meaning_can_be_read_at_fourteen_and_is_short():
    said = {term.slug: sentences(f"<p>{term.plain}</p>") for term in load_vocabulary(GLOSSARY).terms}
    assert not {slug: age for slug, each in said.items() if (age := reading_age(each)) > 14}
    assert not [sentence for each in said.values() for sentence in each if len(sentence.split()) > 25]


def test_a_phrase_belongs_to_one_term():
    phrases = [phrase for term in load_vocabulary(GLOSSARY).terms for phrase in term.phrases]
    assert len(phrases) == len(set(phrases)) and all(phrase == phrase.lower() for phrase in phrases)


def test_a_term_is_explained_the_first_time_that_a_page_uses_it(on_a_page):
    first = explained("Is there a Matched comparison group, or another comparison group?")
    assert 'href="/glossary#matched"' in first and ">Matched comparison group</a>, or another <a" in first
    assert explained("a comparison group") == "a comparison group", "it was explained above"


def test_what_is_not_a_term_is_escaped_and_markup_is_left_alone(on_a_page):
    assert explained("<b>by chance</b>").startswith("&lt;b&gt;<a ")
    assert explained(Markup("<b>by chance</b>")) == "<b>by chance</b>"
    assert explained(None) == "" and explained("stand by chances") == "stand by chances"


def test_a_page_cannot_name_a_term_that_is_not_there(on_a_page):
    with pytest.raises(UnknownTerm, match="did you mean"):
        term_link("comparison-groups", "comparison groups")
    assert 'data-means="Similar people who' in term_link("comparison-group", "others")


def test_a_question_of_a_standard_leads_to_the_meaning_of_its_words(client):
    page = client.get("/standards/project-oracle", follow_redirects=True).text
    assert page.count('href="/glossary#comparison-group"') == 1
