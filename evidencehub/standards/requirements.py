"""Turning the ``requires`` of a tier into a tree of nodes.

In a file: ``requires = {all = ["a", {any = ["b", "c"]}, {at_least = 2, of = ["d", "e", "f"]}]}``. Without ``requires``
a tier asks for all of its criteria.
"""

from collections.abc import Collection
from typing import Any

from evidencehub.standards.rules import AtLeast, Need, Node, all_of, any_of
from evidencehub.standards.suggestions import did_you_mean


def parse_requirement(spec: object, known: Collection[str], complaints: list[str]) -> AtLeast:
    """Build the tree; whatever is wrong with it is added to ``complaints`` and left out."""
    node = _node(spec, known, complaints)
    return node if isinstance(node, AtLeast) else all_of([] if node is None else [node])


def _node(spec: object, known: Collection[str], complaints: list[str]) -> Node | None:
    if isinstance(spec, str):
        if spec in known:
            return Need(spec)
        complaints.append(f'"requires" names "{spec}", which is no criterion of this tier{did_you_mean(spec, known)}')
        return None
    match spec:
        case {"all": list(parts), **others} if not others:
            return all_of(_nodes(parts, known, complaints))
        case {"any": list(parts), **others} if not others:
            nodes = _nodes(parts, known, complaints)
            if not nodes:
                complaints.append('"any" has nothing to choose from, so the tier cannot be reached')
            return any_of(nodes)
        case {"at_least": int(count), "of": list(parts), **others} if not others:
            nodes = _nodes(parts, known, complaints)
            if not 0 < count <= len(nodes):
                complaints.append(f'"at_least" asks for {count} of {len(nodes)}, which cannot be')
            return AtLeast(count, tuple(nodes))
    complaints.append('"requires" must be {all = […]}, {any = […]} or {at_least = n, of = […]}')
    return None


def _nodes(parts: list[Any], known: Collection[str], complaints: list[str]) -> list[Node]:
    return [node for part in parts if (node := _node(part, known, complaints)) is not None]
