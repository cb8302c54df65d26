"""`make bench`: what we measure, each beside something that does comparable work in the same run.

Nothing here is asserted: times are the machine's as much as ours.
"""

import argparse
import json
from pathlib import Path

from benchmarks import answers, grading, http, search, slow

KINDS = ["search", "grading", "slow", "http"]
ASKED_FOR = ["answers"]  # compares and measures nothing, so it runs only where it is named


def _range(text: str) -> tuple[int, int]:
    shortest, _, longest = text.partition("-")
    return int(shortest), int(longest or shortest)


def main() -> None:
    parser = argparse.ArgumentParser(prog="benchmarks", description=__doc__)
    parser.add_argument("what", nargs="*", choices=[*KINDS, *ASKED_FOR, []], help="only these (default: all)")
    parser.add_argument("--documents", type=int, default=10_000)
    parser.add_argument("--words", type=_range, default=(300, 3_000), help="of a record, for search: 120 or 300-3000")
    parser.add_argument("--peers", nargs="+", choices=search.PEERS, default=list(search.PEERS), help="for search")
    parser.add_argument("--submissions", type=int, default=10_000)
    parser.add_argument("--vs", type=Path, help="the checkout of another build (after make setup), for http, answers")
    parser.add_argument("--cranfield", type=Path, help="the folder of that collection, for answers")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    wanted = options.what or KINDS
    results: dict[str, object] = {}
    if "search" in wanted:
        found = search.measure(options.documents, options.words, options.peers)
        results["search"] = found
        if not options.json:
            print("\n".join(search.lines(found)))
    if "grading" in wanted:
        graded = grading.measure(options.submissions)
        results["grading"] = graded
        if not options.json:
            print("\n".join(grading.lines(graded)))
    if "slow" in wanted:
        results["slow"] = [slow.measure(connections) for connections in (200, 2_000)]
        if not options.json:
            print("\n".join(line for found in results["slow"] for line in slow.lines(found)))
    if "http" in wanted:
        served = http.measure(options.vs and options.vs.resolve())
        results["http"] = served
        if not options.json:
            print("\n".join(http.lines(served)))
    if "answers" in wanted:
        if not options.vs:
            parser.error("answers needs the other build: --vs CHECKOUT")
        compared = answers.compare(options.vs.resolve(), options.cranfield)
        results["answers"] = compared
        if not options.json:
            print("\n".join(answers.lines(compared)))
    if options.json:
        print(json.dumps(results))


if __name__ == "__main__":
    main()
