"""The states of a reviewer's seat on a case: their groups, whose turn it is, and the words for every reader."""

from evidencehub.authz.told import State, Told, Visibility, Who, Words


class AssignmentState(State):
    INVITED = "invited"  # the machine found no conflict; the person has not declared yet
    GRADING = "grading"  # declared; the report is open
    IN = "in"  # sent, waiting for the other
    FROZEN = "frozen"  # both are in
    DECLINED = "declined"
    CONFLICT = "conflict"  # declared, or found by the machine
    REPLACED = "replaced"  # the editor gave the seat to somebody else, or the person is no reviewer any more
    ENDED = "ended"  # the case ended before a decision

    @property
    def told(self) -> Told:
        return SEAT_TOLD[self]

    @property
    def is_invited(self) -> bool:
        return self is AssignmentState.INVITED

    @property
    def is_declined(self) -> bool:
        return self is AssignmentState.DECLINED

    @property
    def is_conflict(self) -> bool:
        return self is AssignmentState.CONFLICT

    @property
    def is_due(self) -> bool:
        """The reviewer still has something to do."""
        return self in {AssignmentState.INVITED, AssignmentState.GRADING}

    @property
    def is_sent(self) -> bool:
        """The findings are in."""
        return self in {AssignmentState.IN, AssignmentState.FROZEN}

    @property
    def has_seat(self) -> bool:
        """They are on the case; who said no, has a conflict or was replaced has left it, and it may have ended."""
        return self.is_due or self.is_sent

    @property
    def has_report(self) -> bool:
        """They know of no conflict, so the report is open to them."""
        return self is AssignmentState.GRADING or self.is_sent

    @property
    def visibility(self) -> Visibility:
        """Neither the team nor the other reviewer learns of it."""
        return Visibility.SEAT


_A = AssignmentState
_NEVER = Words(unseen="the team never learns who grades, or how far they are")
_NOBODYS = Words(unseen="everybody learns who graded by role only, and not before the decision")
# Alike, so that nobody who has sent learns from it how far the other is.
_SENT = Words("Sent", meaning="You sent your findings.")

SEAT_TOLD = {
    _A.INVITED: Told(
        Who.REVIEWERS,
        _NEVER,
        Words("New", "blue", "Can you do it? Say yes or no"),
        Words("Invited, no answer yet"),
        _NOBODYS,
    ),
    _A.GRADING: Told(
        Who.REVIEWERS, _NEVER, Words("Begun", "light-blue", "You are grading this"), Words("Grading"), _NOBODYS
    ),
    _A.IN: Told(Who.NOBODY, _NEVER, _SENT, Words("Findings are in"), _NOBODYS),
    _A.FROZEN: Told(Who.NOBODY, _NEVER, _SENT, Words("Findings are frozen"), _NOBODYS),
    _A.DECLINED: Told(
        Who.EDITORS,
        _NEVER,
        Words("Declined", meaning="You said that you cannot grade this. We ask somebody else."),
        Words("Declined"),
        _NOBODYS,
        todo="Replace a reviewer",
    ),
    _A.CONFLICT: Told(
        Who.EDITORS,
        _NEVER,
        Words("Conflict of interest", meaning="There is a conflict of interest, so somebody else grades this."),
        Words("Conflict of interest"),
        _NOBODYS,
        todo="Replace a reviewer",
    ),
    _A.REPLACED: Told(
        Who.EDITORS,
        _NEVER,
        Words(
            "Given to somebody else",
            meaning="Your place on this case was given to somebody else. What you wrote is kept and is not used.",
        ),
        Words("Replaced"),
        _NOBODYS,
        todo="Replace a reviewer",
    ),
    _A.ENDED: Told(
        Who.NOBODY,
        _NEVER,
        Words(
            "Ended",
            meaning="The team took back what you were asked to grade, so this has ended. You need not do anything. "
            "What you wrote is kept, and nobody reads it any more.",
        ),
        Words("Ended with the case"),
        _NOBODYS,
    ),
}
