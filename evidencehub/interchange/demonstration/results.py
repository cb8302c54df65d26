"""A result of an invented study, from its table."""

from math import log
from uuid import uuid4

from evidencehub.interchange.demonstration.content import Table
from evidencehub.projects.models import Evaluation, OutcomeResult
from evidencehub.projects.outcomes import slug_of
from evidencehub.projects.services import complete

_RATIO = {"ratio": "effect", "ratio_low": "ci_low", "ratio_high": "ci_high"}
_RESULT = (
    "gives", "is_primary", "is_adjusted", "analysis", "events_t", "events_c", "outcome_sd", "test", "test_value", "se",
    "outcome_area", "outcome", "outcome_slug", "higher_is", "contrast", "timepoint", "followup_months", "n_t", "n_c",
    "unit", "mean_t", "mean_c", "sd_t", "sd_c", "effect", "effect_metric", "ci_low", "ci_high",
    "smallest_worthwhile", "smallest_worthwhile_source",
)  # fmt: skip


def made_of(row: Table, evaluation: Evaluation, position: int) -> OutcomeResult:
    values = {name: row[name] for name in _RESULT if name in row}
    values.setdefault("outcome_slug", slug_of(row["outcome"], row["outcome_area"]))
    values["mean_t"] = row.get("mean_t", row.get("mean_after"))
    values["mean_c"] = row.get("mean_c", row.get("mean_before"))
    values |= {name: log(row[told]) for told, name in _RATIO.items() if told in row}
    values.setdefault("gives", "difference" if values["mean_t"] is None else "means")
    return OutcomeResult(
        id=uuid4(),
        evaluation=evaluation,
        position=position,
        measure_name=row["measure"],
        source_values={},
        **complete(values),
    )
