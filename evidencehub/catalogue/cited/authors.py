"""Names as they are public, taken apart as far as reference managers need it.

Nobody says of a line whether it is a person. What speaks of a group stays whole: a person cited by a whole name is
found again, and a council cited as "Council, L. C." is not.
"""

import re
from collections.abc import Iterable

from evidencehub.catalogue.cited.record import Author
from evidencehub.shared.orcid import split_author
from evidencehub.shared.passages import REMOVED

_OF_A_GROUP = re.compile(
    r"\b(?:universit\w+|college|school|institut\w*|centre|center|council|department|ministry|office|agency|authority|"
    r"association|society|foundation|trust|fund|charity|company|group|team|unit|network|partnership|consortium|board|"
    r"committee|commission|service|services|research|evaluation|clearinghouse|bureau|organi[sz]ation|project|"
    r"ltd|llp|llc|inc|plc|cic|cio|corporation|nhs|police|hospital|borough|county|government|and|of|for|the)\b|&|\d",
    re.IGNORECASE,
)
_PARTICLES = frozenset(
    {"van", "von", "der", "den", "de", "del", "della", "di", "da", "dos", "das", "do", "du", "la", "le", "les", "los",
     "las", "al", "el", "bin", "ibn", "bint", "ter", "ten", "te", "zu", "zum", "zur"}
)  # fmt: skip
_INITIALS = re.compile(r"(?:[A-Z]\.?-?){1,3}")
_MOST_WORDS = 5  # of a person's name
# As the What Works Clearinghouse writes them: "And Others", "G.M. et al", "N/A.", and "... Turner, M. C." after a gap.
_OTHERS = re.compile(r"(?:^|[\s,]+)(?:(?:and|&)\s+others|et\.?\s+al)\.?$", re.IGNORECASE)
_GAP = re.compile(r"^[.…\s]+")
_NOBODY = re.compile(r"n/a\.?|none\.?|unknown\.?|", re.IGNORECASE)
_SUFFIXES = frozenset({"jr", "jr.", "sr", "sr.", "ii", "iii", "iv"})


def authors_of(lines: Iterable[str]) -> tuple[tuple[Author, ...], bool]:
    """Those whom the lines name, and whether there are more of them."""
    found, has_more = [], False
    for line in map(str.strip, lines):
        name = _GAP.sub("", _OTHERS.sub("", line))
        is_removed = REMOVED in line  # what is left of it is no name
        has_more = has_more or is_removed or name != line
        if not is_removed and not _NOBODY.fullmatch(name):
            found.append(author_of(name))
    return tuple(found), has_more and bool(found)


def author_of(line: str) -> Author:
    """A line as a team types it, or a source gives it, perhaps with an ORCID iD."""
    name, orcid = split_author(line)
    family, given = _apart(name)
    is_group = not (family or orcid)
    return Author(name or orcid, family or ("" if is_group else name or orcid), given, is_group, orcid)


def group(name: str, ror: str = "") -> Author:
    return Author(name, is_group=True, ror=ror)


def _apart(name: str) -> tuple[str, str]:
    """Family name and given names; "" twice for what is no person's name."""
    before, comma, after = (part.strip() for part in name.partition(","))
    if comma:
        is_person = after and len(name.split()) <= _MOST_WORDS + 1 and not _OF_A_GROUP.search(name)
        if not is_person:
            return "", ""
        if after.lower() in _SUFFIXES:  # "John Smith, Jr."
            family, given = _apart(before)
            return family, f"{given}, {after}".lstrip(", ") if family else ""
        return before, after
    words = name.split()
    if not 2 <= len(words) <= _MOST_WORDS or _OF_A_GROUP.search(name) or any(word.isupper() and len(word) > 3
                                                                               for word in words):  # fmt: skip
        return "", ""
    if _INITIALS.fullmatch(words[-1]) and not _INITIALS.fullmatch(words[0]):  # "Smith J", as PubMed has it
        return " ".join(words[:-1]), words[-1]
    first = len(words) - 1
    while first > 1 and words[first - 1].lower() in _PARTICLES:
        first -= 1
    return " ".join(words[first:]), " ".join(words[:first])
