"""The states of a question to a team: their groups, whose turn it is, and the words for every reader."""

from evidencehub.authz.told import State, Told, Visibility, Who, Words

DAYS = 10  # that a team has for its answer


class QuestionState(State):
    WAITING = "waiting"  # a reviewer wrote it; no editor has looked yet
    NOT_NEEDED = "not-needed"  # an editor did not pass it on
    SENT = "sent"
    ANSWERED = "answered"
    UNANSWERED = "unanswered"  # the time ran out
    TAKEN_BACK = "taken-back"

    @property
    def told(self) -> Told:
        return QUESTION_TOLD[self]

    @property
    def is_waiting(self) -> bool:
        return self is QuestionState.WAITING

    @property
    def is_with_team(self) -> bool:
        return self is QuestionState.SENT

    @property
    def is_answered(self) -> bool:
        return self is QuestionState.ANSWERED

    @property
    def is_open(self) -> bool:
        """Somebody has still to do something, so the case is not decided yet."""
        return self in {QuestionState.WAITING, QuestionState.SENT}

    @property
    def was_sent(self) -> bool:
        """The team has seen it, and so both reviewers see it too."""
        return self in {
            QuestionState.SENT, QuestionState.ANSWERED, QuestionState.UNANSWERED, QuestionState.TAKEN_BACK,
        }  # fmt: skip

    @property
    def is_of_the_record(self) -> bool:
        """It is public as soon as what was found on the submission that it is about is."""
        return self in {QuestionState.ANSWERED, QuestionState.UNANSWERED}

    @property
    def visibility(self) -> Visibility:
        if self.is_of_the_record:
            return Visibility.PUBLIC
        return Visibility.DESK if self.was_sent else Visibility.SEAT


_Q = QuestionState
_NOT_SENT = Words(unseen="the team sees a question when an editor asks it")
_NOT_PUBLIC = Words(unseen="only what the team answered, or did not answer in time, is part of the record")

QUESTION_TOLD = {
    _Q.WAITING: Told(
        Who.EDITORS, _NOT_SENT,
        Words("An editor reads it", "yellow", "Only you and the editors see this question so far."),
        Words("Waits for an editor", "yellow"), _NOT_PUBLIC, todo="Read a question to the team, and send it or say no",
    ),
    _Q.NOT_NEEDED: Told(
        Who.NOBODY, _NOT_SENT, Words("Not sent", "grey", "The editor says that this is not needed."),
        Words("Not sent", "grey"), _NOT_PUBLIC,
    ),
    _Q.SENT: Told(
        Who.TEAM, Words("Please answer", "yellow"), Words("The team is asked", "blue"), Words("With the team", "blue"),
        _NOT_PUBLIC, todo="Answer a question", days=DAYS,
    ),
    _Q.ANSWERED: Told(
        Who.NOBODY, Words("You answered", "green"), Words("Answered", "green"), Words("Answered", "green"),
        Words("The team answered"),
    ),
    _Q.UNANSWERED: Told(
        Who.NOBODY, Words("The time is over", "grey", "There was no answer in time, so we go on without one."),
        Words("Not answered", "grey", "The team did not answer in time."), Words("Not answered", "grey"),
        Words("The team did not answer in time"),
    ),
    _Q.TAKEN_BACK: Told(
        Who.NOBODY, Words("Taken back", "grey", "You need not answer it any more."),
        Words("Taken back", "grey", "An answer is not needed any more."), Words("Taken back", "grey"), _NOT_PUBLIC,
    ),
}  # fmt: skip
