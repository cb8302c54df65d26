"""What numbers and other facts decide, in words: the test of a criterion as a list that can be read aloud."""

from functools import lru_cache
from typing import Any

from evidencehub.guide.standard.outlines import Outline
from evidencehub.guide.words import design_labels
from evidencehub.shared.words import lower_first
from evidencehub.standards.model.nodes import AtLeast, Node, OfDesign, Threshold, WithinTable
from evidencehub.standards.model.standard import Criterion, Standard
from evidencehub.standards.versions.names import Names, amount
from evidencehub.standards.versions.plainly import threshold_in_words


def deciding_facts(standard: Standard, criterion: Criterion) -> Outline | None:
    """Return what has to hold for the criterion to be met; None where people judge it."""
    test = criterion.test
    if test is None:
        return None
    if isinstance(test, Threshold):
        return Outline(_threshold(standard, test, named=not isinstance(test.value, float)))
    return _test(standard, test)


def _test(standard: Standard, node: Node) -> Outline:
    if isinstance(node, AtLeast):
        parts = tuple(_test(standard, part) for part in node.parts)
        if len(parts) == 1:
            return parts[0]
        if node.count == len(parts):
            return Outline("All of these:" if len(parts) > 2 else "Both of these:", parts)
        return Outline("Any one of these:" if node.count == 1 else f"At least {node.count} of these:", parts)
    if isinstance(node, OfDesign):
        return Outline(f"Kind of study, any one of: {lower_first(design_labels(node.designs))}")
    if isinstance(node, WithinTable):
        table = standard.tables[node.table]
        name = standard.known_facts[node.fact].label
        by = standard.known_facts[node.by].label
        text = f"“{name}” is no larger than the limit for “{by}” in the table “{table.label}”"
        return Outline(text, anchor=f"limits-{table.by}")
    assert isinstance(node, Threshold)  # noqa: S101  the last form of a test
    return Outline(_threshold(standard, node, named=True))


def _threshold(standard: Standard, node: Threshold, *, named: bool) -> str:
    value = list(node.value) if isinstance(node.value, tuple) else node.value
    if isinstance(value, float) and value.is_integer():
        value = int(value)  # the file says 1990
    raw: dict[str, Any] = {"fact": node.fact, node.comparison: value}
    return curly(threshold_in_words(raw, _names(standard), named=named))


def limit_words(standard: Standard, fact: str, value: float) -> str:
    """ "0.25 standard deviations", "12%", "20 people"."""
    return amount(value, standard.known_facts[fact].unit)


@lru_cache(maxsize=64)
def _names(standard: Standard) -> Names:
    facts = standard.known_facts
    return Names(
        facts={name: fact.label for name, fact in facts.items()},
        units={name: fact.unit for name, fact in facts.items()},
    )


def curly(text: str) -> str:
    """Straight quotation marks as the pages have them, in pairs."""
    pieces = text.split('"')
    return "".join(piece + ("“" if place % 2 == 0 else "”") for place, piece in enumerate(pieces[:-1])) + pieces[-1]
