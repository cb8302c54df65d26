"""Pages of one list: what meaning puts first on one page is on no other, and what stands behind stays where it was."""

import numpy as np
import pytest

from evidencehub.catalogue.index import indexing, searching
from evidencehub.catalogue.index.by_meaning import WithMeaning
from evidencehub.meaning import model
from evidencehub.meaning.asking import Reader
from evidencehub.meaning.holding import held
from evidencehub.meaning.ordering import FIRST
from evidencehub.meaning.vectors import digest_of
from evidencehub.search.contract import Document, Query, Row

RECORDS, SIZE = 70, 20


@pytest.fixture
def engine(settings):
    """Of seventy records about walks, three of four with a vector of their own."""
    plain = indexing.engine_of(settings)
    found = WithMeaning(plain.words, plain.vectors, Reader(settings.home), lambda *_: False)
    records = [Document(f"{n:02}", f"{n}", "", f"Walk {n}", "walk " * (1 + n % 7), (Row(),)) for n in range(RECORDS)]
    found.rebuild(records)
    digests, numbers = {each.id: digest_of(each) for each in records}, np.random.default_rng(1)
    made = {
        each.id: (digests[each.id], numbers.normal(size=384).astype(np.float32)) for each in records if int(each.id) % 4
    }
    found.vectors.put(model.source(None).key, made, lambda: digests)
    with held(settings.home, model.source(None)):
        yield found


def page(engine, number, **more):
    return engine.search(Query("walk", offset=SIZE * number, limit=SIZE, **more))


def test_pages_together_hold_everything_once_and_only_the_first_fifty_move(engine):
    both = [hit.id for number in range(4) for hit in page(engine, number, by_meaning=True).hits]
    words = [hit.id for number in range(4) for hit in page(engine, number).hits]
    assert len(both) == len(set(both)) == RECORDS and both != words
    assert sorted(both[:FIRST]) == sorted(words[:FIRST]) and both[FIRST:] == words[FIRST:]
    whole = engine.search(Query("walk", limit=RECORDS, by_meaning=True))
    assert [hit.id for hit in whole.hits] == both


def test_what_has_no_vector_stays_where_words_put_it(engine):
    both = [hit.id for hit in engine.search(Query("walk", limit=FIRST, by_meaning=True)).hits]
    words = [hit.id for hit in engine.search(Query("walk", limit=FIRST)).hits]
    without = [place for place, key in enumerate(words) if int(key) % 4 == 0]
    assert without and [both[place] for place in without] == [words[place] for place in without]


def test_only_pages_that_meaning_had_a_part_in_say_so(engine):
    assert [page(engine, number, by_meaning=True).by_meaning for number in range(4)] == [True, True, True, False]


def test_the_choice_stays_in_the_address():
    request = searching.parse({"q": "walk", "by": "words", "page": "3"}.get, lambda _name: [])
    assert request.arguments() == {"q": "walk", "by": "words", "page": 3}
    assert searching.parse({"q": "walk", "by": "anything"}.get, lambda _name: []).arguments() == {"q": "walk"}
