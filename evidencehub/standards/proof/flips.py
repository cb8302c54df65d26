"""Every way to flip one threshold or gate in the data of a version."""

import copy
from collections.abc import Iterator
from math import inf
from typing import Any

from evidencehub.standards.model.nodes import SIDES, WHICH_RESULTS

Data = dict[str, Any]
Flip = tuple[str, Data]
_ONE = {"tiers": "tier", "qualities": "quality", "ratings": "rating", "steps": "step"}
_OTHER_SIDE = {"no_more_than": "fewer_than", "fewer_than": "no_more_than", "more_than": "no_more_than"}
_OTHER_RESULTS = {"any_result": "every_result", "every_result": "any_result"}
_STRICT = {"at_least": "above", "above": "at_least", "at_most": "below", "below": "at_most"}


def flips(data: Data) -> Iterator[Flip]:
    """Each flip in words, with the whole data so changed. The data that came in is left as it was."""
    for what, change in _changes(data):
        changed = copy.deepcopy(data)
        change(changed)
        yield what, changed


def _changes(data: Data) -> Iterator[tuple[str, Any]]:
    for table, key in (("tiers", "requires"), ("qualities", "requires"), ("ratings", "requires"), ("steps", "ask")):
        for index, entry in enumerate(data.get(table, [])):
            if key in entry:
                where = f"{_ONE[table]} {entry['id']}"
                for what, new in _tree_flips(entry[key]):
                    yield f"{where}: {what}", _setter(table, index, key, new)
    yield from _default_requirements(data)
    for index, criterion in enumerate(data.get("criteria", [])):
        if not criterion.get("scored", True):
            continue  # whatever is answered, nothing changes
        for what, key, new in _criterion_flips(criterion, data):
            yield f"{criterion['id']}: {what}", _setter("criteria", index, key, new)
    yield from _step_flips(data)
    yield from _order_flips(data)
    yield from _table_flips(data)
    yield from _score_flips(data)
    yield from _route_flips(data)
    yield from _band_flips(data)


def _setter(table: str, index: int, key: str, new: Any) -> Any:
    def change(changed: Data) -> None:
        if new is None:
            changed[table][index].pop(key, None)
        else:
            changed[table][index][key] = new

    return change


def _default_requirements(data: Data) -> Iterator[tuple[str, Any]]:
    """A tier without ``requires`` asks for all of its criteria: leave out each in turn, and make it any one of them."""
    if data.get("rule") not in ("cumulative_gate", "best_of_plus_counts"):
        return
    for index, tier in enumerate(data.get("tiers", [])):
        own = [each["id"] for each in data["criteria"] if each.get("tier") == tier["id"] and each.get("scored", True)]
        if "requires" in tier or tier.get("floor") or not own:
            continue
        for what, new in _tree_flips({"all": own}):
            yield f"tier {tier['id']}: {what}", _setter("tiers", index, "requires", new)


def _tree_flips(tree: Any) -> Iterator[tuple[str, Any]]:
    """Drop each part, swap all and any, and move each count by one."""
    if isinstance(tree, str):
        yield f"{tree} not asked for", {"all": []}
        return
    for joint in ("all", "any", "of"):
        if joint in tree:
            yield from _joint_flips(tree, joint)
    for key in ("with", "no_study_with", "studies_with", *SIDES, *WHICH_RESULTS, "on_average", "weight_of", "among"):
        if key in tree:
            for what, new in _tree_flips(tree[key]):
                yield f"in {key.replace('_', ' ')}: {what}", {**tree, key: new}
    yield from _count_flips(tree)
    if "answer" in tree:
        yield f"another answer to {tree['criterion']}", tree["criterion"]
    yield from _pool_flips(tree)
    if "quality" in tree:
        yield f"quality {tree['quality']} not asked for", {"all": []}
    for tier in tree.get("rated", []):
        yield f"rated without {tier}", {**tree, "rated": [each for each in tree["rated"] if each != tier]}


def _count_flips(tree: Data) -> Iterator[tuple[str, Any]]:
    if "studies" in tree:
        for count in (tree["studies"] - 1, tree["studies"] + 1):
            changed = {**tree, "studies": count} if count else {"all": []}
            yield f"{count} studies, not {tree['studies']}", changed
        if tree["studies"] > 1:  # one study has always people of its own
            yield "samples apart or not", {**tree, "distinct": not tree.get("distinct", False)}
    if "no_study_with" in tree:
        yield "such a study allowed", {"all": []}
    if "studies_with" in tree:
        how = next(each for each in SIDES if each in tree)
        yield "sides swapped", {"studies_with": tree[how], how: tree["studies_with"]}
        other = _OTHER_SIDE[how]
        yield (
            f"{other.replace('_', ' ')}, not {how.replace('_', ' ')}",
            {
                "studies_with": tree["studies_with"],
                other: tree[how],
            },
        )
    for which, other in _OTHER_RESULTS.items():
        if which in tree:
            yield f"{other.replace('_', ' ')}, not {which.replace('_', ' ')}", {other: tree[which]}
    if "no_result" in tree:
        yield "such a result allowed", {"all": []}
    if "total" in tree:
        for step in (-1, 1):
            yield f"total {tree['at_least'] + step}", {**tree, "at_least": tree["at_least"] + step}


def _pool_flips(tree: Data) -> Iterator[tuple[str, Any]]:
    if "pooled" in tree:
        other = "negative" if tree["pooled"] == "positive" else "positive"
        yield f"pooled to the {other} side", {**tree, "pooled": other}
    if "among" in tree and ("pooled" in tree or "weight_of" in tree):
        yield "all studies pooled", {key: value for key, value in tree.items() if key != "among"}
    for key in ("p_below", "above"):
        if key in tree and ("pooled" in tree or "weight_of" in tree):
            for by in (-_unit(tree[key]), _unit(tree[key])):
                if 0 < tree[key] + by < 1:
                    yield f"{key} {tree[key] + by:g}", {**tree, key: round(tree[key] + by, 9)}


def _joint_flips(tree: Data, joint: str) -> Iterator[tuple[str, Any]]:
    parts = tree[joint]
    for place, part in enumerate(parts):
        rest = [each for other, each in enumerate(parts) if other != place]
        if joint == "of":
            yield f"without {_name(part)}", {**tree, "of": rest, "at_least": min(tree["at_least"], len(rest))}
        elif rest or joint == "all":
            yield f"without {_name(part)}", {**tree, joint: rest}
        if not isinstance(part, str):
            for what, new in _tree_flips(part):
                yield what, {**tree, joint: [*parts[:place], new, *parts[place + 1 :]]}
    if joint == "of":
        for count in (tree["at_least"] - 1, tree["at_least"] + 1):
            if 0 < count <= len(parts):
                yield f"at least {count}, not {tree['at_least']}", {**tree, "at_least": count}
    elif len(parts) > 1:
        other = "any" if joint == "all" else "all"
        yield f"{other}, not {joint}", {other: parts}


def _name(part: Any) -> str:
    return part if isinstance(part, str) else next(iter(part))


def _is_beyond_the_scale(criterion: Data, points: float, data: Data) -> bool:
    """Whether points go beyond the end of the scale: of one of several columns, or of what the judge takes off."""
    columns = data.get("score", {}).get("columns", [])
    scores = [tier["score"] for tier in data["tiers"] if "score" in tier]
    if data["rule"] != "min_of_columns_minus_penalty" or not scores:
        return False
    if criterion["id"] in columns:
        return len(columns) > 1 and not min(scores) <= points <= max(scores)
    return criterion["id"] == data["penalty"]["judge"] and points > _most_to_lose(data, min(scores))


def _most_to_lose(data: Data, lowest: float) -> float:
    """How far a score can drop before the scale ends, where the judge is asked only beside columns that are high."""
    penalty, by_id = data["penalty"], {each["id"]: each for each in data["criteria"]}
    rows_hold_without_high = any(
        row["high"][0] == 0 and row["moderate"][1] >= len(penalty["criteria"]) for row in penalty["rows"]
    )
    worths = [by_id[name].get("points", {}).get(penalty["high"]) for name in penalty["criteria"]]
    is_bounded = (
        rows_hold_without_high and set(penalty["criteria"]) <= set(data["score"]["columns"]) and None not in worths
    )
    return max(worths) - lowest if is_bounded else inf


def _criterion_flips(criterion: Data, data: Data) -> Iterator[tuple[str, str, Any]]:
    if "test" in criterion:
        for what, new in _test_flips(criterion["test"]):
            yield what, "test", new
        yield "facts do not decide", "test", None
        if criterion.get("judged_too"):
            yield "facts go before every finding", "judged_too", False
    if "bands" in criterion:
        yield from _bands_flips(criterion["bands"])
    for design, answer in criterion.get("by_design", {}).items():
        others = [each for each in criterion.get("answers", []) if each not in (answer, "cannot-tell", "n-a")]
        if others:
            yield f"{design} gives {others[0]}", "by_design", {**criterion["by_design"], design: others[0]}
    for answer, points in criterion.get("points", {}).items():
        for step in (-1, 1):
            if not _is_beyond_the_scale(criterion, points + step, data):
                yield f"{answer} is worth {points + step}", "points", {**criterion["points"], answer: points + step}
    answers = criterion.get("answers") or data.get("answers") or ["met", "partly"]
    is_scored = data.get("rule") not in ("cumulative_gate", "best_of_plus_counts", "flowchart")
    if {"met", "partly"} <= set(answers) and not is_scored:  # a score looks at points, and so at no accepted answer
        accept = criterion.get("accept", ["met"])
        flipped = [each for each in accept if each != "partly"] if "partly" in accept else [*accept, "partly"]
        yield "partly counts or not", "accept", flipped


def _test_flips(test: Data) -> Iterator[tuple[str, Any]]:
    for joint in ("all", "any", "of"):
        if joint in test:
            yield from _test_joint_flips(test, joint)
    for comparison, strict in _STRICT.items():
        if comparison in test and "fact" in test:
            value = test[comparison]
            fact = {"fact": test["fact"]}
            yield f"{test['fact']} {strict} {value}", {**fact, strict: value}
            for step in (-_unit(value), _unit(value)):
                yield f"{test['fact']} {comparison} {value + step:g}", {**fact, comparison: value + step}
    if "is" in test:
        other = (not test["is"]) if isinstance(test["is"], bool) else "something else"
        yield f"{test['fact']} is not {test['is']}", {**test, "is": other}
    for key in ("one_of", "design"):
        for member in test.get(key, []):
            yield f"{key} without {member}", {**test, key: [each for each in test[key] if each != member]}


def _test_joint_flips(test: Data, joint: str) -> Iterator[tuple[str, Any]]:
    parts = test[joint]
    for place, part in enumerate(parts):
        rest = [each for other, each in enumerate(parts) if other != place]
        if rest:
            yield f"without the test on {part.get('fact', 'a part')}", {**test, joint: rest}
        for what, new in _test_flips(part):
            yield what, {**test, joint: [*parts[:place], new, *parts[place + 1 :]]}
    if joint != "of" and len(parts) > 1:
        other = "any" if joint == "all" else "all"
        yield f"{other}, not {joint}", {other: parts}


def _unit(value: float) -> float:
    """The smallest step in which such a number is written: 0.05 moves by 0.01, 20 by 1."""
    text = f"{value:g}"
    return 10.0 ** -len(text.partition(".")[2]) if "." in text else 1


def _bands_flips(bands: Data) -> Iterator[tuple[str, str, Any]]:
    step = 10.0 ** -bands["round"] if bands.get("round") is not None else None
    for place, (answer, limit) in enumerate(bands["steps"]):
        for by in (-(step or _unit(limit)), step or _unit(limit)):
            steps = [*bands["steps"][:place], [answer, round(limit + by, 9)], *bands["steps"][place + 1 :]]
            yield f"{answer} up to {limit + by:g}", "bands", {**bands, "steps": steps}
    if "round" in bands:
        yield "not rounded", "bands", {key: value for key, value in bands.items() if key != "round"}


def _step_flips(data: Data) -> Iterator[tuple[str, Any]]:
    for index, step in enumerate(data.get("steps", [])):

        def swap(changed: Data, index: int = index) -> None:
            one = changed["steps"][index]
            one["yes"], one["no"] = one["no"], one["yes"]

        yield f"step {step['id']}: yes and no swapped", swap
        if "cannot_tell" in step:
            yield f"step {step['id']}: not knowing is left open", _setter("steps", index, "cannot_tell", None)


def _order_flips(data: Data) -> Iterator[tuple[str, Any]]:
    """Neighbours in an order that decides, swapped."""
    for section, named in (("", data.get("order", [])), ("synthesis", data.get("synthesis", {}).get("order", []))):
        floors = {tier["id"] for tier in data.get("tiers", []) if tier.get("floor")}
        for place in range(len(named) - 1):
            if named[place + 1] in floors:
                continue  # the floor is last by its nature

            def swap(changed: Data, section: str = section, place: int = place) -> None:
                order = (changed[section] if section else changed)["order"]
                order[place], order[place + 1] = order[place + 1], order[place]

            yield f"order: {named[place + 1]} before {named[place]}", swap
    for index, tier in enumerate(data.get("tiers", [])):
        if tier.get("floor") and "order" in data:
            yield f"tier {tier['id']} is no floor", _setter("tiers", index, "floor", None)
        for key in ("from", "to"):
            if key in tier and not _is_end(data, tier, key):
                yield from _border_flips(data, index, key)


def _border_flips(data: Data, index: int, key: str) -> Iterator[tuple[str, Any]]:
    """Move the border between two bands; the neighbour's end moves with it."""
    border = data["tiers"][index][key]
    facing = "to" if key == "from" else "from"
    beside = border - 1 if key == "from" else border + 1
    neighbours = [place for place, tier in enumerate(data["tiers"]) if tier.get(facing) == beside]
    for by in (-1, 1):

        def move(changed: Data, by: int = by) -> None:
            changed["tiers"][index][key] = border + by
            for place in neighbours:
                changed["tiers"][place][facing] = beside + by

        yield f"tier {data['tiers'][index]['id']} {key} {border + by}", move


def _is_end(data: Data, tier: Data, key: str) -> bool:
    """The outermost limit of all bands: nothing lies beyond it."""
    values = [each[key] for each in data["tiers"]]
    return bool(tier[key] == (min(values) if key == "from" else max(values)))


def _table_flips(data: Data) -> Iterator[tuple[str, Any]]:
    for index, table in enumerate(data.get("tables", [])):
        other = "down" if table.get("round") == "nearest" else "nearest"
        yield f"table {table['id']} rounded {other}", _setter("tables", index, "round", other)
        for place, (start, limit) in enumerate(table["rows"]):
            for by in (-0.001, 0.001):
                rows = [*table["rows"][:place], [start, round(limit + by, 9)], *table["rows"][place + 1 :]]
                yield f"table {table['id']} at {start:g}: {limit + by:g}", _setter("tables", index, "rows", rows)


def _score_flips(data: Data) -> Iterator[tuple[str, Any]]:
    for section, keys in (("score", ("columns", "moves")), ("penalty", ("criteria",))):
        found = data.get(section, {})
        for key in keys:
            for name in found.get(key, []):

                def drop(changed: Data, section: str = section, key: str = key, name: str = name) -> None:
                    changed[section][key] = [each for each in changed[section][key] if each != name]

                yield f"{section} without {name}", drop
    if "not_scored" in data.get("score", {}):
        yield "nothing is outside the scale", lambda changed: changed["score"].pop("not_scored")
    if (limit := data.get("score", {}).get("not_scored_from")) is not None:
        for by in (-1, 1):
            yield f"outside the scale from {limit + by:g}", _score_setter("not_scored_from", limit + by)
    if "up_only_without_down" in data.get("score", {}):

        def turn(changed: Data) -> None:
            changed["score"]["up_only_without_down"] = not changed["score"]["up_only_without_down"]

        yield "moves up count or not beside moves down", turn
    for place, row in enumerate(data.get("penalty", {}).get("rows", [])):
        yield from _row_flips(place, row)


def _score_setter(key: str, new: float) -> Any:
    def change(changed: Data) -> None:
        changed["score"][key] = new

    return change


def _row_flips(place: int, row: Data) -> Iterator[tuple[str, Any]]:
    def setter(key: str, new: Any) -> Any:
        def change(changed: Data) -> None:
            changed["penalty"]["rows"][place][key] = new

        return change

    for by in (-1, 1):
        yield f"penalty row {place + 1}: drop {row['drop'] + by}", setter("drop", row["drop"] + by)
    for key in ("high", "moderate"):
        low, high = row[key]
        if low > 0:
            yield f"penalty row {place + 1}: {key} from {low - 1}", setter(key, [low - 1, high])
        yield f"penalty row {place + 1}: {key} from {low + 1}", setter(key, [low + 1, high])
        others = row["moderate" if key == "high" else "high"][0]
        if high < 7 - others:  # there are not more threats than seven
            yield f"penalty row {place + 1}: {key} to {high + 1}", setter(key, [low, high + 1])
        yield f"penalty row {place + 1}: {key} to {high - 1}", setter(key, [low, high - 1])
    if "same" in row:
        yield f"penalty row {place + 1}: direction turned", setter("same", not row["same"])


def _route_flips(data: Data) -> Iterator[tuple[str, Any]]:
    for index, criterion in enumerate(data.get("criteria", [])):
        if "routes" in criterion:
            yield f"{criterion['id']}: asked on every route", _setter("criteria", index, "routes", None)


def _band_flips(data: Data) -> Iterator[tuple[str, Any]]:
    for index, band in enumerate(data.get("cost_bands", [])):
        for key, other in (("below", "up_to"), ("up_to", "below")):
            if key in band:

                def change(changed: Data, index: int = index, key: str = key, other: str = other) -> None:
                    one = changed["cost_bands"][index]
                    one[other] = one.pop(key)

                yield f"cost band {band['id']}: {other} {band[key]}", change
                for by in (-1, 1):
                    yield (
                        f"cost band {band['id']}: {key} {band[key] + by}",
                        _setter("cost_bands", index, key, band[key] + by),
                    )
