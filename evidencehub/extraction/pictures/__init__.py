"""Whether a file holds photographs, what a camera wrote beside them, and which pages are one picture.

It only reports. Nothing here knows what a photograph shows.
"""

from evidencehub.extraction.pictures.runner import look
from evidencehub.extraction.pictures.seen import Looked, Seen, What

__all__ = ["Looked", "Seen", "What", "look"]
