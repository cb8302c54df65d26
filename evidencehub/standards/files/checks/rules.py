"""What each kind of rule needs: an order, steps that lead somewhere, scores for every answer, bands."""

from collections.abc import Collection, Mapping, Sequence
from itertools import pairwise

from evidencehub.standards.files.checks.references import check_used, whose
from evidencehub.standards.files.toml_source import Table, TomlSource
from evidencehub.standards.files.version_file import VersionFile
from evidencehub.standards.model.nodes import criteria_in
from evidencehub.standards.model.rule_parts import SCORE_RULES
from evidencehub.standards.model.standard import ANSWERS, NO_FINDING, NOT_APPLICABLE, UNSCORED, is_number
from evidencehub.standards.model.suggestions import did_you_mean


def check_rule(version: VersionFile) -> None:
    """Each rule needs some parts and cannot use others."""
    source, tables = version.source, version.tables
    rule, data = source.data.get("rule"), source.data
    needs = {"best_of_plus_counts": ("order",), "flowchart": ("start", "steps"), "parallel_scores": ("groups",)}
    needed = {**needs, **dict.fromkeys(SCORE_RULES, ("score",))}.get(str(rule), ())
    for key in needed:
        if not data.get(key):
            source.add(f'the rule "{rule}" needs "{key}"')
    for key in ("order", "start", "steps", "score", "penalty"):
        belongs = key in needed or (key == "penalty" and rule == "min_of_columns_minus_penalty")
        if key in data and not belongs:
            source.add(f'"{key}" has no meaning for the rule "{rule}"', key if key != "order" else "", 0, key)
    tiers = tables["tiers"]
    is_ranked = rule in (*SCORE_RULES, "best_of_plus_counts", "flowchart")
    if is_ranked and tiers and not any("rank" in tier for tier in tiers):
        source.warn(
            f'no tier has a "rank", so the first is the weakest and the last, "{tiers[-1].get("id")}", the best; '
            "write the ranks if that is not meant, and leave out that of a label outside the scale",
            "tiers",
        )
    for index, tier in enumerate(tiers):
        if "found" in tier and ("rank" in tier or tier.get("floor") or rule != "best_of_plus_counts"):
            message = f'tier "{tier.get("id")}": "found" is for a label without "rank" and "floor" that has an "order"'
            source.add(message, "tiers", index, "found")
    _check_order(version)
    _check_steps(version)
    _check_scores(version)
    _check_groups(version)
    summary = data.get("synthesis")
    rating_ids = [str(rating.get("id")) for rating in tables["ratings"]]
    if isinstance(summary, dict):
        _check_same(source, summary.get("order", []), rating_ids, "rating", "synthesis", "order")
    elif rating_ids:
        source.add("[[ratings]] need a [synthesis]", "ratings")


def _check_order(version: VersionFile) -> None:
    source = version.source
    if isinstance(order := source.data.get("order"), list):
        _check_same(source, order, [str(tier.get("id")) for tier in version.tables["tiers"]], "tier", "", "order")
        _check_best_first(source, order, version.tables["tiers"])
        floors = {str(tier.get("id")) for tier in version.tables["tiers"] if tier.get("floor")}
        if len(floors) > 1 or (floors and order[-1:] != list(floors)):
            source.add('the tier with "floor" must be one, and the last in "order"', key="order")


def _check_best_first(source: TomlSource, order: Sequence[str], tiers: Sequence[Table]) -> None:
    """The first tier in the order that is met holds: a weaker one looked at before a better one would hide it."""
    unranked = not any("rank" in tier for tier in tiers)
    found = ((str(tier.get("id")), place if unranked else tier.get("rank")) for place, tier in enumerate(tiers))
    ranks = {name: rank for name, rank in found if isinstance(rank, int)}
    ranked = [name for name in dict.fromkeys(order) if name in ranks]
    for one, other in pairwise(ranked):
        if ranks[one] < ranks[other]:
            source.add(
                f'"order" looks at "{one}" before "{other}", which ranks higher; the best comes first', key="order"
            )
    for name in sorted({name for name in order if order.count(name) > 1}):
        source.add(f'"order" names "{name}" twice', key="order")


def _check_same(
    source: TomlSource, named: Sequence[str], known: Sequence[str], noun: str, table: str, key: str
) -> None:
    for name in named:
        if name not in known:
            source.add(f'"{key}" names "{name}", which is no {noun}{did_you_mean(str(name), known)}', table, 0, key)
    for name in known:
        if name not in named:
            source.add(f'"{key}" leaves out the {noun} "{name}"', table, 0, key)


def _check_steps(version: VersionFile) -> None:
    """Every step leads somewhere, can be come to, never leads back, and asks nothing about the effect."""
    source, steps = version.source, version.tables["steps"]
    if not steps:
        return
    by_id = {str(step.get("id")): step for step in steps}
    tiers = {str(tier.get("id")) for tier in version.tables["tiers"]}
    for name in tiers & set(by_id):
        source.add(f'"{name}" is a step and a tier; use two names', "steps")
    start = str(source.data.get("start"))
    if start not in by_id:
        source.add(f'"start" names "{start}", which is no step{did_you_mean(start, by_id)}', key="start")
    reached = _reached_from(by_id, start) | {start}
    effects = {str(each.get("id")) for each in version.tables["criteria"] if each.get("about") == "effect"}
    for index, (name, step) in enumerate(by_id.items()):
        for key in _WAYS:
            if key in step and step[key] not in tiers | set(by_id):
                hint = did_you_mean(str(step[key]), tiers | set(by_id))
                source.add(f'step "{name}" leads to "{step[key]}", which is no step or tier{hint}', "steps", index, key)
        if name not in reached:
            source.add(f'no answer leads to the step "{name}"', "steps", index, "id")
        if name in _reached_from(by_id, name):
            source.add(f'step "{name}" leads back to itself', "steps", index, "id")
        if effects.intersection(criteria_in(version.asks[name])):
            message = f'step "{name}" asks about the effect, whose sign would change how sure we are: use [[ratings]]'
            source.add(message, "steps", index, "ask")
    for index, tier in enumerate(version.tables["tiers"]):
        if tier.get("id") not in reached:
            source.add(f'tier "{tier.get("id")}" can never be reached: no step leads to it', "tiers", index, "id")


_WAYS = ("yes", "no", "cannot_tell")


def _reached_from(by_id: Mapping[str, Table], start: str) -> set[str]:
    """Every step and tier that the answers to a step can lead to."""
    seen: set[str] = set()
    queue = [start]
    while queue:
        step = by_id.get(queue.pop(), {})
        for name in (str(step[key]) for key in _WAYS if key in step):
            if name not in seen:
                seen.add(name)
                queue.append(name)
    return seen


def _check_scores(version: VersionFile) -> None:
    source = version.source
    by_id = {str(values.get("id")): values for values in version.tables["criteria"]}
    for table, keys in (("score", ("columns", "moves")), ("penalty", ("criteria",))):
        section = source.data.get(table)
        if not isinstance(section, dict):
            continue
        named = [str(name) for key in keys for name in section.get(key, [])]
        named += [str(section["judge"])] if "judge" in section else []
        for name in named:
            if name not in by_id:
                source.add(f'unknown criterion "{name}"{did_you_mean(name, by_id)}', table)
            elif not by_id[name].get("scored", True):
                source.add(f'"{name}" is not scored, so that no score can look at it', table)
            elif table == "score" and not _has_points(by_id[name], source.data.get("answers", ANSWERS)):
                message = f'{name}: every answer needs points, in "points" or as a number'
                source.add(message, "criteria", list(by_id).index(name), "answers")
        for row in section.get("rows", []):
            if not isinstance(row, dict) or not {"high", "moderate", "drop"} <= set(row):
                source.add(
                    'each row of "rows" must be {high = [from, to], moderate = [from, to], drop = n}', table, 0, "rows"
                )
    if source.data.get("rule") in SCORE_RULES:
        _check_tier_scores(version)
        _check_columns(version, by_id)


def _check_tier_scores(version: VersionFile) -> None:
    source = version.source
    outside = _check_not_scored(version)
    tiers = [tier for tier in version.tables["tiers"] if tier.get("id") != outside]
    unranked = not any("rank" in tier for tier in tiers)
    ranks = [place if unranked else tier.get("rank") for place, tier in enumerate(tiers, start=1)]
    scores = [tier.get("score", rank) for tier, rank in zip(tiers, ranks, strict=True)]
    if None in scores or len(set(scores)) < len(scores):
        source.add("every tier needs a score of its own", "tiers")
        return
    by_rank = sorted(
        (
            (rank, score, place)
            for place, (rank, score) in enumerate(zip(ranks, scores, strict=True))
            if rank is not None
        )
    )
    for (_, less, _), (_, more, place) in pairwise(by_rank):
        if more < less:
            message = f'tier "{tiers[place].get("id")}" ranks higher than the one before it and has a lower score'
            source.add(message, "tiers", place, "score")


def _check_not_scored(version: VersionFile) -> object:
    """The label for what cannot be scored is outside the scale, and a column can be answered so. Return its id."""
    source, score = version.source, version.source.data.get("score")
    label = score.get("not_scored") if isinstance(score, dict) else None
    columns = score.get("columns", []) if isinstance(score, dict) else []
    default = source.data.get("answers", ANSWERS)
    answered = [
        (str(each.get("id")), answer)
        for each in version.tables["criteria"]
        for answer in UNSCORED
        if answer in each.get("answers", default)
    ]
    for name, answer in answered:
        if label is None or name not in columns:
            source.add(f'{name}: only a column can be answered "{answer}", with "not_scored" in [score]', "score")
    if label is None:
        if isinstance(score, dict) and "not_scored_from" in score:
            source.add(
                '"not_scored_from" needs "not_scored", the label that it is about', "score", 0, "not_scored_from"
            )
        return None
    tier = next((tier for tier in version.tables["tiers"] if tier.get("id") == label), None)
    if tier is None or "rank" in tier or "score" in tier:
        source.add(
            f'"not_scored" must name a tier without "rank" and "score"; "{label}" is none', "score", 0, "not_scored"
        )
    if not answered:
        named = " or ".join(f'"{answer}"' for answer in UNSCORED)
        source.add(f'no column has the answer {named}, so "{label}" is never given', "score", 0, "not_scored")
    return label


def _check_columns(version: VersionFile, by_id: Mapping[str, Table]) -> None:
    """A score starts from its columns, so that at least one must be asked on every route, and not about the effect."""
    source, score = version.source, version.source.data.get("score")
    named = score.get("columns", []) if isinstance(score, dict) else []
    columns = [by_id[name] for name in named if isinstance(name, str) and name in by_id]
    if columns and all(column.get("about") == "effect" for column in columns):
        source.add('"columns" are all about the effect, so nothing says how sure one is', "score", 0, "columns")
    for index, route in enumerate(version.tables["routes"]):
        if columns and all("routes" in column and route.get("id") not in column["routes"] for column in columns):
            source.add(f'on the route "{route.get("id")}" no column of the score is asked', "routes", index, "id")


def _has_points(criterion: Table, default: Collection[str]) -> bool:
    points = criterion.get("points", {})
    answers = [
        each for each in criterion.get("answers", default) if each not in (NO_FINDING, NOT_APPLICABLE, *UNSCORED)
    ]
    return all(answer in points or is_number(answer) for answer in answers)


def _check_groups(version: VersionFile) -> None:
    source = version.source
    for index, values in enumerate(version.tables["criteria"]):
        if ("tier" in values) == ("group" in values):
            source.add(f'{whose(values)}needs a "tier" or a "group", one of the two', "criteria", index, "id")
        elif source.data.get("rule") == "parallel_scores":
            if values.get("scored", True) and not _has_points(values, source.data.get("answers", ANSWERS)):
                message = f'{whose(values)}every answer needs points, in "points" or as a number'
                source.add(message, "criteria", index, "answers")
            if values.get("not_applicable_for"):
                message = f"{whose(values)}a question of parallel scores cannot be left out: that would lower the total"
                source.add(message, "criteria", index, "not_applicable_for")
    used = {str(values.get("group")) for values in version.tables["criteria"]}
    check_used(source, "groups", version.tables["groups"], "id", used)
    if source.data.get("rule") == "parallel_scores":
        bands = [(tier.get("from"), tier.get("to")) for tier in version.tables["tiers"]]
        if any(low is None or high is None or low > high for low, high in bands):
            source.add('each band needs "from" and "to", the smaller first', "tiers")
        else:
            ordered = sorted((float(low), float(high)) for low, high in bands)  # type: ignore[arg-type]
            for (_, high), (low, _) in pairwise(ordered):
                if low != high + 1:
                    source.add(f"the bands overlap or leave a gap between {high:g} and {low:g}", "tiers")
            _check_totals(version, ordered[0][0], ordered[-1][1])


def _check_totals(version: VersionFile, lowest: float, highest: float) -> None:
    """Every total that answers can come to lies in a band."""
    source = version.source
    for index, group in enumerate(version.tables["groups"]):
        least = most = 0.0
        for criterion in version.tables["criteria"]:
            answers = criterion.get("answers", source.data.get("answers", ANSWERS))
            if criterion.get("group") != group.get("id") or not _has_points(criterion, answers):
                continue
            given = criterion.get("points", {})
            worth = [
                given[answer] if answer in given else float(answer)
                for answer in answers
                if answer not in (NO_FINDING, NOT_APPLICABLE)
            ]
            if worth and all(isinstance(points, int | float) for points in worth):
                least, most = least + min(worth), most + max(worth)
        if least < lowest or most > highest:
            source.add(
                f'the total of "{group.get("id")}" can be {least:g} to {most:g}, and the bands go from {lowest:g} to '
                f"{highest:g}",
                "groups",
                index,
                "id",
            )
