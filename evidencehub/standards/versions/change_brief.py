"""A comparison made shorter for people: what many questions gained or lost alike is said once.

So are the questions that a route asks in words of its own: the page of the standard has those words.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping

from evidencehub.standards.versions.change_words import noun_of
from evidencehub.standards.versions.changes import Change
from evidencehub.standards.versions.sections import capital

MANY = 4  # questions, from which on one sentence says it for all
_ROUTE = re.compile(r'on the route ("[^"]+")')
# Keys whose first wording can be told without quoting it.
_KEYS = (
    "team",
    "public",
    "guidance",
    "counts_as_evidence",
    "effort",
    "template",
    "what_not_to_do",
    "document",
    "concept",
)


def in_brief(changes: Iterable[Change]) -> list[Change]:
    """Return the changes for a page: a first template for forty questions is one change to a reader.

    What is of the file alone is among them, marked as such: a page need not count it.

    What was reworded, moved or judged otherwise keeps a sentence for each question. The JSON form has all of them.
    """
    found = list(changes)
    alike: dict[tuple[str, str], list[Change]] = defaultdict(list)
    for change in found:
        alike[_likeness(change)].append(change)
    brief = []
    for change in found:
        group = alike[_likeness(change)]
        if not _may_join(change) or len(group) < MANY:
            brief.append(change)
        elif change is group[0]:
            brief.append(_joint(group))
    return brief


def _may_join(change: Change) -> bool:
    return _is_wording(change) or (change.kind == "criterion" and change.key in _KEYS and change.what != "changed")


def _is_wording(change: Change) -> bool:
    return change.kind == "route" and isinstance(change.new, Mapping) and {"criterion", "route"} <= change.new.keys()


def _likeness(change: Change) -> tuple[str, str]:
    if _is_wording(change):
        return "wording", str(change.new["route"])
    return (change.key, change.what) if _may_join(change) else ("", "")


def _joint(group: list[Change]) -> Change:
    first = group[0]
    if _is_wording(first):
        route = _ROUTE.search(first.text)
        asked = ", ".join(str(change.new["criterion"]) for change in group)
        text = f"Asked in words of their own on the route {route[1] if route else first.new['route']}: {asked}."
        return Change(first.kind, str(first.new["route"]), text, first.key, None, [change.new for change in group])
    where = f"{len(group)} questions"
    what = "new" if first.what == "added" else "no longer given"
    text = f"{capital(noun_of(first.key))}: {what} for {where} ({', '.join(change.where for change in group)})."
    if first.what == "added":
        return Change(first.kind, where, text, first.key, None, [change.new for change in group], first.is_inner)
    return Change(first.kind, where, text, first.key, [change.old for change in group], None, first.is_inner)
