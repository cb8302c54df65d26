"""The states of what a team replied to a decision: whose turn it is, and the words for every reader."""

from evidencehub.authz.told import State, Told, Visibility, Who, Words


class ReplyState(State):
    STANDS = "stands"
    HELD = "held"  # it names somebody
    REPLACED = "replaced"  # the team wrote another one, or took it back

    @property
    def told(self) -> Told:
        return REPLY_TOLD[self]

    @property
    def is_standing(self) -> bool:
        return self is ReplyState.STANDS

    @property
    def is_held(self) -> bool:
        return self is ReplyState.HELD

    @property
    def visibility(self) -> Visibility:
        """One that stands is public with the record, and no sooner."""
        return Visibility.PUBLIC if self.is_standing else Visibility.DESK


_NO_REVIEWER = Words(unseen="reviewers read it as everybody does")

REPLY_TOLD = {
    ReplyState.STANDS: Told(
        Who.NOBODY, Words("Your reply", "green", "It stands beside the findings."), _NO_REVIEWER,
        Words("The team’s reply", "green"), Words("The team’s reply"),
    ),
    ReplyState.HELD: Told(
        Who.TEAM, Words("Held back", "orange", "An editor holds it back because it names somebody."), _NO_REVIEWER,
        Words("Held back", "orange"),
        Words("Held back", meaning="The team replied. An editor holds the reply back because it names somebody."),
        todo="Write the reply without the name",
    ),
    ReplyState.REPLACED: Told(
        Who.NOBODY, Words("Replaced", "grey"), _NO_REVIEWER, Words("Replaced", "grey"),
        Words(unseen="only the latest reply is public"),
    ),
}  # fmt: skip
