"""What is graded: findings and facts, at the level of the submission, of a study or of one outcome."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from evidencehub.standards.engine.testing import Facts, FactValue
from evidencehub.standards.model.errors import BadInput
from evidencehub.standards.model.standard import NO_FINDING, NOT_APPLICABLE, Standard
from evidencehub.standards.model.suggestions import did_you_mean

__all__ = ["FactValue", "Facts", "GradeInput", "OutcomeInput", "StudyInput"]

Findings = Mapping[str, str]  # criterion id -> answer


@dataclass(frozen=True, slots=True)
class OutcomeInput:
    id: str
    domain: str | None = None
    findings: Findings = field(default_factory=dict)
    facts: Facts = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class StudyInput:
    id: str
    design: str | None = None  # None: as for the submission
    sample_id: str | None = None
    findings: Findings = field(default_factory=dict)
    facts: Facts = field(default_factory=dict)
    outcomes: tuple[OutcomeInput, ...] = ()


@dataclass(frozen=True, slots=True)
class GradeInput:
    design: str | None = None
    findings: Findings = field(default_factory=dict)
    facts: Facts = field(default_factory=dict)
    studies: tuple[StudyInput, ...] = ()


@dataclass(frozen=True, slots=True)
class Given:
    """A finding that holds, and where it was made."""

    answer: str
    level: str  # submission, study or outcome
    place: str | None  # id of that study or outcome


@dataclass(frozen=True, slots=True)
class Context:
    """One thing to run the rule on: an outcome, a study without outcomes, or the whole submission."""

    study: str | None
    outcome: str | None
    design: str | None
    given: Mapping[str, Given]  # the finding that holds for each criterion that has one
    facts: Facts
    sample: str | None = None
    domain: str | None = None
    route: str | None = None  # the way through the standard that the design takes

    @property
    def where(self) -> str:
        if self.outcome is not None:
            return f'outcome "{self.outcome}" of study "{self.study}"'
        return f'study "{self.study}"' if self.study is not None else "the submission"


def contexts(standard: Standard, submission: GradeInput) -> list[Context]:
    """Return every outcome, and every study without outcomes. An outcome overrides its study, and that the rest."""
    top = {criterion: Given(answer, "submission", None) for criterion, answer in submission.findings.items()}
    if not submission.studies:
        route = standard.route_for(submission.design)
        return [Context(None, None, submission.design, top, submission.facts, route=route)]
    found = []
    for study in submission.studies:
        own = {criterion: Given(answer, "study", study.id) for criterion, answer in study.findings.items()}
        design, given, facts = study.design or submission.design, top | own, {**submission.facts, **study.facts}
        route = standard.route_for(design)
        if not study.outcomes:
            found.append(Context(study.id, None, design, given, facts, study.sample_id, None, route))
        for outcome in study.outcomes:
            ours = {criterion: Given(answer, "outcome", outcome.id) for criterion, answer in outcome.findings.items()}
            found.append(
                Context(
                    study.id,
                    outcome.id,
                    design,
                    given | ours,
                    {**facts, **outcome.facts},
                    study.sample_id,
                    outcome.domain,
                    route,
                )
            )
    return found


def whole(standard: Standard, submission: GradeInput, found: list[Context]) -> Context:
    """The submission as one, for a standard that is run once over all studies. A lone study speaks for the whole."""
    if len(found) == 1:
        return found[0]
    top = {criterion: Given(answer, "submission", None) for criterion, answer in submission.findings.items()}
    for criterion in standard.criteria:  # what is said of the project in its studies, as long as they agree
        said = [context.given[criterion.id] for context in found if criterion.id in context.given]
        if criterion.unit == "project" and criterion.id not in top and len({given.answer for given in said}) == 1:
            top[criterion.id] = min(said, key=lambda given: given.place or "")
    designs = {context.design for context in found}
    design = submission.design or (designs.pop() if len(designs) == 1 else None)
    return Context(None, None, design, top, submission.facts, route=standard.route_for(design))


def check(standard: Standard, submission: GradeInput, found: list[Context]) -> None:
    """Make sure that the engine may rely on every name, answer and design.

    :raises BadInput: carries a line for each thing that is wrong.
    """
    problems = [*_wrong_names(standard, submission), *_wrong_not_applicable(standard, found)]
    if problems:
        raise BadInput(list(dict.fromkeys(problems)))


def _wrong_names(standard: Standard, submission: GradeInput) -> Iterator[str]:
    levels: list[tuple[str, Findings]] = [("findings", submission.findings)]
    designs = [submission.design]
    for study in submission.studies:
        levels.append((f'study "{study.id}"', study.findings))
        levels += [(f'outcome "{outcome.id}"', outcome.findings) for outcome in study.outcomes]
        designs.append(study.design)
    for design in designs:
        if design is not None and design not in standard.designs:
            hint = did_you_mean(design, standard.designs) or f" (one of {', '.join(standard.designs)})"
            yield f'unknown design "{design}"{hint}'
    known = standard.criteria_by_id
    for where, findings in levels:
        for criterion_id, answer in findings.items():
            criterion = known.get(criterion_id)
            if criterion is None:
                yield f'{where}: unknown criterion "{criterion_id}"{did_you_mean(criterion_id, known)}'
            elif answer not in criterion.answers:
                hint = did_you_mean(answer, criterion.answers) or f" (one of {', '.join(criterion.answers)})"
                yield f'{where}: unknown answer "{answer}" to {criterion_id}{hint}'


def _wrong_not_applicable(standard: Standard, found: list[Context]) -> Iterator[str]:
    for context in found:
        for criterion_id, given in context.given.items():
            if given.answer != NOT_APPLICABLE or criterion_id not in standard.criteria_by_id:
                continue
            criterion = standard.criteria_by_id[criterion_id]
            allowed = criterion.not_applicable_for
            if context.design in allowed or not standard.asked_on(criterion, context.route):
                continue
            if not allowed:
                yield f"n-a is not open for {criterion_id}, whatever the design"
            else:
                named = f'the design "{context.design}"' if context.design else "a study without a stated design"
                yield f"n-a is not open for {criterion_id} with {named}, only with {', '.join(allowed)}"


def contradictions(standard: Standard, submission: GradeInput, found: list[Context]) -> tuple[str, ...]:
    """A line for each question about the whole that its studies answer otherwise, or each in another way.

    For what is asked of the whole, an answer for the whole goes first, and those for studies hold where it is missing
    and they agree. For what is asked of a study its own answer goes first.
    """
    told = []
    for criterion in standard.criteria:
        if criterion.id not in standard.asked_of_whole:
            continue
        own = {
            (str(context.study), given.answer)
            for context in found
            if (given := context.given.get(criterion.id)) and given.level != "submission" and given.answer != NO_FINDING
        }
        ours = submission.findings.get(criterion.id, NO_FINDING)
        if ours != NO_FINDING and (other := {(study, answer) for study, answer in own if answer != ours}):
            told.append(f"{criterion.id} {criterion.short}: answered {ours} for the whole and {_said(other)}. "
                        "The whole counts.")  # fmt: skip
        elif ours == NO_FINDING and len({answer for _, answer in own}) > 1:
            told.append(f"{criterion.id} {criterion.short}: answered {_said(own)}. Answer it for the whole.")
    return tuple(told)


def _said(answers: set[tuple[str, str]]) -> str:
    return ", ".join(f'{answer} for study "{study}"' for study, answer in sorted(answers))
