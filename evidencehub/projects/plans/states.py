"""How far a version of a plan is on its way to the public: whose turn it is, and the words for every reader."""

from evidencehub.authz.told import State, Told, Visibility, Who, Words


class PlanState(State):
    WAITING = "waiting"
    PUBLIC = "public"
    REFUSED = "refused"

    @property
    def told(self) -> Told:
        return PLAN_TOLD[self]

    @property
    def is_waiting(self) -> bool:
        return self is PlanState.WAITING

    @property
    def is_public(self) -> bool:
        return self is PlanState.PUBLIC

    @property
    def is_refused(self) -> bool:
        return self is PlanState.REFUSED

    @property
    def visibility(self) -> Visibility:
        return Visibility.PUBLIC if self.is_public else Visibility.DESK


_AS_EVERYBODY = Words(unseen="reviewers read the versions that everybody reads")
_NOT_PUBLIC = Words(unseen="nothing of it is public")

PLAN_TOLD = {
    PlanState.WAITING: Told(
        Who.EDITORS, Words("With an editor", "blue", "An editor reads it before it is public."), _AS_EVERYBODY,
        Words("Waiting", "yellow"), _NOT_PUBLIC, todo="Read it, and say whether everybody may", days=5,
    ),
    PlanState.PUBLIC: Told(
        Who.NOBODY, Words("Public", "green", "Everybody can read it, with its date."), _AS_EVERYBODY,
        Words("Public", "green"), Words("Public"),
    ),
    PlanState.REFUSED: Told(
        Who.TEAM, Words("Back with you", "orange", "An editor asks you to change something and send it again."),
        _AS_EVERYBODY, Words("Back with the team"), _NOT_PUBLIC, todo="Change the plan and send it again",
    ),
}  # fmt: skip
