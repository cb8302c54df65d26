"""The three marks, kept apart: how sure are we, what difference did it make, what does it cost. Values, no HTML."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from evidencehub.catalogue.marks.gradings import Grading, Step
from evidencehub.catalogue.marks.voices import (
    CHANGED,
    PARTS_ONLY,
    SAID,
    SILENT,
    in_words,
    of_silence,
    voice,
    voice_of_sample,
)
from evidencehub.catalogue.outcomes import happening
from evidencehub.catalogue.outcomes.samples import samples
from evidencehub.projects.costs.words import in_short
from evidencehub.projects.figures.kinds import SPREAD
from evidencehub.projects.frozen.shapes import FrozenEvaluation, FrozenProject, FrozenResult
from evidencehub.projects.outcomes import path_of, place_of
from evidencehub.projects.public import PublicProject
from evidencehub.projects.sources import source_of
from evidencehub.projects.terms import label
from evidencehub.projects.wording import HARM, IN_WORDS, direction_of, own_people, size, way
from evidencehub.projects.wording import people as in_people
from evidencehub.shared.words import lower_first

# Upper ends in pounds a person, chosen so that common projects spread over all five.
COST_BANDS = (50, 200, 1000, 5000)


@dataclass(frozen=True)
class Sure:
    """How sure are we? ``filled`` of ``steps``; a bar without steps is hollow."""

    words: str  # "Standard 2 of 5"
    name: str = ""  # what the step is called
    note: str = ""
    filled: int = 0
    steps: int = 0


@dataclass(frozen=True)
class Difference:
    """What difference did it make? Without a comparison group it is a change: ``is_change``, a hollow arrow."""

    shape: str  # up, down, level, split, question or none
    words: str
    is_change: bool = False
    colour: str = "plain"  # better, worse or plain; never the only sign

    @property
    def question(self) -> str:
        return "What changed?" if self.is_change else "What difference did it make?"


@dataclass(frozen=True)
class Cost:
    band: int  # 1 to 5; 0 where nothing is known
    words: str
    note: str = ""
    more: str = ""  # what its lines come to, to start and in a year


@dataclass(frozen=True)
class Line:
    """The marks of one outcome: results of one kind (compared or not) and one step, so that nothing leaks across."""

    outcome: str
    area: str  # slug
    sure: Sure
    direction: str  # one of wording.DIRECTIONS, or "mixed" or "changed-mixed"
    difference: Difference
    detail: str  # "6.2 days higher", or "5 better, 2 not clear"
    results: tuple[tuple[FrozenEvaluation, FrozenResult], ...]  # (evaluation, result)


_SHAPES = {
    "better": "up", "worse": "down", "no-difference": "level", "unclear": "question", "changed-better": "up",
    "changed-worse": "down", "changed-unclear": "question", "not-measured": "none", "undecided": "none",
    "not-given": "none", "parts-only": "none", "flagged": "none",
}  # fmt: skip
_DIFFERENCES = {
    **{
        direction: Difference(
            _SHAPES[direction], words, direction.startswith("changed-"),
            {"up": "better", "down": "worse"}.get(_SHAPES[direction], "plain"),
        )
        for direction, words in IN_WORDS.items()
    },
    "mixed": Difference("split", "mixed: better and worse"),
    "changed-mixed": Difference("split", "mixed: better and worse; others may have changed too", True),
}  # fmt: skip
_ORDER = (
    *("better", "worse", "no-difference", "unclear", "changed-better", "changed-worse", "changed-unclear"),
    *("not-measured", "undecided", "not-given", "parts-only", "flagged"),
)
_SHORT = {
    **SAID, "changed-better": "for the better", "changed-worse": "for the worse", "changed-unclear": "not clear",
}  # fmt: skip
_SAID = {
    **_SHORT, "changed-better": "changed for the better", "changed-worse": "changed for the worse",
    "changed-unclear": "not clear whether it changed", "flagged": "where the source’s numbers conflict",
}  # fmt: skip
COMPARED = frozenset({"better", "worse", "mixed", "no-difference", "unclear"})


def difference(direction: str) -> Difference:
    return _DIFFERENCES[direction]


def combined(directions: Iterable[str]) -> str:
    """One direction for several results on the same outcome; "mixed" only where one was better and another worse.

    Where nothing speaks against them, one that was worse is enough, so that no harm is hidden, and "better" takes at
    least half of those that were measured. Results that say nothing do not count beside results that do. Comparisons
    and mere changes are never put together: where both are given, the comparisons speak.
    """
    given = list(directions)
    said = [each for each in given if each not in SILENT]
    compared = [each for each in said if not each.startswith(CHANGED)]
    if not COMPARED & set(compared) and len(compared) < len(said):
        compared = []  # without an arrow: no comparison that could speak
    speaking = compared or said
    if not speaking:
        return of_silence(given)
    if len(set(speaking)) == 1:
        return speaking[0]
    kind = "" if compared else CHANGED
    better, worse = speaking.count(f"{kind}better"), speaking.count(f"{kind}worse")
    if better and worse:
        return f"{kind}mixed"
    if worse:
        return f"{kind}worse"
    return f"{kind}better" if 2 * better >= len(speaking) else f"{kind}unclear"


def sure_of(view: PublicProject, grading: Grading | None, step: Step | None) -> Sure:
    """How sure we are of one outcome, or (with the step of the whole) of a project."""
    if view.stage == "imported":
        is_rated = source_of(view.source).rates or view.project.source_ratings
        return Sure("Not graded here", note="rated elsewhere" if is_rated else "")
    if view.stage.is_called_off:
        return Sure("Not graded", note=view.stage.in_words)
    if view.stage.is_stub or grading is None or step is None:
        return Sure("Being graded", note="no decision yet")
    steps = len(grading.standard.tiers)
    if not grading.is_standing:
        return Sure("No Standard now", note=lower_first(grading.award_in_short).rstrip("."), steps=steps)
    if step.evidence_tier is None:
        return Sure("No Standard reached yet", note="Usually this means not yet studied", steps=steps)
    tier = step.evidence_tier
    return Sure(f"{tier.label} of {steps}", name=tier.name, filled=tier.rank or 0, steps=steps)


def cost_of(project: FrozenProject) -> Cost:
    amount, year, note = project.cost_per_person_gbp, project.cost_year, project.cost_note
    more = in_short(project.costs)
    if amount is None:
        return Cost(0, "Cost given line by line" if project.costs.lines else "Cost not reported", note, more)
    band = 1 + sum(amount >= end for end in COST_BANDS)
    return Cost(band, f"about £{amount:,} a person" + (f" ({year})" if year else ""), note, more)


def lines(view: PublicProject, grading: Grading | None, *, by_area: bool) -> tuple[Line, ...]:
    """The marks for each outcome area (``by_area``) or outcome, surest first; subgroups never count."""
    groups: dict[tuple[str, str, bool, int], list[tuple[FrozenEvaluation, FrozenResult, Step]]] = {}
    for evaluation in view.evaluations:
        for result in evaluation.results:
            if not result.counts and not (view.stage == "imported" and not result.is_superseded):
                continue
            step = grading.of_result(str(result.id)) if grading else None
            outcome = "" if by_area else _name(view, result).casefold()
            key = (result.outcome_area, outcome, result.is_change, step.rank if step else 0)
            groups.setdefault(key, []).append((evaluation, result, step or Step()))
    ordered = sorted(groups.items(), key=lambda each: -each[0][3])
    return tuple(_line(view, grading, key[0], group) for key, group in ordered)


def _line(
    view: PublicProject,
    grading: Grading | None,
    area: str,
    group: Sequence[tuple[FrozenEvaluation, FrozenResult, Step]],
) -> Line:
    pairs = [(evaluation, result) for evaluation, result, _ in group]
    direction, detail = told_of(view, pairs)
    name = named(view, [result for _, result in pairs])
    return Line(
        outcome=name or (label("outcome-areas", area) if area else "Other outcomes"),
        area=area,
        sure=sure_of(view, grading, group[0][2]),
        direction=direction,
        difference=difference(direction),
        detail=detail,
        results=tuple(pair for pair in pairs if pair[1].counts),
    )


def named(view: PublicProject, results: Sequence[FrozenResult]) -> str:
    """What their outcome is called; "" where they have several."""
    names = {_name(view, result) for result in results}
    return names.pop() if len(names) == 1 else ""


def _name(view: PublicProject, result: FrozenResult) -> str:
    """A team's own words. Of evidence from elsewhere the outcome of our tree: its source may call five things one."""
    outcomes = place_of(result)[1:] if view.stage == "imported" else ()
    return outcomes[-1].label if outcomes else result.outcome


def told(results: Sequence[FrozenResult]) -> tuple[str, str]:
    """The direction of results on one outcome, and what stands beneath it."""
    direction = combined(direction_of(result) for result in results)
    return direction, units(results[0]) if len(results) == 1 else _detail(results)


def told_of(view: PublicProject, group: Sequence[tuple[FrozenEvaluation, FrozenResult]]) -> tuple[str, str]:
    """As :func:`told`. Studies from elsewhere give many findings of one outcome: each sample of people is one voice.

    Where the group holds several outcomes, one that a study came out worse in is not drowned by the others.
    """
    main = [result for _, result in group if result.counts]
    if view.stage != "imported":
        return told(main)
    studies: dict[UUID, list[FrozenResult]] = {}
    for evaluation, result in group:
        studies.setdefault(evaluation.id, []).append(result)
    same_people: dict[str, list[list[FrozenResult]]] = {}
    for key, sample in samples(list({each.id: each for each, _ in group}.values())).items():
        same_people.setdefault(sample, []).append(studies[key])
    heard = [voice_of_sample(of_studies) for of_studies in same_people.values()]
    speaking = [each.direction for each in heard if each.direction != PARTS_ONLY]
    direction = _of_voices(speaking)
    kind = CHANGED if direction.startswith(CHANGED) else ""
    harm = {f"{kind}worse", f"{kind}mixed"}
    if direction not in harm and (found := _of_each_outcome(group)) & harm:
        direction = f"{kind}mixed" if found & {f"{kind}better", f"{kind}mixed"} else f"{kind}worse"
    if len(group) == 1 and main:
        return direction, units(main[0])
    return direction, "; ".join(filter(None, [happening.told(main, direction), in_words(heard, len(studies))]))


def of_counts(directions: Mapping[str, int]) -> str:
    """The direction of many studies together, counted by theirs: as :func:`told_of` has it of one outcome."""
    speaking = [each for each, count in directions.items() if each != PARTS_ONLY for _ in range(count)]
    return _of_voices(speaking)


def _of_voices(speaking: Sequence[str]) -> str:
    both_ways = next((each for each in ("mixed", f"{CHANGED}mixed") if each in speaking), "")
    is_compared = any(each in COMPARED for each in speaking)
    if both_ways and (both_ways == "mixed" or not is_compared):
        return both_ways
    return combined(speaking) if speaking else PARTS_ONLY


def _of_each_outcome(group: Sequence[tuple[FrozenEvaluation, FrozenResult]]) -> set[str]:
    """What studies say of single outcomes: the directions that search and pages of outcomes count."""
    outcomes: dict[tuple[UUID, tuple[str, ...]], list[FrozenResult]] = {}
    for evaluation, result in group:
        outcomes.setdefault((evaluation.id, path_of(result)), []).append(result)
    return {voice(results).direction for results in outcomes.values()}


def studies_of(view: PublicProject) -> list[FrozenEvaluation]:
    """Evaluations that looked at somebody: a theory of change and a plan is graded, but is no study yet."""
    return [each for each in view.evaluations if each.design != "theory-and-plan"]


def in_one_sentence(view: PublicProject, all_lines: Sequence[Line]) -> str:
    """ "One study measured 2 outcomes: 1 better, 1 not clear." for a project with studies."""
    studies = len(view.evaluations)
    who = "One study" if studies == 1 else f"{studies:,} studies"
    directions = [direction_of(result) for line in all_lines for _, result in line.results]
    if not directions and not studies_of(view):
        return "This is a plan. Nobody has been measured yet."
    if not directions:
        return f"{who} {'looks' if studies == 1 else 'look'} at this, without a number for what changed."
    counts = Counter(directions)
    parts = [f"{counts[each]:,} {_SAID[each]}" for each in _ORDER if counts[each]]
    given = f"{who} {'gives' if studies == 1 else 'give'}"
    if len(directions) == 1:
        return f"{given} one result: {_SAID[directions[0]]}."
    if len(counts) == 1:
        return f"{given} {len(directions):,} results, all {_SAID[directions[0]]}."
    return f"{given} {len(directions):,} results: {', '.join(parts)}."


def units(result: FrozenResult) -> str:
    """ "6.2 days higher than in the comparison group"; "" where it is not clear, so that no number misleads.

    Beside a mark that says better or worse. On a scale that few know neither "higher" nor "lower" helps: "staying in
    school, 6 places lower, better" was told of a measure of dropping out.
    """
    direction = direction_of(result)
    if direction not in {"better", "worse", "changed-better", "changed-worse"} or not result.effect:
        return ""
    if result.is_change:
        people = own_people(result)
        return way(result) + (f", in {in_people(people)}" if people else "")
    if result.effect_metric == SPREAD or result.is_on_unnamed_scale:
        return f"by {size(result)}"
    return f"{way(result)} than in the comparison group".replace("as high than in", "as high as in")


def _detail(results: Sequence[FrozenResult]) -> str:
    """ "3 results: 2 better, 1 worse (weight)": what was worse is named wherever something else was better."""
    directions = [direction_of(result) for result in results]
    counts = Counter(directions)
    worse = [lower_first(each.outcome) for each, said in zip(results, directions, strict=True) if said in HARM]
    named = f" ({', '.join(dict.fromkeys(worse))})" if worse and len(counts) > 1 else ""
    parts = [f"{counts[each]:,} {_SHORT[each]}{named if each in HARM else ''}" for each in _ORDER if counts[each]]
    return f"{len(directions):,} results: {', '.join(parts)}" if len(parts) > 1 else f"{len(directions):,} results"
