"""What the back office says of the standards: every installed version, its lock, its use, and what is wrong."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from evidencehub.guide.words import rule_words, scale_words
from evidencehub.projects.models import Submission
from evidencehub.projects.standards_in_use import Choice, reasons_against
from evidencehub.standards.files.loading import (
    folder_of,
    folders,
    load_installed,
    load_standard,
    standard_ids,
    versions_of,
)
from evidencehub.standards.model.errors import BadFile, Problem, UnknownStandard
from evidencehub.standards.model.standard import Standard
from evidencehub.standards.versions.published import check_lock, read_lock

VersionName = tuple[str, str]  # id and version


class FileState(Enum):
    """A version's file, in words and with the colour of its tag."""

    BROKEN = ("Cannot be used", "red")
    CHANGED = ("Changed since published", "red")
    DRAFT = ("Draft", "grey")
    LOCKED = ("Published", "green")
    NOT_LOCKED = ("Not locked yet", "yellow")

    @property
    def label(self) -> str:
        return self.value[0]

    @property
    def colour(self) -> str:
        return self.value[1]


@dataclass(frozen=True)
class VersionRow:
    """One version that has a file. ``standard`` is None where the file cannot be used."""

    id: str
    version: str
    title: str
    standard: Standard | None
    state: FileState
    used: int  # submissions that were sent to it

    @property
    def rule(self) -> str:
        return rule_words(self.standard) if self.standard else ""

    @property
    def scale(self) -> str:
        return scale_words(self.standard) if self.standard else ""

    def matches(self, words: str) -> bool:
        """Whether every word that somebody looks for stands in its title, id, version or owner."""
        owner = self.standard.owner if self.standard else ""
        text = f"{self.title} {self.id} {self.version} {owner}".casefold()
        return all(word in text for word in words.casefold().split())


@dataclass(frozen=True)
class Overview:
    rows: tuple[VersionRow, ...]
    problems: tuple[str, ...]  # files that cannot be used, each with its line
    broken_locks: tuple[str, ...]  # published files that changed or are gone
    gone: tuple[tuple[str, str, int], ...]  # id, version and number of submissions: sent, and not installed any more


def overview(session: Session) -> Overview:
    """Everything that is installed. A broken file is told and takes nothing else along."""
    current, problems = load_installed()
    titles = {standard.id: standard.title for standard in current}
    found = list(problems)
    rows = []
    used, (changed, locked, lock_problems) = _used(session), _locks()
    for standard_id in standard_ids():
        for version in versions_of(standard_id):
            standard = None
            try:
                standard = load_standard(standard_id, version)
            except BadFile as error:
                found += error.problems
            except UnknownStandard:  # taken away in this very moment
                continue
            title = standard.title if standard else titles.get(standard_id, standard_id)
            path = folder_of(standard_id) / standard_id / f"{version}.toml"
            state = _state(standard, path, changed, locked)
            rows.append(VersionRow(standard_id, version, title, standard, state, used.get((standard_id, version), 0)))
    installed = {(row.id, row.version) for row in rows}
    gone = tuple((*name, count) for name, count in sorted(used.items()) if name not in installed)
    return Overview(tuple(rows), _lines(found), _lines(lock_problems), gone)


def _state(standard: Standard | None, path: Path, changed: set[Path], locked: set[Path]) -> FileState:
    if path in changed:  # also where it cannot be read any more: it was whole when it was published
        return FileState.CHANGED
    if standard is None:
        return FileState.BROKEN
    if standard.is_draft:
        return FileState.DRAFT
    return FileState.LOCKED if path in locked else FileState.NOT_LOCKED


def _locks() -> tuple[set[Path], set[Path], list[Problem]]:
    """The files that changed since they were published, those in a lock, and everything that a lock complains of."""
    problems = [problem for folder in folders() for problem in check_lock(folder)]
    locked = {folder / name for folder in folders() for name in read_lock(folder).entries}
    return {problem.path for problem in problems} & locked, locked, problems


def _used(session: Session) -> Mapping[VersionName, int]:
    """How many submissions were sent to each version."""
    columns = Submission.standard_id, Submission.standard_version
    rows = session.execute(select(*columns, func.count()).group_by(*columns))
    return {(standard_id, version): count for standard_id, version, count in rows}


def _lines(problems: Iterable[Problem]) -> tuple[str, ...]:
    """Each problem once, with the file told apart from others of its name: ``acme/1.toml:5: …``."""
    return tuple(dict.fromkeys(_line(problem) for problem in problems))


def _line(problem: Problem) -> str:
    folder = next((each for each in folders() if problem.path.is_relative_to(each)), problem.path.parent)
    name = str(problem.path.relative_to(folder))
    if problem.message.startswith(name):  # a lock names the file itself
        return problem.message
    return f"{name}:{problem.line}: {problem.message}" if problem.line else f"{name}: {problem.message}"


def candidates(choice: Choice, installed: Iterable[Standard]) -> dict[str, str]:
    """Standards that an admin may tick, id to label; one that is offered and cannot be loaded just now stays."""
    standards = {standard.id: standard for standard in installed}
    labels = {key: standard.title for key, standard in standards.items() if not reasons_against(standard)}
    broken = {key: f"{key} (its files cannot be used now; teams do not see it)" for key in choice.offered}
    return dict(sorted({**{key: label for key, label in broken.items() if key not in standards}, **labels}.items()))


def reasons(installed: Iterable[Standard]) -> dict[str, list[Standard]]:
    """Why the others cannot be offered: each reason in words, with the standards that it holds for."""
    found: dict[str, list[Standard]] = {}
    for standard in installed:
        if against := reasons_against(standard):
            found.setdefault(" ".join(against), []).append(standard)
    return found
