"""The states of asking for a full report: their groups, whose turn it is, and the words for every reader."""

from evidencehub.authz.told import State, Told, Visibility, Who, Words

DAYS = 28  # that a team has to answer
REMINDED_AFTER = (7, 14, 21)  # days; a reminder each


class ReportRequestState(State):
    WAITING = "waiting"
    GIVEN = "given"  # a link opens it until a day
    REFUSED = "refused"
    LAPSED = "lapsed"  # nobody answered in time
    ENDED = "ended"  # the link opens nothing any more

    @property
    def told(self) -> Told:
        return REPORT_REQUEST_TOLD[self]

    @property
    def is_waiting(self) -> bool:
        return self is ReportRequestState.WAITING

    @property
    def is_given(self) -> bool:
        return self is ReportRequestState.GIVEN

    @property
    def is_refused(self) -> bool:
        return self is ReportRequestState.REFUSED

    @property
    def is_open(self) -> bool:
        """Asking once more would bring nothing new."""
        return self in {ReportRequestState.WAITING, ReportRequestState.GIVEN}

    @property
    def visibility(self) -> Visibility:
        return Visibility.TEAM


_R = ReportRequestState
_AS_BEFORE = Words(unseen="reviewers read what was frozen, whoever else does")
_BETWEEN_TWO = Words(unseen="it is between a reader and a team")


def _told(turn: Who, own: Words, *, todo: str = "", days: int = 0) -> Told:
    return Told(turn, own, _AS_BEFORE, _BETWEEN_TWO, _BETWEEN_TWO, todo=todo, days=days)


REPORT_REQUEST_TOLD = {
    _R.WAITING: _told(
        Who.TEAM, Words("Waits for your answer", "yellow"), todo="Give the full report, or say why not", days=DAYS
    ),
    _R.GIVEN: _told(Who.NOBODY, Words("Given", "green")),
    _R.REFUSED: _told(Who.NOBODY, Words("Not given", "grey")),
    _R.LAPSED: _told(Who.NOBODY, Words("Not answered", "grey")),
    _R.ENDED: _told(Who.NOBODY, Words("The link has ended", "grey")),
}
