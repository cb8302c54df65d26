"""The facts that a team's own answers come to, by the names that standards have for them.

They serve the coach alone: what decides a grade is typed by reviewers from the report. Nothing found is among them.
"""

from collections.abc import Iterator, Mapping

from evidencehub.accreditation.entered.answers import Entered
from evidencehub.projects.frozen.shapes import FrozenEvaluation, FrozenResult
from evidencehub.projects.study.flow import flow_of, in_results
from evidencehub.review.sheet import WHOLE, Key, Sheet
from evidencehub.shared.paths import standards_dir
from evidencehub.standards.engine.inputs import FactValue
from evidencehub.standards.files.vocabulary import fact_tables

_LIMITS = {"outside": "optimistic", "project": "cautious"}  # why people left -> the limit for losses that fits


def facts_entered(sheet: Sheet, entered: Entered) -> dict[Key, FactValue]:
    """Those that the standard knows, by name and by what they are about."""
    known = {name for name, kind in sheet.standard.facts_by_name.items() if kind.about != "effect"}
    found: dict[Key, FactValue] = {}
    for study in sheet.studies:
        for one in study.measured:
            said = dict(_of_study(study.frozen, one.result))
            found |= {(name, one.key): value for name, value in said.items() if name in known}
    cost = {"unit_cost_gbp": entered.project.cost_per_person_gbp, "cost_year": entered.project.cost_year}
    return found | {(name, WHOLE): value for name, value in cost.items() if value is not None and name in known}


def _of_study(study: FrozenEvaluation, result: FrozenResult | None) -> Iterator[tuple[str, FactValue]]:
    said: Mapping[str, FactValue] = study.study
    names = {str(each["name"]) for each in fact_tables(standards_dir())}
    yield from ((name, value) for name, value in said.items() if name in names)
    flow = flow_of(said, study.participants)
    counted: dict[str, FactValue | None] = {
        "n_measured": in_results(said) if in_results(said) is not None else study.participants,
        "n_comparison": said.get("analysed_c"),
        "n_enrolled": flow.whole.started if flow.whole else None,
        "attrition_overall": flow.attrition_overall,
        "attrition_differential": flow.attrition_differential,
        "share_in_analysis": 1 - flow.attrition_overall if flow.attrition_overall is not None else None,
        "attrition_boundary": _LIMITS.get(str(said.get("left_because"))),
        "groups_count": _sum(said.get("groups_t"), said.get("groups_c")),
        "independent": study.independent,
        "publication_year": study.year,
        "followup_months": result.followup_months if result else None,
    }
    yield from ((name, value) for name, value in counted.items() if value is not None)


def _sum(one: FactValue | None, other: FactValue | None) -> FactValue | None:
    return one + other if isinstance(one, int) and isinstance(other, int) else None
