"""What a service may raise. The edge turns each into a page or problem+json; anything else is a bug and a 500."""

from collections.abc import Mapping


class HubError(Exception):
    """An expected refusal, worded for the person who caused it."""

    status = 400
    title = "Sorry, that did not work"
    headers: Mapping[str, str] = {}


class Invalid(HubError):
    """Answers that cannot be taken; ``errors`` maps a field to its message so that a form can show every one."""

    status = 422
    title = "There is a problem"

    def __init__(self, message: str, errors: Mapping[str, str] | None = None) -> None:
        super().__init__(message)
        self.errors = dict(errors or {})


class NotFound(HubError):
    status = 404
    title = "Page not found"


class NotAllowed(HubError):
    status = 403
    title = "You cannot do this"


class WrongState(HubError):
    """Somebody was faster, or the step comes later: the record is not in the state that this act needs."""

    status = 409
    title = "This has already moved on"


class TooMany(HubError):
    """The same thing was asked for too often; it can be asked again after a while."""

    status = 429
    title = "Too many tries"
