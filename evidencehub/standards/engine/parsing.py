"""From the JSON of ``standards grade`` to a ``GradeInput``; whatever is not known is an error that names it."""

from collections.abc import Collection, Mapping
from typing import Any

from evidencehub.standards.engine.inputs import FactValue, GradeInput, OutcomeInput, StudyInput, check, contexts
from evidencehub.standards.model.errors import BadInput
from evidencehub.standards.model.standard import FactKind, Standard
from evidencehub.standards.model.suggestions import did_you_mean
from evidencehub.standards.model.typed import why_not

LARGEST = 1e15  # beyond it no count, no share and no sum of money is meant
_TOP = ("design", "findings", "facts", "studies")
_STUDY = ("id", "design", "sample_id", "findings", "facts", "outcomes")
_OUTCOME = ("id", "domain", "findings", "facts")


def parse_input(standard: Standard, data: object) -> GradeInput:
    """Return the typed form of ``{"design", "findings", "facts"}`` or ``{"findings", "facts", "studies": […]}``.

    :param data: what ``json.loads`` gave.
    :raises BadInput: carries a line for every unknown key, criterion, answer, fact and design, and every wrong value.
    """
    reader = _Reader(standard)
    submission = reader.submission(data)
    problems = list(reader.problems)
    try:
        check(standard, submission, contexts(standard, submission))
    except BadInput as error:
        problems += error.problems
    if problems:
        raise BadInput(problems)
    return submission


class _Reader:
    def __init__(self, standard: Standard) -> None:
        self.standard = standard
        self.problems: list[str] = []

    def submission(self, data: object) -> GradeInput:
        values = self.table(data, _TOP, "the findings file")
        studies = tuple(
            self.study(study, number) for number, study in enumerate(self.entries(values, "studies"), start=1)
        )
        self.no_twice("study", [study.id for study in studies])
        return GradeInput(
            self.text(values, "design"), self.findings(values, "findings"), self.facts(values, "facts"), studies
        )

    def study(self, data: object, number: int) -> StudyInput:
        values = self.table(data, _STUDY, f"study {number}")
        study_id = self.identifier(values, f"study {number}")
        where = f'study "{study_id}"'
        outcomes = tuple(
            self.outcome(outcome, f"outcome {place} of {where}")
            for place, outcome in enumerate(self.entries(values, "outcomes"), start=1)
        )
        self.no_twice(f"outcome of {where}", [outcome.id for outcome in outcomes])
        return StudyInput(
            study_id,
            self.text(values, "design"),
            self.samples(values),
            self.findings(values, where),
            self.facts(values, where),
            outcomes,
        )

    def outcome(self, data: object, where: str) -> OutcomeInput:
        values = self.table(data, _OUTCOME, where)
        outcome_id = self.identifier(values, where)
        named = f'outcome "{outcome_id}"'
        return OutcomeInput(
            outcome_id, self.text(values, "domain"), self.findings(values, named), self.facts(values, named)
        )

    def table(self, data: object, known: Collection[str], where: str) -> Mapping[str, Any]:
        if not isinstance(data, dict):
            self.problems.append(f"{where} must be an object in braces")
            return {}
        for key in data:
            if key not in known:
                self.problems.append(f'{where}: unknown key "{key}"{did_you_mean(str(key), known)}')
        return data

    def entries(self, values: Mapping[str, Any], key: str) -> list[Any]:
        found = values.get(key)
        if found is not None and not isinstance(found, list):
            self.problems.append(f'"{key}" must be a list')
            return []
        return found or []

    def identifier(self, values: Mapping[str, Any], where: str) -> str:
        found = values.get("id")
        if not isinstance(found, str) or not found:
            self.problems.append(f'{where} needs an "id" in quotes')
            return "?"
        return found

    def no_twice(self, noun: str, ids: list[str]) -> None:
        for repeated in sorted({name for name in ids if name != "?" and ids.count(name) > 1}):
            self.problems.append(f'two entries have the id "{repeated}" ({noun})')

    def text(self, values: Mapping[str, Any], key: str) -> str | None:
        found = values.get(key)
        if found is not None and not isinstance(found, str):
            self.problems.append(f'"{key}" must be text in quotes')
            return None
        return found

    def samples(self, values: Mapping[str, Any]) -> str | None:
        """One name, or a list of them where a study is about several samples."""
        found = values.get("sample_id")
        if isinstance(found, list) and all(isinstance(name, str) for name in found):
            return "; ".join(found)
        if found is not None and not isinstance(found, str):
            self.problems.append('"sample_id" must be text in quotes, or a list of such texts')
            return None
        return found

    def findings(self, values: Mapping[str, Any], where: str) -> dict[str, str]:
        found = values.get("findings")
        if found is None:
            return {}
        if not isinstance(found, dict):
            self.problems.append(f'{where}: "findings" must be an object of criterion and answer')
            return {}
        for criterion, answer in found.items():
            if not isinstance(answer, str):
                self.problems.append(f"{where}: the answer to {criterion} must be text in quotes")
        return {criterion: answer for criterion, answer in found.items() if isinstance(answer, str)}

    def facts(self, values: Mapping[str, Any], where: str) -> dict[str, FactValue]:
        found = values.get("facts")
        if found is None:
            return {}
        if not isinstance(found, dict):
            self.problems.append(f'{where}: "facts" must be an object of name and value')
            return {}
        known = self.standard.known_facts
        for name, value in found.items():
            if name not in known:
                self.problems.append(f'{where}: unknown fact "{name}"{did_you_mean(str(name), known)}')
            elif complaint := _complaint(known[name], value):
                self.problems.append(f'{where}: "{name}" {complaint}')
        low, high = found.get("ci_low"), found.get("ci_high")
        if isinstance(low, int | float) and isinstance(high, int | float) and low > high:
            self.problems.append(f'{where}: "ci_low" {low:g} is above "ci_high" {high:g}; an interval runs upwards')
        return {name: value for name, value in found.items() if name in known}


def _complaint(fact: FactKind, value: object) -> str | None:
    if fact.kind == "string":
        if not isinstance(value, str):
            return "must be text in quotes"
        if fact.choices and value not in fact.choices:
            return f'cannot be "{value}"{did_you_mean(value, fact.choices)} (one of {", ".join(fact.choices)})'
        return None
    if fact.kind == "bool":
        return None if isinstance(value, bool) else "must be true or false"
    if isinstance(value, bool) or not isinstance(value, int | float):
        return "must be a number"
    if not abs(value) <= LARGEST:  # neither is NaN, which JSON has no word for and Python reads all the same
        return "must be a number of a size that can be right"
    if fact.kind == "share" and not 0 <= value <= 1:
        return "is a share from 0 to 1, so 12% is 0.12"
    if reason := why_not(fact, value):
        return reason.removeprefix("this ") if reason.startswith("this ") else f"is not right: {reason}"
    return None
