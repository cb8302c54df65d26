"""What a report should say, by the design of the study: lists that journals ask for, in our own words."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from evidencehub.shared.paths import standards_dir, vocabularies_dir
from evidencehub.standards.files.designs import STUDIES
from evidencehub.standards.files.toml_source import Key, TomlSource
from evidencehub.standards.files.vocabulary import design_slugs
from evidencehub.standards.model.errors import BadFile
from evidencehub.standards.model.suggestions import did_you_mean

REPORTING_ITEMS = "reporting-items"
_LISTS, _ITEMS = "lists", "items"
_LIST = {"slug": Key(str), "label": Key(str), "source": Key(str), "plain": Key(str), "designs": Key(list)}
_ITEM = {
    "id": Key(str),
    "list": Key(str),
    "number": Key(str),
    "also": Key(str, required=False),
    "text": Key(str),
    "answered_by": Key(list, required=False),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportingItem:
    id: str
    list: str
    number: str  # in the list that was published
    text: str
    also: str = ""  # the same in another list
    answered_by: tuple[str, ...] = ()  # columns of an evaluation, or questions about a study


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportingList:
    slug: str
    label: str  # its name and year
    source: str  # where it was published
    plain: str
    designs: tuple[str, ...]
    items: tuple[ReportingItem, ...]


def reporting_lists(design: str, root: Path | None = None) -> tuple[ReportingList, ...]:
    """The lists for a design; none where nobody published one that we took up. :raises BadFile: it cannot be used."""
    return tuple(each for each in load_reporting_lists(root) if design in each.designs)


def load_reporting_lists(root: Path | None = None) -> tuple[ReportingList, ...]:
    """:raises BadFile: the file cannot be used."""
    return _load(root or standards_dir())


@cache
def _load(root: Path) -> tuple[ReportingList, ...]:
    source = read_reporting_items(vocabularies_dir(root) / STUDIES / f"{REPORTING_ITEMS}.toml")
    if source.problems:
        raise BadFile(source.problems)
    items = [
        ReportingItem(**{**values, "answered_by": tuple(values.get("answered_by", ()))})
        for values in source.data[_ITEMS]
    ]
    return tuple(
        ReportingList(
            **{**values, "designs": tuple(values["designs"])},
            items=tuple(each for each in items if each.list == values["slug"]),
        )
        for values in source.data[_LISTS]
    )


def read_reporting_items(path: Path) -> TomlSource:
    """Read the file and note every problem in it."""
    source = TomlSource.read(path)
    if source.problems:
        return source
    rest = {key: value for key, value in source.data.items() if key not in {_LISTS, _ITEMS}}
    source.check_keys({"id": Key(str), "label": Key(str)}, rest)
    lists, items = source.tables(_LISTS, _LIST), source.tables(_ITEMS, _ITEM)
    source.check_unique(_LISTS, "slug", lists)
    source.check_unique(_ITEMS, "id", items)
    slugs = [str(each.get("slug")) for each in lists]
    for index, each in enumerate(items):
        _check_known(source, _ITEMS, index, "list", [str(each.get("list"))], slugs)
    designs = design_slugs(path.parent.parent.parent)
    for index, each in enumerate(lists):
        _check_known(source, _LISTS, index, "designs", each.get("designs", []), designs)
    return source


def _check_known(
    source: TomlSource, table: str, index: int, key: str, words: Sequence[str], known: Sequence[str]
) -> None:
    for word in words:
        if word not in known:
            source.add(f'"{key}": there is no "{word}"{did_you_mean(word, known)}', table, index, key)
