"""What a paragraph has to know of the file it stands in, and what is found on the way beside the words."""

from dataclasses import dataclass, field
from typing import Any

from evidencehub.extraction.archive import Archive, attribute, child, local_name
from evidencehub.extraction.places import Places
from evidencehub.extraction.signs import MISSING
from evidencehub.extraction.word.figures import figure_words
from evidencehub.extraction.word.styles import Look, Styles

UNREAD_EQUATION = "[equation: not read]"
UNREAD_FIGURE = "[figure: not read]"

_NOTES = {"footnoteReference": "note", "endnoteReference": "endnote"}


@dataclass
class Found:
    """What the parts of one file hold beside their words."""

    is_hidden: bool = False  # words that Word does not show were left out
    is_white: bool = False  # words that nobody sees on white paper were read
    unknown_signs: int = 0
    unread_equations: int = 0
    unread_figures: int = 0
    places: Places = field(default_factory=Places)  # of pictures
    notes: dict[str, dict[str, int]] = field(default_factory=dict)  # by kind, the number of each by its id, from 1

    def note(self, kind: str, name: str) -> str:
        """The mark of a note, by the order in which the text refers to them."""
        of_kind = self.notes.setdefault(kind, {})
        return f"[{kind} {of_kind.setdefault(name, len(of_kind) + 1)}]"


class Part:
    """The text itself, a header, the notes: each has its own relationships."""

    def __init__(self, archive: Archive, path: str, styles: Styles, found: Found) -> None:
        self._archive, self._path, self._styles, self.found = archive, path, styles, found

    def look(self, run: Any, paragraph_style: str) -> Look:
        return self._styles.look(child(run, "rPr"), paragraph_style)

    def hide(self, element: Any) -> None:
        """Something is left out because Word does not show it, which is worth telling where it has words."""
        words = any((one.text or "").strip() for one in element.iter("{*}t"))
        if words or next(element.iter("{*}sym"), None) is not None:
            self.found.is_hidden = True

    def told(self, text: str) -> str:
        self.found.unknown_signs += text.count(MISSING)
        return text

    def note(self, element: Any) -> str:
        return self.found.note(_NOTES[local_name(element.tag)], attribute(element, "id"))

    def unread_equation(self) -> str:
        self.found.unread_equations += 1
        return UNREAD_EQUATION

    def figure(self, relationship_id: str) -> str:
        words = figure_words(self._archive, self._archive.target(self._path, relationship_id))
        if words is None:
            self.found.unread_figures += 1
            return UNREAD_FIGURE
        return f"[figure: {words}]" if words else ""

    def picture(self, relationship_id: str) -> str:
        """Its mark; "" where it lies elsewhere."""
        return self.found.places.mark_of(self._archive, self._archive.target(self._path, relationship_id))
