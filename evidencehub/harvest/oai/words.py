"""What all of the XML here needs."""

import re

XSI = "http://www.w3.org/2001/XMLSchema-instance"
_IN_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def possible(text: str) -> str:
    """Without characters that no XML may hold, however they came in."""
    return _IN_NO_XML.sub(" ", text)
