"""Grading by every standard, explanation included, beside a bare loop over sets that explains nothing."""

import random
import time

from evidencehub.standards.engine.inputs import GradeInput
from evidencehub.standards.files.loading import load_standards
from evidencehub.standards.grading.engine import grade
from evidencehub.standards.model.standard import NOT_APPLICABLE, Standard

ANSWERED, AT_BEST = 0.9, 0.85  # shares of the criteria that have a finding, and of those that are at their best


def _submissions(standard: Standard, count: int, chance: random.Random) -> list[GradeInput]:
    made = []
    for _ in range(count):
        findings = {}
        for criterion in standard.criteria:
            if chance.random() < ANSWERED:
                others = [answer for answer in criterion.answers if answer != NOT_APPLICABLE]
                findings[criterion.id] = criterion.accept[0] if chance.random() < AT_BEST else chance.choice(others)
        made.append(GradeInput("rct", findings))
    return made


def _bare(standard: Standard, submissions: list[GradeInput]) -> float:
    """The least that any grading has to do: which tiers have all of their criteria met?"""
    wanted = [{each.id for each in standard.criteria_of(tier.id)} for tier in standard.tiers]
    accepted = {criterion.id: frozenset(criterion.accept) for criterion in standard.criteria}
    started = time.perf_counter()
    for submission in submissions:
        met = {name for name, answer in submission.findings.items() if answer in accepted[name]}
        for tier in wanted:
            if not met.issuperset(tier):
                break
    return time.perf_counter() - started


def measure(count: int) -> list[dict[str, float | str]]:
    """Seconds for so many submissions, for each standard."""
    chance = random.Random(2026)
    found: list[dict[str, float | str]] = []
    for standard in load_standards():
        submissions = _submissions(standard, count, chance)
        started = time.perf_counter()
        for submission in submissions:
            grade(standard, submission).explanation()
        took = time.perf_counter() - started
        bare = _bare(standard, submissions)
        found.append(
            {
                "standard": standard.id,
                "criteria": len(standard.criteria),
                "submissions": count,
                "seconds": round(took, 2),
                "times_a_bare_loop": round(took / bare, 1),
            }
        )
    return found


def lines(results: list[dict[str, float | str]]) -> list[str]:
    found = [f"{results[0]['submissions']:,} submissions of one study graded, explanation included:"]
    for one in results:
        found.append(
            f"{one['standard']:>15}: {one['seconds']} s ({one['criteria']} criteria; "
            f"{one['times_a_bare_loop']} times a bare loop that explains nothing)"
        )
    return found
