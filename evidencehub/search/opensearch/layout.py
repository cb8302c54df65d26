"""How a document lies in an index of OpenSearch, and the template by which indexes are made.

Our own analysis makes the terms, so that all engines agree on words; the index only parts them at spaces. What a word
weighs is not left to the index either: its similarity says how often a word stands there, and the question brings how
rare it is. A document's cells (a row with one of its outcomes and one of its populations) are nested documents.
"""

import hashlib
import json
from itertools import product
from typing import Any

from evidencehub.search.analysis import STOP_WORDS, compounds, terms, words
from evidencehub.search.columns import NO_YEAR
from evidencehub.search.contract import CELL_FACETS, FACETS, ROW_FACETS, TRAITS, Document
from evidencehub.search.opensearch.client import Json
from evidencehub.search.ranking import DEAREST, HIGHEST_CERTAINTY, MOST_STUDIES
from evidencehub.search.spelling import LONGEST_TERM

# Counted up when analysis, mapping or document change. With other facets, too, an older index asks for a rebuild.
VERSION = 1
FORMAT = f"{VERSION}:{','.join(FACETS)}"
DEEPEST = 1_000_000  # hits that one question may lead to
LONGEST_LABEL = 5_000  # letters of a title that are shown of a hit; an entry of a column has 32,766 bytes at most

_WORDS: Json = {"type": "text", "analyzer": "whitespace", "norms": False}
_KEY: Json = {"type": "keyword"}
_KEPT: Json = {"type": "keyword", "index": False}
_NUMBER: Json = {"type": "integer"}
MAPPING: Json = {
    "dynamic": "strict",
    "_meta": {"format": FORMAT},
    "properties": {
        "id": _KEY,
        "project": _KEY,
        "study": _KEY,
        "label": _KEPT,
        "digest": _KEPT,
        "checksum": _KEPT,
        "text": {**_WORDS, "similarity": "times"},
        "written": {**_WORDS, "index_options": "docs"},
        "length": _NUMBER,
        "year": _NUMBER,
        "certainty": _NUMBER,
        "cost": _NUMBER,
        "studies": _NUMBER,
        "traits": {"properties": dict.fromkeys(TRAITS, _KEY)},
        "cells": {
            "type": "nested",
            "properties": dict.fromkeys((*CELL_FACETS, "project", "study"), _KEY),
        },
    },
}


def template(alias: str, shards: int) -> Json:
    settings = {
        "number_of_shards": shards,
        "auto_expand_replicas": "0-1",  # a second copy as soon as there is a second node
        "refresh_interval": "-1",  # what was written is shown when all of it is there
        "max_result_window": DEEPEST,
        "similarity": {"times": {"type": "scripted", "script": {"source": "return query.boost * doc.freq;"}}},
    }
    return {
        "index_patterns": [f"{alias}-*"],
        "priority": 200,
        "version": VERSION,
        "_meta": {"format": FORMAT},
        "template": {"settings": {"index": settings}, "mappings": MAPPING},
    }


def record(document: Document) -> Json:
    """What the index is given of a document."""
    title, text = words(document.title), words(document.text)
    project, study = document.project or document.id, document.study or document.id
    made: dict[str, Any] = {
        "id": document.id,
        "project": project,
        "study": study,
        "label": _label(document),
        "digest": document.digest,
        "text": _texts(document),
        "written": " ".join(dict.fromkeys(word[:LONGEST_TERM] for word in (*title, *text))),
        "length": 2 * _count(title) + _count(text),
        "year": document.year or NO_YEAR,
        "certainty": min(max(document.certainty, 0), HIGHEST_CERTAINTY),
        "cost": DEAREST if document.cost is None else min(max(document.cost, 0), DEAREST),
        "studies": min(max(document.studies, 0), MOST_STUDIES),
        "traits": {trait: list(values) for trait in TRAITS if (values := getattr(document.traits, trait))},
        "cells": [{**cell, "project": project, "study": study} for cell in _cells(document)],
    }
    return {**made, "checksum": checksum(made)}


def checksum(made: Json) -> str:
    """Of what an index holds of a document, to be compared when all of it is read."""
    held = {name: value for name, value in made.items() if name != "checksum"}
    content = json.dumps(held, sort_keys=True, separators=(",", ":"))
    return hashlib.blake2b(content.encode(errors="replace"), digest_size=16).hexdigest()


def _texts(document: Document) -> list[str]:
    """Each in an entry of its own, so that no phrase runs from one into the next. A title counts twice."""
    title, text = terms(document.title), terms(document.text)
    joined = [*compounds(document.title), *compounds(document.text)]
    return [" ".join(each) for each in (title, title, text) if each] + joined


def _count(of_words: list[str]) -> int:
    return sum(word not in STOP_WORDS for word in of_words)


def _label(document: Document) -> str:
    return json.dumps(
        [document.id, document.external_id, document.project, document.title[:LONGEST_LABEL]], ensure_ascii=False
    )


def _cells(document: Document) -> list[dict[str, str]]:
    found = []
    for row in document.rows:
        values = (getattr(row, facet) for facet in ROW_FACETS)
        each_of = [(value or ("",)) if isinstance(value, tuple) else (value,) for value in values]
        found += [dict(zip(CELL_FACETS, (*cell, document.source), strict=True)) for cell in product(*each_of)]
    return found
