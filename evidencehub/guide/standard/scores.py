"""How a score comes about, as tables: what each column, move and threat is worth, and which label the score gives."""

from dataclasses import dataclass

from evidencehub.guide.standard.tests import limit_words
from evidencehub.guide.words import answer_label, designs_by_answer
from evidencehub.standards.model.rule_parts import Penalty
from evidencehub.standards.model.standard import Criterion, Standard, Tier


@dataclass(frozen=True, slots=True)
class ColumnRow:
    """One value of the score: what it takes in each column, and the label that it is."""

    score: str
    tier: Tier
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Move:
    criterion: Criterion
    worth: tuple[tuple[str, str], ...]  # answer, and how far it moves the score


@dataclass(frozen=True, slots=True)
class Drop:
    high: str
    moderate: str
    same: str
    drop: str


@dataclass(frozen=True, slots=True)
class ScoreTables:
    columns: tuple[Criterion, ...]
    rows: tuple[ColumnRow, ...]  # best first
    moves: tuple[Move, ...]
    drops: tuple[Drop, ...]
    threats: tuple[Criterion, ...]
    judge: Criterion | None  # who decides where the published rows have a gap


def score_tables(standard: Standard) -> ScoreTables | None:
    score = standard.score
    if score is None:
        return None
    columns = tuple(standard.criteria_by_id[name] for name in score.columns)
    moves = tuple(_move(standard.criteria_by_id[name]) for name in score.moves)
    penalty = score.penalty
    return ScoreTables(
        columns,
        tuple(_row(standard, tier, columns) for tier in reversed(standard.ranked_tiers)),
        moves,
        _drops(penalty) if penalty else (),
        tuple(standard.criteria_by_id[name] for name in penalty.criteria) if penalty else (),
        standard.criteria_by_id[penalty.judge] if penalty else None,
    )


def _row(standard: Standard, tier: Tier, columns: tuple[Criterion, ...]) -> ColumnRow:
    score = tier.score or 0.0
    return ColumnRow(f"{score:g}", tier, tuple(_cell(standard, column, score) for column in columns))


def _cell(standard: Standard, column: Criterion, score: float) -> str:
    """What a column needs for a score, by the design and by numbers; "" where only people can say."""
    answers = [answer for answer in column.scored_answers if column.points_for(answer) == score]
    found = []
    found += [designs for answer, designs in designs_by_answer(column.by_design).items() if answer in answers]
    if column.bands is not None:
        limits = {answer: limit_words(standard, column.bands.fact, limit) for answer, limit in column.bands.steps}
        found += [f"up to {limits[answer]}" for answer in answers if answer in limits]
        found += ["anything more"] if column.bands.otherwise in answers else []
    return "; ".join(found)


def _move(criterion: Criterion) -> Move:
    return Move(criterion, tuple((answer_label(a), _signed(criterion.points_for(a))) for a in criterion.scored_answers))


def _signed(points: float) -> str:
    if points == 0:
        return "no change"
    return f"{'up' if points > 0 else 'down'} {abs(points):g}"


def _drops(penalty: Penalty) -> tuple[Drop, ...]:
    threats = len(penalty.criteria)
    return tuple(
        Drop(
            _range(row.high, threats),
            _range(row.moderate, threats - row.high[0]),
            {True: "the same way", False: "not the same way, or not known", None: "either"}[row.same],
            f"{row.drop}",
        )
        for row in penalty.rows
    )


def _range(limits: tuple[int, int], most: int) -> str:
    """ "none", "2", "1 to 2", "2 or more" of at most so many threats."""
    low, high = limits
    if low == high:
        return f"{low}" if low else "none"
    if high >= most:
        return f"{low} or more" if low else "any number"
    return f"{low} to {high}" if low else f"up to {high}"
