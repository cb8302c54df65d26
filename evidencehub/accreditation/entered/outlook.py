"""What a team's answers come to by the standard's own rule: the step in reach, the next one, and what each still asks.

The engine says it, of what is in place as if reviewers agreed. Questions about what came out are left out of it, as
they are of how sure one is.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from evidencehub.accreditation.entered.answers import Entered
from evidencehub.accreditation.entered.numbers import facts_entered
from evidencehub.accreditation.entered.reading import Reading, State, ToDo, readings_of
from evidencehub.review.decisions import grade_input
from evidencehub.review.sheet import WHOLE, Key, Sheet
from evidencehub.standards.engine.inputs import FactValue
from evidencehub.standards.engine.verdicts import CANNOT_TELL, MET
from evidencehub.standards.grading import engine, explaining
from evidencehub.standards.grading.coach import ANOTHER, Ask, Costs
from evidencehub.standards.grading.grades import Grade, PartGrade
from evidencehub.standards.grading.improving import best_answer
from evidencehub.standards.model.standard import Criterion, Standard, Tier

NOT_MET = "not-met"


@dataclass(frozen=True)
class Row:
    """One question of a step, with what the answers so far say to it."""

    criterion: Criterion  # in the words for this kind of study
    reading: Reading
    is_elsewhere: bool = False  # another study has to show it

    @property
    def state(self) -> State:
        return State.MISSING if self.is_elsewhere else self.reading.state


@dataclass(frozen=True)
class Step:
    """One step of the standard; the shortest way comes first, and in it what is quickest."""

    tier: Tier
    rows: tuple[Row, ...]
    effects: tuple[Criterion, ...]  # what it asks of what came out
    other_ways: tuple[Row, ...] = ()  # open, and not needed on the shortest way

    def of(self, state: State) -> tuple[Row, ...]:
        return tuple(row for row in self.rows if row.state is state)

    @property
    def missing(self) -> tuple[Row, ...]:
        return self.of(State.MISSING)

    @property
    def asked(self) -> tuple[Row, ...]:
        return self.of(State.ASKED)

    @property
    def in_place(self) -> tuple[Row, ...]:
        return self.of(State.IN_PLACE)

    @property
    def the_same(self) -> tuple[ToDo, ...]:
        """What there is to do, where it is one and the same for all that is missing, such as carrying out a plan."""
        todos = {row.reading.todos for row in self.missing}
        return next(iter(todos)) if len(todos) == 1 and len(self.missing) > 1 else ()


@dataclass(frozen=True)
class Outlook:
    standard: Standard
    steps: tuple[Step, ...]  # the one in reach, and the next; none at the top
    below: tuple[Step, ...]  # of which nothing is missing
    nearest: str  # the study or result that is nearest, where there are several
    likely: Tier | None  # if reviewers agree with what is in place, and with the answers to what they ask
    at_least: Tier | None  # if they agree with what is in place, and with none of the rest

    @property
    def in_reach(self) -> Step | None:
        return self.steps[0] if self.steps else None

    @property
    def criteria(self) -> tuple[Criterion, ...]:
        """Every question that is spoken of."""
        return tuple(row.criterion for step in (*self.below, *self.steps) for row in (*step.rows, *step.other_ways))

    @property
    def questions_up_to_likely(self) -> tuple[Row, ...]:
        """What reviewers will ask of the steps that are likely."""
        return tuple(row for step in self.below for row in step.asked)

    @property
    def questions(self) -> tuple[Row, ...]:
        """What reviewers will ask on the way to the step in reach."""
        return tuple(row for step in (*self.below, *self.steps[:1]) for row in step.asked)


def outlook(sheet: Sheet, entered: Entered) -> Outlook:
    """:param sheet: what the standard asks of the studies in ``entered``."""
    facts = facts_entered(sheet, entered)
    readings = by_numbers(sheet, readings_of(sheet, entered), facts)
    sure, hoped = (_grade(sheet, readings, facts, count=state) for state in (State.IN_PLACE, State.ASKED))
    best, standard = hoped.evidence_best, sheet.standard
    step = hoped.evidence_next
    place = standard.tiers.index(standard.tiers_by_id[step.tier]) if step else len(standard.tiers)
    read = _Read(sheet, readings, best)
    steps = [read.step(standard.tiers[place], step.ways[0] if step and step.ways else ())] if step else []
    if steps and place + 1 < len(standard.tiers):
        then = _then(sheet, readings, facts, standard.tiers[: place + 1]).evidence_next
        onwards = then.ways[0] if then and then.ways and then.tier == standard.tiers[place + 1].id else ()
        steps.append(read.step(standard.tiers[place + 1], onwards))
    return Outlook(
        standard, tuple(steps), tuple(read.step(tier, ()) for tier in standard.tiers[:place]),
        _where(sheet, best), hoped.evidence_tier, sure.evidence_tier,
    )  # fmt: skip


def by_numbers(sheet: Sheet, readings: Mapping[Key, Reading], facts: Mapping[Key, FactValue]) -> dict[Key, Reading]:
    """The same, but where the standard goes by a number that the team gave: then that says it, and nothing else."""
    alone = engine.grade(sheet.standard, grade_input(sheet, {}, facts))
    found: dict[Key, set[Reading]] = {}
    for part in alone.contexts:
        for name, judged in part.judged.items():
            key = _key(sheet, name, part)
            if judged.level not in ("fact", "design") or judged.state == CANNOT_TELL or key not in readings:
                continue
            said = explaining.reason(sheet.standard, judged)
            todos = () if judged.state == MET else (ToDo(f"By the numbers that you gave: {said}", ()),)
            found.setdefault(key, set()).add(Reading(todos))
    return {**readings, **{key: next(iter(said)) for key, said in found.items() if len(said) == 1}}


def _key(sheet: Sheet, criterion: str, part: PartGrade) -> Key:
    """Under which a question is asked, of a part that is graded."""
    keys = ((criterion, each) for each in (part.context.outcome or "", part.context.study or "", WHOLE))
    return next((key for key in keys if key in sheet.by_key), (criterion, WHOLE))


def _grade(
    sheet: Sheet, readings: Mapping[Key, Reading], facts: Mapping[Key, FactValue], *, count: State
) -> Grade:  # fmt: skip
    """What it comes to when reviewers agree with what is in place, and, if that is counted, with what they will ask."""
    return engine.grade(sheet.standard, grade_input(sheet, dict(_answers(sheet, readings, count)), facts))


def _answers(sheet: Sheet, readings: Mapping[Key, Reading], count: State) -> Iterator[tuple[Key, str]]:
    for key, reading in readings.items():
        if reading.state in (State.IN_PLACE, count):
            yield key, best_answer(sheet.standard, sheet.by_key[key].criterion)
        elif reading.state is State.MISSING and NOT_MET in sheet.by_key[key].answers:
            yield key, NOT_MET


def _then(
    sheet: Sheet, readings: Mapping[Key, Reading], facts: Mapping[Key, FactValue], done: Iterable[Tier]
) -> Grade:  # fmt: skip
    """What it comes to for a team that did all that these steps ask."""
    tiers = {tier.id for tier in done}
    better = {
        key: Reading() if sheet.by_key[key].criterion.tier in tiers else reading for key, reading in readings.items()
    }
    return _grade(sheet, better, facts, count=State.ASKED)


def _where(sheet: Sheet, part: PartGrade) -> str:
    if len(sheet.studies) < 2 and len(sheet.results) < 2:
        return ""
    titles = {study.id: study.title for study in sheet.studies}
    return sheet.labels.get(part.context.outcome or "") or titles.get(part.context.study or "", "")


@dataclass(frozen=True)
class _Read:
    """The readings as they hold for the part that is nearest."""

    sheet: Sheet
    readings: Mapping[Key, Reading]
    best: PartGrade

    def step(self, tier: Tier, way: Iterable[Ask]) -> Step:
        standard, route = self.sheet.standard, self.best.context.route
        own = [each for each in standard.criteria_of(tier.id) if standard.asked_on(each, route)]
        rows = {each.id: self._row(each) for each in own if each.about != "effect"}
        names = [ask.criterion for ask in way if ask.criterion in rows and not ask.where.startswith(ANOTHER)]
        new = [ask.criterion for ask in way if ask.where.startswith(ANOTHER)]
        elsewhere = [
            replace(self._row(standard.criteria_by_id[name]), is_elsewhere=True)
            for name in dict.fromkeys(new)
            if name in standard.criteria_by_id
        ]
        order = Costs(standard)
        rest = sorted(rows.keys() - set(names), key=lambda name: (order.efforts[name], order.order[name]))
        open_ = [name for name in rest if rows[name].state is State.MISSING]
        done = [name for name in rest if rows[name].state is not State.MISSING]
        is_known = bool(names or elsewhere)  # which way is the shortest; else all that is open is on it
        return Step(
            tier, (*(rows[name] for name in (*names, *([] if is_known else open_), *done)), *elsewhere),
            tuple(standard.worded(each, route) for each in own if each.about == "effect"),
            tuple(rows[name] for name in open_ if is_known),
        )  # fmt: skip

    def _row(self, criterion: Criterion) -> Row:
        worded = self.sheet.standard.worded(criterion, self.best.context.route)
        return Row(worded, self.readings.get(_key(self.sheet, criterion.id, self.best), Reading()))
