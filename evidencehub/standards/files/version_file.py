"""One version of a standard, as read from its file."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from evidencehub.standards.files.toml_source import Table, TomlSource
from evidencehub.standards.model.nodes import AtLeast, Test


@dataclass
class VersionFile:
    """One version as read: its problems, its tables as far as they are right in kind, and its trees."""

    source: TomlSource
    tables: Mapping[str, list[Table]] = field(default_factory=dict)
    requirements: dict[str, AtLeast] = field(default_factory=dict)  # by tier
    asks: dict[str, AtLeast] = field(default_factory=dict)  # by step of a flow chart
    ratings: dict[str, AtLeast] = field(default_factory=dict)  # by rating of a summary
    tests: dict[str, Test] = field(default_factory=dict)  # by criterion
