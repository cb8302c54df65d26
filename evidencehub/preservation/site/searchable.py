"""What a copy's search reads: the words of each project, and its card as the hub's own lists show it."""

import json
from collections.abc import Iterator, Mapping
from itertools import count
from pathlib import Path
from typing import Any

from lxml import html

from evidencehub.preservation.site.asking import Reader
from evidencehub.preservation.site.listing import Listed
from evidencehub.preservation.site.pages import Rewriter
from evidencehub.preservation.site.places import Place, Places

A_FILE = 10  # cards; static/copy-search.js reads as many
_CARDS = "/search?results=none&page={}"  # also those that nobody has studied
Element = Any  # lxml has no types


def write_searchable(
    folder: Path, reader: Reader, places: Places, rewriter: Rewriter, projects: Mapping[str, Listed]
) -> int:
    """Write what can be found, in the hub's own order.

    :param projects: by their address.
    :return: how many there are.
    """
    search = Place("/search", "search/index.html", is_page=True, is_own=True)
    below = folder / "search"
    (below / "cards").mkdir(parents=True, exist_ok=True)
    words: list[tuple[str, str, int]] = []
    held: list[str] = []
    for card in _cards(reader):
        link: Element = card.find(".//a")
        listed = projects.get(places.whole(link.get("href"), "/search"))
        if listed is None:  # public only since the list was read
            continue
        words.append((listed.name, listed.words, int(listed.demo)))
        held.append(rewriter.part_rewritten(card, search).content.decode())
        if len(held) == A_FILE:
            _write_cards(below, len(words), held)
            held = []
    if held:
        _write_cards(below, len(words), held)
    (below / "words.js").write_text(f"copyWords({_as_script(words)})\n", encoding="utf-8")
    return len(words)


def _cards(reader: Reader) -> Iterator[Element]:
    for number in count(1):
        with reader.ask(_CARDS.format(number)) as answer:
            found = html.document_fromstring(answer.body.decode()).xpath("//article[@class='hub-card']")
        if not found:
            return
        yield from found


def _write_cards(below: Path, so_far: int, held: list[str]) -> None:
    number = (so_far - 1) // A_FILE
    content = f"copyCards({number}, {_as_script(held)})\n"
    (below / "cards" / f"{number}.js").write_text(content, encoding="utf-8")


def _as_script(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=0)
