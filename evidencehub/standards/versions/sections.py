"""The parts of a version file as a comparison names them: 'question po1.1 ("Need and people")', "Standard 3"."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from evidencehub.standards.files.toml_source import Table
from evidencehub.standards.versions.names import Names, quoted

_STEP_WITH_NUMBER = re.compile(r"[A-Z]\w+ \d\S*")  # "Standard 3" reads as a name without quotes


@dataclass(frozen=True, slots=True)
class Section:
    """One kind of tables in a version file: ``[[criteria]]`` or ``[score]``."""

    kind: str  # one of changes.KINDS
    noun: str
    plural: str = ""
    identity: tuple[str, ...] = ("id",)  # the keys by which two versions of one table are matched
    label: str = "label"  # the key that names one


SECTIONS: Mapping[str, Section] = {
    "tiers": Section("step", "step", "steps"),
    "groups": Section("step", "group of questions", "groups of questions"),
    "criteria": Section("criterion", "question", "questions", label="short"),
    "qualities": Section("rule", "named rule", "named rules"),
    "steps": Section("rule", "question of the flow chart", "questions of the flow chart"),
    "ratings": Section("rule", "rating", "ratings"),
    "routes": Section("route", "route", "routes"),
    "wordings": Section("route", "wording", "wordings", identity=("criterion", "route")),
    "facts": Section("fact", "fact", "facts", identity=("name",)),
    "tables": Section("table", "table", "tables"),
    "panels": Section("panel", "panel", "panels", identity=("tier",)),
    "validations": Section("version", "check of our reading", "checks of our reading", identity=("by", "on")),
    "documents": Section("document", "document", "documents"),
    "cost_bands": Section("other", "cost band", "cost bands"),
    "sources": Section("other", "source", "sources", label="citation"),
    "history": Section("other", "note in the history", "notes in the history", identity=("year",), label="year"),
}
SINGLES: Mapping[str, Section] = {
    "score": Section("rule", "score"),
    "penalty": Section("rule", "penalty"),
    "synthesis": Section("rule", "summary of all studies"),
}


def entry_name(name: str, table: Table, names: Names) -> str:
    """What a sentence calls one table of a section, to stand inside the sentence."""
    if name in SINGLES:
        return f"the {SINGLES[name].noun}"
    section = SECTIONS[name]
    identity = [str(table.get(key, "")) for key in section.identity]
    match name:
        case "tiers":
            return step_name(identity[0], names)
        case "wordings":
            return f"the wording of {identity[0]} on the route {quoted(names.routes.get(identity[1], identity[1]))}"
        case "panels":
            return f"the panel for {step_name(identity[0], names)}"
        case "validations":
            return f"the check of our reading by {identity[0]} on {identity[1]}"
    label = table.get(section.label)
    if name == "criteria":
        return f"question {identity[0]}{f' ({quoted(label)})' if label not in (None, identity[0]) else ''}"
    return f"{section.noun} {quoted(identity[0] if label is None else label)}"


def step_name(tier: str, names: Names) -> str:
    """A tier (or group) by its label: "Standard 3", or 'step "Found not effective"'."""
    label = names.tiers.get(tier, tier)
    return label if _STEP_WITH_NUMBER.fullmatch(label) else f"step {quoted(label)}"


def place_of(criterion: Table, names: Names) -> str:
    """Where a question stands: its tier or group."""
    if "tier" in criterion:
        return step_name(str(criterion["tier"]), names)
    if "group" in criterion:
        return f"the group {quoted(names.tiers.get(str(criterion['group']), criterion['group']))}"
    return "no step"


def capital(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]
