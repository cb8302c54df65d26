"""Worked cases of a standard: what goes in and what must come out, beside each version as ``<version>.cases.toml``."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evidencehub.standards.engine.parsing import parse_input
from evidencehub.standards.files import schema
from evidencehub.standards.files.loading import folder_of, load_standard
from evidencehub.standards.files.toml_source import Table, TomlSource
from evidencehub.standards.grading.engine import grade
from evidencehub.standards.grading.grades import Grade
from evidencehub.standards.grading.improving import best_answer
from evidencehub.standards.model.errors import BadFile, BadInput, UnknownStandard
from evidencehub.standards.model.standard import Standard, Tier
from evidencehub.standards.model.suggestions import did_you_mean

NO_TIER = "none"  # TOML has no null


@dataclass(frozen=True, slots=True)
class Case:
    name: str
    data: dict[str, Any]  # in the shape of `standards grade`
    expect: Table
    story: str = ""
    is_shown: bool = False  # a worked example on the public page
    place: tuple[str, int] = ("cases", 0)  # where it stands in the file


def _read(path: Path) -> TomlSource:
    source = TomlSource.read(path)
    if source.problems:
        return source
    source.check_keys({}, {key: value for key, value in source.data.items() if key not in ("cases", "grids")})
    tables = source.tables("cases", schema.CASE)
    grids = source.tables("grids", schema.GRID)
    source.check_unique("cases", "name", tables)
    if not tables:
        source.add("has no [[cases]]")
    for index, table in enumerate(tables):
        source.check_keys(schema.EXPECTED, table.get("expect", {}), "cases", index)
        if table.get("show") and not table.get("story"):
            source.add(f'"{table.get("name")}" is shown and has no story', "cases", index, "show")
    for index, grid in enumerate(grids):
        wanted = len(grid.get("vary", [])) + 1
        for row in grid.get("rows", []):
            if not isinstance(row, list) or len(row) != wanted or not isinstance(row[-1], str):
                source.add(
                    f"each row needs {wanted - 1} values and the tier that comes out: {row}", "grids", index, "rows"
                )
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
    _check_places(standard, source)
    for case in _cases(standard, source):
        for difference in differences(standard, case):
            source.add(f'case "{case.name}": {difference}', *case.place)
    return source


def _check_places(standard: Standard, source: TomlSource) -> None:
    known_by_key = {"met_tiers": list(standard.tiers_by_id), "met_groups": [group.id for group in standard.groups]}
    for table in ("cases", "grids"):
        for index, values in enumerate(source.data.get(table, [])):
            for key, known in known_by_key.items():
                for name in values.get(key, []):
                    if name not in known:
                        hint = did_you_mean(str(name), known)
                        source.add(f'"{key}" names "{name}", which is not there{hint}', table, index, key)


def cases_of(standard: Standard, root: Path | None = None) -> list[Case]:
    """Return the worked cases of a version, not yet run; none where it has no file of them yet.

    :raises BadFile: the file cannot be used.
    """
    path = folder_of(standard.id, root) / standard.id / f"{standard.version}.cases.toml"
    if not path.exists():
        return []
    source = _read(path)
    if source.problems:
        raise BadFile(source.problems)
    return list(_cases(standard, source))


def _cases(standard: Standard, source: TomlSource) -> Iterable[Case]:
    for index, table in enumerate(source.data["cases"]):
        yield Case(
            table["name"],
            _input(standard, table, {}),
            table["expect"],
            table.get("story", ""),
            table.get("show", False),
            ("cases", index),
        )
    for index, grid in enumerate(source.data.get("grids", [])):
        for row in grid["rows"]:
            facts = dict(zip(grid["vary"], row[:-1], strict=True))
            shown = ", ".join(f"{name} {value}" for name, value in facts.items())
            yield Case(
                f"{grid['name']}: {shown}", _input(standard, grid, facts), {"tier": row[-1]}, place=("grids", index)
            )


def _input(standard: Standard, table: Table, facts: Table) -> dict[str, Any]:
    """What the case gives; ``met_tiers`` and ``met_groups`` put the best answer under everything it leaves open."""
    data = dict(table.get("input", {}))
    best = {
        criterion.id: best_answer(standard, criterion)
        for criterion in standard.criteria
        if (criterion.tier in table.get("met_tiers", []) or criterion.group in table.get("met_groups", []))
        and not criterion.by_design
    }
    for key, ours in (("findings", best), ("facts", facts)):
        given = data.get(key, {})
        if isinstance(given, dict):  # else grading says what is wrong with it
            data[key] = {**ours, **given} if key == "findings" else {**given, **ours}
    return data


def differences(standard: Standard, case: Case) -> list[str]:
    """Return a line for everything that comes out otherwise than the case says."""
    try:
        found = grade(standard, parse_input(standard, case.data))
    except BadInput as error:
        return list(error.problems)
    got = {key: _GOT[key](found) for key in case.expect}
    return [
        f"{key} should be {_text(wanted)} and is {_text(got[key])}"
        for key, wanted in case.expect.items()
        if got[key] != wanted
    ]


def _id(tier: Tier | None) -> str:
    return tier.id if tier else NO_TIER


def _parts(found: Grade) -> dict[str, Any]:
    if found.best.ruling.scores:
        return {score.group: _id(score.band) for score in found.best.ruling.scores}
    return {str(part.context.outcome): [_id(part.tier), _id(part.evidence_tier)] for part in found.parts}


_GOT: Mapping[str, Callable[[Grade], Any]] = {
    "tier": lambda found: _id(found.tier),
    "evidence_tier": lambda found: _id(found.evidence_tier),
    "unmet": lambda found: [unmet.criterion for unmet in found.unmet],
    "next": lambda found: found.next.tier if found.next else NO_TIER,
    "parts": _parts,
    "route": lambda found: found.route,
    "possible": lambda found: list(found.possible),
    "flags": lambda found: len(found.flags),
    "summaries": lambda found: {
        str(each.domain): each.rating.id if each.rating else NO_TIER for each in found.summaries
    },
    "cost": lambda found: found.cost_band.id if found.cost_band else NO_TIER,
}


def _text(value: object) -> str:
    return ", ".join(str(member) for member in value) or "nothing" if isinstance(value, list) else str(value)
