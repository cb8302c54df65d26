"""Points out what in a reference may give a person away. It only reports; people decide.

Names are not looked for: a reference names its authors, and in the titles, journals and publishers of a real list of
224 the finder saw three names, and all were a university, a publisher or a place. Counts of people are not, either: "a
study of three families" is what such an article is called.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from evidencehub.extraction.references.entry import Entry
from evidencehub.projects.disclosure.pointing_out import Kind, finds
from evidencehub.projects.references.shape import Reference
from evidencehub.projects.references.words import in_one_line

_LOOKED_FOR = {kind for kind in Kind if kind.is_of_one_person} | {Kind.POSTCODE, Kind.PHONE, Kind.EMAIL}


@dataclass(frozen=True)
class PointedOut:
    """One reference, in a line, and what was found in it."""

    cited: str
    kinds: tuple[str, ...]  # in words
    words: tuple[str, ...]


def pointed_out(references: Iterable[Reference | Entry]) -> Sequence[PointedOut]:
    return [found for each in references if (found := _found(each))]


def _found(it: Reference | Entry) -> PointedOut | None:
    texts = (it.title, *it.authors, it.within, it.volume, it.issue, it.pages, it.publisher, it.url)
    found = [find for find in finds(["\n".join(filter(None, texts))]) if find.kind in _LOOKED_FOR]
    if not found:
        return None
    kinds = tuple(dict.fromkeys(find.kind.label for find in found))
    return PointedOut(in_one_line(it), kinds, tuple(find.words for find in found))
