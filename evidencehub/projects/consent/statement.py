"""What a team states of stories, quotes and photographs of single people in what it sends: that they agreed, to what,
how, and who keeps the record. The record itself stays with the team."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from evidencehub.shared.errors import Invalid

MOST = 500  # characters of each answer
NONE, GIVEN = "none", "given"
CHOICES = {
    NONE: "No: no story, quote or photograph of one person is in it",
    GIVEN: "Yes, and each of these people agreed, or somebody who may agree for them",
}
ASKED = {
    "what": "What did they agree to?",
    "how": "How did they agree?",
    "kept_by": "Who keeps the record of it?",
}


_MISSING = {
    "what": "Say what they agreed to", "how": "Say how they agreed", "kept_by": "Say who keeps the record of it",
}  # fmt: skip


@dataclass(frozen=True)
class Consent:
    """Not public. Never changed once sent."""

    said: str  # NONE | GIVEN
    what: str = ""
    how: str = ""
    kept_by: str = ""

    @property
    def label(self) -> str:
        return CHOICES[self.said]

    @property
    def answers(self) -> list[tuple[str, str]]:
        """Questions with their answers; nothing where nobody is in it."""
        return [(asked, getattr(self, name)) for name, asked in ASKED.items()] if self.said == GIVEN else []

    def as_kept(self) -> dict[str, str]:
        return {"said": self.said, "what": self.what, "how": self.how, "kept_by": self.kept_by}


def kept(body: Mapping[str, Any]) -> Consent | None:
    """As it went with a submission; None where it was not asked."""
    return Consent(**body) if body else None


def stated(said: str, what: str = "", how: str = "", kept_by: str = "") -> Consent:
    """:raises Invalid: an answer is missing, or too long."""
    if said != GIVEN:
        return Consent(NONE)
    texts, missing = {"what": what.strip(), "how": how.strip(), "kept_by": kept_by.strip()}, dict[str, str]()
    for name, text in texts.items():
        if not text or len(text) > MOST:
            missing[name] = f"It must be {MOST} characters or fewer" if text else _MISSING[name]
    if missing:
        raise Invalid("Answers are missing", missing)
    return Consent(GIVEN, **texts)
