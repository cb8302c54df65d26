"""The vocabularies as pages show them: every list in ``standards/vocabularies``, whatever its entries are called."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from evidencehub.shared.errors import NotFound
from evidencehub.shared.paths import standards_dir
from evidencehub.shared.words import lower_first
from evidencehub.standards.files.measure_keys import NOT_RECORDED
from evidencehub.standards.files.outcomes import OutcomeTree, load_outcomes
from evidencehub.standards.files.toml_source import TomlSource
from evidencehub.standards.files.vocabulary import OUTCOMES
from evidencehub.standards.model.errors import BadFile

_INTROS = {
    "ages": "How old people are, as filters offer it.",
    "concepts": "Questions that several standards ask. One answer serves all of them.",
    "delivery": "How something is given, and to how many at a time.",
    "designs": "How a study was done.",
    "facts": "What a reviewer reads off a report, and types with the page it stands on.",
    "funding-routes": "By whose money projects are paid for.",
    "glossary": "The words of studies and of grading, in plain English.",
    "measures": "Ways of measuring an outcome, and whether a higher number is better or worse for people.",
    "need-levels": "How far people have a difficulty already when a project takes them.",
    "outcome-areas": "What people want to change.",
    "outcomes": "What is measured: each outcome area, and what it is made of.",
    "places": "Countries, and parts of some of them: nations and regions, London’s boroughs, states.",
    "populations": "Who a project is for, and who was studied.",
    "school-years": "What schools call the years of a child’s life, and how old children are in each.",
    "settings": "Where a project happens.",
    "source-ratings": "How other bodies rate the studies that they report. We pass their words on.",
}
_COMPARISON = {
    True: "There is a comparison group.",
    False: "There is no comparison group, so a result is shown as change.",
}


@dataclass(frozen=True)
class Word:
    id: str
    label: str
    plain: str
    remarks: tuple[str, ...]
    synonyms: tuple[str, ...] = ()
    measures: str = ""  # the id of the outcome that a measure measures
    broader: str = ""  # the id of what it is part of
    replaced_by: str = ""  # the id of what is said now, where a word is no longer used
    depth: int = 0  # below how many others of its list it stands

    @property
    def notes(self) -> tuple[str, ...]:
        return (*self.remarks, f"Also called: {', '.join(self.synonyms)}.") if self.synonyms else self.remarks


@dataclass(frozen=True)
class WordGroup:
    id: str  # "" where the list has no groups
    label: str
    words: tuple[Word, ...]


@dataclass(frozen=True)
class WordList:
    id: str
    label: str
    intro: str
    groups: tuple[WordGroup, ...]  # one for each outcome area where the list is the tree of outcomes; else one
    retired: tuple[Word, ...] = ()  # no longer used

    @property
    def words(self) -> tuple[Word, ...]:
        """In the order of the file."""
        return tuple(word for group in self.groups for word in group.words)

    @property
    def by_id(self) -> dict[str, Word]:
        return {word.id: word for word in (*self.words, *self.retired)}


def word_lists(root: Path | None = None) -> tuple[WordList, ...]:
    """Every vocabulary, by its label."""
    root = root or standards_dir()
    found = [load_words(path.stem, root) for path in (root / "vocabularies").glob("*.toml")]
    return tuple(sorted(found, key=lambda each: each.label))


def load_words(name: str, root: Path | None = None) -> WordList:
    """One vocabulary. :raises NotFound: there is none of this name. :raises BadFile: its file cannot be used."""
    root = root or standards_dir()
    if name not in {path.stem for path in (root / "vocabularies").glob("*.toml")}:
        raise NotFound("There is no such list of words.")
    return _load(name, root)


@cache
def _load(name: str, root: Path) -> WordList:
    source = TomlSource.read(root / "vocabularies" / f"{name}.toml")
    if source.problems:
        raise BadFile(source.problems)
    entries = next(value for value in source.data.values() if isinstance(value, list))  # [[terms]], [[measures]] …
    every = tuple(_word(entry) for entry in entries)
    words, retired = (tuple(word for word in every if bool(word.replaced_by) is gone) for gone in (False, True))
    groups = _by_area(words, load_outcomes(root)) if name == OUTCOMES else (WordGroup("", "", words),)
    return WordList(name, source.data["label"], _INTROS.get(name, ""), groups, retired)


def _by_area(words: tuple[Word, ...], tree: OutcomeTree) -> tuple[WordGroup, ...]:
    placed = {word.id: replace(word, depth=len(tree.path(word.id)) - 2) for word in words}
    return tuple(
        WordGroup(area.slug, area.label, tuple(placed[term.slug] for term in tree.below(area.slug)))
        for area in tree.areas
    )


def _word(entry: Mapping[str, Any]) -> Word:
    """An entry names itself by ``slug`` and says what it means in ``plain``; facts by ``name`` and ``help``."""
    return Word(
        entry.get("slug") or entry["name"],
        entry["label"],
        entry.get("plain") or entry["help"],
        tuple(_remarks(entry)),
        tuple(entry.get("synonyms", ())),
        measures=entry.get("outcome", ""),
        broader=entry.get("broader", ""),
        replaced_by=entry.get("replaced_by", ""),
    )


def _remarks(entry: Mapping[str, Any]) -> list[str]:
    notes = []
    if question := entry.get("question"):
        notes.append(question)
    if "comparison" in entry:
        notes.append(_COMPARISON[entry["comparison"]])
    if measured := load_outcomes().by_slug.get(entry.get("outcome", "")):
        notes.append(f"It measures: {lower_first(measured.label)}.")
    if higher := entry.get("higher_is"):
        notes.append(f"A higher number is {higher}.")
    if (scale := entry.get("scale")) and scale != NOT_RECORDED:
        notes.append(f"Scale: {scale}.")
    return notes
