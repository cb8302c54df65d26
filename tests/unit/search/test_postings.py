"""Postings in arrays, against a plain Python reading of the same texts."""

from collections import defaultdict
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evidencehub.search.analysis import STOP_WORDS, compounds, terms, words
from evidencehub.search.postings import pairs
from evidencehub.search.postings import phrases as phrases_module
from evidencehub.search.postings.arrays import ArrayFile, ArrayWriter, BrokenFile, stable_order
from evidencehub.search.postings.field import ID, TEXT, WRITTEN, Field
from evidencehub.search.postings.inverting import Inverter
from evidencehub.search.postings.pairs import Pairs
from evidencehub.search.postings.phrases import with_phrase

WORDS = ["clubs", "school", "after", "after-school", "drop", "out", "the", "of", "reading", "readers", "caf\u00e9"]
texts = st.lists(st.sampled_from(WORDS), max_size=8).map(" ".join)
collections = st.lists(st.tuples(texts, texts), min_size=1, max_size=6)
runs = st.sampled_from([1, 7, 10_000])  # a run for each document, for some, for all


def inverted(path, held, run_words, first=0):
    """Write the postings of titles and texts, numbered from ``first``, and return the lengths."""
    with TemporaryDirectory() as folder:
        inverter = Inverter(Path(folder), run_words)
        lengths = [_added(inverter, number, title, text) for number, (title, text) in enumerate(held, first)]
        inverter.save(path)
    return lengths


def _added(inverter, number, title, text):
    read = inverter.read(title, text)
    inverter.add((ID, f"id-{number}".encode(), number, 1.0, b""))
    inverter.add((TEXT, b"", number, 1.0, read))
    return read.length


def fields(path):
    file = ArrayFile(path)
    return {name: Field(file, name) for name in (ID, TEXT, WRITTEN)}


def plain(held, first=0):
    """By term, then by document, the positions: title, title, text, and with gaps what is written in one too."""
    found = defaultdict(lambda: defaultdict(list))
    for number, (title, text) in enumerate(held, first):
        of_title, of_text = terms(title), terms(text)
        laid_out = [*of_title, None, *of_title, None, *of_text, None]
        for position, term in enumerate(laid_out):
            if term:
                found[term.encode()][number].append(position)
        for nth, term in enumerate(sorted(compounds(title) + compounds(text))):
            found[term.encode()][number].append(("in one", nth))
    return found


def read_back(field):
    """As ``plain``, with how many positions there are instead of those of what is written in one."""
    made = {}
    for place, term in enumerate(field.terms()):
        docs, times = field.documents(place, place + 1), field.times(place, place + 1)
        ends = np.cumsum(times)
        positions = np.split(field.positions(place, place + 1), ends[:-1])
        made[term] = {int(doc): at.tolist() for doc, at in zip(docs, positions, strict=True)}
    return made


def agrees(made, wanted):
    assert made.keys() == wanted.keys()
    for term, documents in wanted.items():
        assert list(made[term]) == sorted(documents)
        for number, positions in documents.items():
            kept = [at for at in positions if isinstance(at, int)]
            assert made[term][number][: len(kept)] == kept
            assert len(made[term][number]) == len(positions)


@settings(max_examples=60, deadline=None)
@given(held=collections, run_words=runs)
def test_terms_documents_and_positions_are_those_of_a_plain_reading(held, run_words):
    with TemporaryDirectory() as folder:
        lengths = inverted(Path(folder, "made"), held, run_words)
        made = fields(Path(folder, "made"))
    assert lengths == [2 * len(terms(title)) + len(terms(text)) for title, text in held]
    agrees(read_back(made[TEXT]), plain(held))
    written = {word.encode() for title, text in held for word in (*words(title), *words(text))}
    assert made[WRITTEN].terms() == sorted(written)
    for place, word in enumerate(made[WRITTEN].terms()):
        holding = [n for n, each in enumerate(held) if word.decode() in {*words(each[0]), *words(each[1])}]
        assert made[WRITTEN].documents(place, place + 1).tolist() == holding
    assert [made[ID].documents(made[ID].place(f"id-{n}".encode()), 1 + made[ID].place(f"id-{n}".encode())).tolist()
            for n in range(len(held))] == [[n] for n in range(len(held))]  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(old=collections, new=collections, gone=st.sets(st.integers(0, 5)), run_words=runs)
def test_a_segment_that_is_taken_in_loses_what_was_deleted(old, new, gone, run_words):
    stays = [number for number in range(len(old)) if number not in gone]
    numbers = np.full(len(old), -1)
    numbers[stays] = np.arange(len(new), len(new) + len(stays))
    with TemporaryDirectory() as folder:
        before, after = Path(folder, "before"), Path(folder, "after")
        inverted(before, old, run_words)
        inverter = Inverter(Path(folder), run_words)
        for number, (title, text) in enumerate(new):
            _added(inverter, number, title, text)
        inverter.take(before, numbers)
        inverter.save(after)
        agrees(read_back(fields(after)[TEXT]), plain([*new, *(old[number] for number in stays)]))


phrases = st.lists(st.sampled_from(["clubs", "school", "reading", "drop"]), min_size=1, max_size=4)
most_common = st.sampled_from([0, 1, 2, 3, 255])  # words of which pairs are written down
a_read = st.sampled_from([0, 2, 2_000])  # positions of documents are read one by one: always, at times, never


@contextmanager
def with_pairs(most_common, a_read=2_000):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pairs, "LEAST_WORDS", 1)
        patch.setattr(pairs, "MOST_COMMON", most_common)
        patch.setattr(phrases_module, "A_READ", a_read)
        yield


def found_in(path, phrase):
    file = ArrayFile(path)
    return with_phrase(Field(file, TEXT), Pairs(file), [term.encode() for term in phrase]).tolist()


def holding(held, phrase):
    return [number for number, parts in enumerate(held) if any(_holds(terms(part), phrase) for part in parts)]


@settings(max_examples=150, deadline=None)
@given(held=collections, phrase=phrases, run_words=runs, most=most_common, a_read=a_read)
def test_a_phrase_is_where_its_terms_follow_each_other(held, phrase, run_words, most, a_read):
    wanted = terms(" ".join(phrase))
    with TemporaryDirectory() as folder, with_pairs(most, a_read):
        inverted(Path(folder, "made"), held, run_words)
        assert found_in(Path(folder, "made"), wanted) == holding(held, wanted)


@settings(max_examples=100, deadline=None)
@given(old=collections, new=collections, gone=st.sets(st.integers(0, 5)), phrase=phrases, most=most_common)
def test_pairs_of_joined_segments_are_those_that_both_wrote_down(old, new, gone, phrase, most):
    wanted = terms(" ".join(phrase))
    stays = [number for number in range(len(old)) if number not in gone]
    numbers = np.full(len(old), -1)
    numbers[stays] = np.arange(len(new), len(new) + len(stays))
    with TemporaryDirectory() as folder:
        before, after = Path(folder, "before"), Path(folder, "after")
        with with_pairs(255):
            inverted(before, old, 10_000)
        with with_pairs(most):
            inverter = Inverter(Path(folder))
            for number, (title, text) in enumerate(new):
                _added(inverter, number, title, text)
            inverter.take(before, numbers)
            inverter.save(after)
        assert Pairs(ArrayFile(after)).common <= Pairs(ArrayFile(before)).common
        assert found_in(after, wanted) == holding([*new, *(old[number] for number in stays)], wanted)


def test_pairs_are_written_down_of_words_that_are_common_in_much_text(tmp_path):
    common = ["clubs", "school"] * (pairs.LEAST_WORDS // 2)
    inverted(tmp_path / "much", [("", " ".join([*common, "reading", "clubs"])), ("", "school clubs")], 10_000_000)
    inverted(tmp_path / "little", [("", "clubs school")], 10_000_000)
    much = Pairs(ArrayFile(tmp_path / "much"))
    assert much.common == {b"club", b"school"}
    assert much.documents(b"school", b"club").tolist() == [0, 1]
    assert much.documents(b"club", b"school").tolist() == [0]
    assert much.documents(b"club", b"club").tolist() == []
    assert much.documents(b"read", b"club") is None
    assert Pairs(ArrayFile(tmp_path / "little")).documents(b"club", b"school") is None


def _holds(there, wanted):
    return any(there[at : at + len(wanted)] == wanted for at in range(len(there)))


@pytest.mark.parametrize(("prefix", "found"), [(b"rea", [b"reader", b"readi"]), (b"c", [b"club"]), (b"zz", [])])
def test_terms_that_begin_so_lie_side_by_side(tmp_path, prefix, found):
    file = ArrayWriter(tmp_path / "made")
    held = [b"club", b"reader", b"readi"]
    file.add("text.terms", np.frombuffer(b"".join(held), np.uint8))
    file.add("text.ends", np.cumsum([len(term) for term in held], dtype=np.uint32))
    file.add("text.counts", np.ones(3, np.uint32))
    file.close()
    field = Field(ArrayFile(tmp_path / "made"), TEXT)
    start, stop = field.places(prefix)
    assert held[start:stop] == found
    assert [field.place(term) for term in (*held, b"clu", b"z")] == [0, 1, 2, None, None]


def test_stop_words_are_held_as_they_are_written_and_not_as_terms(tmp_path):
    inverted(tmp_path / "made", [("", "out of the cafes")], 10_000)
    made = fields(tmp_path / "made")
    assert made[WRITTEN].terms() == [b"cafes", b"of", b"out", b"the"]
    assert not {term.decode() for term in made[TEXT].terms()} & STOP_WORDS


@pytest.mark.parametrize("damage", [lambda held: held[:-1], lambda held: b"", lambda held: bytes(len(held))])
def test_a_file_that_is_not_whole_is_not_opened(tmp_path, damage):
    inverted(tmp_path / "made", [("clubs", "after school")], 10_000)
    (tmp_path / "made").write_bytes(damage((tmp_path / "made").read_bytes()))
    with pytest.raises(BrokenFile):
        ArrayFile(tmp_path / "made")


def test_a_file_that_is_cut_while_it_is_read_is_an_error(tmp_path):
    inverted(tmp_path / "made", [("clubs", "after school")], 10_000)
    file = ArrayFile(tmp_path / "made")
    (tmp_path / "made").write_bytes(b"")
    with pytest.raises(BrokenFile):
        file.read("text.docs")


@given(st.lists(st.integers(0, 200_000)))
def test_keys_are_put_in_order_and_equal_ones_stay_as_they_were(keys):
    order = stable_order(np.array(keys, dtype=np.int64)).tolist()
    assert order == sorted(range(len(keys)), key=keys.__getitem__)
    assert all(one < other for one, other in pairwise(order) if keys[one] == keys[other])
