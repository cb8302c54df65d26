"""What the numbers of a file must be: within what a fact can be, in order, whole where only whole ones make sense."""

from collections.abc import Mapping, Sequence
from itertools import pairwise

from evidencehub.standards.files.checks.references import whose
from evidencehub.standards.files.schema import PENALTY_ROW
from evidencehub.standards.files.toml_source import Table, TomlSource
from evidencehub.standards.files.version_file import VersionFile
from evidencehub.standards.model.nodes import AtLeast, Node, PooledEffect, Threshold, Total, WeightShare, walk
from evidencehub.standards.model.standard import ANSWERS
from evidencehub.standards.model.suggestions import did_you_mean

_BANDS = ("fact", "round", "steps", "otherwise")
_MOST_DECIMALS = 9


def check_numbers(version: VersionFile, facts: Mapping[str, Table]) -> None:
    """:param facts: every fact that the file may name, as its table."""
    source = version.source
    places = {str(values.get("id")): index for index, values in enumerate(version.tables["criteria"])}
    for name, test in version.tests.items():
        for part in walk(test):
            if isinstance(part, Threshold) and (complaint := _cannot_be(part, facts.get(part.fact, {}))):
                source.add(f"{name}: {complaint}", "criteria", places.get(name, 0), "test")
    _check_totals(version, facts)
    _check_pooled(version)
    for index, values in enumerate(version.tables["criteria"]):
        _check_points(source, index, values)
        if isinstance(bands := values.get("bands"), dict):
            _check_bands(source, index, values, bands)
    for index, table in enumerate(version.tables["tables"]):
        _check_table(source, index, table, facts)
    _check_cost_bands(source, version.tables["cost_bands"])
    if isinstance(penalty := source.data.get("penalty"), dict):
        _check_penalty(version, penalty, facts)


def _cannot_be(part: Threshold, fact: Table) -> str:
    """Why no value of the fact, or every value, would do."""
    choices = fact.get("choices", [])
    wanted = part.value if isinstance(part.value, tuple) else (part.value,)
    for word in wanted if choices else ():
        if word not in choices:
            hint = did_you_mean(str(word), choices) or f" (one of {', '.join(choices)})"
            return f'"{part.fact}" is never "{word}"{hint}'
    if not isinstance(part.value, float):
        return ""
    low, high = (0.0, 1.0) if fact.get("kind") == "share" else (fact.get("min"), None)
    if low is not None and part.comparison == "at_least" and part.value == low:
        return f'"{part.fact}" is never below {low:g}, so this is always met: ask for more, or leave it out'
    is_below = low is not None and (part.value < low or (part.comparison == "below" and part.value == low))
    is_above = high is not None and (part.value > high or (part.comparison == "above" and part.value == high))
    if fact.get("kind") == "share" and (is_below or is_above):
        return f'"{part.fact}" is a share from 0 to 1, so 12% is 0.12; {part.value:g} makes no sense here'
    return f'"{part.fact}" is never below {low:g}; {part.value:g} makes no sense here' if is_below else ""


def _check_totals(version: VersionFile, facts: Mapping[str, Table]) -> None:
    """A sum of effects would turn with their sign, and so would the tier that is to say how sure one is."""
    trees: Sequence[tuple[str, str, dict[str, Node]]] = (
        ("tiers", "requires", dict(version.requirements)),
        ("steps", "ask", dict(version.asks)),
    )
    for table, key, nodes in trees:
        for index, node in enumerate(nodes.values()):
            for part in walk(node):
                if isinstance(part, Total) and facts.get(part.fact, {}).get("about") == "effect":
                    version.source.add(f'"{part.fact}" is about the effect, and cannot be added up', table, index, key)


def _check_pooled(version: VersionFile) -> None:
    """What is pooled belongs to all studies together, and an average turns with the sign of effects."""
    source = version.source
    about = {str(each.get("id")): each.get("about", "evidence") for each in version.tables["criteria"]}
    trees: Sequence[tuple[str, str, dict[str, AtLeast]]] = (
        ("tiers", "requires", version.requirements),
        ("steps", "ask", version.asks),
        ("ratings", "requires", version.ratings),
    )
    for table, key, nodes in trees:
        for index, tree in enumerate(nodes.values()):
            pooled = [part for part in walk(tree) if isinstance(part, PooledEffect | WeightShare)]
            if pooled and table != "ratings" and source.data.get("runs_on") != "whole":
                source.add('studies can be pooled only with runs_on = "whole", or in [[ratings]]', table, index, key)
            for part in pooled:
                if isinstance(part, PooledEffect) and about.get(part.criterion, "effect") != "effect":
                    message = f'{part.criterion}: "pooled" is about the effect, so the criterion must be as well'
                    source.add(message, table, index, key)


def _check_points(source: TomlSource, index: int, values: Table) -> None:
    for answer, points in values.get("points", {}).items():
        if not _is_number(points):
            source.add(f'{whose(values)}the points of "{answer}" must be a number', "criteria", index, "points")


def _check_bands(source: TomlSource, index: int, values: Table, bands: Table) -> None:
    for key in bands:
        if key not in _BANDS:
            source.add(f'{whose(values)}unknown key "{key}" in "bands"{did_you_mean(key, _BANDS)}', "criteria", index,
                       "bands")  # fmt: skip
    decimals = bands.get("round", 0)
    if not _is_whole(decimals) or not 0 <= decimals <= _MOST_DECIMALS:
        message = f'{whose(values)}"round" of "bands" must be a whole number from 0 to {_MOST_DECIMALS}'
        source.add(message, "criteria", index, "bands")


def _check_table(source: TomlSource, index: int, table: Table, facts: Mapping[str, Table]) -> None:
    rows, name = table.get("rows", []), str(table.get("id"))
    if not all(isinstance(row, list) and len(row) == 2 and all(map(_is_number, row)) for row in rows):
        source.add(f'table "{name}": each row must be [number, the most that is allowed]', "tables", index, "rows")
        return
    starts = [row[0] for row in rows]
    if any(one >= other for one, other in pairwise(starts)):
        source.add(f'table "{name}": the first numbers of the rows must rise', "tables", index, "rows")
    step = table.get("step")
    if isinstance(step, int | float) and step <= 0:
        source.add(f'table "{name}": "step" must be above 0', "tables", index, "step")
    if facts.get(str(table.get("by")), {}).get("kind") == "share" and not all(0 <= start <= 1 for start in starts):
        source.add(f'table "{name}" is looked up by a share from 0 to 1, so 12% is 0.12', "tables", index, "rows")


def _check_cost_bands(source: TomlSource, bands: Sequence[Table]) -> None:
    """Looked at in the order of the file: each must reach further than the one before, and only the last is open."""
    limits = [(band.get("below"), band.get("up_to")) for band in bands]
    for index, (below, up_to) in enumerate(limits):
        name = bands[index].get("id")
        if below is not None and up_to is not None:
            source.add(f'cost band "{name}" has both "below" and "up_to"', "cost_bands", index, "up_to")
        if (below is None and up_to is None) != (index == len(limits) - 1):
            source.add(
                f'cost band "{name}": every band but the last needs "below" or "up_to", and the last has none',
                "cost_bands",
                index,
                "id",
            )
    ends = [below if below is not None else up_to for below, up_to in limits]
    for index, (one, other) in enumerate(pairwise(ends), start=1):
        if one is not None and other is not None and one >= other:
            source.add(f'cost band "{bands[index].get("id")}" ends before the one above it', "cost_bands", index, "id")


def _check_penalty(version: VersionFile, penalty: Table, facts: Mapping[str, Table]) -> None:
    source, by_id = version.source, {str(each.get("id")): each for each in version.tables["criteria"]}
    fact = penalty.get("same_direction")
    if isinstance(fact, str) and facts.get(fact, {}).get("kind") != "bool":
        yes_or_no = [name for name, known in facts.items() if known.get("kind") == "bool"]
        message = (
            f'"same_direction" names "{fact}", which is no fact that is true or false{did_you_mean(fact, yes_or_no)}'
        )
        source.add(message, "penalty", 0, "same_direction")
    criteria = penalty.get("criteria", [])
    for name in criteria if isinstance(criteria, list) else []:
        answers = by_id.get(str(name), {}).get("answers", source.data.get("answers", list(ANSWERS)))
        for key in ("moderate", "high"):
            if str(name) in by_id and penalty.get(key) not in answers:
                hint = did_you_mean(str(penalty.get(key)), answers)
                source.add(f'"{key}" is "{penalty.get(key)}", which is no answer to {name}{hint}', "penalty", 0, key)
    rows = penalty.get("rows", [])
    for number, row in enumerate(rows if isinstance(rows, list) else [], start=1):
        if not isinstance(row, dict) or not {"high", "moderate", "drop"} <= set(row):
            continue  # noted where the rule is checked
        if complaint := _wrong_row(row):
            source.add(f'row {number} of "rows": {complaint}', "penalty", 0, "rows")


def _wrong_row(row: Table) -> str:
    for key in row:
        if key not in PENALTY_ROW:
            return f'unknown key "{key}"{did_you_mean(key, PENALTY_ROW)}'
    for key in ("high", "moderate"):
        pair = row[key]
        if not isinstance(pair, list) or len(pair) != 2 or not all(map(_is_whole, pair)) or not 0 <= pair[0] <= pair[1]:
            return f'"{key}" must be [from, to], two whole numbers, the smaller first'
    if not _is_whole(row["drop"]) or row["drop"] < 0:
        return '"drop" must be a whole number, 0 or more'
    return "" if isinstance(row.get("same", True), bool) else '"same" must be true or false'


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)
