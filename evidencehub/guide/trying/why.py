"""Why something came out as it did: the engine's explanation, in the words of the page."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from evidencehub.guide.words import answer_label, design_label
from evidencehub.shared.words import lower_first
from evidencehub.standards.grading.names import Names

_STATES = ("met", "not-met", "cannot-tell")


def _design(slug: str | None) -> str:
    return f"the kind of study is “{design_label(slug)}”" if slug else "the kind of study is not stated"


ON_THE_PAGE = Names(
    answer=lambda slug: f"“{answer_label(slug)}”",
    place=lambda slug: f"“{slug}”",
    design=_design,
    kind="the kind of study",
)


@dataclass(frozen=True, slots=True)
class Why:
    """One line of the explanation, and what stands under it."""

    text: str
    state: str  # met, not-met, cannot-tell, or "" where nothing was asked
    parts: tuple["Why", ...] = ()
    is_effect: bool = False


def why(node: Mapping[str, Any]) -> Why:
    """A node of the engine's explanation (by the names of the page) as a line to read.

    A level that holds only one thing is left out.
    """
    parts = [why(part) for part in node.get("parts", ())]
    state, kind = str(node.get("state", "")), node.get("kind")
    if kind == "criterion":
        return Why(f"{node['short']}: {_of_criterion(node)}", state, (), node["about"] == "effect")
    if len(parts) == 1 and kind in ("all", "any", "at-least") and not {"label", "study", "tier", "rating"} & set(node):
        return parts[0]
    text = str(node.get("sentence", ""))
    if node.get("study") is not None:
        text = f"{node['study']}: {text}"
    elif "step" in node:
        label = str(node["label"])
        text = f"{label} {text}" if label.endswith("?") else f"{label}: {lower_first(text)}"
        if len(parts) == 1 and parts[0].text.startswith(f"{label}: "):
            return Why(f"{text} {parts[0].text.removeprefix(f'{label}: ')}", "")
    return Why(text, state if state in _STATES else "", tuple(parts))


def _of_criterion(node: Mapping[str, Any]) -> str:
    """Why a criterion counts as it does. Where a label asks for a "no", a "yes" is what is in the way."""
    if node["state"] == "not-met" and node["answer"] == "met":
        return "Answered “Met”, and this asks for another answer."
    if node["state"] == "cannot-tell" and node["level"] is None and "test" not in node:
        return "Left open."
    return str(node["sentence"])
