"""One study, one voice: what several findings of a study in one outcome say together. Values, no HTML.

A study that measured one thing by ten tests is one study. So counts of what came out count studies; and several studies
of the same people (``catalogue/outcomes/samples.py``) are one voice too.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from evidencehub.projects.frozen.shapes import FrozenResult
from evidencehub.projects.wording import direction_of
from evidencehub.shared.words import counted

PARTS_ONLY = "parts-only"
CHANGED = "changed-"  # how a direction begins that has nobody to compare with
_POINTING = frozenset({"better", "worse", "mixed", "unclear"})
SILENT = frozenset({"not-measured", "not-given", "flagged"})
SAID = {  # in the order in which counts are told
    "better": "better", "worse": "worse", "mixed": "better and worse", "no-difference": "little or no difference",
    "unclear": "not clear", "changed-better": "changed for the better", "changed-worse": "changed for the worse",
    "changed-mixed": "changed for the better and for the worse", "changed-unclear": "not clear whether it changed",
    "undecided": "without an arrow", PARTS_ONLY: "with extra results only",
    "not-given": "without an effect given", "not-measured": "not measured in numbers", "flagged": "in conflict",
}  # fmt: skip


@dataclass(frozen=True)
class Voice:
    """What one study says of one outcome. ``clear`` of its ``measured`` main findings are better or worse."""

    direction: str
    better: int = 0
    worse: int = 0
    measured: int = 0

    @property
    def clear_of(self) -> str:
        """ "3 of 7 results clear"; "" of one alone."""
        return _clear_of(self.better, self.worse, self.measured) if self.measured > 1 else ""


def voice(results: Iterable[FrozenResult]) -> Voice:
    """One voice of the results of one study in one outcome.

    "Better" (or "worse") takes at least half of its main findings, and none clear the other way; both ways is "mixed".
    What changed in one group is said as a change, and only where the study compares nobody.
    Findings that the source files as extra, and of readings that were replaced, say nothing beside the main ones.
    """
    held = list(results)
    main = [result for result in held if result.counts]
    is_change = bool(main) and all(result.is_change for result in main)
    directions = [direction_of(result) for result in main if is_change or not result.is_change]
    measured = [each for each in directions if each not in SILENT]
    if not directions:
        return Voice(PARTS_ONLY if any(not result.is_superseded for result in held) else "not-measured")
    if not measured:
        return Voice(of_silence(directions))
    bare = [each.removeprefix(CHANGED) for each in measured]
    better, worse = bare.count("better"), bare.count("worse")
    together = _together(bare, better, worse)
    kind = CHANGED if is_change and together in _POINTING else ""
    return Voice(kind + together, better, worse, len(measured))


def voice_of_sample(studies: Sequence[Sequence[FrozenResult]]) -> Voice:
    """One voice of several studies of the same people. Where they agree their findings are not counted twice."""
    heard = [voice(results) for results in studies]
    if len({each.direction for each in heard}) == 1:
        return max(heard, key=lambda each: each.measured)
    return voice(_told_once(studies))


def _told_once(studies: Iterable[Sequence[FrozenResult]]) -> Iterator[FrozenResult]:
    """Results of the same people, without the numbers that a study before has told of the same measure and time."""
    told: set[tuple[object, ...]] = set()
    for results in studies:
        yield from (result for result in results if result.effect is None or _finding(result) not in told)
        told.update(map(_finding, results))


def _finding(result: FrozenResult) -> tuple[object, ...]:
    what = (result.outcome_area, result.outcome, result.measure_name, result.timepoint, result.sample_note)
    return *what, result.counts, result.n_total, result.effect


def together(directions: Collection[str]) -> str:
    """One voice of what a study says of several outcomes, or under several approaches: each of them is one finding.

    :param directions: one of each, so that one outcome of five that was better is one of five.
    """
    compared = [each for each in directions if not each.startswith(CHANGED)]
    measured = [each for each in compared or directions if each not in SILENT | {PARTS_ONLY}]
    if not measured:
        return PARTS_ONLY if PARTS_ONLY in directions else of_silence(directions)
    bare = [each.removeprefix(CHANGED) for each in measured]
    said = _together(bare, bare.count("better") + bare.count("mixed"), bare.count("worse") + bare.count("mixed"))
    return CHANGED + said if not compared and said in _POINTING else said


def of_silence(directions: Collection[str]) -> str:
    """What several directions say together of which none was measured."""
    return next((each for each in ("flagged", "not-given") if each in directions), "not-measured")


def _together(measured: Sequence[str], better: int, worse: int) -> str:
    if better and worse:
        return "mixed"
    if 2 * better >= len(measured):
        return "better"
    if 2 * worse >= len(measured):
        return "worse"
    others = {each for each in measured if each not in {"better", "worse"}}
    return next(iter(others)) if len(others) == 1 and not better + worse else "unclear"


def in_words(voices: Sequence[Voice], studies: int | None = None) -> str:
    """ "3 studies: 1 better, 2 not clear"; of one study "2 of 6 results clearly better".

    :param studies: how many these are, where several are of the same people: "2 samples in 3 studies".

    What was clear in studies that are not clear as a whole is told with them: that something got worse is not lost.
    """
    several = counted(studies or len(voices), "study", "studies")
    if len(voices) == 1:
        clear = voices[0].clear_of
        return clear if (studies or 1) == 1 else f"{several} of the same people{f': {clear}' if clear else ''}"
    counts, within = Counter(each.direction for each in voices), _clear_within(voices)
    not_clear = "unclear" if counts["unclear"] else "changed-unclear"
    parts = [
        f"{counts[each]:,} {SAID[each]}{f' ({within})' if within and each == not_clear else ''}"
        for each in SAID
        if counts[each]
    ]
    if studies and studies > len(voices):
        several = f"{len(voices):,} samples in {several}"
    return f"{several}: {', '.join(parts)}" if len(parts) > 1 or within else several


def _clear_within(voices: Iterable[Voice]) -> str:
    """ "13 of 35 results clearly worse", of the studies that are not clear as a whole; "" where none of theirs is."""
    heard = [each for each in voices if each.direction.removeprefix(CHANGED) == "unclear"]
    better, worse = sum(each.better for each in heard), sum(each.worse for each in heard)
    return _clear_of(better, worse, sum(each.measured for each in heard)) if better or worse else ""


def _clear_of(better: int, worse: int, measured: int) -> str:
    if better and worse:
        return f"{better:,} of {measured:,} results clearly better, {worse:,} clearly worse"
    which = "ly better" if better else "ly worse" if worse else ""
    return f"{better + worse:,} of {measured:,} results clear{which}"
