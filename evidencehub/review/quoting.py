"""Points out where what will be public quotes a report that is not. It only reports; people decide.

What is found are eight words or more in a row, as the report and the reason both have them. Numbers and facts told in
other words are no quote.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from evidencehub.projects.disclosure import queries as disclosures
from evidencehub.projects.models import Submission
from evidencehub.review import queries
from evidencehub.review.models import Finding
from evidencehub.review.sheet import Sheet

IN_A_ROW = 8  # words: shorter runs are how everybody writes
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True)
class Quote:
    """Words of a reason that stand in a report that only reviewers read."""

    where: str  # of which question
    words: str


def sealed(session: Session, submission: Submission) -> list[str]:
    """The texts of its files of which nothing is public, and of which nobody has decided that it will be."""
    kept = not_public(session, queries.reports(session, submission, with_held=True))
    return [" ".join(page.text for page in each.pages) for each in kept]


def not_public(session: Session, files: Sequence[queries.Report]) -> list[queries.Report]:
    """Those of which nothing is public, and of which nobody has decided that it will be."""
    found = disclosures.of_documents(session, [each.document.id for each in files])
    return [each for each in files if (one := found.get(each.document.id)) is None or one.state.is_kept]


def in_findings(
    session: Session, submission: Submission, sheet: Sheet, findings: Mapping[tuple[str, str], Finding]
) -> list[Quote]:
    """In the reasons of these findings, in the order of the sheet."""
    said = [
        (f"{item.criterion.short}{f' for {item.about}' if item.about else ''}", findings[item.key].reason)
        for item in sheet.items if item.key in findings
    ]  # fmt: skip
    return quotes(said, sealed(session, submission))


def quotes(reasons: Iterable[tuple[str, str]], texts: Sequence[str]) -> list[Quote]:
    """:param reasons: each with the words for its question."""
    held = {run for text in texts for run in _runs(text)}
    found = []
    for where, reason in reasons:
        if held and (words := _longest(reason, held)):
            found.append(Quote(where, words))
    return found


def _runs(text: str) -> Iterator[tuple[str, ...]]:
    words = [each.casefold() for each in _WORD.findall(text)]
    return (tuple(words[at : at + IN_A_ROW]) for at in range(len(words) - IN_A_ROW + 1))


def _longest(reason: str, held: set[tuple[str, ...]]) -> str:
    """The longest piece of a reason of which every eight words in a row are held; "" where there is none."""
    places = list(_WORD.finditer(reason))
    hits = [run in held for run in _runs(reason)]
    best, start = (0, 0), None
    for at, hit in enumerate([*hits, False]):
        if hit and start is None:
            start = at
        elif not hit and start is not None:
            best, start = max(best, (at - start, -start)), None
    length, first = best[0], -best[1]
    return reason[places[first].start() : places[first + length + IN_A_ROW - 2].end()] if length else ""
