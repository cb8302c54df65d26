"""Which tiers of different standards lie roughly level: data with warnings, from ``standards/equivalence.toml``.

It never converts a result: nothing in this package turns a tier of one standard into a tier of another.
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from evidencehub.shared.paths import standards_dir
from evidencehub.standards.files.toml_source import Key, TomlSource
from evidencehub.standards.model.errors import BadFile
from evidencehub.standards.model.standard import PROVENANCE
from evidencehub.standards.model.suggestions import did_you_mean

EQUIVALENCE_FILE = "equivalence.toml"
_TOP = {"title": Key(str), "note": Key(str), "provenance": Key(str, choices=PROVENANCE), "source": Key(str)}
_RUNG = {"id": Key(str), "label": Key(str), "plain": Key(str)}
_CELL = {"standard": Key(str), "rung": Key(str), "tiers": Key(list, may_be_empty=True), "text": Key(str)}
_WARNING = {"text": Key(str), "provenance": Key(str, choices=PROVENANCE), "source": Key(str)}


@dataclass(frozen=True, slots=True)
class Rung:
    id: str
    label: str
    plain: str


@dataclass(frozen=True, slots=True)
class Cell:
    standard: str
    rung: str
    tiers: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Warned:
    text: str
    provenance: str
    source: str


@dataclass(frozen=True, slots=True)
class Equivalence:
    title: str
    note: str
    provenance: str
    source: str
    rungs: tuple[Rung, ...]
    cells: tuple[Cell, ...]
    warnings: tuple[Warned, ...]

    @property
    def standards(self) -> tuple[str, ...]:
        """Ids of the standards that have cells, in the order of the file."""
        return tuple(dict.fromkeys(cell.standard for cell in self.cells))

    def cell(self, standard: str, rung: str) -> Cell | None:
        return next((cell for cell in self.cells if (cell.standard, cell.rung) == (standard, rung)), None)


def read_equivalence(path: Path) -> TomlSource:
    """Read the table and note every problem in it; its tiers must be those of the standards beside it."""
    from evidencehub.standards.files.loading import (  # loading looks at every file, so at this too
        load_standard,
        standard_ids,
    )

    source = TomlSource.read(path)
    if source.problems:
        return source
    source.check_keys(_TOP, {key: source.data[key] for key in source.data if key not in ("rungs", "cells", "warnings")})
    rungs, cells = source.tables("rungs", _RUNG), source.tables("cells", _CELL)
    source.tables("warnings", _WARNING)
    source.check_unique("rungs", "id", rungs)
    rung_ids, known = {str(rung.get("id")) for rung in rungs}, standard_ids(path.parent)
    for index, cell in enumerate(cells):
        if cell.get("rung") not in rung_ids:
            source.add(
                f'unknown rung "{cell.get("rung")}"{did_you_mean(str(cell.get("rung")), rung_ids)}', "cells", index
            )
        if cell.get("standard") not in known:
            hint = did_you_mean(str(cell.get("standard")), known)
            source.add(f'no standard "{cell.get("standard")}"{hint}', "cells", index, "standard")
            continue
        try:
            tiers = load_standard(str(cell["standard"]), root=path.parent).tiers_by_id
        except BadFile:
            continue  # its own file says what is wrong
        for tier in cell.get("tiers", []):
            if tier not in tiers:
                message = f'{cell["standard"]} has no tier "{tier}"{did_you_mean(tier, tiers)}'
                source.add(message, "cells", index, "tiers")
    return source


def load_equivalence(root: Path | None = None) -> Equivalence:
    """:raises BadFile: the file cannot be used."""
    return _load(root or standards_dir())


@cache
def _load(root: Path) -> Equivalence:
    source = read_equivalence(root / EQUIVALENCE_FILE)
    if source.problems:
        raise BadFile(source.problems)
    data = source.data
    return Equivalence(
        data["title"],
        " ".join(data["note"].split()),
        data["provenance"],
        data["source"],
        tuple(Rung(**rung) for rung in data["rungs"]),
        tuple(Cell(**{**cell, "tiers": tuple(cell["tiers"])}) for cell in data["cells"]),
        tuple(Warned(**warning) for warning in data.get("warnings", [])),
    )
