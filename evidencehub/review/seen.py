"""What a page of questions held when it was opened, so that an older tab never undoes what a newer one saved."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from evidencehub.review.models import FactEntry, Finding
from evidencehub.review.sheet import Item, Key
from evidencehub.review.typed_facts import canonical
from evidencehub.shared.errors import Invalid
from evidencehub.standards.model.standard import FactKind

NOTHING = "-"  # the version of a question to which nothing is saved
_LENGTH = 10  # characters of a hash: enough to tell two versions of one reviewer's answer apart


def version_of(item: Item, findings: Mapping[Key, Finding], facts: Mapping[Key, FactEntry]) -> str:
    """The version of what is saved for one question with its numbers."""
    finding = findings.get(item.key)
    said = [finding.answer, finding.reason, finding.page] if finding else ["", "", ""]
    entries = [(kind, facts.get((kind.name, item.result_key))) for kind in item.facts]
    return version([*said, *([entry.value, entry.page] if entry else ["", ""] for _, entry in entries)])


def typed_version(item: Item, said: Sequence[str], numbers: Mapping[str, tuple[str, str]]) -> str:
    """The version that saving this would make.

    :param said: answer, reason and page; ``numbers``: value and page by the name of the fact.
    """
    return version([*said, *(_as_kept(kind, *numbers.get(kind.name, ("", ""))) for kind in item.facts)])


def _as_kept(kind: FactKind, value: str, page: str) -> list[str]:
    """A number as it would be kept: "12%" is 0.12. What is no number stays as it was typed."""
    try:
        return [canonical(kind, value) if value.strip() else "", page]
    except Invalid:
        return [value, page]


def versions(items: Iterable[Item], findings: Mapping[Key, Finding], facts: Mapping[Key, FactEntry]) -> str:
    """The versions of all questions of a page in one hidden field, in the order of the page."""
    return " ".join(version_of(item, findings, facts) for item in items)


def by_key(items: Sequence[Item], seen: str) -> dict[Key, str]:
    """What a hidden field said of each question; one that it leaves out was seen with nothing in it."""
    given = seen.split()
    return {item.key: given[place] if place < len(given) else NOTHING for place, item in enumerate(items)}


def whole(findings: Iterable[Finding], facts: Iterable[FactEntry]) -> str:
    """The version of everything that one reviewer has saved."""
    rows = [[f.criterion_id, f.result_key, f.answer, f.reason, f.page] for f in findings]
    rows += [[f.name, f.result_key, f.value, f.page] for f in facts]
    return version(sorted(rows))


def version(content: Sequence[Any]) -> str:
    """A short mark of texts, such as an answer and its reason; ``NOTHING`` where all are empty."""
    if not any(_flat(content)):
        return NOTHING
    return hashlib.sha256(json.dumps(content).encode()).hexdigest()[:_LENGTH]


def _flat(content: Sequence[Any]) -> Iterable[str]:
    for each in content:
        yield from (each if isinstance(each, list) else [each])
