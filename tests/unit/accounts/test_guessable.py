"""Which passwords are easy to guess."""

import gzip
import re

import pytest

from evidencehub.accounts.guessable import LIST, WORDS, weakness

PERSON = {"email": "amara.blake@harbour-trust.org", "name": "Amara Blake", "site": "Evidence for Leeds"}


@pytest.mark.parametrize(
    "password",
    [
        "three odd words",
        "correct horse battery",
        "7b9a-39b9-c563",
        "elf zwölf dreizehn",
        "amara likes old trains",
        "harbour of my childhood",
        "\u6b63\u78ba\u306a\u99ac\u306e\u96fb\u6c60\u306e\u30db\u30c3\u30c1\u30ad\u30b9",
        "84-03-91-27-66",
        "a train, a kettle and the long way home past the third bridge, at dusk",
    ],
)
def test_what_nobody_guesses_will_do_whatever_characters_it_is_made_of(password):
    assert weakness(password, **PERSON) is None


@pytest.mark.parametrize(("password", "reason"), [("eleven char", "at least 12"), ("x9" * 101, "at most 200")])
def test_short_and_endless_ones_are_refused(password, reason):
    assert reason in weakness(password, **PERSON)


@pytest.mark.parametrize(
    "password",
    [
        "mortalkombat",  # on the list
        "MortalKombat",
        "mortalkombat!",
        "Password123!",  # a common word, and what people add
        "P@ssw0rd12345",
        "2026liverpool!",
        "passwordpassword",  # one thing again and again
        "lovelovelovelove1",
        "ababababababa",
        "aaaaaaaaaaaab",
        "123456789012",  # runs
        "abcdefghijkl",
        "98765432109876",
        "qwertyuiop12",
        "1qaz2wsx3edc",
        "qwertyqwerty!",
    ],
)
def test_common_ones_and_their_simple_variations_are_too_easy(password):
    assert "too easy" in weakness(password, **PERSON)


@pytest.mark.parametrize(
    "password",
    [
        "amara.blake@harbour-trust.org",
        "AmaraBlake1990",
        "Blake-Amara-1",
        "4mar4 Bl4ke 12",
        "harbour-trust1",
        "evidence for leeds",
        "EvidenceForLeeds26",
        "evidencehub2026",
    ],
)
def test_names_that_everybody_knows_are_no_password(password):
    assert "must not be made of your name" in weakness(password, **PERSON)


def test_the_lists_hold_what_they_say_and_where_it_is_from():
    sources = LIST.with_name("SOURCES.txt").read_text()
    for path, fits in ((LIST, r"[ -~]{12,40}"), (WORDS, r"[a-z]{4,11}")):
        lines = gzip.decompress(path.read_bytes()).decode().splitlines()
        assert f"{path.name}: {len(lines):,} passwords" in sources
        assert lines == sorted(set(lines)) and all(re.fullmatch(fits, line) and line == line.lower() for line in lines)
