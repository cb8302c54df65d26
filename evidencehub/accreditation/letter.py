"""The decision letter as plain values: what was reached, what was strong, what the next step needs, and why.

One structure for the page and for the mail. It names no reviewer and no editor, and every sentence about a tier follows
from the engine's answer as it was kept with the decision.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from evidencehub.accreditation.coach import Coach, Need, from_decision
from evidencehub.accreditation.findings import Step, lines_of, steps_of
from evidencehub.accreditation.queries import AgreedFinding
from evidencehub.review.decisions import Agreement
from evidencehub.review.routes import RouteTaken, routes_of
from evidencehub.review.sheet import Sheet
from evidencehub.shared.words import lower_first
from evidencehub.standards.model.standard import Criterion, Standard

JUDGES = "This judges the evidence, not the organisation. A low Standard usually means not yet studied."
APPEAL = (
    "If you think that we made a mistake, you can appeal within 60 days. Two fresh reviewers, who have not seen this "
    "case, grade it again."
)
ALSO = (
    "That is about what came out. You cannot plan it: report what you find, good or bad. How sure we are does not turn "
    "on it."
)


@dataclass(frozen=True)
class Letter:
    project: str
    standard: Standard
    reached: str  # the headline: what the team may say
    how_sure: str  # by the rule without effect criteria
    difference: str  # why the two differ, "" where they do not
    strengths: str
    routes: tuple[RouteTaken, ...]  # which kind of study was asked what; empty where everybody is asked the same
    coach: Coach
    steps: tuple[Step, ...]  # as far as anything was graded
    agreement: str
    rounds: int
    decided_at: datetime

    @property
    def judged_criteria(self) -> tuple[Criterion, ...]:
        return tuple(judged.criterion for step in self.steps for judged in step.judged)

    @property
    def all_criteria(self) -> tuple[Criterion, ...]:
        """With those that only the way to the next step speaks of, each once."""
        return tuple({each.id: each for each in [*self.coach.criteria, *self.judged_criteria]}.values())


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
    standard, lines = sheet.standard, lines_of(sheet, findings)
    return Letter(
        project=project,
        standard=standard,
        reached=_reached(standard, grade["tier"]),
        how_sure=str(grade["headline"]),
        difference=_difference(standard, grade),
        strengths=strengths,
        routes=routes_of(sheet),
        coach=from_decision(sheet, grade, lines),
        steps=steps_of(sheet, grade, lines),
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
    parts.append(_next_as_text(letter.coach))
    parts += [f"WHAT THE REVIEWERS FOUND\n\n{letter.agreement}", *map(route_sentence, letter.routes)]
    parts += map(_step_as_text, letter.steps)
    asking = f" Write to {contact}." if contact else ""
    parts.append(
        f"IF YOU WANT TO REPLY OR APPEAL\n\nYou can write a reply; it stands beside the decision for everybody to read."
        f"\n{where}\n\n{APPEAL}{asking}"
    )
    parts.append(JUDGES)
    return "\n\n".join(parts)


def route_sentence(taken: RouteTaken) -> str:
    """Which route a study took, and what it was not asked, in plain words."""
    whose = " and ".join(f"“{title}”" for title in taken.studies)
    words = f"Kind of study, {whose}: {lower_first(taken.route.label)}. {taken.route.plain}"
    return f"{words} Not asked of it: {names_of(taken.not_asked)}." if taken.not_asked else words


def names_of(criteria: Sequence[Criterion]) -> str:
    """ "groups alike, enough people and losses by group"."""
    names = [lower_first(each.short) for each in criteria]
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def _next_as_text(coach: Coach) -> str:
    tier = coach.next_tier
    if tier is None:
        return f"HOW TO KEEP IT\n\n{coach.advice}"
    lines = [f"WHAT {tier.label.upper()} NEEDS", "", f"{tier.label} is: {tier.plain}"]
    lines += [coach.advice] if coach.advice else []
    lines += [f"This is counted for {coach.counted_for}, which is nearest."] if coach.counted_for else []
    for number, way in enumerate(coach.open_ways):
        before = coach.explained_before(number)
        lines += ["", "The shortest way:" if number == 0 else f"Another way ({number + 1}):"]
        for need in way.needs:
            lines += _need_as_text(need, is_explained=need.key in before)
    if coach.folded_ways:
        lines += ["", f"There are more ways ({len(coach.folded_ways)}); the page of this letter has them."]
    if coach.also:
        lines += ["", f"The published rule also asks for: {names_of(coach.also)}. {ALSO}"]
    return "\n".join([*lines, "", "The page of this letter has words to start from for each of these."])


def _need_as_text(need: Need, *, is_explained: bool) -> list[str]:
    where = f"{need.where}: " if need.where else ""
    criterion = need.criterion
    if criterion is None or is_explained:
        return [f"- {where}{need.text}{' (as above)' if is_explained else ''}"]
    effort = f" (usually takes {criterion.effort})" if criterion.effort else ""
    return [
        f"- {where}{need.text}{effort}",
        f"  What counts: {'; '.join(criterion.counts_as_evidence)}.",
        *([f"  {criterion.what_not_to_do}"] if criterion.what_not_to_do else []),
    ]


def _step_as_text(step: Step) -> str:
    lines = [step.sentence]
    for judged in step.judged:
        for line in judged.lines:
            about = f" ({line.about})" if line.about else ""
            page = f" Page {line.page}." if line.page else ""
            lines += ["", f"{judged.criterion.short}{about}: {line.label}", f"  {line.reason}{page}"]
    if step.not_asked:
        lines += ["", f"Not asked of this kind of study: {names_of(step.not_asked)}."]
    return "\n".join(lines)
