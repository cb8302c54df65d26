"""The decision letter as plain values: what was reached, what was strong, what the next step needs, and why.

One structure for the page and for the mail. It names no reviewer and no editor, and every sentence about a tier follows
from the engine's answer as it was kept with the decision.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from evidencehub.accreditation.queries import AgreedFinding
from evidencehub.review.decisions import Agreement
from evidencehub.review.sheet import Sheet
from evidencehub.review.wording import answer_label
from evidencehub.standards.models import Criterion, Standard, Tier

JUDGES = "This judges the evidence, not the organisation. A low Standard usually means not yet studied."
APPEAL = (
    "If you think that we made a mistake, you can appeal within 60 days. Two fresh reviewers, who have not seen this "
    "case, grade it again."
)
WAYS = 3  # more ways to the next step than this help nobody


@dataclass(frozen=True)
class Need:
    """One thing that the next step still asks for, with the standard's own advice."""

    criterion: Criterion
    found: tuple[str, ...]  # what the reviewers said so far, for each outcome result it was asked about


@dataclass(frozen=True)
class Way:
    needs: tuple[Need, ...]  # the easiest first


@dataclass(frozen=True)
class Line:
    """One agreed answer, with what it is about."""

    about: str  # outcome result in words, "" for the whole
    answer: str  # slug
    label: str
    reason: str
    page: str
    at_first: bool


@dataclass(frozen=True)
class Judged:
    criterion: Criterion
    lines: tuple[Line, ...]  # empty: nobody graded it


@dataclass(frozen=True)
class Step:
    tier: Tier
    reached: bool
    sentence: str
    judged: tuple[Judged, ...]


@dataclass(frozen=True)
class Letter:
    project: str
    standard: Standard
    reached: str  # the headline: what the team may say
    how_sure: str  # by the rule without effect criteria
    difference: str  # why the two differ, "" where they do not
    strengths: str
    next_tier: Tier | None
    ways: tuple[Way, ...]
    steps: tuple[Step, ...]  # as far as anything was graded
    agreement: str
    rounds: int
    decided_at: datetime


def compose(
    *,
    project: str,
    sheet: Sheet,
    grade: Mapping[str, Any],
    findings: Sequence[AgreedFinding],
    agreement: Agreement,
    strengths: str,
    rounds: int,
    decided_at: datetime,
) -> Letter:
    """Put the letter together.

    :param grade: what ``Grade.as_dict`` gave, as it is kept with the decision.
    """
    standard = sheet.standard
    step = grade["next"]
    return Letter(
        project=project,
        standard=standard,
        reached=_reached(standard, grade["tier"]),
        how_sure=str(grade["headline"]),
        difference=_difference(standard, grade),
        strengths=strengths,
        next_tier=standard.tiers_by_id[step["tier"]] if step else None,
        ways=_ways(sheet, step["needs"], findings) if step else (),
        steps=_steps(sheet, grade, findings),
        agreement=agreement_sentence(agreement),
        rounds=rounds,
        decided_at=decided_at,
    )


def _reached(standard: Standard, tier_id: str | None) -> str:
    if tier_id is None:
        return f"No step of {standard.short_title} is reached yet"
    tier = standard.tiers_by_id[tier_id]
    return f"{tier.label}: {tier.name}"


def _difference(standard: Standard, grade: Mapping[str, Any]) -> str:
    """Why the published tier lies below what the evidence itself reaches."""
    tier, evidence = grade["tier"], grade["evidence_tier"]
    if tier == evidence or evidence is None:
        return ""
    label = standard.tiers_by_id[evidence].label
    held = [name for name in dict.fromkeys(unmet["criterion"] for unmet in grade["unmet"])
            if standard.criterion(name).about == "effect"]  # fmt: skip
    asked = " and ".join(f"“{standard.criterion(name).short}”" for name in held) or "the result itself"
    return (
        f"How well this was studied would reach {label}. The published rule also asks for {asked}, which is about what "
        f"was found. A result that is not positive can be as well evidenced as a good one, so we show both."
    )


def agreement_sentence(agreement: Agreement) -> str:
    if not agreement.compared:
        return "The two reviewers graded different criteria, so there was nothing to compare."
    if agreement.agreed == agreement.compared:
        return f"The two reviewers agreed on all {agreement.compared} questions before talking."
    return f"The two reviewers agreed on {agreement.agreed} of {agreement.compared} questions before talking."


def _ways(sheet: Sheet, needs: Sequence[Sequence[str]], findings: Sequence[AgreedFinding]) -> tuple[Way, ...]:
    found = {name: tuple(line.label for line in lines) for name, lines in _lines(sheet, findings).items()}
    return tuple(
        Way(tuple(Need(sheet.standard.criterion(name), found.get(name, ())) for name in way)) for way in needs[:WAYS]
    )


def _lines(sheet: Sheet, findings: Sequence[AgreedFinding]) -> dict[str, list[Line]]:
    by_key = {(finding.criterion_id, finding.result_key): finding for finding in findings}
    lines: dict[str, list[Line]] = {}
    for item in sheet.items:
        if finding := by_key.get(item.key):
            label = answer_label(finding.answer)
            line = Line(item.about, finding.answer, label, finding.reason, finding.page, finding.at_first)
            lines.setdefault(item.criterion.id, []).append(line)
    return lines


def _steps(sheet: Sheet, grade: Mapping[str, Any], findings: Sequence[AgreedFinding]) -> tuple[Step, ...]:
    lines = _lines(sheet, findings)
    graded = [tier for tier in sheet.standard.tiers if any(c.id in lines for c in sheet.standard.criteria_of(tier.id))]
    explained = {step["tier"]: step for step in grade["explanation"]}
    return tuple(
        Step(
            tier,
            explained[tier.id]["reached"],
            explained[tier.id]["sentence"],
            tuple(Judged(c, tuple(lines.get(c.id, ()))) for c in sheet.standard.criteria_of(tier.id)),
        )
        for tier in graded
    )


def as_text(letter: Letter, *, where: str, contact: str) -> str:
    """The letter for a mail.

    :param where: a sentence that says where to read and answer it.
    """
    parts = [
        f"Dear team of {letter.project},",
        f"WHAT YOU REACHED\n\n{letter.reached}.\nHow sure are we? {letter.how_sure}",
    ]
    if letter.difference:
        parts.append(letter.difference)
    if letter.strengths:
        parts.append(f"WHAT WAS STRONG\n\n{letter.strengths}")
    if letter.next_tier is not None:
        parts.append(_next_as_text(letter, letter.next_tier))
    parts += [f"WHAT THE REVIEWERS FOUND\n\n{letter.agreement}", *map(_step_as_text, letter.steps)]
    asking = f" Write to {contact}." if contact else ""
    parts.append(
        f"IF YOU WANT TO REPLY OR APPEAL\n\nYou can write a reply; it stands beside the decision for everybody to read."
        f"\n{where}\n\n{APPEAL}{asking}"
    )
    parts.append(JUDGES)
    return "\n\n".join(parts)


def _next_as_text(letter: Letter, tier: Tier) -> str:
    lines = [f"WHAT {tier.label.upper()} NEEDS", "", f"{tier.label} is: {tier.plain}"]
    for number, way in enumerate(letter.ways, start=1):
        lines += ["", "The shortest way:" if number == 1 else f"Another way ({number}):"]
        for need in way.needs:
            lines += [
                f"- {need.criterion.team} ({need.criterion.effort})",
                f"  What counts: {'; '.join(need.criterion.counts_as_evidence)}.",
                f"  {need.criterion.what_not_to_do}",
            ]
    return "\n".join(lines)


def _step_as_text(step: Step) -> str:
    lines = [step.sentence]
    for judged in step.judged:
        for line in judged.lines:
            about = f" ({line.about})" if line.about else ""
            page = f" Page {line.page}." if line.page else ""
            lines += ["", f"{judged.criterion.short}{about}: {line.label}", f"  {line.reason}{page}"]
    return "\n".join(lines)
