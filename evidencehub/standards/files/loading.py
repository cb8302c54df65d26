"""From the files of a standard to values, strictly. ``standards/<id>/standard.toml`` holds what stays the same."""

from functools import cache
from pathlib import Path

from evidencehub.shared.paths import OWN_STANDARDS, own_standards_dir, standards_dir
from evidencehub.standards.files.building import build
from evidencehub.standards.files.reading import COMMON_FILE, read_common, read_version, version_files
from evidencehub.standards.files.toml_source import Table
from evidencehub.standards.files.vocabulary import word_list_problems
from evidencehub.standards.model.errors import BadFile, Problem, UnknownStandard
from evidencehub.standards.model.standard import Standard
from evidencehub.standards.model.suggestions import did_you_mean


def folders(root: Path | None = None) -> tuple[Path, ...]:
    """The folders of standards: ``root`` alone, else the one that comes with the hub and then the operator's own."""
    if root is not None:
        return (root,)
    own = own_standards_dir()
    return (standards_dir(), own) if own is not None and own.is_dir() else (standards_dir(),)


def standard_ids(root: Path | None = None) -> list[str]:
    """Folders that hold a standard: a ``standard.toml``, or at least one version. An id that repeats counts once."""
    return sorted({standard_id for folder in folders(root) for standard_id in _ids_in(folder)})


def _ids_in(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir() if _is_in(folder, path.name)]


def _is_in(folder: Path, standard_id: str) -> bool:
    """Asked of one id without reading the folder, for a standard is loaded again and again."""
    inside = folder / standard_id
    if inside.name != standard_id or standard_id in ("..", "vocabularies") or not inside.is_dir():
        return False
    return (inside / COMMON_FILE).exists() or bool(version_files(inside))


def folder_of(standard_id: str, root: Path | None = None) -> Path:
    """The folder of standards that holds this one. What comes with the hub goes before an operator's of the same id."""
    first, *others = folders(root)
    return next((folder for folder in others if not _is_in(first, standard_id)), first)


def versions_of(standard_id: str, root: Path | None = None) -> list[str]:
    """Versions that have a file, oldest name first."""
    return version_files(folder_of(standard_id, root) / standard_id)


def load_standard(standard_id: str, version: str | None = None, root: Path | None = None) -> Standard:
    """Return one version of a standard (default: the current one) from the folder ``root`` (default: ``folders()``).

    Loaded once for each process: published versions never change.

    :raises UnknownStandard: there is no such standard or version; the message names the nearest.
    :raises BadFile: a file cannot be used; carries every problem.
    """
    if not any(_is_in(folder, standard_id) for folder in folders(root)):
        raise UnknownStandard(f'no standard "{standard_id}"{did_you_mean(standard_id, standard_ids(root))}')
    return _load(standard_id, version, folder_of(standard_id, root))


def load_standards(root: Path | None = None, *, use: str | None = None) -> tuple[Standard, ...]:
    """Return the current version of every standard, by id; only those of one ``use`` when it is given.

    :raises BadFile: a file cannot be used.
    """
    found = (load_standard(standard_id, root=root) for standard_id in standard_ids(root))
    return tuple(standard for standard in found if use in (None, standard.use))


def load_installed(root: Path | None = None) -> tuple[tuple[Standard, ...], tuple[Problem, ...]]:
    """Return the current version of every standard that can be used, by id, and what is wrong with the others.

    For pages: one broken standard takes down neither the page nor the standards beside it.
    """
    standards: list[Standard] = []
    problems = [] if root else own_folder_problems()
    for standard_id in standard_ids(root):
        try:
            standards.append(load_standard(standard_id, root=root))
        except BadFile as error:
            problems += error.problems
        except UnknownStandard:  # its folder was taken away in this very moment
            continue
    return tuple(standards), tuple(problems)


def own_folder_problems() -> list[Problem]:
    """What is wrong with the operator's own folder as a whole: it is not there, or adds what it may not."""
    own = own_standards_dir()
    if own is None:
        return []
    if not own.is_dir():
        return [Problem(own, None, f"{OWN_STANDARDS} names this folder, and it is not there")]
    taken = sorted(set(_ids_in(standards_dir())) & set(_ids_in(own)))
    problems = [
        Problem(own / standard_id, None, f'a standard "{standard_id}" comes with the hub, and goes before this one. '
                "Give this one another name: its folder, and its id in every file")
        for standard_id in taken
    ]  # fmt: skip
    if (own / "vocabularies").is_dir():
        problems.append(Problem(own / "vocabularies", None, "is not read: the word lists are those of the hub"))
    return problems


@cache
def _load(standard_id: str, version: str | None, root: Path) -> Standard:
    folder = root / standard_id
    common: Table = {}
    if (folder / COMMON_FILE).exists():
        source = read_common(folder / COMMON_FILE)
        if source.problems:
            raise BadFile(source.problems)
        common = source.data
    versions = versions_of(standard_id, root)
    if version is None:
        return _load(standard_id, common.get("current", versions[-1]), root)
    if version not in versions:
        raise UnknownStandard(f'{standard_id} has no version "{version}"{did_you_mean(version, versions)}')
    found = read_version(folder / f"{version}.toml")
    if problems := [*word_list_problems(root), *found.source.problems]:
        raise BadFile(problems)
    return build(common or found.source.data, found, root)
