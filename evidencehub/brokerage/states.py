"""The states of an offer of help or a request for it, and of asking to be put in touch."""

from evidencehub.authz.told import State, Told, Visibility, Who, Words


class NoticeState(State):
    """Of an offer or a request."""

    WAITING = "waiting"  # for an editor to read it
    PUBLISHED = "published"
    REFUSED = "refused"
    ENDED = "ended"  # taken back by whoever wrote it
    EXPIRED = "expired"

    @property
    def told(self) -> Told:
        return NOTICE_TOLD[self]

    @property
    def is_waiting(self) -> bool:
        return self is NoticeState.WAITING

    @property
    def is_published(self) -> bool:
        return self is NoticeState.PUBLISHED

    @property
    def is_refused(self) -> bool:
        return self is NoticeState.REFUSED

    @property
    def is_expired(self) -> bool:
        return self is NoticeState.EXPIRED

    @property
    def counts(self) -> bool:
        """Of so many at once that one person may have."""
        return self.is_waiting or self.is_published

    @property
    def visibility(self) -> Visibility:
        return Visibility.PUBLIC if self.is_published else Visibility.AUTHOR


class ContactState(State):
    """Of somebody who asked to be put in touch."""

    ASKED = "asked"
    AGREED = "agreed"
    DECLINED = "declined"
    LAPSED = "lapsed"  # nobody answered in time

    @property
    def told(self) -> Told:
        return CONTACT_TOLD[self]

    @property
    def is_open(self) -> bool:
        return self is ContactState.ASKED

    @property
    def is_agreed(self) -> bool:
        return self is ContactState.AGREED

    @property
    def visibility(self) -> Visibility:
        """The two see it, and nobody else."""
        return Visibility.AUTHOR


_NO_REVIEWER = Words(unseen="reviewers read offers and requests as everybody does")
_NOT_PUBLIC = Words(unseen="nobody reads it but whoever wrote it and the editors")
_AS_PUBLISHED = Words(unseen="everybody reads the offer or request itself")

NOTICE_TOLD = {
    NoticeState.WAITING: Told(
        Who.EDITORS, Words("With an editor", "yellow", "An editor reads it before everybody can."), _NO_REVIEWER,
        Words("Waiting", "yellow"), _NOT_PUBLIC, todo="Publish it, or say why not",
    ),
    NoticeState.PUBLISHED: Told(
        Who.NOBODY, Words("Published", "green", "Everybody can read it."), _NO_REVIEWER, Words("Published", "green"),
        _AS_PUBLISHED,
    ),
    NoticeState.REFUSED: Told(
        Who.NOBODY, Words("Not published", "grey", "An editor says why."), _NO_REVIEWER, Words("Not published"),
        _NOT_PUBLIC,
    ),
    NoticeState.ENDED: Told(
        Who.NOBODY, Words("Taken back", "grey", "You took it back."), _NO_REVIEWER, Words("Taken back"), _NOT_PUBLIC
    ),
    NoticeState.EXPIRED: Told(
        Who.NOBODY, Words("Ran out", "grey", "Its time was over. You can publish it again."), _NO_REVIEWER,
        Words("Ran out"), _NOT_PUBLIC,
    ),
}  # fmt: skip

_OF_TWO = Words(unseen="it is between the two who may be put in touch")


def _of_two(turn: Who, label: str, colour: str, meaning: str) -> Told:
    return Told(turn, Words(label, colour, meaning), _OF_TWO, _OF_TWO, _OF_TWO)


CONTACT_TOLD = {
    ContactState.ASKED: _of_two(Who.INVITED, "No answer yet", "yellow", "The other side has not answered."),
    ContactState.AGREED: _of_two(Who.NOBODY, "In touch", "green", "Both have the other’s name and address."),
    ContactState.DECLINED: _of_two(Who.NOBODY, "Said no", "grey", "The other side cannot do it at present."),
    ContactState.LAPSED: _of_two(Who.NOBODY, "No answer", "grey", "The time to answer is over."),
}
