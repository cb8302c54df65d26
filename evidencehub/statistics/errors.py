"""Why a number cannot be given."""


class CannotCompute(Exception):
    """The values do not determine what was asked for; the message is the reason, for the person who gave them."""
