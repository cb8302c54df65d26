"""Tables of limits as pictures, drawn on the server: how much of one thing is allowed for how much of another."""

from dataclasses import dataclass

from evidencehub.guide.standard.tests import limit_words
from evidencehub.standards.model.nodes import WithinTable, walk
from evidencehub.standards.model.rule_parts import Table
from evidencehub.standards.model.standard import Standard

WIDTH, HEIGHT = 560, 300
LEFT, RIGHT, TOP, BOTTOM = 56, 16, 16, 48  # room for the numbers along the axes
_PATTERNS = ("solid", "dashed", "dotted")


@dataclass(frozen=True, slots=True)
class LimitLine:
    table: Table
    path: str  # the "d" of an SVG path
    pattern: str  # so that colour never tells two lines apart alone


@dataclass(frozen=True, slots=True)
class Tick:
    at: float
    label: str


@dataclass(frozen=True, slots=True)
class LimitChart:
    """All tables that are looked up by one fact, in one picture, with their rows side by side."""

    anchor: str
    by_label: str
    fact_label: str
    lines: tuple[LimitLine, ...]
    across: tuple[Tick, ...]
    up: tuple[Tick, ...]
    rows: tuple[tuple[str, tuple[str, ...]], ...]  # the value looked up, and the limit in each table


def limit_charts(standard: Standard) -> tuple[LimitChart, ...]:
    by_fact: dict[str, list[Table]] = {}
    for table in standard.tables.values():
        by_fact.setdefault(table.by, []).append(table)
    return tuple(_chart(standard, by, tables) for by, tables in by_fact.items())


def _chart(standard: Standard, by: str, tables: list[Table]) -> LimitChart:
    fact = next(
        node.fact
        for criterion in standard.criteria
        if criterion.test is not None
        for node in walk(criterion.test)
        if isinstance(node, WithinTable) and node.table == tables[0].id
    )
    widest = max(table.rows[-1][0] + table.step for table in tables)
    highest = max(limit for table in tables for _, limit in table.rows)
    across, up = _nice(widest), _nice(highest)

    def x(value: float) -> float:
        return round(LEFT + value / across[-1] * (WIDTH - LEFT - RIGHT), 1)

    def y(value: float) -> float:
        return round(HEIGHT - BOTTOM - value / up[-1] * (HEIGHT - TOP - BOTTOM), 1)

    lines = []
    for table, pattern in zip(tables, _PATTERNS, strict=False):
        points = [(x(start), y(limit)) for start, limit in table.rows]
        end = x(table.rows[-1][0] + table.step)
        path = "M" + " L".join(f"{px} {py}" for px, py in [*points, (end, points[-1][1]), (end, y(0))])
        lines.append(LimitLine(table, path, pattern))
    starts = sorted({start for table in tables for start, _ in table.rows})
    limits = [dict(table.rows) for table in tables]
    rows = tuple(
        (
            limit_words(standard, by, start),
            tuple(limit_words(standard, fact, own[start]) if start in own else "none allowed" for own in limits),
        )
        for start in starts
    )
    return LimitChart(
        f"limits-{by}",
        standard.known_facts[by].label,
        standard.known_facts[fact].label,
        tuple(lines),
        tuple(Tick(x(value), limit_words(standard, by, value)) for value in across),
        tuple(Tick(y(value), limit_words(standard, fact, value)) for value in up),
        rows,
    )


def _nice(most: float) -> list[float]:
    """Four to eight round steps from 0 to just above the largest value."""
    for step in (0.01, 0.02, 0.05, 0.1, 0.2, 0.5):
        count = int(most / step - 1e-9) + 1
        if count <= 7:
            return [round(step * number, 4) for number in range(count + 1)]
    return [0.0, most]
