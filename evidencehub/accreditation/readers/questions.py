"""What readers are asked, as data, and what they can answer."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cache
from pathlib import Path

from evidencehub.shared.data_rows import by_slug

ANSWERS: Mapping[str, str] = {"yes": "Yes", "partly": "Partly", "no": "No", "not-sure": "I am not sure"}


class ReaderKind(Enum):
    """Whom a reader speaks for. There are no names, so this is all that is known of anybody."""

    YOUNG = "young-person"
    PRACTITIONER = "practitioner"

    @property
    def one(self) -> str:
        return {ReaderKind.YOUNG: "young person", ReaderKind.PRACTITIONER: "practitioner"}[self]

    @property
    def many(self) -> str:
        return {ReaderKind.YOUNG: "young people", ReaderKind.PRACTITIONER: "practitioners"}[self]


@dataclass(frozen=True)
class Question:
    slug: str
    text: str
    hint: str


@cache
def questions() -> Mapping[str, Question]:
    """By slug, in the order of the file."""
    return by_slug(Path(__file__).parent / "questions.toml", "questions", Question)
