"""What the fields of a page of grading are called, what they ask, and what is saved for each."""

from collections.abc import Iterable, Mapping
from typing import Any

from wtforms import SelectChoice

from evidencehub.review import estimates
from evidencehub.review.models import FactEntry, Finding
from evidencehub.review.pages.forms import AnyText, page_field
from evidencehub.review.sheet import Item, Key
from evidencehub.review.together import Group, Typed, gathered
from evidencehub.review.typed_facts import NO, YES
from evidencehub.review.wording import answer_label
from evidencehub.shared.forms import Radios
from evidencehub.standards.model.standard import FactKind

SAID = ("answer", "reason", "page")
NOTHING = ("",) * len(SAID)
IN_A_LINE = "Effect and its interval"


def said_of(finding: Finding | None) -> Typed:
    return tuple(getattr(finding, part) for part in SAID) if finding else NOTHING


def typed_of(entry: FactEntry | None) -> Typed:
    return (entry.value, entry.page) if entry else ("", "")


def as_estimate(item: Item, facts: Mapping[Key, FactEntry]) -> Typed:
    kept = {name: entry for name in estimates.NAMES if (entry := facts.get((name, item.result_key)))}
    pages = list(dict.fromkeys(entry.page for entry in kept.values()))
    return estimates.put_together({name: entry.value for name, entry in kept.items()}), "; ".join(pages)


def said_fields(name: str, item: Item, answers: Iterable[str]) -> dict[str, Any]:
    choices = [SelectChoice(answer, answer_label(answer)) for answer in answers]
    return {
        f"{name}-answer": Radios(item.criterion.question, choices=choices, validate_choice=False),
        f"{name}-reason": AnyText("Your reason"),
        f"{name}-page": page_field("Page in the report"),
    }


def fact_fields(name: str, item: Item, facts: Iterable[FactKind]) -> dict[str, Any]:
    """Effect and interval are typed in one line where all three are asked, since reports print them so."""
    fields: dict[str, Any] = {}
    in_a_line = {fact.name for fact in item.facts} >= set(estimates.NAMES)
    if in_a_line and name.startswith("q"):
        fields[f"{name}-estimate"] = page_field(IN_A_LINE)
        fields[f"{name}-estimate-page"] = page_field("Page")
    for fact in facts:
        if not (in_a_line and fact.name in estimates.NAMES):
            fields[f"{name}-fact-{fact.name}"] = _fact_field(fact)
            fields[f"{name}-factpage-{fact.name}"] = page_field("Page")
    return fields


def _fact_field(fact: FactKind) -> Any:
    if fact.kind == "bool":
        said = [SelectChoice(YES, "Yes"), SelectChoice(NO, "No")]
        choices = [*said, SelectChoice("", "The report does not say")]
        return Radios(fact.label, choices=choices, validate_choice=False, default="")
    return page_field(fact.label)


def filled(group: Group, findings: Mapping[Key, Finding], facts: Mapping[Key, FactEntry]) -> dict[str, str]:
    """What is saved for one group, by the name of its field."""
    data: dict[str, str] = {}
    own = [said_of(findings.get(item.key)) for item in group.items]
    if group.is_together:
        most = max(own, key=own.count)[0]
        common, own = gathered(own, [not most or most in item.answers for item in group.items])
        data |= dict(zip((f"g{group.first}-{part}" for part in SAID), common, strict=True))
    for place, said in zip(group.places, own, strict=True):
        data |= dict(zip((f"q{place}-{part}" for part in SAID), said, strict=True))
    for fact in group.items[0].facts:
        typed = [typed_of(facts.get((fact.name, item.result_key))) for item in group.items]
        if group.is_together and fact.about != "effect":
            same, typed = gathered(typed)
            data[f"g{group.first}-fact-{fact.name}"], data[f"g{group.first}-factpage-{fact.name}"] = same
        for place, both in zip(group.places, typed, strict=True):
            data[f"q{place}-fact-{fact.name}"], data[f"q{place}-factpage-{fact.name}"] = both
    for place, item in zip(group.places, group.items, strict=True):
        data[f"q{place}-estimate"], data[f"q{place}-estimate-page"] = as_estimate(item, facts)
    return data
