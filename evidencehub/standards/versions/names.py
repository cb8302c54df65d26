"""What pages call the things that a rule names by id: questions, facts and their units, designs, tables, steps.

Works on the parsed data of a version file, so that two versions can be compared without loading either.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TypeGuard

from evidencehub.shared.paths import standards_dir
from evidencehub.shared.words import listed
from evidencehub.standards.files.toml_source import Table, TomlSource

NamesById = Mapping[str, str]
ANSWERS: NamesById = {"n-a": "does not apply"}
_ONE: NamesById = {"people": "person", "deliveries": "delivery", "studies": "study"}


@dataclass(frozen=True, slots=True)
class Names:
    """Id to name, for each kind of thing. What has no name here is shown by its id, so that nothing is hidden."""

    criteria: NamesById = field(default_factory=dict)
    tiers: NamesById = field(default_factory=dict)  # groups too: both are places in which questions stand
    qualities: NamesById = field(default_factory=dict)
    ratings: NamesById = field(default_factory=dict)
    steps: NamesById = field(default_factory=dict)
    routes: NamesById = field(default_factory=dict)
    documents: NamesById = field(default_factory=dict)
    tables: NamesById = field(default_factory=dict)
    table_steps: Mapping[str, float] = field(default_factory=dict)
    rounded_to_nearest: frozenset[str] = frozenset()  # tables; the others are rounded down
    facts: NamesById = field(default_factory=dict)
    units: NamesById = field(default_factory=dict)  # of facts, as the files say it: "people", "share from 0 to 1"
    designs: NamesById = field(default_factory=dict)


def names_in(data: Table, root: Path | None = None) -> Names:
    """Return the names in the data of a version file, and those of the facts and designs that all standards share.

    ``root`` is the folder of standards (default: the hub's own); a vocabulary that is not there gives no names.
    """
    shared_facts, designs = _vocabularies(root or standards_dir())
    facts = [*shared_facts, *tables_of(data, "facts")]
    tables = tables_of(data, "tables")
    return Names(
        criteria=_names(tables_of(data, "criteria"), "id", "short"),
        tiers=_names([*tables_of(data, "groups"), *tables_of(data, "tiers")], "id", "label"),
        qualities=_names(tables_of(data, "qualities"), "id", "label"),
        ratings=_names(tables_of(data, "ratings"), "id", "label"),
        steps=_names(tables_of(data, "steps"), "id", "label"),
        routes=_names(tables_of(data, "routes"), "id", "label"),
        documents=_names(tables_of(data, "documents"), "id", "label"),
        tables=_names(tables, "id", "label"),
        table_steps={
            str(table["id"]): table["step"] for table in tables if "id" in table and is_number(table.get("step"))
        },
        rounded_to_nearest=frozenset(str(table.get("id")) for table in tables if table.get("round") == "nearest"),
        facts=_names(facts, "name", "label"),
        units=_names(facts, "name", "unit"),
        designs=designs,
    )


def tables_of(data: Table, name: str) -> list[Table]:
    """The tables ``[[name]]`` as far as they are tables; a file may hold anything."""
    found = data.get(name, [])
    return [entry for entry in found if isinstance(entry, Mapping)] if isinstance(found, list) else []


def is_number(value: object) -> TypeGuard[float]:
    return isinstance(value, int | float) and not isinstance(value, bool)


def quoted(words: object) -> str:
    return f'"{" ".join(str(words).split())}"'


def joined(words: Sequence[str], last: str = "and") -> str:
    """Return "a", "a and b" or "a, b and c"."""
    return listed(words, last=last) or "nothing"


def number(value: object) -> str:
    """Return 1000 as "1,000", 20.0 as "20" and -1 as "minus 1"; what is no number comes back as it is."""
    if not is_number(value):
        return str(value)
    text = f"{abs(value):,}" if isinstance(value, int) else f"{abs(value):,.10g}"
    return f"minus {text}" if value < 0 else text


def amount(value: object, unit: str) -> str:
    """Return a number with its unit in words: "20 people", "1 month", "60%", "£1,000", "2010"."""
    if not is_number(value):
        return quoted(value)
    if unit.startswith("share"):
        return f"{number(round(value * 100, 8))}%"
    if unit == "pounds":
        return f"£{number(value)}"
    if unit == "year":
        return str(value)
    if not unit or unit.endswith("from 0 to 1"):  # a coefficient or a probability is a bare number
        return number(value)
    return f"{number(value)} {_ONE.get(unit, unit.removesuffix('s')) if value == 1 else unit}"


def _names(tables: Sequence[Table], key: str, name: str) -> dict[str, str]:
    return {str(table[key]): str(table[name]) for table in tables if key in table and name in table}


@cache
def _vocabularies(root: Path) -> tuple[tuple[Table, ...], NamesById]:
    """The shared facts and the designs. Kept for the process, as loaded standards are."""
    facts = TomlSource.read(root / "vocabularies" / "facts.toml").data
    designs = TomlSource.read(root / "vocabularies" / "designs.toml").data
    return tuple(tables_of(facts, "facts")), _names(tables_of(designs, "terms"), "slug", "label")
