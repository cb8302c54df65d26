"""The rule kinds that a file may name."""

from collections.abc import Mapping
from typing import Protocol

from evidencehub.standards.engine.combining import Situation
from evidencehub.standards.engine.rules.flowchart import flowchart
from evidencehub.standards.engine.rules.ladders import best_of_plus_counts, cumulative_gate
from evidencehub.standards.engine.rules.parallel import parallel_scores
from evidencehub.standards.engine.rules.ruling import Ruling
from evidencehub.standards.engine.rules.scores import score
from evidencehub.standards.model.rule_parts import SCORE_RULES
from evidencehub.standards.model.standard import Standard


class Rule(Protocol):
    def __call__(self, standard: Standard, situation: Situation, *, evidence: bool) -> Ruling: ...


RULES: Mapping[str, Rule] = {
    "cumulative_gate": cumulative_gate,
    "best_of_plus_counts": best_of_plus_counts,
    "flowchart": flowchart,
    **dict.fromkeys(SCORE_RULES, score),
    "parallel_scores": parallel_scores,
}
