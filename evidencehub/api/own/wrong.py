"""What can be wrong with a call that changes something; where a field is wrong, its place as a JSON pointer."""

from collections.abc import Mapping, Sequence

from evidencehub.shared.errors import HubError, Invalid
from evidencehub.shared.forms import HubForm

_SEE = "Some of what was sent cannot be used: “errors” says which, and why."


class Wrong(HubError):
    """Answers that cannot be taken, each with all that is wrong with it."""

    status = 422
    title = "There is a problem"

    def __init__(self, errors: Mapping[str, Sequence[str]], message: str = _SEE) -> None:
        super().__init__(message)
        self.errors = errors


class NeedsVersion(HubError):
    status = 428
    title = "Say which version you change"


class Overtaken(HubError):
    status = 412
    title = "Somebody else changed this first"


class NotJson(HubError):
    status = 415
    title = "Another format"


def of_form(form: HubForm, at: str) -> Wrong:
    """What a form found wrong, in its own words. :param at: where its fields stand in what was sent."""
    by_field = {f"{at}/{name}": list(map(str, field.errors)) for name, field in form._fields.items() if field.errors}
    return Wrong({**({at: list(map(str, form.form_errors))} if form.form_errors else {}), **by_field})


def of_service(error: Invalid, at: str) -> Wrong:
    """What a service refused."""
    by_field = {f"{at}/{name}": [said] for name, said in error.errors.items()}
    return Wrong(by_field or {at: [str(error)]}, str(error))
