"""Does another build give the same documents with the same scores?

Asked over made-up records: plain words, words of one meaning, filters, quoted phrases, beginnings of words, slips, in
all orders, documents or projects; and over Cranfield, and the records of a hub, where they are at hand.
"""

import json
import os
import random
import subprocess
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from itertools import product
from pathlib import Path
from typing import Any, get_args

from benchmarks import cranfield
from benchmarks.records import SEED, made_up, questions
from evidencehub.search.contract import Collapse, Document, Sort

RECORDS, WORDS = 1_500, (60, 400)
FEWEST = 20  # words of a record that questions are made of
TOLERANCE = 1e-4  # of a score: sums of the same weights in another order differ by less
HERE = Path(__file__).parents[1]
Asked = list[dict[str, Any]]


def compare(other: Path, cranfield_folder: Path | None, of_hub: Iterable[Document] = ()) -> dict[str, Any]:
    """Return how many questions were asked, and a line for each that is answered otherwise."""
    records = list(made_up(RECORDS, *WORDS))
    sets = [(records, _asked(records))]
    if cranfield_folder:
        texts = cranfield.questions(cranfield_folder).values()
        sets.append((cranfield.records(cranfield_folder), [{"text": text, "limit": 1_000} for text in texts]))
    if held := list(of_hub):
        sets.append((held, _asked([each for each in held if len(each.text.split()) > FEWEST])))
    told = [line for held, asked in sets for line in _differences(other, held, asked)]
    return {"questions": sum(len(asked) for _, asked in sets), "different": told}


def _asked(records: list[Document]) -> Asked:
    chance = random.Random(SEED)

    def some_words(count: int) -> list[str]:
        held = chance.choice(records).text.replace(".", "").split()
        start = chance.randrange(len(held) - count)
        return held[start : start + count]

    asked: Asked = []
    for question in questions(records, 150):
        also = [(each.typed, each.words) for each in question.also]
        filters = _values_of(chance.choice(records), chance)
        asked += [{"text": question.text}, {"text": question.text, "also": also, "filters": filters}]
        for collapse, sort in product(get_args(Collapse), get_args(Sort)):
            asked.append({"text": question.text, "also": also, "collapse": collapse, "sort": sort})
    for count in (2, 3, 4) * 30:
        words = some_words(count)
        asked += [{"text": f'"{" ".join(words)}"'}, {"text": f'"{" ".join(words[:2])}" {some_words(1)[0]}'}]
    asked += [{"text": f"{some_words(1)[0][:length]}*", "limit": 2_000} for length in (3, 4, 5) * 30]
    for word in filter(lambda word: len(word) > 3, (some_words(1)[0] for _ in range(90))):
        place = chance.randrange(1, len(word) - 1)
        asked.append({"text": f"{some_words(1)[0]} {word[:place]}{word[place + 1]}{word[place]}{word[place + 2 :]}"})
    return asked


def _values_of(record: Document, chance: random.Random) -> dict[str, list[str]]:
    """Filters that this record passes."""
    row = chance.choice(record.rows)
    traits = {trait: list(values) for trait, values in asdict(record.traits).items() if values}
    of_traits = dict(chance.sample(sorted(traits.items()), min(len(traits), 1)))
    return {"outcome": list(row.outcome[:1]), "direction": [row.direction], **of_traits}


def _differences(other: Path, records: list[Document], asked: Asked) -> Iterator[str]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with (folder / "records.jsonl").open("w") as file:
            file.writelines(json.dumps(asdict(record)) + "\n" for record in records)
        (folder / "asked.json").write_text(json.dumps(asked))
        here, there = _answers_of(HERE, folder), _answers_of(other, folder)
    for each, mine, theirs in zip(asked, here, there, strict=True):
        for part in mine:
            if not _same(*_known_to_both(mine[part], theirs[part])):
                yield f"{each}: {part} {mine[part]!r:.200} here, {theirs[part]!r:.200} there"


def _answers_of(checkout: Path, folder: Path) -> Asked:
    command = [checkout / ".venv" / "bin" / "python", HERE / "benchmarks" / "answering.py", folder]
    done = subprocess.run(command, env=os.environ | {"PYTHONPATH": str(checkout)}, stdout=subprocess.PIPE, check=True)
    found: Asked = json.loads(done.stdout)
    return found


def _known_to_both(mine: Any, theirs: Any) -> tuple[Any, Any]:
    """Of facets, and of what is told, those that both builds have."""
    if not isinstance(mine, dict):
        return mine, theirs
    both = mine.keys() & theirs.keys()
    return {key: mine[key] for key in both}, {key: theirs[key] for key in both}


def _same(mine: Any, theirs: Any) -> bool:
    if isinstance(mine, list):
        return len(mine) == len(theirs) and all(map(_same, mine, theirs))
    if isinstance(mine, float):
        return abs(mine - float(theirs)) <= TOLERANCE
    return bool(mine == theirs)


def lines(found: dict[str, Any]) -> list[str]:
    told = f"{found['questions']} questions asked of both builds, {len(found['different'])} answered otherwise"
    return [told, *found["different"][:20]]
