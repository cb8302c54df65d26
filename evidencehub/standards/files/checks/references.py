"""What must hold between the parts of a standard: every reference leads somewhere, every tier can be reached."""

from collections.abc import Collection, Mapping, Sequence

from evidencehub.standards.files.checks.intervals import Interval, limits_in
from evidencehub.standards.files.toml_source import Table, TomlSource
from evidencehub.standards.files.version_file import VersionFile
from evidencehub.standards.model.nodes import AtLeast, Need, Node, Studies, criteria_in, facts_in, without
from evidencehub.standards.model.standard import ANSWERS, NO_FINDING, NOT_APPLICABLE
from evidencehub.standards.model.suggestions import did_you_mean


def check_references(
    source: TomlSource, name: str, tables: Sequence[Table], key: str, known: Collection[str], noun: str
) -> None:
    """Note every value of ``key`` (a text or a list of texts) that is not one of ``known``."""
    for index, values in enumerate(tables):
        named = values.get(key, [])
        for value in [named] if isinstance(named, str) else named:
            if value not in known:
                message = f'{whose(values)}unknown {noun} "{value}"{did_you_mean(str(value), known)}'
                source.add(message, name, index, key)


def check_used(source: TomlSource, name: str, tables: Sequence[Table], key: str, used: Collection[str]) -> None:
    for index, values in enumerate(tables):
        if (value := values.get(key)) not in used:
            source.add(f'"{value}" is never used', name, index, key)


def facts_used(version: VersionFile) -> set[str]:
    """Every fact that a criterion, a test, a band, a total or a penalty looks at."""
    criteria = version.tables["criteria"]
    named = {fact for criterion in criteria for fact in criterion.get("facts", [])}
    named |= {str(criterion["bands"].get("fact")) for criterion in criteria if "bands" in criterion}
    penalty = version.source.data.get("penalty")
    if isinstance(penalty, dict) and "same_direction" in penalty:
        named.add(str(penalty["same_direction"]))
    trees: list[Node] = [*version.tests.values(), *version.requirements.values(), *version.ratings.values()]
    return named | {fact for tree in trees for fact in facts_in(tree)}


def check_answers(source: TomlSource, criteria: Sequence[Table], default: Collection[str]) -> set[int]:
    """Note answers that cannot be right; return the places of criteria that no answer can satisfy."""
    hopeless = set()
    for index, values in enumerate(criteria):
        answers = values.get("answers", default)
        if "answers" in values and NO_FINDING not in answers:
            source.add(f'{whose(values)}"answers" must have "{NO_FINDING}"', "criteria", index, "answers")
        accept = values.get("accept", ["met"] if "met" in answers else [])
        for answer in accept:
            if answer not in answers:
                message = f'{whose(values)}"accept" has "{answer}", which is no answer{did_you_mean(answer, answers)}'
                source.add(message, "criteria", index, "accept")
        if values.get("not_applicable_for") and NOT_APPLICABLE not in answers:
            source.add(
                f'{whose(values)}"not_applicable_for" needs the answer "n-a"', "criteria", index, "not_applicable_for"
            )
        if NOT_APPLICABLE in accept:
            message = f'{whose(values)}"accept" may not have n-a; list the designs in "not_applicable_for"'
            source.add(message, "criteria", index, "accept")
        for answer in values.get("points", {}):
            if answer not in answers:
                message = f'{whose(values)}"points" has "{answer}", which is no answer{did_you_mean(answer, answers)}'
                source.add(message, "criteria", index, "points")
        if accept and not set(accept) & set(answers):
            hopeless.add(index)
    return hopeless


def check_implied(source: TomlSource, criteria: Sequence[Table]) -> None:
    """A criterion taken from another must come with it in the same tier, one step only, so that no circle can form."""
    by_id = {values.get("id"): values for values in criteria}
    for index, values in enumerate(criteria):
        for other in values.get("implied_by", []):
            implying = by_id.get(other)
            if implying is None:
                continue  # noted as an unknown criterion
            if implying.get("tier") != values.get("tier") or implying.get("implied_by"):
                message = (
                    f'{whose(values)}"implied_by" must name a criterion of the same tier that is not implied itself'
                )
                source.add(message, "criteria", index, "implied_by")


def check_decided(version: VersionFile, *, facts_about: Mapping[str, object]) -> None:
    """What facts decide must fit the answers; a fact about the effect may only decide a criterion about the effect."""
    source = version.source
    for index, values in enumerate(version.tables["criteria"]):
        answers = values.get("answers", source.data.get("answers", list(ANSWERS)))
        given: list[tuple[str, str]] = []
        facts = facts_in(version.tests[str(values.get("id"))]) if "test" in values else []
        if "test" in values and not {"met", "not-met"} <= set(answers):
            source.add(
                f'{whose(values)}a "test" answers met or not-met, which are no answers here', "criteria", index, "test"
            )
        if sum(key in values for key in ("test", "bands")) > 1:
            source.add(f'{whose(values)}has both "test" and "bands"', "criteria", index, "bands")
        if isinstance(bands := values.get("bands"), dict):
            steps = _steps(bands)
            if steps is None or not isinstance(bands.get("otherwise"), str) or not isinstance(bands.get("fact"), str):
                message = '"bands" must be {fact = "…", steps = [["answer", limit], …], otherwise = "answer"}'
                source.add(whose(values) + message, "criteria", index, "bands")
            else:
                given += [("bands", answer) for answer, _ in steps] + [("bands", bands["otherwise"])]
                facts = [bands["fact"]]
                limits = [limit for _, limit in steps]
                if limits != sorted(set(limits)):
                    source.add(
                        f'{whose(values)}the limits of "bands" must rise from step to step', "criteria", index, "bands"
                    )
                if facts[0] not in facts_about:
                    hint = did_you_mean(facts[0], list(facts_about))
                    source.add(f'{whose(values)}unknown fact "{facts[0]}"{hint}', "criteria", index, "bands")
        given += [("by_design", str(answer)) for answer in values.get("by_design", {}).values()]
        for key, answer in given:
            if answer not in answers:
                message = f'{whose(values)}"{key}" gives "{answer}", which is no answer{did_you_mean(answer, answers)}'
                source.add(message, "criteria", index, key)
        for fact in facts:
            if facts_about.get(fact) == "effect" and values.get("about", "evidence") != "effect":
                message = (
                    f'{whose(values)}"{fact}" is about the effect, so the criterion must be as well (about = "effect")'
                )
                source.add(message, "criteria", index, "about")


def _steps(bands: Mapping[str, object]) -> list[tuple[str, float]] | None:
    steps = bands.get("steps")
    if not isinstance(steps, list) or not steps:
        return None
    for step in steps:
        is_pair = isinstance(step, list) and len(step) == 2 and isinstance(step[0], str)
        if not is_pair or not isinstance(step[1], int | float) or isinstance(step[1], bool):
            return None
    return [(step[0], float(step[1])) for step in steps]


def check_thresholds(version: VersionFile) -> None:
    """Thresholds that contradict one another: no number can satisfy both."""
    source = version.source
    places = {str(values.get("id")): index for index, values in enumerate(version.tables["criteria"])}
    for name, test in version.tests.items():
        limits, clash = limits_in(test)
        if clash:
            source.add(
                f"{name}: its thresholds contradict each other: {clash}", "criteria", places.get(name, 0), "test"
            )
        elif not limits and not facts_in(test) and isinstance(test, AtLeast) and not test.parts:
            source.add(f"{name}: its test is empty", "criteria", places.get(name, 0), "test")
    if source.data.get("rule") not in ("cumulative_gate", "best_of_plus_counts"):
        return
    climbed: dict[str, Interval] = {}
    for index, tier in enumerate(version.tables["tiers"]):
        together = dict(climbed) if source.data.get("rule") == "cumulative_gate" else {}
        for part in version.requirements[str(tier.get("id"))].parts:
            if not isinstance(part, Need) or part.criterion not in version.tests:
                continue
            for fact, interval in limits_in(version.tests[part.criterion])[0].items():
                both = together.get(fact, Interval()).and_(interval)
                if both.is_empty:
                    message = (
                        f'tier "{tier.get("id")}" can never be reached: {part.criterion} contradicts another threshold '
                        f'for "{fact}" ({together[fact]} and {interval})'
                    )
                    source.add(message, "tiers", index, "id")
                together[fact] = both
        climbed = together


def check_routes(version: VersionFile) -> None:
    source, routes = version.source, version.tables["routes"]
    taken: dict[str, object] = {}
    for index, route in enumerate(routes):
        for design in route.get("designs", []):
            if design in taken:
                source.add(f'design "{design}" takes the route "{taken[design]}" already', "routes", index, "designs")
            taken.setdefault(design, route.get("id"))
    others = [index for index, route in enumerate(routes) if not route.get("designs")]
    if routes and len(others) != 1:
        source.add(
            "exactly one route must be without designs: it takes every design that no other names",
            "routes",
            others[-1] if others else 0,
        )


def check_reachable(version: VersionFile, hopeless: Collection[str]) -> None:
    """Note tiers that nobody can reach, or that everybody would be given."""
    source, tiers = version.source, version.tables["tiers"]
    ranks: dict[object, object] = {}
    effects = {str(each.get("id")) for each in version.tables["criteria"] if each.get("about") == "effect"}
    for index, values in enumerate(tiers):
        tier_id, rank = values.get("id"), values.get("rank")
        if isinstance(rank, int) and rank < 1:
            source.add(f'rank {rank} of tier "{tier_id}": ranks count from 1, the weakest', "tiers", index, "rank")
        if rank is not None and rank in ranks:
            source.add(f'rank {rank} of tier "{tier_id}" is that of tier "{ranks[rank]}" too', "tiers", index, "rank")
        ranks.setdefault(rank, tier_id)
        requirement = version.requirements.get(str(tier_id))
        if (
            requirement is None
            or source.data.get("rule") not in ("cumulative_gate", "best_of_plus_counts")
            or values.get("floor")
        ):
            continue
        if not requirement.parts:
            source.add(f'tier "{tier_id}" asks for nothing, so it could never stop anyone', "tiers", index, "id")
        elif not _can_be_met(requirement, hopeless):
            source.add(f'tier "{tier_id}" can never be reached', "tiers", index, "id")
        elif _needs_rank_or_evidence(version, values, effects, requirement):
            message = (
                f'tier "{tier_id}" asks only about the effect, so it says nothing of the evidence: leave out its "rank"'
            )
            source.add(message, "tiers", index, "id")


def _needs_rank_or_evidence(version: VersionFile, tier: Table, effects: set[str], requirement: AtLeast) -> bool:
    if version.source.data.get("rule") != "best_of_plus_counts" or tier.get("rank") is None:
        return False
    return not without(requirement, effects).parts


def _can_be_met(node: Node, hopeless: Collection[str]) -> bool:
    if isinstance(node, AtLeast):
        return sum(_can_be_met(part, hopeless) for part in node.parts) >= node.count
    if isinstance(node, Need):
        return node.criterion not in hopeless or bool(node.answers)
    return _can_be_met(node.where, hopeless) if isinstance(node, Studies) and not node.at_most else True


def check_criteria_used(version: VersionFile) -> None:
    """A criterion that no rule looks at would be asked for nothing."""
    source, data = version.source, version.source.data
    trees = [*version.requirements.values(), *version.asks.values(), *version.ratings.values()]
    used = {criterion for tree in trees for criterion in criteria_in(tree)}
    for table, keys in (("score", ("columns", "moves")), ("penalty", ("criteria",))):
        if isinstance(section := data.get(table), dict):
            used |= {str(name) for key in keys for name in section.get(key, [])} | {str(section.get("judge"))}
    tier_ids = {str(tier.get("id")) for tier in version.tables["tiers"]}
    for index, criterion in enumerate(version.tables["criteria"]):
        is_scored = data.get("rule") == "parallel_scores" and "group" in criterion
        has_place = criterion.get("tier") in tier_ids or "group" in criterion
        if has_place and criterion.get("scored", True) and not is_scored and criterion.get("id") not in used:
            source.add(f'criterion "{criterion.get("id")}" is never used', "criteria", index, "id")


def whose(values: Table) -> str:
    name = values.get("id")
    return f"{name}: " if isinstance(name, str) else ""
