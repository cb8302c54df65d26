"""The text of a page without the whitespace that nobody sees, so that no test depends on how a template is laid out."""

import re
from functools import cached_property

from werkzeug.test import TestResponse

# Whitespace counts in these, and where hub.css says so.
_KEPT = re.compile(
    r"(<(?:textarea|pre|script)\b.*?</(?:textarea|pre|script)>|<[a-z]+ class=\"[^\"]*\bhub-lines\b[^>]*>[^<]*</)",
    re.DOTALL,
)
_BLOCKS = (
    "article|aside|blockquote|body|button|caption|dd|details|div|dl|dt|fieldset|figcaption|figure|footer|form|h[1-6]"
    "|head|header|html|legend|li|main|nav|ol|option|p|section|select|summary|table|tbody|td|tfoot|th|thead|title|tr|ul"
)
_EDGES = re.compile(rf" ?(</?(?:{_BLOCKS})(?: [^>]*)?>) ?")


def without_layout(page: str) -> str:
    """Each run of whitespace as one space, and none beside the tags of blocks, where a browser shows none."""
    parts = _KEPT.split(page)
    parts[::2] = [_EDGES.sub(r"\1", re.sub(r"\s+", " ", part)) for part in parts[::2]]
    return "".join(parts)


class ShownResponse(TestResponse):
    """``text`` is what a page shows; ``get_data`` is what was sent."""

    @cached_property
    def text(self) -> str:
        sent = self.get_data(as_text=True)
        return without_layout(sent) if self.mimetype == "text/html" else sent
