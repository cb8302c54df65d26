"""Worked cases of a standard: what goes in and what must come out, beside each version as ``<version>.cases.toml``."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evidencehub.shared.paths import standards_dir
from evidencehub.standards import schema
from evidencehub.standards.engine import grade
from evidencehub.standards.errors import BadFile, BadInput, UnknownStandard
from evidencehub.standards.grades import Grade
from evidencehub.standards.loading import load_standard
from evidencehub.standards.models import Standard
from evidencehub.standards.parsing import parse_input
from evidencehub.standards.toml_source import Table, TomlSource

NO_TIER = "none"  # TOML has no null


@dataclass(frozen=True, slots=True)
class Case:
    name: str
    data: dict[str, Any]  # in the shape of `standards grade`
    expect: Table


def _read(path: Path) -> TomlSource:
    source = TomlSource.read(path)
    if source.problems:
        return source
    source.check_keys({}, {key: value for key, value in source.data.items() if key != "cases"})
    tables = source.tables("cases", schema.CASE)
    source.check_unique("cases", "name", tables)
    if not tables:
        source.add("has no [[cases]]")
    for index, table in enumerate(tables):
        source.check_keys(schema.EXPECTED, table.get("expect", {}), "cases", index)
    return source


def read_cases(path: Path) -> TomlSource:
    """Read a cases file, run every case and note each that comes out otherwise."""
    source = _read(path)
    if source.problems:
        return source
    version = path.name.removesuffix(".cases.toml")
    try:
        standard = load_standard(path.parent.name, version, path.parent.parent)
    except (BadFile, UnknownStandard) as error:
        source.add(f"its standard cannot be loaded: {error}")
        return source
    for index, table in enumerate(source.data["cases"]):
        case = _case(standard, table)
        for difference in differences(standard, case):
            source.add(f'case "{case.name}": {difference}', "cases", index)
    return source


def cases_of(standard: Standard, root: Path | None = None) -> list[Case]:
    """Return the worked cases of a version, not yet run. :raises BadFile: the file cannot be used."""
    source = _read((root or standards_dir()) / standard.id / f"{standard.version}.cases.toml")
    if source.problems:
        raise BadFile(source.problems)
    return [_case(standard, table) for table in source.data["cases"]]


def _case(standard: Standard, table: Table) -> Case:
    data = dict(table.get("input", {}))
    met = {criterion.id: "met" for criterion in standard.criteria if criterion.tier in table.get("met_tiers", [])}
    return Case(table["name"], {**data, "findings": {**met, **data.get("findings", {})}}, table["expect"])


def differences(standard: Standard, case: Case) -> list[str]:
    """Return a line for everything that comes out otherwise than the case says."""
    try:
        found = grade(standard, parse_input(standard, case.data))
    except BadInput as error:
        return list(error.problems)
    got = _summary(found)
    return [
        f"{key} should be {_text(wanted)} and is {_text(got[key])}"
        for key, wanted in case.expect.items()
        if got[key] != wanted
    ]


def _summary(found: Grade) -> dict[str, Any]:
    return {
        "tier": found.tier.id if found.tier else NO_TIER,
        "evidence_tier": found.evidence_tier.id if found.evidence_tier else NO_TIER,
        "unmet": [unmet.criterion for unmet in found.unmet],
        "next": found.next.tier if found.next else NO_TIER,
        "parts": {
            str(part.context.outcome): [
                part.tier.id if part.tier else NO_TIER,
                part.evidence_tier.id if part.evidence_tier else NO_TIER,
            ]
            for part in found.parts
        },
    }


def _text(value: object) -> str:
    return ", ".join(str(member) for member in value) or "nothing" if isinstance(value, list) else str(value)
