"""Points out words in a report that may name or give away a person. It only reports, page by page; people decide.

What it sees are patterns. It cannot see names that are on no list, places or events by which somebody is known,
handwriting, and nothing that the reading of the file left out. Pictures are looked at by themselves, when the file is
read (``seeing``): what is likely a photograph is known, and never whom it shows.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cache
from importlib.resources import files

from evidencehub.projects.disclosure.check_digits import is_nhs_number, is_pupil_number
from evidencehub.projects.disclosure.rows import headings_of_people

LONGEST = 80  # characters that are shown of a find


class Kind(Enum):
    NAME = "name"
    BIRTH_DATE = "birth-date"
    POSTCODE = "postcode"
    NHS_NUMBER = "nhs-number"
    PUPIL_NUMBER = "pupil-number"
    INSURANCE_NUMBER = "insurance-number"
    PEOPLE = "people"
    PHONE = "phone"
    EMAIL = "email"
    SMALL_COUNT = "small-count"
    PHOTOGRAPH = "photograph"
    BESIDE_PICTURE = "beside-picture"
    WHOLE_PAGE = "whole-page"
    STORY = "story"

    @property
    def label(self) -> str:
        return _LABELS[self]

    @property
    def is_of_one_person(self) -> bool:
        """Hardly ever harmless, as the name of an author or the number of an office is."""
        return self in _OF_ONE


_LABELS = {
    Kind.NAME: "May be a person’s name",
    Kind.BIRTH_DATE: "Date of birth",
    Kind.POSTCODE: "Full postcode",
    Kind.NHS_NUMBER: "NHS number",
    Kind.PUPIL_NUMBER: "Pupil number",
    Kind.INSURANCE_NUMBER: "National Insurance number",
    Kind.PEOPLE: "Table with a row for each person",
    Kind.PHONE: "Phone number",
    Kind.EMAIL: "Email address",
    Kind.SMALL_COUNT: "Fewer than 5 people",
    Kind.PHOTOGRAPH: "May be a photograph",
    Kind.BESIDE_PICTURE: "Written into a picture’s file",
    Kind.WHOLE_PAGE: "Page that is one picture",
    Kind.STORY: "May be a story of one person",
}


_OF_ONE = {Kind.BIRTH_DATE, Kind.NHS_NUMBER, Kind.PUPIL_NUMBER, Kind.INSURANCE_NUMBER, Kind.PEOPLE}


@dataclass(frozen=True)
class Find:
    page: int  # from 1
    kind: Kind
    words: str  # for the team and the editor only


_GAP = r"[ \t\u00a0]"
_WORD = r"[A-Z\u00c0-\u00de][\w'\u2019-]{1,30}"
_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}"
_DATE = rf"\d{{1,2}}(?:[./-]\d{{1,2}}[./-]|(?:st|nd|rd|th)?{_GAP}{_MONTH},?{_GAP})\d{{2,4}}|\d{{4}}-\d{{2}}-\d{{2}}"
_PEOPLE = (
    r"(?:pupils?|students?|children|child|boys?|girls?|participants?|families|family|parents?|young people|people)"
)
_TITLED = re.compile(rf"\b(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Sir)\b\.?{_GAP}{_WORD}(?:{_GAP}{_WORD}){{0,2}}")
_LABELLED = re.compile(
    rf"\b(?:[Nn]ame|NAME|[Pp]upil|[Ss]tudent|[Cc]hild|[Pp]articipant|[Ii]nterviewee|[Pp]arent)"
    rf"(?:[ ]name)?[ ]?:{_GAP}*({_WORD}(?:{_GAP}{_WORD}){{0,2}})"
)
_MAYBE_GIVEN = re.compile(rf"\b({_WORD})((?:{_GAP}{_WORD}){{0,2}})")
_AFTER_A_NAME = re.compile(
    rf"{_GAP}?(?:,{_GAP}(?:aged{_GAP})?\d{{1,2}}\b|\({_GAP}?(?:aged{_GAP})?\d{{1,2}}{_GAP}?\)"
    rf"|{_GAP}(?:said|says|told|felt|feels|explained|described|attended|joined|lives|whose|who)\b)"
)
_OWNS = re.compile("['\u2019]s$")
_BORN = re.compile(
    rf"\b(?:born(?:{_GAP}on)?|d\.?o\.?b\.?|date{_GAP}of{_GAP}birth)\b[ :(.]{{0,4}}(?:{_DATE})", re.IGNORECASE
)
_POSTCODE = re.compile(
    r"\b(?:GIR ?0AA|(?:[A-PR-UWYZ]\d{1,2}|[A-PR-UWYZ][A-HK-Y]\d{1,2}|[A-PR-UWYZ]\d[A-HJKPS-UW]"
    r"|[A-PR-UWYZ][A-HK-Y]\d[ABEHMNPRV-Y])[ ]?\d[ABD-HJLNP-UW-Z]{2})\b"
)
_TEN_DIGITS = re.compile(rf"(?<![\d.,-])\d{{3}}(?:{_GAP}|-)?\d{{3}}(?:{_GAP}|-)?\d{{4}}(?![\d,-]|\.\d)")
_PUPIL = re.compile(r"\b[A-HJ-NP-RT-Z]\d{11}[\dA-HJ-NP-RT-Z]\b")
# Letters that are given, and pairs that never are, by HM Revenue and Customs (National Insurance Manual, NIM39110).
_INSURANCE = re.compile(
    r"\b(?!BG|GB|KN|NK|NT|TN|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z][ ]?\d{2}[ ]?\d{2}[ ]?\d{2}[ ]?[A-D]\b"
)
_PHONE = re.compile(r"(?<![\w.,-])(?:\+44[ -]?(?:\(0\)[ -]?)?|\(?0)[12378](?:[ ()-]{0,2}\d){8,9}(?![\d,]|\.\d)")
_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}")
# "One pupil in five" counts nobody.
_SMALL = re.compile(
    rf"\b[nN]{_GAP}?={_GAP}?[1-4](?![\d.,]\d|\d)"
    rf"|(?<![\d.,]){_GAP}[1-4]{_GAP}?\(\d{{1,3}}(?:\.\d{{1,2}})?{_GAP}?%\)"
    rf"|(?<![\w.,-])(?:[1-4]|[Oo]ne|[Tt]wo|[Tt]hree|[Ff]our)(?:{_GAP}of{_GAP}the)?{_GAP}{_PEOPLE}\b(?!{_GAP}in{_GAP})"
)


def finds(pages: Sequence[str]) -> list[Find]:
    """Everything that is pointed out, in the order of the pages; the same words of a kind once a page.

    Takes time in proportion to the length: no pattern can run over more than a line's worth of letters again.
    """
    found = [
        Find(number, kind, words)
        for number, text in enumerate(pages, start=1)
        for kind, look in _LOOKS
        for words in dict.fromkeys(" ".join(each.split())[:LONGEST] for each in look(text))
    ]
    return list(dict.fromkeys(found))


def _names(text: str) -> Iterator[str]:
    yield from (each[0] for each in _TITLED.finditer(text))
    yield from (each[1] for each in _LABELLED.finditer(text))
    for each in _MAYBE_GIVEN.finditer(text):
        words = each[0].split()
        for place, word in enumerate(words):  # "Pupil Amara Blake": the name does not come first
            name, owns = _name_in(word)
            if name and (owns or place + 1 < len(words) or _AFTER_A_NAME.match(text, each.end())):
                yield name if owns else " ".join(words[place:])
                break


def _name_in(word: str) -> tuple[str, bool]:
    """The first name that a word is, "" if none, and whether it owns what follows: "Chloe's mother"."""
    bare = _OWNS.sub("", word)
    return (bare if bare.casefold() in given_names() else ""), bare != word


def _all_of(pattern: re.Pattern[str]) -> Callable[[str], Iterator[str]]:
    return lambda text: (each[0] for each in pattern.finditer(text))


def _nhs_numbers(text: str) -> Iterator[str]:
    return (each for each in _all_of(_TEN_DIGITS)(text) if is_nhs_number("".join(filter(str.isdigit, each))))


def _pupil_numbers(text: str) -> Iterator[str]:
    return (each for each in _all_of(_PUPIL)(text) if is_pupil_number(each))


_LOOKS: tuple[tuple[Kind, Callable[[str], Iterator[str]]], ...] = (
    (Kind.NAME, _names),
    (Kind.BIRTH_DATE, _all_of(_BORN)),
    (Kind.POSTCODE, _all_of(_POSTCODE)),
    (Kind.NHS_NUMBER, _nhs_numbers),
    (Kind.PUPIL_NUMBER, _pupil_numbers),
    (Kind.INSURANCE_NUMBER, _all_of(_INSURANCE)),
    (Kind.PEOPLE, headings_of_people),
    (Kind.PHONE, _all_of(_PHONE)),
    (Kind.EMAIL, _all_of(_EMAIL)),
    (Kind.SMALL_COUNT, _all_of(_SMALL)),
)


@cache
def given_names() -> frozenset[str]:
    """First names that are common in the United Kingdom, in small letters; those that are also words are left out."""
    text = files(__package__).joinpath("given-names.txt").read_text(encoding="utf-8")
    return frozenset(name for line in text.splitlines() if not line.startswith("#") for name in line.split())
