"""What must hold between the parts of a standard: every reference leads somewhere, every tier can be reached."""

from collections.abc import Collection, Mapping, Sequence

from evidencehub.standards.models import NOT_APPLICABLE
from evidencehub.standards.rules import AtLeast, criteria_in
from evidencehub.standards.suggestions import did_you_mean
from evidencehub.standards.toml_source import Table, TomlSource


def check_references(
    source: TomlSource, name: str, tables: Sequence[Table], key: str, known: Collection[str], noun: str
) -> None:
    """Note every value of ``key`` (a text or a list of texts) that is not one of ``known``."""
    for index, values in enumerate(tables):
        named = values.get(key, [])
        for value in [named] if isinstance(named, str) else named:
            if value not in known:
                message = f'{_id(values)}unknown {noun} "{value}"{did_you_mean(str(value), known)}'
                source.add(message, name, index, key)


def check_used(source: TomlSource, name: str, tables: Sequence[Table], key: str, used: Collection[str]) -> None:
    for index, values in enumerate(tables):
        if (value := values.get(key)) not in used:
            source.add(f'"{value}" is never used', name, index, key)


def check_answers(source: TomlSource, criteria: Sequence[Table], default: Collection[str]) -> set[int]:
    """Note answers that cannot be right; return the places of criteria that no answer can satisfy."""
    hopeless = set()
    for index, values in enumerate(criteria):
        answers = values.get("answers", default)
        accept = values.get("accept", ["met"])
        for answer in accept:
            if answer not in answers:
                message = f'{_id(values)}"accept" has "{answer}", which is no answer{did_you_mean(answer, answers)}'
                source.add(message, "criteria", index, "accept")
        if NOT_APPLICABLE in accept:
            message = f'{_id(values)}"accept" may not have n-a; list the designs in "not_applicable_for"'
            source.add(message, "criteria", index, "accept")
        if not set(accept) & set(answers):
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
                message = f'{_id(values)}"implied_by" must name a criterion of the same tier that is not implied itself'
                source.add(message, "criteria", index, "implied_by")


def check_reachable(
    source: TomlSource, tiers: Sequence[Table], requirements: Mapping[str, AtLeast], hopeless: Collection[str]
) -> None:
    """Note tiers that nobody can reach, or that everybody would be given."""
    ranks: dict[object, object] = {}
    for index, values in enumerate(tiers):
        tier_id, rank = values.get("id"), values.get("rank")
        if rank in ranks:
            source.add(f'rank {rank} of tier "{tier_id}" is that of tier "{ranks[rank]}" too', "tiers", index, "rank")
        ranks.setdefault(rank, tier_id)
        requirement = requirements.get(str(tier_id))
        if requirement is None:
            continue
        if not criteria_in(requirement):
            source.add(f'tier "{tier_id}" asks for nothing, so it could never stop anyone', "tiers", index, "id")
        elif not _can_be_met(requirement, hopeless):
            source.add(f'tier "{tier_id}" can never be reached', "tiers", index, "id")


def _can_be_met(node: AtLeast, hopeless: Collection[str]) -> bool:
    possible = [
        _can_be_met(part, hopeless) if isinstance(part, AtLeast) else part.criterion not in hopeless
        for part in node.parts
    ]
    return sum(possible) >= node.count


def _id(values: Table) -> str:
    name = values.get("id")
    return f"{name}: " if isinstance(name, str) else ""
