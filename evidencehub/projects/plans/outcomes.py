"""An outcome that a plan names: what is measured, with what, and when. Kept as a table of a JSON column."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any
from uuid import uuid4

from evidencehub.projects.outcomes import slug_of
from evidencehub.projects.plans.models import PlanVersion, StudyPlan
from evidencehub.projects.terms import label


@dataclass(frozen=True)
class Planned:
    key: str  # for ever, so that a new name is told from a new outcome
    outcome_area: str
    outcome: str
    outcome_slug: str  # of outcomes.toml; "" for words not on file
    measure: str
    when: str
    is_main: bool
    unreported_because: str = ""  # the team's words, where the study is done and this has no result

    @property
    def area_label(self) -> str:
        return label("outcome-areas", self.outcome_area)


def planned_of(record: StudyPlan | PlanVersion) -> tuple[Planned, ...]:
    """Main outcomes first, then in the order in which they were written."""
    found = [Planned(**each) for each in record.outcomes]
    return tuple(sorted(found, key=lambda each: not each.is_main))


def with_outcome(record: StudyPlan, key: str, typed: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The column with one outcome written anew, or added where ``key`` is ""."""
    before = next((each for each in record.outcomes if each["key"] == key), {})
    made = Planned(
        key=key or uuid4().hex[:12], outcome_slug=slug_of(typed["outcome"], typed["outcome_area"]),
        unreported_because=before.get("unreported_because", ""),
        **{name: typed[name] for name in ("outcome_area", "outcome", "measure", "when", "is_main")},
    )  # fmt: skip
    others = list(record.outcomes)
    if not before:
        return [*others, asdict(made)]
    return [asdict(made) if each["key"] == key else each for each in others]


def without_outcome(record: StudyPlan, key: str) -> list[dict[str, Any]]:
    return [each for each in record.outcomes if each["key"] != key]


def with_reasons(record: StudyPlan, reasons: Mapping[str, str]) -> list[dict[str, Any]]:
    """The column with why outcomes have no result, by key."""
    return [
        {**each, "unreported_because": reasons.get(each["key"], each["unreported_because"])}
        for each in record.outcomes
    ]  # fmt: skip
