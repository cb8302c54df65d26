"""`make bench`: what we measure, each beside something that does comparable work in the same run.

Nothing here is asserted: times are the machine's as much as ours.
"""

import argparse
import json
from argparse import Namespace
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from benchmarks import answers, engines, gap_map, grading, http, meaning, search, slow
from benchmarks.hub_records import of_hub
from benchmarks.records import made_up
from evidencehub.search.contract import Document

KINDS = ["search", "meaning", "map", "grading", "slow", "http"]
ASKED_FOR = ["answers", "engines"]  # the one measures nothing, the other needs Java and Maven: only where named


def main() -> None:
    parser = argparse.ArgumentParser(prog="benchmarks", description=__doc__)
    parser.add_argument("what", nargs="*", choices=[*KINDS, *ASKED_FOR, []], help="only these (default: all)")
    parser.add_argument("--documents", type=int, default=10_000)
    parser.add_argument("--words", type=_range, default=(300, 3_000), help="of a record, for search: 120 or 300-3000")
    parser.add_argument(
        "--hub", action="store_true", help="for search, answers, http: the records of the hub in EVIDENCEHUB_HOME"
    )
    parser.add_argument("--peers", nargs="+", choices=search.PEERS, default=list(search.PEERS), help="for search")
    parser.add_argument("--clock", choices=search.CLOCKS, default="wall", help="for search: what times are taken by")
    parser.add_argument("--excerpts", action="store_true", help="for search: the text around what was asked for, too")
    parser.add_argument("--submissions", type=int, default=10_000)
    parser.add_argument("--vs", type=Path, help="the checkout of another build (after make setup), for http, answers")
    parser.add_argument("--cranfield", type=Path, help="the folder of that collection, for answers and engines")
    parser.add_argument("--cluster", help="the address of a cluster that runs, for engines (default: one is started)")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    options.vs = options.vs and options.vs.resolve()
    if "answers" in options.what and not options.vs:
        parser.error("answers needs the other build: --vs CHECKOUT")
    results: dict[str, object] = {}
    for kind in options.what or KINDS:
        measure, lines = MEASURES[kind]
        results[kind] = measure(options)
        if not options.json:
            print("\n".join(lines(results[kind])), flush=True)
    if options.json:
        print(json.dumps(results))


def _range(text: str) -> tuple[int, int]:
    shortest, _, longest = text.partition("-")
    return int(shortest), int(longest or shortest)


def _records(asked: Namespace) -> Iterator[Document]:
    return of_hub() if asked.hub else made_up(asked.documents, *asked.words)


MEASURES: dict[str, tuple[Callable[[Namespace], Any], Callable[[Any], list[str]]]] = {
    "search": (lambda asked: search.measure(_records(asked), asked.peers, asked.clock, asked.excerpts), search.lines),
    "meaning": (lambda asked: meaning.measure(asked.words), meaning.lines),
    "engines": (
        lambda asked: engines.measure(asked.documents, asked.words, asked.cranfield, asked.cluster),
        engines.lines,
    ),
    "map": (lambda asked: gap_map.measure(asked.documents), gap_map.lines),
    "grading": (lambda asked: grading.measure(asked.submissions), grading.lines),
    "slow": (
        lambda asked: [slow.measure(connections) for connections in (200, 2_000)],
        lambda all_found: [line for found in all_found for line in slow.lines(found)],
    ),
    "http": (lambda asked: http.measure(asked.vs, of_hub=asked.hub), http.lines),
    "answers": (
        lambda asked: answers.compare(asked.vs, asked.cranfield, of_hub() if asked.hub else ()),
        answers.lines,
    ),
}


if __name__ == "__main__":
    main()
