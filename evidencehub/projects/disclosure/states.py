"""How far a document is on its way to the public: groups, whose turn it is, and the words for every reader.

A document of which nothing was said is for its reviewers only.
"""

from evidencehub.authz.told import State, Told, Visibility, Who, Words


class DisclosureState(State):
    SEALED = "sealed"  # for reviewers only
    AGREED = "agreed"  # by the team; an editor has not looked yet
    DATED = "dated"  # an editor has looked; a later day was chosen
    ON_REQUEST = "on-request"  # an editor has looked; the team gives it to those who ask, one by one
    OPEN = "open"

    @property
    def told(self) -> Told:
        return DISCLOSURE_TOLD[self]

    @property
    def is_agreed(self) -> bool:
        return self is DisclosureState.AGREED

    @property
    def is_dated(self) -> bool:
        return self is DisclosureState.DATED

    @property
    def is_open(self) -> bool:
        """Everybody may read it, as soon as what was found on the submission that holds it is public."""
        return self is DisclosureState.OPEN

    @property
    def is_on_request(self) -> bool:
        return self is DisclosureState.ON_REQUEST

    @property
    def is_kept(self) -> bool:
        """Nothing of it is public, and nobody has decided that it will be."""
        return self.is_sealed or self.is_on_request

    @property
    def is_sealed(self) -> bool:
        return self is DisclosureState.SEALED

    @property
    def visibility(self) -> Visibility:
        return Visibility.PUBLIC if self.is_open else Visibility.DESK


_AS_BEFORE = Words(unseen="reviewers read what was frozen, whatever else becomes of it")
_NOT_PUBLIC = Words(unseen="nothing of it is public")

DISCLOSURE_TOLD = {
    DisclosureState.SEALED: Told(
        Who.NOBODY, Words("Reviewers only", "grey"), _AS_BEFORE, Words("Reviewers only", "grey"), _NOT_PUBLIC
    ),
    DisclosureState.AGREED: Told(
        Who.EDITORS, Words("An editor looks before it is public", "blue"), _AS_BEFORE,
        Words("The team wants it public", "yellow"), _NOT_PUBLIC, todo="Look at what may name a person, and decide",
    ),
    DisclosureState.DATED: Told(
        Who.NOBODY, Words("Public from a day", "blue"), _AS_BEFORE, Words("Public from a day", "blue"), _NOT_PUBLIC
    ),
    DisclosureState.ON_REQUEST: Told(
        Who.NOBODY, Words("Given to those who ask", "blue"), _AS_BEFORE, Words("Given on request", "blue"),
        Words("Ask for the full report"),
    ),
    DisclosureState.OPEN: Told(
        Who.NOBODY, Words("Public", "green"), _AS_BEFORE, Words("Public", "green"),
        Words(unseen="who reads it needs no word for that"),
    ),
}  # fmt: skip
