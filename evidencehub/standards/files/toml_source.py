"""Reading TOML strictly: every complaint names the file, the line, the key and the nearest known word."""

import re
import tomllib
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from evidencehub.standards.files.toml_lines import Place, places
from evidencehub.standards.files.toml_slips import advice
from evidencehub.standards.model.errors import Problem
from evidencehub.standards.model.suggestions import did_you_mean

Table = Mapping[str, Any]

DEEPEST = 40  # brackets or names inside each other; rules that people write have fewer than ten
LARGEST = 1e15
_TOO_DEEP = f"is nested too deeply; no rule needs more than {DEEPEST} brackets inside each other"


@dataclass(frozen=True, slots=True)
class Key:
    """What a key of a table may hold."""

    kind: type  # str, int, float, bool, list (of strings), tuple (a list of anything), dict or object (anything)
    required: bool = True
    may_be_empty: bool = False
    choices: Collection[str] = ()  # for strings, and for every member of a list; empty = anything


@dataclass
class TomlSource:
    """One file, its tables, where each key stands, and the problems found so far."""

    path: Path
    data: Table = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)  # what can be used and may not be meant
    _lines: dict[Place, int] = field(default_factory=dict)

    @classmethod
    def read(cls, path: Path) -> "TomlSource":
        """Read a file. One that is missing, not UTF-8 or not TOML comes back empty, with the problem noted."""
        source = cls(path)
        try:
            text = path.read_bytes().decode("utf-8-sig")  # some editors write a mark before the first letter
            source.data = tomllib.loads(text)
        except FileNotFoundError:
            source.add("there is no such file")
        except OSError as error:
            source.add(f"cannot be read: {error.strerror}")
        except UnicodeDecodeError:
            source.add("is not UTF-8 text; save it as UTF-8")
        except RecursionError:
            source.problems.append(Problem(path, places(text)[2], _TOO_DEEP))
        except ValueError as error:  # TOMLDecodeError, or a number of thousands of digits
            found = re.search(r"at line (\d+)", str(error))
            line = int(found[1]) if found else text.count("\n", 0, len(text.rstrip())) + 1
            told = advice(text, str(error)) or f"is not valid TOML: {error}"
            source.problems.append(Problem(path, line, told))
        else:
            source._lines, depth, line = places(text)
            if depth > DEEPEST:
                source.problems.append(Problem(path, line, _TOO_DEEP))
            source._check_numbers()
        if source.problems:
            source.data = {}
        return source

    def _check_numbers(self) -> None:
        """No rule can reckon with what is no number, or is beyond all measure."""
        for name, value in self.data.items():
            entries = value if isinstance(value, list) and any(isinstance(each, dict) for each in value) else [value]
            for index, entry in enumerate(entries):
                for key, inner in entry.items() if isinstance(entry, dict) else [("", entry)]:
                    for number in _numbers_in(inner):
                        if not abs(number) <= LARGEST:
                            place = (name, index, key) if isinstance(entry, dict) else ("", 0, name)
                            self.add(f'"{key or name}" has a number that cannot be used: {str(number)[:20]}', *place)

    def line(self, table: str = "", index: int = 0, key: str = "") -> int | None:
        """Line of a key, or of its table's header when the key is not there; None for what is not in the file."""
        return self._lines.get((table, index, key)) or self._lines.get((table, index, ""))

    def add(self, message: str, table: str = "", index: int = 0, key: str = "") -> None:
        self.problems.append(Problem(self.path, self.line(table, index, key), message))

    def warn(self, message: str, table: str = "", index: int = 0, key: str = "") -> None:
        self.warnings.append(Problem(self.path, self.line(table, index, key), message))

    def list_of(self, name: str) -> list[Table]:
        """The tables of ``[[name]]`` as they stand, whatever else is wrong with them."""
        found = self.data.get(name)
        return [entry for entry in found if isinstance(entry, dict)] if isinstance(found, list) else []

    def check_keys(
        self,
        keys: Mapping[str, Key],
        values: Table,
        table: str = "",
        index: int = 0,
        *,
        above: Collection[str] = (),
        strayed: Collection[str] = (),
    ) -> None:
        """Note every unknown, missing, empty or ill-typed key of one table.

        :param above: keys of the whole file: what is written below a table's header belongs to that table.
        :param strayed: keys that stand below a table by mistake: told there, and not missing here.
        """
        for name, value in values.items():
            if name not in keys and name in above:
                self.add(
                    f'"{name}" belongs to the whole file, and stands in a table: move it above the first [[…]]',
                    table,
                    index,
                    name,
                )
            elif name not in keys:
                self.add(f'unknown key "{name}"{did_you_mean(name, keys)}', table, index, name)
            elif complaint := _complaint(name, value, keys[name]):
                self.add(complaint, table, index, name)
        for name, key in keys.items():
            if key.required and name not in values and name not in strayed:
                self.add(f'"{name}" is missing{_whose(values)}', table, index)

    def tables(self, name: str, keys: Mapping[str, Key], *, above: Collection[str] = ()) -> list[Table]:
        """Note what is wrong with the keys of ``[[name]]``; return its tables with only what is right in kind."""
        found = self.data.get(name, [])
        if not isinstance(found, list) or not all(isinstance(entry, dict) for entry in found):
            self.add(f'"{name}" must be written as [[{name}]] tables', key=name)
            return []
        for index, values in enumerate(found):
            self.check_keys(keys, values, name, index, above=above)
        return [
            {key: value for key, value in values.items() if key in keys and _is_of_kind(value, keys[key].kind)}
            for values in found
        ]

    def check_unique(self, name: str, key: str, tables: Iterable[Table]) -> None:
        first: dict[Any, int | None] = {}
        for index, values in enumerate(tables):
            value = values.get(key)
            if value in first:
                self.add(f'{key} "{value}" is used twice (first on line {first[value]})', name, index, key)
            elif isinstance(value, str | int):
                first[value] = self.line(name, index, key)


def _numbers_in(value: object) -> Iterator[float]:
    if isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _numbers_in(inner)
    elif isinstance(value, int | float):
        yield value


def _whose(values: Table) -> str:
    name = next((values[key] for key in ("id", "slug", "name") if isinstance(values.get(key), str)), None)
    return f' in "{name}"' if name else ""


def _complaint(name: str, value: object, key: Key) -> str | None:
    if not _is_of_kind(value, key.kind):
        return f'"{name}" must be {_KINDS[key.kind]}'
    if not key.may_be_empty and (not value.strip() if isinstance(value, str) else value == []):
        return f'"{name}" has no wording'
    members = value if isinstance(value, list) else [value]
    if key.choices:
        for member in members:
            if member not in key.choices:
                return f'"{name}" cannot be "{member}"{did_you_mean(str(member), key.choices)}'
    return None


def _is_of_kind(value: object, kind: type) -> bool:
    if isinstance(value, bool):
        return kind in (bool, object)
    if kind is object:
        return True
    if kind is tuple:
        return isinstance(value, list)
    if kind is list:
        return isinstance(value, list) and all(isinstance(member, str) and member.strip() for member in value)
    return isinstance(value, int | float) if kind is float else isinstance(value, kind)


_KINDS = {
    str: "text in quotes",
    int: "a whole number",
    float: "a number",
    bool: "true or false",
    list: "a list of texts in quotes",
    dict: "a table",
    tuple: "a list",
}
