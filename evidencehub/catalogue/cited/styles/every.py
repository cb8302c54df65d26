"""The styles in which a record's page cites it, as text to copy."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from evidencehub.catalogue.cited.record import Record
from evidencehub.catalogue.cited.styles import apa, harvard, vancouver

STYLES: tuple[tuple[str, Callable[[Record, date], str]], ...] = (
    ("APA", apa.cite), ("Harvard", harvard.cite), ("Vancouver", vancouver.cite),
)  # fmt: skip


@dataclass(frozen=True)
class Citation:
    style: str
    text: str


def citations(record: Record, today: date) -> tuple[Citation, ...]:
    """:param today: the day on which it is read, which styles ask for, in days of the hub."""
    marked = replace(record, title=f"{record.title} [invented example]") if record.is_invented else record
    return tuple(Citation(name, " ".join(cite(marked, today).split())) for name, cite in STYLES)
