"""The things that were asked of a team, each with what the team says to it."""

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from evidencehub.projects.asked.models import MORE, DraftReply

# A new thing begins after an empty line, or with a mark or number of a list.
_BETWEEN = re.compile(r"\n\s*\n|\n(?=\s*(?:[-*•–]|\d{1,2}[.)])\s)")
SAID = {"done": "Done", "not-done": "Not done", "disagree": "We do not agree"}
EDITOR, LETTER = "editor", "letter"  # who asked


@dataclass(frozen=True)
class Asked:
    """One thing, in the words in which it was asked."""

    text: str
    by: str  # EDITOR | LETTER
    found: str = ""  # what reviewers had answered: "Not met"
    way: int = 1  # of several ways to the next step, from 1: one way is enough

    @property
    def key(self) -> str:
        """The same thing keeps its key, also where the list around it changes."""
        return hashlib.sha256(self.text.encode()).hexdigest()[:16]


@dataclass(frozen=True)
class Replied:
    """A thing with the team's answer to it; ``said`` is "" where there is none."""

    asked: Asked
    said: str = ""
    text: str = ""

    @property
    def label(self) -> str:
        return SAID.get(self.said, "")

    @property
    def is_answered(self) -> bool:
        """Where nothing was done about it, the reason belongs to the answer."""
        return self.said == "done" or bool(self.said and self.text)

    def as_kept(self) -> dict[str, Any]:
        """As it goes with a submission."""
        return {
            "asked": self.asked.text, "by": self.asked.by, "found": self.asked.found, "way": self.asked.way,
            "said": self.said, "text": self.text,
        }  # fmt: skip


def of_editor(reason: str) -> tuple[Asked, ...]:
    """An editor writes freely why something goes back: each paragraph and each line of a list is one thing."""
    texts = (text.strip() for text in _BETWEEN.split(reason.replace("\r\n", "\n")))
    return tuple(Asked(text, EDITOR) for text in dict.fromkeys(texts) if text)


def with_replies(things: Sequence[Asked], drafts: Mapping[str, DraftReply]) -> tuple[Replied, ...]:
    told = ((thing, drafts.get(thing.key)) for thing in things)
    return tuple(Replied(thing, draft.said, draft.text) if draft else Replied(thing) for thing, draft in told)


def more(drafts: Mapping[str, DraftReply]) -> str:
    """What was changed besides, in the team's words."""
    return drafts[MORE].text if MORE in drafts else ""


def kept(body: Sequence[Mapping[str, Any]]) -> tuple[Replied, ...]:
    """What went with a submission, read back."""
    return tuple(
        Replied(Asked(each["asked"], each["by"], each["found"], each["way"]), each["said"], each["text"])
        for each in body
    )
