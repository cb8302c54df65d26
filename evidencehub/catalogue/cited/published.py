"""What kind of report a study stands in, and where in it, as far as its record says.

Of records from elsewhere the citation says it, and ERIC's number: one that begins with EJ is a journal article. What
says none of it stays of no kind, "generic" to reference managers.
"""

import re
from dataclasses import dataclass

from evidencehub.projects.frozen.shapes import FrozenEvaluation
from evidencehub.projects.reported import study_of
from evidencehub.shared.doi import doi_cited, doi_in

JOURNAL, CHAPTER, THESIS, REPORT, GENERIC = "JOUR", "CHAP", "THES", "RPRT", "GEN"

_THESIS = re.compile(
    r"\b(?:dissertations?|doctoral|master[’']?s[’']? (?:thesis|abstracts)|UMI No|ProQuest LLC)\b", re.IGNORECASE
)
_SCHOOL = re.compile(r"[^,.;()\[\]]*\bUniversity\b[^.;()\[\]]*")
_CHAPTERS = (
    re.compile(r"\bIn [^()]{3,120}\(Eds?\.\),?\s*(?P<book>[^(]{5,200}?)\s*[(.]"),
    re.compile(r"\bIn (?P<book>[A-Z][^()]{5,200}?)\s*\(pp?\."),
)
_REPORT = re.compile(
    r"\b(?:(?:final|technical|interim|research|evaluation) report|NCEE \d{4}|(?:working|discussion) paper|report no\b)",
    re.IGNORECASE,
)
_NOTE = re.compile(r"^\[[^\[\]]*\][\s.]*")  # which comparison of the report
_PAGES = r"(?P<first>[A-Ze]?\d+)\s*[-–]\s*(?P<last>[A-Ze]?\d+)"  # "e43" of a journal that is not on paper
# ERIC writes "Child Development, v82 n5 p1620-1633"; the others "Journal of Learning Disabilities, 37(2), 90–104".
_ERIC = re.compile(rf"(?P<title>[^,]\D*?),?\s+v(?P<volume>\d+)(?:\s+n(?P<issue>[\d-]+))?(?:\s+p{_PAGES})?")
_USUAL = re.compile(
    rf"(?P<title>[^,\d][^\d]*?),\s*(?P<volume>\d+)\s*(?:\((?P<issue>[^()]+)\))?,\s*(?:pp?\.\s*)?(?:{_PAGES}|[A-Ze]?\d+)"
)


@dataclass(frozen=True)
class Published:
    """``within`` is the journal or the book; of others, who gave it out. "" where it is not known."""

    kind: str
    within: str = ""
    volume: str = ""
    issue: str = ""
    first_page: str = ""
    last_page: str = ""

    @property
    def is_part(self) -> bool:
        """Of a journal or a book."""
        return self.kind in {JOURNAL, CHAPTER}

    @property
    def is_given_out(self) -> bool:
        """By whom is known."""
        return bool(self.within) and not self.is_part


NOWHERE = Published(GENERIC)


def published(study: FrozenEvaluation) -> Published:
    if study.source is None:  # teams send the report of their own study; a plan, or what has no file yet, is none
        return Published(REPORT if study.documents else GENERIC)
    reported = study_of(study.reported)
    if reported is None:
        return Published(GENERIC)
    where, citation = _NOTE.sub("", reported.published_in), reported.citation
    if _THESIS.search(citation):
        school = _SCHOOL.search(where)
        return Published(THESIS, school.group().strip() if school else "")
    if found := _ERIC.match(where) or _USUAL.match(where):
        parts = {name: part or "" for name, part in found.groupdict().items()}
        return Published(
            JOURNAL, parts["title"].strip(), parts["volume"], parts["issue"], parts["first"], parts["last"]
        )
    if reported.eric.startswith("EJ"):
        return Published(JOURNAL, where)
    if book := next((found["book"] for each in _CHAPTERS if (found := each.search(citation))), ""):
        return Published(CHAPTER, book.strip(" .,"))
    return Published(REPORT if _REPORT.search(citation) else GENERIC, where)


def doi_of(study: FrozenEvaluation) -> str:
    """Of its report, bare: where its address leads, else what the source’s citation gives; "" where it is not known."""
    reported = study_of(study.reported)
    return doi_in(study.source_url) or doi_cited(reported.citation if reported else "")
