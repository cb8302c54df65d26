"""Are the worked cases sharp? Every threshold and gate of a standard is flipped in turn; some case must then fail.

A flip changes the data as loaded, never the file. The score is the share of flips that a case notices.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from evidencehub.standards.files.building import build
from evidencehub.standards.files.loading import folder_of
from evidencehub.standards.files.reading import COMMON_FILE, read_common, read_trees, read_version
from evidencehub.standards.files.schema import TABLES
from evidencehub.standards.files.toml_source import TomlSource
from evidencehub.standards.files.version_file import VersionFile
from evidencehub.standards.model.errors import BadFile, Problem
from evidencehub.standards.model.standard import Standard
from evidencehub.standards.proof.cases import Case, cases_of, differences
from evidencehub.standards.proof.flips import flips


@dataclass(frozen=True, slots=True)
class Score:
    """How many flips were made, and those that no case noticed."""

    standard: Standard
    made: int
    survivors: tuple[str, ...]

    @property
    def share(self) -> float:
        return 1 - len(self.survivors) / self.made if self.made else 1.0


def mutation_score(standard: Standard, root: Path | None = None, *, every: int = 1) -> Score:
    """Flip every threshold and gate of a version, and count the flips that its worked cases notice.

    :param every: 1 for all flips, 5 for each fifth in the order of the file.
    :raises BadFile: the cases cannot be read, or do not come out as written before anything is flipped.
    """
    root = folder_of(standard.id, root)
    cases = cases_of(standard, root)
    if wrong := [case.name for case in cases if _fails(standard, case)]:
        message = f'{len(wrong)} of {len(cases)} cases fail as the file stands, such as "{wrong[0]}": mend them first'
        raise BadFile([Problem(root / standard.id / f"{standard.version}.cases.toml", None, message)])
    survivors, made = [], 0
    for what, mutant in mutants(standard, root, every=every):
        made += 1
        noticed = next((place for place, case in enumerate(cases) if _fails(mutant, case)), None)
        if noticed is None:
            survivors.append(what)
        else:
            # The next flip is often noticed by the same case, or by its neighbour.
            cases = cases[noticed:] + cases[:noticed]
    return Score(standard, made, tuple(survivors))


def mutants(standard: Standard, root: Path | None = None, *, every: int = 1) -> Iterator[tuple[str, Standard]]:
    """Each flip in words (or each fifth, by ``every``), with the standard as it would then be."""
    root = folder_of(standard.id, root)
    folder = root / standard.id
    version = read_version(folder / f"{standard.version}.toml")
    common = read_common(folder / COMMON_FILE).data if (folder / COMMON_FILE).exists() else version.source.data
    for what, data in islice(flips(dict(version.source.data)), None, None, every):
        yield what, build(common, _reread(version.source.path, data), root)


def _reread(path: Path, data: dict[str, Any]) -> VersionFile:
    """The trees of changed data; what a flip makes inconsistent is left so, since the cases are to notice it."""
    source = TomlSource(path, data)
    version = VersionFile(source, {name: list(value) for name, value in _tables(data).items()})
    read_trees(version)
    return version


def _tables(data: dict[str, Any]) -> dict[str, list[dict[str, Any]]]:
    return {name: data.get(name, []) for name in TABLES}


def _fails(mutant: Standard, case: Case) -> bool:
    try:
        return bool(differences(mutant, case))
    except (ValueError, IndexError, KeyError):  # a flip may leave a score without a column; noticed all the same
        return True
