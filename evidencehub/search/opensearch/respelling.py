"""What the cluster knows of words as they are written: those near a word, and how many documents hold each."""

from collections.abc import Iterable
from dataclasses import dataclass

from evidencehub.search.opensearch.client import Json
from evidencehub.search.opensearch.view import View
from evidencehub.search.respelling import SHORTEST, Near, can_be_meant, slips

NEAR = 500  # words of each shard that are looked at more closely


@dataclass(frozen=True)
class Written:
    """Stands where the built-in engine has a vocabulary of each segment: each shard knows its own words."""

    view: View

    def vocabularies(self) -> Iterable[Near]:
        return [self]

    def near(self, word: str, most: int) -> list[tuple[int, str]]:
        """Words with the same first letter that ``most`` slips lead to, with how many."""
        term = {
            "field": "written", "suggest_mode": "always", "max_edits": most, "prefix_length": 1,
            "min_word_length": SHORTEST, "size": NEAR, "shard_size": NEAR, "string_distance": "damerau_levenshtein",
        }  # fmt: skip
        (answer,) = self.view.ask({"size": 0, "suggest": {"near": {"text": word, "term": term}}})
        options = [option["text"] for entry in answer["suggest"]["near"] for option in entry["options"]]
        found = [(slips(word, other), other) for other in filter(can_be_meant, options)]
        near = [(count, other) for count, other in found if count <= most]
        self.view.counts([_holding(other) for _, other in near])  # all at once; each is asked for next
        return near

    def count_written(self, word: str) -> int:
        return self.view.counts([_holding(word)])[0]


def _holding(word: str) -> Json:
    return {"term": {"written": word}}
