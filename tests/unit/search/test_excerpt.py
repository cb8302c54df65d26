"""The words around what was asked for: the best place in a text, however it is found."""

from hypothesis import given
from hypothesis import strategies as st

from evidencehub.search import excerpt as module
from evidencehub.search.analysis import terms
from evidencehub.search.excerpt import excerpt

WORDS = st.sampled_from(["reading", "reads", "clubs,", "club", "after-school", "of", "a", "x" * 45, "café", "Truancy."])
FILLER = " ".join(f"word{number}" for number in range(40))


def shown(text: str, question: str, length: int = 60) -> str:
    return "".join(f"[{words}]" if asked else f" {words} " for words, asked in excerpt(text, question, length).parts)


def test_it_shows_where_most_different_words_stand_together() -> None:
    text = f"Reading and reading. {FILLER} A reading club met. {FILLER} Clubs."
    found = excerpt(text, "reading clubs", 60)
    assert [words for words, asked in found.parts if asked] == ["reading", "club"]
    assert not found.is_start
    assert not found.is_end


def test_it_shows_the_start_where_nothing_was_asked_for_that_stands_there() -> None:
    found = excerpt(f"First words. {FILLER}", "reading", 20)
    assert found.parts == (("First words. word0", False),)
    assert found.is_start


def test_nothing_is_shown_of_no_text() -> None:
    assert excerpt(" \n ", "reading").parts == ()


def test_it_finds_the_same_after_it_has_forgotten_what_it_met(monkeypatch) -> None:
    before = shown(f"{FILLER} a café for clubs {FILLER}", "cafe club")
    monkeypatch.setattr(module, "KEPT", 0)
    excerpt("something else", "else")
    assert shown(f"{FILLER} a café for clubs {FILLER}", "cafe club") == before
    assert "[café]" in before
    assert "[clubs]" in before


@given(st.lists(WORDS, max_size=60), st.lists(WORDS, min_size=1, max_size=3))
def test_no_other_place_has_more(pieces: list[str], asked: list[str]) -> None:
    question, length = " ".join(asked), 40
    wanted = set(terms(question))
    found = excerpt(" \n".join(pieces), question, length)
    whole, here = " ".join(pieces), " ".join(words for words, _ in found.parts)
    assert here in whole
    assert all(bool(wanted & set(terms(words))) == is_asked for words, is_asked in found.parts if is_asked)
    best = max((_terms_from(pieces[start:], wanted, length) for start in range(len(pieces))), default=0)
    assert len(wanted & set(terms(here))) >= best
    assert len(here) <= length + length // 4 or len(found.parts) == 1 or "x" * 45 in here


def _terms_from(pieces: list[str], wanted: set[str], length: int) -> int:
    """How many different terms stand in as many whole pieces as fit."""
    while len(pieces) > 1 and len(" ".join(pieces)) > length:
        pieces = pieces[:-1]
    return len(wanted & {term for piece in pieces for term in terms(piece)})
