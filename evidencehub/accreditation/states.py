"""The states of an accreditation: their groups, whose turn it is, and the words for every reader."""

from datetime import datetime

from evidencehub.authz.told import State, Told, Visibility, Who, Words
from evidencehub.shared.words import day


class AccreditationState(State):
    ACTIVE = "active"
    EXPIRING = "expiring"
    EXPIRED = "expired"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"
    ON_HOLD = "on-hold"

    @property
    def told(self) -> Told:
        return ACCREDITATION_TOLD[self]

    @property
    def is_in_date(self) -> bool:
        """It counts among what is accredited today."""
        return self in {AccreditationState.ACTIVE, AccreditationState.EXPIRING}

    @property
    def stands(self) -> bool:
        """What it says is shown. An expired one still stands, with its date: evidence does not become untrue."""
        return self.is_in_date or self is AccreditationState.EXPIRED

    @property
    def is_withdrawn(self) -> bool:
        return self is AccreditationState.WITHDRAWN

    @property
    def is_superseded(self) -> bool:
        return self is AccreditationState.SUPERSEDED

    @property
    def visibility(self) -> Visibility:
        """The register lists everything that was ever accredited."""
        return Visibility.PUBLIC


def _to_all(turn: Who, label: str, meaning: str) -> Told:
    """The register is public, and nobody is told anything else. ``label`` is "" where the register adds nothing."""
    words = Words(label, meaning=meaning)
    return Told(turn, words, words, words, words)


ACCREDITATION_TOLD = {
    AccreditationState.ACTIVE: _to_all(Who.NOBODY, "", ""),
    AccreditationState.EXPIRING: _to_all(Who.NOBODY, "", "It is due to be looked at again soon."),
    AccreditationState.EXPIRED: _to_all(Who.NOBODY, "Not rechecked since", "It has not been looked at again since."),
    AccreditationState.SUPERSEDED: _to_all(Who.NOBODY, "Replaced later", "A later decision took its place."),
    AccreditationState.WITHDRAWN: _to_all(Who.NOBODY, "Withdrawn", "The award was withdrawn."),
    AccreditationState.ON_HOLD: _to_all(
        Who.EDITORS, "On hold", "The award is on hold while we look into a question about it."
    ),
}


def ended(state: AccreditationState, *, because: str, at: datetime | None) -> str:
    """Of one that does not stand: "The award was withdrawn at the team’s request on 3 May 2026."."""
    words = state.told.public.meaning
    return f"{words.rstrip('.')} {because} on {day(at)}." if because and at else words


def standing(state: AccreditationState, *, accredited_at: datetime, valid_until: datetime | None, now: datetime) -> str:
    """How an accreditation that stands does so today: an old one says since when nobody looked."""
    if valid_until is not None and (valid_until < now or state is AccreditationState.EXPIRED):
        return f"Not rechecked since {accredited_at.year}; it was due for another look by {day(valid_until)}."
    return f"It stands until {day(valid_until)}; then we look again." if valid_until else "It stands."
