"""The states of an appeal: their groups, whose turn it is, and the words for every reader."""

from evidencehub.authz.told import State, Told, Visibility, Who, Words


class AppealState(State):
    SENT = "sent"
    TAKEN = "taken"  # an editor who did not decide the case has it in hand
    GRADING = "grading"  # two fresh reviewers grade what is contested
    SETTLING = "settling"  # both are done
    CONCLUDED = "concluded"  # the team has the outcome for a working day, before everybody reads it
    CLOSED = "closed"  # the outcome is public
    REFUSED = "refused"  # no ground was given
    WITHDRAWN = "withdrawn"

    @property
    def told(self) -> Told:
        return APPEAL_TOLD[self]

    @property
    def is_sent(self) -> bool:
        """No editor has it in hand yet."""
        return self is AppealState.SENT

    @property
    def is_taken(self) -> bool:
        return self is AppealState.TAKEN

    @property
    def is_grading(self) -> bool:
        return self is AppealState.GRADING

    @property
    def is_settling(self) -> bool:
        return self is AppealState.SETTLING

    @property
    def is_with_editors(self) -> bool:
        """The team can take it back, and another editor can take it over."""
        return self in {AppealState.SENT, AppealState.TAKEN, AppealState.GRADING, AppealState.SETTLING}

    @property
    def takes_reviewers(self) -> bool:
        """Two are chosen, or one who left is replaced."""
        return self in {AppealState.TAKEN, AppealState.GRADING}

    @property
    def is_open(self) -> bool:
        """Everybody reads that there is an appeal, and nothing of what came of it."""
        return self.is_with_editors or self is AppealState.CONCLUDED

    @property
    def has_outcome(self) -> bool:
        """The team knows what came of it."""
        return self in {AppealState.CONCLUDED, AppealState.CLOSED}

    @property
    def is_concluded(self) -> bool:
        return self is AppealState.CONCLUDED

    @property
    def is_closed(self) -> bool:
        return self is AppealState.CLOSED

    @property
    def is_refused(self) -> bool:
        return self is AppealState.REFUSED

    @property
    def is_withdrawn(self) -> bool:
        return self is AppealState.WITHDRAWN

    @property
    def visibility(self) -> Visibility:
        """That there is an appeal, on what ground, and what came of it; its words are for the team and the editors."""
        return Visibility.PUBLIC


_A = AppealState
_SEAT = Words(unseen="a reviewer sees the state of their own seat")
_OPEN = Words("Under appeal", "orange")

APPEAL_TOLD = {
    _A.SENT: Told(
        Who.EDITORS, Words("Sent", "blue", "An editor who did not decide your case reads it first."), _SEAT,
        Words("Appeal sent in"), _OPEN, todo="Take the appeal", days=5,
    ),
    _A.TAKEN: Told(
        Who.EDITORS, Words("With an editor", "blue", "An editor who did not decide your case reads your appeal."),
        _SEAT, Words("Appeal with an editor"), _OPEN, todo="Ask two new reviewers, or refuse the appeal", days=7,
    ),
    _A.GRADING: Told(
        Who.REVIEWERS, Words("Being graded anew", "purple", "Two new reviewers grade what you contest, each alone."),
        _SEAT, Words("Appeal with reviewers"), _OPEN, todo="Grade what is contested", days=21,
    ),
    _A.SETTLING: Told(
        Who.EDITORS, Words("Being settled", "purple", "Both new reviewers are done. Where they differ, it is settled."),
        _SEAT, Words("Appeal being settled"), _OPEN, todo="Settle what differs, then close the appeal", days=9,
    ),
    _A.CONCLUDED: Told(
        Who.NOBODY, Words("Decided", "green", "You know what came of it before it is public."), _SEAT,
        Words("Outcome with the team"), _OPEN,
    ),
    _A.CLOSED: Told(
        Who.NOBODY, Words("Decided", "green", "Everybody can read what came of it."), _SEAT, Words("Appeal decided"),
        Words("Appeal decided", "grey"),
    ),
    _A.REFUSED: Told(
        Who.NOBODY, Words("Not opened", "grey", "An editor read it, and says why it gives no ground."), _SEAT,
        Words("Appeal not opened"), Words("Appeal not opened", "grey"),
    ),
    _A.WITHDRAWN: Told(
        Who.NOBODY, Words("Withdrawn", "grey", "Your team took it back."), _SEAT, Words("Appeal withdrawn"),
        Words("Appeal withdrawn", "grey"),
    ),
}  # fmt: skip
