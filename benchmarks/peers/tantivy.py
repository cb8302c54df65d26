"""tantivy, an engine in Rust, with one thread that writes and aggregations for the facets."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import tantivy

from benchmarks.peers.engine import FACETS
from benchmarks.records import Question
from evidencehub.search.contract import Document

HEAP_BYTES = 128_000_000
TEXTS = ("title", "body")


class Tantivy:
    def __init__(self, folder: Path, excerpts: bool) -> None:
        place = folder / "tantivy"
        place.mkdir(exist_ok=True)
        builder = tantivy.SchemaBuilder()
        builder.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
        for text in TEXTS:
            builder.add_text_field(text, stored=excerpts, tokenizer_name="en_stem")
        for facet in FACETS:
            builder.add_text_field(facet, fast=True, tokenizer_name="raw", index_option="basic")
        self._schema = builder.build()
        self._index = tantivy.Index(self._schema, path=str(place))
        self._counted = {facet: {"terms": {"field": facet, "size": 100}} for facet in FACETS}
        self._excerpts = excerpts
        self._writer: Any = None

    def rebuild(self, records: Iterable[Document]) -> None:
        writer = self._index.writer(HEAP_BYTES, num_threads=1)
        for record in records:
            writer.add_document(_document(record))
        writer.commit()
        writer.wait_merging_threads()
        self._index.reload()

    def ask(self, question: Question, turn: int) -> int:
        searcher = self._index.searcher()
        called = [f'"{word}"' for also in question.also for word in also.words]
        query = self._index.parse_query(" ".join([question.text, *called]), list(TEXTS))
        found = searcher.search(query, limit=10, offset=turn, count=True)
        documents = [searcher.doc(address) for _, address in found.hits]
        if self._excerpts:
            shown = tantivy.SnippetGenerator.create(searcher, query, self._schema, "body")
            for document in documents:
                shown.snippet_from_doc(document).fragment()
        searcher.aggregate(query, self._counted)
        return int(found.count)

    def change(self, record: Document) -> None:
        if self._writer is None:
            self._writer = self._index.writer(HEAP_BYTES, num_threads=1)
        self._writer.delete_documents_by_term("id", record.id)
        self._writer.add_document(_document(record))
        self._writer.commit()
        self._index.reload()


def _document(record: Document) -> Any:
    document = tantivy.Document(id=record.id, title=record.title, body=record.text)
    for facet, values in (
        ("outcome", {outcome for row in record.rows for outcome in row.outcome}),
        ("direction", {row.direction for row in record.rows}),
    ):
        for value in sorted(values):
            document.add_text(facet, value)
    return document
