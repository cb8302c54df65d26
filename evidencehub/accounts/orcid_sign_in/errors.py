"""What may go wrong at ORCID, in words for whoever wanted to sign in."""

from evidencehub.shared.errors import HubError

DOWN = "ORCID does not answer at the moment. Nothing has changed here. Try again in a few minutes."
NO = "You did not let ORCID tell us who you are. Nothing has changed here."
STALE = "What came back from ORCID does not fit what this browser asked for. Nothing has changed here. Begin again."


class Unanswered(HubError):
    """ORCID cannot be reached, or says nothing that can be used."""


class Denied(HubError):
    """They said no at ORCID."""


class Refused(HubError):
    """What came back does not belong to what was asked."""
