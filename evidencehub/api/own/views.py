"""What is done with a token; importing this puts its views on the blueprint."""

from evidencehub.api.own import me_views

__all__ = ["me_views"]
