"""What the page of a new result starts from: what the study is, and what was said of the result before it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from evidencehub.projects import terms
from evidencehub.projects.figures.kinds import BETWEEN, WITHIN, asked, kind_of
from evidencehub.projects.models import Evaluation
from evidencehub.projects.pages.result_typed import as_typed
from evidencehub.standards.model.errors import UnknownTerm

_ONE_GROUP = frozenset({"pre-post", "single-case"})  # designs that measure the same people again
# What results of one report mostly share. Which way is better is not among them: it belongs to the measure, and carried
# over without a look it would turn a result round.
_SHARED = ("outcome_area", "unit", "timepoint", "followup_months", "n_t", "n_c", "comparison_note", "is_adjusted",
           "analysis")  # fmt: skip


@dataclass(frozen=True)
class Start:
    """``values`` by field; ``after`` is the outcome of the result that they come from, "" where there is none."""

    values: Mapping[str, Any] = field(default_factory=dict)
    after: str = ""


def contrast_of(design: str) -> str:
    """What the numbers of such a study compare; "" where it may be either."""
    if design in _ONE_GROUP:
        return WITHIN
    try:
        return BETWEEN if terms.term("designs", design).comparison else ""
    except UnknownTerm:
        return ""


def start_of(evaluation: Evaluation, kind: Mapping[str, Any] | None = None) -> Start:
    """:param kind: ``contrast`` and ``gives``, where they were chosen anew."""
    if not evaluation.results:
        return Start(dict(kind or {}))
    last = evaluation.results[-1]
    typed = as_typed(last)
    chosen = dict(kind or {"contrast": last.contrast, "gives": kind_of(last.gives).slug})
    shared = set(asked(chosen["gives"], chosen["contrast"])).intersection(_SHARED)
    if chosen["contrast"] != last.contrast:
        shared -= {"n_t", "n_c", "comparison_note"}
    return Start({name: typed[name] for name in shared if name in typed} | chosen, last.outcome)
