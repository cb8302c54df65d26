"""What everybody reads of a hold, while it lasts and afterwards."""

from datetime import datetime

from evidencehub.accreditation.holds.grounds import grounds
from evidencehub.shared.words import day


def lasting(ground: str, *, at: datetime, until: datetime) -> str:
    """Of one that lasts."""
    return (
        f"The award is on hold since {day(at)} because {grounds()[ground].told}. By {day(until)} it is released or "
        "withdrawn."
    )


def lasted(ground: str, *, at: datetime, ended_at: datetime) -> str:
    """Of one that is over."""
    return f"It was on hold from {day(at)} to {day(ended_at)} because {grounds()[ground].told}."
