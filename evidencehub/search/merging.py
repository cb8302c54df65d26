"""When segments are merged. Whoosh's own policy may rewrite most of the index while one accredited project waits."""

from collections import defaultdict
from collections.abc import Callable
from typing import Any, cast

from whoosh.reading import SegmentReader

FAN_IN = 8
SMALLEST_BUDGET = 2_000_000  # bytes of segments; 600 abstracts, half a second of merging
BYTES_PER_LETTER = 2  # of a segment, for a letter of text; measured

Policy = Callable[[Any, list[Any]], list[Any]]


def policy(letters: int) -> Policy:
    """Return a merge policy for a commit that brings ``letters`` of text.

    Eight segments of one level (1-7, 8-63, 64-511, ... documents) become one of the next, so each document is rewritten
    once a level. A commit may rewrite no more than eight times what it brings, or a little: what is larger waits for a
    larger batch or a rebuild. Segments without a living document are dropped, which costs nothing.
    """
    budget_bytes = max(SMALLEST_BUDGET, FAN_IN * BYTES_PER_LETTER * letters)

    def merge(writer: Any, segments: list[Any]) -> list[Any]:
        kept = [segment for segment in segments if segment.doc_count()]
        levels: defaultdict[int, list[Any]] = defaultdict(list)
        for segment in kept:
            levels[(segment.doc_count().bit_length() - 1) // 3].append(segment)
        for _, level in sorted(levels.items()):
            if len(level) < FAN_IN or sum(_size_bytes(writer, segment) for segment in level) > budget_bytes:
                continue
            for segment in level:
                with cast(Any, SegmentReader)(writer.storage, writer.schema, segment) as reader:
                    writer.add_reader(reader)
            return [segment for segment in kept if segment not in level]
        return kept

    return merge


def _size_bytes(writer: Any, segment: Any) -> int:
    return sum(int(writer.storage.file_length(name)) for name in segment.list_files(writer.storage))
