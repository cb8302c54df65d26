"""Plain text, which may hold form feeds where its pages ended."""

from typing import BinaryIO

from evidencehub.extraction import messages
from evidencehub.extraction.limits import Limits
from evidencehub.extraction.reading import Reading, add_pages, clean, in_parts


def read_text(stream: BinaryIO, limits: Limits) -> Reading:
    reading = Reading()
    text = stream.read(4 * limits.characters + 4).decode("utf-8-sig", errors="replace")  # 4 bytes a character at most
    pages = text.split("\f")
    if len(pages) > 1:
        add_pages(reading, (clean(page) for page in pages), limits)
    else:
        add_pages(reading, in_parts(clean(text).split("\n")), limits)
        reading.notes.append(messages.PLAIN_TEXT_PARTS)
    return reading
