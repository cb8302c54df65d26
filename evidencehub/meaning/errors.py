"""What keeps texts from being put as vectors; each message is one plain line for whoever runs the hub."""

from evidencehub.shared.errors import HubError


class CannotMean(HubError):
    """There is no model that can be used."""


class NoAnswer(Exception):
    """Nobody who holds the model answered in time."""
