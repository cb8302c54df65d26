"""Which row of a table holds its headings, and what each column may be. Guesses, which a person looks at."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from evidencehub.extraction.tables.table import Line, Sheet
from evidencehub.projects.sheets.columns import COLUMNS, PAIRS

_TREATED = re.compile(r"interv|treat|experim|program|project|took part|participants?|\bexp\b|\btx\b|\b[it]g\b", re.I)
_OTHER = re.compile(r"control|compar|other group|others|usual|waiting|wait.?list|non.?partic|\bcg\b|\bctrl\b", re.I)
_BEFORE = re.compile(r"before|\bpre\b|pre.?test|baseline|\bt(?:ime ?)?[01]\b|at the start|\bstart\b", re.I)
_AFTER = re.compile(r"after|\bpost\b|post.?test|follow.?up|\bt(?:ime ?)?2\b|at the end|\bend\b", re.I)
_MEAN, _SD = r"mean|average|\bavg\b|\bm\b|score", r"\bs\.?d\.?\b|std|standard dev|st\.? ?dev|spread"
# What a column is, by the words of its heading; {arm} is t or c. The first that fits counts.
_IN_AN_ARM = (
    (re.compile(rf"(?:{_MEAN}).*(?:{_SD})", re.I), "mean_sd_{arm}"),
    (re.compile(_SD, re.I), "sd_{arm}"),
    (re.compile(_MEAN, re.I), "mean_{arm}"),
    (re.compile(r"n ?/ ?n|\d ?/ ?n|of all|out of", re.I), "events_n_{arm}"),
    (re.compile(r"%|per ?cent", re.I), "mean_{arm}"),
    (re.compile(r"events?|with the outcome|cases", re.I), "events_{arm}"),
    (re.compile(r"\bn\b|people|number|sample|size|pupils|children", re.I), "n_{arm}"),
)
_ALONE = (
    (re.compile(r"(effect|differ|odds|ratio|\b[dgb]\b|\bor\b|\brr\b).*(95 ?%|\bc\.?i)", re.I), "effect_ci"),
    (re.compile(r"confidence|\bc\.?i\.?\b|95 ?%|margin", re.I), "ci"),
    (re.compile(r"^p\b|p.?value|\bsig\b", re.I), "p_value"),
    (re.compile(r"standard error|\bs\.?e\.?m?\b|std\.? err", re.I), "se"),
    (re.compile(r"higher|direction|better", re.I), "higher_is"),
    (re.compile(r"months?.*(after|follow)|follow.?up.*months?", re.I), "followup_months"),
    (re.compile(r"\bwhen\b|time ?point|follow.?up|\btime\b|wave|\bdate\b|measured at", re.I), "timepoint"),
    (re.compile(r"area|domain", re.I), "outcome_area"),
    (re.compile(r"\bunits?\b", re.I), "unit"),
    (re.compile(r"effect|differ|\bdiff\b|change|cohen|hedges|\b[dgb]\b|\bor\b|odds|ratio|coeff", re.I), "effect"),
    (re.compile(r"^t\b|^f\b|test stat", re.I), "test_value"),
    (re.compile(r"instrument|question|\btool\b|\bscale\b|measure|\btest\b|survey|with what", re.I), "measure_name"),
    (re.compile(r"outcome|indicator|variable|what was|\bitem\b|\baim\b", re.I), "outcome"),
)  # fmt: skip
_ENDS = ((re.compile(r"low|from|\bll\b", re.I), "ci_low"), (re.compile(r"upp|high|\bto\b|\bul\b", re.I), "ci_high"))
_NUMBER = re.compile(r"[<>=~p\s(\[\u2212\u2013+-]*\.?\d")


@dataclass(frozen=True)
class Table:
    """``headings`` in the order of the columns, "" where one has none; ``guesses``: what each may be, or ""."""

    headings: tuple[str, ...]
    guesses: tuple[str, ...]
    lines: tuple[Line, ...]
    is_template: bool  # every heading is one of ours


def table_of(sheet: Sheet) -> Table:
    first, count = _first(sheet.lines)
    width = max(len(line.cells) for line in sheet.lines)
    headings = _joined([_wide(line.cells, width) for line in sheet.lines[first : first + count]])
    lines = tuple(Line(line.number, _wide(line.cells, width)) for line in sheet.lines[first + count :])
    used = [place for place in range(width) if headings[place] or any(line.cells[place] for line in lines)]
    headings = tuple(headings[place] for place in used)
    lines = tuple(Line(line.number, tuple(line.cells[place] for place in used)) for line in lines)
    own = [own_name(heading) for heading in headings]
    guesses = own if all(own) else _guessed(headings)
    return Table(headings, tuple(guesses), lines, all(own) and "outcome" in own)


def own_name(heading: str) -> str:
    """The column of the template that is headed so; "" where none is."""
    return _OWN.get(_plain(heading), "")


def _plain(heading: str) -> str:
    return re.sub(r"[^a-z0-9%]+", " ", heading.casefold().replace("’", "").replace("'", "")).strip()


_OWN = {_plain(each.heading): each.name for each in COLUMNS} | {_plain(each.heading): each.name for each in PAIRS}


def _first(lines: Sequence[Line]) -> tuple[int, int]:
    """The row of the headings, and how many rows they take: two where one stands over the groups."""
    for place, line in enumerate(lines):
        filled = [cell for cell in line.cells if cell]
        if len(filled) < 2 or any(_NUMBER.match(cell) for cell in filled[1:]):
            continue
        following = lines[place + 1] if place + 1 < len(lines) else None
        is_over = following and (
            "" in line.cells[1:] or len(set(filled)) < len(filled) or len(line.cells) < len(following.cells)
        )
        if is_over and following and sum(map(bool, following.cells)) > 1:
            under = [cell for cell in following.cells[1:] if cell]
            if under and not any(_NUMBER.match(cell) for cell in under) and any(_kind(cell) for cell in under):
                return place, 2
        return place, 1
    return 0, 1


def _kind(cell: str) -> bool:
    return any(pattern.search(cell) for pattern, _ in (*_IN_AN_ARM, *_ALONE[:3]))


def _joined(rows: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    """Headings of two rows as one: what stands over several columns is said once, and goes for all of them."""
    if len(rows) == 1:
        return rows[0]
    over, under = rows
    found, last = list[str](), ""
    for above, below in zip(over, under, strict=True):
        last = above or (last if below else "")
        found.append(" ".join(dict.fromkeys(filter(None, (last, below)))))
    return tuple(found)


def _wide(cells: tuple[str, ...], width: int) -> tuple[str, ...]:
    return cells + ("",) * (width - len(cells))


def _guessed(headings: Sequence[str]) -> list[str]:
    """No column is guessed twice. Without a word for groups, before and after are those of one group."""
    is_within = not any(_OTHER.search(heading) for heading in headings)
    taken, found = set[str](), list[str]()
    for heading in headings:
        name = own_name(heading) or _guess(heading, is_within=is_within)
        found.append("" if name in taken else name)
        taken.add(name)
    if headings and "outcome" not in taken:
        free = [place for place, name in enumerate(found) if name in {"", "measure_name"}]
        if free and free[0] == 0:
            found[0] = "outcome"
    return found


def _guess(heading: str, *, is_within: bool) -> str:
    treated, other = bool(_TREATED.search(heading)), bool(_OTHER.search(heading))
    before, after = bool(_BEFORE.search(heading)), bool(_AFTER.search(heading))
    in_arm = next((name for pattern, name in _IN_AN_ARM if pattern.search(heading)), "")
    if in_arm and is_within and (before or after):
        return in_arm.format(arm="c" if before else "t")
    if in_arm and (treated or other):
        return "" if before else in_arm.format(arm="c" if other else "t")
    for pattern, name in _ALONE:
        if pattern.search(heading):
            ends = (end for found, end in _ENDS if found.search(heading))
            return next(ends, "ci") if name == "ci" else name
    if in_arm:
        return "n_t" if is_within and in_arm == "n_{arm}" else ""
    if is_within and before != after:
        return "mean_c" if before else "mean_t"
    return "mean_c" if other else "mean_t" if treated and not before else ""
