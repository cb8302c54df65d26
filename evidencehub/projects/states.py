"""The states of submissions and documents: their groups, whose turn it is, and the words for every reader."""

from enum import Enum

from evidencehub.authz.told import State, Told, Visibility, Who, Words


class Column(Enum):
    """Of the editors' board."""

    YOURS = "Waiting for you"
    OTHERS = "Waiting for others"
    OVER = "Ended lately"

    @classmethod
    def waiting_for(cls, who: Who) -> "Column":
        return cls.YOURS if who is Who.EDITORS else cls.OTHERS


class SubmissionState(State):
    DRAFT = "draft"
    SUBMITTED = "submitted"
    SCREENING = "screening"
    RETURNED = "returned"
    IN_REVIEW = "in-review"
    RECONCILING = "reconciling"
    DECIDED = "decided"
    ACCREDITED = "accredited"
    NOT_ACCREDITED = "not-accredited"
    WITHDRAWN = "withdrawn"
    REJECTED = "rejected"  # before any reviewer saw it

    @property
    def told(self) -> Told:
        return SUBMISSION_TOLD[self]

    @property
    def is_under_way(self) -> bool:
        """It was sent, and what was found is not public yet."""
        return self in {
            SubmissionState.SUBMITTED, SubmissionState.SCREENING, SubmissionState.RETURNED, SubmissionState.IN_REVIEW,
            SubmissionState.RECONCILING, SubmissionState.DECIDED,
        }  # fmt: skip

    @property
    def is_over(self) -> bool:
        """What was found is public."""
        return self in {SubmissionState.ACCREDITED, SubmissionState.NOT_ACCREDITED}

    @property
    def is_withdrawn(self) -> bool:
        return self is SubmissionState.WITHDRAWN

    @property
    def is_rejected(self) -> bool:
        return self is SubmissionState.REJECTED

    @property
    def is_called_off(self) -> bool:
        """It ended before a decision, and nothing more comes of it."""
        return self.is_withdrawn or self.is_rejected

    @property
    def is_sent(self) -> bool:
        return self.is_under_way or self.is_over or self.is_called_off

    @property
    def is_returned(self) -> bool:
        return self is SubmissionState.RETURNED

    @property
    def is_settling(self) -> bool:
        """What the reviewers see differently is laid side by side."""
        return self is SubmissionState.RECONCILING

    @property
    def is_graded(self) -> bool:
        """The team has its letter."""
        return self.is_with_team or self.is_over

    @property
    def is_with_team(self) -> bool:
        """The team has its letter, and nobody else sees yet what was found."""
        return self is SubmissionState.DECIDED

    @property
    def is_closed(self) -> bool:
        """Nothing more happens to it, so the project may be sent again."""
        return self.is_returned or self.is_over or self.is_called_off

    @property
    def is_looked_through(self) -> bool:
        """An editor looks at it before reviewers are chosen."""
        return self in {SubmissionState.SUBMITTED, SubmissionState.SCREENING}

    @property
    def takes_reviewers(self) -> bool:
        """Reviewers are chosen, or one who left is replaced."""
        return self in {SubmissionState.SCREENING, SubmissionState.IN_REVIEW}

    @property
    def step(self) -> int:
        """Which of the steps that the team is shown it is at, from 1; 0 while the team has it."""
        return {
            SubmissionState.SUBMITTED: 1, SubmissionState.SCREENING: 1, SubmissionState.IN_REVIEW: 2,
            SubmissionState.RECONCILING: 3, SubmissionState.DECIDED: 5, SubmissionState.ACCREDITED: 5,
            SubmissionState.NOT_ACCREDITED: 5,
        }.get(self, 0)  # fmt: skip

    @property
    def column(self) -> Column | None:
        """Where it stands on the editors' board, as long as no seat is free; None: not at all."""
        if self.is_over or self.is_called_off:
            return Column.OVER
        return Column.waiting_for(self.told.turn) if self.is_under_way else None

    @property
    def visibility(self) -> Visibility:
        if self.is_over:
            return Visibility.PUBLIC
        return Visibility.STUB if self.is_sent else Visibility.TEAM


class DocumentState(State):
    WAITING = "waiting"
    TEXT = "text"
    NO_TEXT = "no-text"
    ENCRYPTED = "encrypted"
    BROKEN = "broken"
    TOO_LARGE = "too-large"
    TIMED_OUT = "timed-out"
    REDACTED = "redacted"

    @property
    def told(self) -> Told:
        return DOCUMENT_TOLD[self]

    @property
    def is_waiting(self) -> bool:
        return self is DocumentState.WAITING

    @property
    def is_read(self) -> bool:
        return self is DocumentState.TEXT

    @property
    def lacks_text(self) -> bool:
        """It could be opened, and no text was found in it."""
        return self is DocumentState.NO_TEXT

    @property
    def is_redacted(self) -> bool:
        """Its bytes and text are gone for good."""
        return self is DocumentState.REDACTED

    @property
    def visibility(self) -> Visibility:
        """For the team, for reviewers by their seat, and for editors; what is public of it says its disclosure."""
        return Visibility.DESK


_S, _D = SubmissionState, DocumentState
_SEAT = Words(unseen="a reviewer sees the state of their own seat")
_TEAMS = Words(unseen="what was not sent is its team's alone")
_BEING_GRADED = Words(
    "Being graded", meaning="Two reviewers grade it, each alone. What they find will stand here, whichever way it goes."
)

SUBMISSION_TOLD = {
    _S.DRAFT: Told(Who.TEAM, Words("Draft", "grey", "You have not sent it yet."), _SEAT, _TEAMS, _TEAMS),
    _S.SUBMITTED: Told(
        Who.EDITORS,
        Words("Sent", "blue", "An editor reads it first, to see that reviewers can start from it."),
        _SEAT,
        Words("Sent in"),
        _BEING_GRADED,
        todo="Look through what was sent",
        days=5,
    ),
    _S.SCREENING: Told(
        Who.EDITORS,
        Words("With the editor", "blue", "An editor is reading it and looking for two reviewers."),
        _SEAT,
        Words("Being looked through"),
        _BEING_GRADED,
        todo="Choose two reviewers",
        days=7,
    ),
    _S.RETURNED: Told(
        Who.TEAM,
        Words("Sent back to you", "orange", "The editor asks you to change something and send it again."),
        _SEAT,
        Words("Back with the team"),
        Words("Back with the team", meaning="It is back with the team, who were asked to change something."),
        todo="Change and send again",
    ),
    _S.IN_REVIEW: Told(
        Who.REVIEWERS,
        Words("Being graded", "purple", "Two reviewers grade it, each alone."),
        _SEAT,
        Words("With reviewers"),
        _BEING_GRADED,
        todo="Grade",
        days=21,
    ),
    _S.RECONCILING: Told(
        Who.EDITORS,
        Words("Being settled", "purple", "Both reviewers are done. Where they differ, it is settled now."),
        _SEAT,
        Words("Being settled"),
        _BEING_GRADED,
        todo="Settle what differs, then decide",
        days=9,
    ),
    _S.DECIDED: Told(
        Who.TEAM,
        Words(
            "Your letter is there",
            "orange",
            "Read it before everybody can, tell us which facts are wrong, and reply.",
        ),
        _SEAT,
        Words("With the team"),
        Words(
            "Being graded",
            meaning="It is graded, and the team reads first what was found. Then it will stand here, whichever way it "
            "goes.",
        ),
        todo="Check the facts in the findings, and reply",
    ),
    _S.ACCREDITED: Told(
        Who.NOBODY,
        Words("Accredited", "green", "Read the letter to see what you reached and what comes next."),
        _SEAT,
        Words("Accredited"),
        Words(meaning="Accredited."),
    ),
    _S.NOT_ACCREDITED: Told(
        Who.NOBODY,
        Words("No Standard reached yet", "yellow", "Read the letter to see what was strong and what is needed."),
        _SEAT,
        Words("No Standard reached yet"),
        Words(meaning="Decided: no step of the standard reached yet."),
    ),
    _S.WITHDRAWN: Told(
        Who.NOBODY,
        Words("Withdrawn", "grey", "Your team took it back before a decision. You can send it again at any time."),
        _SEAT,
        Words("Withdrawn by the team"),
        Words(
            "Withdrawn by the team",
            meaning="The team took it back before a decision, so it was not graded. That says nothing about the "
            "evidence.",
        ),
    ),
    _S.REJECTED: Told(
        Who.NOBODY,
        Words("Not taken on", "orange", "An editor looked through it and cannot take it on for grading."),
        _SEAT,
        Words("Not taken on"),
        Words(
            "Not taken on",
            meaning="An editor looked through it and did not take it on for grading here. That says nothing about the "
            "evidence.",
        ),
    ),
}

_BY_NAME = Words(unseen="a case lists its files by name")
_NOT_PUBLIC = Words(unseen="whether a document is public says its disclosure")
_TOLD_WHY = Words(unseen="they get the file, and the reason as the reading of it left it")


def _document(turn: Who, label: str, colour: str, reviewer: Words = _TOLD_WHY) -> Told:
    return Told(turn, Words(label, colour), reviewer, _BY_NAME, _NOT_PUBLIC)


DOCUMENT_TOLD = {
    _D.WAITING: _document(Who.NOBODY, "Being read", "blue", Words(meaning="it has not been read yet.")),
    _D.TEXT: _document(Who.NOBODY, "Read", "green", Words(unseen="they read the text itself")),
    _D.NO_TEXT: _document(Who.TEAM, "No text found", "yellow"),
    _D.ENCRYPTED: _document(Who.TEAM, "Locked", "red"),
    _D.BROKEN: _document(Who.TEAM, "Damaged", "red"),
    _D.TOO_LARGE: _document(Who.TEAM, "Too large to read", "red"),
    _D.TIMED_OUT: _document(Who.TEAM, "Took too long", "red"),
    _D.REDACTED: _document(Who.NOBODY, "Removed by the hub", "grey", Words(meaning="This file was removed.")),
}
