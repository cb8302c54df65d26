"""The states of a judgement on how sure we can be: whose turn it is, and the words for every reader."""

from evidencehub.authz.told import State, Told, Visibility, Who, Words


class JudgementState(State):
    JUDGING = "judging"  # each alone
    SETTLING = "settling"  # both are frozen; what differs is settled
    SETTLED = "settled"  # there is a level
    PUBLISHED = "published"
    STOPPED = "stopped"

    @property
    def told(self) -> Told:
        return JUDGEMENT_TOLD[self]

    @property
    def is_judging(self) -> bool:
        return self is JudgementState.JUDGING

    @property
    def is_settling(self) -> bool:
        return self is JudgementState.SETTLING

    @property
    def is_settled(self) -> bool:
        return self is JudgementState.SETTLED

    @property
    def is_published(self) -> bool:
        return self is JudgementState.PUBLISHED

    @property
    def is_open(self) -> bool:
        """Somebody still has to do something."""
        return self.is_judging or self.is_settling or self.is_settled

    @property
    def visibility(self) -> Visibility:
        """Who judges knows their own seat; where all of it stands the editors alone."""
        return Visibility.PUBLIC if self.is_published else Visibility.SEAT


_NO_TEAM = Words(unseen="a synthesis is of studies, and belongs to no team")
_SEAT = Words(unseen="who judges is told where their own seat stands")
_NOBODYS = Words(unseen="nobody but the editors and those who judge knows of it before it is published")


def _told(turn: Who, editor: Words, public: Words = _NOBODYS, *, todo: str = "") -> Told:
    return Told(turn, _NO_TEAM, _SEAT, editor, public, todo=todo)


_J = JudgementState
JUDGEMENT_TOLD = {
    _J.JUDGING: _told(Who.REVIEWERS, Words("Being judged", "blue")),
    _J.SETTLING: _told(Who.EDITORS, Words("Both are in", "yellow"), todo="Settle what differs"),
    _J.SETTLED: _told(Who.EDITORS, Words("Settled", "turquoise"), todo="Publish it"),
    _J.PUBLISHED: _told(
        Who.NOBODY,
        Words("Published", "green"),
        Words(meaning="Two people judged, each alone, how sure we can be."),
    ),
    _J.STOPPED: _told(Who.NOBODY, Words("Stopped", "grey")),
}
