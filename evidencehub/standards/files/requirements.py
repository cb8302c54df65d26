"""Turning the ``requires`` of a tier and the ``test`` of a criterion into trees.

``requires = {all = ["a", {any = ["b", "c"]}, {at_least = 2, of = ["d", "e"]}, {studies = 2, with = {quality = "q"}}]}``
Without ``requires`` a tier asks for all of its criteria.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from evidencehub.standards.model.nodes import (
    POOLED_SIDES,
    SIDES,
    WHICH_RESULTS,
    AtLeast,
    Need,
    Node,
    OfDesign,
    OfResults,
    OnAverage,
    PooledEffect,
    Rated,
    Sides,
    Studies,
    Test,
    Threshold,
    Total,
    WeightShare,
    WithinTable,
    all_of,
    any_of,
    speaks_for_study,
)
from evidencehub.standards.model.suggestions import did_you_mean

_NUMERIC = ("at_least", "at_most", "above", "below")
REQUIREMENT_FORMS = (
    "all, any, at_least … of, quality, studies … with, no_study_with, studies_with … no_more_than (fewer_than, "
    "more_than), total, pooled, weight_of or criterion; and of the results of a study any_result, every_result, "
    "no_result, on_average"
)
TEST_FORMS = (
    "all, any, at_least … of, design, or a fact with at_least, at_most, above, below, is, one_of or at_most_from"
)


@dataclass
class Known:
    """What a tree may name."""

    criteria: Collection[str]
    criterion_noun: str = "criterion"
    answers: Mapping[str, Collection[str]] = field(default_factory=dict)  # by criterion
    qualities: Mapping[str, AtLeast] = field(default_factory=dict)
    facts: Mapping[str, str] = field(default_factory=dict)  # name -> kind
    tables: Collection[str] = ()
    table_facts: Mapping[str, str] = field(default_factory=dict)  # table -> the fact it is looked up by
    designs: Collection[str] = ()
    tiers: Collection[str] | None = None  # for summaries, which may look at the tier given
    in_quality: bool = False  # what is read is a quality: where it stands is told when it is used


def parse_requirement(spec: object, known: Known, complaints: list[str]) -> AtLeast:
    """Build the tree; whatever is wrong with it is added to ``complaints`` and left out."""
    node = _node(spec, known, complaints, inside_count=False)
    return node if isinstance(node, AtLeast) else all_of([] if node is None else [node])


def _node(spec: object, known: Known, complaints: list[str], *, inside_count: bool) -> Node | None:
    if isinstance(spec, str):
        return _need(spec, (), known, complaints)

    def nodes(parts: list[Any]) -> list[Node]:
        built = (_node(part, known, complaints, inside_count=inside_count) for part in parts)
        return [node for node in built if node is not None]

    def of_results(part: object) -> AtLeast:
        if not inside_count and not known.in_quality:
            complaints.append("what the results of a study say together can only stand inside a count of studies")
        node = _node(part, known, complaints, inside_count=True)
        tree = node if isinstance(node, AtLeast) else all_of([] if node is None else [node])
        if speaks_for_study(tree):
            complaints.append("any_result, every_result, no_result and on_average cannot stand inside each other")
        return tree

    match spec:
        case {"all": list(parts), **others} if not others:
            return all_of(nodes(parts))
        case {"any": list(parts), **others} if not others:
            return _any(nodes(parts), complaints)
        case {"at_least": int(count), "of": list(parts), **others} if not others:
            return _at_least(count, nodes(parts), complaints)
        case {"criterion": str(name), "answer": list(answers), **others} if not others and answers:
            return _need(name, tuple(str(answer) for answer in answers), known, complaints)
        case {"quality": str(name), **others} if not others:
            return _named(name, known, complaints, inside_count=inside_count)
        case {"rated": list(tiers), **others} if not others and known.tiers is not None:
            for tier in tiers:
                if tier not in known.tiers:
                    complaints.append(f'"rated" names "{tier}", which is no tier{did_you_mean(str(tier), known.tiers)}')
            return Rated(tuple(str(tier) for tier in tiers))
        case {"on_average": where, **others} if set(others) <= {"among"}:
            among = of_results(others["among"]) if "among" in others else all_of([])
            return OnAverage(of_results(where), among)
        case {**whole} if len(whole) == 1 and next(iter(whole)) in WHICH_RESULTS:
            ((which, where),) = whole.items()
            return OfResults(str(which), of_results(where))
    return _count(spec, known, complaints, inside_count=inside_count)


def _named(name: str, known: Known, complaints: list[str], *, inside_count: bool) -> AtLeast | None:
    """What a quality asks for, by its name."""
    found = known.qualities.get(name)
    if found is None:
        hint = did_you_mean(name, known.qualities) or "; a quality must stand above those that use it"
        complaints.append(f'"requires" names the quality "{name}", which is not known here{hint}')
    elif speaks_for_study(found) and not inside_count and not known.in_quality:
        complaints.append(f'the quality "{name}" is one of a study, and can only stand inside a count of studies')
    return found


def _count(spec: object, known: Known, complaints: list[str], *, inside_count: bool) -> Node | None:
    """The forms that look over all studies."""

    def where(part: object) -> AtLeast:
        if inside_count:
            complaints.append("a count of studies cannot stand inside another")
        node = _node(part, known, complaints, inside_count=True)
        tree = node if isinstance(node, AtLeast) else all_of([] if node is None else [node])
        if speaks_for_study(tree) and not _only_for_study(tree):
            complaints.append(
                "beside any_result, every_result, no_result or on_average each part must be one of them: the others "
                "look at one result, and these at a study"
            )
        return tree

    match spec:
        case {"studies": int(count), "with": with_, **others} if set(others) <= {"distinct"} and count is not True:
            if not isinstance(others.get("distinct", False), bool):
                complaints.append('"distinct" must be true or false')
            if count < 1:
                complaints.append(f'"studies" asks for {count}; for none at all write no_study_with')
            return Studies(count, where(with_), bool(others.get("distinct", False)))
        case {"no_study_with": with_, **others} if not others:
            return Studies(0, where(with_), at_most=True)
        case {"studies_with": these, **others} if len(others) == 1 and next(iter(others)) in SIDES:
            ((how, those),) = others.items()
            return Sides(where(these), where(those), str(how))
        case {"total": str(fact), "at_least": int() | float() as amount, **others} if set(others) <= {"with"}:
            _check_fact(fact, "number", known, complaints)
            return Total(fact, float(amount), where(others["with"]) if "with" in others else all_of([]))
        case {"criterion": str(name), "pooled": side, "p_below": int() | float() as limit, **others} if set(others) <= {
            "among"
        }:
            if side not in POOLED_SIDES:
                complaints.append(f'"pooled" must be "positive" or "negative"{did_you_mean(str(side), POOLED_SIDES)}')
            _check_share("p_below", limit, complaints)
            among = where(others.get("among", {"all": []}))
            return PooledEffect(_pooled_criterion(name, known, complaints), str(side), float(limit), among)
        case {"criterion": str(name), "weight_of": of, "above": int() | float() as share, **others} if set(others) <= {
            "among"
        }:
            _check_share("above", share, complaints)
            among = where(others.get("among", {"all": []}))
            return WeightShare(_pooled_criterion(name, known, complaints), where(of), float(share), among)
    complaints.append(f'"requires" cannot be read; use {REQUIREMENT_FORMS}{_unknown_key(spec)}')
    return None


def _pooled_criterion(name: str, known: Known, complaints: list[str]) -> str:
    """The question that studies answer together: it says met or not met, as they do."""
    found = _need(name, (), known, complaints)
    answers = known.answers.get(name, ())
    if found is not None and answers and not {"met", "not-met"} <= set(answers):
        complaints.append(f"{name}: what is pooled answers met or not-met, which are no answers here")
    return name


def _check_share(key: str, value: float, complaints: list[str]) -> None:
    if isinstance(value, bool) or not 0 < value < 1:
        complaints.append(f'"{key}" lies between 0 and 1, so 50% is 0.5; {value:g} makes no sense here')


def _only_for_study(tree: AtLeast) -> bool:
    return all(
        isinstance(part, OfResults | OnAverage) or (isinstance(part, AtLeast) and _only_for_study(part))
        for part in tree.parts
    )


def _need(name: str, answers: tuple[str, ...], known: Known, complaints: list[str]) -> Need | None:
    if name not in known.criteria:
        hint = did_you_mean(name, known.criteria)
        complaints.append(f'"requires" names "{name}", which is no {known.criterion_noun}{hint}')
        return None
    scale = known.answers.get(name, ())
    for answer in answers:
        if scale and answer not in scale:
            complaints.append(
                f'"requires" asks for "{answer}" to {name}, which is no answer{did_you_mean(answer, scale)}'
            )
    return Need(name, answers)


def _any(parts: list[Node], complaints: list[str]) -> AtLeast:
    if not parts:
        complaints.append('"any" has nothing to choose from, so the tier cannot be reached')
    return any_of(parts)


def _at_least(count: int, parts: list[Node], complaints: list[str]) -> AtLeast:
    if count < 1:
        complaints.append(f'"at_least" asks for {count}, which is always met: leave it out, or ask for 1 or more')
    elif count > len(parts):
        complaints.append(f'"at_least" asks for {count} of {len(parts)}, which cannot be')
    return AtLeast(count, tuple(parts))


def parse_test(spec: object, known: Known, complaints: list[str]) -> Test | None:
    """Build the test of a criterion; whatever is wrong with it is added to ``complaints`` and left out."""

    def tests(parts: list[Any]) -> list[Node]:
        return [test for part in parts if (test := parse_test(part, known, complaints)) is not None]

    match spec:
        case {"all": list(parts), **others} if not others:
            return all_of(tests(parts))
        case {"any": list(parts), **others} if not others:
            return _any(tests(parts), complaints)
        case {"at_least": int(count), "of": list(parts), **others} if not others:
            return _at_least(count, tests(parts), complaints)
        case {"design": list(designs), **others} if not others and designs:
            for design in designs:
                if design not in known.designs:
                    complaints.append(f'unknown design "{design}"{did_you_mean(str(design), known.designs)}')
            return OfDesign(tuple(str(design) for design in designs))
        case {"fact": str(fact), "at_most_from": str(table), "by": str(by), **others} if not others:
            for name in (fact, by):
                _check_fact(name, "number", known, complaints)
            if table not in known.tables:
                complaints.append(f'unknown table "{table}"{did_you_mean(table, known.tables)}')
                return None
            if known.table_facts.get(table) != by:
                complaints.append(f'table "{table}" is looked up by "{known.table_facts.get(table)}", not by "{by}"')
            return WithinTable(fact, table, by)
        case {"fact": str(fact), **others} if len(others) == 1:
            comparison, value = next(iter(others.items()))
            return _threshold(fact, str(comparison), value, known, complaints)
    complaints.append(f'"test" cannot be read; use {TEST_FORMS}{_unknown_key(spec)}')
    return None


def _threshold(fact: str, comparison: str, value: object, known: Known, complaints: list[str]) -> Threshold | None:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if comparison in _NUMERIC and is_number:
        _check_fact(fact, "number", known, complaints)
        return Threshold(fact, comparison, float(value))  # type: ignore[arg-type]
    if comparison == "is" and isinstance(value, bool | str):
        _check_fact(fact, "bool" if isinstance(value, bool) else "string", known, complaints)
        return Threshold(fact, comparison, value)
    if comparison == "one_of" and isinstance(value, list) and value:
        _check_fact(fact, "string", known, complaints)
        return Threshold(fact, comparison, tuple(str(member) for member in value))
    words = (*_NUMERIC, "is", "one_of", "at_most_from")
    hint = did_you_mean(comparison, words) if comparison not in words else f": {value!r} does not fit"
    complaints.append(f'cannot compare "{fact}" by "{comparison}"{hint}')
    return None


def _check_fact(name: str, kind: str, known: Known, complaints: list[str]) -> None:
    found = known.facts.get(name)
    if found is None:
        complaints.append(f'unknown fact "{name}"{did_you_mean(name, known.facts)}')
    elif (found if found != "share" else "number") != kind:
        complaints.append(
            f'"{name}" is {_KIND_WORDS.get(found, "of an unknown kind")}, and is compared as {_KIND_WORDS[kind]}'
        )


def _unknown_key(spec: object) -> str:
    if not isinstance(spec, dict):
        return ""
    unknown = [str(key) for key in spec if key not in _WORDS]
    return f' (unknown: "{unknown[0]}"{did_you_mean(unknown[0], _WORDS)})' if unknown else ""


_WORDS = (
    *("all", "any", "at_least", "of", "quality", "studies", "with", "distinct", "no_study_with", "studies_with"),
    *(*SIDES, *WHICH_RESULTS, "on_average", "among"),
    *("pooled", "p_below", "weight_of"),
    *("total", "criterion", "answer", "rated", "fact", "at_most", "above", "below", "is", "one_of"),
    *("at_most_from", "by", "design"),
)
_KIND_WORDS = {"number": "a number", "share": "a share", "bool": "yes or no", "string": "a text"}
