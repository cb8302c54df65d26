"""What difference an approach made, outcome by outcome and study by study: the words, and what the picture draws.

Only numbers that are stored: a point without an interval has no margin, and a result without a number has no point. Of
evidence from elsewhere each study is one line, with a point for each of its results, turned so that right is better by
the hub's reading of the source's signs; what has no reading is told and not drawn.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from math import copysign
from typing import Literal
from uuid import UUID

from evidencehub.catalogue.marks.forest import Forest, Point, Row, Scale, draw
from evidencehub.catalogue.marks.marks import Line
from evidencehub.catalogue.marks.voices import SAID, in_words, voice
from evidencehub.projects.figures.kinds import RATIOS, SPREAD
from evidencehub.projects.figures.per_100 import per_100
from evidencehub.projects.figures.showing import effect_kind, shown_effect
from evidencehub.projects.frozen.shapes import FrozenEvaluation, FrozenResult
from evidencehub.projects.reported import reading_of
from evidencehub.projects.wording import IN_WORDS, direction_of, interval, own_people, sentence, way
from evidencehub.projects.wording import people as in_people
from evidencehub.shared.words import capitalize_first, counted, number

Address = Callable[[UUID], str]  # of the page of a study
PLACES = "places in a line of 100 people"
MOST_NUMBERS = 6  # of one study that the table lists one by one

_Kind = tuple[Scale, str, Literal["higher", "lower", ""]]
_BETTER: dict[str | None, Literal["higher", "lower"]] = {"better": "higher", "worse": "lower"}


@dataclass(frozen=True)
class OutcomeShown:
    """One outcome: what it came to, a sentence on what the pictures show, and the pictures, one for each scale."""

    line: Line
    says: str
    forests: tuple[Forest, ...]


def outcomes_shown(all_lines: Sequence[Line], *, imported: bool, address: Address) -> tuple[OutcomeShown, ...]:
    return tuple(
        _from_elsewhere(line, address) if imported else _of_ours(line, address) for line in all_lines if line.results
    )


def _of_ours(line: Line, address: Address) -> OutcomeShown:
    kinds: dict[_Kind, list[Row]] = {}
    studies = {evaluation.id for evaluation, _ in line.results}
    several_each = len(studies) < len(line.results)
    for evaluation, result in line.results:
        row = _row(evaluation, result, address, tell_apart=several_each)
        kinds.setdefault(_kind(result), []).append(row)
    drawn = tuple(
        draw(rows, scale=scale, better=better, unit=unit)
        for (scale, unit, better), rows in kinds.items()
        if any(row.points for row in rows)
    )
    if len(line.results) == 1:
        ((evaluation, result),) = line.results
        return OutcomeShown(line, f"{sentence(result, evaluation)} {per_100(result)}".strip(), drawn)
    many = f"{counted(len(line.results), 'result', 'results')} from {counted(len(studies), 'study', 'studies')}"
    parts = line.detail.partition(": ")[2]  # "2 better, 1 not clear"; "" where all came to the same
    said = parts or f"all {line.difference.words}"
    return OutcomeShown(line, capitalize_first(f"{many}: {said}."), drawn)


def results_shown(evaluation: FrozenEvaluation, results: Sequence[FrozenResult]) -> tuple[Forest, ...]:
    """The results of one study that have a margin of error, a line for each, on an axis for each kind of number."""
    kinds: dict[_Kind, list[Row]] = {}
    for result in results:
        scale, unit, better = _kind(result)
        row = _row_of_result(evaluation, result)
        if any(point.low is not None for point in row.points):
            kinds.setdefault((scale, unit, "higher" if evaluation.source else better), []).append(row)
    return tuple(draw(rows, scale=scale, better=better, unit=unit) for (scale, unit, better), rows in kinds.items())


def _row_of_result(evaluation: FrozenEvaluation, result: FrozenResult) -> Row:
    """By what was measured and when; the page that it would lead to is the one it stands on."""
    if evaluation.source:
        row = _row_of_study(evaluation, [result], lambda _: "")
        low, high = shown_effect(result, "ci_low"), shown_effect(result, "ci_high")
        row = replace(row, note=f"{row.note} ({low} to {high})" if row.points else row.note)
    else:
        row = _row(evaluation, result, lambda _: "", tell_apart=False)
    measure = result.measure_name if result.measure_name != result.outcome else ""
    people = own_people(result)
    label = ", ".join(filter(None, [result.outcome, measure, result.timepoint]))
    return replace(row, label=label, people=in_people(people) if people else "")


def _kind(result: FrozenResult) -> _Kind:
    """What is drawn on one axis: numbers in one unit, of measures of which the same way is better."""
    better: Literal["higher", "lower", ""] = _BETTER.get(result.higher_is, "")
    if result.effect_metric in RATIOS:
        return "ratio", RATIOS[result.effect_metric], better
    if result.effect_metric == SPREAD:
        return "places", PLACES, better
    return "number", effect_kind(result), better


def _row(evaluation: FrozenEvaluation, result: FrozenResult, address: Address, *, tell_apart: bool) -> Row:
    label = evaluation.title + (f" ({evaluation.year})" if evaluation.year else "")
    if tell_apart:
        label += f": {', '.join(filter(None, [result.measure_name or result.outcome, result.timepoint]))}"
    people = own_people(result) or evaluation.participants
    points: tuple[Point, ...] = ()
    told = capitalize_first(IN_WORDS[direction_of(result)])
    note = ""
    if result.effect is not None:
        points = (Point(result.effect, *_ends(result.ci_low, result.ci_high)),)
        margin = interval(result)
        told = capitalize_first(way(result)) if result.effect else "No difference"
        note = capitalize_first(margin) if margin else "No margin of error given"
        if result.effect_metric in {*RATIOS, SPREAD}:
            note += f". {_exactly(result)}"
    return Row(
        label, points, told, in_people(people) if people else "", note,
        address(evaluation.id), is_change=result.is_change,
    )  # fmt: skip


def _ends(low: float | None, high: float | None) -> tuple[float | None, float | None]:
    return (low, high) if low is not None and high is not None else (None, None)


def _exactly(result: FrozenResult) -> str:
    """ "Odds ratio 0.7 (0.5 to 0.98)": for those who put numbers together."""
    name = RATIOS.get(result.effect_metric, "Standard deviations")
    margin = (
        f" ({shown_effect(result, 'ci_low')} to {shown_effect(result, 'ci_high')})"
        if result.ci_low is not None and result.ci_high is not None
        else ""
    )
    return f"{capitalize_first(name)} {shown_effect(result, 'effect')}{margin}"


def _from_elsewhere(line: Line, address: Address) -> OutcomeShown:
    studies: dict[UUID, tuple[FrozenEvaluation, list[FrozenResult]]] = {}
    for evaluation, result in line.results:
        studies.setdefault(evaluation.id, (evaluation, []))[1].append(result)
    scales: dict[tuple[Scale, str], list[Row]] = {}
    for evaluation, results in studies.values():
        for scale, unit in dict.fromkeys(_kind(result)[:2] for result in results):
            own = [result for result in results if _kind(result)[:2] == (scale, unit)]
            scales.setdefault((scale, unit), []).append(_row_of_study(evaluation, own, address))
    drawn = tuple(
        draw(rows, scale=scale, better="higher", unit=unit)
        for (scale, unit), rows in scales.items()
        if any(row.points for row in rows)
    )
    if len(studies) == 1:
        clear = in_words([voice(result for _, result in line.results)])
        says = f"One study gives {counted(len(line.results), 'result', 'results')}: {clear or line.difference.words}."
    else:
        says = f"{line.detail or counted(len(studies), 'study', 'studies')}."
    if drawn:
        unit = effect_kind(next(result for _, result in line.results if _towards_better(result)))
        says += " Each point is one result. The numbers are the source’s own"
        says += f", in {unit}." if unit else "."
    if drawn and not any(each.has_margins for each in drawn):
        says += " It gives no margins of error."
    return OutcomeShown(line, says, drawn)


def _row_of_study(evaluation: FrozenEvaluation, results: Sequence[FrozenResult], address: Address) -> Row:
    points = tuple(filter(None, map(_towards_better, results)))
    label = evaluation.title + (f" ({evaluation.year})" if evaluation.year else "")
    people = in_people(evaluation.participants) if evaluation.participants else ""
    told = capitalize_first(SAID[voice(results).direction])
    is_change = all(result.is_change for result in results)
    return Row(label, points, told, people, _numbers(results), address(evaluation.id), is_change=is_change)


def _towards_better(result: FrozenResult) -> Point | None:
    """The effect turned so that more is better; None where nobody knows who was better off, or what it is in."""
    if result.effect is None or result.flag or result.is_on_unnamed_scale:
        return None
    reading = reading_of(result.source_values)
    if result.effect == 0 and (reading is None or reading.better in {"higher", "lower"}):
        turned = 1.0
    elif reading is not None:
        if reading.better not in {"higher", "lower"} or not reading.higher:
            return None
        is_better = (reading.higher == "t") == (reading.better == "higher")
        turned = copysign(1.0, result.effect) * (1 if is_better else -1)
    elif result.higher_is in _BETTER:
        turned = 1.0 if result.higher_is == "better" else -1.0
    else:
        return None
    low, high = _ends(result.ci_low, result.ci_high)
    if low is None or high is None:
        return Point(turned * result.effect)
    return Point(turned * result.effect, *sorted((turned * low, turned * high)))


def _numbers(results: Iterable[FrozenResult]) -> str:
    """The source's own numbers with its own signs: "0.26; −0.1"."""
    held = [result for result in results if result.effect is not None]
    if not held:
        return "No effect given"
    values = [shown_effect(result, "effect") for result in held]
    if len(values) <= MOST_NUMBERS:
        return "; ".join(values)
    effects = sorted((result.effect or 0.0, text) for result, text in zip(held, values, strict=True))
    return f"{number(len(values), 0)} results, from {effects[0][1]} to {effects[-1][1]}"
