"""The states of what a team says is wrong with a fact: whose turn it is, and the words for every reader."""

from evidencehub.authz.told import State, Told, Visibility, Who, Words


class CorrectionState(State):
    WAITING = "waiting"
    CORRECTED = "corrected"
    UNCHANGED = "unchanged"  # the editor read the report again, and the fact stands
    FOR_APPEAL = "for-appeal"  # it would change a finding, which nobody decides here
    TAKEN_BACK = "taken-back"

    @property
    def told(self) -> Told:
        return CORRECTION_TOLD[self]

    @property
    def is_waiting(self) -> bool:
        return self is CorrectionState.WAITING

    @property
    def is_corrected(self) -> bool:
        return self is CorrectionState.CORRECTED

    @property
    def is_for_appeal(self) -> bool:
        return self is CorrectionState.FOR_APPEAL

    @property
    def is_taken_back(self) -> bool:
        return self is CorrectionState.TAKEN_BACK

    @property
    def visibility(self) -> Visibility:
        """One that is accepted is public with the record, and no sooner."""
        return Visibility.PUBLIC if self.is_corrected else Visibility.DESK


_NO_REVIEWER = Words(unseen="reviewers see corrections as everybody does")
_NOT_PUBLIC = Words(unseen="everybody reads what was corrected, and nothing else")

CORRECTION_TOLD = {
    CorrectionState.WAITING: Told(
        Who.EDITORS, Words("Waiting", "yellow", "An editor has not answered it yet."), _NO_REVIEWER,
        Words("Waiting", "yellow"), _NOT_PUBLIC, todo="Answer what the team says about facts", days=5,
    ),
    CorrectionState.CORRECTED: Told(
        Who.NOBODY, Words("Corrected", "green", "The correction stands on the record, with its date."), _NO_REVIEWER,
        Words("Corrected", "green"), Words("Corrected"),
    ),
    CorrectionState.UNCHANGED: Told(
        Who.NOBODY, Words("Not changed", "grey", "An editor looked at it again, and the fact stands."), _NO_REVIEWER,
        Words("Not changed", "grey"), _NOT_PUBLIC,
    ),
    CorrectionState.FOR_APPEAL: Told(
        Who.NOBODY,
        Words("Not decided here", "orange", "It would change the finding, so it is no correction of a fact."),
        _NO_REVIEWER, Words("Would change a finding", "orange"), _NOT_PUBLIC,
    ),
    CorrectionState.TAKEN_BACK: Told(
        Who.NOBODY, Words("Taken back", "grey", "You took it back."), _NO_REVIEWER, Words("Taken back", "grey"),
        _NOT_PUBLIC,
    ),
}  # fmt: skip
