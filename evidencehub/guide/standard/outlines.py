"""What a standard asks for, as a list that can be read aloud: its requirements, and what the facts decide."""

import re
from dataclasses import dataclass

from evidencehub.guide.words import answer_label
from evidencehub.shared.words import capitalize_first, lower_first
from evidencehub.standards.model.nodes import (
    AtLeast,
    Need,
    Node,
    OfResults,
    OnAverage,
    PooledEffect,
    Rated,
    Sides,
    Studies,
    Total,
    WeightShare,
)
from evidencehub.standards.model.standard import Standard
from evidencehub.standards.versions.names import joined

_SIDES = {
    "no_more_than": "No more studies of the first kind than of the second:",
    "fewer_than": "Fewer studies of the first kind than of the second:",
    "more_than": "More studies of the first kind than of the second:",
}
_RESULTS = {
    "any_result": "At least one of its results:",
    "every_result": "Each of its results:",
    "no_result": "None of its results:",
}


@dataclass(frozen=True, slots=True)
class Outline:
    """A requirement as a list that can be read aloud: a line, and what stands under it."""

    text: str
    parts: tuple["Outline", ...] = ()
    anchor: str = ""  # where the page explains it
    is_effect: bool = False  # about what came out, not about how well it was studied


def outline(standard: Standard, node: Node) -> Outline:
    """What a tier, a question of a flow chart or a rating asks for, as a list."""
    match node:
        case Need():
            return _criterion(standard, node)
        case AtLeast(label=label) if label:
            return Outline(capitalize_first(label), anchor=anchor_of(label))
        case AtLeast():
            return _group(standard, node)
        case Studies():
            return _studies(standard, node)
        case Sides():
            return Outline(_SIDES[node.how], (outline(standard, node.these), outline(standard, node.those)))
        case OfResults():
            return Outline(_RESULTS[node.which], (outline(standard, node.where),))
        case OnAverage():
            among = (Outline("Counting only those:", (outline(standard, node.among),)),) if node.among.parts else ()
            return Outline("Its results on average:", (outline(standard, node.where), *among))
        case Total():
            fact = standard.known_facts[node.fact]
            label = f"At least {node.amount:,g} {fact.unit} over these studies together, each person counted once:"
            return Outline(label, (outline(standard, node.where),))
        case PooledEffect() | WeightShare():
            return _pooled(standard, node)
        case Rated():
            labels = [f"“{standard.tiers_by_id[tier].label}”" for tier in node.tiers]
            return Outline(f"Rated {joined(labels, 'or')}")
    raise TypeError(f"{type(node).__name__} decides a criterion; it is no requirement")


def _pooled(standard: Standard, node: PooledEffect | WeightShare) -> Outline:
    """What all studies say together. Somebody may have answered it for all of them."""
    among = (Outline("Counting only studies with this:", (outline(standard, node.among),)),) if node.among.parts else ()
    is_effect = standard.criteria_by_id[node.criterion].about == "effect"
    short = standard.criteria_by_id[node.criterion].short
    if isinstance(node, PooledEffect):
        side = "for the better" if node.side == "positive" else "for the worse"
        text = f"{short}: all studies pooled, {side}, p below {node.p_below:g}"
        return Outline(text, among, node.criterion, is_effect)
    carried = Outline("Carried by:", (outline(standard, node.where),))
    return Outline(f"{short}: more than {node.above:.0%} of the weight of all studies pooled", (carried, *among),
                   node.criterion, is_effect)  # fmt: skip


def _studies(standard: Standard, node: Studies) -> Outline:
    """ "At least 2 studies, each of other people, each with both of these:"."""
    where = outline(standard, node.where)
    apart = ", each of other people" if node.distinct and node.count > 1 else ""
    if node.at_most:
        studies = "No study" if node.count == 0 else f"At most {node.count} studies"
    else:
        studies = "At least one study" if node.count == 1 else f"At least {node.count} studies"
    if not where.parts:
        return Outline(f"{studies} like this{apart}:", (where,))
    each = ", each" if node.count > 1 else ""
    return Outline(f"{studies}{apart}{each} with {lower_first(where.text)}", where.parts)


def _criterion(standard: Standard, need: Need) -> Outline:
    criterion = standard.criteria_by_id[need.criterion]
    text = criterion.short
    if need.answers:
        answers = joined([f"“{answer_label(answer)}”" for answer in need.answers], "or")
        text = f"{criterion.short}: answered {answers}"
    return Outline(text, anchor=criterion.id, is_effect=criterion.about == "effect")


def _group(standard: Standard, node: AtLeast) -> Outline:
    parts = tuple(outline(standard, part) for part in node.parts)
    if len(parts) == 1:
        return parts[0]
    if node.count == len(parts):
        return Outline("Both of these:" if len(parts) == 2 else "All of these:", parts)
    if node.count == 1:
        return Outline("Either of these:" if len(parts) == 2 else "Any one of these:", parts)
    return Outline(f"At least {node.count} of these:", parts)


def anchor_of(label: str) -> str:
    """Where the page says what a named quality, such as "a rigorous trial", asks for."""
    return "means-" + re.sub(r"[^a-z0-9]+", "-", label.lower()).strip("-")
