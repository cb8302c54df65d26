"""The states of an accreditation."""

from enum import Enum


class AccreditationState(Enum):
    ACTIVE = "active"
    EXPIRING = "expiring"
    EXPIRED = "expired"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"
    ON_HOLD = "on-hold"
