"""A citation taken apart: who wrote it, when, what it is called, where it stands. What cannot be told stays whole."""

import re
from dataclasses import dataclass

_DATED = re.compile(
    r"^(?P<authors>.*?)\s*\(\s*(?P<date>[^()]*?(?:\d{4}[a-z]?|n\.\s?d\.?|in press|forthcoming)[^()]*?)\s*\)"
    r"\s*[.,;:]?\s*(?P<rest>.+)$",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_CONTRAST = re.compile(r"\s*\[(?P<note>[^\[\]]*)\][\s.]*$")
_INITIALS = re.compile(r"^(?:[A-Z]\.?[-\s]?){1,4}(?:,?\s*(?:Jr|Sr|II|III|IV)\.?)?$")
_SUFFIX = re.compile(r"(?:Jr|Sr|II|III|IV)\.?")
_SURNAME, _FORENAMES = re.compile(r"[A-Z][\w’'-]+"), re.compile(r"[A-Z][\w.’'-]*(?: [A-Z][\w.’'-]*)*(?:, \w+\.?)?")
_BODY = re.compile(r"\b(?:Foundation|Center|Centre|Institute|University|Associates)\b")
LONGEST_TITLE = 300
MOST_AUTHORS = 60


@dataclass(frozen=True)
class Citation:
    authors: tuple[str, ...]
    year: int | None
    title: str
    contrast: str  # which comparison of the study, where one citation stands for several: "error analysis vs. control"
    source: str  # a journal with volume and pages, a publisher, an address


def taken_apart(text: str, *, publication: str = "", date: str = "") -> Citation:
    """:param publication: what the record itself calls the source, which ends the citation; ``date`` its own year."""
    match = _DATED.match(text)
    authors, when, rest = (match["authors"], match["date"], match["rest"]) if match else ("", "", text)
    year = _YEAR.search(when) or _YEAR.search(date)
    title, source = _title_and_source(rest, publication, is_eric=";" in authors)
    note = _CONTRAST.search(title) or _CONTRAST.match(source)
    if note:
        title, source = (title[: note.start()], source) if note.string == title else (title, source[note.end() :])
    return Citation(
        authors=authors_of(authors),
        year=int(year.group()) if year else None,
        title=_shortened(title.strip(" .,;") or text),
        contrast=note["note"].strip() if note else "",
        source=source.strip(" ,.;"),
    )


def authors_of(text: str) -> tuple[str, ...]:
    """ "Fuchs, Lynn S.; Malone, A." and "Fuchs, L. S., & Malone, A. (Eds.)" and "Lynn S. Fuchs and A. Malone"."""
    plain = text.strip().rstrip(",;").strip()
    if not plain:
        return ()
    if "," not in plain and ";" not in plain and _BODY.search(plain):
        return (plain.removesuffix("."),)  # "Center for Prevention Research and Development" is one author
    if ";" in plain:
        parts = [part.strip() for part in re.split(r";\s*(?:&|and\s)?", plain)]
    elif all(re.fullmatch(r"[^,]+, [^,]{4,}", part) for part in re.split(r",?\s+and\s+", plain)):
        parts = re.split(r",?\s+and\s+", plain)  # "Fedewa, Alicia and Davis, Matthew A. C."
    else:
        parts = _by_commas(re.split(r",\s*", re.sub(r",?\s+(?:&|and)\s+", ", ", plain)))
    return tuple(re.sub(r"(?<=[a-z]{2})\.$", "", part) for part in parts if part)[:MOST_AUTHORS]


def _by_commas(pieces: list[str]) -> list[str]:
    """A surname and the initials after it belong together; a name with its forename before it stands alone.

    "Hoff, Kathryn E., Ervin, Ruth A." is surnames and forenames in turn.
    """
    in_turn: list[str] = []
    for piece in (each.strip() for each in pieces):
        in_turn += [piece] if not in_turn or not _SUFFIX.fullmatch(piece) else [f"{in_turn.pop()}, {piece}"]
    surnames, forenames = in_turn[::2], in_turn[1::2]
    is_paired = len(surnames) == len(forenames) and all(map(_SURNAME.fullmatch, surnames))
    if is_paired and all(map(_FORENAMES.fullmatch, forenames)):
        return [f"{surname}, {forename}" for surname, forename in zip(surnames, forenames, strict=True)]
    names: list[str] = []
    for piece in in_turn:
        if _INITIALS.match(piece) and names and not _INITIALS.match(names[-1]):
            names[-1] = f"{names[-1]}, {piece}"
        else:
            names.append(piece)
    return names


def _title_and_source(rest: str, publication: str, *, is_eric: bool) -> tuple[str, str]:
    if publication and (place := rest.rfind(publication.rstrip("."))) > 0:
        return rest[:place], rest[place:]
    if is_eric and not publication:  # ERIC writes "New Chance. Final Report on a Comprehensive Program."
        return rest, ""
    # The first full stop that ends a sentence: not one of "vs." or an initial.
    for stop in re.finditer(r"(?<!\bvs)(?<!\b[A-Z])(?<!\bSt)(?<!\bDr)[.?!]\s+(?=[A-Z\[“\"(])", rest):
        return rest[: stop.start() + 1], rest[stop.end() :]
    return rest, ""


def _shortened(title: str) -> str:
    return title if len(title) <= LONGEST_TITLE else title[: LONGEST_TITLE - 2].rsplit(" ", 1)[0] + " …"
