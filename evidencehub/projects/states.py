"""The states of submissions and documents, and their words: labels, colours, whose turn it is and what comes next."""

from dataclasses import dataclass
from enum import Enum


class SubmissionState(Enum):
    DRAFT = "draft"
    SUBMITTED = "submitted"
    SCREENING = "screening"
    RETURNED = "returned"
    IN_REVIEW = "in-review"
    RECONCILING = "reconciling"
    DECIDED = "decided"
    ACCREDITED = "accredited"
    NOT_ACCREDITED = "not-accredited"


class DocumentState(Enum):
    WAITING = "waiting"
    TEXT = "text"
    NO_TEXT = "no-text"
    ENCRYPTED = "encrypted"
    BROKEN = "broken"
    TOO_LARGE = "too-large"
    TIMED_OUT = "timed-out"
    REDACTED = "redacted"


S = SubmissionState


@dataclass(frozen=True)
class StateWords:
    """How a state is told to the team. ``turn`` goes before the word "turn"; "" where nobody has to act."""

    label: str
    colour: str  # of the GOV.UK tag
    turn: str
    meaning: str
    days: int | None = None  # within which we aim to take the next step


SUBMISSION_WORDS = {
    S.DRAFT: StateWords("Draft", "grey", "your", "You have not sent it yet."),
    S.SUBMITTED: StateWords(
        "Sent", "blue", "the editor's", "An editor reads it first, to see that reviewers can start from it.", 5
    ),
    S.SCREENING: StateWords(
        "With the editor", "blue", "the editor's", "An editor is reading it and looking for two reviewers.", 7
    ),
    S.RETURNED: StateWords(
        "Sent back to you", "orange", "your", "The editor asks you to change something and send it again."
    ),
    S.IN_REVIEW: StateWords("Being graded", "purple", "the reviewers'", "Two reviewers grade it, each alone.", 21),
    S.RECONCILING: StateWords(
        "Being settled", "purple", "the editor's", "Both reviewers are done. Where they differ, it is settled now.", 9
    ),
    S.DECIDED: StateWords("Decided", "blue", "the editor's", "The grade is settled. The editor is writing to you."),
    S.ACCREDITED: StateWords("Accredited", "green", "", "Read the letter to see what you reached and what comes next."),
    S.NOT_ACCREDITED: StateWords(
        "No Standard reached yet", "yellow", "", "Read the letter to see what was strong and what is needed."
    ),
}
CLOSED = frozenset({S.RETURNED, S.ACCREDITED, S.NOT_ACCREDITED})  # after these a project may be sent again
DECIDED = frozenset({S.ACCREDITED, S.NOT_ACCREDITED})

# From the audit's words to the team's. What is not here (who was asked, who declined) is not theirs to see.
EVENTS = {
    "submission.send": "You sent it",
    "submission.screen": "An editor started to read it",
    "submission.return": "The editor sent it back to you",
    "submission.start-review": "Grading began",
    "submission.freeze-findings": "Both reviewers finished",
    "submission.reopen": "A question was opened again",
    "submission.decide": "The grade was settled",
    "submission.accredit": "It was accredited",
    "submission.not-accredit": "It was decided: no Standard reached yet",
}

D = DocumentState
DOCUMENT_WORDS = {
    D.WAITING: ("Being read", "blue"),
    D.TEXT: ("Read", "green"),
    D.NO_TEXT: ("No text found", "yellow"),
    D.ENCRYPTED: ("Locked", "red"),
    D.BROKEN: ("Damaged", "red"),
    D.TOO_LARGE: ("Too large to read", "red"),
    D.TIMED_OUT: ("Took too long", "red"),
    D.REDACTED: ("Removed by the hub", "grey"),
}
