"""The words of a decision letter: what was reached, what was strong, what the next step needs, and why.

It names no reviewer and no editor, and every sentence about a tier follows from the engine's answer as it was kept with
the decision.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from evidencehub.accreditation.coach import Coach, from_decision
from evidencehub.accreditation.findings import Judged, lines_of, steps_of
from evidencehub.accreditation.findings import Step as JudgedStep
from evidencehub.accreditation.letter.shapes import Answer, Found, Letter, Passage, Question, Said, Step, Ways
from evidencehub.accreditation.letter.ways import answer_of, names_of, ways_of
from evidencehub.accreditation.queries import AgreedFinding, Graders, Third
from evidencehub.projects.appeals.words import came_of_it
from evidencehub.projects.wording import mark_in_words, question, sentence
from evidencehub.review.decisions import Agreement
from evidencehub.review.harm import Harm, told
from evidencehub.review.routes import RouteTaken, routes_of
from evidencehub.review.sheet import Sheet, as_text
from evidencehub.review.wording import answer_label, role_in_words, roles_in_words
from evidencehub.shared.words import capitalize_first, counted, day, lower_first, paragraphs, weekday
from evidencehub.standards.model.standard import Standard

JUDGES = "This judges the evidence, not the organisation. A low Standard usually means not yet studied."
MISTAKE = (
    "Write to the people who run this hub. Say which question it is about, and where in the report the answer stands. "
    "Once what was found is public you can also send the project again: two reviewers grade it anew, and that letter "
    "stands beside this one."
)
APPEAL = (
    "Or appeal until {day}; that day counts. The page of this letter has the way. An editor who did not decide this "
    "reads your appeal. Where it gives a ground, two new reviewers grade what you contest. What was decided stands "
    "meanwhile."
)
REPLY = (
    "You can say in 250 words what you want readers to know, for example what you changed since. It stands beside the "
    "decision for everybody to read. Name nobody in it."
)
NOT_PUBLIC_YET = (
    "What was found is not public yet: only your team, the editors and the reviewers know it. It becomes public on "
    "{day}, whether you answer or not, and at once if you say so. Until then you can tell us which facts are wrong. An "
    "editor answers each, and what we correct stands on the record with its date. What you reply before that day "
    "stands there from the first moment."
)
WHATEVER_CAME_OUT = (
    "This goes by how well it was studied, whatever came out. Nobody can plan to find a good result, so that is not on "
    "the list."
)
NOT_GRADED = "Nobody graded this: a step before it is not reached."


def compose(
    *,
    project: str,
    sheet: Sheet,
    grade: Mapping[str, Any],
    findings: Sequence[AgreedFinding],
    agreement: Agreement,
    strengths: str,
    rounds: int,
    graders: Graders,
) -> Letter:
    """Put the letter together.

    :param grade: what ``Grade.as_dict`` gave, as it is kept with the decision.
    """
    lines = lines_of(sheet, findings)
    coach = from_decision(sheet, grade, lines)
    steps = steps_of(sheet, grade, lines)
    difference = _difference(sheet.standard, grade)
    return Letter(
        project=project,
        greeting=f"Dear team of {project},",
        reached_heading="What you reached",
        reached=_reached(sheet.standard, grade, differs=bool(difference)),
        difference=difference,
        found_heading="What came out",
        found=_found(sheet),
        harm=Passage(heading="", paragraphs=()),
        strong=Passage(heading="What was strong", paragraphs=tuple(paragraphs(strengths))),
        editor=Passage(heading="", paragraphs=()),
        next_step=_next_step(coach, differs=bool(difference)),
        ways=ways_of(coach) if coach.next_tier else _NO_WAYS,
        findings=Passage(
            heading="What the reviewers found",
            paragraphs=(
                _who_graded(graders.kinds, agreement, rounds),
                *([third_sentence(graders.third, findings)] if graders.third else []),
            ),
        ),
        kind_heading="Kind of study",
        kinds=tuple(route_sentences(routes_of(sheet))),
        steps=tuple(_step(step) for step in steps),
        reply=Passage(heading="If you want to reply", paragraphs=(REPLY,)),
        mistake=Passage(heading="If you think that we made a mistake", paragraphs=(MISTAKE,)),
        judges=JUDGES,
    )


def with_appeal(letter: Letter, last_day: date | None) -> Letter:
    """The letter with how to appeal, and until when; as it is where nobody can."""
    if last_day is None:
        return letter
    words = (*letter.mistake.paragraphs, APPEAL.format(day=day(last_day)))
    return replace(letter, mistake=replace(letter.mistake, paragraphs=words))


def on_appeal(letter: Letter, *, questions: int, outcome: str) -> Letter:
    """The letter after an appeal, which says what was graded anew and what came of it."""
    graded = counted(questions, "answer was", "answers were")
    words = f"On appeal {graded} graded anew by two other reviewers, who worked apart: {came_of_it(outcome)}."
    return replace(letter, findings=replace(letter.findings, paragraphs=(*letter.findings.paragraphs, words)))


def _found(sheet: Sheet) -> tuple[Found, ...]:
    """Every result that was graded, those that got worse as plainly as those that got better."""
    return tuple(
        Found(
            outcome=one.result.outcome,
            question=question(one.result),
            mark=capitalize_first(mark_in_words(one.result)),
            sentence=sentence(one.result, study.frozen),
        )
        for study in sheet.studies
        for one in study.measured
        if one.result is not None
    )


def with_harm(letter: Letter, views: Sequence[Harm]) -> Letter:
    """The letter with what each reviewer found of the whole case; as it is where they were not asked."""
    if not (sentences := told(views)):
        return letter
    return replace(letter, harm=Passage(heading="Did anything get worse?", paragraphs=sentences))


def before_public(letter: Letter, public_from: datetime | None) -> Letter:
    """The letter with the day on which everybody can read it; as it is where that is at once."""
    if public_from is None:
        return letter
    when = NOT_PUBLIC_YET.format(day=weekday(public_from))
    return replace(letter, reply=Passage(heading="Before it is public", paragraphs=(when, *letter.reply.paragraphs)))


_NO_WAYS = Ways(intro="", open=(), more="", folded=(), also="")


def _reached(standard: Standard, grade: Mapping[str, Any], *, differs: bool) -> tuple[Said, ...]:
    """What the team may say, and how sure we are, by the rule without effect criteria; the headline first."""
    sure = Said(term="How sure are we?", text=str(grade["headline"]))
    if grade["tier"] is None:
        text = f"No step of {standard.short_title} is reached yet"
    else:
        tier = standard.tiers_by_id[grade["tier"]]
        text = tier.title
    if differs:
        return sure, Said(term="By the published rule", text=text)
    return Said(term="Reached", text=text), sure


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


def _next_step(coach: Coach, *, differs: bool) -> Passage:
    tier = coach.next_tier
    if tier is None:
        return Passage(heading="How to keep it" if coach.advice else "", paragraphs=tuple(paragraphs(coach.advice)))
    return Passage(
        heading=f"What {tier.label} needs",
        paragraphs=tuple(
            text
            for text in (
                f"{tier.label} is “{tier.name}”: {tier.plain}",
                WHATEVER_CAME_OUT if differs else "",
                coach.advice,
                f"Counted for the outcome or study that is nearest: {coach.counted_for}." if coach.counted_for else "",
            )
            if text
        ),
    )


def _who_graded(kinds: Sequence[str], agreement: Agreement, rounds: int) -> str:
    again = f" This was round {rounds}." if rounds > 1 else ""
    return f"Graded by {roles_in_words(list(kinds))}, who worked apart. {agreement_sentence(agreement)}{again}"


def third_sentence(third: Third, findings: Iterable[AgreedFinding]) -> str:
    """Who looked a third time, at how much, and what that settled."""
    known = list(findings)
    by_majority = sum(each.by_majority for each in known) + third.read_alike
    anew = sum(each.on_appeal and as_text((each.criterion_id, each.result_key)) in third.only for each in known)
    did = [
        f"{verb} {counted(count, word, f'{word}s')}"
        for verb, count, word in (("graded", third.questions, "question"), ("looked up", third.numbers, "number"))
        if count
    ]
    rest = [
        words
        for words, count in (
            ("an editor settled the rest, with a reason", third.asked - by_majority - anew),
            (f"{anew} {_was(anew)} graded anew on appeal", anew),
        )
        if count > 0
    ]
    return (
        f"A third reviewer ({role_in_words(third.kind)}) {' and '.join(did)} on which the two differed, without "
        f"knowing what they had said. {by_majority} {_was(by_majority)} settled by two of three"
        + (f"; {'; '.join(rest)}." if rest else ".")
    )


def _was(count: int) -> str:
    return "was" if count == 1 else "were"


def agreement_sentence(agreement: Agreement) -> str:
    if not agreement.compared:
        return "The two reviewers graded different criteria, so there was nothing to compare."
    if agreement.agreed == agreement.compared:
        return f"The two reviewers agreed on all {agreement.compared} questions before talking."
    return f"The two reviewers agreed on {agreement.agreed} of {agreement.compared} questions before talking."


def route_sentences(taken: Sequence[RouteTaken]) -> list[str]:
    """Which route each study took, and what it was not asked, in plain words."""
    return [_route(each, is_only=len(taken) == 1) for each in taken]


def _route(taken: RouteTaken, *, is_only: bool) -> str:
    whose = " and ".join(f"“{title}”" for title in taken.studies)
    words = f"{taken.route.label}." if is_only else f"{whose}: {lower_first(taken.route.label)}."
    asked = f" Not asked of it: {names_of(taken.not_asked)}." if taken.not_asked else ""
    return f"{words} {taken.route.plain}{asked}"


def _step(step: JudgedStep) -> Step:
    asked = f"Not asked of this kind of study: {names_of(step.not_asked)}." if step.not_asked else ""
    return Step(sentence=step.sentence, questions=tuple(_question(each) for each in step.judged), not_asked=asked)


def _question(judged: Judged) -> Question:
    criterion = judged.criterion
    answers = tuple(answer_of(line) for line in judged.lines) or (_NOBODY,)
    return Question(
        id=criterion.id,
        short=criterion.short,
        text=criterion.public,
        is_unverified=criterion.is_unverified,
        answers=answers,
    )


_NOBODY = Answer(
    about="", answer="cannot-tell", label=answer_label("cannot-tell"), aside="", reason=NOT_GRADED, page=""
)  # fmt: skip
