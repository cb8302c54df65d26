"""Lists of the JSON API as files: all records of a kind, one on each line."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from evidencehub.preservation.site.asking import NotMade, Reader
from evidencehub.preservation.site.places import Places

LISTS = {
    "projects": "each approach, as lists show it",
    "accreditations": "what was decided, against which standard",
    "organisations": "who runs approaches",
    "plans": "what studies are to find out",
    "syntheses": "studies of one approach put together",
}  # fmt: skip
_OF_A_FIXED_SIZE = frozenset({"plans"})  # their parts have as many as their page
FILES = {f"/data/{name}.jsonl": f"data/{name}.jsonl" for name in LISTS}


def items(reader: Reader, places: Places, name: str, more: str = "") -> Iterator[Any]:
    """Every record of a list of the API.

    :param more: further parameters of the call.
    :raises NotMade: the hub does not tell them.
    """
    size = "" if name in _OF_A_FIXED_SIZE else "per_page=100"
    further = f"/api/v1/{name}?{size}{more}"
    while further:
        with reader.ask(further) as answer:
            if answer.status != 200:
                raise NotMade(f"The hub answered {answer.status} at {further}. Nothing was changed.")
            part = json.loads(answer.body)
        yield from part["items"]
        further = places.below(part["next"]) if part["next"] else ""


def write_lists(folder: Path, reader: Reader, places: Places) -> None:
    (folder / "data").mkdir(exist_ok=True)
    for path, file in FILES.items():
        name = path.rpartition("/")[2].removesuffix(".jsonl")
        with (folder / file).open("w", encoding="utf-8") as lines:
            for each in items(reader, places, name):
                lines.write(json.dumps(each, ensure_ascii=False) + "\n")
