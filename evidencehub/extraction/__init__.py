"""The text of an uploaded file, read page by page in a child process that may fail without harm.

A file that is locked, damaged, scanned or hostile gets a state and a plain message, never an exception: ``extract``
raises only where the hub itself is at fault, or the file cannot be opened.
"""

from evidencehub.extraction.limits import Extraction, Limits, State
from evidencehub.extraction.runner import extract

__all__ = ["Extraction", "Limits", "State", "extract"]
