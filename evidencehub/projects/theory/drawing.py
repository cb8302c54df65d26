"""A theory of change as a drawing: boxes in rows from the need down to the long run, and arrows between them.

An arrow to the next row goes straight. One that passes over rows goes round them, through a margin on the left, so that
no arrow runs behind a box.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from evidencehub.projects.theory.kinds import KINDS, ORDER
from evidencehub.projects.theory.shape import Link, Step, Theory
from evidencehub.projects.theory.wrapping import lines_of

SIZE, LINE, LABEL = 15, 19, 22  # pixels: letters, from line to line, from the top of a box to its first line
PADDING, BESIDE = 10, 12  # inside a box; between two boxes
GAP, LANE = 34, 8  # between rows with nothing in between; for each arrow that goes round
WIDEST = 300  # of a box
MOST_MARGIN = 0.3  # of the width, for arrows that go round
EDGE = 1.0  # around all of it: half of a line lies outside of its box
_HEAD, _ROUND = 7, 6  # length of an arrow's head; radius of its corners


Point = tuple[float, float]


@dataclass(frozen=True)
class Box:
    step_id: UUID
    kind: str
    label: str
    lines: tuple[str, ...]
    x: float
    y: float
    width: float
    height: float

    @property
    def placed(self) -> list[tuple[float, str]]:
        """Each line with where it stands."""
        return [(self.y + PADDING + LABEL + SIZE - 3 + place * LINE, line) for place, line in enumerate(self.lines)]


@dataclass(frozen=True)
class Arrow:
    path: str  # as SVG takes it
    head: str
    is_backed: bool  # by evidence


@dataclass(frozen=True)
class Drawing:
    width: float
    height: float
    boxes: tuple[Box, ...]
    arrows: tuple[Arrow, ...]


def draw(theory: Theory, words: Mapping[UUID, str], *, width: float, in_a_row: int) -> Drawing:
    """:param words: what each step says. :param in_a_row: boxes side by side, at most."""
    rows = _rows(theory, in_a_row)
    row_of = {step.id: place for place, row in enumerate(rows) for step in row}
    around = [link for link in theory.links if row_of[link.end] > row_of[link.start] + 1]
    lanes = _lanes((row_of[link.start], row_of[link.end]) for link in around)
    apart = min(LANE, MOST_MARGIN * width / (max(lanes) + 1)) if lanes else 0
    margin = (max(lanes) + 1) * apart + 4 if lanes else 0
    boxes: dict[UUID, Box] = {}
    y, gaps = EDGE, []
    for place, row in enumerate(rows):
        made = _boxes(row, words, left=margin + EDGE, width=width - margin - 2 * EDGE, y=y)
        boxes |= {box.step_id: box for box in made}
        bottom = y + made[0].height
        through = [link for link in around if place in {row_of[link.start], row_of[link.end] - 1}]
        gaps.append(_Gap(bottom, through))
        y = bottom + GAP + LANE * len(through)
    anchors = _anchors(theory.links, boxes, {id(link) for link in around})
    arrows = []
    for link in theory.links:
        (x1, y1), (x2, y2) = anchors[id(link)]
        if link in around:
            first, last = gaps[row_of[link.start]], gaps[row_of[link.end] - 1]
            x = margin - 4 - lanes[around.index(link)] * apart
            down, up = first.lane(link), last.lane(link)
            path = _round_corners([(x1, y1), (x1, down), (x, down), (x, up), (x2, up), (x2, y2 - _HEAD)])
        else:
            half = (y2 - y1) / 2
            path = f"M{x1:g} {y1:g}C{x1:g} {y1 + half:g} {x2:g} {y2 - half:g} {x2:g} {y2 - _HEAD:g}"
        head = f"M{x2 - 5:g} {y2 - _HEAD - 1:g}L{x2:g} {y2:g}L{x2 + 5:g} {y2 - _HEAD - 1:g}Z"
        arrows.append(Arrow(path, head, link.is_backed))
    height = gaps[-1].top + EDGE if gaps else 0
    return Drawing(width, height, tuple(boxes.values()), tuple(arrows))


@dataclass(frozen=True)
class _Gap:
    """The room below a row, and the arrows that turn in it."""

    top: float
    through: list[Link]

    def lane(self, link: Link) -> float:
        return self.top + GAP / 2 + LANE * self.through.index(link)


def _rows(theory: Theory, in_a_row: int) -> list[Sequence[Step]]:
    """Kind by kind; within one kind what leads to another stands above it, and many share their rows evenly."""
    rows: list[Sequence[Step]] = []
    for kind in ORDER:
        by_depth: dict[int, list[Step]] = {}
        for step in theory.of_kind(kind):
            by_depth.setdefault(_depth(theory, step), []).append(step)
        for depth in sorted(by_depth):
            rows += _shared(by_depth[depth], in_a_row)
    return rows


def _depth(theory: Theory, step: Step) -> int:
    """How many steps of its own kind lead to it, one after the other."""
    kin = {each.id: each for each in theory.of_kind(step.kind)}
    before = [kin[link.start] for link in theory.links if link.end == step.id and link.start in kin]
    return max((_depth(theory, each) + 1 for each in before), default=0)


def _shared(steps: Sequence[Step], in_a_row: int) -> Iterable[Sequence[Step]]:
    rows = -(-len(steps) // in_a_row)
    each = -(-len(steps) // rows)
    return [steps[at : at + each] for at in range(0, len(steps), each)]


def _boxes(row: Sequence[Step], words: Mapping[UUID, str], *, left: float, width: float, y: float) -> list[Box]:
    of_one = min((width - BESIDE * (len(row) - 1)) / len(row), WIDEST if width > 1.5 * WIDEST else width)
    start = left + (width - of_one * len(row) - BESIDE * (len(row) - 1)) / 2
    said = [lines_of(words[step.id], width=of_one - 2 * PADDING, size=SIZE) for step in row]
    height = 2 * PADDING + LABEL + LINE * max(map(len, said)) - 4
    return [
        Box(step.id, step.kind, KINDS[step.kind].label, lines, start + place * (of_one + BESIDE), y, of_one, height)
        for place, (step, lines) in enumerate(zip(row, said, strict=True))
    ]


def _lanes(spans: Iterable[tuple[int, int]]) -> list[int]:
    """A lane for each span, such that no two of one lane meet; the shortest come first, next to the boxes."""
    lanes: list[list[tuple[int, int]]] = []
    found: dict[int, int] = {}
    numbered = enumerate(spans)
    for place, (start, end) in sorted(numbered, key=lambda each: (each[1][1] - each[1][0], each[1])):
        free = next((n for n, taken in enumerate(lanes) if all(end <= a or b <= start for a, b in taken)), len(lanes))
        if free == len(lanes):
            lanes.append([])
        lanes[free].append((start, end))
        found[place] = free
    return [lane for _, lane in sorted(found.items())]


def _anchors(links: Sequence[Link], boxes: Mapping[UUID, Box], around: set[int]) -> Mapping[int, tuple[Point, Point]]:
    """By id of a link's value: where its arrow leaves a box and where it arrives at one.

    Those of one box stand side by side, in the order of what is at the other end. What goes round leaves near the left
    end: in the middle it would run into an arrow that arrives at the box below.
    """
    leaving: dict[int, Point] = {}
    arriving: dict[int, Point] = {}
    for key, box in boxes.items():
        out = sorted((link for link in links if link.start == key), key=lambda link: _middle(boxes[link.end]))
        straight = [link for link in out if id(link) not in around]
        leaving |= _side_by_side(straight, _middle(box), box.width, box.y + box.height)
        turning = [link for link in out if id(link) in around]
        leaving |= {id(link): (box.x + 16 + 11 * n, box.y + box.height) for n, link in enumerate(turning)}
        into = (link for link in links if link.end == key)
        order = sorted(into, key=lambda link: (id(link) not in around, _middle(boxes[link.start])))
        arriving |= _side_by_side(order, _middle(box), box.width, box.y)
    return {key: (start, arriving[key]) for key, start in leaving.items()}


def _middle(box: Box) -> float:
    return box.x + box.width / 2


def _side_by_side(links: Sequence[Link], middle: float, width: float, y: float) -> dict[int, Point]:
    step = min(26.0, width * 0.5 / max(len(links), 1))
    first = middle - step * (len(links) - 1) / 2
    return {id(link): (first + step * n, y) for n, link in enumerate(links)}


def _round_corners(points: Sequence[Point]) -> str:
    path = f"M{points[0][0]:g} {points[0][1]:g}"
    for before, at, after in zip(points, points[1:], points[2:], strict=False):
        (ax, ay), (bx, by) = _towards(at, before), _towards(at, after)
        path += f"L{ax:g} {ay:g}Q{at[0]:g} {at[1]:g} {bx:g} {by:g}"
    return f"{path}L{points[-1][0]:g} {points[-1][1]:g}"


def _towards(at: Point, other: Point) -> Point:
    """A little way from a corner towards another point that is straight above, below or beside it."""
    dx, dy = other[0] - at[0], other[1] - at[1]
    length = abs(dx) + abs(dy)
    share = min(_ROUND, length / 2) / length if length else 0
    return at[0] + dx * share, at[1] + dy * share
