"""Pages that may quote somebody or tell a story of one person. It only reports, and knows two signs: a heading that
says "case study", and a long quote beside a word that says whose it is."""

import re
from collections.abc import Iterator, Sequence

_HEADING = re.compile(r"^[ \t]*(?:\d+(?:\.\d+)*[ .]*)?Case (?:study|studies|example)\b.{0,80}$", re.IGNORECASE | re.M)
# No quote runs over the beginning of another, so each letter is looked at once.
_QUOTE = re.compile(r"\u201c([^\u201c\u201d]{40,600})\u201d|\"([^\"]{40,600})\"|\u2018([^\u2018]{40,600}?)\u2019(?!\w)")
_FEWEST_WORDS = 8
_BESIDE = 60  # characters before and behind
_WHOSE = re.compile(
    r"\b(?:said|says|told us|explained|described|recalled|added|felt|participant|interviewee|respondent|pupil|student"
    r"|parent|mother|mum|father|dad|carer|teacher|boy|girl|young (?:person|man|woman)|resident|volunteer"
    r"|aged \d{1,2})\b",
    re.IGNORECASE,
)


def pages_with_stories(pages: Sequence[str]) -> Iterator[int]:
    """Numbers of pages, from 1. Takes time in proportion to the length."""
    for number, text in enumerate(pages, start=1):
        if _HEADING.search(text) or any(_is_of_somebody(text, quote) for quote in _QUOTE.finditer(text)):
            yield number


def _is_of_somebody(text: str, quote: re.Match[str]) -> bool:
    around = text[max(0, quote.start() - _BESIDE) : quote.start()] + " " + text[quote.end() : quote.end() + _BESIDE]
    return len(quote[0].split()) >= _FEWEST_WORDS and _WHOSE.search(around) is not None
