"""The rules of a standard in plain words, from the parsed data of its file: what a step asks for, how large is enough.

Nothing here decides anything. A form that is not known is shown as it stands in the file, never left out.
"""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from evidencehub.standards.versions.names import ANSWERS, Names, NamesById, amount, joined, names_in, number, quoted

_HYPHEN = re.compile(r"(?<=[a-z])-(?=[a-z])")  # not that of -1, which a scale may have as well
_COMPARISONS = {"at_least": "at least", "at_most": "at most", "above": "more than", "below": "under"}
_YEARS = {"at_least": "{} or later", "at_most": "{} or earlier", "above": "after {}", "below": "before {}"}


def requirement_in_words(tree: object, criteria: NamesById, names: Names | None = None) -> str:
    """Return the tree of a ``requires`` (or ``ask``, ``with``) as a phrase to stand after "This step asks for".

    :param criteria: id to the short name of a criterion; one that is not there is shown by its id.
    :param names: names of qualities, facts and tiers (default: those of the shared vocabularies).
    """
    return _requirement(tree, criteria, _or_shared(names))[0]


def threshold_in_words(test: object, names: Names | None = None, *, named: bool = False) -> str:
    """Return a ``test`` in words, such as "at least 20 people" or "at most 0.25 standard deviations".

    A single number goes without the name of its fact, since the question beside it says what is counted; ``named``
    gives the name all the same. Several tests together always name their facts.

    :param names: names and units of facts, tables and designs (default: those of the shared vocabularies).
    """
    return _test(test, _or_shared(names), named)[0]


def bands_in_words(bands: object, names: Names | None = None) -> str:
    """Return a ``bands`` in words: which answer each range of a number gives."""
    names = _or_shared(names)
    match bands:
        case {"fact": str(fact), "steps": list(steps), **others} if set(others) <= {"round", "otherwise"} and all(
            _is_pair(step) for step in steps
        ):
            rounded = f", rounded to {_decimals(others['round'])}" if "round" in others else ""
            unit = names.units.get(fact, "")
            gives = [f"up to {amount(limit, unit)} is {answered(answer)}" for answer, limit in steps]
            if "otherwise" in others:
                gives.append(f"anything more is {answered(others['otherwise'])}")
            return f"by {quoted(names.facts.get(fact, fact))}{rounded}: {', '.join(gives)}"
    return as_written(bands)


def by_design_in_words(by_design: object, names: Names | None = None) -> str:
    """Return a ``by_design`` in words: which answer each design of study proposes."""
    if not isinstance(by_design, Mapping):
        return as_written(by_design)
    designs = _or_shared(names).designs
    return joined([f"{quoted(designs.get(slug, slug))} is {answered(answer)}" for slug, answer in by_design.items()])


def points_in_words(points: object) -> str:
    """Return ``points`` in words: what each answer counts."""
    if not isinstance(points, Mapping):
        return as_written(points)
    return joined([f"{answered(answer)} counts {number(value)}" for answer, value in points.items()])


def answered(answer: object) -> str:
    """An answer in quotes, as pages say it: "not met" for ``not-met``, "very serious" for ``very-serious``."""
    return quoted(ANSWERS.get(answer) or _HYPHEN.sub(" ", answer) if isinstance(answer, str) else answer)


def as_written(value: object) -> str:
    """What has no words of its own, as it stands in the file."""
    return json.dumps(value, ensure_ascii=False, default=str)


def _requirement(tree: object, criteria: NamesById, names: Names) -> tuple[str, bool]:
    """Return the words, and whether they have parts, so that they need brackets among others."""

    def words(inner: object) -> str:
        return _requirement(inner, criteria, names)[0]

    match tree:
        case str(criterion):
            return _criterion(criterion, criteria), False
        case {"criterion": str(criterion), "answer": list(answers), **others} if not others:
            given = joined([answered(answer) for answer in answers], "or")
            return f"the answer {given} to {_criterion(criterion, criteria)}", len(answers) > 1
        case {"quality": str(quality), **others} if not others:
            return quoted(names.qualities.get(quality, quality)), False
        case {"rated": list(tiers), **others} if not others:
            labels = [quoted(names.tiers.get(tier, tier)) for tier in map(str, tiers)]
            return f"a rating of {joined(labels, 'or')}", len(labels) > 1
        case {"studies": int(count), "with": where, **others} if set(others) <= {"distinct"}:
            return _studies(count, words(where), distinct=others.get("distinct", False) is True), True
        case {"no_study_with": where, **others} if not others:
            return f"no study with {words(where)}", True
        case {"total": str(fact), "at_least": least, **others} if set(others) <= {"with"}:
            total = (
                f"at least {amount(least, names.units.get(fact, ''))} in all ({quoted(names.facts.get(fact, fact))})"
            )
            studies = f"the studies with {words(others['with'])}" if "with" in others else "all studies"
            return f"{total} over {studies}, each sample counted once", True
        case {"criterion": str(criterion), "pooled": side, "p_below": limit, **others} if set(others) <= {"among"}:
            way = "for the better" if side == "positive" else "for the worse"
            among = f" over the studies with {words(others['among'])}" if "among" in others else ""
            return f"{_criterion(criterion, criteria)}, pooled{among}, {way} with p below {limit:g}", True
        case {"criterion": str(criterion), "weight_of": where, "above": share, **others} if set(others) <= {"among"}:
            among = f" among the studies with {words(others['among'])}" if "among" in others else ""
            carried = f"more than {share:.0%} of the weight carried by studies with {words(where)}{among}"
            return f"{_criterion(criterion, criteria)}, {carried}", True
    if said := _sides_or_results(tree, words):
        return said, True
    return _combined(tree, [_requirement(part, criteria, names) for part in _parts(tree)])


def _sides_or_results(tree: object, words: Callable[[object], str]) -> str:
    """Studies beside studies, and what the results of one study say together; "" for any other form."""
    match tree:
        case {"studies_with": these, "no_more_than": those, **others} if not others:
            return f"no more studies with {words(these)} than studies with {words(those)}"
        case {"studies_with": these, "fewer_than": those, **others} if not others:
            return f"fewer studies with {words(these)} than studies with {words(those)}"
        case {"studies_with": these, "more_than": those, **others} if not others:
            return f"more studies with {words(these)} than studies with {words(those)}"
        case {"any_result": where, **others} if not others:
            return f"at least one result with {words(where)}"
        case {"every_result": where, **others} if not others:
            return f"only results with {words(where)}"
        case {"no_result": where, **others} if not others:
            return f"no result with {words(where)}"
        case {"on_average": where, **others} if set(others) <= {"among"}:
            among = f" of its results with {words(others['among'])}" if "among" in others else ""
            return f"{words(where)} on the average{among}"
    return ""


def _studies(count: int, where: str, *, distinct: bool) -> str:
    if count == 1:
        return f"at least one study with {where}"
    return f"at least {count} studies{' with separate samples' if distinct else ''}, each with {where}"


def _test(test: object, names: Names, named: bool) -> tuple[str, bool]:
    has_parts = False
    match test:
        case {"design": list(slugs), **others} if not others:
            designs = [quoted(names.designs.get(slug, slug)) for slug in map(str, slugs)]
            return f"the design {joined(designs, 'or')}", len(designs) > 1
        case {"fact": str(fact), "at_most_from": str(table), "by": str(by), **others} if not others:
            words, has_parts = _within_table(table, by, names), True
        case {"fact": str(fact), "is": bool() | str() as value, **others} if not others:
            named, words = True, f"is {quoted(value if isinstance(value, str) else 'yes' if value else 'no')}"
        case {"fact": str(fact), "one_of": list(values), **others} if not others:
            named, words, has_parts = True, f"is {joined([quoted(value) for value in values], 'or')}", len(values) > 1
        case {"fact": str(fact), **limits} if limits and set(limits) <= set(_COMPARISONS):
            unit = names.units.get(fact, "")
            words = joined([_limit(str(comparison), value, unit) for comparison, value in limits.items()])
        case _:
            return _combined(test, [_test(part, names, True) for part in _parts(test)])
    return (f"{quoted(names.facts.get(fact, fact))} {words}" if named else words), has_parts


def _limit(comparison: str, value: object, unit: str) -> str:
    if unit == "year":
        return _YEARS[comparison].format(value)
    return f"{_COMPARISONS[comparison]} {amount(value, unit)}"


def _within_table(table: str, by: str, names: Names) -> str:
    step = names.table_steps.get(table)
    to_step = f" to a step of {amount(step, names.units.get(by, ''))}" if step is not None else ""
    way = "" if table in names.rounded_to_nearest else " down"
    return (
        f"at most the limit that the table {quoted(names.tables.get(table, table))} gives for "
        f"{quoted(names.facts.get(by, by))}, rounded{way}{to_step}"
    )


def _parts(node: object) -> Sequence[Any]:
    match node:
        case {"all": list(parts), **others} | {"any": list(parts), **others} if not others:
            return parts
        case {"at_least": int(), "of": list(parts), **others} if not others:
            return parts
    return ()


def _combined(node: object, parts: Sequence[tuple[str, bool]]) -> tuple[str, bool]:
    """All, any, or at least so many of some parts: the joints that requirements and tests share."""
    if isinstance(node, Mapping) and len(parts) == 1 and node.get("at_least", 1) == 1:
        return parts[0]
    words = [f"({text})" if has_parts else text for text, has_parts in parts]
    match node:
        case {"all": list(), **others} if not others:
            return (f"{'both' if len(words) == 2 else 'all of'} {joined(words)}" if words else "nothing"), bool(words)
        case {"any": list(), **others} if not others:
            return f"{'either' if len(words) == 2 else 'any one of'} {joined(words, 'or')}", True
        case {"at_least": int(count), "of": list(), **others} if not others:
            return f"at least {count} of {joined(words)}", True
    return as_written(node), False


def _criterion(criterion: str, criteria: NamesById) -> str:
    short = criteria.get(criterion, criterion)
    return criterion if short == criterion else f"{quoted(short)} ({criterion})"


def _decimals(places: object) -> str:
    return f"{number(places)} {'decimal' if places == 1 else 'decimals'}"


def _is_pair(step: object) -> bool:
    return isinstance(step, list) and len(step) == 2


def _or_shared(names: Names | None) -> Names:
    return names_in({}) if names is None else names
