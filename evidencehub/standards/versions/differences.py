"""What changed between two versions of a standard, in sentences that need no knowledge of the files.

Works on the parsed data (``TomlSource.read(path).data``), so that a draft or an older form can be compared too. Nothing
may change unnoticed: every key that differs gives at least one sentence, with old and new value where nothing better is
known to say.
"""

from collections.abc import Iterator, Mapping
from itertools import chain
from pathlib import Path
from typing import Any

from evidencehub.standards.files.toml_source import Table
from evidencehub.standards.versions.change_arrivals import arrival, departure
from evidencehub.standards.versions.change_special import special_sentence
from evidencehub.standards.versions.change_words import Difference, Sides, general_sentence, stays_the_same, stop
from evidencehub.standards.versions.changes import KINDS, Change, same
from evidencehub.standards.versions.names import joined, names_in, quoted
from evidencehub.standards.versions.sections import SECTIONS, SINGLES, Section, capital, entry_name

_Identity = tuple[str, ...]
_ORDER = list(KINDS)
_INNER = ("concept",)  # keys of which nobody reads: which questions of other standards ask the same
_VERBS = ("is ", "was ", "moved ")  # such sentences need no colon after what they are about
# Kinds (as in changes.KINDS) of the keys that stand at the top of a file; the others are "other".
_KIND_OF: Mapping[str, str] = {
    **dict.fromkeys(("standard", "version", "supersedes", "status", "comments_until", "note", "validated"), "version"),
    **dict.fromkeys(("title", "short_title", "owner", "summary", "use"), "version"),
    **dict.fromkeys(("rule", "direction", "unit", "answers", "order", "start", "runs_on"), "rule"),
    **dict.fromkeys(("score", "penalty", "synthesis"), "rule"),
    **dict.fromkeys(("reviewers", "blinding"), "panel"),
    **dict.fromkeys(("valid_for_months", "valid_for_months_note"), "validity"),
    "display": "step",
    "facts_note": "fact",
}


def compare(old_data: Table, new_data: Table, root: Path | None = None) -> list[Change]:
    """Return every change from one version to another, by kind in the order of ``KINDS``, then as in the new file.

    :param root: folder of standards, for the names of facts and designs that all share (default: the hub's own).
    """
    sides = Sides(old_data, new_data, names_in(old_data, root), names_in(new_data, root))
    found = chain.from_iterable(_of_key(sides, key) for key in _keys(old_data, new_data))
    unique = {(change.kind, change.where, change.text): change for change in found}
    return sorted(unique.values(), key=lambda change: _ORDER.index(change.kind))


def as_dict(old_data: Table, new_data: Table, root: Path | None = None) -> dict[str, Any]:
    """Return the comparison for JSON: ``standard``, ``from``, ``to`` (versions) and ``changes``."""
    return {
        "standard": str(new_data.get("standard", "")),
        "from": str(old_data.get("version", "")),
        "to": str(new_data.get("version", "")),
        "changes": [change.as_dict() for change in compare(old_data, new_data, root)],
    }


def _of_key(sides: Sides, key: str) -> Iterator[Change]:
    """Changes of one key of the whole version: of its tables one by one, where it holds tables."""
    old, new = sides.old.get(key), sides.new.get(key)
    if same(old, new):
        return
    changes: list[Change] = []
    if key in SECTIONS and _are_tables(old) and _are_tables(new):
        changes = list(_of_section(sides, key, SECTIONS[key]))
    elif key in SINGLES and isinstance(old, Mapping) and isinstance(new, Mapping):
        changes = list(_of_entry(sides, key, SINGLES[key], key, old, new))
    if changes:
        yield from changes
        return
    difference = Difference("", key, "", old, new, sides.old, sides.new, sides)
    kind = SECTIONS[key].kind if key in SECTIONS else _KIND_OF.get(key, "other")
    yield _change(kind, key, difference)


def _of_section(sides: Sides, name: str, section: Section) -> Iterator[Change]:
    old = _by_identity(sides.old.get(name, []), section)
    new = _by_identity(sides.new.get(name, []), section)
    for identity, now in new.items():
        where = " on ".join(identity[:-1])
        if identity in old:
            yield from _of_entry(sides, name, section, where, old[identity], now)
        else:
            yield Change(section.kind, where, arrival(sides, name, now), new=now)
    gone = {identity: was for identity, was in old.items() if identity not in new}
    shared = [identity for identity in gone if name == "facts" and identity[0] in sides.new_names.facts]
    if shared:  # still there, but no longer in this file
        called = joined([quoted(sides.new_names.facts[identity[0]]) for identity in shared])
        text = f"Taken from the facts that all standards share, no longer from this one: {called}."
        yield Change(section.kind, name, text, name, [gone[identity] for identity in shared], [])
    for identity, was in gone.items():
        if identity not in shared:
            yield Change(section.kind, " on ".join(identity[:-1]), departure(sides, name, was), old=was)
    stayed_old, stayed_new = [key for key in old if key in new], [key for key in new if key in old]
    if stayed_old != stayed_new:
        before, now_in = [" on ".join(key[:-1]) for key in stayed_old], [" on ".join(key[:-1]) for key in stayed_new]
        yield Change(section.kind, name, f"The {section.plural} come in another order.", name, before, now_in)


def _of_entry(sides: Sides, name: str, section: Section, where: str, was: Table, now: Table) -> Iterator[Change]:
    called = entry_name(name, now, sides.new_names)
    for key in _keys(was, now):
        old, new = was.get(key), now.get(key)
        if not same(old, new):
            difference = Difference(name, key, called, old, new, was, now, sides)
            yield _change(section.kind, where, difference)


def _change(kind: str, where: str, difference: Difference) -> Change:
    key, old, new = difference.key, difference.old, difference.new
    is_inner = key in _INNER or stays_the_same(difference)
    return Change(kind, where, _sentence(difference), key, old, new, is_inner)


def _sentence(difference: Difference) -> str:
    text = special_sentence(difference) or general_sentence(difference)
    if difference.called:
        text = f"{difference.called}{' ' if text.startswith(_VERBS) else ': '}{text}"
    return stop(capital(text))


def _by_identity(tables: list[Table], section: Section) -> dict[_Identity, Table]:
    """Tables by what they are known by. A number tells twins apart: a file with a mistake can be compared as well."""
    found: dict[_Identity, Table] = {}
    for table in tables:
        identity = tuple(str(table.get(key, "")) for key in section.identity)
        twins = sum(1 for other in found if other[:-1] == identity)
        found[(*identity, str(twins))] = table
    return found


def _keys(old: Table, new: Table) -> list[str]:
    """All keys of either, in the order of the new file, those that are gone last."""
    return list(dict.fromkeys([*new, *old]))


def _are_tables(value: object) -> bool:
    return value is None or (isinstance(value, list) and all(isinstance(entry, Mapping) for entry in value))
