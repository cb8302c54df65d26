"""What the coach looks for in a team's answers, by what standards ask: from ``standards/vocabularies/studies``."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from evidencehub.shared.paths import standards_dir, vocabularies_dir
from evidencehub.standards.files.designs import STUDIES
from evidencehub.standards.files.reporting import load_reporting_lists
from evidencehub.standards.files.toml_source import Key, Table, TomlSource
from evidencehub.standards.files.vocabulary import concept_slugs, design_slugs
from evidencehub.standards.model.errors import BadFile
from evidencehub.standards.model.standard import Criterion
from evidencehub.standards.model.suggestions import did_you_mean

COACH_SIGNS = "coach-signs"
ROOMS = ("project", "study", "results", "files", "beyond")  # before the dot of an answer
ALWAYS, YES, NO, EMPTY, NO_FIGURE = "always", "yes", "no", "empty", "no-figure"
_SIGNS, _DOUBTS = "signs", "doubts"
_SIGN = {
    "of": Key(list),
    "text": Key(str),
    "answers": Key(list),
    "enough": Key(int, required=False),
    "designs": Key(list, required=False),
    "items": Key(list, required=False),
}
_DOUBT = {
    "of": Key(list),
    "answer": Key(str),
    "when": Key(str, choices=(ALWAYS, YES, NO, EMPTY, NO_FIGURE)),
    "text": Key(str),
    "designs": Key(list, required=False),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sign:
    """One thing to say or to add; every answer is looked at, as "study.eligible"."""

    of: tuple[str, ...]  # concepts, or ids of criteria
    text: str
    answers: tuple[str, ...]
    enough: int = 0  # of the answers; 0: all of them
    designs: tuple[str, ...] = ()  # none: whatever the design
    items: tuple[str, ...] = ()  # of lists of what a report should say; one of them does as well


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """What reviewers will ask although something is there."""

    of: tuple[str, ...]
    answer: str
    when: str
    text: str
    designs: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class CoachSigns:
    signs: tuple[Sign, ...]
    doubts: tuple[Doubt, ...]

    def signs_for(self, criterion: Criterion, design: str) -> tuple[Sign, ...]:
        return tuple(each for each in self.signs if _is_about(each, criterion, design))

    def doubts_about(self, criterion: Criterion, design: str) -> tuple[Doubt, ...]:
        return tuple(each for each in self.doubts if _is_about(each, criterion, design))


def _is_about(part: Sign | Doubt, criterion: Criterion, design: str) -> bool:
    is_asked = criterion.id in part.of or (bool(criterion.concept) and criterion.concept in part.of)
    return is_asked and (not part.designs or design in part.designs)


def load_coach_signs(root: Path | None = None) -> CoachSigns:
    """:raises BadFile: the file cannot be used."""
    return _load(root or standards_dir())


@cache
def _load(root: Path) -> CoachSigns:
    source = read_coach_signs(vocabularies_dir(root) / STUDIES / f"{COACH_SIGNS}.toml")
    if source.problems:
        raise BadFile(source.problems)
    return CoachSigns(
        tuple(Sign(**_frozen(values)) for values in source.data[_SIGNS]),
        tuple(Doubt(**_frozen(values)) for values in source.data[_DOUBTS]),
    )


def _frozen(values: Table) -> dict[str, Any]:
    return {key: tuple(value) if isinstance(value, list) else value for key, value in values.items()}


def read_coach_signs(path: Path) -> TomlSource:
    """Read the file and note every problem in it. Which answers there are, the rooms above know."""
    source = TomlSource.read(path)
    if source.problems:
        return source
    rest = {key: value for key, value in source.data.items() if key not in {_SIGNS, _DOUBTS}}
    source.check_keys({"id": Key(str), "label": Key(str)}, rest)
    root = path.parent.parent.parent
    items = [item.id for each in load_reporting_lists(root) for item in each.items]
    known: Mapping[str, list[str]] = {
        "of": list(concept_slugs(root)), "designs": list(design_slugs(root)), "items": items
    }  # fmt: skip
    for table, keys in ((_SIGNS, _SIGN), (_DOUBTS, _DOUBT)):
        for index, each in enumerate(source.tables(table, keys)):
            for key in known.keys() & each.keys():
                for word in each[key]:
                    if word not in known[key] and not (key == "of" and "." in word):
                        message = f'"{key}": there is no "{word}"{did_you_mean(word, known[key])}'
                        source.add(message, table, index, key)
            for name in each.get("answers", [each.get("answer", "")]):
                if str(name).partition(".")[0] not in ROOMS:
                    source.add(f'"{name}" does not begin with one of {", ".join(ROOMS)}', table, index)
    return source
