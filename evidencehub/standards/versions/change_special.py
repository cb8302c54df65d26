"""Sentences of their own for the keys of a version that people ask about most; ``change_words`` has one for any other.

Each returns "" where the two values read the same in it, so that the general sentence is used.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from evidencehub.standards.files.toml_source import Table
from evidencehub.standards.model.standard import ANSWERS
from evidencehub.standards.versions.change_words import Difference, from_to, stop
from evidencehub.standards.versions.changes import same
from evidencehub.standards.versions.names import Names, NamesById, amount, joined, number, quoted
from evidencehub.standards.versions.plainly import (
    answered,
    bands_in_words,
    by_design_in_words,
    points_in_words,
    requirement_in_words,
    threshold_in_words,
)
from evidencehub.standards.versions.sections import place_of, step_name

_RULES: NamesById = {
    "cumulative_gate": "every step needs the one before it",
    "best_of_plus_counts": "the first step in a fixed order that is met",
    "flowchart": "a flow chart of questions",
    "min_of_columns_minus_penalty": "the lowest of several marks, less a penalty",
    "ceiling_minus_failures": "a highest mark set by the design, less a mark for each failure",
    "start_plus_moves_clamped": "a mark to start with, moved up or down",
    "parallel_scores": "a score of its own for each group of questions",
}
_ABOUT: NamesById = {
    "evidence": "how well it was studied",
    "effect": "what was found",
    "delivery": "how it is delivered",
    "cost": "what it costs",
    "reporting": "how it is reported",
}
_PROVENANCE: NamesById = {"sourced": "backed by a source", "unverified": "marked unverified", "ours": "marked ours"}


def special_sentence(difference: Difference) -> str:
    """The sentence of its own for this key, if it has one and both values are of the kind that it can say."""
    section, key = difference.section, difference.key
    kind, words = _SPECIAL.get((section, key)) or _SPECIAL.get(("*", key)) or (object, None)
    fits = all(value is None or isinstance(value, kind) for value in (difference.old, difference.new))
    return words(difference) if words and fits else ""


def _in_words(what: str, words: Callable[[Any, Names], str], missing: str) -> Callable[[Difference], str]:
    """A sentence for a value that has words of its own; ``missing`` is what its absence means."""

    def say(difference: Difference) -> str:
        before, after = (missing if value is None else words(value, names) for value, names in difference.both)
        return "" if before == after else from_to(what, before, after)

    return say


def _threshold(difference: Difference) -> str:
    before, after = (threshold_in_words(test, names) for test, names in difference.both)
    if difference.old is None:
        return f"facts now decide it where they are given: {after}"
    if difference.new is None:
        return f"facts no longer decide it, reviewers do. The threshold was {before}"
    if before == after:  # the same number, but of another fact
        before, after = (threshold_in_words(test, names, named=True) for test, names in difference.both)
    if before == after:
        return ""
    plain = '"' not in before + after
    return from_to("the threshold", quoted(before) if plain else before, quoted(after) if plain else after)


def _requirement(difference: Difference) -> str:
    before, after = (
        "all of its own questions" if tree is None else requirement_in_words(tree, names.criteria, names)
        for tree, names in difference.both
    )
    if before == after:
        return ""
    said = [f"what it asks for changed. Before: {stop(before)} Now: {stop(after)}"]
    had, has = ([leaf for leaf in _texts(tree) if leaf in names.criteria] for tree, names in difference.both)
    if had and has:
        more, less = [leaf for leaf in has if leaf not in had], [leaf for leaf in had if leaf not in has]
        said += [f"New in it: {joined(list(dict.fromkeys(more)))}."] if more else []
        said += [f"No longer in it: {joined(list(dict.fromkeys(less)))}."] if less else []
    return " ".join(said)


def _texts(tree: object) -> list[str]:
    if isinstance(tree, str):
        return [tree]
    inner = tree.values() if isinstance(tree, Mapping) else tree if isinstance(tree, list) else []
    return [text for part in inner for text in _texts(part)]


def _reworded(difference: Difference) -> str:
    before, after = (quoted("" if question is None else question) for question, _ in difference.both)
    return "" if before == after else f"was reworded. Before: {stop(before)} Now: {after}"


def _moved(difference: Difference) -> str:
    before = place_of(difference.was, difference.sides.old_names)
    after = place_of(difference.now, difference.sides.new_names)
    return "" if before == after else f"moved from {before} to {after}"


def _about(difference: Difference) -> str:
    old, new = difference.old or "evidence", difference.new or "evidence"
    if old == new:
        return ""
    text = f"was about {_ABOUT.get(old, old)} and is now about {_ABOUT.get(new, new)}"
    if old == "effect":
        return f"{text}. It now counts for how sure we are"
    return f"{text}. It no longer counts for how sure we are" if new == "effect" else text


def _provenance(difference: Difference) -> str:
    subject = "the motto is" if difference.key == "motto_provenance" else "is"
    before, after = _PROVENANCE.get(difference.old), _PROVENANCE.get(difference.new)
    if before is None or after is None or before == after:
        return ""
    text = f"{subject} now {after}, and was {before.removeprefix('marked ')} before"
    source = difference.now.get("source")
    is_named = subject == "is" and difference.new == "sourced" and isinstance(source, str)
    return f"{text}: {quoted(source)}" if is_named else text


def _default_provenance(difference: Difference) -> str:
    before, after = (quoted(provenance or "unverified") for provenance, _ in difference.both)
    if before == after:
        return ""
    return f"parts that do not say whether they have a source counted as {before} and now count as {after}"


def _accept(difference: Difference) -> str:
    sides = difference.sides
    before = _enough(difference.old, difference.was, sides.old)
    after = _enough(difference.new, difference.now, sides.new)
    return "" if before == after else from_to("what is enough", before, after)


def _enough(accept: list[object] | None, criterion: Table, version: Table) -> str:
    """The answers that satisfy a criterion; where none is named, met, or the best of a scale of its own."""
    if accept is not None:
        return joined([answered(answer) for answer in accept], "or")
    answers = criterion.get("answers", version.get("answers", ANSWERS))
    return answered("met") if isinstance(answers, list | tuple) and "met" in answers else "the best answer"


def _leads(difference: Difference) -> str:
    """Where an answer to a question of a flow chart leads: to another question, or to a step."""
    before, after = (_target(place, names) for place, names in difference.both)
    answer = answered(difference.key.replace("_", "-"))
    return "" if before == after else f"the answer {answer} led to {before} and now leads to {after}"


def _target(place: str | None, names: Names) -> str:
    if place is None:
        return f"the result {answered('cannot-tell')}"
    return f"the question {quoted(names.steps[place])}" if place in names.steps else step_name(place, names)


def _rows(difference: Difference) -> str:
    """Rows of a table of limits, matched by where each begins."""
    old, new = difference.old or [], difference.new or []
    if not all(isinstance(row, list) and len(row) == 2 for row in [*old, *new]):
        return ""
    unit = difference.sides.new_names.units.get(str(difference.now.get("by")), "")
    had, has = {str(row[0]): row for row in old}, {str(row[0]): row for row in new}
    said = [
        f"from {amount(row[0], unit)} the limit was {number(had[at][1])} and is now {number(row[1])}"
        for at, row in has.items()
        if at in had and not same(had[at][1], row[1])
    ]
    said += [f"new row from {amount(row[0], unit)}: limit {number(row[1])}" for at, row in has.items() if at not in had]
    said += [f"the row from {amount(row[0], unit)} is gone" for at, row in had.items() if at not in has]
    return "; ".join(said)


def _routes(difference: Difference) -> str:
    """On which routes a question is asked. One that names no route is asked on all, new ones too."""
    old_routes, routes = difference.sides.old_names.routes, difference.sides.new_names.routes
    before, after = ([r for r in routes if asked is None or r in asked] for asked, _ in difference.both)
    dropped = [route for route in before if route not in after]
    changes = {
        "is no longer asked on": [route for route in dropped if route in old_routes],
        "is not asked on": [route for route in dropped if route not in old_routes],
        "is now asked on": [route for route in after if route not in before],
    }
    said = [f"{verb} {_route_names(ids, routes)}" for verb, ids in changes.items() if ids]
    return joined(said) if said else ""


def _route_names(ids: Sequence[str], routes: NamesById) -> str:
    return f"the route{'s' if len(ids) > 1 else ''} {joined([quoted(routes[route]) for route in ids])}"


def _supersedes(difference: Difference) -> str:
    return f"this version takes the place of {quoted(difference.new)}" if difference.new else ""


def _version(difference: Difference) -> str:
    if difference.old is None or difference.new is None:
        return ""
    return f"this is version {quoted(difference.new)}, compared with version {quoted(difference.old)}"


def _validity(difference: Difference) -> str:
    before, after = (
        "without a limit of time" if months is None else f"for {amount(months, 'months')}"
        for months, _ in difference.both
    )
    return f"a result was valid {before} and is now valid {after}"


def _reviewers(difference: Difference) -> str:
    before, after = (amount(2 if count is None else count, "reviewers") for count, _ in difference.both)
    return "" if before == after else f"each submission was graded by {before} and is now graded by {after}"


# (section, key) -> the kind of value that the sentence can say, and the sentence; "*" stands for any section.
_SPECIAL: Mapping[tuple[str, str], tuple[type, Callable[[Difference], str]]] = {
    ("", "version"): (str, _version),
    ("", "supersedes"): (str, _supersedes),
    ("", "rule"): (str, _in_words("the rule", lambda rule, _: quoted(_RULES.get(rule, rule)), "nothing")),
    ("", "valid_for_months"): (int, _validity),
    ("", "reviewers"): (int, _reviewers),
    ("", "provenance"): (str, _default_provenance),
    ("*", "provenance"): (str, _provenance),
    ("*", "motto_provenance"): (str, _provenance),
    ("*", "requires"): (object, _requirement),
    ("steps", "ask"): (object, _requirement),
    ("steps", "yes"): (str, _leads),
    ("steps", "no"): (str, _leads),
    ("steps", "cannot_tell"): (str, _leads),
    ("criteria", "question"): (str, _reworded),
    ("criteria", "tier"): (str, _moved),
    ("criteria", "group"): (str, _moved),
    ("criteria", "about"): (str, _about),
    ("criteria", "accept"): (list, _accept),
    ("criteria", "routes"): (list, _routes),
    ("criteria", "test"): (object, _threshold),
    ("criteria", "bands"): (
        dict,
        _in_words("the answer that a number gives", bands_in_words, "what the reviewers answer"),
    ),
    ("criteria", "by_design"): (dict, _in_words("the answer that a design proposes", by_design_in_words, "nothing")),
    ("criteria", "points"): (
        dict,
        _in_words("what each answer counts", lambda points, _: points_in_words(points), "nothing"),
    ),
    ("tables", "rows"): (list, _rows),
    ("cost_bands", "below"): (
        object,
        _in_words("the limit", lambda cost, _: f"under {amount(cost, 'pounds')}", "none"),
    ),
    ("cost_bands", "up_to"): (
        object,
        _in_words("the limit", lambda cost, _: f"up to {amount(cost, 'pounds')}", "none"),
    ),
}
