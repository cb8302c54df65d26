"""Reading the documents: code, links and headings of a Markdown file."""

import re
from pathlib import Path

_FENCE = re.compile(r"^( *)(`{3,})[^\n]*\n(.*?)^\1\2 *$", re.MULTILINE | re.DOTALL)
_SPAN = re.compile(r"(?<!`)`([^`]+)`(?!`)")
_LINK = re.compile(r"(?<!\\)\[[^\]]*\]\(([^)\s]+)\)")
_HEADING = re.compile(r"^#{1,6} +(.+?) *$", re.MULTILINE)


class Document:
    """A Markdown file, taken apart by what it holds."""

    def __init__(self, path: Path) -> None:
        self.path = path
        text = path.read_text(encoding="utf-8")
        self.fences = [body for _, _, body in _FENCE.findall(text)]
        self.prose = _FENCE.sub("", text)
        self.spans = [" ".join(span.split()) for span in _SPAN.findall(self.prose)]
        self.links = _LINK.findall(_SPAN.sub("", self.prose))

    @property
    def code(self) -> list[str]:
        """Everything that is set as code: the spans, and each line of the fences without its comment."""
        lines = (line.split("  #")[0].strip() for fence in self.fences for line in fence.splitlines())
        return [*self.spans, *filter(None, lines)]

    @property
    def anchors(self) -> set[str]:
        """What a link may name after ``#``: the headings as GitHub spells them."""
        return {_anchor(heading) for heading in _HEADING.findall(self.prose)}

    def section(self, heading: str) -> str:
        """The text under one heading, up to the next of the same or a higher level."""
        found = re.search(
            rf"^(#+) +{re.escape(heading)} *\n(.*?)(?=^#{{1,6}} |\Z)", self.prose, re.MULTILINE | re.DOTALL
        )
        if found is None:
            raise LookupError(f'{self.path.name} has no heading "{heading}"')
        return found[2]

    def first_column(self, heading: str) -> list[str]:
        """The code spans in the first column of the table under a heading."""
        rows = [line for line in self.section(heading).splitlines() if line.startswith("| `")]
        return [span for row in rows for span in _SPAN.findall(row.split(" | ")[0])]


def _anchor(heading: str) -> str:
    words = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading).lower()
    return re.sub(r"[^\w\- ]", "", words).replace(" ", "-")
