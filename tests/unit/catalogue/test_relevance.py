"""Measures of a ranking, by hand, and files that cannot be used."""

import math

import pytest

from evidencehub.catalogue.index.relevance import UnusableJudgements, measure, read_judgements, read_queries
from evidencehub.search.contract import Document, Row
from evidencehub.search.opening import open_engine


@pytest.fixture
def engine(tmp_path):
    made = open_engine("", tmp_path / "index")
    texts = {
        "a": "clubs clubs clubs",
        "b": "clubs clubs and more words",
        "c": "clubs and a great many other words here",
    }
    made.rebuild(Document(key, key, key, "", text, (Row(),)) for key, text in texts.items())
    return made


def test_figures_of_a_ranking_are_those_worked_out_by_hand(engine):
    # The order is a, b, c. Relevant are b (2) and c (1), and d (1), which no index holds.
    found = measure(engine, {"q": "clubs", "nobody judged": "words"}, {"q": {"a": 0, "b": 2, "c": 1, "d": 1}})
    ideal = 2 + 1 / math.log2(3) + 1 / 2
    assert found.queries == 1
    assert found.ndcg_10 == pytest.approx((2 / math.log2(3) + 1 / 2) / ideal)
    assert found.ap_100 == pytest.approx((1 / 2 + 2 / 3) / 3)
    assert found.recall_100 == pytest.approx(2 / 3)


def test_judgements_of_other_queries_are_an_error(engine):
    with pytest.raises(UnusableJudgements, match="belong together"):
        measure(engine, {"q": "clubs"}, {"r": {"a": 1}})


@pytest.mark.parametrize(
    ("read", "text", "told"),
    [
        (read_queries, "1\tclubs\n2\n", "line 2: 1 columns between tabs, expected 2"),
        (read_judgements, "1\ta\t1\n1\tb\tgood\n", "line 2: the grade is 'good'"),
        (read_judgements, "1 a 1\n", "line 1: 1 columns"),
    ],
)
def test_a_line_that_is_no_query_or_judgement_is_named(tmp_path, read, text, told):
    path = tmp_path / "some.tsv"
    path.write_text(text)
    with pytest.raises(UnusableJudgements, match=told):
        read(path)
