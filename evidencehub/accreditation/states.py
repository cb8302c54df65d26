"""The states of an accreditation: their groups, whose turn it is, and the words for every reader."""

from datetime import datetime

from evidencehub.authz.told import State, Told, Visibility, Who, Words
from evidencehub.shared.clock import day_of
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
    def is_on_hold(self) -> bool:
        return self is AccreditationState.ON_HOLD

    @property
    def is_superseded(self) -> bool:
        return self is AccreditationState.SUPERSEDED

    @property
    def visibility(self) -> Visibility:
        """The register lists everything that was ever accredited."""
        return Visibility.PUBLIC


def _to_all(turn: Who, label: str, meaning: str, todo: str = "") -> Told:
    """The register is public, and nobody is told anything else. ``label`` is "" where the register adds nothing."""
    words = Words(label, meaning=meaning)
    return Told(turn, words, words, words, words, todo=todo)


ACCREDITATION_TOLD = {
    AccreditationState.ACTIVE: _to_all(Who.NOBODY, "", ""),
    AccreditationState.EXPIRING: _to_all(Who.TEAM, "", "It is due for another look soon.", "Send what is new"),
    AccreditationState.EXPIRED: _to_all(
        Who.TEAM, "Not rechecked since", "Nobody has looked at it again since.", "Send what is new"
    ),
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


def standing(
    state: AccreditationState, *, graded_at: datetime, valid_until: datetime | None, evidence_year: int | None,
    renewed_at: datetime | None = None,
) -> str:  # fmt: skip
    """How one that stands does so, in a sentence for its page and its project's.

    :param graded_at: when it was decided; it may have become public in the year after.
    """
    if renewed_at is not None:
        renewed = renewed_in_words(graded_at, renewed_at, evidence_year)
        if state is AccreditationState.EXPIRED:
            return f"{renewed} Not rechecked since. It was due for another look by {day(valid_until)}."
        return f"{renewed} It stands until {day(valid_until)}."
    if state is AccreditationState.EXPIRED:
        evidence = f"Evidence from {evidence_year}; not" if evidence_year else "Not"
        due = f" It was due for another look by {day(valid_until)}." if valid_until else ""
        return f"{evidence} rechecked since {day_of(graded_at).year}.{due}"
    if valid_until is None:
        return "It stands."
    until = f"It stands until {day(valid_until)}."
    return f"{until} It is due for another look by then." if state is AccreditationState.EXPIRING else until


def renewed_in_words(graded_at: datetime, renewed_at: datetime, evidence_year: int | None) -> str:
    """Of an award that was renewed without another grading; the years say what it rests on."""
    evidence = f"evidence from {evidence_year}, " if evidence_year else ""
    return f"Renewed {day_of(renewed_at).year} on the team’s word; {evidence}last graded {day_of(graded_at).year}."


def in_short(state: AccreditationState, *, graded_at: datetime, renewed_at: datetime | None = None) -> str:
    """What a list adds to an award; "" for one that is in date as it was graded."""
    if renewed_at is not None and state.stands:
        renewed = f"Renewed {day_of(renewed_at).year} on the team’s word, last graded {day_of(graded_at).year}"
        return f"{renewed}, not rechecked since" if state is AccreditationState.EXPIRED else renewed
    if state is AccreditationState.EXPIRED:
        return f"Not rechecked since {day_of(graded_at).year}"
    return "" if state.is_in_date else state.told.public.label
