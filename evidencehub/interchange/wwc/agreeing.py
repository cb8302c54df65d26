"""How far our reading of the What Works Clearinghouse's rule comes to the clearinghouse's own ratings.

Each outcome domain of each report is summed up by the reading from the findings in the archive. What the archive does
not hold is taken from the clearinghouse's own words: how well each finding was made, and whether it is clear.
"""

import random
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from evidencehub.interchange.wwc.rated import Domain, Finding
from evidencehub.standards.engine.inputs import GradeInput, OutcomeInput, StudyInput
from evidencehub.standards.grading.engine import grade
from evidencehub.standards.model.standard import Standard

SEED = 2025  # the third set aside was not looked at while the reading was written
LAST_VERSION = 4.0  # from 4.1 on the clearinghouse pools the studies, which this reading does not
OPEN = "cannot tell"


@dataclass(frozen=True, slots=True)
class Compared:
    """One domain: their rating and ours, by the label of the reading."""

    domain: Domain
    ours: str
    set_aside: bool
    outside: str  # why this reading does not judge it; "" when it does

    @property
    def agrees(self) -> bool:
        return self.ours.casefold() == self.domain.rating.casefold()

    @property
    def reason(self) -> str:
        """What in the archive speaks for the difference; "" where there is none."""
        if self.agrees:
            return ""
        studies = {finding.study for finding in self.domain.findings}
        if self.domain.studies is not None and len(studies) != self.domain.studies:
            return "the archive holds findings of another number of studies than the report counts"
        if any(not _main(of) for of in _by_study(self.domain.findings)):
            return "a study has findings for subgroups alone"
        if _strength(self.ours) > _strength(self.domain.rating):
            return "the report holds back where the archive marks a result as clear, or an average as large"
        return "the report sees a clear effect where the archive marks too little as clear or large"


def compare(standard: Standard, domains: Sequence[Domain]) -> list[Compared]:
    """Sum up each domain by the reading, and set a third of them aside by the seed."""
    keys = sorted(domain.key for domain in domains)
    aside = set(random.Random(SEED).sample(keys, len(keys) // 3))  # noqa: S311  no secret: it must come out the same
    return [Compared(each, summed_up(standard, each), each.key in aside, _outside(each)) for each in domains]


def summed_up(standard: Standard, domain: Domain) -> str:
    """The label that the reading gives to all studies of a domain."""
    studies = tuple(_study(of) for of in _by_study(domain.findings))
    (summary,) = grade(standard, GradeInput(studies=studies)).summaries
    return summary.rating.label if summary.rating else OPEN


def _outside(domain: Domain) -> str:
    if any(float(version) > LAST_VERSION for version in domain.versions):
        return "reviewed by a version that pools studies"
    if any("single" in finding.design for finding in domain.findings):
        return "has single-case studies, which have standards of their own"
    return ""


def _by_study(findings: Iterable[Finding]) -> list[list[Finding]]:
    by_study: dict[str, list[Finding]] = defaultdict(list)
    for finding in findings:
        by_study[finding.study].append(finding)
    return [by_study[study] for study in sorted(by_study)]


def _main(findings: Sequence[Finding]) -> list[Finding]:
    return [finding for finding in findings if not finding.is_subgroup]


def _study(findings: Sequence[Finding]) -> StudyInput:
    """A study with its main findings; with those for subgroups where it has no others.

    A finding without any effect says nothing of which way it points, and is left out where the study has others.
    """
    counted = _main(findings) or list(findings)
    telling = [finding for finding in counted if finding.effect is not None] or counted
    design = (
        "single-case" if "single" in counted[0].design else "rct" if "random" in counted[0].design else "qed-matched"
    )
    return StudyInput(findings[0].study, design, outcomes=tuple(_outcome(finding) for finding in telling))


def _outcome(finding: Finding) -> OutcomeInput:
    strong, meets = "without" in finding.rating, finding.rating.startswith("meets")
    way = finding.effect or 0.0
    direction = "positive" if way > 0 else "negative" if way < 0 else "none"
    findings = {
        **dict.fromkeys(_TAKEN_AS_MET, "met"),
        "wwc.low-attrition": "met" if strong else "not-met",
        "wwc.baseline-within-limit": "met" if meets else "not-met",
        "wwc.significant-positive": "met" if finding.is_significant and way > 0 else "not-met",
        "wwc.significant-negative": "met" if finding.is_significant and way < 0 else "not-met",
    }
    facts: dict[str, float | str | bool] = {"effect_direction": direction}
    if finding.effect is not None:
        facts["effect_size"] = finding.effect
    return OutcomeInput(finding.id, "all", findings, facts)


# Why a finding meets the standards only in part the archive tells in a sentence; the reading needs it by question.
_TAKEN_AS_MET = (
    *("wwc.outcome-in-domain", "wwc.outcome-sound", "wwc.outcome-independent", "wwc.same-collection"),
    *("wwc.no-confounding", "wwc.sound-randomisation", "wwc.baseline-small-or-adjusted"),
)


def _strength(label: str) -> int:
    """How much a label claims, either way."""
    words = label.casefold()
    return (
        0 if words.startswith(("no ", "cannot")) else 1 if words.startswith("mixed") else 2 if "potent" in words else 3
    )
