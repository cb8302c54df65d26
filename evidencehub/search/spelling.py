"""From a word as it is written to the term that the index holds: British and American spelling, plurals, then the stem.

Spellings are folded before the stemmer sees them, which knows neither ("randomised" and "randomized" had no term in
common) and throws together words that have nothing to do with each other ("organ" and "organisation").
"""

import re
import tomllib
from functools import lru_cache
from importlib.resources import files
from typing import Any, cast

from whoosh.lang.porter2 import stem

LONGEST_TERM = 64  # characters; longer "words" are encoded files and broken extractions

_DATA = tomllib.loads(files("evidencehub.search").joinpath("english.toml").read_text(encoding="utf-8"))
STOP = frozenset(_DATA["stop"].split())
FILLER = frozenset(_DATA["filler"].split())
COMPOUNDS: dict[tuple[str, str], str] = {
    (pair.split()[0], pair.split()[-1]): joined for pair, joined in _DATA["compounds"].items() if pair.count(" ") == 1
}
_SPELLINGS: dict[str, str] = _DATA["spellings"]
_IRREGULAR: dict[str, str] = _DATA["irregular"]
_APART: dict[str, str] = {word: term for term, words in _DATA["apart"].items() for word in words.split()}
_ISE = re.compile(r"(\w{3,})is(e[drs]?|ers|ing|ingly|ations?|ational|able)")
# Words in -ise that are spelt so on both sides of the ocean, by what stands before "ise".
_ALWAYS_ISE = re.compile(
    r".*(?:adv|appr|ar|chast|circumc|clockw|compr|conc|cru|dem|desp|dev|disgu|enterpr|exc|exerc|expert|franch|improv|"
    r"inc|likew|merchand|no|otherw|parad|poise|pra|prec|prem|prom|ra|rev|r|superv|surm|surpr|telev|treat|v|w)"
)


def american(word: str) -> str:
    """ "randomised" as "randomized"; a word that is spelt in one way stays."""
    known = _SPELLINGS.get(word)
    if known is not None:
        return known
    found = _ISE.fullmatch(word)
    return f"{found[1]}iz{found[2]}" if found and not _ALWAYS_ISE.fullmatch(found[1]) else word


@lru_cache(maxsize=100_000)
def term_of(word: str) -> str:
    """The term of a word in small letters without accents."""
    word = american(word[:LONGEST_TERM])
    word = _IRREGULAR.get(word, word)
    return _APART.get(word) or cast(str, cast(Any, stem)(word))
