"""Where evidence from elsewhere comes from, and as of when: said on every page that shows it.

The date is the record's own (``project.source_as_of``), as its file gave it.
"""

import re
from dataclasses import dataclass, replace
from datetime import date

from evidencehub.shared.words import day

HERE = ""  # the source of what was submitted to this hub, as the index holds it
INVENTED = "invented"  # demonstration records, kept apart so that counts can leave them out


# Of kinds of people, those that records from elsewhere tell of every study: ages of school, by its grades. What else a
# sample was (girls, disabled people, the poor) many of them do not say, so that none can be said to be missing.
TOLD_ELSEWHERE = frozenset({"under-5s", "children-5-11", "young-people-12-15", "young-people-16-25", "past-school-age"})


@dataclass(frozen=True)
class Source:
    slug: str
    name: str
    as_of: str  # in words; "" where nobody said
    url: str
    rates: bool  # gives ratings of its own

    @property
    def with_date(self) -> str:
        return f"{self.name}, as of {self.as_of}" if self.as_of else self.name

    @property
    def statement(self) -> str:
        """What stands on every card and page with evidence from there."""
        said = "Rated elsewhere by" if self.rates else "Reported by"
        return f"{said} {self.with_date}; not graded here"


_KNOWN = {
    "destiny": Source(
        "destiny",
        "the DESTINY evidence repository",
        "",
        "https://destiny-evidence.github.io/destiny-repository/",
        False,
    ),
    "records": Source("records", "the records that this hub was given", "", "", False),
    "references": Source("references", "the lists of references that this hub was given", "", "", False),
    "wwc": Source("wwc", "the What Works Clearinghouse", "", "https://ies.ed.gov/ncee/wwc/", True),
}


def source_of(slug: str, as_of: str = "") -> Source:
    """A source that nobody described is named as the import named it.

    :param as_of: 2025-08-25, or 2020-04 where only the month is known; "" where nobody said.
    """
    found = _KNOWN.get(slug) or Source(slug, slug.replace("-", " "), "", "", False)
    return replace(found, as_of=day_of(as_of)) if as_of else found


def is_as_of(text: str) -> bool:
    try:
        return bool(re.fullmatch(r"\d{4}-\d\d(-\d\d)?", text, re.ASCII)) and bool(date.fromisoformat(f"{text}-01"[:10]))
    except ValueError:
        return False


def is_day(text: str) -> bool:
    return is_as_of(text) and len(text) > 7


def day_of(as_of: str) -> str:
    """ "25 August 2025", or "April 2020" where only the month is known."""
    if not as_of:
        return ""
    return day(as_of) if len(as_of) > 7 else f"{date.fromisoformat(f'{as_of}-01'):%B %Y}"


def is_elsewhere(slug: str) -> bool:
    """Whether records of this source, as the index holds it, came from another body."""
    return slug not in {HERE, INVENTED}


def source_label(slug: str) -> str:
    if slug == HERE:
        return "Submitted to this hub"
    if slug == INVENTED:
        return "Invented examples"
    name = source_of(slug).name
    return name[:1].upper() + name[1:]
