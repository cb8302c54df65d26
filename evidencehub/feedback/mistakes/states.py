"""The states of a report of a mistake: their groups, whose turn it is, and the words for every reader."""

from evidencehub.authz.told import State, Told, Visibility, Who, Words


class MistakeState(State):
    WAITING = "waiting"
    ANSWERED = "answered"  # looked at, and nothing was changed
    CORRECTED = "corrected"  # a correction stands on the page
    SET_ASIDE = "set-aside"  # no report of a mistake: advertising, insults

    @property
    def told(self) -> Told:
        return MISTAKE_TOLD[self]

    @property
    def is_waiting(self) -> bool:
        return self is MistakeState.WAITING

    @property
    def is_answered(self) -> bool:
        return self in {MistakeState.ANSWERED, MistakeState.CORRECTED}

    @property
    def is_corrected(self) -> bool:
        return self is MistakeState.CORRECTED

    @property
    def visibility(self) -> Visibility:
        return Visibility.AUTHOR


_NO_REVIEWER = Words(unseen="reviewers see corrections as everybody does")
_NOT_PUBLIC = Words(unseen="everybody reads the correction, and nobody the report")


def _told(turn: Who, own: Words, label: str, colour: str, *, todo: str = "") -> Told:
    return Told(turn, own, _NO_REVIEWER, Words(label, colour), _NOT_PUBLIC, todo=todo)


MISTAKE_TOLD = {
    MistakeState.WAITING: _told(
        Who.EDITORS, Words("Waiting", "yellow", "An editor has not answered it yet."), "Waiting", "yellow",
        todo="Look at the page, say there what was wrong, and answer",
    ),
    MistakeState.ANSWERED: _told(
        Who.NOBODY, Words("Answered", "grey", "We looked at it, and changed nothing."), "Answered, nothing changed",
        "grey",
    ),
    MistakeState.CORRECTED: _told(
        Who.NOBODY, Words("Corrected", "green", "The page says what was wrong, and what is right."), "Corrected",
        "green",
    ),
    MistakeState.SET_ASIDE: _told(
        Who.NOBODY, Words("Closed", "grey", "We did not take it as a report of a mistake."), "Set aside", "grey"
    ),
}  # fmt: skip
