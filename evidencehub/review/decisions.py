"""From findings to what the engine grades, and how far a reviewer has to go. Nothing here types or changes a tier."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from evidencehub.review.models import FactEntry, Finding
from evidencehub.review.sheet import PLAN_ONLY, WHOLE, Key, Sheet
from evidencehub.review.typed_facts import value_of
from evidencehub.standards.engine.inputs import FactValue, GradeInput, OutcomeInput, StudyInput
from evidencehub.standards.grading import engine
from evidencehub.standards.grading.grades import Grade
from evidencehub.standards.model.standard import Tier


@dataclass(frozen=True)
class Agreement:
    """How far two reviewers agreed before they talked."""

    agreed: int
    compared: int  # questions that both answered


def answers_in(findings: Iterable[Finding]) -> dict[Key, str]:
    """The answers of finished findings; one with a reason and no answer, or the other way round, is still a draft."""
    return {(f.criterion_id, f.result_key): f.answer for f in findings if f.answer and f.reason}


def facts_in(sheet: Sheet, entries: Iterable[FactEntry]) -> dict[Key, FactValue]:
    known = sheet.standard.facts_by_name
    return {
        (entry.name, entry.result_key): value_of(known[entry.name], entry.value) for entry in entries if entry.value
    }


def grade_input(sheet: Sheet, answers: Mapping[Key, str], facts: Mapping[Key, FactValue]) -> GradeInput:
    """Each finding at its own level: the submission, a study, or one outcome result.

    An answer that is not open (an effect that the numbers of a result cannot show) is none.
    """
    still_open = {key: said for key, said in answers.items() if not why_uncounted(sheet, key, said, facts)}

    def named(key: str) -> dict[str, str]:
        return {criterion: answer for (criterion, of), answer in still_open.items() if of == key}

    def typed(key: str) -> dict[str, FactValue]:
        return {name: value for (name, of), value in facts.items() if of == key}

    studies = tuple(
        StudyInput(
            id=study.id,
            design=study.design,
            findings=named(study.id),
            facts=typed(study.id),
            outcomes=tuple(
                OutcomeInput(one.key, one.result.outcome_area, named(one.key), typed(one.key))
                for one in study.measured
                if one.result is not None
            ),
        )
        for study in sheet.studies
    )
    return GradeInput(None if studies else PLAN_ONLY, named(WHOLE), typed(WHOLE), studies)


def why_uncounted(sheet: Sheet, key: Key, answer: str, facts: Mapping[Key, FactValue]) -> str:
    """Why an answer counts as none, whoever agreed on it; "" where it counts."""
    item = sheet.by_key.get(key)
    if item is None:
        return ""
    return item.note if item.note and answer not in item.answers else sheet.refuted(item, answer, facts)


def grade(sheet: Sheet, findings: Iterable[Finding], entries: Iterable[FactEntry] = ()) -> Grade:
    return engine.grade(sheet.standard, grade_input(sheet, answers_in(findings), facts_in(sheet, entries)))


def tiers_to_answer(sheet: Sheet, findings: Iterable[Finding]) -> tuple[Tier, ...]:
    """The tiers a reviewer must finish: up to the first that their own findings do not reach.

    Counted by the rule without effect criteria: otherwise a result that went the wrong way would end the grading early,
    and its sign would change how sure we are.
    """
    reached = max(part.evidence_reached for part in grade(sheet, findings).contexts)
    return sheet.standard.tiers[: reached + 1]


def agreement(first: Iterable[Finding], second: Iterable[Finding]) -> Agreement:
    one, other = answers_in(first), answers_in(second)
    both = one.keys() & other.keys()
    return Agreement(sum(one[key] == other[key] for key in both), len(both))
