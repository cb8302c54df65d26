"""One set of facts and findings, seen through every standard. It shows requirements; it never converts a result.

A finding on a criterion of one standard answers the criteria of others that ask the same question (one ``concept``).
Facts have the same names everywhere. A tier is put forward only where most of a standard was checked against its own
text, or where the standard is the hub's own.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from evidencehub.standards.engine.parsing import parse_input
from evidencehub.standards.engine.verdicts import CANNOT_TELL, MET, NOT_MET
from evidencehub.standards.grading import explaining
from evidencehub.standards.grading.engine import grade
from evidencehub.standards.grading.grades import Grade
from evidencehub.standards.model.errors import BadInput
from evidencehub.standards.model.standard import NO_FINDING, Criterion, Standard
from evidencehub.standards.model.suggestions import did_you_mean

CAVEAT = "Our reading of their published rule; not a rating by them."
OWN_CAVEAT = "Our reconstruction; not a rating by anybody, and not an accreditation."
VERIFIED_ENOUGH = 0.8  # share of a standard's criteria whose source was found
_CARRIED = (NOT_MET, NO_FINDING, "partly", "met")  # from least to most, where two findings answer one question
_INNER = ("studies", "outcomes")
_ORDER = {NOT_MET: 0, CANNOT_TELL: 1, MET: 2}


def puts_forward(standard: Standard) -> bool:
    """Whether a result by this standard may be shown as one.

    By the rule of another body only where most of it was checked against a published text: nobody shall be told what
    that body never said. The standard that the hub grades by is its own word.
    """
    return standard.use == "accreditation" or standard.verified_share >= VERIFIED_ENOUGH


@dataclass(frozen=True, slots=True)
class Requirement:
    """One criterion of a standard, as far as what is known answers it."""

    criterion: Criterion
    state: str  # met, not-met or cannot-tell
    sentence: str


@dataclass(frozen=True, slots=True)
class View:
    """What one standard would make of the evidence."""

    standard: Standard
    grade: Grade
    requirements: tuple[Requirement, ...]

    @property
    def caveat(self) -> str:
        return CAVEAT if self.standard.use == "crosswalk" else OWN_CAVEAT

    @property
    def shows_tier(self) -> bool:
        return puts_forward(self.standard)

    @property
    def withheld(self) -> str:
        """Why no tier is shown; "" when one is."""
        if self.shows_tier:
            return ""
        share = round(self.standard.verified_share * 100)
        return f"No result is shown: only {share}% of its criteria were checked against a published text."

    def of_state(self, state: str) -> tuple[Requirement, ...]:
        return tuple(each for each in self.requirements if each.state == state)

    def as_dict(self) -> dict[str, Any]:
        def listed(state: str) -> list[dict[str, str]]:
            return [{"criterion": each.criterion.id, "sentence": each.sentence} for each in self.of_state(state)]

        shown: dict[str, Any] = {"tier": None, "evidence_tier": None, "withheld": self.withheld}
        if self.shows_tier:
            full = self.grade.as_dict()
            shown |= {key: full[key] for key in ("tier", "evidence_tier", "possible", "parts", "flags")}
        return {
            "standard": self.standard.id,
            "version": self.standard.version,
            "title": self.standard.title,
            "caveat": self.caveat,
            "verified_share": round(self.standard.verified_share, 3),
            **shown,
            "met": listed(MET),
            "unmet": listed(NOT_MET),
            "cannot_tell": listed(CANNOT_TELL),
        }


def crosswalk(standards: Sequence[Standard], data: object) -> tuple[View, ...]:
    """Look at the same evidence through each of these standards.

    :param data: as for ``standards grade``; a finding may name a criterion of any of them, or a shared concept.
    :raises BadInput: something is named that none of them knows, or has a wrong value.
    """
    names = _Names(standards)
    problems = list(names.unknown(data))
    views = []
    for standard in standards:
        try:
            views.append(_view(standard, grade(standard, parse_input(standard, names.translated(data, standard)))))
        except BadInput as error:
            problems += error.problems
    if problems:
        raise BadInput(list(dict.fromkeys(problems)))
    return tuple(views)


class _Names:
    """Which criterion asks which shared question."""

    def __init__(self, standards: Sequence[Standard]) -> None:
        self.criteria: Mapping[str, Criterion] = {
            criterion.id: criterion for standard in standards for criterion in standard.criteria
        }
        self.concepts = {criterion.concept for criterion in self.criteria.values() if criterion.concept}
        self.facts = {name for standard in standards for name in standard.known_facts}

    def unknown(self, data: object) -> Iterable[str]:
        for facts in _everywhere(data, "facts"):
            for name in facts:
                if name not in self.facts:
                    yield f'unknown fact "{name}"{did_you_mean(str(name), self.facts)}'
        for findings in _everywhere(data, "findings"):
            for name, answer in findings.items():
                if name in self.criteria:
                    known: Sequence[str] = self.criteria[name].answers
                elif name in self.concepts:
                    known = ("met", "partly", "not-met", NO_FINDING)
                else:
                    yield f'no standard asks "{name}"{did_you_mean(str(name), [*self.criteria, *self.concepts])}'
                    continue
                if answer not in known:
                    yield f'unknown answer "{answer}" to {name}{did_you_mean(str(answer), known)}'

    def translated(self, data: object, standard: Standard) -> object:
        """The same data with findings on the standard's own criteria, and the facts that it knows."""
        if not isinstance(data, dict):
            return data
        facts = data.get("facts")
        if isinstance(facts, dict):
            facts = {name: value for name, value in facts.items() if name in standard.known_facts}
        found = {**data, "findings": self._findings(data.get("findings"), standard), "facts": facts}
        for key in _INNER:
            if isinstance(entries := data.get(key), list):
                found[key] = [self.translated(entry, standard) for entry in entries]
        return found

    def _findings(self, findings: object, standard: Standard) -> object:
        if not isinstance(findings, dict):
            return findings
        by_concept: dict[str, str] = {}
        for name, answer in findings.items():
            concept = self.criteria[name].concept if name in self.criteria else name
            if concept and answer in _CARRIED:
                least = min(by_concept.get(concept, answer), answer, key=_CARRIED.index)
                by_concept[concept] = least
        carried = {}
        for criterion in standard.criteria:
            if criterion.id in findings:
                if findings[criterion.id] in criterion.answers:  # else it is told once, above
                    carried[criterion.id] = findings[criterion.id]
            elif by_concept.get(criterion.concept) in criterion.answers:
                carried[criterion.id] = by_concept[criterion.concept]
        return carried


def _everywhere(data: object, what: str) -> Iterable[dict[str, Any]]:
    """The findings or the facts of a submission, of its studies and of their outcomes."""
    if not isinstance(data, dict):
        return
    if isinstance(data.get(what), dict):
        yield data[what]
    for key in _INNER:
        for entry in data[key] if isinstance(data.get(key), list) else []:
            yield from _everywhere(entry, what)


def _view(standard: Standard, found: Grade) -> View:
    # A standard that counts studies is seen over all of them, any other by the part that does best.
    parts = [part.judged for study in found.best.situation.studies for part in study.parts] or [found.best.judged]
    route = found.best.context.route
    asked = [criterion for criterion in standard.criteria if standard.asked_on(criterion, route)]
    requirements = []
    for criterion in asked:
        judged = max((each[criterion.id] for each in parts), key=lambda each: _ORDER[each.state])
        requirements.append(
            Requirement(standard.worded(criterion, route), judged.state, explaining.reason(standard, judged))
        )
    return View(standard, found, tuple(requirements))
