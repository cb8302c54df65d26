"""Answers questions from a folder with the engine that Python finds: run as a script in this checkout or another.

Takes ``records.jsonl`` and ``asked.json`` of the folder and prints an answer for each question; see ``answers``.
"""

import json
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any

from evidencehub.search.contract import Also, Document, Query, Row, Traits
from evidencehub.search.opening import open_engine


def answered(folder: Path) -> Iterator[dict[str, Any]]:
    with tempfile.TemporaryDirectory() as place:
        engine = open_engine(f"whoosh://{place}/index", Path(place))
        records = list(_records(folder))
        engine.rebuild(records)
        for start in range(0, 40, 2):  # more segments, some of which are merged, and deletions in the first
            engine.apply(records[start : start + 2])
        engine.apply([], [record.id for record in records[40:50]])
        for asked in json.loads((folder / "asked.json").read_text()):
            query = Query(
                asked["text"],
                {facet: frozenset(values) for facet, values in asked.get("filters", {}).items()},
                also=tuple(Also(typed, tuple(words)) for typed, words in asked.get("also", [])),
                collapse=asked.get("collapse", "none"),
                sort=asked.get("sort", "best"),
                limit=asked.get("limit", 50),
            )
            answer = engine.search(query)
            yield {
                "total": answer.total,
                "told": asdict(answer.told),
                "facets": answer.facets,
                "hits": [(hit.id, hit.score, hit.members) for hit in answer.hits],
            }


def _records(folder: Path) -> Iterator[Document]:
    """As far as this build knows what records and rows have."""
    with (folder / "records.jsonl").open() as file:
        for line in file:
            held = json.loads(line)
            rows = tuple(_made(Row, row) for row in held.pop("rows"))
            traits = _made(Traits, held.pop("traits"))
            yield _made(Document, {**held, "rows": rows, "traits": traits})


def _made(kind: type[Any], held: dict[str, Any]) -> Any:
    known = {each.name for each in fields(kind)}
    return kind(
        **{key: tuple(value) if isinstance(value, list) else value for key, value in held.items() if key in known}
    )


if __name__ == "__main__":
    json.dump(list(answered(Path(sys.argv[1]))), sys.stdout)
