"""What was planned beside what is reported: by outcome, whatever the order, and against what came first."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import uuid4

from evidencehub.projects.plans.comparing import Fate, compare
from evidencehub.projects.plans.models import PlanVersion, StudyPlan
from tests.factories import NOW


@dataclass(frozen=True)
class Result:
    outcome: str
    measure_name: str = ""
    outcome_slug: str = ""
    outcome_area: str = "school-attendance"


def planned(key, outcome, *, measure="", main=True, because="", slug=""):
    return {
        "key": key, "outcome_area": "school-attendance", "outcome": outcome, "outcome_slug": slug, "measure": measure,
        "when": "", "is_main": main, "unreported_because": because,
    }  # fmt: skip


def versions(*outcomes):
    plan = StudyPlan(id=uuid4(), evaluation_id=uuid4())
    return [
        PlanVersion(plan=plan, number=number, outcomes=list(each), sent_at=NOW + timedelta(days=number - 1))
        for number, each in enumerate(outcomes, 1)
    ]  # fmt: skip


def fates(found):
    return {line.outcome: line.fate for line in found.lines}


def test_without_a_plan_that_its_reader_may_see_nothing_is_compared():
    assert compare([], [Result("Attendance")]) is None


def test_each_outcome_is_reported_missing_or_added():
    plan = versions([planned("a", "Days in school"), planned("b", "Exclusion", because="The school left.")])
    found = compare(plan, [Result("days in  SCHOOL"), Result("Happiness"), Result("Happiness")])
    assert fates(found) == {
        "Days in school": Fate.REPORTED, "Exclusion": Fate.MISSING, "Happiness": Fate.ADDED,
    }  # fmt: skip
    assert [line.because for line in found.missing] == ["The school left."]


def test_one_outcome_in_other_words_is_one_outcome():
    plan = versions([planned("a", "Bunking off", slug="truancy")])
    assert fates(compare(plan, [Result("Truancy", outcome_slug="truancy")])) == {"Bunking off": Fate.REPORTED}
    other = Result("Truancy", outcome_slug="truancy", outcome_area="crime")
    assert fates(compare(plan, [other])) == {"Bunking off": Fate.MISSING, "Truancy": Fate.ADDED}


def test_another_measure_than_planned_is_told():
    plan = versions([planned("a", "Days in school", measure="Register")])
    (line,) = compare(plan, [Result("Days in school", "Diary")]).lines
    assert line.fate is Fate.OTHERWISE and line.notes == ("Planned with: Register. Measured with: Diary.",)
    assert fates(compare(plan, [Result("Days in school", "Diary"), Result("Days in school", "register")])) == {
        "Days in school": Fate.REPORTED
    }


def test_what_came_first_counts_and_each_change_has_its_date():
    first, second = planned("a", "Days in school"), planned("b", "Happiness", main=False)
    plan = versions([first], [first | {"is_main": False}, second], [second])
    days, happy = compare(plan, [Result("Happiness")]).lines
    assert (days.fate, days.is_main) == (Fate.MISSING, True)
    assert days.notes == (
        "Taken out of the plan on 4 March 2026.", "No longer a main outcome after the first version.",
    )  # fmt: skip
    assert (happy.fate, happy.notes) == (Fate.REPORTED, ("Put into the plan on 3 March 2026.",))
